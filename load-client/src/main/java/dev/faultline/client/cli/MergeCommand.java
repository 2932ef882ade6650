package dev.faultline.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.client.text.AttackReport;
import dev.faultline.experiment.report.Summary;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.measure.HistogramLogs;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.TallyDocument;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.threshold.Reference;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.TimedTally;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.StrictReader;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
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
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds up what several attacks have measured, as if one had sent all. */
@CommandLine.Command(
        name = "merge",
        description =
                "Adds up the results of several attacks; ends with 0, 99 if a threshold is violated, 98 if one is undecided or"
                        + " parts are missing, 104 bad input, 105 one of them was stopped before its end.",
        sortOptions = false,
        versionProvider = TopCommand.Version.class,
        mixinStandardHelpOptions = true)
public class MergeCommand implements Callable<Integer> {

    private final ObjectMapper mapper;
    private final StrictReader reader;

    /** Set before {@link #call}. */
    @SuppressWarnings("NullAway.Init")
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "what attack --json has printed; with --hlog what attack --hlog has written")
    List<Path> files = new ArrayList<>();

    @Option(
            names = "--threshold",
            paramLabel = "TEXT",
            description =
                    "what must hold of all together, such as \"p99 < 300ms\"; may be given several times; default: those of the"
                            + " attacks")
    List<String> thresholds = new ArrayList<>();

    @Option(names = "--json", description = "prints the figures as one JSON document, and nothing else")
    boolean json;

    @Option(
            names = "--hlog",
            paramLabel = "FILE",
            description = "adds up histogram logs instead, second by second, and writes their sum there")
    @Nullable
    Path hlog;

    MergeCommand(ObjectMapper mapper, StrictReader reader) {
        this.mapper = mapper;
        this.reader = reader;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            if (hlog != null) {
                logs(hlog);
                return 0;
            }
            Merged merged = merged(files.stream().map(this::part).toList());
            Terminal terminal = Terminal.beside(json, out, err);
            terminal.clear();
            AttackCommand.print(merged.report(), json, mapper, terminal, out);
            merged.missing().ifPresent(err::println);
            int code = AttackCommand.exitCode(merged.report());
            return code == 0 && merged.missing().isPresent() ? Verdict.Outcome.INCONCLUSIVE.exitCode() : code;
        } catch (InvalidValue e) {
            err.println(e.getMessage());
            return TopCommand.BAD_INPUT;
        } catch (IOException e) {
            err.println("--hlog " + hlog + " is not whole: " + e.getMessage());
            return TopCommand.BAD_INPUT;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private void logs(Path to) throws IOException {
        Require.that(
                thresholds.isEmpty() && !json,
                "--hlog",
                "must not be given with --json or --threshold, which are about the files of attack --json",
                '"' + to.toString() + '"');
        List<Closeable> open = new ArrayList<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
            List<HistogramLogs.Log> logs = new ArrayList<>();
            for (Path file : files) {
                InputStream in = new BufferedInputStream(opened(file));
                open.add(in);
                logs.add(new HistogramLogs.Log(file.toString(), in));
            }
            HistogramLogs.merge(logs, out);
        } finally {
            for (Closeable each : open) {
                each.close();
            }
        }
    }

    private static InputStream opened(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new InvalidValue("FILE", "must be a file that can be read", file, e);
        }
    }

    /** What is needed of a report. */
    private record Part(
            Path file,
            LoadPlan plan,
            Instant started,
            @Nullable Shard shard,
            Duration length,
            @Nullable String aborted,
            List<String> thresholds,
            Tally tally) {

        Instant ended() {
            return started.plus(length);
        }
    }

    /** @param lacks which parts are missing; null if none are */
    private record Merged(AttackReport report, @Nullable String lacks) {

        Optional<String> missing() {
            return Optional.ofNullable(lacks);
        }
    }

    private Part part(Path file) {
        try (InputStream in = opened(file)) {
            JsonNode document = reader.tree(in.readAllBytes());
            double seconds = document.path("seconds").asDouble(-1);
            Require.that(seconds >= 0, "seconds", "must be there", "nothing");
            Require.that(document.has("tally"), "tally", "must be there", "nothing");
            List<String> judged = new ArrayList<>();
            document.path("checks")
                    .forEach(check -> judged.add(check.path("threshold").asText()));
            return new Part(
                    file,
                    reader.convert(document.path("plan"), LoadPlan.class),
                    started(document.path("started").asText()),
                    document.has("shard")
                            ? Shard.parse("shard", document.path("shard").asText())
                            : null,
                    Duration.ofNanos(Math.round(seconds * 1e9)),
                    document.path("aborted").asText(null),
                    judged,
                    tally(document.path("tally")));
        } catch (InvalidValue e) {
            throw new InvalidValue(
                    file + (e.field().isEmpty() ? "" : ": " + e.field()),
                    e.field().equals("FILE") ? e.rule() : "must be what attack --json prints; " + e.rule(),
                    e.value(),
                    e);
        } catch (IOException e) {
            throw new InvalidValue(file.toString(), "must be a file that can be read", e.toString(), e);
        }
    }

    private Tally tally(JsonNode document) {
        try {
            return Tally.of(reader.convert(document, TallyDocument.class));
        } catch (InvalidValue e) {
            throw e.within("tally");
        }
    }

    private static Instant started(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidValue("started", "must be an instant", '"' + text + '"', e);
        }
    }

    private Merged merged(List<Part> parts) {
        Part first = parts.get(0);
        for (Part part : parts) {
            Require.that(
                    part.plan().equals(first.plan()),
                    part.file().toString(),
                    "must be of the same plan as " + first.file(),
                    "another");
        }
        Tally sum = new Tally();
        parts.forEach(part -> sum.add(part.tally()));
        Instant started =
                parts.stream().map(Part::started).min(Instant::compareTo).orElseThrow();
        Instant ended = parts.stream().map(Part::ended).max(Instant::compareTo).orElseThrow();
        double seconds = Duration.between(started, ended).toNanos() / 1e9;
        TimedTally seen = new TimedTally(sum, seconds);
        Reference reference = Reference.to(ExpectedShare.UNKNOWN);
        List<ThresholdCheck> checks =
                asked(parts).stream().map(each -> each.judge(seen, reference)).toList();
        String aborted = parts.stream()
                .filter(part -> part.aborted() != null)
                .map(part -> part.file() + ": " + part.aborted())
                .collect(Collectors.joining("; "));
        AttackReport report = new AttackReport(
                first.plan(),
                started,
                null,
                aborted.isEmpty() ? null : aborted,
                null,
                Summary.of(sum, seconds),
                checks.isEmpty() ? null : checks,
                sum.document());
        return new Merged(report, missing(parts));
    }

    private List<Threshold> asked(List<Part> parts) {
        Stream<String> all =
                thresholds.isEmpty() ? parts.stream().flatMap(part -> part.thresholds().stream()) : thresholds.stream();
        LoadPlan plan = parts.get(0).plan();
        return all.distinct().map(text -> AttackOptions.threshold(text, plan)).toList();
    }

    /** Returns a sentence about the parts of the load that no file holds; null if there are none. */
    private static @Nullable String missing(List<Part> parts) {
        Map<Shard, Path> known = new LinkedHashMap<>();
        for (Part part : parts) {
            Shard shard = part.shard();
            boolean mixed = (shard == null) != (parts.get(0).shard() == null);
            Require.that(!mixed, part.file().toString(), "must be a part of a load if the others are", "all of one");
            if (shard != null) {
                Path before = known.put(shard, part.file());
                Require.that(before == null, part.file().toString(), "must be another part than " + before, shard);
                int count = known.keySet().iterator().next().count();
                Require.that(
                        shard.count() == count, part.file().toString(), "must be one of " + count + " parts", shard);
            }
        }
        if (known.isEmpty()) {
            return null;
        }
        int count = Objects.requireNonNull(parts.get(0).shard()).count();
        String lacks = IntStream.rangeClosed(1, count)
                .mapToObj(index -> new Shard(index, count))
                .filter(shard -> !known.containsKey(shard))
                .map(Shard::toString)
                .collect(Collectors.joining(", "));
        return lacks.isEmpty() ? null : "parts of the load are missing: " + lacks;
    }
}
