package dev.faultline.experiment.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.report.RetriedSamples;
import dev.faultline.experiment.report.Samples;
import dev.faultline.experiment.verdict.ExperimentResult;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class HtmlReportTest {

    private static final Pattern ACTIVE = Pattern.compile("(?i)^(on.*|href|src|srcset|action|data|xlink:href)$");

    static List<ExperimentResult> results() {
        return List.of(
                Samples.half(),
                Samples.sweep(),
                Samples.hostile(),
                Samples.empty(),
                Samples.silent(),
                Samples.unanswered(),
                RetriedSamples.sweep(),
                Samples.named("20260131-120000-001", 1_200));
    }

    private static String page(ExperimentResult result) {
        return HtmlReport.render(Report.of(result, Samples.VERSIONS));
    }

    /** What it writes is XML too, but for the document type and what stands open in the head. */
    private static Document parsed(ExperimentResult result) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(page(result).getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(ExperimentResult result) throws Exception {
        return text(parsed(result).getDocumentElement());
    }

    /** As browsers show it. */
    private static String text(Node node) {
        return node.getTextContent().replaceAll("\\s+", " ").strip();
    }

    @ParameterizedTest
    @MethodSource("results")
    void nothingIsRunOrFetched(ExperimentResult result) throws Exception {
        NodeList all = parsed(result).getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            assertFalse(
                    List.of("script", "link", "img", "iframe", "object", "image", "use")
                            .contains(element.getTagName()),
                    element::getTagName);
            for (int j = 0; j < element.getAttributes().getLength(); j++) {
                String name = element.getAttributes().item(j).getNodeName();
                assertFalse(ACTIVE.matcher(name).matches(), name);
            }
        }
        String page = page(result);
        assertFalse(page.contains("url("), "no style fetches anything");
        assertFalse(page.contains("@import"));
        assertTrue(page.contains("content=\"default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;\""));
    }

    @ParameterizedTest
    @MethodSource("results")
    void everyChartIsToldInWordsToo(ExperimentResult result) throws Exception {
        NodeList charts = parsed(result).getElementsByTagName("svg");
        for (int i = 0; i < charts.getLength(); i++) {
            Element chart = (Element) charts.item(i);
            boolean decoration = chart.getAttribute("aria-hidden").equals("true");
            boolean told = chart.getElementsByTagName("title").getLength() == 1
                    && chart.getElementsByTagName("desc")
                                    .item(0)
                                    .getTextContent()
                                    .length()
                            > 10;
            assertTrue(decoration || (told && chart.getAttribute("role").equals("img")));
        }
        assertFalse(page(result).contains("NaN"));
        assertFalse(page(result).contains("Infinity"));
    }

    @Test
    void theVerdictComesFirst() throws Exception {
        Document page = parsed(Samples.half());
        NodeList body = page.getElementsByTagName("body").item(0).getChildNodes();
        Element first = IntStream.range(0, body.getLength())
                .mapToObj(body::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals("header", first.getTagName());
        assertEquals("good", first.getAttribute("class"));
        assertEquals("pass", first.getElementsByTagName("strong").item(0).getTextContent());
        String text = text(first);
        assertTrue(text.contains("the hypothesis holds: success_rate = split (50.00%): 49."), text);
        assertTrue(text.contains("exactly that share fails"), text);
    }

    @Test
    void allThereIsToKnowIsOnThePage() throws Exception {
        String text = text(Samples.half());
        for (String expected : List.of(
                "control: success rate",
                "Timeline",
                "warmup 0 s to 3.2 s · baseline 3.2 s to 18 s · inject 18 s to 33.2 s · rollback 33.2 s to 34.4 s ·",
                "Success rate over time, lowest 4",
                "Latency before and during",
                "statuses",
                "classes of the control slice",
                "answered by",
                "p90 of backend < baseline + 50ms",
                "the split {demo-backend=100}",
                "target: http://demo-backend:8080/",
                "Faultline 1.2.3 · OpenJDK 64-Bit Server VM 25 · Linux 6.1 amd64")) {
            assertTrue(text.contains(expected), expected);
        }
        assertFalse(text.contains("Resilience curve"), "there was no sweep");
    }

    @Test
    void theCurveShowsItsLevelsAndWhereItBreaks() throws Exception {
        Document page = parsed(Samples.sweep());
        String text = text(page.getDocumentElement());
        assertTrue(text.contains("The hypothesis breaks between weight 9.5 and 11."), text);
        assertTrue(text.contains("success_rate over weight"), text);
        assertTrue(page(Samples.sweep()).contains("title=\"weight 11: 8"), "a sign says what it stands for");
        assertTrue(page(Samples.sweep()).contains("class=\"band breaks\""));
    }

    @Test
    void attemptsAndRequestsAreToldApart() throws Exception {
        String text = text(RetriedSamples.sweep());
        for (String expected : List.of(
                "success rate of requests100.00%89.13%no data",
                "requests4008000", "retries denied020", "success rate of attempts100.00%", "attempts4001,2330")) {
            assertTrue(text.contains(expected), () -> expected + " in " + text);
        }
        String unrepeated = text(Samples.half());
        assertFalse(unrepeated.contains("success rate of requests"));
        assertTrue(unrepeated.contains("attempts3,0003,0001,000"));
    }

    @Test
    void eachLevelShowsWhatWasJudgedAndWhy() throws Exception {
        String text = text(RetriedSamples.sweep());
        for (String expected : List.of(
                "rulingsuccess_rate of requests >= 95%p99 < 2s",
                "10✓ met100.00%99.05 to 100.00%",
                "35? undecided––no data–––00",
                "weight 60 ✕ violatedsuccess_rate of requests >= 95% does not hold: 78.25% measured",
                "p99 < 2s: no data")) {
            assertTrue(text.contains(expected), () -> expected + " in " + text);
        }
    }

    @Test
    void aPhaseWithoutDataHasNoTimes() throws Exception {
        String text = text(Samples.silent());
        assertTrue(text.contains("p50––"), text);
        assertTrue(text.contains("max––"), text);
        assertTrue(text.contains("control: p95––"), text);
    }

    @Test
    void whatNobodyAnsweredHasNoTimes() throws Exception {
        String text = text(Samples.unanswered());
        for (String expected : List.of(
                "answered2,0000",
                "Latency of what was answered over time: p50, p95 and p99, the highest p99 9.00 ms",
                "5✕ violatedmore than 5% of 1000 got no answer0.00%0.00 to 0.38%–––1,000",
                "p95 < 100ms does not hold: more than 5% of 1000 got no answer")) {
            assertTrue(text.contains(expected), () -> expected + " in " + text);
        }
        assertTrue(page(Samples.unanswered())
                .contains("title=\"weight 5: more than 5% of 1000 got no answer, violated\""));
        assertFalse(text(Samples.silent()).contains("answered––"), "all of nothing was answered");
    }

    @Test
    void hostileTextStaysText() throws Exception {
        String text =
                parsed(Samples.hostile()).getElementsByTagName("h1").item(0).getTextContent();
        assertTrue(text.startsWith("</title></pre><script>alert(1)</script>\" onload='x'"), text);
        assertFalse(page(Samples.hostile()).contains("<script"));
        assertTrue(text.contains("{title} {css.raw} {#for}"), "nothing in it is taken for a template");
        assertFalse(page(Samples.hostile()).contains("\u202E"), "nothing turns the text around");
    }

    @Test
    void everyColourIsInThePalette() throws Exception {
        String css =
                parsed(Samples.half()).getElementsByTagName("style").item(0).getTextContent();
        Set<String> used = matches(Pattern.compile("var\\((--[a-z0-9-]+)\\)"), css);
        assertTrue(used.contains("--good-ground"), used::toString);
        used.removeAll(matches(Pattern.compile("(--[a-z0-9-]+):"), css));
        assertEquals(Set.of(), used, "they are used, and defined nowhere");
    }

    private static Set<String> matches(Pattern pattern, String text) {
        Set<String> all = new HashSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all;
    }

    @Test
    void nothingMeasuredIsSaid() throws Exception {
        String text = text(Samples.empty());
        assertTrue(text.contains("Nothing was measured."), text);
        assertTrue(text.contains("Nothing was recorded."), text);
        assertTrue(text.contains("Nothing had been changed."), text);
    }

    @Test
    void aLongExperimentMakesNoHugePage() {
        assertTrue(page(Samples.named("20260131-120000-001", 1_200)).length() < 300_000);
    }
}
