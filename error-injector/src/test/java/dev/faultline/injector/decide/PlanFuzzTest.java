package dev.faultline.injector.decide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.FormGrammar;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.RandomPlans;
import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is put is a plan that works, or is refused by {@link InvalidValue}: any other exception would be an answer of
 * 500.
 */
class PlanFuzzTest {

    private static final int DOCUMENTS = 5_000;

    /** How many variants of each plan are tried. */
    private static final int VARIANTS = 5;

    private static final InstantSource CLOCK = InstantSource.fixed(Deciders.NOON);

    /** Spells what has no form in UTF-8, such as half of a surrogate pair, as an escape. */
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final PlanJson JSON = new PlanJson();

    /** What forms are made of, and what comes close. */
    private static final String[] WORDS = {
        "status",
        "delay",
        "ttl",
        "weights",
        "=",
        "=",
        "=",
        ":",
        ":",
        ",",
        "&",
        "%",
        "+",
        "503",
        "200",
        "0",
        "-1",
        "10ms",
        "1s",
        "5m",
        "PT5M",
        "0.5",
        "1e400",
        "100",
        "NaN",
        ".",
        "%ff",
        "%3a",
        "x",
        " ",
        "\ud83d\ude00",
        "99999999999999999999",
        "PT-9223372036854775808S"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void documentsAreAcceptedOrRefusedByName(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        RandomPlans plans = new RandomPlans(random);
        Mutations mutations = new Mutations(random);
        int accepted = 0;
        ObjectNode valid = MAPPER.createObjectNode();
        for (int i = 0; i < DOCUMENTS; i++) {
            if (i % VARIANTS == 0) {
                valid = (ObjectNode) MAPPER.readTree(JSON.write(plans.next()));
            }
            ObjectNode document = valid.deepCopy();
            mutations.damage(document);
            accepted += tried(MAPPER.writeValueAsString(document).getBytes(StandardCharsets.UTF_8)) ? 1 : 0;
        }
        assertTrue(accepted > DOCUMENTS / 100 && accepted < DOCUMENTS * 9 / 10, accepted + " were accepted");
    }

    @ParameterizedTest
    @ValueSource(longs = {4})
    void bytesAreAcceptedOrRefusedByName(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomPlans plans = new RandomPlans(random);
        Mutations mutations = new Mutations(random);
        for (int i = 0; i < DOCUMENTS; i++) {
            tried(mutations.damage(JSON.write(plans.next())));
        }
    }

    private static boolean tried(byte[] document) {
        return assertDoesNotThrow(() -> accepted(document), () -> new String(document, StandardCharsets.UTF_8));
    }

    /** Returns whether the document was accepted; then it works, and is written as it is read. */
    private static boolean accepted(byte[] document) {
        try {
            FaultPlan plan = JSON.read(document).acceptedAt(Deciders.NOON);
            byte[] written = JSON.write(plan);
            assertArrayEquals(written, JSON.write(JSON.read(written).acceptedAt(Deciders.NOON)));
            assertFalse(plan.summary().isEmpty());
            decideSome(plan);
            return true;
        } catch (InvalidValue e) {
            assertFalse(e.rule().isEmpty(), e::getMessage);
            return false;
        }
    }

    private static void decideSome(FaultPlan plan) {
        Decider<String> decider = Deciders.of(plan, CLOCK, null);
        for (int i = 0; i < 3; i++) {
            assertFalse(Deciders.words(decider.decide(Requests.ANY)).isEmpty());
        }
        plan.rules().forEach(rule -> {
            RuleSchedule schedule = Decider.schedule(plan, rule, CLOCK);
            assertTrue(schedule.left() == null || !schedule.left().isNegative());
        });
    }

    @Test
    void formsAreAcceptedOrRefusedByName() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder form = new StringBuilder(random.nextBoolean() ? "status=503" : "");
            for (int j = random.nextInt(10); j > 0; j--) {
                form.append(WORDS[random.nextInt(WORDS.length)]);
            }
            assertDoesNotThrow(() -> tryForm(form.toString()), form::toString);
        }
    }

    private static void tryForm(String form) {
        try {
            decideSome(FormGrammar.read(form.getBytes(StandardCharsets.UTF_8)).acceptedAt(Deciders.NOON));
        } catch (InvalidValue e) {
            assertFalse(e.rule().isEmpty(), e::getMessage);
        }
    }
}
