package dev.faultline.experiment.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.report.RetriedSamples;
import dev.faultline.experiment.report.Samples;
import dev.faultline.experiment.verdict.ExperimentResult;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page in a real browser, from a file, on a phone; skipped where there is none, but for {@code CI=true}. */
class BrowserTest {

    private static final int PHONE = 375;
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Pattern MEASURED = Pattern.compile("wide (\\d+) fetched (\\d+) charts (\\d+) touching (\\d+)");

    /** Our page has no script; the one around it measures. */
    private static final String AROUND = """
            <!DOCTYPE html><iframe id="page" src="page.html" style="width:375px;height:2000px;border:0"></iframe>
            <p id="out"></p><script>
            const touching = plot => [...plot.querySelectorAll(".across")]
              .map(mark => mark.getBoundingClientRect()).filter(box => box.width > 0)
              .filter((box, i, boxes) => i > 0 && boxes[i - 1].right + 2 > box.left).length;
            page.onload = () => {
              const all = page.contentDocument;
              out.textContent = "wide " + all.documentElement.scrollWidth
                + " fetched " + page.contentWindow.performance.getEntriesByType("resource").length
                + " charts " + [...all.querySelectorAll(".plot svg")].filter(svg => svg.getBBox().width > 900).length
                + " touching " + [...all.querySelectorAll(".plot")].map(touching).reduce((a, b) => a + b, 0);
            };
            </script>
            """;

    @TempDir
    Path directory;

    static List<ExperimentResult> results() {
        return List.of(
                Samples.half(),
                Samples.sweep(),
                Samples.hostile(),
                RetriedSamples.sweep(),
                Samples.named("20260131-120000-001", 16));
    }

    private static Optional<Path> browser() {
        String path = System.getenv("PATH");
        return Stream.of((path == null ? "" : path).split(File.pathSeparator, -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @ParameterizedTest
    @MethodSource("results")
    void itFitsAPhoneAndFetchesNothing(ExperimentResult result) throws IOException, InterruptedException {
        Optional<Path> browser = browser();
        if (browser.isEmpty()) {
            assertFalse("true".equals(System.getenv("CI")), "the checks need one of " + NAMES);
            abort("no browser: none of " + NAMES + " is there");
        }
        Files.writeString(directory.resolve("page.html"), HtmlReport.render(Report.of(result, Samples.VERSIONS)));
        Files.writeString(directory.resolve("around.html"), AROUND);
        String seen = open(browser.orElseThrow(), directory.resolve("around.html"));
        Matcher measured = MEASURED.matcher(seen);
        assertTrue(measured.find(), seen);
        assertEquals(PHONE, Integer.parseInt(measured.group(1)), "nothing is wider than the screen");
        assertEquals("0", measured.group(2));
        assertTrue(Integer.parseInt(measured.group(3)) >= 4, seen);
        assertEquals("0", measured.group(4), "the marks of the axes stand apart");
        String log = Files.readString(directory.resolve("log"));
        assertFalse(log.contains("Content Security Policy"), log);
    }

    private String open(Path browser, Path page) throws IOException, InterruptedException {
        Path dom = directory.resolve("dom");
        // Not where it is tidied up after the test: the browser's helpers may outlive it by a moment, and write.
        Path profile = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "chromium");
        Process process = new ProcessBuilder(Arrays.asList(
                        browser.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--hide-scrollbars",
                        "--disable-dev-shm-usage",
                        "--allow-file-access-from-files",
                        "--host-resolver-rules=MAP * ~NOTFOUND",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + profile,
                        "--virtual-time-budget=5000",
                        "--dump-dom",
                        page.toUri().toString()))
                .redirectOutput(dom.toFile())
                .redirectError(directory.resolve("log").toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser ends by itself");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return Files.readString(dom);
    }
}
