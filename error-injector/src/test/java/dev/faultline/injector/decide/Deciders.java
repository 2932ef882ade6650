package dev.faultline.injector.decide;

import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes deciders of plans in JSON with ' for ", and puts their decisions into words. */
final class Deciders {

    static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static final PlanJson JSON = new PlanJson();

    private Deciders() {}

    static FaultPlan plan(String json) {
        return JSON.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .acceptedAt(NOON);
    }

    static Decider<String> of(String json, InstantSource clock) {
        return of(plan(json), clock, null);
    }

    static Decider<String> of(FaultPlan plan, InstantSource clock, HeaderFaults.@Nullable Ceiling ceiling) {
        return new Decider<>(plan, 1, new Decider.Environment<>(clock, TextActions.words(), new Counters(), ceiling));
    }

    /** Returns {@code [DELAY+HOLD ]RULE OUTCOME ACT}, with {@code admitted} before it if a limiter let it through. */
    static String words(Decision<String> decision) {
        if (decision instanceof Decision.Admitted<String> admitted) {
            return "admitted " + words(admitted.then());
        }
        if (decision instanceof Decision.Held<String> held) {
            return held.delay() + "+" + held.hold() + " " + words(held.outcome());
        }
        Outcome<String> outcome = (Outcome<String>) decision;
        return outcome.series().rule() + " " + outcome.series().outcome() + " " + outcome.action();
    }

    /** Returns how often each came of so many decisions, by the action and whether it was held. */
    static Map<String, Long> outcomes(Decider<String> decider, RequestFacts request, int draws) {
        Map<String, long[]> acts = new HashMap<>();
        for (int i = 0; i < draws; i++) {
            Decision<String> decision = decider.decide(request);
            boolean held = decision instanceof Decision.Held<String>;
            Outcome<String> outcome =
                    decision instanceof Decision.Held<String> waiting ? waiting.outcome() : (Outcome<String>) decision;
            acts.computeIfAbsent(outcome.action(), act -> new long[2])[held ? 1 : 0]++;
        }
        Map<String, Long> seen = new TreeMap<>();
        acts.forEach((action, counts) -> {
            seen.put(action, counts[0]);
            seen.put("held " + action, counts[1]);
        });
        seen.values().removeIf(count -> count == 0);
        return seen;
    }

    static long count(Map<String, Long> outcomes, String outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }
}
