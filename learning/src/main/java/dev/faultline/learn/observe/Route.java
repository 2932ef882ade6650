package dev.faultline.learn.observe;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which requests: those of a path, those of a gRPC method, or all. What comes from outside and can't be matched by a plan, or
 * might not mean what it says there, is all.
 *
 * @param path as a plan matches it, {@code *} being any one segment; null if it is no path
 * @param grpcService null if it is no gRPC method
 * @param grpcMethod null for all of the service
 */
public record Route(
        @Nullable String path,
        @Nullable String grpcService,
        @Nullable String grpcMethod) implements Comparable<Route> {

    /** All requests, or all that belong to no other route. */
    public static final Route ALL = new Route(null, null, null);

    private static final int LONGEST = 256;

    /** What RFC 3986 lets a path consist of, but for the star, which means something in a plan. */
    private static final Pattern PATH = Pattern.compile("/(?:[A-Za-z0-9._~!$&'()+,;=:@/-]|%[0-9A-Fa-f]{2})*");

    /** What stands for many: numbers, UUIDs, digests, and the variables of templates. */
    private static final Pattern VARIABLE = Pattern.compile(
            "[0-9]+|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22}|[0-9a-fA-F]{16,}|\\{[^/{}]{1,60}\\}|:[A-Za-z_][A-Za-z0-9_]{0,60}|<[^/<>]{1,60}>");

    private static final Pattern DOTS = Pattern.compile("(?:[.]|%2[eE]){1,2}");

    private static final Pattern SERVICE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,199}");
    private static final Pattern METHOD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    /** Returns the route of a path, or of a template for paths; what is variable in it becomes a star. */
    public static Route ofPath(String text) {
        int end = text.indexOf('?');
        String path = end < 0 ? text : text.substring(0, end);
        if (path.length() > LONGEST || !path.startsWith("/")) {
            return ALL;
        }
        String matched = Stream.of(path.split("/", -1))
                .map(segment -> VARIABLE.matcher(segment).matches() ? "*" : segment)
                .collect(Collectors.joining("/"));
        // Dots are taken away before a plan sees them, however they are written.
        boolean usable = PATH.matcher(matched.replace("*", "x")).matches()
                && path.indexOf('*') < 0
                && Stream.of(path.split("/", -1))
                        .noneMatch(segment -> DOTS.matcher(segment).matches());
        return usable ? new Route(matched, null, null) : ALL;
    }

    /** Returns the route of a gRPC method. */
    public static Route ofGrpc(String service, @Nullable String method) {
        boolean usable = SERVICE.matcher(service).matches()
                && (method == null || METHOD.matcher(method).matches());
        return usable ? new Route(null, service, method) : ALL;
    }

    /** Returns it for people. */
    @Override
    public String toString() {
        return path != null
                ? path
                : grpcService == null ? "all" : grpcService + (grpcMethod == null ? "" : "/" + grpcMethod);
    }

    @Override
    public int compareTo(Route other) {
        return toString().compareTo(other.toString());
    }
}
