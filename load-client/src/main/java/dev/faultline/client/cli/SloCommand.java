package dev.faultline.client.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.faultline.client.control.OutboundTls;
import dev.faultline.client.text.Ink;
import dev.faultline.client.text.Paragraph;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import io.quarkus.runtime.ApplicationLifecycleManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Asks a running load-client whether its target is good enough; made for {@code helm test} and pipelines. */
@CommandLine.Command(
        name = "slo",
        description = "Asks a running load-client for its SLO; ends with 0 met, 99 violated, 98 undecided or no answer,"
                + " 104 bad input.",
        versionProvider = TopCommand.Version.class,
        mixinStandardHelpOptions = true)
public class SloCommand implements Callable<Integer> {

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final ObjectMapper mapper;
    private final OutboundTls calls;

    /** Set before {@link #call}. */
    @SuppressWarnings("NullAway.Init")
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @CommandLine.Option(names = "--of", paramLabel = "URL", required = true, description = "where the load-client is")
    String of = "";

    @CommandLine.Option(
            names = "--window",
            paramLabel = "T",
            description = "what thresholds that name no time speak of; default: its own")
    String window = "";

    @CommandLine.Option(
            names = "--threshold",
            paramLabel = "TEXT",
            description = "what must hold; may be given several times; default: what it is configured with")
    List<String> thresholds = new ArrayList<>();

    @CommandLine.Option(
            names = "--wait",
            paramLabel = "T",
            defaultValue = "60s",
            description = "how long to ask again while nothing is decided, 0s to 1h; default: 60s")
    String wait = "";

