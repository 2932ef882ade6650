package dev.faultline.client.dashboard;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.client.api.TokenTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's files as they are served, also where the API asks for a token: what they say is no secret. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@TestProfile(TokenTest.WithToken.class)
class DashboardPageTest {

    /** As much as the page may weigh, uncompressed. */
    private static final int MOST_BYTES = 300 * 1024;

    private static final URI ROOT = URI.create("http://page/");

    /** What HTML, modules and the like refer to; words in backquotes and comments have none of these shapes. */
    private static final Pattern REFERENCE = Pattern.compile("(?:src=|href=| from |^import )[\"']([^\"'#]+)[\"']");

    private static final Pattern FOREIGN =
            Pattern.compile("[\"'(](?:https?:)?//(?!www\\.w3\\.org/)[a-z]", Pattern.MULTILINE);

    @Test
    void everyFileOfThePageIsThereAndAllTogetherWeighLittle() {
        Map<URI, byte[]> files = page();
        int bytes = files.values().stream().mapToInt(file -> file.length).sum();
        assertTrue(files.size() > 15, () -> "only " + files.keySet());
        assertTrue(bytes < MOST_BYTES, () -> "the page weighs " + bytes + " bytes: " + files.keySet());
    }

    @Test
    void noFileOfOursIsLeftOver() throws IOException {
        Path folder = Path.of("src/main/resources/META-INF/resources/dashboard");
        try (var listed = Files.list(folder)) {
            long ours = page().keySet().stream()
                    .filter(file -> file.getPath().startsWith("/dashboard/"))
                    .count();
            // The palette is the reports' too and comes with them.
            assertEquals(listed.count() + 1, ours);
        }
    }

    @Test
    void nothingIsFetchedFromElsewhere() {
        page().forEach((file, content) -> {
            if (file.getPath().startsWith("/dashboard/") || file.equals(ROOT)) {
                Matcher foreign = FOREIGN.matcher(new String(content, StandardCharsets.UTF_8));
                assertTrue(!foreign.find(), () -> file + " names another host");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/index.html", "/dashboard/main.js", "/dashboard/dashboard.css", "/dashboard/palette.css"})
    void aBrowserMayLoadNothingElse(String path) {
        given().get(path)
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", startsWith("default-src 'none'; script-src 'self';"))
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Cache-Control", equalTo("no-cache"));
    }

    @Test
    void theApiIsAsClosedAsBefore() {
        given().get("/api/stats").then().statusCode(401);
    }

    /** The page and all that it refers to, and what that refers to. */
    private static Map<URI, byte[]> page() {
        Map<URI, byte[]> files = new LinkedHashMap<>();
        Deque<URI> open = new ArrayDeque<>();
        open.add(ROOT);
        while (!open.isEmpty()) {
            URI file = open.remove();
            if (files.containsKey(file)) {
                continue;
            }
            Response answer = given().get(file.getRawPath());
            assertEquals(200, answer.statusCode(), file::getPath);
            files.put(file, answer.asByteArray());
            if (!file.getPath().startsWith("/webjars/")) {
                Arrays.stream(answer.asString().split("\n", -1))
                        .map(REFERENCE::matcher)
                        .forEach(found -> {
                            while (found.find()) {
                                open.add(file.resolve(found.group(1)));
                            }
                        });
            }
        }
        return files;
    }
}
