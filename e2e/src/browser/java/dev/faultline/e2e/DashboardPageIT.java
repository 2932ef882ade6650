package dev.faultline.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What whoever opens the dashboard finds, and what that costs. */
class DashboardPageIT extends OnThePage {

    private static final int BUDGET = 300 * 1024;
    private static final List<String> PARTS = List.of(
            "Traffic flow",
            "Golden metrics of the last five seconds",
            "What if",
            "Faults in force",
            "Traffic",
            "The last minutes",
            "Experiments");
    private static final List<String> CHARTS =
            List.of("Success rate", "Latency", "Request rate", "Who answered", "How requests ended");

    DashboardPageIT() throws Exception {}

    @Test
    void allPartsAreThere() {
        OpenPage open = open();
        Page page = open.page();
        assertThat(page).hasTitle(Pattern.compile("Faultline"));
        assertThat(page.getByRole(AriaRole.STATUS).filter(new Locator.FilterOptions().setHasText("live")))
                .isVisible();
        for (String part : PARTS) {
            assertThat(open.part(part)).isVisible();
        }
        for (String chart : CHARTS) {
            assertThat(open.part("The last minutes")
                            .getByRole(AriaRole.HEADING)
                            .filter(new Locator.FilterOptions().setHasText(chart)))
                    .isVisible();
        }
        assertThat(open.kill()).isEnabled();
        assertThat(open.figure("Success rate")).hasText("100.00 %");
        assertThat(open.part("Doctor")).isHidden();
    }

    /** Nothing is compressed on the way: what is counted is what the files hold. */
    @Test
    void allThatIsFetchedStaysWithinTheBudgetAndCanBeKept() {
        Map<String, Integer> sizes = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        try (BrowserContext context = browser().newContext()) {
            Page page = context.newPage();
            List<Response> files = new ArrayList<>();
            page.onResponse(response -> {
                if (!URI.create(response.url()).getPath().startsWith("/api/")) {
                    files.add(response);
                }
            });
            page.navigate(services().page());
            page.waitForFunction("document.querySelectorAll('fl-chart canvas').length === 5");
            for (Response file : List.copyOf(files)) {
                sizes.put(URI.create(file.url()).getPath(), file.body().length);
                if (!file.headers()
                        .getOrDefault("content-type", "")
                        .matches("(text/html|text/css|text/javascript|application/javascript|image/svg\\+xml).*")) {
                    unknown.add(file.url());
                }
            }
        }
        int sum = sizes.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println("The dashboard has " + sum + " bytes in " + sizes.size() + " files.");
        assertTrue(sum < BUDGET, () -> sum + ": " + sizes);
        assertTrue(
                sizes.containsKey("/dashboard/main.js") && sizes.containsKey("/dashboard/dashboard.css"),
                sizes::toString);
        assertEquals(List.of(), unknown);
    }

    @Test
    void itHasAnIconAndAPolicy() throws Exception {
        OpenPage open = open();
        Object icon = open.page()
                .evaluate("async () => {"
                        + " const icon = new Image(); icon.src = document.querySelector('link[rel=icon]').href;"
                        + " await icon.decode(); return icon.naturalWidth > 0; }");
        assertEquals(true, icon);
        String policy = open.page()
                .context()
                .request()
                .get(services().page())
                .headers()
                .getOrDefault("content-security-policy", "");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
        // What the policy forbids is seen by these tests.
        open.expect("(?i)policy");
        open.page()
                .evaluate("document.body.append(Object.assign(document.createElement('img'),"
                        + " {src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw='}))");
        open.page().evaluate("new Promise(requestAnimationFrame)");
        open.until(() -> open.heard("^error: policy: img-src"));
    }

    /** Behind a path, as an ingress may have it, nothing on the page names the root. */
    @Test
    void nothingOnThePageNamesTheRootOfItsHost() {
        OpenPage open = open();
        Object absolute = open.page()
                .evaluate(
                        "[...document.querySelectorAll('[href],[src]')]"
                                + ".map((each) => each.getAttribute('href') ?? each.getAttribute('src')).filter((each) => each.startsWith('/'))");
        assertEquals(List.of(), absolute);
    }
}
