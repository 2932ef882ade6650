package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.platform.wire.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PlanJsonTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static final PlanJson JSON = new PlanJson();

    private static FaultPlan read(String document) {
        return JSON.read(document.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .acceptedAt(NOON);
    }

    private static String write(FaultPlan plan) {
        return new String(JSON.write(plan), StandardCharsets.UTF_8).replace('"', '\'');
    }

    @RepeatedTest(300)
    void whatIsWrittenIsReadBackTheSame(RepetitionInfo repetition) {
        FaultPlan plan = new RandomPlans(new SplittableRandom(repetition.getCurrentRepetition())).next();
        byte[] written = JSON.write(plan);
        FaultPlan back = JSON.read(written).acceptedAt(NOON);
        assertEquals(plan, back);
        assertArrayEquals(written, JSON.write(back));
    }

    @Test
    void writesWireNamesAndLeavesOutWhatIsAbsent() {
        assertEquals(
                "{'maxActiveFaults':10000,'rules':[{'name':'default','aborts':"
                        + "[{'type':'status','percentage':100,'status':500}]}],"
                        + "'otherwise':{'type':'respond','status':200,'body':'ok'}}",
                write(FaultPlan.DEFAULT));
    }

    @Test
    void oneValueOfAHeaderIsWrittenAsItself() {
        String plan = "{'otherwise':{'type':'respond','headers':{'a':['1'],'b':'2','c':['3','4']}}}";
        assertEquals(
                "{'maxActiveFaults':10000,'rules':[],'otherwise':"
                        + "{'type':'respond','status':200,'headers':{'a':'1','b':'2','c':['3','4']}}}",
                write(read(plan)));
    }

    @Test
    void makesAnInstantOfATimeFromNow() {
        assertEquals(NOON.plusSeconds(600), read("{'expiresIn':'10m'}").expiresAt());
        assertEquals(NOON, read("{'expiresAt':'2026-01-31T12:00:00Z'}").expiresAt());
    }

    @Test
    void namesRulesByTheirPlace() {
        FaultPlan plan = read("{'rules':[{},{'name':'b'},{}]}");
        assertEquals("rule-1: exempt; b: exempt; rule-3: exempt, no end", plan.summary());
    }

    @Test
    void anEmptyDocumentIsAPlanWithoutFaults() {
        assertEquals(FaultPlan.DEFAULT.stopped(), read("{}"));
    }

    @Test
    void refusesMoreThanAHundredRules() {
        read("{'rules':[" + "{},".repeat(99) + "{}]}");
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> read("{'rules':[" + "{},".repeat(100) + "{}]}"));
        assertEquals("rules must hold at most 100 elements, was 101", invalid.getMessage());
    }

    @Test
    void refusesBodiesOverAMebibyte() {
        String rule = "{'rules':[{'aborts':[{'type':'status','percentage':1,'status':500,'body':'%s'}]}]}";
        read(String.format(rule, "a".repeat(1 << 20)));
        InvalidValue invalid =
                assertThrows(InvalidValue.class, () -> read(String.format(rule, "a".repeat((1 << 20) + 1))));
        assertEquals("rules[0].aborts[0].body", invalid.field());
    }
}
