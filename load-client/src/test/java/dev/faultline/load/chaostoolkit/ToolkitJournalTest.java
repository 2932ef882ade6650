package dev.faultline.load.chaostoolkit;

import static dev.faultline.load.chaostoolkit.JournalShape.KEYS;
import static dev.faultline.load.chaostoolkit.JournalShape.assertItem;
import static dev.faultline.load.chaostoolkit.JournalShape.keys;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The keys are those of chaoslib's {@code run.py}, {@code hypothesis.py} and {@code activity.py}. */
class ToolkitJournalTest {

    private static final ToolkitJournal JOURNAL = new ToolkitJournal(new Place("Linux-6", "node-1"));

    @Test
    void theJournalOfARunHasTheKeysOfChaoslib() {
        FakeSystem system = new FakeSystem();
        system.answers.put("DELETE /gone", FakeSystem.refusing());
        JsonNode journal = JOURNAL.render(system.run("""
                title: t
                description: d
                configuration: {health: "http://s/health"}
                extensions: [{name: mine}]
                steady-state-hypothesis:
                  title: healthy
                  probes: [{type: probe, name: p, tolerance: 200, provider: {type: http, url: "${health}"}}]
                method: [{type: action, name: a, provider: {type: http, method: POST, url: "http://s/fault"}}]
                rollbacks: [{type: action, name: b, provider: {type: http, method: DELETE, url: "http://s/gone"}}]
                runtime: {hypothesis: {strategy: continuously}}
                """).conduct());
        assertEquals(KEYS, keys(journal));
        assertEquals("completed", journal.path("status").asText());
        assertTrue(journal.path("deviated").booleanValue());
        assertEquals("1970-01-01T00:00:00.000000+00:00", journal.path("start").asText());
        assertEquals(List.of("after", "before", "during"), keys(journal.path("steady_states")));
        for (String when : List.of("/steady_states/before", "/steady_states/after", "/steady_states/during/0")) {
            JsonNode state = journal.at(when);
            assertEquals(List.of("probes", "steady_state_met"), keys(state), when);
            assertItem(state.path("probes").path(0), "tolerance_met");
        }
        assertTrue(journal.at("/steady_states/before/steady_state_met").booleanValue());
        assertFalse(journal.at("/steady_states/after/probes/0/tolerance_met").booleanValue());
        assertEquals(
                503, journal.at("/steady_states/after/probes/0/output/status").intValue());
        assertItem(journal.at("/run/0"));
        assertEquals("succeeded", journal.at("/run/0/status").asText());
        assertItem(journal.at("/rollbacks/0"), "exception");
        assertEquals("failed", journal.at("/rollbacks/0/status").asText());
        JsonNode probe = journal.at("/experiment/steady-state-hypothesis/probes/0");
        assertEquals("${health}", probe.at("/provider/url").asText());
        assertEquals("mine", journal.at("/experiment/extensions/0/name").asText());
        assertEquals("faultline", journal.at("/experiment/extensions/1/name").asText());
        assertEquals("fail", journal.at("/experiment/extensions/1/outcome").asText());
    }

    @Test
    void aGateThatFailedHasNothingAfterIt() {
        FakeSystem system = new FakeSystem();
        system.broken = true;
        JsonNode journal = JOURNAL.render(system.run("""
                title: t
                steady-state-hypothesis:
                  title: healthy
                  probes: [{type: probe, name: p, tolerance: 200, provider: {type: http, url: "http://s/health"}}]
                method: [{type: action, name: a, provider: {type: http, method: POST, url: "http://s/fault"}}]
                """).conduct());
        assertEquals(KEYS, keys(journal));
        assertEquals("failed", journal.path("status").asText());
        assertFalse(journal.path("deviated").booleanValue());
        assertTrue(journal.at("/steady_states/after").isNull());
        assertEquals(0, journal.path("run").size() + journal.path("rollbacks").size());
    }
}
