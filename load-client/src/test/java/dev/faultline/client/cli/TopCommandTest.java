package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.client.api.Neighbours;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class TopCommandTest {

    private final CommandLine.IFactory factory;

    @Inject
    TopCommandTest(CommandLine.IFactory factory) {
        this.factory = factory;
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "attack --version", "run -V", "doctor -V", "slo -V"})
    void theVersionIsPrinted(String arguments) {
        StringWriter out = new StringWriter();
        CommandLine commandLine = TopCommand.commandLine(factory).setOut(new PrintWriter(out));
        assertEquals(0, commandLine.execute(arguments.split(" ")));
        assertTrue(out.toString().matches("Faultline load-client \\d+\\.\\d+\\.\\d+\\S*\\R"), out::toString);
    }
}
