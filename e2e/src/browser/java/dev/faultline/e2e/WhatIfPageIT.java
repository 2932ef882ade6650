package dev.faultline.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "What happens at 30 % 503 with 200 ms delay?", asked as a new user would. */
class WhatIfPageIT extends OnThePage {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SHARE = "of all requests go to the injector";
    private static final String FAIL = "of these fail";

    private OpenPage open;

    WhatIfPageIT() throws Exception {}

    @BeforeEach
    void look() {
        open = open();
        assertThat(open.button("Try it now")).isEnabled();
    }

    @Test
    void theFormAnswersTheQuestion() throws Exception {
        set(SHARE, "50");
        set(FAIL, "30");
        choice("they").selectOption(new SelectOption().setLabel("get an HTTP status"));
        field("status").fill("503");
        choice("delay").selectOption("fixed");
        field("value").fill("200ms");
        assertThat(part()).containsText("Expect a success rate of 85.0 %");
        open.button("Try it now").click();
        assertThat(open.end("error-injector").locator(".edge b")).hasText("50 %");
        open.settle();
        // Five standard deviations of the 500 requests that meet the injector; in one run of a million it is more.
        assertEquals(85, open.success(), 5.2);
        double p95 = OpenPage.number(
                open.end("error-injector").locator(".row b").last().textContent());
        assertTrue(p95 >= 200 && p95 < 2_000, () -> "p95 of the injector " + p95 + " ms");
        assertTrue(OpenPage.number(open.figure("p95").textContent()) >= 200);
        assertThat(open.part("Faults in force")).containsText("Faults are on");

        ObjectNode shown = shown();
        assertEquals("5m", shown.remove("expiresIn").asText());
        assertEquals(ruleOf(shown), ruleOf(services().injectorSays("faults")), "the plan that is shown is in force");
    }

    @Test
    void theCommandsThatAreShownDoTheSame() throws Exception {
        Tool bash = new Tool("bash");
        set(FAIL, "17");
        field("only the path").fill("/it's/**");
        showText();
        Locator commands = part().locator("pre#curl");
        assertThat(commands).containsText("/api/injector/faults");
        assertThat(commands).containsText("/it");
        String text = commands.textContent();
        List<String> lines = text.lines().toList();
        assertEquals(2, lines.size(), text);
        for (String line : lines) {
            Tool.Result result = bash.run("-c", line + " -sS --fail-with-body");
            assertEquals(0, result.exitCode(), result::output);
        }
        JsonNode inForce = services().injectorSays("faults");
        assertEquals(ruleOf(shown()), ruleOf(inForce));
        assertEquals("/it's/**", inForce.at("/rules/0/match/path").asText());
        assertEquals(
                50, services().clientSays("split").at("/weights/error-injector").asInt());
        assertThat(open.part("Faults in force")).containsText("Faults are on");
    }

    @Test
    void everyPresetCanBeTried() throws Exception {
        Locator presets = part().getByRole(AriaRole.GROUP, new Locator.GetByRoleOptions().setName("Presets"))
                .getByRole(AriaRole.BUTTON);
        JsonNode all = services().injectorSays("faults/presets");
        assertThat(presets).hasCount(all.size());
        for (JsonNode preset : all) {
            open.button(preset.get("name").asText()).click();
            assertThat(open.button(preset.get("name").asText())).hasAttribute("aria-pressed", "true");
            assertThat(part()).containsText(preset.get("description").asText());
            open.button("Try it now").click();
            open.until(() -> names(services().injectorSays("faults")).equals(names(preset.get("plan"))));
            assertThat(open.button("Try it now")).isEnabled();
            assertThat(part().getByRole(AriaRole.ALERT)).isHidden();
        }
        open.button("Back to the form").click();
        assertThat(open.slider(FAIL)).isVisible();
    }

    @Test
    void aPlanThatIsRefusedSaysWhyAndCannotBeTried() {
        open.expectFailedCalls();
        field("status").fill("999");
        assertThat(part()).containsText(Pattern.compile("status must be from 200 to 599"));
        assertThat(open.button("Try it now")).isDisabled();
        field("status").fill("418");
        assertThat(open.button("Try it now")).isEnabled();
        field("value").fill("quick");
        assertThat(open.button("Try it now")).isDisabled();
        assertThat(part().locator(".expect")).containsText("quick");
        field("value").fill("50ms");
        assertThat(open.button("Try it now")).isEnabled();
    }

    @Test
    void aPlanWrittenByHandIsPutInForceAsItIs() throws Exception {
        open.expectFailedCalls();
        showText();
        Locator text = page().getByLabel("The plan, which you can edit here");
        text.fill("{\"rules\": [");
        assertThat(part()).containsText("Not valid JSON");
        assertThat(open.button("Try it now")).isDisabled();
        text.fill("{\"rules\": [{\"name\": \"mine\", \"unknown\": 1}]}");
        assertThat(part()).containsText("unknown");
        assertThat(open.button("Try it now")).isDisabled();
        String plan =
                "{\"expiresIn\":\"1m\",\"rules\":[{\"name\":\"mine\",\"aborts\":[{\"type\":\"reset\",\"percentage\":7}]}]}";
        text.fill(plan);
        assertThat(part()).containsText("A plan written by hand.");
        assertThat(open.button("Try it now")).isEnabled();
        open.button("Try it now").click();
        assertThat(open.part("Faults in force")).containsText("mine");
        assertEquals(
                "reset",
                services().injectorSays("faults").at("/rules/0/aborts/0/type").asText());
        assertThat(text).hasValue(plan);
    }

