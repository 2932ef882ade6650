package dev.faultline.load.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.RetriedSamples;
import dev.faultline.load.report.Samples;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
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
        Element first = (Element) page.getElementsByTagName("body").item(0).getFirstChild();
        assertEquals("header", first.getTagName());
        assertEquals("good", first.getAttribute("class"));
        assertEquals("pass", first.getElementsByTagName("strong").item(0).getTextContent());
        String text = first.getTextContent();
        assertTrue(text.contains("the hypothesis holds: success_rate = split (50.00%): 49."), text);
        assertTrue(text.contains("exactly that share fails"), text);
    }

    @Test
    void allThereIsToKnowIsOnThePage() throws Exception {
        String text = parsed(Samples.half()).getDocumentElement().getTextContent();
        for (String expected : List.of(
                "control: success rate",
                "Timeline",
                "warmup 0 s to 3.2 s · baseline 3.2 s to 18 s · inject 18 s to 33.2 s · rollback 33.2 s to 34.4 s ·",
                "Success rate over time, lowest 4",
                "Latency before and during",
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
        String text = page.getDocumentElement().getTextContent();
        assertTrue(text.contains("The hypothesis breaks between weight 9.5 and 11."), text);
        assertTrue(text.contains("success_rate over weight"), text);
        assertTrue(page(Samples.sweep()).contains("title=\"weight 11: 8"), "a sign says what it stands for");
        assertTrue(page(Samples.sweep()).contains("class=\"band breaks\""));
    }

    @Test
    void attemptsAndRequestsAreToldApart() throws Exception {
        String text = parsed(RetriedSamples.sweep()).getDocumentElement().getTextContent();
        for (String expected : List.of(
                "success rate of requests100.00%89.13%no data",
                "requests4008000", "retries denied020", "success rate of attempts100.00%", "attempts4001,2330")) {
            assertTrue(text.contains(expected), () -> expected + " in " + text);
        }
        String unrepeated = parsed(Samples.half()).getDocumentElement().getTextContent();
        assertFalse(unrepeated.contains("success rate of requests"));
        assertTrue(unrepeated.contains("attempts3,0003,0001,000"));
    }

    @Test
    void eachLevelShowsWhatWasJudgedAndWhy() throws Exception {
        String text = parsed(RetriedSamples.sweep()).getDocumentElement().getTextContent();
        for (String expected : List.of(
                "rulingsuccess_rate of requests >= 95%p99 < 2s",
                "10✓ met100.00%99.05 to 100.00%",
                "35? undecided––no data–––00",
                "weight 60✕ violatedsuccess_rate of requests >= 95% does not hold: 78.25% measured",
                "p99 < 2s: no data")) {
            assertTrue(text.contains(expected), () -> expected + " in " + text);
        }
    }

    @Test
    void aPhaseWithoutDataHasNoTimes() throws Exception {
        String text = parsed(Samples.silent()).getDocumentElement().getTextContent();
        assertTrue(text.contains("p50––"), text);
        assertTrue(text.contains("longest––"), text);
        assertTrue(text.contains("control: p95––"), text);
    }

    @Test
    void hostileTextStaysText() throws Exception {
        String text =
                parsed(Samples.hostile()).getElementsByTagName("h1").item(0).getTextContent();
        assertTrue(text.startsWith("</title></pre><script>alert(1)</script>\" onload='x'"), text);
        assertFalse(page(Samples.hostile()).contains("<script"));
        assertFalse(page(Samples.hostile()).contains("\u202E"), "nothing turns the text around");
    }

    @Test
    void nothingMeasuredIsSaid() throws Exception {
        String text = parsed(Samples.empty()).getDocumentElement().getTextContent();
        assertTrue(text.contains("Nothing was measured."), text);
        assertTrue(text.contains("Nothing was recorded."), text);
        assertTrue(text.contains("Nothing had been changed."), text);
    }

    @Test
    void aLongExperimentMakesNoHugePage() {
        assertTrue(page(Samples.named("20260131-120000-001", 1_200)).length() < 300_000);
    }
}
