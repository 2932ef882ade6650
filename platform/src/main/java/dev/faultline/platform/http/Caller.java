package dev.faultline.platform.http;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call, as far as that can be told: for people who ask later who changed what.
 *
 * @param address that the call came from; behind a mesh that of the own proxy
 * @param identity whose certificate the caller has shown to the mesh; null if none is told
 * @param agent what the caller calls itself; null if it does not
 */
public record Caller(
        String address, @Nullable String identity, @Nullable String agent) {

    /** Linkerd's proxy states here whose certificate the caller has shown. */
    private static final String MESH_IDENTITY = "l5d-client-id";

    private static final int LONGEST = 128;

    /** Returns who makes that call. */
    public static Caller of(HttpServerRequest request) {
        return new Caller(
                request.remoteAddress().hostAddress(),
                cleaned(request.getHeader(MESH_IDENTITY)),
                cleaned(request.getHeader("User-Agent")));
    }

    /** Returns what tells best who it is: the identity in the mesh, else the address. */
    public String name() {
        return identity == null ? address : identity;
    }

    @Override
    public String toString() {
        return address + (identity == null ? "" : ", " + identity) + (agent == null ? "" : ", " + agent);
    }

    /** A log line must stay one line, and must not be made to look like another. */
    private static @Nullable String cleaned(@Nullable String header) {
        return header == null
                ? null
                : header.substring(0, Math.min(header.length(), LONGEST)).replaceAll("[^\\x21-\\x7e ]", "?");
    }
}
