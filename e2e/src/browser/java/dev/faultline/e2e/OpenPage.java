package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dashboard in a tab of its own, and whatever went wrong in it. For one thread. */
final class OpenPage implements AutoCloseable {

    /** Long enough for a machine with something else to do. */
    static final double PATIENCE = 60_000;

    private static final Pattern NUMBER = Pattern.compile("(\\d[\\d\u202f]*(?:\\.\\d+)?)");

    private final BrowserContext context;
    private final Page page;
    private final String host;
    private final List<String> troubles = new ArrayList<>();
    private final List<Pattern> expected = new ArrayList<>();

    /** Something to wait for, which may need calls of the services. */
    @FunctionalInterface
    interface Condition {

        /** Returns whether it is so. */
        boolean holds() throws IOException, InterruptedException;

        /** Returns whether it is so; that it can't be told is a failure of the test. */
        default boolean now() {
            try {
                return holds();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private OpenPage(BrowserContext context, String url) {
        this.context = context;
        host = URI.create(url).getAuthority();
        context.setDefaultTimeout(PATIENCE);
        // What the policy forbids is a fault of the page even where it does no harm.
        context.addInitScript("addEventListener('securitypolicyviolation',"
                + " (event) => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))");
        page = context.newPage();
        page.onConsoleMessage(this::heard);
        page.onPageError(error -> troubles.add("error: " + error));
        page.onRequest(this::sent);
        page.onRequestFailed(request -> {
            // The page itself ends a stream, to begin another or because nobody looks.
            if (!"net::ERR_ABORTED".equals(request.failure())) {
                troubles.add("failed: " + request.method() + " " + request.url() + " " + request.failure());
            }
        });
    }

    private void heard(ConsoleMessage message) {
        if (message.type().equals("error") || message.type().equals("warning")) {
            troubles.add(message.type() + ": " + message.text() + " at " + message.location());
        }
    }

    private void sent(Request request) {
        URI uri = URI.create(request.url());
        if (!"blob".equals(uri.getScheme()) && !host.equals(uri.getAuthority())) {
            troubles.add("elsewhere: " + request.url());
        }
    }

    /** Opens the page and waits until it has its parts; with what the test wants of the tab. */
    static OpenPage open(Browser browser, String url, Browser.NewContextOptions options) {
        OpenPage open = new OpenPage(browser.newContext(options), url);
        open.page.navigate(url);
        open.kill().waitFor();
        return open;
    }

    /** From now on a trouble that this matches somewhere is what the test has brought about. */
    void expect(String regex) {
        expected.add(Pattern.compile(regex));
    }

    /** What a browser tells of each call that is refused or that nobody answers. */
    void expectFailedCalls() {
        expect("Failed to load resource|^failed: .*ERR_(CONNECTION|EMPTY|INCOMPLETE|SOCKET)|ERR_INCOMPLETE_CHUNKED");
    }

    /** Whether a trouble matches that. */
    boolean heard(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return List.copyOf(troubles).stream()
                .anyMatch(trouble -> pattern.matcher(trouble).find());
    }

    /** Fails if anything went wrong. */
    void assertClean() {
        // What has happened by now is heard before this returns.
        page.evaluate("1");
        List<String> unexpected = troubles.stream()
                .filter(trouble -> expected.stream()
                        .noneMatch(pattern -> pattern.matcher(trouble).find()))
                .toList();
        assertEquals(List.of(), unexpected);
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** The part of the page of that name. */
    Locator part(String name) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator slider(String name) {
        return page.getByRole(
                AriaRole.SLIDER, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The field for the exact value beside a slider. */
    Locator exactly(String name) {
        return page.getByRole(
                AriaRole.SPINBUTTON,
                new Page.GetByRoleOptions().setName(name + ", exactly").setExact(true));
    }

    Locator kill() {
        return button("Stop all faults");
    }

    /** A figure of the golden metrics, as it is written. */
    Locator figure(String name) {
        return part("Golden metrics of the last five seconds")
                .locator(".figure")
                .filter(new Locator.FilterOptions()
                        .setHas(page.locator(
                                "dt", new Page.LocatorOptions().setHasText(Pattern.compile("^" + name + "$")))))
                .locator("b");
    }

    /** The success rate that is shown, in percent; NaN if none is. */
    double success() {
        return number(figure("Success rate").textContent());
    }

    /** An end of the traffic's graph. */
    Locator end(String name) {
        return part("Traffic flow")
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.HEADING,
                                new Page.GetByRoleOptions().setName(name).setExact(true))));
    }

    /** The requests a second that an end is shown to answer. */
    double rateOf(String end) {
        return number(end(end).locator(".row b").first().textContent());
    }

    /** The first number of a text; NaN if there is none. */
    static double number(String text) {
        Matcher matcher = NUMBER.matcher(text);
        return matcher.find() ? Double.parseDouble(matcher.group(1).replace("\u202f", "")) : Double.NaN;
    }

    /** Waits until that is so. */
    void until(Condition condition) {
        page.waitForCondition(condition::now, new Page.WaitForConditionOptions().setTimeout(PATIENCE));
    }

    /** Waits until all that the page shows was measured after this moment, by the clock of the service. */
    void settle() {
        double now = ((Number) page.evaluate("async () => (await import('./dashboard/store.js')).store.now()"))
                .doubleValue();
        until(() -> newestSecond() > now + 7_000);
    }

    /** The begin of the newest second that the page has, in milliseconds. */
    double newestSecond() {
        String newest = "async () => (await import('./dashboard/store.js')).store.seconds.at(-1)?.ms ?? 0";
        return ((Number) page.evaluate(newest)).doubleValue();
    }

    @Override
    public void close() {
        context.close();
    }
}
