package dev.faultline.mesh.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.mesh.chaos.LocalFault.KeepDown;
import dev.faultline.mesh.chaos.LocalFault.Kill;
import dev.faultline.mesh.chaos.LocalFault.Repeat;
import dev.faultline.mesh.chaos.LocalFault.Starve;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChaosMeshTest {

    private static final StrictReader YAML = WireYaml.reader();
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
                "SCHEDULE; '@every 12s'; every minute; spec.schedule must be @every and a duration",
                "SCHEDULE; '@every 12s'; '@every 12'; spec.schedule must be @every and a duration",
                "SCHEDULE; '@every 12s'; '@every 1d'; spec.schedule must be @every and a duration",
                "SCHEDULE; '@every 12s'; '@every PT12S'; spec.schedule must be @every and a duration",
                "SCHEDULE; '@every 12s'; '@every -12s'; spec.schedule must be @every and a duration",
                "SCHEDULE; 'schedule: ''@every 12s'', ';; spec.schedule must be @every and a duration",
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

    /** It counts from the later of the last run and the deadline ago; see {@code k8s/chaos-mesh/README.md}. */
    @ParameterizedTest
    @CsvSource({
        "@every 12s, 13, ",
        "@every 12s, 86400, ",
        "@every 12s, 12, 12",
        "@every 12s, 5, 12",
        "@every 12s, 0, 12",
        "@every 12s, -1, 12",
        "@every 1m30s, 90, 90",
        "@every 1m30s, 91, ",
        "@every 1.5h, 5400, 5400",
        "@every .5m, 30, 30",
        "@every 2000000\u00b5s, 2, 2",
        "@every 2000000us, 3, ",
        "@every 1h, 3601, ",
        // It takes whole seconds, and one at least.
        "@every 12.9s, 13, ",
        "@every 12.9s, 12, 12",
        "@every 500ms, 1, 1",
        "@every 500ms, 2, ",
        "TZ=Europe/Berlin @every 12s, 12, 12",
        "*/12 * * * * *, 5, ",
        "0 * * * *, 1, ",
        "CRON_TZ=Asia/Tokyo 0 6 * * ?, 1, ",
        "@hourly, 5, ",
        "@hourly, 0, 0",
        "0 * * * *, 0, 0",
    })
    void aScheduleThatNeverFiresIsRefused(String schedule, int deadline, Integer longerThan) {
        String spec = "schedule: '" + schedule + "', startingDeadlineSeconds: " + deadline;
        ObjectNode changed = object(SCHEDULE.replace("schedule: '@every 12s'", spec));
        if (longerThan == null) {
            ChaosMesh.check(changed);
        } else {
            InvalidValue refusal = assertThrows(InvalidValue.class, () -> ChaosMesh.check(changed));
            String complaint = "spec.startingDeadlineSeconds must be left out or longer than the " + longerThan
                    + " s of the schedule";
            assertTrue(refusal.getMessage().startsWith(complaint), refusal.getMessage());
        }
    }

    @Test
    void oneMachineDoesWhatItCan() {
        assertEquals(new Repeat(Duration.ofSeconds(12), new Kill("b")), LocalFault.of(object(SCHEDULE)));
        assertEquals(new Starve("b", 80, Duration.ofSeconds(9)), LocalFault.of(object(STRESS)));
        assertEquals(new Starve("b", 95, Duration.ofSeconds(9)), LocalFault.of(object(STRESS.replace("80", "100"))));
        assertEquals(
                new KeepDown("b", Duration.ofSeconds(5)),
                LocalFault.of(object("PodChaos|action: pod-failure, duration: 5s, " + SELECTOR)));
    }

    @ParameterizedTest(name = "{1} -> {2}: {3}")
    @CsvSource(
            delimiter = ';',
            value = {
                "SCHEDULE; '@every 12s'; '0 * * * *'; spec.schedule needs Kubernetes",
                "SCHEDULE; '@every 12s'; '@every 61m'; spec.schedule must be from",
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
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> LocalFault.of(object(text.replace(from, to))));
        assertTrue(refusal.getMessage().startsWith(complaint), refusal.getMessage());
    }
}
