package dev.faultline.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sliders do what they say, and the page shows what independent counts say. */
class SlidersPageIT extends OnThePage {

    private static final String ALL_503 =
            "{'rules':[{'name':'all','aborts':[{'type':'status','status':503,'percentage':100}]}]}";
    private static final String WEIGHT = "Share of the traffic for error-injector";
    private static final int RATE = 200;

    /**
     * Of 1,000 requests the window holds, the split deals exactly; what is under way at either end of the window, and
     * the moment at which each count is read, are worth a few requests.
     */
    private static final double CLOSE = 1.5;

    SlidersPageIT() throws Exception {}

    @ParameterizedTest(name = "{0} %")
    @ValueSource(ints = {0, 40, 100})
    void theWeightSliderChangesTheMeasuredSuccessRate(int share) throws Exception {
        services().faults(ALL_503);
        services().weight(20);
        OpenPage open = open();
        Locator slider = open.slider(WEIGHT);
        assertThat(slider).hasValue("20");
        slider.focus();
        slider.press(share == 0 ? "Home" : "End");
        if (share == 40) {
            open.exactly(WEIGHT).fill("40");
            open.exactly(WEIGHT).press("Enter");
        }
        assertThat(open.end("error-injector").locator(".edge b")).hasText(share + " %");
        open.settle();
        Services.Answered before = services().answered();
        open.settle();
        Services.Answered counted = services().answered().since(before);
        JsonNode client = services().clientSays("stats?window=5s");

        assertEquals(share, 100 * counted.injectorShare(), CLOSE, "the counts of both ends");
        assertEquals(100 - share, 100 * client.at("/successRate/value").asDouble(), CLOSE, "load-client's count");
        assertEquals(100 - share, open.success(), CLOSE, "the success rate on the page");
        double injector = RATE * share / 100.0;
        assertEquals(injector, open.rateOf("error-injector"), RATE * CLOSE / 100, "the injector's rate on the page");
        assertEquals(
                RATE - injector, open.rateOf("demo-backend"), RATE * CLOSE / 100, "the backend's rate on the page");
        assertEquals(RATE, OpenPage.number(open.figure("Rate").textContent()), RATE * CLOSE / 100);
    }

    /** Each press is a call; those that come while one is under way must not be lost. */
    @Test
    void manyPressesEndWhereTheyShould() throws Exception {
        services().weight(50);
        OpenPage open = open();
        Locator slider = open.slider(WEIGHT);
        assertThat(slider).hasValue("50");
        slider.focus();
        for (int i = 0; i < 15; i++) {
            slider.press("ArrowLeft");
        }
        open.until(() -> weight() == 35);
        assertThat(slider).hasValue("35");
        assertThat(slider).isFocused();
    }

    @Test
    void theRateSliderChangesTheRate() {
        OpenPage open = open();
        Locator exact = open.exactly("Requests per second");
        assertThat(exact).hasValue("200");
        exact.fill("350");
        exact.press("Enter");
        assertThat(open.part("Traffic flow")).containsText("350.0/s requested");
        open.settle();
        assertEquals(350, OpenPage.number(open.figure("Rate").textContent()), 350 * 0.03);
    }

    /** Where steps are small, too, none of them leads back to where it began. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 1000})
    void theRateSlidersNextStepIsAnotherRate(int rate) throws Exception {
        services().load(rate);
        OpenPage open = open();
        Locator slider = open.slider("Requests per second");
        assertThat(slider).hasAttribute("aria-valuetext", rate + " /s");
        slider.press("ArrowRight");
        open.until(() -> services().clientSays("load").get("rate").asDouble() > rate);
    }

    @Test
    void thePercentageOfTheFaultsInForceCanBeMoved() throws Exception {
        services().faults(ALL_503.replace("}]}]", "}]}],'expiresIn':'5m'"));
        services().weight(100);
        OpenPage open = open();
        Locator part = open.part("Faults in force");
        assertThat(part).containsText("Faults are on");
        assertThat(part).containsText(Pattern.compile("4 min [0-5]?\\d s left"));
        String first = part.textContent();
        open.until(() -> !first.equals(part.textContent()));
        open.exactly("status 503").fill("25");
        open.exactly("status 503").press("Enter");
        open.until(() -> percentage() == 25);
        assertThat(open.slider("status 503")).hasValue("25");
        // Five standard deviations of 1,000 requests: in one run of a million it is more.
        open.settle();
        assertEquals(75, open.success(), 6.9);
        assertTrue(services().injectorSays("faults").has("expiresAt"), "the time left is kept");
    }

    @Test
    void anExpiryIsShownWhenItIsOver() throws Exception {
        OpenPage open = open();
        services().faults(ALL_503.replace("}]}]", "}]}],'expiresIn':'4s'"));
        Locator part = open.part("Faults in force");
        assertThat(part).containsText("Faults are on");
        assertThat(part).containsText(Pattern.compile("Expired|No faults"));
        assertThat(open.button("Switch off")).isHidden();
        assertThat(open.part("What changed")).containsText("expired");
    }

    private double percentage() throws IOException, InterruptedException {
        return services()
                .injectorSays("faults")
                .at("/rules/0/aborts/0/percentage")
                .asDouble();
    }

    private double weight() throws IOException, InterruptedException {
        return services().clientSays("split").at("/weights/error-injector").asDouble();
    }
}
