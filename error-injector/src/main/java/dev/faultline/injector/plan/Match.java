package dev.faultline.injector.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.injector.fault.Elements;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a rule is for; whatever is not given matches all.
 *
 * @param methods any of these
 * @param path as {@link PathPattern} reads it; the query string is never looked at
 * @param headers all of these, names in whatever case, values exact
 * @param grpcService calls of this gRPC service, such as {@code shop.Cart}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Match(
        List<String> methods,
        @Nullable String path,
        Map<String, String> headers,
        @Nullable String grpcService) {

    private static final int MAX_METHODS = 50;
    private static final int MAX_HEADERS = 50;
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]{0,31}");
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[^\\r\\n\\x00]{0,4096}");
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z_]\\w{0,127}(?:\\.[A-Za-z_]\\w{0,127}){0,15}");

    /** @throws InvalidValue if a field breaks its rule */
    public Match {
        methods = Elements.copy("methods", methods, MAX_METHODS);
        for (int i = 0; i < methods.size(); i++) {
            Require.matching("methods[" + i + "]", methods.get(i), METHOD, "must be a method in capitals such as GET");
        }
        if (path != null) {
            PathPattern.check("path", path);
        }
        headers = Elements.headers("headers", headers, MAX_HEADERS, Match::complaint);
        if (grpcService != null) {
            Require.matching("grpcService", grpcService, SERVICE, "must be a service such as shop.Cart");
        }
    }

    private static @Nullable String complaint(String name, String value) {
        if (!HEADER_NAME.matcher(name).matches()) {
            return "must have names of letters, digits and !#$%&'*+.^_`|~- only";
        }
        return HEADER_VALUE.matcher(value).matches()
                ? null
                : "must have values of one line, of at most 4096 characters";
    }
}
