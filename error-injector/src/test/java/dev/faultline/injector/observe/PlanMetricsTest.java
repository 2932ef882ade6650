package dev.faultline.injector.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.injector.decide.ActiveFaults;
import dev.faultline.injector.decide.Counters;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the metrics tell of a plan: an alert on faults that nobody ends rests on it. */
class PlanMetricsTest {

    private static final Instant ACCEPTED = Instant.parse("2026-01-31T12:00:00Z");
    private static final String FAULT = "{\"aborts\":[{\"type\":\"status\",\"percentage\":1,\"status\":503}]}";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicReference<Instant> now = new AtomicReference<>(ACCEPTED);

    private void follow(FaultPlan plan) {
        new InjectionMetrics(registry, new Counters(), new ActiveFaults()).plan(() -> plan, now::get);
    }

    private double value(String name) {
        return registry.get(name).gauge().value();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'rules':[]}; 0",
                "{'rules':[{'name':'exempt'}]}; 0",
                "{'rules':[{'aborts':[{'type':'status','percentage':0,'status':503}]}]}; 0",
                "{'rules':[{'delay':{'type':'fixed','value':'1s','percentage':0}}]}; 0",
                "{'rules':[{'delay':{'type':'fixed','value':'1s','percentage':0.1}}]}; 1",
                "{'rules':[{'aborts':[{'type':'reset','percentage':0},{'type':'close','percentage':1}]},{'name':'x'}]}; 1",
                "{'rules':[{'delay':{'type':'fixed','value':'1s'}},{'aborts':[{'type':'reset','percentage':1}]}]}; 2",
            })
    void rulesThatCanInjectAreCounted(String plan, double rules) {
        follow(plan(plan.replace('\'', '"')));
        assertEquals(rules, value("faultline.plan.rules"));
        assertEquals(-1, value("faultline.plan.expires"));
    }

    @Test
    void aPlanThatIsOverInjectsNothing() {
        follow(plan("{\"expiresIn\":\"10s\",\"rules\":[" + FAULT + "]}"));
        now.set(ACCEPTED.plusMillis(9_999));
        assertEquals(1, value("faultline.plan.rules"));
        assertEquals(0.001, value("faultline.plan.expires"), 1e-9);
        now.set(ACCEPTED.plusSeconds(10));
        assertEquals(0, value("faultline.plan.rules"));
        assertEquals(0, value("faultline.plan.expires"));
    }

    @Test
    void withoutAPlanEverythingFailsForEver() {
        follow(FaultPlan.DEFAULT);
        assertEquals(1, value("faultline.plan.rules"));
        assertEquals(-1, value("faultline.plan.expires"));
    }

    private static FaultPlan plan(String json) {
        return new PlanJson().read(json.getBytes(StandardCharsets.UTF_8)).acceptedAt(ACCEPTED);
    }
}
