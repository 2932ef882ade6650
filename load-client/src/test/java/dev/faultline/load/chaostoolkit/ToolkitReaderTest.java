package dev.faultline.load.chaostoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.experiment.HttpCall;
import dev.faultline.wire.InvalidValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolkitReaderTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("PORT", "8081", "HOST", "h", "TOKEN", "s3cret", "ON", "no", "DOC", "{\"a\":1}");

    private static ToolkitExperiment read(String yaml, Map<String, String> settings) {
        return FakeSystem.READER.read(yaml.getBytes(StandardCharsets.UTF_8), settings, ENVIRONMENT::get);
    }

    /** Returns the call of an experiment with that provider and these lines at its top. */
    private static HttpCall call(String provider, String top) {
        return read("""
                        title: t
                        %s
                        method:
                          - {type: action, name: a, provider: {type: http, %s}}
                        """.formatted(top, provider), Map.of()).method().get(0).call();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            url: "http://h/a"                                                | GET http://h/a    | -      | -
            url: "http://h/a", arguments: {q: 1, on: true, l: [x, y]}        | GET http://h/a?q=1&on=True&l=x&l=y | - | -
            url: "http://h/a?b=1", arguments: {q: "a b&c", none: null}       | GET http://h/a?b=1&q=a+b%26c | - | -
            url: "http://h/a", arguments: "raw=1"                            | GET http://h/a?raw=1 | -   | -
            url: "http://h/a", method: delete                                | DELETE http://h/a | -      | -
            url: "http://h/a", method: POST, arguments: {a: 1, b: "x y"}     | POST http://h/a   | a=1&b=x+y | application/x-www-form-urlencoded
            url: "http://h/a", method: POST, arguments: "as it is"           | POST http://h/a   | as it is  | -
            url: "http://h/a", method: POST, headers: {Content-Type: application/json}, arguments: {a: [1]} | POST http://h/a | {"a":[1]} | application/json
            url: "http://h/a", method: POST, headers: {content-type: application/json}, arguments: "x"      | POST http://h/a | "x"       | application/json
            url: "http://h/a", method: POST, headers: {Content-Type: application/json}, arguments: {}       | POST http://h/a | {}        | application/json
            url: "http://h/a", method: POST, headers: {Content-Type: application/json}, arguments: []       | POST http://h/a | []        | application/json
            url: "http://h/a", method: POST, headers: {Content-Type: application/json}, arguments: ""       | POST http://h/a | ""        | application/json
            url: "http://h/a", method: POST, headers: {Content-Type: application/json}, arguments: null     | POST http://h/a | -         | application/json
            url: "http://h/a", method: POST, headers: {Content-Type: application/json}                      | POST http://h/a | -         | application/json
            url: "http://h/a", method: PUT, headers: {CONTENT-TYPE: "Application/JSON; charset=utf-8"}, arguments: {a: 1} | PUT http://h/a | {"a":1} | Application/JSON; charset=utf-8
            url: "http://h/a", method: PUT, headers: {Content-Type: application/jsonlines}, arguments: {a: 1}             | PUT http://h/a | a=1     | application/jsonlines
            url: "http://h/a", method: POST, arguments: {}                   | POST http://h/a   | -         | -
            url: "http://h/a", headers: {Content-Type: application/json}, arguments: {}                     | GET http://h/a  | -         | application/json
            """)
    void aProviderBecomesTheCallThatChaostoolkitMakes(String provider, String what, String body, String type) {
        HttpCall call = call(provider, "description: d");
        assertEquals(what, call.toString());
        assertEquals(body, call.body() == null ? "-" : call.body().asText());
        assertEquals(type, call.headers().values().stream().findFirst().orElse("-"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {p: 8080}                                              | http://h:8080/p
            {p: "8080"}                                            | http://h:8080/p
            {p: {type: env, key: PORT}}                            | http://h:8081/p
            {p: {type: env, key: PORT, default: 1}}                | http://h:8081/p
            {p: {type: env, key: NONE, default: 82}}               | http://h:82/p
            {p: {type: env, key: PORT, env_var_type: int}}         | http://h:8081/p
            """)
    void configurationIsFilledIn(String configuration, String url) {
        assertEquals(
                url,
                call("url: \"http://h:${p}/p\"", "configuration: " + configuration)
                        .url()
                        .toString());
    }

    @Test
    void valuesKeepTheirTypeAndSettingsGoFirst() {
        String yaml = """
                title: "about\\n  ${host} "
                configuration:
                  host: {type: env, key: HOST}
                  rate: {type: env, key: NONE, default: "7", env_var_type: int}
                  on: {type: env, key: "ON", env_var_type: bool}
                  doc: {type: env, key: DOC, env_var_type: json}
                  wait: 1.5
                method:
                  - type: action
                    name: a
                    pauses: {before: "${wait}", after: 2}
                    provider:
                      type: http
                      method: PUT
                      url: http://${host}/x
                      timeout: [1, 2.5]
                      headers: {Content-Type: application/json}
                      arguments: {rate: "${rate}", on: "${on}", doc: "${doc}"}
                """;
        ToolkitExperiment experiment = read(yaml, Map.of("host", "other"));
        Activity activity = experiment.method().get(0);
        assertEquals("about other", experiment.title());
        assertEquals("PUT http://other/x", activity.call().toString());
        assertEquals(
                "{\"rate\":7,\"on\":false,\"doc\":{\"a\":1}}",
                String.valueOf(
                        activity.call().body() == null
                                ? null
                                : activity.call().body().textValue()));
        assertEquals(Duration.ofMillis(3_500), activity.call().timeout());
        assertEquals(Duration.ofMillis(1_500), activity.before());
        assertEquals(Duration.ofSeconds(2), activity.after());
        assertEquals("other", experiment.document().at("/configuration/host").asText());
    }

    @Test
    void secretsAreFilledInAndNeverKept() {
        String yaml = """
                title: t
                secrets: {api: {token: {type: env, key: TOKEN}}}
                method:
                  - {type: action, name: a, provider: {type: http, url: "http://h/?t=${token}", headers: {authorization: "Bearer ${token}"}}}
                """;
        ToolkitExperiment experiment = read(yaml, Map.of());
        Activity activity = experiment.method().get(0);
        assertEquals("Bearer s3cret", activity.call().headers().get("authorization"));
        assertFalse(experiment.document().toString().contains("s3cret"));
        assertFalse(activity.written().toString().contains("s3cret"));
        assertEquals("GET http://h/?t=${token} failed", activity.discreet(activity.call() + " failed"));
    }

    @Test
    void aReferenceIsTheActivityOfThatName() {
        String yaml = """
                title: t
                steady-state-hypothesis:
                  title: s
                  probes: [{ref: look, tolerance: 204}]
                method:
                  - {type: probe, name: look, provider: {type: http, url: "http://h/look"}, pauses: {after: 1}}
                  - {ref: look}
                rollbacks: [{ref: look}]
                """;
        ToolkitExperiment experiment = read(yaml, Map.of());
        assertEquals(experiment.method().get(0), experiment.method().get(1));
        assertEquals(experiment.method().get(0), experiment.rollbacks().get(0));
        SteadyState steadyState = experiment.steadyState();
        assertNotNull(steadyState);
        assertEquals("http://h/look", steadyState.probes().get(0).call().url().toString());
        assertNotNull(steadyState.probes().get(0).tolerance());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            method: [{type: action, name: a, provider: {type: process, path: ls}}]          | method[0].provider.type is not supported here: only http
            method: [{type: action, name: a, provider: {type: python, module: m, func: f}}] | method[0].provider.type is not supported here: only http
            method: [{type: action, name: a}]                                               | method[0].provider must be an object
            method: [{type: thing, name: a, provider: P}]                                   | method[0].type must be action or probe
            method: [{type: action, provider: P}]                                           | method[0].name must be given
            method: [{type: action, name: a, provider: P, background: true}]                | method[0].background is not supported
            method: [{type: action, name: a, provider: P, controls: [{name: c}]}]           | method[0].controls are not supported
            method: [{type: action, name: a, provider: P, dry: true}]                       | method[0].dry is not known here
            method: [{type: action, name: a, provider: P, pauses: {before: "5"}}]           | method[0].pauses.before must be a number of seconds
            method: [{type: action, name: a, provider: P, pauses: {during: 5}}]             | method[0].pauses.during is not known here
            method: [{type: action, name: a, provider: P, pauses: {after: -1}}]             | method[0].pauses.after must be from 0
            method: [{type: action, name: a, provider: {type: http}}]                       | method[0].provider.url must be given
            method: [{type: action, name: a, provider: {type: http, url: "https://h/"}}]    | method[0].provider.url must be a URL such as
            method: [{type: action, name: a, provider: {type: http, url: "${gone}/"}}]      | method[0].provider.url must be a URL such as
            method: [{type: action, name: a, provider: {type: http, url: "http://h", timeout: 90}}]         | method[0].provider.timeout must be from
            method: [{type: action, name: a, provider: {type: http, url: "http://h", timeout: [1]}}]        | method[0].provider.timeout must be [connect, read]
            method: [{type: action, name: a, provider: {type: http, url: "http://h", max_retries: 2}}]      | method[0].provider.max_retries must be 0
            method: [{type: action, name: a, provider: {type: http, url: "http://h", arguments: {a: {}}}}]  | method[0].provider.arguments.a must be a plain value
            method: [{type: action, name: a, provider: {type: http, url: "http://h", auth: x}}]             | method[0].provider.auth is not known here
            method: [{ref: gone}]                                                           | method[0].ref must be the name of an activity
            method: [{type: action, name: a, provider: P}, {ref: a, pauses: {after: 1}}]    | method[1].pauses can't be given beside a ref
            method: {}                                                                      | method must be a list
            steady-state-hypothesis: {title: s, probes: [{type: probe, name: p, provider: P}]}  | steady-state-hypothesis.probes[0].tolerance must be given
            steady-state-hypothesis: {probes: []}                                           | steady-state-hypothesis.title must be given
            steady-state-hypothesis: {title: s, probes: [{type: probe, name: p, provider: P, tolerance: {type: regex, pattern: "("}}]} | steady-state-hypothesis.probes[0].tolerance.pattern must be
            steady-state-hypothesis: {title: s, when: now}                                  | steady-state-hypothesis.when is not known here
            rollbacks: [{type: action, name: a, provider: {type: process, path: ls}}]       | rollbacks[0].provider.type is not supported
            configuration: {a: {type: env, key: NONE}}                                      | configuration.a must name a variable of the environment
            configuration: {a: {type: env, key: HOST, env_var_type: int}}                   | configuration.a must be of type int
            configuration: {a: {type: env, key: HOST, env_var_type: bytes}}                 | configuration.a.env_var_type must be one of
            configuration: {a: {type: probe, name: p}}                                      | configuration.a.type is not supported here: only env
            secrets: {a: {b: {type: vault, path: p}}}                                       | secrets.a.b.type is not supported here: only env
            secrets: {a: {b: plain}}                                                        | secrets.a.b must come from the environment
            secrets: {a: {b: {type: env, key: NONE}}}                                       | secrets.a.b must name a variable of the environment
            secrets: {a: {type: env, key: TOKEN}}                                           | secrets.a must be an object of secrets by name
            controls: [{name: c, provider: {type: python}}]                                 | controls are not supported here
            runtime: {rollbacks: {strategy: never}}                                         | runtime.rollbacks.strategy must be default or always
            runtime: {hypothesis: {strategy: sometimes}}                                    | runtime.hypothesis.strategy must be one of
            runtime: {hypothesis: {frequency: 1}}                                           | runtime.hypothesis.frequency is not known here
            dry: actions                                                                    | dry is not known in an experiment of chaostoolkit
            title: ""                                                                       | title must have
            """)
    void whatIsNotSupportedIsOneClearError(String line, String complaint) {
        String name = line.substring(0, line.indexOf(':'));
        String yaml = (name.equals("title") ? "" : "title: t\n")
                + line.replace("provider: P", "provider: {type: http, url: \"http://h/\"}")
                + (name.equals("method") ? "" : "\nmethod: []")
                + "\n";
        InvalidValue refused = assertThrows(InvalidValue.class, () -> read(yaml, Map.of()));
        assertTrue(refused.getMessage().startsWith(complaint), refused::getMessage);
    }

    @Test
    void whatChangesNothingIsTaken() {
        ToolkitExperiment experiment = read("""
                version: 1.0.0
                title: t
                description: d
                tags: [a]
                contributions: {reliability: high}
                extensions: [{name: x}]
                controls: []
                steady-state-hypothesis: {title: nothing, probes: []}
                method: []
                """, Map.of());
        assertEquals(List.of("a"), experiment.heading().tags());
        assertEquals(null, experiment.steadyState());
    }

    @ParameterizedTest
    @ValueSource(strings = {"faulty-traffic", "latency-brownout", "kill-switch"})
    void ourOwnSamplesCanBeRead(String name) throws IOException {
        byte[] sample = Files.readAllBytes(Path.of("..", "experiments", "chaostoolkit", name + ".json"));
        assertTrue(FakeSystem.READER.recognises(sample));
        ToolkitExperiment experiment = FakeSystem.READER.read(sample, Map.of("rate", "50"), variable -> null);
        assertEquals(3, experiment.rollbacks().size());
        SteadyState steadyState = experiment.steadyState();
        assertNotNull(steadyState);
        assertEquals(Duration.ofSeconds(4), steadyState.probes().get(0).after());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {title: t, method: [{type: action}]}                     | true
            {title: t, method: [{ref: a}]}                           | true
            {title: t, method: [], rollbacks: []}                    | true
            {title: t, steady-state-hypothesis: {title: t}}          | true
            {title: t, method: [{hold: 20s}, {split: {a: 1}}]}       | false
            {title: t, method: []}                                   | false
            {title: t                                                | false
            [1]                                                      | false
            """)
    void anExperimentOfChaostoolkitIsRecognised(String document, boolean recognised) {
        assertEquals(recognised, FakeSystem.READER.recognises(document.getBytes(StandardCharsets.UTF_8)));
    }
}
