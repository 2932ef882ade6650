package dev.faultline.load.experiment;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What makes {@link PublishedSchema#WHOLE} no experiment, and who says so: both the schema and the reader, or he alone. */
final class BrokenDocuments {

    private static final String[] BOTH = {
        "title: All there is => titel: All there is",
        "title: All there is => title: \"All\\nthere is\"",
        "title: All there is => title: \"All there is\\n\"",
        "title: All there is => title: \"All \\u001b[31mthere is\"",
        "title: All there is => title: \"All there\\u2028is\"",
        "tags: [one, two] => tags: [one, \"two\\tor three\"]",
        "title: All there is => title: \"\"",
        "title: All there is => title: 5",
        "title: All there is => title: [a]",
        "title: All there is => words: All there is",
        "$schema: experiment.schema.json => $schema: 5",
        "description: every field => description: {a: b}",
        "tags: [one, two] => tags: one",
        "tags: [one, two] => tags: [1]",
        "{rate: 50, => {rate: [50],",
        "{rate: 50, => {rate: 50, \"a b\": 5,",
        "thresholds: [\"success_rate >= 99%\", \"p99 <= control + 50ms\", \"p95 < 300ms over 2s\"] => thresholds: []",
        "thresholds: [\"success_rate >= 99%\", => threshold: [\"success_rate >= 99%\",",
        "\"success_rate >= 99%\" => fast",
        "\"success_rate >= 99%\" => \"success >= 99%\"",
        "\"success_rate >= 99%\" => \"success_rate => 99%\"",
        "\"success_rate >= 99%\" => \"success_rate >= 99% for 5s\"",
        "\"success_rate >= 99%\" => 99",
        "target: ${url} => target: https://b/",
        "target: ${url} => target: b",
        "target: ${url} => url: http://b/",
        "rate: ${rate} => rate: 0",
        "rate: ${rate} => rate: 100001",
        "rate: ${rate} => rate: many",
        "rate: ${rate} => rate: \"5\"",
        "rate: ${rate} => rat: 5",
        "rate: ${rate} => # none",
        "rate: ${rate} => concurrency: 5",
        "rate: ${rate} => rate: 5 / concurrency: 5",
        "rate: ${rate} => stages: []",
        "rate: ${rate} => stages: [{rate: 5}]",
        "rate: ${rate} => stages: [{type: wave, rate: 5, duration: 1s}]",
        "rate: ${rate} => stages: [{type: ramp, rate: 5, duration: 1s}]",
        "rate: ${rate} => stages: [{type: burst, size: 0, every: 1s, duration: 5s}]",
        "rate: ${rate} => stages: [{type: steps, from: 1, to: 5, step: 0, every: 1s}]",
        "arrival: poisson => arrival: even",
        "protocol: http1 => protocol: http3",
        "seed: 7 => seed: 7.5",
        "weight: 2 => weight: -1",
        "headers: {a: b} => headers: {a: 5}",
        "connections: 4 => connections: 0",
        "connections: 4 => duration: 5s",
        "maxInFlight: 100 => maxInflight: 100",
        "timeout: 2s => timeout: 2",
        "timeout: 2s => timeout: soon",
        "limit: 2 => limit: 11",
        "budget: 10 => budget: 110",
        "warmup: 0 => warmup: 3",
        "control: {target: \"http://c:81/\", headers: {x-control: \"1\"}} => control: {}",
        "control: {target: \"http://c:81/\", headers: {x-control: \"1\"}} => control: {headers: {}}",
        "gate: [\"p50 < 1s\"] => gate: p50 < 1s",
        "gate: [\"p50 < 1s\"] => gates: []",
        "- hold: PT2S => - hold: 2",
        "- hold: PT2S => - hold",
        "- hold: PT2S => - wait: 2s",
        "- hold: PT2S => - {hold: 2s, check: [\"p50 < 1s\"]}",
        "- hold: PT2S => - {}",
        "- split: {a: \"${level}\", b: 5} => - split: {a: 101}",
        "- split: {a: \"${level}\", b: 5} => - split: {}",
        "- split: {a: \"${level}\", b: 5} => - split: {a: half}",
        "- split: {a: \"${level}\", b: 5} => - check: [\"p50 < 1s\"]",
        "- faults: {preset: brownout} => - faults: {}",
        "- faults: {preset: brownout} => - faults: 5",
        "- faults: {preset: brownout} => - faults: [a]",
        "- load: {rate: 5, timeout: null, retries: {limit: 1}} => - load: {}",
        "- load: {rate: 5, timeout: null, retries: {limit: 1}} => - load: {rat: 5}",
        "- load: {rate: 5, timeout: null, retries: {limit: 1}} => - load: {rate: -5}",
        "- chaos: pod-kill.yaml => - chaos: {}",
        "- chaos: pod-kill.yaml => - chaos: 5",
        "method: PUT => method: put",
        "expect: 204 => expect: 99",
        "undo: {method: DELETE, url: \"http://b/\", => undo: {method: DELETE,",
        "- check: [\"success_rate >= control - 1%\"] => - check: []",
        "- check: [\"success_rate >= control - 1%\"] => - check: success_rate >= 1%",
        "vary: level => very: level",
        "from: 10, => from: ten,",
        "from: 10, => form: 10,",
        "step: 5 => step: 0",
        "unit: \"\" => unit: Milliseconds",
        "refine: 2 => refine: 11",
        "goOn: true => goOn: maybe",
        "resolution: 0.5 => resolution: 0",
        "to: 40 => to: 0",
        "{rules: [{name: r}]} => {rules: [{name: r}], expiresIn: soon}",
        "{rules: [{name: r}]} => {rules: [{name: r}], expiresAt: \"2035-01-01T00:00:00Z\"}",
        "deadline: 2h => deadline: [2h]",
        "within: 10s => before: 10s",
    };

    private static final String[] READER = {
        "title: All there is => title: \"All \\ud83d there is\"",
        "rate: ${rate} => rate: ${speed}",
        "vary: level => vary: nothing",
        "to: 40 => to: 5",
        "to: 40 => to: 400",
        "resolution: 0.5 => resolution: 6",
        "step: 5 => step: 0.1",
        "delay=10${unit}:20 => ttl=92s",
        "withstand: 20 => withstand: 60",
        "settle: 2s => settle: 2h",
        "duration: 5s => duration: 5ms",
        "deadline: 2h => deadline: 48h",
        "timeout: 2s => timeout: 20m",
        "\"p95 < 300ms over 2s\" => \"p95 < 300ms over 2m\"",
        "\"p95 < 300ms over 2s\" => \"p95 < control over 2s\"",
        "\"success_rate >= 99%\" => \"success_rate >= 99ms\"",
        "\"success_rate >= 99%\" => \"p101 < 5ms\"",
        "\"success_rate >= 10%\" => \"success_rate >= control\"",
        "control: {target: \"http://c:81/\", headers: {x-control: \"1\"}} => # none",
        "maxBackoff: 1s => maxBackoff: 1ms",
        "protocol: http1 => protocol: ${rate}",
    };

    private BrokenDocuments() {}

    /** Returns what is replaced, by what, and who refuses it. */
    static Stream<Arguments> all() {
        return Stream.concat(rows(BOTH, "both"), rows(READER, "reader"));
    }

    private static Stream<Arguments> rows(String[] rows, String by) {
        return Arrays.stream(rows).map(row -> {
            String[] sides = row.split(" => ", 2);
            return Arguments.of(sides[0], sides[1].replace(" / ", "\n  "), by);
        });
    }
}
