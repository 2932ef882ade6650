package dev.faultline.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadLimits;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Rates;
import dev.faultline.load.plan.TargetPattern;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.threshold.Bound;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code attack}. */
final class AttackOptions {

    @Mixin
    final Load load = new Load();

    @Mixin
    final ProcessSettings process = new ProcessSettings();

    @Mixin
    final TlsOptions tls = new TlsOptions();

    @Mixin
    final Outputs files = new Outputs();

    @Option(names = "--warmup", paramLabel = "T", description = "load before, that is not counted; default: none")
    @Nullable
    String warmup;

    @Option(
            names = "--threshold",
            paramLabel = "TEXT",
            description = "what must hold of the whole run, such as \"p99 < 300ms\"; may be given several times")
    List<String> thresholds = new ArrayList<>();

    @Option(
            names = "--abort-on-fail",
            description =
                    "ends the load as soon as a --threshold is violated by all that was counted so far, at the earliest after"
                            + " 5s")
    boolean abortOnFail;

    @Option(names = "--json", description = "prints the figures as one JSON document, and nothing else")
    boolean json;

    @Option(
            names = "--log-interval",
            paramLabel = "T",
            description = "how often a line is printed, 1s to 10m; default: 1s")
    @Nullable
    String logInterval;

    @Option(
            names = "--start-at",
            paramLabel = "INSTANT",
            description = "when the counted load begins, such as 2026-01-31T12:00:00Z; a warm-up goes on until then")
    @Nullable
    String startAt;

