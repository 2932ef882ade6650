package dev.faultline.load.http;

import dev.faultline.load.http.FeedRows.Template;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.plan.Expectation;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.plan.Target;
import dev.faultline.load.schedule.NumberedRandom;
import dev.faultline.load.split.Backend;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request of a plan, ready to be sent. Confined to the loop. */
final class PreparedRequest {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private static final CharSequence USER_AGENT = HttpHeaders.createOptimized("Faultline");

    private final Target target;
    private final RequestSpec spec;
    private final MultiMap headers;
    private final @Nullable Buffer body;
    /** What the beginning of an answer's body must hold; null if nothing. */
    private final @Nullable Predicate<String> expectedBody;

    private final Destination destination;
    private final Supplier<Backend> draws;
    /** Built once for each backend; only the loop changes them. */
    private final Map<Backend, Call> calls = new HashMap<>();

    private final @Nullable Feeding feeding;

    /**
     * What connections lead to.
     *
     * @param host whose certificate TLS asks for
     */
    record Place(SocketAddress server, String host, int port) {}

    /** Whom to ask, and how. */
    static final class Call {

        private final Backend backend;
        private final Place place;
        private final RequestOptions options;
        private final MultiMap headers;
        private final @Nullable Buffer body;
        private @Nullable Http1Request http1;

        private Call(Backend backend, Place place, RequestOptions options, MultiMap headers, @Nullable Buffer body) {
            this.backend = backend;
            this.place = place;
            this.options = options;
            this.headers = headers;
            this.body = body;
        }

        Backend backend() {
            return backend;
        }

        Place place() {
            return place;
        }

        SocketAddress server() {
            return place.server();
        }

        String host() {
            return place.host();
        }

        String uri() {
            return options.getURI();
        }

        MultiMap headers() {
            return headers;
        }

        /** Returns what Vert.x is asked with. */
        RequestOptions options() {
            return options;
        }

        /** Returns the body; null for none. */
        @Nullable
        Buffer body() {
            return body;
        }

        /** Returns what HTTP/1.1 sends. */
        Http1Request http1() {
            if (http1 == null) {
                http1 = new Http1Request(options.getMethod().name(), options.getURI(), authority(), headers, body);
            }
            return http1;
        }

        private String authority() {
            boolean usual = place.port() == (Boolean.TRUE.equals(options.isSsl()) ? HTTPS : HTTP);
            return usual ? place.host() : place.host() + ":" + place.port();
        }
    }

    /**
     * What rows make of a request; a part that is the same for all of them is not here.
     *
     * @param headers by their names
     * @param body null if it is the same for all
     */
    private record Feeding(
            FeedRows rows,
            NumberedRandom random,
            Template path,
            Map<String, Template> headers,
            @Nullable Template body) {}

    /**
     * @param body as it is sent; null for none
     * @param destination draws where each request goes, on the loop
     * @param rows fill its references; null for none
     * @param random draws rows, if they are to be drawn
     * @throws dev.faultline.platform.wire.InvalidValue if it leads nowhere, or refers to what is not there
     */
    PreparedRequest(
            LoadPlan plan,
            RequestSpec spec,
            @Nullable Buffer body,
            Destination destination,
            @Nullable FeedRows rows,
            NumberedRandom random) {
        this.target = plan.target();
        this.spec = spec;
        this.body = body;
        this.feeding = rows == null ? null : feeding(rows, random);
        Expectation expect = spec.expect();
        this.expectedBody =
                expect == null || expect.body() == null ? null : expect.body().test();
        this.destination = destination;
        this.draws =
                feeding == null || feeding.headers().isEmpty() ? destination.draws(spec.headers()) : checked(feeding);
        this.headers = HttpHeaders.headers().add(HttpHeaders.USER_AGENT, USER_AGENT);
        if (spec.grpc() != null) {
            headers.add("content-type", "application/grpc").add("te", "trailers");
        }
        spec.headers().forEach(headers::set);
    }

    private @Nullable Feeding feeding(FeedRows rows, NumberedRandom random) {
        Template path = rows.path(path());
        Map<String, Template> fed = new HashMap<>();
        spec.headers().forEach((name, value) -> {
            Template template = rows.header(name, value);
            if (!template.isConstant()) {
                fed.put(name, template);
            }
        });
        Template text = body == null || grpc() ? null : rows.body(body.toString(StandardCharsets.UTF_8));
        boolean same = text == null || text.isConstant();
        return same && path.isConstant() && fed.isEmpty()
                ? null
                : new Feeding(rows, random, path, fed, same ? null : text);
    }

    /** Asks of every row where it leads, so that none leads nowhere when it is sent. */
    private Supplier<Backend> checked(Feeding fed) {
        fed.rows().rows().forEach(row -> destination.draws(headers(fed, row)));
        return () -> {
            throw new AssertionError("each row draws by its own headers");
        };
    }

    private Map<String, String> headers(Feeding fed, String[] row) {
        Map<String, String> filled = new HashMap<>(spec.headers());
        fed.headers().forEach((name, template) -> filled.put(name, template.fill(row)));
        return filled;
    }

    /**
     * Returns the request of the arrival of that number, to a backend drawn anew; its Host is the target's own name, as behind
     * a mesh.
     */
    Call of(long number) {
        if (feeding == null) {
            return calls.computeIfAbsent(draws.get(), backend -> call(backend, path(), headers, body));
        }
        String[] row = feeding.rows().row(number, feeding.random());
        MultiMap filled = headers;
        Supplier<Backend> drawn = draws;
        if (!feeding.headers().isEmpty()) {
            filled = HttpHeaders.headers().addAll(headers);
            Map<String, String> own = headers(feeding, row);
            own.forEach(filled::set);
            drawn = destination.draws(own);
        }
        Template text = feeding.body();
        return call(drawn.get(), feeding.path().fill(row), filled, text == null ? body : Buffer.buffer(text.fill(row)));
    }

    private String path() {
        return spec.path() == null ? target.path() : spec.path();
    }

    /** Returns which party that backend is, or unknown while a mesh chooses whom it asks. */
    Answerer party(Backend backend) {
        return destination.party(backend);
    }

    /** Returns whether the body of an answer must be looked at. */
    boolean looksAtBodies() {
        return expectedBody != null;
    }

    /**
     * Returns whether a whole answer is what the plan expects.
     *
     * @param answered the first {@value Expectation#LONGEST_BODY} bytes of its body; null if nobody looks at it
     */
    boolean isExpected(int status, @Nullable Buffer answered) {
        Expectation expect = spec.expect();
        if (expect != null && !expect.allows(status)) {
            return false;
        }
        return expectedBody == null
                || expectedBody.test(answered == null ? "" : answered.toString(StandardCharsets.UTF_8));
    }

    /** Returns whether the gRPC status decides on success. */
    boolean grpc() {
        return spec.grpc() != null;
    }

    private Call call(Backend backend, String path, MultiMap withHeaders, @Nullable Buffer withBody) {
        Place place = new Place(
                SocketAddress.inetSocketAddress(backend.port(), backend.host()), target.host(), target.port());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(spec.method()))
                .setHost(place.host())
                .setPort(place.port())
                .setSsl(target.tls())
                .setURI(spec.grpc() == null ? path : "/" + spec.grpc())
                .setHeaders(withHeaders)
                .setServer(place.server());
        return new Call(backend, place, options, withHeaders, withBody);
    }
}
