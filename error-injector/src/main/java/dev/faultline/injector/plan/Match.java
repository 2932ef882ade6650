package dev.faultline.injector.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.injector.value.Elements;
import dev.faultline.wire.Require;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a rule is for; whatever is not given matches all.
 *
 * @param methods any of these
 * @param path as {@link PathPattern} reads it; the query string is not part of it
 * @param pathRegex as {@link PathRegex} reads it; not together with {@code path}
 * @param host as {@link HostPattern} reads it
 * @param query parameters of the query string: all of these, decoded, names and values exact
 * @param headers all of these, names in whatever case, values exact
 * @param grpcService calls of this gRPC service, such as {@code shop.Cart}
 * @param grpcMethod calls of this gRPC method, such as {@code AddItem}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Match(
        List<String> methods,
        @Nullable String path,
        @Nullable String pathRegex,
        @Nullable String host,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable String grpcService,
        @Nullable String grpcMethod) {

    private static final int MAX_METHODS = 50;
    private static final int MAX_HEADERS = 50;
    private static final int MAX_PARAMETERS = 50;
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]{0,31}");
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[^\\r\\n\\x00]{0,4096}");
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z_]\\w{0,127}(?:\\.[A-Za-z_]\\w{0,127}){0,15}");
    private static final Pattern CALL = Pattern.compile("[A-Za-z_]\\w{0,127}");

    /** @throws dev.faultline.wire.InvalidValue if a field breaks its rule */
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
            PathRegex.check("pathRegex", pathRegex);
        }
        if (host != null) {
            HostPattern.check("host", host);
        }
        query = Elements.texts("query", query, MAX_PARAMETERS, Match::parameterComplaint);
        headers = Elements.headers("headers", headers, MAX_HEADERS, Match::headerComplaint);
        if (grpcService != null) {
            Require.matching("grpcService", grpcService, SERVICE, "must be a service such as shop.Cart");
        }
        if (grpcMethod != null) {
            Require.matching("grpcMethod", grpcMethod, CALL, "must be a method such as AddItem");
        }
    }

    private static @Nullable String headerComplaint(String name, String value) {
        if (!HEADER_NAME.matcher(name).matches()) {
            return "must have names of letters, digits and !#$%&'*+.^_`|~- only";
        }
        return valueComplaint(value);
    }

    private static @Nullable String parameterComplaint(String name, String value) {
        return name.isEmpty() || !VALUE.matcher(name).matches()
                ? "must have names of one line, of 1 to 4096 characters"
                : valueComplaint(value);
    }

    private static @Nullable String valueComplaint(String value) {
        return VALUE.matcher(value).matches() ? null : "must have values of one line, of at most 4096 characters";
    }
}
