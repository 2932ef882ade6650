package dev.faultline.load.cli;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.wire.InvalidValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that state a load. Each sets a field of the plan's document. */
final class PlanOptions {

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "a plan in YAML or JSON, as PUT /api/load takes it; the other options override its fields")
    @Nullable
    Path file;

    @Option(names = "--target", paramLabel = "URL", description = "where requests go: http://HOST[:PORT][/PATH]")
    @Nullable
    String target;

    @Option(names = "--rate", paramLabel = "N", description = "arrivals a second, 0.001 to 100000: an open loop")
    @Nullable
    String rate;

    @Option(
            names = "--stages",
            paramLabel = "STAGES",
            description = "a rate that changes, such as 50:10s,50..500:5s,..0:5s: 50/s for 10 s, then a ramp to 500/s"
                    + " within 5 s, then one to nothing")
    @Nullable
    String stages;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "callers that each wait for their answer, 1 to 10000: a closed loop, whose percentiles hide"
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

    @Mixin
    final TransportOptions transport = new TransportOptions();

    @Mixin
    final RequestOptions request = new RequestOptions();

    @Mixin
    final RetryOptions retries = new RetryOptions();

    /**
     * Returns the plan that all of them state.
     *
     * @throws InvalidValue naming the option or the file at fault
     */
    LoadPlan plan() {
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
        document.text("--target", "target", target);
        document.number("--rate", "rate", rate);
        if (stages != null) {
            document.set("--stages", "stages", StageText.parse(stages));
        }
        document.number("--concurrency", "concurrency", concurrency);
        document.text("--arrival", "arrival", arrival);
        document.text("--duration", "duration", duration);
        document.number("--seed", "seed", seed);
        transport.putInto(document);
        request.putInto(document);
        retries.putInto(document);
        return document.plan();
    }

    private static void refuseBesides(String one, @Nullable String given, String other, @Nullable String alsoGiven) {
        if (given != null && alsoGiven != null) {
            throw new InvalidValue(other, "must not be given besides " + one, '"' + alsoGiven + '"');
        }
    }

    /** Returns the only directory that the bodies of requests are read from: of the body's file, or of the plan's. */
    Optional<Path> bodies() {
        return Optional.ofNullable(request.bodyFile == null ? file : request.bodyFile)
                .map(path -> path.toAbsolutePath().getParent());
    }
}
