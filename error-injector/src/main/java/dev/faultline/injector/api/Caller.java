package dev.faultline.injector.api;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Who calls the control plane, as far as that can be told: for the audit trail. */
record Caller(
        String address, @Nullable String identity, @Nullable String agent) {

    /** Linkerd's proxy states here whose certificate the caller has shown. */
    private static final String MESH_IDENTITY = "l5d-client-id";

    private static final int LONGEST = 128;

    static Caller of(HttpServerRequest request) {
        return new Caller(
                request.remoteAddress().hostAddress(),
                cleaned(request.getHeader(MESH_IDENTITY)),
                cleaned(request.getHeader(HttpHeaders.USER_AGENT)));
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