    @CommandLine.Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "holds the token that its API asks for")
    @Nullable
    Path tokenFile;

    /** Read before the process starts. */
    @CommandLine.Mixin
    final TlsOptions tls = new TlsOptions();

    @CommandLine.Option(names = "--json", description = "prints its answer as one JSON document, and nothing else")
    boolean json;

    SloCommand(ObjectMapper mapper, OutboundTls calls) {
        this.mapper = mapper;
        this.calls = calls;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Duration atMost = Durations.parse("--wait", wait);
            Require.between("--wait", atMost, Duration.ZERO, LONGEST_WAIT);
            Call call = new Call(mapper, of, window, thresholds, token(), calls);
            Answer answer = new Poll(System::nanoTime, SloCommand::pause).await(atMost, call::ask);
            if (answer.exitCode() == TopCommand.BAD_INPUT) {
                tell(err, answer.reason());
            } else if (json) {
                tell(out, document(answer));
            } else {
                Terminal.on(out, Terminal.STDOUT).sentence(answer.paint(), Paragraph.plain(answer.reason()));
            }
            return answer.exitCode();
        } catch (InvalidValue e) {
            tell(err, e.getMessage());
            return TopCommand.BAD_INPUT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.Outcome.ABORTED.exitCode();
        }
    }

    /** A signal stops the application, not this thread. */
    private static void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        if (ApplicationLifecycleManager.isVmShuttingDown()) {
            throw new InterruptedException("stopped by a signal");
        }
    }

    private String document(Answer answer) {
        return answer.body().isEmpty()
                ? mapper.createObjectNode()
                        .put("reason", answer.reason())
                        .put("met", false)
                        .toString()
                : answer.body();
    }

    private String token() {
        if (tokenFile == null) {
            return "";
        }
        try {
            String token = Files.readString(tokenFile).strip();
            // What is in the file is nobody's business.
            Require.that(
                    !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127),
                    "--token-file",
                    "must hold a token of printable characters",
                    tokenFile);
            return token;
        } catch (IOException e) {
            throw new InvalidValue("--token-file", "must be a file that can be read", tokenFile, e);
        }
    }

    private static void tell(PrintWriter to, String line) {
        to.println(line);
        to.flush();
    }

    /** Asks a running load-client for its SLO. */
    static final class Call {

        private static final Duration TIMEOUT = Duration.ofSeconds(5);
        private static final String PATH = "/api/slo";
        private static final Set<String> SCHEMES = Set.of("http", "https");

        private final HttpClient client;
        private final ObjectMapper json;
        private final HttpRequest request;

        /**
         * @param of the address of the load-client
         * @param window empty for its own
         * @param thresholds none for its own
         * @param token empty for none
         * @param calls with what TLS is spoken
         * @throws InvalidValue if the address is none
         */
        Call(ObjectMapper json, String of, String window, List<String> thresholds, String token, OutboundTls calls) {
            this.json = json;
            Stream<String> asked = thresholds.stream().map(threshold -> "threshold=" + encoded(threshold));
            String query = (window.isEmpty() ? asked : Stream.concat(Stream.of("window=" + encoded(window)), asked))
                    .collect(Collectors.joining("&"));
            URI address = address(of, query);
            HttpClient.Builder clients = HttpClient.newBuilder().connectTimeout(TIMEOUT);
            this.client = (address.getScheme().equals("https") ? clients.sslContext(calls.context()) : clients).build();
            HttpRequest.Builder builder = HttpRequest.newBuilder(address).timeout(TIMEOUT);
            this.request = (token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token)).build();
        }

        /** Returns what it says now. */
        Answer ask() throws InterruptedException {
            try {
                var answer = client.send(request, BodyHandlers.ofString());
                return Answer.of(answer.statusCode(), tree(answer.body()));
            } catch (IOException e) {
                String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                return Answer.nothing(request.uri().getAuthority() + " does not answer: " + why);
            }
        }

        private static URI address(String of, String query) {
            try {
                String base = of.replaceAll("/+$", "");
                URI uri = new URI((base.endsWith(PATH) ? base : base + PATH) + (query.isEmpty() ? "" : "?" + query));
                if (uri.getHost() != null && SCHEMES.contains(uri.getScheme()) && of.indexOf('?') < 0) {
                    return uri;
                }
            } catch (URISyntaxException e) {
                throw wrong(of, e);
            }
            throw wrong(of, null);
        }

        private static InvalidValue wrong(String of, @Nullable Throwable cause) {
            return new InvalidValue(
                    "--of", "must be an address such as http://load-client:8080", '"' + of + '"', cause);
        }

        private JsonNode tree(String body) {
            try {
                return json.readTree(body);
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }

    /**
     * What a load-client answered when it was asked for its SLO.
     *
     * @param exitCode 0 met, 99 violated, 98 undecided, 104 the question is wrong
     * @param reason one line
     * @param body the answer; empty if there is none to show
     */
    record Answer(int exitCode, String reason, String body) {

        static final int VIOLATED = 99;
        static final int UNDECIDED = 98;

        private static final int OK = 200;
        private static final int BAD_REQUEST = 400;
        private static final int SERVER_ERROR = 500;

        /** Returns what an answer means. */
        static Answer of(int status, JsonNode answer) {
            String reason = answer.path("reason").asText();
            String body = answer.toString();
            if (status >= BAD_REQUEST && status < SERVER_ERROR) {
                String detail = answer.path("detail").asText("no more was said");
                return new Answer(TopCommand.BAD_INPUT, "refused with " + status + ": " + detail, "");
            }
            if (reason.isEmpty()) {
                // A proxy's answer, perhaps.
                return nothing("answered " + status + " without a reason");
            }
            if (status == OK && answer.path("met").asBoolean()) {
                return new Answer(0, "met: " + reason, body);
            }
            for (JsonNode check : answer.path("checks")) {
                if (check.path("ruling").asText().equals(ThresholdCheck.Ruling.VIOLATED.wire())) {
                    return new Answer(VIOLATED, "violated: " + reason, body);
                }
            }
            return new Answer(UNDECIDED, "undecided: " + reason, body);
        }

        /** Returns that there was no answer that tells anything. */
        static Answer nothing(String why) {
            return new Answer(UNDECIDED, "undecided: " + why, "");
        }

        /** Returns the colour of the word that the reason begins with. */
        Ink.Paint paint() {
            return switch (exitCode) {
                case 0 -> Ink.Paint.GOOD;
                case UNDECIDED -> Ink.Paint.MARKED;
                default -> Ink.Paint.BAD;
            };
        }

        boolean isDecided() {
            return exitCode != UNDECIDED;
        }
    }

    /** Asks again and again until something is decided or the time is over. */
    static final class Poll {

        private static final Duration BETWEEN = Duration.ofSeconds(1);

        private final LongSupplier nanos;
        private final Pause pause;

        /** Lets time pass. */
        @FunctionalInterface
        interface Pause {
            /** Returns after that time. */
            void pass(Duration duration) throws InterruptedException;
        }

        /** What is asked. */
        @FunctionalInterface
        interface Ask extends Callable<SloCommand.Answer> {
            @Override
            SloCommand.Answer call() throws InterruptedException;
        }

        /** @param nanos a monotonic clock */
        Poll(LongSupplier nanos, Pause pause) {
            this.nanos = nanos;
            this.pause = pause;
        }

        /** Returns the first answer that decides, else the last before the time was over; it asks once at least. */
        SloCommand.Answer await(Duration atMost, Ask ask) throws InterruptedException {
            long start = nanos.getAsLong();
            SloCommand.Answer answer = ask.call();
            while (!answer.isDecided() && nanos.getAsLong() - start < atMost.toNanos()) {
                pause.pass(BETWEEN);
                answer = ask.call();
            }
            return answer;
        }
    }
}
