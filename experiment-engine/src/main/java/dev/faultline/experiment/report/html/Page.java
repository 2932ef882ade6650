package dev.faultline.experiment.report.html;

import static dev.faultline.experiment.report.html.Format.FORMAT;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.report.MeshSummary;
import dev.faultline.experiment.report.PhaseTable;
import dev.faultline.experiment.report.Rehearsal;
import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.report.ResilienceCurve;
import dev.faultline.experiment.report.Summary;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.MeshCounts;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import io.quarkus.qute.RawString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the template {@code report.html} shows of a report: its public methods are the names that the template knows. They
 * return plain text, which the template escapes.
 */
final class Page {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR));

    private final Report report;
    private final Experiment experiment;
    private final Charts.TimelineChart timeline;
    private final List<Chart> timelineCharts;

    /** A ruling or an end, in a word, and what it is about. */
    record Item(VerdictStyle verdict, String word, String text) {}

    /** What was checked of a phase or of a level. */
    record CheckList(String title, List<Item> items) {}

    /** A figure, and the interval around it; empty without one. */
    record Cell(String figure, String interval) {}

    /** A row of the table of levels. */
    record LevelRow(String name, Item ruling, List<Cell> cells) {}

    /** A sweep: at most one chart, and the table of its levels. */
    record Curve(String sentence, List<Chart> charts, String withstand, List<String> heads, List<LevelRow> levels) {}

    /** One part of a bar. */
    record Part(String name, String style, String weight, String share, String count) {

        static Part of(String name, String style, long count, double share) {
            String weight = FORMAT.plain(Math.rint(share * 1e4));
            return new Part(name, style, weight, FORMAT.percent(share), FORMAT.count(count));
        }
    }

    /** A whole, and the parts that it is made of; none without data. */
    record Bar(String name, List<Part> parts) {}

    /** What became of the attempts of a phase, and who answered them. */
    record Results(String title, List<Bar> bars) {}

    Page(Report report) {
        this.report = report;
        this.experiment = report.experiment();
        this.timeline = new Charts.TimelineChart(report.course().timeline());
        this.timelineCharts = timeline.charts();
    }

    public Report report() {
        return report;
    }

    /** Returns how figures are written. */
    public Format format() {
        return FORMAT;
    }

    /** Returns what the page may do. */
    public String policy() {
        return HtmlReport.POLICY;
    }

    public RawString css() {
        return HtmlReport.Templates.CSS;
    }

    public VerdictStyle verdict() {
        return VerdictStyle.of(report.verdict().outcome());
    }

    public String outcome() {
        return report.verdict().outcome().wire();
    }

    public String title() {
        return experiment.title();
    }

    /** Returns the hypothesis in words, or its thresholds. */
    public String hypothesis() {
        String words = experiment.hypothesis().words();
        return words != null
                ? words.strip()
                : experiment.hypothesis().thresholds().stream()
                        .map(Threshold::toString)
                        .collect(Collectors.joining("; "));
    }

    public String description() {
        String description = experiment.heading().description();
        return description == null ? "" : description.strip();
    }

    /** Returns how long it took. */
    public double seconds() {
        return Duration.between(report.started(), report.ended()).toMillis() / 1e3;
    }

    /** Returns whether a learned plan was like what it was learned from; null without one. */
    public @Nullable Rehearsal rehearsal() {
        return report.course().rehearsal();
    }

    public List<String> rehearsalHeads() {
        return rehearsalTable().get(0);
    }

    public List<List<String>> rehearsalRows() {
        List<List<String>> table = rehearsalTable();
        return table.subList(1, table.size());
    }

    private List<List<String>> rehearsalTable() {
        Rehearsal rehearsal = rehearsal();
        return rehearsal == null ? List.of(List.of()) : rehearsal.rows();
    }

    public String tags() {
        return String.join(", ", experiment.heading().tags());
    }

    public String successRateName() {
        return PhaseTable.successRateName(report.retried());
    }

    /** Returns whether any phase had a control slice. */
    public boolean controlled() {
        return report.phases().stream().anyMatch(phase -> phase.control() != null);
    }

    /** Returns whether any phase had attempts that got no answer, so that its times are not of all. */
    public boolean unanswered() {
        return report.phases().stream().anyMatch(phase -> phase.summary().lacksAnswers());
    }

    /** Returns whether any phase opened connections with TLS. */
    public boolean tls() {
        return report.phases().stream().anyMatch(phase -> phase.summary().tlsHandshake() != null);
    }

    /** Returns what is said if no certificate was checked; null if they were. */
    public @Nullable String insecure() {
        return report.insecure() == null ? null : Report.INSECURE;
    }

    /** Returns what a sweep found; null without one. */
    public @Nullable Curve curve() {
        ResilienceCurve curve = report.course().curve();
        if (curve == null) {
            return null;
        }
        List<String> heads = new ArrayList<>(List.of(curve.vary(), "ruling"));
        curve.thresholds().forEach(threshold -> heads.add(threshold.text()));
        heads.addAll(List.of(PhaseTable.successRateName(curve.retried()), "p50", "p95", "p99", "attempts"));
        if (curve.retried()) {
            heads.add("requests");
        }
        List<LevelRow> levels =
                curve.levels().stream().map(level -> level(curve, level)).toList();
        String sentence = curve.sentence();
        return new Curve(
                sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1) + ".",
                Charts.curve(curve),
                curve.written(curve.withstand()),
                heads,
                levels);
    }

    private static LevelRow level(ResilienceCurve curve, ResilienceCurve.Level level) {
        List<Cell> cells = new ArrayList<>();
        for (Threshold threshold : curve.thresholds()) {
            Optional<ThresholdCheck> check = level.check(threshold);
            cells.add(new Cell(
                    check.flatMap(ThresholdCheck::figure).orElse(Format.NONE),
                    check.flatMap(ThresholdCheck::interval).orElse("")));
        }
        cells.add(new Cell(FORMAT.share(level.successRate()), FORMAT.interval(level.successRate())));
        Latencies.Figures latency = level.latency();
        cells.add(new Cell(FORMAT.millis(latency.p50()), ""));
        cells.add(new Cell(FORMAT.millis(latency.p95()), ""));
        cells.add(new Cell(FORMAT.millis(latency.p99()), ""));
        cells.add(new Cell(FORMAT.count(level.samples()), ""));
        if (curve.retried()) {
            cells.add(new Cell(FORMAT.count(level.requests().samples()), ""));
        }
        Item ruling = new Item(VerdictStyle.of(level.ruling()), level.ruling().wire(), "");
        return new LevelRow(curve.written(level.value()), ruling, cells);
    }

    /** Returns in words which state lasted from when to when. */
    public String states() {
        return timeline.states();
    }

    public List<Chart> timeline() {
        return timelineCharts;
    }

    public List<Chart> latency() {
        return Charts.latency(report);
    }

    public List<Results> results() {
        List<Results> all = new ArrayList<>();
        for (Report.Phase phase : report.phases()) {
            List<Bar> bars = new ArrayList<>();
            bars.add(new Bar("classes", classes(phase.summary())));
            if (phase.summary().tls() != null) {
                bars.add(new Bar("TLS failures", failures(phase.summary().namedTlsFailures())));
            }
            bars.add(new Bar("statuses", statuses(phase.summary().mostFrequentStatuses())));
            if (phase.summary().grpcStatuses() != null) {
                bars.add(new Bar("gRPC statuses", statuses(phase.summary().namedGrpcStatuses())));
            }
            MeshSummary mesh = phase.summary().mesh();
            if (mesh == null || mesh.backends().isEmpty()) {
                bars.add(new Bar("answered by", answerers(phase.summary())));
            } else {
                bars.add(new Bar("answered by, as the mesh counted", answerers(phase.summary())));
                bars.add(new Bar("responses of the mesh", responses(mesh)));
            }
            Summary control = phase.control();
            if (control != null) {
                bars.add(new Bar("classes of the control slice", classes(control)));
            }
            all.add(new Results(phase.title(), bars));
        }
        return all;
    }

    private static List<Part> classes(Summary figures) {
        double all =
                figures.classes().values().stream().mapToLong(Long::longValue).sum();
        return figures.classes().entrySet().stream()
                .map(each ->
                        Part.of(each.getKey().wire(), style(each.getKey()), each.getValue(), each.getValue() / all))
                .toList();
    }

    private static List<Part> statuses(Map<String, Long> counts) {
        double all = counts.values().stream().mapToLong(Long::longValue).sum();
        return counts.entrySet().stream()
                .map(each -> Part.of(each.getKey(), statusStyle(each.getKey()), each.getValue(), each.getValue() / all))
                .toList();
    }

    private static List<Part> failures(Map<String, Long> counts) {
        double all = counts.values().stream().mapToLong(Long::longValue).sum();
        return counts.entrySet().stream()
                .map(each -> Part.of(each.getKey(), "p5", each.getValue(), each.getValue() / all))
                .toList();
    }

    private static List<Part> answerers(Summary figures) {
        return figures.answered().entrySet().stream()
                .map(each -> Part.of(
                        each.getKey().wire(),
                        style(each.getKey()),
                        each.getValue().samples(),
                        each.getValue().share()))
                .toList();
    }

    private static List<Part> responses(MeshSummary mesh) {
        List<Part> parts = new ArrayList<>();
        mesh.backends()
                .forEach((name, backend) -> backend.statuses()
                        .forEach((status, count) -> parts.add(Part.of(
                                name + " " + status,
                                status.startsWith("5") || status.equals(MeshCounts.NO_STATUS) ? "p3" : "p1",
                                count,
                                backend.share() * count / backend.samples()))));
        return parts;
    }

    /** Returns what is to be said about the figures of the mesh. */
    public List<String> meshNotes() {
        return PhaseTable.meshNotes(report);
    }

    private static String style(ResultClass resultClass) {
        return switch (resultClass) {
            case OK -> "p1";
            case INJECTED -> "p2";
            case HTTP_5XX -> "p3";
            case PROXY -> "p4";
            case HTTP_4XX, UNEXPECTED -> "p6";
            case REFUSED, CONNECT_TIMEOUT, DNS, TLS, RESET, CLOSE, TRUNCATED, TIMEOUT, SHED -> "p5";
        };
    }

    /** As the class of an unmarked answer of that status; those of gRPC have names. */
    private static String statusStyle(String status) {
        return switch (status.charAt(0)) {
            case '1', '2', '3' -> "p1";
            case '4' -> "p6";
            case '5' -> "p3";
            default -> status.equals("OK") ? "p1" : "p5";
        };
    }

    private static String style(Answerer answerer) {
        return switch (answerer) {
            case BACKEND -> "p1";
            case INJECTOR -> "p2";
            case PROXY -> "p4";
            case NOBODY -> "p5";
            case UNKNOWN -> "p6";
        };
    }

    /** Returns what was asked of each phase and of each level of a sweep, with its ruling. */
    public List<CheckList> checks() {
        List<CheckList> all = new ArrayList<>();
        report.phases().forEach(phase -> all.add(checks(phase.title(), phase.checks())));
        ResilienceCurve curve = report.course().curve();
        if (curve != null) {
            curve.levels()
                    .forEach(level ->
                            all.add(checks(curve.vary() + " " + curve.written(level.value()), level.checks())));
        }
        return all.stream().filter(list -> !list.items().isEmpty()).toList();
    }

    private static CheckList checks(String title, List<ThresholdCheck> checks) {
        List<Item> items = checks.stream()
                .map(check ->
                        new Item(VerdictStyle.of(check.ruling()), check.ruling().wire(), check.because()))
                .toList();
        return new CheckList(title, items);
    }

    public List<Item> rollback() {
        return undone(report.undone());
    }

    static List<Item> undone(List<Undone> undone) {
        return undone.stream()
                .map(each -> {
                    String failure = each.failure();
                    String left = each.left();
                    if (left != null) {
                        return new Item(VerdictStyle.NONE, "left", each.what() + ": " + left);
                    }
                    return failure != null
                            ? new Item(VerdictStyle.BAD, "failed", each.what() + ": " + failure)
                            : each.possible()
                                    ? new Item(VerdictStyle.GOOD, "undone", each.what())
                                    : new Item(VerdictStyle.NONE, "stays", each.what());
                })
                .toList();
    }

    /** Returns the exact document, with its configuration filled in. */
    public String document() {
        try {
            return YAML.writeValueAsString(experiment.document());
        } catch (JsonProcessingException e) {
            throw new AssertionError("a document that was read can be written", e);
        }
    }
}
