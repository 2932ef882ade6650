package dev.faultline.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A picture of each state of the page, in {@code target/page}, if {@code -Dtests.pictures=true} asks for it. With
 * {@code -Dtests.write=true} those that the documentation shows are written to {@code docs/images} too.
 */
@EnabledIf("areAskedFor")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PicturesPageIT extends OnThePage {

    private static final Path PICTURES = Path.of("target", "page");
    private static final Path DOCUMENTED = Demo.ROOT.resolve(Path.of("docs", "images"));
    private static final Set<String> SHOWN =
            Set.of("dashboard", "dashboard-dark", "dashboard-phone", "dashboard-experiment", "dashboard-stale");
    private static final long LARGEST = 300_000;
    private static final String PLAN = "{'rules':[{'name':'dashboard','delay':{'type':'fixed','value':'200ms'},"
            + "'aborts':[{'percentage':30,'type':'status','status':503}]}],'expiresIn':'5m'}";

    PicturesPageIT() throws Exception {}

    static boolean areAskedFor() {
        return Boolean.getBoolean("tests.pictures") || Boolean.getBoolean("tests.write");
    }

    @Test
    @Order(1)
    void calm() throws Exception {
        OpenPage open = open();
        open.settle();
        keep(open, "calm");
    }

    @Test
    @Order(2)
    void faultsOn() throws Exception {
        OpenPage open = open();
        OpenPage dark =
                open(new Browser.NewContextOptions().setViewportSize(1440, 900).setColorScheme(ColorScheme.DARK));
        OpenPage phone = open(new Browser.NewContextOptions().setViewportSize(375, 812));
        open.settle();
        services().faults(PLAN);
        services().weight(50);
        open.settle();
        services().weight(30);
        open.settle();
        keep(open, "dashboard");
        keep(dark, "dashboard-dark");
        keep(phone, "dashboard-phone");
        whole(open, "whole");
        whole(dark, "whole-dark");
        whole(phone, "whole-phone");
    }

    @Test
    @Order(3)
    void experiment() throws Exception {
        OpenPage open = open();
        Locator part = open.part("Experiments");
        part.getByRole(AriaRole.COMBOBOX).selectOption("faulty-traffic");
        part.getByRole(
                        AriaRole.TEXTBOX,
                        new Locator.GetByRoleOptions().setName("duration").setExact(true))
                .fill("14s");
        part.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Start").setExact(true))
                .click();
        assertThat(open.part("Running").locator("[aria-current=step]")).hasText("inject");
        open.part("Running").evaluate("(each) => each.scrollIntoView({ block: 'end' })");
        open.settle();
        keep(open, "dashboard-experiment");
        assertThat(part.locator("#reports .verdict").first()).containsText("pass");
        open.settle();
        keep(open, "verdict");
        whole(open, "whole-verdict");
    }

    @Test
    @Order(4)
    void stale() throws Exception {
        services().faults(PLAN);
        services().weight(50);
        OpenPage open = open();
        open.expectFailedCalls();
        open.settle();
        services().killClient();
        assertThat(open.page().getByText("Not live:")).isVisible();
        keep(open, "dashboard-stale");
        services().startClient();
    }

    private static void keep(OpenPage open, String name) throws IOException {
        byte[] picture = open.page().screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
        if (SHOWN.contains(name)) {
            assertTrue(picture.length < LARGEST, () -> name + " has " + picture.length + " bytes");
            if (Boolean.getBoolean("tests.write")) {
                Files.createDirectories(DOCUMENTED);
                Path written = Files.write(DOCUMENTED.resolve(name + ".png"), picture);
                assertTrue(Files.size(written) > 0);
            }
        }
    }

    private static void whole(OpenPage open, String name) {
        open.page().screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(name + ".png")));
    }
}
