package dev.faultline.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Experiments, from their start to a report, and the switch that ends them all. */
class ExperimentPageIT extends OnThePage {

    private static final String TITLE = "Half of the traffic meets an error injector";
    private static final String ALL_503 =
            "{'rules':[{'name':'all','aborts':[{'type':'status','status':503,'percentage':100}]}]}";

    ExperimentPageIT() throws Exception {}

    /** One that a test has left under way would keep the next one from its calm. */
    @AfterEach
    void nothingIsUnderWay() throws Exception {
        assertTrue(services().clientSays("experiments").findValuesAsText("state").stream()
                .allMatch("done"::equals));
    }

    @Test
    void anExperimentIsStartedWatchedAndReadAbout() throws Exception {
        OpenPage open = open();
        Locator underWay = open.part("Running");
        JsonNode status = watched(open, underWay);
        // A machine that pauses leaves the verdict open, which shows nothing.
        for (int i = 0; i < 2 && outcome(status).equals("inconclusive"); i++) {
            status = watched(open, underWay);
        }
        assertEquals("pass", outcome(status));
        Locator over = reports(open).first();
        assertThat(over.locator(".verdict")).containsText("pass");
        assertThat(over).containsText(TITLE);

        Page report = open.page().waitForPopup(() -> link(over, "Report").click());
        assertThat(report.locator("body")).containsText(TITLE);
        assertThat(report.locator("body")).containsText("pass");
        assertThat(report)
                .hasURL(services().page() + "api/experiments/"
                        + status.get("id").asText() + "/report.html");
        Page json = open.page().waitForPopup(() -> link(over, "JSON").click());
        assertThat(json.locator("body")).containsText("\"outcome\"");
        // The phases are marked, and told of in words.
        assertThat(open.part("What changed")).containsText("inject");
    }

    /** Starts one, watches it to its end, and returns what the client says of it then. */
    private JsonNode watched(OpenPage open, Locator underWay) throws Exception {
        start(open, "5s");
        for (String phase : new String[] {"baseline", "inject", "verify"}) {
            assertThat(underWay.locator("[aria-current=step]")).hasText(phase);
            // Those that are past stand beside it.
            Object rowsAndColumns = underWay.locator(".life li")
                    .evaluateAll("(all) => ['top', 'left'].map((side) =>"
                            + " new Set(all.map((each) => each.getBoundingClientRect()[side])).size).join()");
            assertEquals("1,5", rowsAndColumns);
        }
        assertThat(underWay).isHidden();
        JsonNode all = services().clientSays("experiments");
        return all.get(all.size() - 1);
    }

    private static String outcome(JsonNode status) {
        return status.at("/verdict/outcome").asText();
    }

    @Test
    void anAbortRollsBack() throws Exception {
        services().weight(10);
        OpenPage open = open();
        start(open, "60s");
        assertThat(open.slider("Share of the traffic for error-injector")).isDisabled();
        assertThat(open.button("Try it now")).isDisabled();
        // It begins with a baseline of the length that was asked for.
        assertThat(open.part("Running").locator("[aria-current=step]")).hasText("baseline");
        open.button("Abort and roll back").click();
        assertThat(reports(open).first().locator(".verdict")).containsText("aborted");
        assertThat(open.slider("Share of the traffic for error-injector")).isEnabled();
        assertEquals(10, weight(), "what was there before is there again");
    }

    /** Neither the plan nor the weight from before the experiment may come back with its rollback. */
    @ParameterizedTest
    @CsvSource({"inject, 0", "warmup, 100"})
    void theKillSwitchEndsAllOfIt(String phase, int weight) throws Exception {
        services().faults(ALL_503);
        services().weight(weight);
        OpenPage open = open();
        start(open, "4s");
        assertThat(open.part("Running").locator("[aria-current=step]")).hasText(phase);
        open.kill().click();
        assertThat(open.page()
                        .getByRole(AriaRole.STATUS)
                        .filter(new Locator.FilterOptions().setHasText("Faults are off")))
                .containsText("the experiment is aborted");
        assertThat(reports(open).first().locator(".verdict")).containsText("aborted");
        assertThat(open.part("Faults in force")).containsText("No faults");
        assertEquals(0, services().injectorSays("faults").get("rules").size());
        assertEquals(0, weight());
        assertThat(open.end("error-injector").locator(".edge b")).hasText("0 %");
        services().load(200);
        open.settle();
        assertThat(open.figure("Success rate")).hasText("100.00 %");
        // The rollback is over, and has brought nothing back.
        assertEquals(0, services().injectorSays("faults").get("rules").size());
        assertEquals(0, weight());
    }

    @Test
    void theKillSwitchIsThereWithoutAnyFault() throws Exception {
        OpenPage open = open();
        open.kill().click();
        assertThat(open.page().getByText("Faults are off, no traffic to the injector"))
                .isVisible();
        assertEquals(0, weight());
        assertEquals(200, services().clientSays("load").get("rate").asInt(), "the load goes on");
    }

    @Test
    void whatIfRunsAsAnExperiment() throws Exception {
        OpenPage open = open();
        open.button("Run as an experiment").click();
        assertThat(open.part("Running")).containsText("What if: 30 % status 503, 200ms delay for 50 % of the traffic");
        assertThat(open.part("Running").locator("[aria-current=step]")).hasText("inject");
        assertThat(reports(open).first().locator(".verdict")).containsText("fail");
        assertThat(reports(open).first()).containsText("success_rate >= 99%");
        assertEquals(0, weight());
    }

    @Test
    void oneThatCannotStartSaysWhy() {
        OpenPage open = open();
        open.expectFailedCalls();
        Locator part = open.part("Experiments");
        part.getByText("Write your own").click();
        part.getByRole(AriaRole.TEXTBOX).fill("title: no method\nload: 7\n");
        part.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Start").setExact(true))
                .click();
        assertThat(part.getByRole(AriaRole.ALERT)).containsText("must be given");
        assertThat(open.part("Running")).isHidden();
    }

    private static void start(OpenPage open, String duration) {
        Locator part = open.part("Experiments");
        part.getByRole(AriaRole.COMBOBOX, new Locator.GetByRoleOptions().setName("ready"))
                .selectOption("faulty-traffic");
        Locator field = part.getByRole(
                AriaRole.TEXTBOX,
                new Locator.GetByRoleOptions().setName("duration").setExact(true));
        assertThat(field).hasValue("15s");
        field.fill(duration);
        part.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Start").setExact(true))
                .click();
        assertThat(open.part("Running")).containsText(TITLE);
    }

    private static Locator reports(OpenPage open) {
        return open.part("Experiments").locator("#reports > li");
    }

    private static Locator link(Locator in, String name) {
        return in.getByRole(
                AriaRole.LINK, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private double weight() throws IOException, InterruptedException {
        return services().clientSays("split").at("/weights/error-injector").asDouble();
    }
}
