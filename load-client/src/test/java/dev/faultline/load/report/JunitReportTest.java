package dev.faultline.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.experiment.ExperimentResult;
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
        return List.of(Samples.half(), Samples.sweep(), Samples.hostile(), Samples.empty(), Samples.silent());
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
        assertEquals(List.of("properties", "testcase"), children, "in this order");
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