    /**
     * Returns what is asked for.
     *
     * @throws InvalidValue naming the option or the file at fault
     */
    Attack.Order order() {
        LoadPlan plan = load.plan(process.shard != null);
        Require.that(
                !abortOnFail || !thresholds.isEmpty(),
                "--abort-on-fail",
                "must come with a --threshold: nothing else can fail",
                "given alone");
        return new Attack.Order(
                plan,
                Durations.parse("--warmup", warmup == null ? "0" : warmup),
                thresholds.stream().map(text -> threshold(text, plan)).toList(),
                abortOnFail,
                Durations.parse("--log-interval", logInterval == null ? "1s" : logInterval),
                process.shard(),
                startAt == null ? null : instant(startAt));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidValue(
                    "--start-at", "must be an instant such as 2026-01-31T12:00:00Z", '"' + text + '"', e);
        }
    }

    /**
     * Returns what must hold of a whole load.
     *
     * @throws InvalidValue naming the option if that plan's load can't be judged by it
     */
    static Threshold threshold(String text, LoadPlan plan) {
        try {
            Threshold threshold = Threshold.of(text);
            Require.that(threshold.over() == null, "", "must speak of the whole run, without over", '"' + text + '"');
            Require.that(
                    !(threshold.bound() instanceof Bound.OfBaseline) && !threshold.namesControl(),
                    "",
                    "must not refer to a baseline or a control slice: there is none without an experiment",
                    '"' + text + '"');
            if (threshold.metric().of() instanceof Scope.Named of) {
                Require.that(
                        plan.names().contains(of.name()),
                        "",
                        "must name a request of the plan: "
                                + (plan.names().isEmpty()
                                        ? "it has one, without a name"
                                        : plan.names().stream().distinct().collect(Collectors.joining(", "))),
                        '"' + text + '"');
            }
            return threshold;
        } catch (InvalidValue e) {
            throw new InvalidValue("--threshold", e.rule(), e.value(), e);
        }
    }

    /** The options that state a load. Each sets a field of the plan's document. */
    static final class Load {

        @Option(
                names = "--plan",
                paramLabel = "FILE",
                description =
                        "a plan in YAML or JSON, as PUT /api/load takes it; the other options override its fields")
        @Nullable
        Path file;

        @Option(
                names = "--target",
                paramLabel = "URL",
                description = "where requests go: http://HOST[:PORT][/PATH], or https://")
        @Nullable
        String target;

        @Option(
                names = "--rate",
                paramLabel = "N",
                description = "arrivals a second, 0.001 to 1000000, or such as 100/1m: an open loop")
        @Nullable
        String rate;

        @Option(
                names = "--stages",
                paramLabel = "STAGES",
                description =
                        "a rate that changes, such as 50:10s,50..500:5s,..0:5s: 50/s for 10 s, then a ramp to 500/s"
                                + " within 5 s, then one to nothing")
        @Nullable
        String stages;

        @Option(
                names = "--concurrency",
                paramLabel = "N",
                description =
                        "callers that each wait for their answer, 1 to 10000: a closed loop, whose percentiles hide"
                                + " stalls")
        @Nullable
        String concurrency;

        @Option(names = "--arrival", paramLabel = "KIND", description = "constant or poisson; default: constant")
        @Nullable
        String arrival;

        @Option(
                names = "--duration",
                paramLabel = "T",
                description = "how long, such as 30s or 10m; default: to the end of the stages, or until Ctrl-C")
        @Nullable
        String duration;

        @Option(names = "--seed", paramLabel = "N", description = "makes chance repeatable; default: another each time")
        @Nullable
        String seed;

        @Option(
                names = "--feed",
                paramLabel = "FILE",
                description =
                        "a CSV file whose rows fill #{COLUMN} in the target's path, headers and body, a row for each request")
        @Nullable
        Path feed;

        @Option(
                names = "--feed-order",
                paramLabel = "ORDER",
                description = "which row a request takes, sequential or random; default: sequential")
        @Nullable
        String feedOrder;

        @Mixin
        final Transport transport = new Transport();

        @Mixin
        final Request request = new Request();

        @Mixin
        final Retry retries = new Retry();

        /**
         * Returns the plan that all of them state.
         *
         * @param shared whether others send parts of the same load: they must draw the same
         * @throws InvalidValue naming the option or the file at fault
         */
        LoadPlan plan(boolean shared) {
            PlanDocument document = PlanDocument.of(file);
            refuseBesides("--rate", rate, "--stages", stages);
            refuseBesides("--rate", rate, "--concurrency", concurrency);
            refuseBesides("--stages", stages, "--concurrency", concurrency);
            if (Stream.of(rate, stages, concurrency).anyMatch(given -> given != null)) {
                document.remove(List.of("rate", "stages", "concurrency"));
            }
            if (concurrency != null) {
                document.remove(List.of("arrival"));
            }
            document.text("--target", "target", request.withoutPath(target));
            document.number("--rate", "rate", rate);
            if (stages != null) {
                document.set("--stages", "stages", Stages.parse(stages));
            }
            document.number("--concurrency", "concurrency", concurrency);
            document.text("--arrival", "arrival", arrival);
            document.text("--duration", "duration", duration);
            document.number("--seed", "seed", seed == null && shared && !document.has("seed") ? "0" : seed);
            transport.putInto(document);
            request.putInto(document);
            retries.putInto(document);
            document.text("--feed", "feed.file", feed == null ? null : Request.fileName(feed));
            document.text("--feed-order", "feed.order", feedOrder);
            return document.plan();
        }

        private static void refuseBesides(
                String one, @Nullable String given, String other, @Nullable String alsoGiven) {
            if (given != null && alsoGiven != null) {
                throw new InvalidValue(other, "must not be given besides " + one, '"' + alsoGiven + '"');
            }
        }

        /**
         * Returns the only directory that the files of requests are read from: of the body's file, of the feed, or of the plan's.
         *
         * @throws InvalidValue if body and feed lie in different ones
         */
        Optional<Path> bodies() {
            List<Path> directories = Stream.of(request.bodyFile, feed)
                    .filter(Objects::nonNull)
                    .map(Load::directory)
                    .distinct()
                    .toList();
            if (directories.size() > 1) {
                throw new InvalidValue(
                        "--feed", "must lie in the directory of --body-file", '"' + String.valueOf(feed) + '"');
            }
            return directories.stream()
                    .findFirst()
                    .or(() -> Optional.ofNullable(file).map(Load::directory));
        }

        private static @Nullable Path directory(Path path) {
            return path.toAbsolutePath().normalize().getParent();
        }
    }

    /** The options that say how requests are carried. */
    static final class Transport {

        @Option(
                names = "--protocol",
                paramLabel = "NAME",
                description = "http1, h2c (HTTP/2 without TLS) or h2 (over TLS); default: http1")
        @Nullable
        String protocol;

        @Option(
                names = "--connections",
                paramLabel = "N",
                description = "connections to each backend at most, 1 to 10000; default: 64")
        @Nullable
        String connections;

        @Option(
                names = "--requests-per-connection",
                paramLabel = "N",
                description = "after how many requests a connection is closed; default: never")
        @Nullable
        String requestsPerConnection;

        @Option(
                names = "--max-in-flight",
                paramLabel = "N",
                description = "requests under way at most, 1 to 100000; arrivals beyond are shed; default: 1024")
        @Nullable
        String maxInFlight;

        @Option(
                names = "--timeout",
                paramLabel = "T",
                description = "how long an attempt may take from its dispatch, 1ms to 10m; default: 10s")
        @Nullable
        String timeout;

        @Option(
                names = "--cookies",
                description = "each connection keeps the cookies that its answers set, and sends them")
        boolean cookies;

        @Option(
                names = "--no-session-resumption",
                description = "makes every TLS handshake a whole one, and none go on with an earlier session")
        boolean wholeHandshakes;

        void putInto(PlanDocument document) {
            if (cookies) {
                document.set("--cookies", "cookies", BooleanNode.TRUE);
            }
            if (wholeHandshakes) {
                document.set("--no-session-resumption", "sessionResumption", BooleanNode.FALSE);
            }
            document.text("--protocol", "protocol", protocol);
            document.number("--connections", "connections", connections);
            document.number("--requests-per-connection", "requestsPerConnection", requestsPerConnection);
            document.number("--max-in-flight", "maxInFlight", maxInFlight);
            document.text("--timeout", "timeout", timeout);
        }
    }

    /** The options that state what is sent: one kind of request, in place of the plan's mix. */
    static final class Request {

        private static final Pattern FED_TARGET = Pattern.compile("(https?://[^/]+)(/.*#\\{.*)");

        private static final String FIRST = "requests[0].";
        private static final String CONTENT_TYPE = "content-type";
        private static final String FORM = "application/x-www-form-urlencoded";

        @Option(
                names = {"-X", "--method"},
                paramLabel = "NAME",
                description = "the method; default: GET, for gRPC and with -d POST")
        @Nullable
        String method;

        @Option(
                names = {"-H", "--header"},
                paramLabel = "NAME: VALUE",
                description = "a header of each request; may be given several times")
        List<String> headers = new ArrayList<>();

        @Option(
                names = {"-d", "--data"},
                paramLabel = "TEXT",
                description =
                        "as curl's: the body, with & between several, of a POST as a form; @FILE takes it from a file of text"
                                + " without its line breaks")
        List<String> data = new ArrayList<>();

        @Option(names = "--body", paramLabel = "TEXT", description = "the body of each request; default: none")
        @Nullable
        String body;

        @Option(names = "--body-file", paramLabel = "FILE", description = "a file that is the body, at most 1 MiB")
        @Nullable
        Path bodyFile;

        @Option(
                names = "--grpc",
                paramLabel = "SERVICE/METHOD",
                description = "a unary gRPC call, whose message is the body; needs --protocol h2c or h2")
        @Nullable
        String grpc;

        private @Nullable String path;

        /** Takes a path that refers to a feed out of the target, which knows no references, and returns what is left. */
        @Nullable
        String withoutPath(@Nullable String target) {
            Matcher parts = FED_TARGET.matcher(target == null ? "" : target);
            if (!parts.matches()) {
                return target;
            }
            path = parts.group(2);
            return parts.group(1);
        }

        void putInto(PlanDocument document) {
            if (bodyFile != null && body == null) {
                requireReadable(bodyFile);
            }
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            put(document, request, "--method", "method", method);
            put(document, request, "--target", "path", path);
            put(document, request, "--body", "body", body);
            if (!data.isEmpty()) {
                refuseBesidesData("--body", body);
                refuseBesidesData("--body-file", bodyFile);
                refuseBesidesData("--grpc", grpc);
                put(document, request, "--data", "body", Data.joined(data));
                put(document, request, "--data", "method", method == null ? "POST" : method);
            }
            put(document, request, "--body-file", "bodyFile", bodyFile == null ? null : fileName(bodyFile));
            put(document, request, "--grpc", "grpc", grpc);
            if (!headers.isEmpty() || !data.isEmpty()) {
                ObjectNode named = request.putObject("headers");
                headers.forEach(header -> put(named, header));
                document.cameFrom("--header", FIRST + "headers");
                if (!data.isEmpty() && !has(named, CONTENT_TYPE)) {
                    named.put(CONTENT_TYPE, FORM);
                }
            }
            if (!request.isEmpty()) {
                ArrayNode requests = JsonNodeFactory.instance.arrayNode().add(request);
                document.set("--method, --header, --data, --body and --grpc", "requests", requests);
            }
        }

        private static void refuseBesidesData(String option, @Nullable Object given) {
            if (given != null) {
                throw new InvalidValue(option, "must not be given besides --data (-d), which is the body too", "both");
            }
        }

        /** Names of headers differ by more than their case. */
        private static boolean has(ObjectNode headers, String name) {
            List<String> names = new ArrayList<>();
            headers.fieldNames().forEachRemaining(names::add);
            return names.stream().anyMatch(name::equalsIgnoreCase);
        }

        private static void requireReadable(Path file) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new InvalidValue("--body-file", "must be a file that can be read", '"' + file.toString() + '"');
            }
        }

        private static String fileName(Path file) {
            Path name = file.getFileName();
            return name == null ? file.toString() : name.toString();
        }

        private static void put(ObjectNode headers, String header) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new InvalidValue("--header", "must be written as NAME: VALUE", InvalidValue.WITHHELD);
            }
            String name = header.substring(0, colon).strip();
            if (headers.has(name)) {
                throw new InvalidValue("--header", "must be given once for each name", name + " twice");
            }
            headers.put(name, header.substring(colon + 1).strip());
        }

        private static void put(
                PlanDocument document, ObjectNode request, String option, String field, @Nullable String text) {
            if (text != null) {
                request.put(field, text);
                document.cameFrom(option, FIRST + field);
            }
        }
    }

    /** Bodies as curl takes them. No complaint holds them: many are secrets. */
    static final class Data {

        private static final int MOST = 1 << 20;
        private static final Pattern LEFT_OUT = Pattern.compile("[\\r\\n\\x00]");

        private Data() {}

        /** Returns the body that several options make. */
        static String joined(List<String> data) {
            return data.stream().map(Data::read).collect(Collectors.joining("&"));
        }

        private static String read(String text) {
            if (!text.startsWith("@")) {
                return text;
            }
            Path file = Path.of(text.substring(1));
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new InvalidValue("--data", "must name a file that can be read behind its @", '"' + text + '"');
            }
            try {
                Require.that(Files.size(file) <= MOST, "--data", "must be at most 1 MiB", Files.size(file));
                return LEFT_OUT.matcher(Files.readString(file)).replaceAll("");
            } catch (CharacterCodingException e) {
                throw new InvalidValue(
                        "--data", "must name a file of UTF-8 text; --body-file sends any bytes", '"' + text + '"', e);
            } catch (IOException e) {
                throw new InvalidValue("--data", "must name a file that can be read behind its @", '"' + text + '"', e);
            }
        }
    }

    /** The options that say how failed attempts are repeated. */
    static final class Retry {

        @Option(
                names = "--retries",
                paramLabel = "N",
                description = "how many times a failed request is repeated at most, 0 to 10; default: 0")
        @Nullable
        String limit;

        @Option(
                names = "--retry-budget",
                paramLabel = "PERCENT",
                description = "retries as a share of the requests at most, such as 20%%; default: 20%%")
        @Nullable
        String budget;

        @Option(
                names = "--backoff",
                paramLabel = "T",
                description = "the longest wait before the first repetition; doubles with each; default: 25ms")
        @Nullable
        String backoff;

        @Option(
                names = "--max-backoff",
                paramLabel = "T",
                description = "the longest wait before any repetition; default: 1s")
        @Nullable
        String maxBackoff;

        void putInto(PlanDocument document) {
            if (limit == null && !document.has("retries")) {
                refuseAlone("--retry-budget", budget);
                refuseAlone("--backoff", backoff);
                refuseAlone("--max-backoff", maxBackoff);
            }
            if ("0".equals(limit)) {
                if (Stream.of(budget, backoff, maxBackoff).anyMatch(given -> given != null)) {
                    throw new InvalidValue("--retries", "must be at least 1 with a budget or a backoff", 0);
                }
                document.remove(List.of("retries"));
                return;
            }
            document.number("--retries", "retries.limit", limit);
            if (budget != null) {
                boolean percent = budget.endsWith("%");
                document.number(
                        "--retry-budget",
                        "retries.budget",
                        percent ? budget.substring(0, budget.length() - 1) : budget);
            }
            document.text("--backoff", "retries.backoff", backoff);
            document.text("--max-backoff", "retries.maxBackoff", maxBackoff);
        }

        /** Else saying how much repetition there may be would switch it on. */
        private static void refuseAlone(String option, @Nullable String given) {
            if (given != null) {
                throw new InvalidValue(
                        option, "must come with --retries: nothing is repeated without", '"' + given + '"');
            }
        }
    }

    /** The options of {@code attack} that are settings of its process. They must be known before it starts. */
    static final class ProcessSettings {

        private static final String ALLOWED = "faultline.load.allowed-targets";
        private static final Duration SHORTEST_LAG = Duration.ofMillis(1);
        private static final Duration LONGEST_LAG = Duration.ofHours(24);

        /** What LoadConfig says; it can't be asked before the process has started. */
        @Option(names = "--serve", description = "opens the ports of the API and of the metrics while the load runs")
        boolean serve;

        @Option(
                names = "--max-lag",
                paramLabel = "T",
                description = "how late an arrival may still be sent; default: 250ms")
        @Nullable
        String maxLag;

        @Option(
                names = "--max-rate",
                paramLabel = "N",
                description = "sets the bound on the rate, which is there against typos")
        @Nullable
        String maxRate;

        @Option(
                names = "--allow-target",
                paramLabel = "HOST",
                description =
                        "allows a host beside those of faultline.load.allowed-targets; may be given several times")
        List<String> allowedTargets = new ArrayList<>();

        @Option(
                names = "--shard",
                paramLabel = "I/N",
                description =
                        "sends the I-th of N parts of the load; all parts together are the load, of the same seed, 0 if none is"
                                + " given")
        @Nullable
        String shard;

        Shard shard() {
            return shard == null ? Shard.WHOLE : Shard.parse("--shard", shard);
        }

        /**
         * Returns the settings, by name. They are checked here: what is wrong with a setting is told at the start, of the
         * setting and not of the option.
         *
         * @param before what settings are without these, as far as they are set
         * @throws InvalidValue naming the option at fault
         */
        Map<String, String> settings(Function<String, Optional<String>> before) {
            Map<String, String> settings = new LinkedHashMap<>();
            if (maxLag != null) {
                Duration lag = Durations.parse("--max-lag", maxLag);
                Require.between("--max-lag", lag, SHORTEST_LAG, LONGEST_LAG);
                // ISO 8601: settings are not written in all the ways that options are.
                settings.put("faultline.load.max-lag", lag.toString());
            }
            if (maxRate != null) {
                settings.put("faultline.load.max-rate", Require.plain(rate(maxRate)));
            }
            if (shard != null) {
                settings.put("faultline.load.shard", shard().toString());
            }
            if (!allowedTargets.isEmpty()) {
                List<String> all =
                        new ArrayList<>(List.of(before.apply(ALLOWED).orElse(LoadLimits.ALLOWED_BY_DEFAULT)));
                allowedTargets.forEach(host -> TargetPattern.parse("--allow-target", host));
                all.addAll(allowedTargets);
                settings.put(ALLOWED, String.join(",", all));
            }
            return settings;
        }

        private static double rate(String text) {
            JsonNode number = PlanDocument.number(text.strip());
            double rate = number.isNumber() ? number.doubleValue() : Rates.parse("--max-rate", text);
            Require.between("--max-rate", rate, Demand.MIN_RATE, Demand.MAX_RATE);
            return rate;
        }
    }

    /** The options that name files to write figures to. */
    static final class Outputs {

        @Option(
                names = "--hgrm",
                paramLabel = "FILE",
                description = "writes the latency of the whole run as a percentile distribution, in ms")
        @Nullable
        Path hgrm;

        @Option(
                names = "--hlog",
                paramLabel = "FILE",
                description = "writes the latency of each second and class as a histogram log, in ns")
        @Nullable
        Path hlog;

        @Option(
                names = "--csv",
                paramLabel = "FILE",
                description = "writes the figures of each second as CSV, times in ms")
        @Nullable
        Path csv;
    }

    /**
     * Stages in one word, for people in a hurry; a plan can say more:
     *
     * <pre>
     * stages = stage { "," stage }
     * stage  = rate ":" duration                     a rate that stays
     *        | [ rate ] ".." rate ":" duration       a ramp, from where the stage before ended if no rate is given
     * </pre>
     */
    static final class Stages {

        private static final Pattern STAGE = Pattern.compile(
                "(?:(?<from>[\\d.]*?\\d(?:/\\w+)?)??(?<ramp>\\.\\.))?(?<rate>\\d+(?:\\.\\d+)?(?:/\\w+)?):(?<duration>\\w[\\w.]*)");

        private Stages() {}

        /**
         * Returns the stages as a plan's document has them.
         *
         * @throws InvalidValue naming the option if the text states none
         */
        static ArrayNode parse(String text) {
            ArrayNode stages = JsonNodeFactory.instance.arrayNode();
            for (String stage : text.split(",", -1)) {
                Matcher parts = STAGE.matcher(stage.strip());
                if (!parts.matches()) {
                    throw new InvalidValue(
                            "--stages", "must be stages such as 50:10s,50..500:5s,..0:5s", '"' + text + '"');
                }
                add(stages, parts);
            }
            return stages;
        }

        private static void add(ArrayNode stages, Matcher parts) {
            ObjectNode stage = stages.addObject();
            boolean ramp = parts.group("ramp") != null;
            stage.put("type", ramp ? "ramp" : "hold");
            @Nullable String from = parts.group("from");
            if (from != null) {
                stage.set("from", PlanDocument.number(from));
            }
            stage.set(ramp ? "to" : "rate", PlanDocument.number(parts.group("rate")));
            stage.put("duration", parts.group("duration"));
        }
    }
}
