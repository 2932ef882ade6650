package dev.faultline.client.text;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.mesh.doctor.Examination;
import dev.faultline.mesh.doctor.Examination.Finding;
import dev.faultline.mesh.doctor.Examination.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTableTest {

    private static final String LONG =
            "the Service demo-backend in namespace test has no endpoint that is ready; ".repeat(4);

    @Test
    void theTableFitsEightyColumnsButForCommands() {
        String command = "kubectl -n test rollout status deployment/demo-backend --timeout 60s # " + LONG;
        String table = DoctorTable.of(
                new Examination(
                        Severity.UNKNOWN,
                        List.of(
                                new Finding("client-meshed", Severity.UNKNOWN, "may not list pods", LONG, null),
                                new Finding("ready-endpoints", Severity.WARNING, LONG, LONG, command),
                                new Finding("route-accepted", Severity.OK, LONG, LONG, null))),
                Ink.NONE);
        assertTrue(table.contains("unknown  client-meshed\n         found: may not list pods"), table);
        assertTrue(
                table.endsWith(")\n") && table.contains("\nverdict: unknown (0 problem, 1 warning, 1 unknown, 1 ok"),
                table);
        assertTrue(table.contains("mend:  " + command.strip()), table);
        table.lines()
                .filter(line -> !line.startsWith("         mend:"))
                .forEach(line -> assertFalse(line.length() > 80, line));
    }
}
