package dev.faultline.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Services that go and come again: the page says so, and goes on by itself. */
class ReconnectPageIT extends OnThePage {

    private static final String QUARTER =
            "{'rules':[{'name':'quarter','aborts':[{'type':'status','status':503,'percentage':25}]}]}";

    ReconnectPageIT() throws Exception {}

    @Test
    void aRestartOfLoadClientIsShownAndOvercome() throws Exception {
        services().faults(QUARTER);
        OpenPage open = open();
        open.expectFailedCalls();
        assertThat(open.part("Faults in force")).containsText("Faults are on");
        open.settle();
        open.page().evaluate("window.sameDocument = true");
        double newest = open.newestSecond();
        services().killClient();
        Locator stale = open.page().locator("[role=alert].stale");
        assertThat(stale).containsText("Not live: load-client does not answer");
        assertThat(stale).containsText(Pattern.compile("These figures are from \\d\\d:\\d\\d:\\d\\d, [1-9]\\d* s ago"));
        String first = stale.textContent();
        open.until(() -> !first.equals(stale.textContent()));
        assertThat(chip(open)).hasText("stale");

        services().startClient();
        assertThat(chip(open)).hasText("live");
        assertThat(stale).isHidden();
        services().load(200);
        open.until(() -> open.newestSecond() > newest + 5_000);
        open.settle();
        assertEquals(200, OpenPage.number(open.figure("Rate").textContent()), 4);
        assertThat(open.part("The last minutes").getByRole(AriaRole.IMG).first())
                .hasAttribute("aria-label", Pattern.compile("success 100\\.0 %"));
        assertThat(open.part("Faults in force")).containsText("quarter");
        JsonNode plan = services().injectorSays("faults");
        assertEquals(25, plan.at("/rules/0/aborts/0/percentage").asDouble());
        assertEquals(true, open.page().evaluate("window.sameDocument"), "without a reload");
        assertEquals(
                true,
                open.page()
                        .evaluate("async () => {"
                                + " const { seconds } = (await import('./dashboard/store.js')).store;"
                                + " return seconds.every((each, i) => i === 0 || each.ms > seconds[i - 1].ms); }"));
    }

    /** A hidden tab ends its stream after a minute, which here is no time; whoever comes back at once must see it go on. */
    @Test
    void aTabThatIsShownAgainAtOnceGoesOn() throws Exception {
        OpenPage open = open();
        assertThat(chip(open)).hasText("live");
        double newest = open.newestSecond();
        open.page().evaluate("""
                () => {
                  const real = setTimeout;
                  window.setTimeout = (task, ms) => real(task, ms === 60_000 ? 0 : ms);
                  let hidden = true;
                  Object.defineProperty(document, 'hidden', { get: () => hidden });
                  const changed = () => document.dispatchEvent(new Event('visibilitychange'));
                  changed();
                  real(() => { hidden = false; changed(); }, 500);
                }""");
        open.until(() -> open.newestSecond() > newest + 5_000);
        assertThat(chip(open)).hasText("live");
    }

    @Test
    void anInjectorThatIsDownIsNamedAndTheRestGoesOn() throws Exception {
        OpenPage open = open();
        open.expectFailedCalls();
        assertThat(open.part("Faults in force")).containsText("No faults");
        services().killInjector();
        assertThat(open.part("Faults in force")).containsText("does not answer");
        open.settle();
        assertThat(open.figure("Success rate")).hasText("100.00 %");
        assertThat(chip(open)).hasText("live");
        open.button("Try it now").click();
        assertThat(open.part("What if").getByRole(AriaRole.ALERT)).containsText("does not answer");
        // What can be done is done, and what can't is named.
        open.kill().click();
        assertThat(open.page().locator("fl-header [role=alert]")).containsText("all else is done");
        services().startInjector();
        assertThat(open.part("Faults in force")).containsText("Faults are on");
        open.kill().click();
        assertThat(open.part("Faults in force")).containsText("No faults");
    }

    @Test
    void withoutALoadThePageSaysSoAndStartsOne() throws Exception {
        services().noLoad();
        OpenPage open = open();
        assertThat(open.part("Traffic flow")).containsText("no load");
        assertThat(chip(open)).hasText("live");
        assertThat(open.part("Traffic")).containsText("http://demo-backend:8080/");
        open.exactly("Requests per second").fill("120");
        open.exactly("Requests per second").press("Enter");
        open.button("Start the load").click();
        assertThat(open.part("Traffic flow")).containsText("120.0/s requested");
        open.settle();
        assertEquals(120, OpenPage.number(open.figure("Rate").textContent()), 3);
        open.button("Stop the load").click();
        assertThat(open.button("Start the load")).isEnabled();
        assertThat(open.part("Traffic flow")).containsText("no load");
        assertThat(open.figure("Success rate")).hasText("–");
    }

    private static Locator chip(OpenPage open) {
        return open.page().locator("fl-header .chip");
    }
}
