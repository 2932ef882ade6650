package dev.faultline.load.chaostoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

    private static final ObjectMapper JSON = WireJson.mapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "Bearer s3 cret"              | "Bearer ***"
            "token=s3+cret&x=1"           | "token=***&x=1"
            "s3 cret and s3 cret longer"  | "*** and ***"
            {"a":["s3 cret"],"s3 cret":1} | {"a":["***"],"***":1}
            4711                          | "***"
            47110                         | 47110
            "x4711y"                      | "x***y"
            true                          | true
            null                          | null
            "{\\"q\\":\\"a\\\\\\"b\\"}"   | "{\\"q\\":\\"***\\"}"
            "none"                        | "none"
            """)
    void whatRepeatsOneIsHidden(String tree, String hidden) throws JsonProcessingException {
        Secrets secrets = new Secrets(List.of("", "s3 cret", "s3 cret longer", "4711", "a\"b"));
        assertEquals(JSON.readTree(hidden), secrets.hide(JSON.readTree(tree)));
    }

    /** Judged as it came, written down without. */
    @Test
    void aSecretThatIsRepeatedIsInNoJournal() {
        ToolkitExperiment experiment =
                FakeSystem.READER.read("""
                        title: t
                        secrets: {api: {token: {type: env, key: TOKEN}}}
                        steady-state-hypothesis:
                          title: healthy
                          probes:
                            - type: probe
                              name: p
                              tolerance: {type: regex, target: body, pattern: "s[0-9]cret"}
                              provider: {type: http, url: "http://s/echo", headers: {Authorization: "Bearer ${token}"}}
                        method: [{type: action, name: a, provider: {type: http, method: POST, url: "http://s/echo"}}]
                        rollbacks: [{type: action, name: b, provider: {type: http, method: PUT, url: "http://s/echo"}}]
                        """.getBytes(StandardCharsets.UTF_8), Map.of(), name -> "s3cret");
        FakeSystem system = new FakeSystem();
        String longBody = "x".repeat(4_093) + "s3cret";
        for (String method : List.of("GET", "POST", "PUT")) {
            HttpAnswer answer =
                    new HttpAnswer(200, Map.of("Content-Type", "text/plain", "X-Echo", "Bearer s3cret"), longBody);
            system.answers.put(method + " /echo", () -> answer);
        }
        ToolkitResult result = new ToolkitRun("id", experiment, system, system.time(), system).conduct();
        JsonNode journal = new ToolkitJournal(new Place("Linux-6", "node-1")).render(result);
        assertEquals("Bearer s3cret", system.sent.get(0).headers().get("Authorization"));
        assertEquals(
                "Bearer ***",
                journal.at("/steady_states/before/probes/0/output/headers/X-Echo")
                        .asText());
        assertFalse(journal.toString().contains("s3c"), journal::toString);
        assertEquals("pass", result.verdict().outcome().wire(), result.verdict()::reason);
    }
}
