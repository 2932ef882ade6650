package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.client.api.Neighbours;
import dev.faultline.experiment.model.Experiment;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An experiment whose reader goes away: nobody would see a guard or a verdict any more. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class ClosedPipeTest {

    private static final byte[] ENDLESS = """
            title: read by nobody
            hypothesis: [success_rate >= 0%]
            load: {target: "http://demo-backend:8080/", rate: 10, timeout: 2s}
            warmup: 0s
            baseline: {duration: 1s}
            method:
              - hold: 10m
            verify: {duration: 1s}
            """.getBytes(StandardCharsets.UTF_8);

    private final ExperimentRunner command;

    @Inject
    ClosedPipeTest(ExperimentRunner command) {
        this.command = command;
    }

    @Test
    @Timeout(60)
    void whatNobodyReadsIsAborted() {
        Experiment experiment = command.read(ENDLESS, Map.of());
        StringWriter told = new StringWriter();
        int code = command.run(experiment, ENDLESS, false, TerminalTest.closedPipe(), new PrintWriter(told));
        assertEquals(105, code, told::toString);
    }
}
