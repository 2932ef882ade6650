package dev.faultline.client.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/**
 * The page's sources are formatted by Prettier, and the TypeScript compiler finds nothing wrong in them. Both run on the
 * JVM: the build needs no Node. Interpreted they take some twenty seconds each, so what has passed is noted in {@code target}
 * and is only looked at again when it has changed.
 */
class DashboardSourcesTest {

    private static final Path TOOLS = Path.of("src/test/js");
    private static final Path OPTIONS = Path.of(".prettierrc.json");

    /** Calls back with whether the text could be parsed, and with the formatted text or what is wrong. */
    private static final String FORMAT = """
            (text, parser, options, done) => prettier
              .format(text, { ...JSON.parse(options), parser, plugins: Object.values(prettierPlugins) })
              .then((formatted) => done(true, formatted), (failure) => done(false, String(failure)))""";

    @Test
    void everySourceIsFormatted() throws IOException {
        Noted noted = new Noted("formatted", "prettier", List.of(OPTIONS));
        if (noted.isUnchanged()) {
            return;
        }
        List<String> different = new ArrayList<>();
        try (JavaScript js = new JavaScript()) {
            for (String script :
                    List.of("standalone", "plugins/acorn", "plugins/estree", "plugins/postcss", "plugins/html")) {
                js.webjar("prettier", script + ".js");
            }
            Value format = js.script(FORMAT);
            String options = Files.readString(OPTIONS);
            for (Path source : sources()) {
                String text = Files.readString(source);
                String formatted = format(format, source, text, options);
                if (!formatted.equals(text)) {
                    different.add(JavaScript.PAGE.relativize(source) + ": " + firstDifference(text, formatted));
                    if (Boolean.getBoolean("tests.write")) {
                        Files.writeString(source, formatted);
                    }
                }
            }
        }
        if (!different.isEmpty() && !Boolean.getBoolean("tests.write")) {
            throw new AssertionFailedError(String.join("\n", different)
                    + "\n./mvnw -pl load-client test -Dtest=DashboardSourcesTest -Dtests.write=true formats them");
        }
        new Noted("formatted", "prettier", List.of(OPTIONS)).write();
    }

    private static String format(Value format, Path source, String text, String options) {
        List<Value> result = new ArrayList<>();
        format.executeVoid(
                text, parser(source), options, (ProxyExecutable) arguments -> result.addAll(List.of(arguments)));
        assertTrue(result.get(0).asBoolean(), () -> source + ": " + result.get(1));
        return result.get(1).asString();
    }

    private static String parser(Path source) {
        String name = source.toString();
        return name.endsWith(".js") ? "acorn" : name.endsWith(".css") ? "css" : "html";
    }

    private static String firstDifference(String text, String formatted) {
        List<String> are = text.lines().toList();
        List<String> should = formatted.lines().toList();
        int line = 0;
        while (line < Math.min(are.size(), should.size()) && are.get(line).equals(should.get(line))) {
            line++;
        }
        return "line " + (line + 1) + " should be \"" + (line < should.size() ? should.get(line) : "") + '"';
    }

    @Test
    void noModuleHasFindings() throws IOException {
        Path globals = TOOLS.resolve("browser.d.ts");
        Noted noted = new Noted("linted", "typescript", List.of(TOOLS.resolve("lint.js"), globals));
        if (noted.isUnchanged()) {
            return;
        }
        try (JavaScript js = new JavaScript()) {
            js.webjar("typescript", "lib/typescript.js");
            Value findings = js.module(TOOLS.resolve("lint.js"))
                    .getMember("lint")
                    .execute(
                            (ProxyExecutable) arguments -> read(arguments[0].asString()),
                            globals.toAbsolutePath().toString(),
                            JavaScript.PAGE
                                    .resolve("dashboard/main.js")
                                    .toAbsolutePath()
                                    .toString());
            assertEquals("", findings.asString());
        }
        noted.write();
    }

    /** Returns the text of a file of the page, or of one in the compiler's own folder {@code /lib}; null if there is none. */
    private static @Nullable String read(String name) {
        if (name.startsWith("/lib/")) {
            return JavaScript.webjarText("typescript", name.substring(1));
        }
        try {
            Path file = Path.of(name);
            return Files.isRegularFile(file) ? Files.readString(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(JavaScript.PAGE)) {
            return files.filter(file -> file.toString().matches(".*\\.(js|css|html)"))
                    .sorted()
                    .toList();
        }
    }

    /** What has passed a check: the sources, the tool's version and its settings. */
    private static final class Noted {

        private final Path note;
        private final String passed;

        private Noted(String check, String tool, List<Path> settings) throws IOException {
            note = Path.of("target", "dashboard-" + check + ".txt");
            StringBuilder all = new StringBuilder(tool + " " + JavaScript.webjarVersion(tool) + "\n");
            for (Path file :
                    Stream.concat(settings.stream(), sources().stream()).toList()) {
                all.append(file).append('\n').append(Files.readString(file));
            }
            passed = all.toString();
        }

        private boolean isUnchanged() throws IOException {
            return Files.exists(note) && Files.readString(note).equals(passed);
        }

        private void write() throws IOException {
            Files.writeString(note, passed);
        }
    }
}
