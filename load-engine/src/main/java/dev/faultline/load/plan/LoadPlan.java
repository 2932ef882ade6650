package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.plan.Transport.Protocol;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.UnknownName;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The load to be sent. Immutable; a change is a new plan. In JSON the fields of {@link Demand} and {@link Transport}
 * stand beside the others. It is written with its defaults, and reads back as the same plan.
 *
 * @param target where requests go
 * @param duration how long, until stopped or the end of the stages if not given
 * @param seed makes chance repeatable: arrivals, the mix, the jitter of retries; any if not given. A plan that takes
 *     over from one with the same seed goes on where that one had come to
 * @param requests what is sent, drawn by weight; a GET of the target if not given
 * @param retries how failed attempts are repeated; never if not given
 * @param feed what fills {@code #{COLUMN}} in the requests; nothing if not given
 */
@JsonDeserialize(using = LoadPlan.Deserializer.class)
public record LoadPlan(
        Target target,
        @JsonUnwrapped Demand demand,
        @Nullable Duration duration,
        @Nullable Long seed,
        List<RequestSpec> requests,
        @JsonUnwrapped Transport transport,
        @Nullable Retries retries,
        @Nullable Feed feed) {

    private static final int MAX_REQUESTS = 100;
    private static final String CLOSED_LOOP =
            "closed loop: while the target stalls nobody calls, so the percentiles hide"
                    + " what a stall does; use rate or stages for figures that count";

    /** Fills in what was not given and checks the bounds. */
    public LoadPlan {
        Require.present("target", target);
        Require.present("rate", demand);
        transport = transport == null ? Transport.STANDARD : transport;
        requests = requests == null ? List.of(RequestSpec.GET) : elements("requests", requests, MAX_REQUESTS);
        Require.that(
                requests.stream().anyMatch(request -> request.weight() > 0),
                "requests",
                "must not all have weight 0",
                "0");
        boolean grpc = requests.stream().anyMatch(request -> request.grpc() != null);
        Protocol protocol = transport.protocol();
        Protocol http2 = target.tls() ? Protocol.H2 : Protocol.H2C;
        Require.that(!grpc || protocol == http2, "protocol", "must be " + http2.wire() + " for gRPC", protocol.wire());
        Require.that(
                !protocol.isHttp2() || protocol == http2,
                "protocol",
                target.tls()
                        ? "must be http1 or h2 for a target that begins with https://"
                        : "must be http1 or h2c for a target that begins with http://",
                protocol.wire());
        for (int i = 0; i < requests.size() && feed == null; i++) {
            String path = requests.get(i).path();
            boolean refers = path != null && Feed.REFERENCE.matcher(path).find();
            Require.that(!refers, "requests[" + i + "].path", "must not refer to columns without a feed", "#{...}");
        }
        Require.that(
                feed == null
                        || requests.stream().anyMatch(request -> request.bodyFile() != null || request.refersToFeed()),
                "feed",
                "must be referred to by a request, as #{COLUMN} in its path, headers or body",
                "none");
        if (duration != null) {
            Require.between("duration", duration, Stage.SHORTEST, Stage.LONGEST);
        }
    }

    /** Returns a plan of plain GETs. */
    public static LoadPlan of(Target target, Demand demand, @Nullable Duration duration, Transport transport) {
        return new LoadPlan(target, demand, duration, null, List.of(RequestSpec.GET), transport, null, null);
    }

    /** Returns the same load of other requests, which refer to the same feed, to another target. */
    public LoadPlan with(Target otherTarget, List<RequestSpec> otherRequests) {
        return new LoadPlan(otherTarget, demand, duration, seed, otherRequests, transport, retries, feed);
    }

    /** Returns how long a request may take with all its attempts, from its dispatch. */
    public Duration longestRequest() {
        if (retries == null) {
            return timeout();
        }
        Duration again = timeout().plus(retries.maxBackoff());
        return timeout().plus(again.multipliedBy(retries.limit()));
    }

    /**
     * Returns by which names the figures of its requests are told apart, in their order, some perhaps more than once;
     * empty for a single request without a name, whose figures are those of all.
     */
    public List<String> names() {
        boolean one = requests.size() == 1 && requests.get(0).name() == null;
        return one
                ? List.of()
                : requests.stream().map(RequestSpec::nameOfFigures).toList();
    }

    /** Returns what readers of this load's figures must know; null if nothing. */
    public @Nullable String warning() {
        return demand.closed() ? CLOSED_LOOP : null;
    }

    /** Returns how long an attempt may take from its dispatch. */
    public Duration timeout() {
        return transport.timeout();
    }

    /**
     * Returns a copy of a list that a document gives.
     *
     * @throws InvalidValue unless it holds from 1 to that many elements, none of them null
     */
    static <T> List<T> elements(String field, List<T> given, int most) {
        Require.that(
                !given.isEmpty() && given.size() <= most,
                field,
                "must have from 1 to " + most + " elements",
                given.size());
        for (int i = 0; i < given.size(); i++) {
            Require.present(field + "[" + i + "]", given.get(i));
        }
        return List.copyOf(given);
    }

    /**
     * Reads a plan whose groups of fields stand flat beside each other. Jackson's own unwrapping ignores unknown fields
     * (jackson-databind 2.21), and a misspelt field must be refused. For the same reason a stage without a type gets
     * its type here: Jackson's default would also stand in for a misspelt type.
     */
    static final class Deserializer extends StdDeserializer<LoadPlan> {

        private static final long serialVersionUID = 1L;
        private static final String STAGES = "stages";

        /** What is left of a plan without its groups. */
        private record Rest(
                Target target,
                @Nullable Duration duration,
                @Nullable Long seed,
                List<RequestSpec> requests,
                @Nullable Retries retries,
                @Nullable Feed feed) {}

        Deserializer() {
            super(LoadPlan.class);
        }

        @Override
        public LoadPlan deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode tree = context.readTree(parser);
            if (!(tree instanceof ObjectNode fields)) {
                return (LoadPlan) context.handleUnexpectedToken(LoadPlan.class, parser);
            }
            refuseUnknown(fields);
            fields.path(STAGES).forEach(Deserializer::name);
            Rest rest = read(fields, Rest.class, context);
            return new LoadPlan(
                    rest.target(),
                    read(fields, Demand.class, context),
                    rest.duration(),
                    rest.seed(),
                    rest.requests(),
                    read(fields, Transport.class, context),
                    rest.retries(),
                    rest.feed());
        }

        private static <T extends Record> T read(ObjectNode fields, Class<T> group, DeserializationContext context)
                throws IOException {
            return context.readTreeAsValue(fields.deepCopy().retain(names(group)), group);
        }

        private static void name(JsonNode stage) {
            if (stage instanceof ObjectNode fields && !fields.has(Stage.TYPE)) {
                fields.put(Stage.TYPE, Stage.HOLD);
            }
        }

        private static void refuseUnknown(ObjectNode fields) {
            TreeSet<String> known = new TreeSet<>();
            List.of(Rest.class, Demand.class, Transport.class).forEach(group -> known.addAll(names(group)));
            fields.fieldNames().forEachRemaining(name -> {
                if (!known.contains(name)) {
                    throw new InvalidValue(name, UnknownName.rule(name, known), fields.path(name));
                }
            });
        }

        private static List<String> names(Class<? extends Record> group) {
            return Arrays.stream(group.getRecordComponents())
                    .map(RecordComponent::getName)
                    .toList();
        }
    }
}