    /** Three seconds of an access log: calm, one in which half fail and all are slow, and calm again; played as fast. */
    @Test
    void aPlanIsLearnedFromAFileAndTried(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("shop.log");
        Files.write(
                log,
                IntStream.range(0, 60)
                        .mapToObj(i -> {
                            boolean bad = i / 20 == 1;
                            return "127.0.0.1 - - [30/Nov/2026:22:50:0" + i / 20 + " +0000] \"GET /cart HTTP/1.1\" "
                                    + (bad && i % 2 == 0 ? 503 : 200) + " 230 \"-\" \"-\" "
                                    + (bad ? 400_000 + i : 20_000 + i);
                        })
                        .toList());
        part().getByText("like … what was measured").click();
        open.button("Learn").click();
        assertThat(part().getByRole(AriaRole.ALERT).first()).hasText("Choose a file first.");
        page().getByLabel("an access log, a report or a histogram").setInputFiles(log);
        open.button("Learn").click();
        Locator status = part().locator("fl-learn").getByRole(AriaRole.STATUS);
        assertThat(status).containsText("Learned from shop.log (access log): 60 requests");
        assertThat(status).containsText("one rule");
        assertThat(curve())
                .hasAttribute("aria-label", Pattern.compile("^Latency of learned by percentile: p50 20\\.\\d ms"));
        assertThat(part().getByRole(AriaRole.ROW)).containsText(new String[] {"Outcome", "200", "503"});
        // Ten of sixty fail.
        assertThat(part().getByRole(AriaRole.ROW).last()).containsText("16.67 %");
        assertThat(part().locator(".expect")).containsText("Expect a success rate of 91.7 %");
        assertEquals(
                0, services().injectorSays("faults").get("rules").size(), "nothing is in force before it is tried");

        field("in steps of").fill("1s");
        field("times as fast").fill("0.05");
        field("times as fast").press("Enter");
        assertThat(status).containsText("3 rules");
        assertThat(choice("rule").locator("option:checked")).containsText("step-2, 1 s to 2 s: 20 requests");
        assertThat(curve())
                .hasAttribute("aria-label", Pattern.compile("^Latency of step-2 by percentile: p50 4\\d\\d ms"));
        choice("rule").selectOption(new SelectOption().setIndex(0));
        assertThat(curve())
                .hasAttribute("aria-label", Pattern.compile("^Latency of step-1 by percentile: p50 20\\.\\d ms"));
        assertThat(part().locator(".expect")).containsText("from 75.0 % (step-2) to 100.0 %");
        open.button("Try it now").click();
        assertThat(open.part("Faults in force")).containsText("step-2");
        JsonNode inForce = services().injectorSays("faults");
        assertEquals(List.of("step-1", "step-2", "step-3"), names(inForce));
        assertEquals("percentiles", inForce.at("/rules/1/delay/type").asText());
        assertEquals(50, inForce.at("/rules/1/aborts/0/percentage").asDouble());

        open.button("Back to the form").click();
        assertThat(open.slider(FAIL)).isVisible();
        open.button("Use this plan").click();
        assertThat(part()).containsText("A plan learned from shop.log (access log).");
    }

    private Locator curve() {
        return part().getByRole(AriaRole.IMG);
    }

    private Locator part() {
        return open.part("What if");
    }

    private Page page() {
        return open.page();
    }

    private Locator field(String label) {
        return part().getByRole(
                        AriaRole.TEXTBOX,
                        new Locator.GetByRoleOptions().setName(label).setExact(true));
    }

    private Locator choice(String label) {
        return part().getByRole(
                        AriaRole.COMBOBOX,
                        new Locator.GetByRoleOptions().setName(label).setExact(true));
    }

    private void set(String slider, String value) {
        open.exactly(slider).fill(value);
        open.exactly(slider).press("Enter");
        assertThat(open.slider(slider)).hasValue(value);
    }

    private void showText() {
        part().getByText("As JSON and as commands").click();
    }

    private ObjectNode shown() throws IOException {
        Locator text = part().locator("textarea#plan-json");
        return (ObjectNode) JSON.readTree(text.inputValue());
    }

    /** A rule with what it has by default spelt out by nobody: name, match, and the type and percentage of each fault. */
    private static String ruleOf(JsonNode plan) {
        JsonNode rule = plan.at("/rules/0");
        JsonNode abort = rule.at("/aborts/0");
        assertEquals(1, plan.get("rules").size());
        return rule.get("name") + " " + rule.at("/match/path").asText() + " "
                + rule.at("/delay/type").asText() + " "
                + rule.at("/delay/value").asText() + " "
                + abort.get("type").asText() + " " + abort.get("status").asInt() + " "
                + abort.get("percentage").asDouble();
    }

    private static List<String> names(JsonNode plan) {
        return plan.get("rules").findValuesAsText("name");
    }
}
