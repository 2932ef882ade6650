package dev.faultline.load.plan;

import dev.faultline.platform.wire.Framing;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One kind of request of a mix.
 *
 * @param name by which its figures are told apart from those of others; its method and path if not given. Requests of the
 *     same name share theirs
 * @param weight how often it is drawn, against the weights of the others, from 0 to {@value #MAX_WEIGHT}; 1 if not
 *     given
 * @param method GET if not given; of gRPC it is POST
 * @param path with its query; the target's if not given
 * @param headers by name, at most {@value #MAX_HEADERS}; not those that say how a request is carried
 * @param body the text that is sent, at most 1 MiB
 * @param bodyFile the file that is sent instead, under the directory that the service allows
 * @param grpc {@code SERVICE/METHOD} of a unary call; the body is the message's bytes, empty if none is given
 * @param expect what its answers must be; not of gRPC, whose status says it
 */
public record RequestSpec(
        @Nullable String name,
        Integer weight,
        String method,
        @Nullable String path,
        Map<String, String> headers,
        @Nullable String body,
        @Nullable String bodyFile,
        @Nullable String grpc,
        @Nullable Expectation expect) {

    private static final int LONGEST_NAME = 100;
    private static final String CUT = "..";
    private static final Pattern NAME = Pattern.compile("[!-~&&[^\"\\\\]]([ -~&&[^\"\\\\]]{0,98}[!-~&&[^\"\\\\]])?");
    private static final String NAME_RULE =
            "must be 1 to 100 characters of printable ASCII without quotes, backslashes and spaces at its ends";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]{0,4000}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]{0,4000}");
    private static final Pattern GRPC = Pattern.compile("[A-Za-z][A-Za-z0-9_.]{0,200}/[A-Za-z][A-Za-z0-9_]{0,100}");
    private static final Pattern FILE = Pattern.compile("[ -~]{1,500}");
    private static final String LINE_BREAK =
            "must not end with a line break, as the content of a file or a Secret often does";
    private static final int MAX_WEIGHT = 1_000_000;
    private static final int MAX_HEADERS = 50;
    private static final int MAX_BODY = 1 << 20;
    private static final String POST = "POST";

    /** A plain GET of the target. */
    public static final RequestSpec GET = new RequestSpec(null, 1, "GET", null, Map.of(), null, null, null, null);

    /** Fills in what was not given and checks the bounds. */
    public RequestSpec {
        if (name != null) {
            Require.matching("name", name, NAME, NAME_RULE);
        }
        weight = weight == null ? 1 : weight;
        Require.between("weight", weight, 0, MAX_WEIGHT);
        if (grpc != null) {
            Require.matching("grpc", grpc, GRPC, "must be SERVICE/METHOD such as shop.Cart/Add");
            Require.that(path == null, "path", "must not be given with grpc", "given");
            Require.that(expect == null, "expect", "must not be given with grpc, whose status decides", "given");
            method = method == null ? POST : method;
            Require.that(method.equals(POST), "method", "must be POST with grpc", '"' + method + '"');
        }
        method = method == null ? "GET" : method;
        Require.matching("method", method, TOKEN, "must be a method such as POST");
        Require.that(!method.equals("CONNECT"), "method", "must not be CONNECT: that asks for a tunnel", method);
        if (path != null) {
            String plain = Feed.REFERENCE.matcher(path).replaceAll("");
            Require.matchingSecret(
                    "path", plain, PATH, "must begin with / and hold printable ASCII without spaces or #");
        }
        headers = headers == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        checkHeaders(headers);
        checkBody(body, bodyFile);
    }

    /** Returns the name by which its figures are told apart, at most 100 characters long; without the query, which may be a secret. */
    String nameOfFigures() {
        if (name != null) {
            return name;
        }
        if (grpc != null) {
            return shortened(grpc);
        }
        String plain = path == null ? "" : " " + path.split("\\?", 2)[0];
        return shortened(method + plain.replace("\"", "%22").replace("\\", "%5C"));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME - CUT.length()) + CUT;
    }

    /** Returns whether a part of it refers to a column of a feed, as far as it is not in a file. */
    boolean refersToFeed() {
        return Stream.concat(Stream.of(path, body), headers.values().stream())
                .anyMatch(text -> text != null && Feed.REFERENCE.matcher(text).find());
    }

    /** Returns the same request with these headers alone. */
    public RequestSpec with(Map<String, String> otherHeaders) {
        return new RequestSpec(name, weight, method, path, otherHeaders, body, bodyFile, grpc, expect);
    }

    /**
     * Checks headers that are to be sent, so that none is refused only when it is. No complaint holds a value: many are
     * secrets.
     *
     * @throws InvalidValue naming the header
     */
    public static void checkHeaders(Map<String, String> headers) {
        Require.that(headers.size() <= MAX_HEADERS, "headers", "must be at most " + MAX_HEADERS, headers.size());
        Set<String> seen = new HashSet<>();
        headers.forEach((name, value) -> {
            Require.matchingSecret("headers", name, TOKEN, "must have names of letters, digits and dashes");
            String field = "headers." + name;
            String lower = name.toLowerCase(Locale.ROOT);
            Require.that(!Framing.owns(name), field, "must not be given: the transport sets it", InvalidValue.WITHHELD);
            Require.that(seen.add(lower), field, "must be given once, regardless of case", "given again");
            boolean ends = value != null && (value.endsWith("\n") || value.endsWith("\r"));
            Require.that(!ends, field, LINE_BREAK, InvalidValue.WITHHELD);
            Require.matchingSecret(field, value, VALUE, "must be printable ASCII in one line, at most 4000 long");
        });
    }

    private static void checkBody(@Nullable String body, @Nullable String bodyFile) {
        Require.that(body == null || bodyFile == null, "bodyFile", "must not be given with body", "both");
        if (body != null) {
            int bytes = body.getBytes(StandardCharsets.UTF_8).length;
            Require.that(bytes <= MAX_BODY, "body", "must be at most " + MAX_BODY + " bytes in UTF-8", bytes);
        }
        if (bodyFile != null) {
            Require.matching("bodyFile", bodyFile, FILE, "must be the name of a file, of printable ASCII");
        }
    }
}
