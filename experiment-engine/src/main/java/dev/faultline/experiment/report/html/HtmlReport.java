package dev.faultline.experiment.report.html;

import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.report.ReportFormat;
import dev.faultline.experiment.report.TextSanitizer;
import dev.faultline.experiment.verdict.LateRollback;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Expression;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.RawString;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

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

    private HtmlReport() {}

    /** Parsed once, when the first page is asked for: what never ends an experiment does not wait for it. */
    static final class Templates {

        /** The palette that the dashboard has too, and the style of the page. */
        static final RawString CSS =
                new RawString(resource("/META-INF/resources/dashboard/palette.css") + resource("report.css"));

        static final Template REPORT = template();

        private static Template template() {
            Engine engine = Engine.builder()
                    .addDefaults()
                    .addValueResolver(new ReflectionValueResolver())
                    .addResultMapper(new Escaper())
                    .build();
            engine.putTemplate("chart.html", engine.parse(resource("chart.html")));
            return engine.parse(resource("report.html"));
        }

        private static String resource(String name) {
            try (InputStream file = HtmlReport.class.getResourceAsStream(name)) {
                if (file == null) {
                    throw new IllegalStateException(name + " is missing");
                }
                return new String(file.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Makes text of whatever an expression yields, in elements and in quoted attributes. */
    private static final class Escaper extends HtmlEscaper {

        Escaper() {
            super(List.of());
        }

        /** Nothing gets in as it is but our own style sheet. */
        @Override
        public boolean appliesTo(TemplateNode.Origin origin, Object result) {
            return result != Templates.CSS;
        }

        @Override
        public String map(Object result, Expression expression) {
            return super.map(TextSanitizer.sanitize(result.toString()), expression);
        }
    }

    /** Returns the report as a page. */
    public static String render(Report report) {
        return Templates.REPORT.render(new Page(report));
    }

    private static String amend(String page, LateRollback amendment) throws IOException {
        String section = Templates.REPORT
                .getFragment("amendment")
                .data("note", Format.FORMAT.instant(amendment.at()) + ": " + amendment.note())
                .data("items", Page.undone(amendment.undone()))
                .render();
        return ReportFormat.insert(page, "</main>", section);
    }
}
