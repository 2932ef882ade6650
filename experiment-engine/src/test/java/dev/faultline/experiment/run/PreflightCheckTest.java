package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.plan.LoadLimits;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is done, and when the faults of a method end by themselves. */
class PreflightCheckTest {

    private static final String HEAD = """
            title: t
            hypothesis: [success_rate >= 30%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            baseline: {duration: 10s}
            """;

    private FakeWorld world;

    @BeforeEach
    void create(@TempDir Path directory) {
        world = new FakeWorld(directory);
    }

    private ExperimentResult conduct(String yaml) {
        ExperimentRun run = world.run(yaml);
        run.check();
        return run.conduct();
    }

    private static String method(String... steps) {
        return HEAD + "method:\n  - " + String.join("\n  - ", steps) + "\n";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            load: {rate: 60000}                        | method[0].load.rate must ask for at most 50000 arrivals a second
            load: {target: "http://0.0.0.0:21010/"}    | method[0].load.target must be one of localhost
            load: {rate: null, stages: [{type: hold, rate: 70000, duration: 1s}]} | method[0].load.stages[0] must ask for
            faults: {rules: [], maxActiveFaults: 51}   | method[0].faults.maxActiveFaults must be from 0 to 50, was 51
            """)
    void whatCannotBeDoneHereIsRefusedBeforeAnythingIsDone(String step, String complaint) {
        ExperimentRun run = world.run(method(step, "hold: 5s"));
        InvalidValue invalid = assertThrows(InvalidValue.class, run::check);
        assertTrue(invalid.getMessage().startsWith(complaint), invalid.getMessage());
    }

    @Test
    void aLoadIsCheckedAsTheStepsBeforeLeaveIt() {
        // Each is within the bounds as a change of the load that the experiment begins with.
        String faster = "load: {rate: null, stages: [{type: hold, rate: 50000, duration: 1s}]}";
        world.run(method(faster, "hold: 5s")).check();
        world.bounds = LoadLimits.of(49_999, List.of(LoadLimits.ALLOWED_BY_DEFAULT.split(",")));
        ExperimentRun run = world.run(method("load: {timeout: 1s}", faster, "load: {timeout: 2s}", "hold: 5s"));
        assertEquals(
                "method[1].load.stages[0]",
                assertThrows(InvalidValue.class, run::check).field());
    }

    private static String swept(String range) {
        return HEAD + "configuration: {n: 0}\nmethod: [{faults: {rules: [], maxActiveFaults: \"${n}\"}}, {hold: 2s},"
                + " {faults: {rules: [{name: r}]}}, {hold: 2s}]\nsweep: {vary: n, range: " + range + "}\n";
    }

    @Test
    void everyLevelIsCheckedAndWhatDoesNotChangeOnce() {
        world.run(swept("{from: 0, to: 40, step: 10}")).check();
        assertEquals(5 + 1, world.faults.checked);
        ExperimentRun run = world.run(swept("{from: 0, to: 100, step: 1}"));
        assertEquals(
                "method[0].faults.maxActiveFaults must be from 0 to 50, was 51",
                assertThrows(InvalidValue.class, run::check).getMessage());
    }

    @Test
    void aSlowInjectorIsNotAskedForLong() {
        world.faults.answersAfter = Duration.ofSeconds(1);
        world.run(swept("{from: 0, to: 50, step: 1}")).check();
        assertEquals(5, world.faults.checked);
    }

    @Test
    void anInjectorThatDoesNotAnswerYetIsNoFaultOfTheDocument() {
        world.faults.down = true;
        ExperimentRun run = world.run(swept("{from: 0, to: 100, step: 1}"));
        run.check();
        assertEquals(1, world.faults.asked, "who did not answer is not asked again and again");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {expiresIn: 500ms, rules: []}, hold 12s                         | expiresIn must be more than 12s
            {expiresIn: 12s, rules: []}, hold 12s                           | expiresIn must be more than 12s
            {expiresIn: 12001ms, rules: []}, hold 12s                       |
            {expiresIn: 15s, rules: []}, hold 12s, hold 4s                  | expiresIn must be more than 16s
            {expiresIn: 15s, rules: []}, hold 12s, faults {rules: []}, hold 4s |
            status=503:20 ttl=5s delay=10ms:20, hold 5s                     | ttl must be more than 5s
            status=503:20&ttl=6s, hold 5s                                   |
            {expiresIn: 1, rules: []}, hold 5s                              | expiresIn must be a duration
            {expiresIn: soon, rules: []}, hold 5s                           | expiresIn must be a duration
            {expiresAt: "2035-01-01T00:00:00Z", rules: []}, hold 5s         | expiresAt must be given as expiresIn
            """)
    void faultsOutlastWhatIsHeldWithThem(String steps, String complaint) {
        String[] written = ("faults " + steps).split(", (?=hold|faults)");
        for (int i = 0; i < written.length; i++) {
            written[i] = written[i].replaceFirst(" ", ": ");
        }
        if (complaint == null) {
            assertEquals(
                    written.length,
                    FakeWorld.read(method(written)).method().steps().size());
            return;
        }
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> FakeWorld.read(method(written)));
        assertTrue(invalid.getMessage().startsWith("method[0].faults." + complaint), invalid.getMessage());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"4s, false", "5s, false", "5001ms, true"})
    void atEachLevelFaultsOutlastTheSettlingToo(String expiry, boolean taken) {
        String yaml = swept("{from: 0, to: 40, step: 10}, settle: 3s")
                .replace("maxActiveFaults", "expiresIn: " + expiry + ", maxActiveFaults");
        if (taken) {
            assertNotNull(FakeWorld.read(yaml).method().sweep());
        } else {
            assertThrows(InvalidValue.class, () -> FakeWorld.read(yaml));
        }
    }

    @ParameterizedTest(name = "{0} expires in {1}")
    @CsvSource(delimiter = '|', textBlock = """
            faults: {rules: [{name: r}]}                  | 1m50s
            faults: {preset: ends-soon}                   | 1m50s
            faults: {rules: [{name: r}], expiresIn: 30s}  | 30s
            """)
    void faultsEndByThemselvesAfterTheMethodUnlessTheDocumentSaysWhen(String step, String expiry) {
        ExperimentResult result = conduct(method(step, "hold: 20s"));
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        assertEquals(
                Durations.parse("", expiry),
                Durations.parse(
                        "", world.faults.history.get(0).path("expiresIn").asText()));
        assertFalse(world.faults.history.get(0).has("expiresAt"));
    }
}
