package dev.faultline.load.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChaosMeshTest {

    private static final StrictReader YAML = new StrictReader(WireJson.strict(new YAMLFactory()));
    private static final String SELECTOR = "mode: one, selector: {labelSelectors: {app.kubernetes.io/name: b}}";
    private static final String SCHEDULE =
            "Schedule|schedule: '@every 12s', type: PodChaos, concurrencyPolicy: Forbid, historyLimit: 3,"
                    + " podChaos: {action: pod-kill, " + SELECTOR + "}";
    private static final String STRESS =
            "StressChaos|duration: 9s, containerNames: [b]," + " stressors: {cpu: {workers: 1, load: 80}}, " + SELECTOR;

    /** Reads {@code KIND|SPEC}. */
    private static ObjectNode object(String text) {
        String[] parts = text.split("\\|", 2);
        return (ObjectNode) YAML.tree(("{apiVersion: chaos-mesh.org/v1alpha1, kind: " + parts[0]
                        + ", metadata: {name: n}, spec: {" + parts[1] + "}}")
                .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatEndsByItselfIsTaken() {
        ChaosMesh.check(object(SCHEDULE));
        ChaosMesh.check(object(STRESS));
        ChaosMesh.check(object("PodChaos|action: pod-kill, " + SELECTOR));
        ChaosMesh.check(object("PodChaos|action: pod-failure, duration: 5s, " + SELECTOR));
        ChaosMesh.check(object("NetworkChaos|action: delay, duration: 5s, " + SELECTOR));
        ChaosMesh.check(object("Schedule|schedule: '@every 12s', type: DNSChaos, concurrencyPolicy: Forbid,"
                + " historyLimit: 3, dnsChaos: {duration: 1s, containerNames: [b], " + SELECTOR + "}"));
    }

    @ParameterizedTest(name = "{1} -> {2}: {3}")
    @CsvSource(
            delimiter = ';',
            value = {
                "SCHEDULE; , historyLimit: 3;; spec.historyLimit must be 1 or more",
                "SCHEDULE; historyLimit: 3; historyLimit: 0; spec.historyLimit must be 1 or more",
                "SCHEDULE; , concurrencyPolicy: Forbid;; spec.concurrencyPolicy must be",
                "SCHEDULE; podChaos; networkChaos; spec.podChaos must be given",
                "SCHEDULE; pod-kill; pod-failure; spec.podChaos.duration must be given",
                "STRESS; 'duration: 9s, ';; spec.duration must be given, so that it ends",
                "STRESS; 'containerNames: [b],';; spec.containerNames must be given",
                "STRESS; app.kubernetes.io/name: b;; spec.selector.labelSelectors must select pods",
                "STRESS; 'mode: one, ';; spec.mode must be given",
                "STRESS; StressChaos; HTTPChaos; kind must not be HTTPChaos",
                "STRESS; StressChaos; Workflow; kind must be a single chaos",
                "STRESS; duration: 9s; 'duration: 9s, scheduler: {cron: x}'; spec.scheduler must be a Schedule",
            })
    void trapsAreRefused(String which, String from, String to, String complaint) {
        String text = which.equals("STRESS") ? STRESS : SCHEDULE;
        assertTrue(text.contains(from));
        ObjectNode changed = object(text.replace(from, to == null ? "" : to));
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> ChaosMesh.check(changed));
        assertTrue(refusal.getMessage().startsWith(complaint), refusal.getMessage());
    }

    @Test
    void oneMachineDoesWhatItCan() {
        assertEquals(new Repeat(Duration.ofSeconds(12), new Kill("b")), LocalFaults.of(object(SCHEDULE)));
        assertEquals(new Starve("b", 80, Duration.ofSeconds(9)), LocalFaults.of(object(STRESS)));
        assertEquals(new Starve("b", 95, Duration.ofSeconds(9)), LocalFaults.of(object(STRESS.replace("80", "100"))));
        assertEquals(
                new KeepDown("b", Duration.ofSeconds(5)),
                LocalFaults.of(object("PodChaos|action: pod-failure, duration: 5s, " + SELECTOR)));
    }

    @ParameterizedTest(name = "{1} -> {2}: {3}")
    @CsvSource(
            delimiter = ';',
            value = {
                "SCHEDULE; '@every 12s'; '0 * * * *'; spec.schedule needs Kubernetes",
                "SCHEDULE; '@every 12s'; '@every 1ms'; spec.schedule must be from",
                "SCHEDULE; pod-kill; container-kill; spec.podChaos.action needs Kubernetes",
                "SCHEDULE; mode: one; mode: fixed; spec.podChaos.mode needs Kubernetes",
                "STRESS; app.kubernetes.io/name; app; spec.selector needs Kubernetes",
                "STRESS; 'selector: {'; 'selector: {pods: {n: [b-0]}, '; spec.selector needs Kubernetes",
                "STRESS; cpu; memory; spec.stressors needs Kubernetes",
                "STRESS; StressChaos; NetworkChaos; kind needs Kubernetes",
                "STRESS; StressChaos; DNSChaos; kind needs Kubernetes",
            })
    void theRestNeedsACluster(String which, String from, String to, String complaint) {
        String text = which.equals("STRESS") ? STRESS : SCHEDULE;
        assertTrue(text.contains(from), from);
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> LocalFaults.of(object(text.replace(from, to))));
        assertTrue(refusal.getMessage().startsWith(complaint), refusal.getMessage());
    }
}
