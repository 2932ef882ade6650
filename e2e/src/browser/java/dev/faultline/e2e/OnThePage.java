package dev.faultline.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Tests that look at the dashboard: each begins calm, and must end with nothing gone wrong in any page that it opened. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnThePage {

    private final List<OpenPage> pages = new ArrayList<>();
    private final Chromium chromium = new Chromium();
    private final Services services;

    OnThePage(String... settings) throws IOException, InterruptedException {
        services = new Services(settings);
    }

    /** The services, which the tests of a class share. */
    final Services services() {
        return services;
    }

    /** The browser, which the tests of a class share. */
    final Browser browser() {
        return chromium.browser();
    }

    @BeforeAll
    final void bePatient() {
        PlaywrightAssertions.setDefaultAssertionTimeout(OpenPage.PATIENCE);
    }

    /** What each test begins with. */
    @BeforeEach
    void begin() throws IOException, InterruptedException {
        services.calm();
    }

    /** Opens the dashboard on a screen that has room for all of it side by side. */
    final OpenPage open() {
        return open(new Browser.NewContextOptions().setViewportSize(1440, 900));
    }

    /** Opens the dashboard in a tab of one's own making. */
    final OpenPage open(Browser.NewContextOptions options) {
        OpenPage page = OpenPage.open(browser(), services.page(), options);
        pages.add(page);
        return page;
    }

    @AfterEach
    final void nothingWentWrong() {
        List<OpenPage> opened = List.copyOf(pages);
        pages.clear();
        try {
            opened.forEach(OpenPage::assertClean);
        } finally {
            opened.forEach(OpenPage::close);
        }
    }

    @AfterAll
    final void end() {
        services.close();
        chromium.close();
    }
}
