package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTextTest {

    private final PlanJson json = new PlanJson();
    private final PlanText texts = new PlanText(json, () -> new Presets(json));

    private String summary(String text) throws IOException {
        return texts.read(text).acceptedAt(Instant.EPOCH).summary();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'rules':[{'name':'a'}]}; a: exempt, no end",
                "  {'rules':[]}; no faults, no end",
                "preset:half-503; half-503: status 50%, until 1970-01-01T00:10:00Z",
                "status=503:20; rule-1: status 20%, no end",
                "delay=1s&ttl=1m; rule-1: delay fixed 100%, until 1970-01-01T00:01:00Z",
            })
    void aPlanMayBeNamedInFourWays(String text, String summary) throws IOException {
        assertEquals(summary, summary(text.replace('\'', '"')));
    }

    @Test
    void orByAFileWhateverItsName(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a=b.json"), "{\"rules\":[{\"name\":\"in-a-file\"}]}");
        assertEquals("in-a-file: exempt, no end", summary(file.toString()));
        assertThrows(
                NoSuchFileException.class,
                () -> summary(folder.resolve("none.json").toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{; must be well formed",
                "{'seed':'x'}; seed must be a whole number",
                "preset:nothing; preset must be one of linkerd-500, half-503",
                "status=700; status must be from 200 to 599",
                "x=1; x is not known here",
            })
    void saysWhatIsWrong(String text, String complaint) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> summary(text.replace('\'', '"')));
        assertTrue(invalid.getMessage().contains(complaint), invalid.getMessage());
    }
}
