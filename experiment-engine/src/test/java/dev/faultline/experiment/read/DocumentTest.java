package dev.faultline.experiment.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Position;
import dev.faultline.platform.wire.WireYaml;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with an experiment is told with its line and column. */
class DocumentTest {

    private static final String YAML = """
            # A comment.
            title: t
            configuration:
              weight: 5
            hypothesis:
              thresholds:
                - success_rate >= 99%
                - p99 < 300ms
            load:
              target: http://b:8080/
              rate: 5
            baseline: {duration: 5s}
            method:
              - split:
                  error-injector: ${weight}
              - http: {url: "http://b:8080/", timeout: 2s}
              - hold: 2s
            """;

    private static final String JSON = """
            {
            \t"title": "t",
            \t"hypothesis": ["success_rate >= 99%"],
            \t"load": {"target": "http://b/", "rate": 5},
            \t"method": [{"hold": "2s"}]
            }
            """;

    private final ExperimentReader reader = new ExperimentReader(WireYaml.reader());

    private InvalidValue refused(String document) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        return assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThrows(InvalidValue.class, () -> reader.read(bytes, Map.of())));
    }

    private static void tells(InvalidValue invalid, String expected) {
        String told = invalid.position() + ": " + invalid.getMessage();
        assertTrue(told.startsWith(expected), told);
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource({
        "weight: 5, weight: 101, '15:7: method[0].split.error-injector must be from 0 to 100, was 101'",
        "title: t, titel: t, '2:1: titel is not known here; did you mean title?'",
        "title: t, tags: [t], '2:1: title must be given'",
        "title: t, title: [], 2:1: title must be a text",
        "- hold: 2s, - hodl: 2s, '17:5: method[2].hodl is not known here; did you mean hold? known are: chaos, check'",
        "- hold: 2s, - hold: soon, 17:5: method[2].hold must be a duration",
        "- hold: 2s, '- hold:', 17:5: method[2].hold must be given",
        "- hold: 2s, - hold, 17:5: method[2] must be an object with one field",
        "- hold: 2s, '- {hold: 2s, split: {b: 1}}', 17:6: method[2] must be an object with one field",
        "- hold: 2s, '- check: [p95 < 1]', '13:1: method must hold for a while'",
        "timeout: 2s, tiemout: 2s, '16:35: method[1].http.tiemout is not known here; did you mean timeout?'",
        "timeout: 2s, timeout: 2h, '16:35: method[1].http.timeout must be from 1ms to 1m'",
        "timeout: 2s, undo: {method: PUT}, '16:35: method[1].http.undo.url must be given'",
        "p99 < 300ms, p101 < 300ms, '8:7: hypothesis.thresholds[1] must ask for a percentile'",
        "rate: 5, rate: 0, '11:3: load.rate must be from 0.001'",
        "rate: 5, arrival: poisson, '9:1: load.rate must be given'",
        "rate: 5, rate: .nan, '11:13: the document must be well formed'",
        "rate: 5, rate: -.inf, '11:14: the document must be well formed'",
        "rate: 5, 'rate: 5\n  rate: 6', '12:3: load.rate must be given once'",
        "rate: 5, 'rate: 5\n  retires: {}', '12:3: load.retires is not known here; did you mean retries?'",
        "{duration: 5s}, '{duration: 5s, gates: []}', '12:26: baseline.gates is not known here; did you mean gate?'",
        "weight: 5, share: 5, '15:23: configuration.weight must be given, since ${weight} is used'",
        "weight: 5, weight: [5], '4:3: configuration.weight must be a text, a number'",
        "weight: 5, '\tweight: 5', '4:3: the document must be well formed, was broken: '",
        "title: t, 'title: \"t', '16:18: the document must be well formed, was broken: '",
        "title: t, 'title: t: t', '2:9: the document must be well formed, was broken: '",
        "'{duration: 5s}', '&five {duration: 5s}\nverify: *five', '13:9: verify must not be an alias'",
        "'{duration: 5s}', '&five {duration: 5s}\nverify: {<<: *five}', '13:14: verify.<< must not be an alias'",
        "'- hold: 2s', '- hold: 2s\n---\ntitle: t', '19:1: the document must be one document'",
        "'{duration: 5s}', '{duration: 5s}\nsweep: {vary: w, range: {from: 5, to: 1, step: 1}}',"
                + " '13:35: sweep.range.to must be above from'",
        "'{duration: 5s}', '{duration: 5s}\nsweep: {vary: w, range: {from: 1, to: 5, step: 1}}',"
                + " '13:9: sweep.vary must be used in the method as ${w}'",
        "'{duration: 5s}', '{duration: 5s}\nsweep: {vary: weight, range: {from: 1, to: 500, step: 5}}',"
                + " '16:7: method[0].split.error-injector must be from 0 to 100, was 500'",
    })
    void tellsWhere(String from, String to, String expected) {
        assertTrue(YAML.contains(from), from);
        tells(refused(YAML.replace(from, to)), expected);
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"t\"; 5; 2:2: title must be a text",
                "\"2s\"; \"2\"; 5:14: method[0].hold must be a duration",
                "\"rate\": 5; \"rate\": 5, \"rate\": 6; 4:45: load.rate must be given once",
                "[{; [[{; 6:1: the document must be well formed, was broken",
            })
    void tellsWhereInJson(String from, String to, String expected) {
        assertTrue(JSON.contains(from), from);
        assertEquals(
                "t",
                reader.read(JSON.getBytes(StandardCharsets.UTF_8), Map.of()).title());
        tells(refused(JSON.replace(from, to)), expected);
    }

    @Test
    void aByteOrderMarkIsNoCharacter() {
        tells(refused("\uFEFFtitel: t\n"), "1:1: titel is not known here; did you mean title?");
        tells(refused("\uFEFF{titel: t}\n"), "1:2: titel is not known here; did you mean title?");
        assertEquals(
                "t",
                reader.read(("\uFEFF" + YAML).getBytes(StandardCharsets.UTF_8), Map.of())
                        .title());
        assertEquals(
                "t",
                reader.read(("\uFEFF" + JSON).getBytes(StandardCharsets.UTF_8), Map.of())
                        .title());
    }

    @Test
    void attacksAreRefusedAtOnce() {
        tells(refused("a: " + "[".repeat(500_000)), "1:");
        tells(refused("{\"a\":".repeat(100_000)), "1:");
        tells(refused("- ".repeat(100_000)), "1:");
        tells(refused("a: [" + "1,".repeat(200_000) + "]"), "1:");
        StringBuilder laughs = new StringBuilder("l0: &l0 ha\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("l%d: &l%d [*l%d, *l%d]\n".formatted(i, i, i - 1, i - 1));
        }
        tells(refused(laughs.toString()), "2:10: l1[0] must not be an alias");
        tells(refused("x: " + "y".repeat(4_000_000)), "1:1: the document must have at most 1048576 bytes, was 4000003");
    }

    @Test
    void whatIsNoTextIsRefused() {
        InvalidValue invalid =
                assertThrows(InvalidValue.class, () -> reader.read(new byte[] {'a', ':', ' ', (byte) 0xFF}, Map.of()));
        tells(invalid, "1:4: the document must be well formed");
        byte[] later = YAML.getBytes(StandardCharsets.UTF_8);
        // The first c of success_rate.
        later[YAML.indexOf("ccess")] = (byte) 0xC3;
        tells(
                assertThrows(InvalidValue.class, () -> reader.read(later, Map.of())),
                "7:9: the document must be well formed");
        tells(refused(""), "1:1: the document must be an object");
        tells(refused("# nothing\n"), "1:1: the document must be an object");
        tells(refused("- a\n"), "1:1: the document must be an object");
    }

    @Test
    void aSettingStandsNowhere() {
        InvalidValue invalid = assertThrows(
                InvalidValue.class, () -> reader.read(YAML.getBytes(StandardCharsets.UTF_8), Map.of("title", "other")));
        assertNull(invalid.position());
        InvalidValue filled = assertThrows(
                InvalidValue.class, () -> reader.read(YAML.getBytes(StandardCharsets.UTF_8), Map.of("weight", "101")));
        assertNull(filled.position(), "what is wrong stands in the setting");
        assertEquals(
                "method[0].split.error-injector must be from 0 to 100, was 101, by the setting weight",
                filled.getMessage());
        InvalidValue beside = assertThrows(
                InvalidValue.class,
                () -> reader.read(
                        YAML.replace("rate: 5", "rate: 0").getBytes(StandardCharsets.UTF_8), Map.of("weight", "7")));
        assertEquals(new Position(11, 3), beside.position());
    }

    /** A token as it comes from a file: with the end of its line. Others are broken in other ways. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "http: {url: http://b/, headers: {Authorization: TOKEN}} | http.headers.Authorization must not end with a line",
                "http: {url: http://b/, headers: {X: TOKEN }} | http.headers.X must not end with a line",
                "http: {url: http://b/, headers: {TOKEN: x}} | http.headers must have names of letters, digits and dashes",
                "http: {url: http://b/, headers: {X: [TOKEN]}} | http.headers.X must be a text, was a list",
                "http: {url: http://b/, headers: {Host: a, host: TOKEN}} | http.headers.",
                "http: {url: http://b/, headers: {Content-Length: TOKEN}} | http.headers.Content-Length must not be given",
                "http: {url: http://b/, headers: TOKEN} | http.headers must be an object",
                "http: {url: http://b/, headers: {X: a}, undo: {url: http://b/, headers: {Y: TOKEN}}}"
                        + " | http.undo.headers.Y must not end with a line break",
                "[{http: TOKEN}, 1] | must be an object with one field",
                "http: [TOKEN] | http must be an object, was a list",
            })
    void nothingThatMayBeASecretIsQuoted(String step, String expected) {
        String document = YAML.replace("  - http: {url: \"http://b:8080/\", timeout: 2s}", "  - " + step);
        for (String token : List.of("Bearer s3cret\n", "Bearer s3cret\r\n")) {
            String quoted = token.replace("\r", "\\r").replace("\n", "\\n");
            refusedWithout("s3cret", document.replace("TOKEN", '"' + quoted + '"'), Map.of(), expected);
            refusedWithout(
                    "s3cret",
                    document.replace("TOKEN: x", '"' + quoted + "\": x")
                            .replace("TOKEN", "\"${token}\"")
                            .replace("  weight: 5", "  weight: 5\n  token: none"),
                    Map.of("token", '"' + quoted + '"'),
                    expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rate: 5 | rate: 5, requests: [{headers: {X: TOKEN}}] | load.requests[0].headers.X must not end with",
                "rate: 5 | rate: 5, requests: [{path: TOKEN}] | load.requests[0].path must begin with /",
                "rate: 5 | rate: 5, requests: {X: TOKEN} | load.requests must be a list, was an object",
                "load: | control: {headers: {X: TOKEN}}; load: | control.headers.X must not end with a line break",
            })
    void norIsItInTheLoad(String from, String to, String expected) {
        String document = YAML.replace(from, to.replace("; ", "\n").replace(", requests", "\n  requests"));
        refusedWithout("s3cret", document.replace("TOKEN", "\"s3cret\\n\""), Map.of(), expected);
    }

    @Test
    void norIsItWhereTheDocumentIsBroken() {
        refusedWithout("s3cret", JSON.replace("\"t\"", "s3cret"), Map.of(), "must be well formed");
        refusedWithout("s3cret", YAML.replace("weight: 5", "token: s3cret"), Map.of("tokn", "x"), "a name under");
    }

    private void refusedWithout(String secret, String document, Map<String, String> settings, String expected) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> reader.read(bytes, settings), document);
        assertTrue(invalid.getMessage().contains(expected), invalid.getMessage());
        assertFalse(invalid.getMessage().contains(secret), invalid.getMessage());
    }

    @Test
    void aSettingHasAName() {
        InvalidValue invalid = assertThrows(
                InvalidValue.class, () -> reader.read(YAML.getBytes(StandardCharsets.UTF_8), Map.of("", "1")));
        assertEquals("a setting must be a name under configuration, was not one of weight", invalid.getMessage());
        assertNull(invalid.position());
    }

    @Test
    void whatIsFoundLaterIsLocatedToo() {
        InvalidValue later = new InvalidValue("method[1].url.host", "must be allowed", "b");
        assertEquals(
                new Position(16, 5),
                reader.located(YAML.getBytes(StandardCharsets.UTF_8), later).position());
    }
}
