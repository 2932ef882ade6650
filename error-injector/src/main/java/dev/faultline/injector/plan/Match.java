package dev.faultline.injector.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.injector.value.Elements;
import dev.faultline.injector.value.HostPattern;
import dev.faultline.platform.wire.Require;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a rule is for; whatever is not given matches all.
 *
 * @param methods any of these
 * @param path as {@link PathPattern} reads it; the query string is not part of it
 * @param pathRegex as {@link Regex} reads it, of the normalised path; not together with {@code path}
 * @param host as {@link HostPattern} reads it
 * @param query parameters of the query string: all of these, decoded
 * @param headers all of these, names in whatever case
 * @param grpcService calls of this gRPC service, such as {@code shop.Cart}
 * @param grpcMethod calls of this gRPC method, such as {@code AddItem}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Match(
        List<String> methods,
        @Nullable String path,
        @Nullable String pathRegex,
        @Nullable String host,
        Map<String, ValueMatch> query,
        Map<String, ValueMatch> headers,
        @Nullable String grpcService,
        @Nullable String grpcMethod) {

    private static final int MAX_METHODS = 50;
    private static final int MAX_HEADERS = 50;
    private static final int MAX_PARAMETERS = 50;

    /** Each may cost a look at every character of a request's head. */
    private static final int MAX_EXPRESSIONS = 10;

    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]{0,31}");
    private static final Pattern PARAMETER = Pattern.compile("[^\\r\\n\\x00]{1,4096}");
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z_]\\w{0,127}(?:\\.[A-Za-z_]\\w{0,127}){0,15}");
    private static final Pattern CALL = Pattern.compile("[A-Za-z_]\\w{0,127}");

    /** @throws dev.faultline.platform.wire.InvalidValue if a field breaks its rule */
    public Match {
        methods = Elements.copy("methods", methods, MAX_METHODS);
        for (int i = 0; i < methods.size(); i++) {
            Require.matching("methods[" + i + "]", methods.get(i), METHOD, "must be a method in capitals such as GET");
        }
        if (path != null) {
            PathPattern.check("path", path);
        }
        if (pathRegex != null) {
            Require.that(path == null, "pathRegex", "must not be given together with path", '"' + pathRegex + '"');
            Regex.check("pathRegex", pathRegex);
        }
        if (host != null) {
            HostPattern.check("host", host);
        }
        query = Elements.map("query", query, MAX_PARAMETERS);
        query.keySet().forEach(Match::checkParameter);
        headers = Elements.headers("headers", headers, MAX_HEADERS);
        long expressions = Stream.concat(query.values().stream(), headers.values().stream())
                .filter(value -> value.regex() != null)
                .count();
        Require.that(
                expressions <= MAX_EXPRESSIONS,
                "",
                "must hold at most " + MAX_EXPRESSIONS + " regular expressions in headers and query",
                expressions);
        if (grpcService != null) {
            Require.matching("grpcService", grpcService, SERVICE, "must be a service such as shop.Cart");
        }
        if (grpcMethod != null) {
            Require.matching("grpcMethod", grpcMethod, CALL, "must be a method such as AddItem");
        }
    }

    private static void checkParameter(String name) {
        Require.matching("query", name, PARAMETER, "must have names of one line, of 1 to 4096 characters");
    }
}
