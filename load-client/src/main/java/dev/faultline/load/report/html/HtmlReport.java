package dev.faultline.load.report.html;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.faultline.load.experiment.Amendment;
import dev.faultline.load.experiment.Experiment;
import dev.faultline.load.experiment.Undone;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.ReportFormat;
import dev.faultline.load.report.ResilienceCurve;
import dev.faultline.load.report.XmlText;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The report as one page for browsers: it needs no network and no script, fits a phone, follows the colour scheme and
 * can be printed. Its own policy forbids it to fetch anything. Threadsafe.
 */
public final class HtmlReport {

    /** Its files. */
    public static final ReportFormat FORMAT =
            new ReportFormat(".html", "text/html", HtmlReport::render, HtmlReport::amend);

    /** What the page may do: style itself. */
    public static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR));

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private HtmlReport() {}

    /** Returns the report as a page. */
    public static String render(Report report) {
        String title = report.experiment().title();
        String outcome = report.verdict().outcome().wire();
        Html html = new Html()
                .trusted("<!DOCTYPE html>\n")
                .open("html", "lang", "en")
                .open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.element("title", outcome + ": " + title);
        html.open("style").trusted(Style.SHEET).close("style").close("head").open("body");
        PhasesSection phases = new PhasesSection(report);
        html.add(verdict(report)).open("main").add(phases.table());
        ResilienceCurve curve = report.course().curve();
        if (curve != null) {
            html.add(new CurveChart(curve).section());
        }
        html.add(new TimelineCharts(report.course().chronicle()).section());
        html.add(DistributionChart.section(report)).add(AnswersSection.section(report));
        html.add(phases.checks()).add(rollback(report.undone())).add(plan(report.experiment()));
        html.close("main").add(foot(report));
        return html.close("body").close("html").trusted("\n").toString();
    }

    private static Html verdict(Report report) {
        Experiment experiment = report.experiment();
        Signs sign = Signs.of(report.verdict().outcome());
        Html html = new Html().open("header", "class", sign.style());
        html.open("p", "class", "outcome").element("span", sign.sign(), "class", "sign", "aria-hidden", "true");
        html.element("strong", report.verdict().outcome().wire()).close("p");
        html.element("h1", experiment.title());
        html.element("p", report.verdict().reason(), "class", "reason");
        html.open("dl");
        String words = experiment.hypothesis().words();
        entry(html, "hypothesis", words == null ? thresholds(experiment) : words.strip());
        String description = experiment.heading().description();
        if (description != null && !description.isBlank()) {
            entry(html, "what is done", description.strip());
        }
        Duration took = Duration.between(report.started(), report.ended());
        entry(html, "when", TIME.format(report.started()) + ", for " + Shown.seconds(took.toMillis() / 1e3));
        if (!experiment.heading().tags().isEmpty()) {
            entry(html, "tags", String.join(", ", experiment.heading().tags()));
        }
        return html.close("dl").close("header");
    }

    private static String thresholds(Experiment experiment) {
        return String.join(
                "; ",
                experiment.hypothesis().thresholds().stream()
                        .map(Object::toString)
                        .toList());
    }

    private static void entry(Html html, String name, String value) {
        html.open("div").element("dt", name).element("dd", value).close("div");
    }

    private static Html rollback(List<Undone> undone) {
        Html html = new Html().open("section").element("h2", "Rollback");
        return (undone.isEmpty()
                        ? html.element("p", "Nothing had been changed.", "class", "quiet")
                        : list(html, undone))
                .close("section");
    }

    private static Html list(Html html, List<Undone> undone) {
        html.open("ul", "class", "checks");
        for (Undone each : undone) {
            String failure = each.failure();
            Html chip = failure != null
                    ? Signs.BAD.chip("failed")
                    : each.possible() ? Signs.GOOD.chip("undone") : Signs.NONE.chip("stays");
            html.open("li").add(chip);
            html.element("span", failure == null ? each.what() : each.what() + ": " + failure)
                    .close("li");
        }
        return html.close("ul");
    }

    private static String amend(String page, Amendment amendment) throws IOException {
        Html html = new Html().open("section").element("h2", "Undone later");
        html.element("p", TIME.format(amendment.at()) + ": " + amendment.note());
        return XmlText.insert(
                page, "</main>", list(html, amendment.undone()).close("section").toString());
    }

    private static Html plan(Experiment experiment) {
        return new Html()
                .open("section")
                .element("h2", "The exact experiment")
                .open("pre", "tabindex", "0")
                .text(yaml(experiment))
                .close("pre")
                .close("section");
    }

    private static String yaml(Experiment experiment) {
        try {
            return YAML.writeValueAsString(experiment.document());
        } catch (JsonProcessingException e) {
            throw new AssertionError("a document that was read can be written", e);
        }
    }

    private static Html foot(Report report) {
        String versions = "Faultline " + report.versions().faultline() + " · "
                + report.versions().java() + " · " + report.versions().os();
        return new Html()
                .open("footer")
                .element("p", "Experiment " + report.id() + ", " + report.started() + " to " + report.ended())
                .element("p", versions)
                .close("footer");
    }
}
