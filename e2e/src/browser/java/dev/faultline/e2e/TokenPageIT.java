package dev.faultline.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

/** A load-client whose control API is guarded by a token. */
class TokenPageIT extends OnThePage {

    private static final String TOKEN = "open-sesame-open-sesame";
    private static final String SETTING = "faultline.control.token=";

    TokenPageIT() throws Exception {
        super(SETTING + TOKEN);
    }

    /** Without the token there is nothing to prepare. */
    @Override
    void begin() {}

    @Test
    void thePageAsksForTheTokenAndKeepsIt() throws Exception {
        OpenPage open = open();
        open.expectFailedCalls();
        Locator dialog = open.page().getByRole(AriaRole.DIALOG);
        assertThat(dialog.getByRole(AriaRole.HEADING)).hasText("Token");
        assertThat(field(dialog)).isFocused();
        show(dialog, "wrong");
        assertThat(dialog.getByRole(AriaRole.ALERT)).hasText("That token was refused.");
        assertThat(open.page().locator("fl-header .chip")).hasText("token needed");
        show(dialog, TOKEN);
        assertThat(open.page().locator("fl-header .chip")).hasText("live");
        assertThat(dialog).isHidden();
        open.button("Start the load").click();
        assertThat(open.figure("Success rate")).hasText("100.00 %");
        assertThat(open.part("What if").locator("pre#curl")).containsText("$TOKEN");
        assertTrue(!open.page().content().contains(TOKEN), "the token is shown nowhere");

        open.page().reload();
        assertThat(open.page().locator("fl-header .chip")).hasText("live");
        assertThat(dialog).isHidden();

        services().killClient();
        services().startClient(SETTING + "another-token-of-another-day");
        assertThat(dialog.getByRole(AriaRole.ALERT)).hasText("That token was refused.");
        show(dialog, "another-token-of-another-day");
        assertThat(open.page().locator("fl-header .chip")).hasText("live");
        services().killClient();
        services().startClient(SETTING + TOKEN);
        show(dialog, TOKEN);
        assertThat(open.page().locator("fl-header .chip")).hasText("live");
    }

    @Test
    void aReportOpensBehindAToken() {
        OpenPage open = open();
        open.expectFailedCalls();
        show(open.page().getByRole(AriaRole.DIALOG), TOKEN);
        assertThat(open.page().locator("fl-header .chip")).hasText("live");
        Locator part = open.part("Experiments");
        part.getByText("Write your own").click();
        part.getByRole(AriaRole.TEXTBOX).fill("""
                title: short
                hypothesis: [success_rate >= 50%]
                load: {target: "http://demo-backend:8080/", rate: 50}
                baseline: {duration: 1s}
                method: [{hold: 1s}]
                verify: {duration: 1s}
                """);
        part.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Start").setExact(true))
                .click();
        Locator link = part.getByRole(
                        AriaRole.LINK,
                        new Locator.GetByRoleOptions().setName("Report").setExact(true))
                .first();
        Page report = open.page().waitForPopup(link::click);
        assertThat(report.locator("body")).containsText("short");
        assertThat(report.locator("body")).containsText("pass");
    }

    private static Locator field(Locator dialog) {
        return dialog.getByLabel("Token", new Locator.GetByLabelOptions().setExact(true));
    }

    private static void show(Locator dialog, String token) {
        field(dialog).fill(token);
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Continue"))
                .click();
    }
}
