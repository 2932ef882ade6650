package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The machine's own Chromium. Where there is none a test is skipped, but in CI, which installs it, the test fails. It can
 * reach this machine and nothing else: the dashboard must do without the rest of the world. For one thread.
 */
final class Chromium implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1");

    private final Playwright playwright;
    private final Browser browser;

    /** Starts it. */
    Chromium(String... flags) {
        Optional<Path> found = executable();
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(found.isPresent(), "a Chromium must be there in CI; .ci/run installs it");
        }
        Assumptions.assumeTrue(found.isPresent(), "no Chromium is installed");
        // What Playwright would download is not Debian's.
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(found.orElseThrow())
                        .setArgs(Stream.concat(FLAGS.stream(), Arrays.stream(flags))
                                .toList()));
    }

    private static Optional<Path> executable() {
        return NAMES.stream()
                .flatMap(name ->
                        Arrays.stream(System.getenv("PATH").split(":")).map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns the browser itself. */
    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
