package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.learn.plan.Learner;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareCommandTest {

    private static final ObjectMapper JSON = WireJson.mapper();
    private static final String LINE =
            "1.2.3.4 - - [30/Nov/2026:11:00:00 +0000] \"GET / HTTP/1.1\" %d 5 \"-\" \"-\" 0.%03d%n";

    @TempDir
    Path files;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private final Learner learner = new Learner(
            (base, query) -> {
                throw new ControlFailed("nobody answers", false, null);
            },
            name -> Files.newInputStream(Path.of(name)),
            InstantSource.system());

    private int compare(String... arguments) {
        CommandLine command = new CommandLine(new CompareCommand(learner, new StrictReader(JSON), JSON));
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(files.resolve(name), content).toString();
    }

    /** Half of the requests fail, and each takes 1 to 100 ms more than so long. */
    private String log(String name, int more) throws IOException {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            log.append(String.format(LINE, i % 2 == 0 ? 200 : 503, i / 4 + more));
        }
        return file(name, log.toString());
    }

    private String plan(int failing) throws IOException {
        return file(
                "plan.json",
                "{\"rules\":[{\"name\":\"r\",\"delay\":{\"type\":\"uniform\",\"min\":\"0ms\",\"max\":\"100ms\"},"
                        + "\"aborts\":[{\"type\":\"status\",\"percentage\":" + failing + ",\"status\":503}]}]}");
    }

    @Test
    void whatIsAlikeEndsWithZero() throws IOException {
        assertEquals(0, compare(plan(50), log("now.log", 0)), err::toString);
        assertTrue(out.toString().startsWith("alike: 0.0 % of the requests took a different time"), out::toString);
        assertTrue(out.toString().matches("(?s).*503 +50\\.00% +50\\.00% .*"), out::toString);
    }

    @Test
    void whatIsUnlikeEndsAsAViolatedThresholdDoes() throws IOException {
        assertEquals(99, compare(plan(20), log("now.log", 0), "--json"), err::toString);
        assertEquals("unlike", JSON.readTree(out.toString()).path("likeness").asText());
    }

    @Test
    void twoMeasurementsAreCompared() throws IOException {
        assertEquals(0, compare(log("then.log", 0), log("now.log", 1)), err::toString);
        assertEquals(99, compare(log("then.log", 0), log("now.log", 40)), err::toString);
    }

    @Test
    void fewRequestsLeaveItOpen() throws IOException {
        assertEquals(98, compare(plan(50), file("now.log", String.format(LINE, 200, 5))), err::toString);
        assertTrue(out.toString().startsWith("undecided: only 1 requests; "), out::toString);
    }

    @Test
    void whatCantBeReadIsNamed() throws IOException {
        assertEquals(104, compare(plan(50), file("x", "nonsense")));
        assertTrue(err.toString().contains("must be one of report of Faultline"), err::toString);
        assertEquals(104, compare(plan(50)));
        assertTrue(err.toString().contains("--prometheus must be given, or a FILE, was nothing"), err::toString);
        assertEquals(98, compare(plan(50), "--prometheus", "http://localhost:9090", "--service", "a"));
        assertTrue(err.toString().contains("nobody answers"), err::toString);
        assertEquals(104, compare(plan(50), "--prometheus", "http://localhost:9090", "--service", "a", "--at", "x"));
        assertTrue(err.toString().contains("--at must be an instant"), err::toString);
    }
}
