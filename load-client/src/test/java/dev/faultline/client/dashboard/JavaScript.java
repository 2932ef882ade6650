package dev.faultline.client.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.jspecify.annotations.Nullable;

/** Runs JavaScript without a browser: what a module asks of one is not there. For one thread. */
final class JavaScript implements AutoCloseable {

    /** Where the files of the page are. */
    static final Path PAGE = Path.of("src/main/resources/META-INF/resources");

    private final Context context = Context.newBuilder("js")
            .allowIO(IOAccess.ALL)
            .option("js.esm-eval-returns-exports", "true")
            // There is no compiler beside a plain JDK; what runs here is short.
            .option("engine.WarnInterpreterOnly", "false")
            .build();

    /** Loads a module with all that it imports and returns its exports. */
    Value module(Path file) {
        try {
            return context.eval(Source.newBuilder("js", file.toFile())
                    .mimeType("application/javascript+module")
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script and returns the value of its last expression. */
    Value script(String text) {
        return context.eval("js", text);
    }

    /** Runs a script of a webjar; what it declares is global. */
    void webjar(String name, String path) {
        URL url = JavaScript.class.getResource(webjarPath(name, path));
        if (url == null) {
            throw new IllegalStateException(name + " has no " + path);
        }
        try {
            context.eval(Source.newBuilder("js", url).build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the text of a file in a webjar; null if there is none. */
    static @Nullable String webjarText(String name, String path) {
        try (InputStream file = JavaScript.class.getResourceAsStream(webjarPath(name, path))) {
            return file == null ? null : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String webjarPath(String name, String path) {
        return "/META-INF/resources/webjars/" + name + "/" + webjarVersion(name) + "/" + path;
    }

    /** Returns the version of a webjar, which only the pom names. */
    static String webjarVersion(String name) {
        try (InputStream file =
                JavaScript.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/" + name + "/pom.properties")) {
            if (file == null) {
                throw new IllegalStateException("there is no webjar " + name);
            }
            Properties properties = new Properties();
            properties.load(file);
            return Objects.requireNonNull(properties.getProperty("version"), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
