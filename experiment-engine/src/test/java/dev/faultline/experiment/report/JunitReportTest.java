package dev.faultline.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.verdict.ExperimentResult;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class JunitReportTest {

    static List<ExperimentResult> results() {
        return List.of(
                Samples.half(),
                Samples.sweep(),
                Samples.hostile(),
                Samples.empty(),
                Samples.silent(),
                Samples.unanswered(),
                RetriedSamples.sweep());
    }

    private static Element suite(ExperimentResult result) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        byte[] xml = JunitReport.render(Report.of(result, Samples.VERSIONS)).getBytes(StandardCharsets.UTF_8);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml)).getDocumentElement();
    }

    private static List<Element> all(Element within, String name) {
        NodeList nodes = within.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static Element named(Element suite, String element, String name) {
        return all(suite, element).stream()
                .filter(each -> each.getAttribute("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("results")
    void itIsASuiteAsTheSchemaHasIt(ExperimentResult result) throws Exception {
        Element suite = suite(result);
        assertEquals("testsuite", suite.getTagName());
        assertEquals(all(suite, "testcase").size(), Integer.parseInt(suite.getAttribute("tests")));
        assertEquals(all(suite, "failure").size(), Integer.parseInt(suite.getAttribute("failures")));
        assertEquals(all(suite, "error").size(), Integer.parseInt(suite.getAttribute("errors")));
        assertEquals(all(suite, "skipped").size(), Integer.parseInt(suite.getAttribute("skipped")));
        assertEquals("2026-01-31T12:00:00", suite.getAttribute("timestamp"));
        assertEquals("39.412", suite.getAttribute("time"));
        List<String> children = Stream.iterate(suite.getFirstChild(), node -> node != null, Node::getNextSibling)
                .filter(Element.class::isInstance)
                .map(Node::getNodeName)
                .distinct()
                .toList();
        assertEquals(List.of("properties", "testcase", "system-out", "system-err"), children, "in this order");
        assertEquals("localhost", suite.getAttribute("hostname"));
        for (Element each : all(suite, "testcase")) {
            assertTrue(each.getAttribute("classname").startsWith("faultline.experiment."));
            assertTrue(!each.getAttribute("name").isEmpty());
            assertTrue(Double.parseDouble(each.getAttribute("time")) >= 0);
        }
    }

    @Test
    void eachThresholdTheRollbackAndTheVerdictAreCases() throws Exception {
        Element suite = suite(Samples.half());
        assertEquals(7, all(suite, "testcase").size());
        assertEquals("0", suite.getAttribute("failures"));
        named(suite, "testcase", "injected: share of injector = split");
        named(suite, "testcase", "rollback");
        assertEquals("200.0", named(suite, "property", "inject.rate").getAttribute("value"));
        assertEquals(
                "1.00000",
                named(suite, "property", "inject.control.successRate").getAttribute("value"));
    }

    @Test
    void eachThresholdOfEachLevelIsACase() throws Exception {
        Element suite = suite(RetriedSamples.sweep());
        Element held = named(suite, "testcase", "level 10: success_rate of requests >= 95%");
        assertEquals("faultline.experiment.level", held.getAttribute("classname"));
        assertEquals("4.000", held.getAttribute("time"));
        assertFalse(held.hasChildNodes());
        Element open = named(suite, "testcase", "level 35: p99 < 2s");
        assertEquals("p99 < 2s: no data", all(open, "skipped").get(0).getAttribute("message"));
        Element broke = named(suite, "testcase", "level 60: success_rate of requests >= 95%");
        String why = all(broke, "skipped").get(0).getAttribute("message");
        assertTrue(why.contains("does not hold"), why);
        assertEquals("0", suite.getAttribute("failures"), "it only had to hold at 10");
    }

    @Test
    void whatBreaksWhereItMustHoldIsAFailure() throws Exception {
        Element suite = suite(RetriedSamples.sweep(60));
        Element broke = named(suite, "testcase", "level 60: success_rate of requests >= 95%");
        assertEquals(1, all(broke, "failure").size());
        assertEquals("2", suite.getAttribute("failures"), "and the verdict");
    }

    @Test
    void figuresThatWereNotMeasuredAreNoProperties() throws Exception {
        List<String> names = all(suite(RetriedSamples.sweep()), "property").stream()
                .map(property -> property.getAttribute("name"))
                .toList();
        assertTrue(names.containsAll(List.of("inject.p99", "inject.requests.successRate", "inject.requests.retries")));
        assertFalse(names.contains("verify.p99"));
        assertFalse(names.contains("verify.requests.samples"));
    }

    @Test
    void whatNobodyAnsweredHasNoTimes() throws Exception {
        Element suite = suite(Samples.unanswered());
        List<String> names = all(suite, "property").stream()
                .map(property -> property.getAttribute("name"))
                .toList();
        assertTrue(names.contains("baseline.p99"));
        assertFalse(names.contains("inject.p50") || names.contains("inject.p99"), names::toString);
        assertEquals("0", named(suite, "property", "inject.answered").getAttribute("value"));
        Element level = named(suite, "testcase", "level 5: p95 < 100ms");
        assertEquals(
                "p95 < 100ms does not hold: more than 5% of 1000 got no answer",
                all(level, "failure").get(0).getAttribute("message"));
    }

    @Test
    void harmIsAFailureAndItsTextIsKept() throws Exception {
        Element suite = suite(Samples.hostile());
        assertEquals("2", suite.getAttribute("failures"));
        String message =
                all(named(suite, "testcase", "verdict"), "failure").get(0).getAttribute("message");
        assertTrue(message.startsWith("fail: </title></pre><script>alert(1)</script>\""), message);
        assertTrue(message.endsWith("& \uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"), message);
    }

    @Test
    void whatDidNotGetToItsEndIsAnError() throws Exception {
        Element suite = suite(Samples.empty());
        assertEquals("1", suite.getAttribute("errors"));
        assertEquals(2, all(suite, "testcase").size());
    }
}
