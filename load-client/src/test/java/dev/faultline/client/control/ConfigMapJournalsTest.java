package dev.faultline.client.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.faultline.experiment.journal.Journal;
import dev.faultline.experiment.journal.JournalStore;
import dev.faultline.experiment.journal.Journals;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.read.ExperimentReader;
import dev.faultline.experiment.run.FakeWorld;
import dev.faultline.experiment.step.FaultsStep;
import dev.faultline.experiment.verdict.State;
import dev.faultline.platform.cluster.MockCluster;
import dev.faultline.platform.cluster.SharedDocument;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.WireJson;
import dev.faultline.platform.wire.WireYaml;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Journals of processes of which one leads, as the test says. */
@Timeout(60)
class ConfigMapJournalsTest {

    private static final FaultsStep.Restore UNDO = new FaultsStep.Restore(JsonNodeFactory.instance.objectNode());
    private static final Experiment EXPERIMENT = FakeWorld.read("""
            title: t
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 100}
            method: [hold: 10s]
            """);

    private final MockCluster cluster = new MockCluster();
    private final List<SharedDocument> opened = new ArrayList<>();
    private final AtomicReference<String> leader = new AtomicReference<>("a");
    private final ConfigMapJournals a = process("a");
    private final ConfigMapJournals b = process("b");

    @BeforeEach
    void create() {
        cluster.create(null);
    }

    @AfterEach
    void close() {
        opened.forEach(SharedDocument::close);
        cluster.close();
    }

    private ConfigMapJournals process(String name) {
        SharedDocument document = cluster.document();
        opened.add(document);
        return new ConfigMapJournals(document, name, () -> name.equals(leader.get()), WireJson.mapper());
    }

    private static Journals journals(JournalStore store) {
        return new Journals(store, new ExperimentReader(WireYaml.reader()), () -> Instant.EPOCH);
    }

    @Test
    void whatOneHasLeftTheNextLeaderUndoes() {
        Journal left = journals(a).begin("id", EXPERIMENT, Instant.EPOCH);
        left.entering(State.INJECT);
        left.doing("faults", UNDO);
        assertEquals(List.of(), journals(b).unfinished(), "it stands by");
        assertEquals(List.of(), journals(a).unfinished(), "its own are under way");
        leader.set("b");
        Journals.Unfinished found = journals(b).unfinished().get(0);
        assertEquals("id", found.id());
        assertEquals(State.INJECT, found.state());
        assertEquals(Set.of("faults"), found.undos().keySet());
        assertFalse(found.killed());
        assertEquals(List.of(), journals(b).unfinished(), "once");
        found.journal().entering(State.ROLLBACK);
        found.journal().finish();
        assertEquals("{}", cluster.text());
    }

    /** Else it would go on where it was stopped. */
    @Test
    void fromThenOnTheFirstMayDoNothingMore() {
        Journal left = journals(a).begin("id", EXPERIMENT, Instant.EPOCH);
        leader.set("b");
        assertEquals(1, journals(b).unfinished().size());
        String kept = cluster.text();
        assertEquals(
                "the journal id in ConfigMap plan can't be written: this process does not lead",
                assertThrows(ControlFailed.class, () -> left.doing("faults", UNDO))
                        .getMessage());
        // Two that both take themselves for the leader, which a broken clock could do.
        leader.set("a");
        assertEquals(
                "the journal id in ConfigMap plan can't be written: b goes on with it",
                assertThrows(ControlFailed.class, () -> left.doing("faults", UNDO))
                        .getMessage());
        left.entering(State.ROLLBACK);
        left.finish();
        assertEquals(kept, cluster.text());
    }

    @Test
    void whoStandsByBeginsNothing() {
        assertThrows(ControlFailed.class, () -> journals(b).begin("id", EXPERIMENT, Instant.EPOCH));
        assertEquals("null", cluster.text());
    }

    @Test
    void theKillSwitchOfAnyReachesThoseOfTheOthers() throws IOException {
        Journal theirs = journals(a).begin("id", EXPERIMENT, Instant.EPOCH);
        journals(a).killAll();
        assertFalse(cluster.text().contains("killed"), "its own it tells itself");
        journals(b).killAll();
        assertTrue(cluster.text().contains("killed"));
        theirs.doing("faults", UNDO);
        leader.set("b");
        Journals.Unfinished found = journals(b).unfinished().get(0);
        assertTrue(found.killed());
        assertEquals(Set.of("faults"), found.undos().keySet());
    }

    @Test
    void whatIsLeftForTheNextProcessIsNobodysMeanwhile() {
        Journal journal = journals(a).begin("id", EXPERIMENT, Instant.EPOCH);
        journal.close();
        journals(a).killAll();
        assertTrue(cluster.text().contains("killed"));
        assertEquals(1, journals(a).unfinished().size());
    }

    @Test
    void beyondHalfOfAConfigMapNoneBeginsButOthersGoOn() throws IOException {
        JournalStore.Kept first = a.create("first").orElseThrow();
        first.append("x".repeat(512 << 10) + "\n");
        ControlFailed refused =
                assertThrows(ControlFailed.class, () -> journals(a).begin("second", EXPERIMENT, Instant.EPOCH));
        assertTrue(refused.getMessage().contains("there is no room for one more: 5243"), refused.getMessage());
        first.append("more\n");
        assertTrue(first.read().endsWith("\nmore"));
    }

    @Test
    void ofOneNameThereIsOne() throws IOException {
        assertTrue(a.create("id").isPresent());
        assertEquals(Optional.empty(), a.create("id"));
        leader.set("b");
        assertEquals(Optional.empty(), b.create("id"));
    }

    @Test
    void whatCannotBeWrittenIsNotDoneAndWhatCannotBeReadIsAskedAgain() {
        Journal journal = journals(a).begin("id", EXPERIMENT, Instant.EPOCH);
        cluster.goAway();
        ControlFailed failed = assertThrows(ControlFailed.class, () -> journal.doing("faults", UNDO));
        assertTrue(failed.getMessage().contains("the API server can't be reached"), failed.getMessage());
        assertThrows(ControlFailed.class, () -> journals(a).begin("other", EXPERIMENT, Instant.EPOCH));
        assertThrows(ControlFailed.class, () -> journals(a).unfinished());
        assertThrows(ControlFailed.class, () -> journals(a).killAll());
        // The way back is gone whether or not it can be written down.
        journal.entering(State.ROLLBACK);
    }

    @Test
    void whatIsNoneIsNotOverwritten() {
        cluster.write("[]");
        ControlFailed refused =
                assertThrows(ControlFailed.class, () -> journals(a).unfinished());
        assertTrue(refused.getMessage().contains("ConfigMap plan holds no journals"), refused.getMessage());
        assertEquals("[]", cluster.text());
    }
}
