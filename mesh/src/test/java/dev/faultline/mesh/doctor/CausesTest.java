package dev.faultline.mesh.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.mesh.doctor.Examination.Finding;
import dev.faultline.mesh.doctor.Examination.Severity;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each cause: a cluster that has it, and one that does not. */
class CausesTest {

    static Stream<Arguments> causes() {
        return StreamSupport.stream(Views.yaml("causes.yaml").spliterator(), false)
                .map(row -> Arguments.of(
                        row.path("check").asText(), row.path("found").asText("fine"), row));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("causes")
    void isFound(String check, String says, JsonNode row) {
        List<Finding> findings = of(check, Views.changed(row));
        List<Finding> bad = findings.stream()
                .filter(finding -> finding.severity() == Severity.PROBLEM || finding.severity() == Severity.WARNING)
                .toList();
        if (row.path("fine").asBoolean()) {
            assertEquals(List.of(), bad);
            return;
        }
        assertFalse(bad.isEmpty(), check + " says nothing");
        Finding first = bad.get(0);
        assertEquals(row.path("severity").asText(), first.severity().wire(), first.found());
        assertTrue(first.found().contains(says), first.found());
        assertTrue(String.valueOf(first.mend()).contains(row.path("mend").asText()), first.mend());
    }

    @Test
    void whereAllIsWellNobodyComplains() {
        Examination examination = Examination.of(Views.healthy());
        for (Finding finding : examination.checks()) {
            assertEquals(Severity.OK, finding.severity(), finding.name() + ": " + finding.found());
        }
        assertEquals(Severity.OK, examination.verdict());
        assertEquals(0, examination.exitCode());
        assertEquals(Examination.CHECKS.size(), examination.checks().size());
    }

    @Test
    void eachCheckHasACauseAndANameOfItsOwn() {
        Set<String> names = Examination.CHECKS.stream().map(Check::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Examination.CHECKS.size(), names.size());
        Set<String> caused = causes().map(row -> (String) row.get()[0]).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(names, caused);
        for (Check check : Examination.CHECKS) {
            assertTrue(check.name().matches("[a-z]+(-[a-z]+)*"), check.name());
            assertTrue(check.why().endsWith(".") && check.fine().endsWith("."), check.name());
        }
    }

    @Test
    void theWorstComesFirstAndDecides() {
        JsonNode none = Views.yaml("causes.yaml");
        Examination problem = Examination.of(Views.changed(row(none, "headless-service")));
        assertEquals(99, problem.exitCode());
        assertEquals("headless-service", problem.checks().get(0).name());
        Examination warning = Examination.of(Views.changed(row(none, "retries")));
        assertEquals(0, warning.exitCode());
        assertEquals(Severity.WARNING, warning.checks().get(0).severity());
    }

    private static JsonNode row(JsonNode causes, String check) {
        return StreamSupport.stream(causes.spliterator(), false)
                .filter(row -> row.path("check").asText().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private static List<Finding> of(String check, ClusterView view) {
        return Examination.of(view).checks().stream()
                .filter(finding -> finding.name().equals(check))
                .toList();
    }
}
