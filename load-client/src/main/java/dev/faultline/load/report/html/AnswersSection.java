package dev.faultline.load.report.html;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.Summary;
import java.util.ArrayList;
import java.util.List;

/** What became of the attempts of each phase, and who answered them: a bar and its figures. */
final class AnswersSection {

    private AnswersSection() {}

    /** One part of a bar. */
    private record Part(String name, String style, long count, double share) {}

    static Html section(Report report) {
        Html html = new Html().open("section").element("h2", "Classes and who answered");
        if (report.phases().isEmpty()) {
            return html.element("p", "Nothing was measured.", "class", "quiet").close("section");
        }
        html.open("div", "class", "bars");
        for (Report.Phase phase : report.phases()) {
            html.open("div").element("h3", phase.title());
            bar(html, "classes", classes(phase.summary()));
            bar(html, "answered by", answerers(phase.summary()));
            Summary control = phase.control();
            if (control != null) {
                bar(html, "classes of the control slice", classes(control));
            }
            html.close("div");
        }
        return html.close("div").close("section");
    }

    private static void bar(Html html, String name, List<Part> parts) {
        html.element("p", name, "class", "name");
        if (parts.isEmpty()) {
            html.element("p", "no data", "class", "quiet");
            return;
        }
        html.open("div", "class", "bar", "aria-hidden", "true");
        for (Part part : parts) {
            String width = "flex-grow:" + Shown.plain(Math.rint(part.share() * 1e4));
            html.open("i", "class", "part " + part.style(), "style", width).close("i");
        }
        html.close("div").open("ul", "class", "parts");
        for (Part part : parts) {
            html.open("li").open("i", "class", "key part " + part.style()).close("i");
            html.element("span", part.name());
            html.element("span", Shown.percent(part.share()), "class", "figure");
            html.element("span", Shown.count(part.count()), "class", "figure quiet")
                    .close("li");
        }
        html.close("ul");
    }

    private static List<Part> classes(Summary figures) {
        List<Part> parts = new ArrayList<>();
        long all =
                figures.classes().values().stream().mapToLong(Long::longValue).sum();
        figures.classes()
                .forEach((each, count) -> parts.add(new Part(each.wire(), style(each), count, (double) count / all)));
        return parts;
    }

    private static List<Part> answerers(Summary figures) {
        List<Part> parts = new ArrayList<>();
        figures.answered()
                .forEach((who, part) -> parts.add(new Part(who.wire(), style(who), part.samples(), part.share())));
        return parts;
    }

    private static String style(ResultClass resultClass) {
        return switch (resultClass) {
            case OK -> "p1";
            case INJECTED -> "p2";
            case HTTP_5XX -> "p3";
            case PROXY -> "p4";
            case HTTP_4XX -> "p6";
            case REFUSED, CONNECT_TIMEOUT, DNS, RESET, CLOSE, TRUNCATED, TIMEOUT, SHED -> "p5";
        };
    }

    private static String style(Answerer answerer) {
        return switch (answerer) {
            case BACKEND -> "p1";
            case INJECTOR -> "p2";
            case PROXY -> "p4";
            case NOBODY -> "p5";
        };
    }
}
