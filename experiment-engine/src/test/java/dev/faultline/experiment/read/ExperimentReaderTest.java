package dev.faultline.experiment.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.step.SplitStep;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.WireYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentReaderTest {

    private static final String MINIMAL = """
            title: t
            hypothesis: [success_rate >= 99%]
            load: {target: "http://b:8080/", rate: 5}
            method:
              - hold: 2s
            """;

    private final ExperimentReader reader = new ExperimentReader(WireYaml.reader());

    private Experiment read(String yaml, Map<String, String> settings) {
        return reader.read(yaml.getBytes(StandardCharsets.UTF_8), settings);
    }

    @Test
    void whatIsNotGivenHasADefault() {
        Experiment experiment = read(MINIMAL, Map.of());
        assertEquals(Duration.ofSeconds(3), experiment.load().warmup());
        assertEquals(
                "success_rate >= 99.9%", experiment.baseline().gate().get(0).text());
        assertEquals(Duration.ofSeconds(30), experiment.safety().verify().within());
        assertEquals(Duration.ofSeconds(10), experiment.plan().timeout());
    }

    @Test
    void theDemosExperimentTakesItsSettings() throws IOException {
        String yaml = Files.readString(Path.of("..", "experiments", "faulty-traffic.yaml"));
        Experiment experiment = read(yaml, Map.of("weight", "12.5", "rate", "70", "duration", "4s"));
        assertEquals(70, experiment.plan().demand().rate());
        assertEquals(Duration.ofSeconds(4), experiment.baseline().duration());
        assertEquals(
                new SplitStep(Map.of("error-injector", new Percentage(12.5))),
                experiment.method().steps().get(1));
    }

    @Test
    void jsonIsYamlToo() {
        String json = "{\"title\":\"t\",\"hypothesis\":{\"words\":\"w\",\"thresholds\":[\"p95 < 1s\"]},"
                + "\"load\":{\"target\":\"http://b/\",\"rate\":5},\"method\":[{\"hold\":\"2s\"}]}";
        assertEquals("w", read(json, Map.of()).hypothesis().words());
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource({
        "title: t, '', title must be given",
        "title: t, title: [], title must be a text",
        "hypothesis: [success_rate >= 99%], '', hypothesis must be given",
        "'[success_rate >= 99%]', '[]', hypothesis.thresholds must hold at least one",
        "success_rate >= 99%, fast, 'hypothesis[0] must be a threshold'",
        "rate: 5, rate: 0, 'load.rate must be from 0.001 to 1000000, was 0'",
        "rate: 5, rate: many, 'load.rate must be a number of arrivals a second, or such as 5/s or 100/1m, was \"many\"'",
        "rate: 5, 'rate: 5, timeout: -1s', load.timeout must be from 1ms",
        "rate: 5, 'rate: 5, duration: 5s', load.duration must not be given",
        "rate: 5, 'rate: 5, x: 5', load.x is not known here",
        "http://b:8080/, ftp://b/, 'load.target must begin with http:// or https://, not ftp://'",
        "http://b:8080/, 'http://b:99999/', load.target must have a port",
        "hold: 2s, hold: 2, method[0].hold must be a duration",
        "hold: 2s, hold: 1ms, method[0].hold must be from 100ms",
        "hold: 2s, wait: 2s, 'method[0].wait is not known here; known are: chaos, check, faults, hold, http, learn, load, split'",
        "'99%]', '99%, p99 <= control + 50ms]',"
                + " 'hypothesis.thresholds[1] must not compare with control, since no control is given'",
        "hold: 2s, 'hold: 2s\n  - check: [p99 < control * 2]',"
                + " 'method[1].check[0] must not compare with control, since no control is given'",
        "rate: 5}, 'rate: 5}\ncontrol: {headers: {a: b}}',"
                + " 'control must be compared with by a threshold such as \"success_rate >= control - 1%\"'",
        "rate: 5}, 'rate: 5}\ncontrol: {}', 'control must name a target or headers'",
        "rate: 5}, 'rate: 5}\nguard: [p99 < 1s, p99 < control]', 'guard[1] must not compare with control'",
        "rate: 5}, 'rate: 5}\nbaseline: {gate: [p99 < control]}', 'baseline.gate[0] must not compare with control'",
        "'99%]', '99% over 10s]', 'method[0].hold must last at least 10s, since \"success_rate >= 99% over 10s\" looks over that'",
        "rate: 5}, 'rate: 5}\nbaseline: {gate: [p95 < 1s over 20s]}', 'baseline.duration must last at least 20s'",
        "rate: 5}, 'rate: 5}\nbaseline: {gate: [p95 < 1s over 6s]}', 'verify.duration must last at least 6s'",
        "hold: 2s, split: {a: 101}, method[0].split.a must be from 0 to 100",
        "hold: 2s, split: {}, method[0].split must name a backend",
        "hold: 2s, split: {a: 10}, method must hold for a while",
        "hold: 2s, faults: {}, method[0].faults must be a fault plan",
        "hold: 2s, hold: ${long}, 'configuration.long must be given, since ${long} is used'",
        "title: t, 'title: t\nguards: x', guards is not known here",
        "'hypothesis: [success_rate >= 99%]', 'steady-state-hypothesis: {title: t, probes: []}',"
                + " 'steady-state-hypothesis is not known here; known are: '",
        "title: t, 'title: t: t', the document must be well formed",
        "title: t, 'title: t\ntitle: t', title must be given once",
        "title: t, 'configuration: []\ntitle: t', configuration must be an object",
    })
    void namesWhatIsWrong(String from, String to, String complaint) {
        assertTrue(MINIMAL.contains(from), from);
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> read(MINIMAL.replace(from, to), Map.of()));
        assertTrue(invalid.getMessage().startsWith(complaint), invalid.getMessage());
    }

    @Test
    void aSettingWithoutAPlaceIsRefused() {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> read(MINIMAL, Map.of("speed", "5")));
        assertEquals("speed", invalid.field());
    }
}
