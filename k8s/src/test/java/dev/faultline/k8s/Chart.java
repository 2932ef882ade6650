package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The chart as Helm renders it: always the same release, namespace and version of Kubernetes. */
final class Chart {

    static final Path DIRECTORY = Path.of("charts", "faultline");
    static final String RELEASE = "faultline";
    static final String NAMESPACE = "faultline";
    static final String KUBERNETES = "1.33.0";

    private static final Map<ChartValues, String> RENDERED = new ConcurrentHashMap<>();

    private static boolean copied;

    private Chart() {}

    /** Skips the test where Helm's native library is not; in CI it must be there. */
    static void needed() {
        boolean there = System.getProperty("os.name").equals("Linux")
                && List.of("amd64", "x86_64")
                        .contains(System.getProperty("os.arch").toLowerCase(Locale.ROOT));
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(there, "helm-java must run in CI");
        }
        Assumptions.assumeTrue(there, "helm-java brings no library for this platform");
    }

    /** Returns what {@code helm template} prints, without the hooks. */
    static String text(ChartValues values) {
        needed();
        return render(DIRECTORY, values);
    }

    /** Returns all objects, the pod of {@code helm test} among them. */
    static List<JsonNode> objects(ChartValues values) {
        needed();
        return Manifests.objects(RENDERED.computeIfAbsent(values, one -> render(withoutHooks(), one)));
    }

    /** helm-java keeps hooks to itself: in this copy of the chart they are none. */
    private static synchronized Path withoutHooks() {
        Path copy = Path.of("target", "chart-without-hooks");
        if (!copied) {
            try (Stream<Path> files = Files.walk(DIRECTORY)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path to = copy.resolve(DIRECTORY.relativize(file));
                    Files.createDirectories(to.getParent());
                    Files.writeString(to, Files.readString(file).replace("\"helm.sh/hook\" \"test\"", ""));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            copied = true;
        }
        return copy;
    }

    /** Returns what Helm says when it refuses the values. */
    static String refusal(ChartValues values) {
        needed();
        String message = assertThrows(IllegalStateException.class, () -> render(DIRECTORY, values))
                .getMessage();
        return message == null ? "" : message;
    }

    /** Returns what {@code helm install} tells the user. */
    static String notes(ChartValues values) {
        needed();
        return withFiles(values, files -> {
            InstallCommand install = new Helm(DIRECTORY)
                    .install()
                    .withName(RELEASE)
                    .withNamespace(NAMESPACE)
                    .withKubeVersion(KUBERNETES)
                    .clientOnly()
                    .dryRun()
                    .withDryRunOption(DryRun.CLIENT);
            files.forEach(install::withValuesFile);
            String output = install.call().getOutput();
            return output.substring(output.indexOf("\nNOTES:\n"));
        });
    }

    private static String render(Path chart, ChartValues values) {
        return withFiles(values, files -> {
            TemplateCommand template = new Helm(chart)
                    .template()
                    .withName(RELEASE)
                    .withNamespace(NAMESPACE)
                    .withKubeVersion(KUBERNETES);
            files.forEach(template::withValuesFile);
            return template.call();
        });
    }

    /** Values are given as files: {@code --set} would read commas and braces its own way. */
    static String withFiles(ChartValues values, WithFiles use) {
        try {
            Path own = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(own, values.yaml());
                return use.apply(Stream.concat(
                                values.profiles().stream()
                                        .map(profile -> DIRECTORY.resolve("values-" + profile + ".yaml")),
                                Stream.of(own))
                        .toList());
            } finally {
                Files.delete(own);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is done with the files of values. */
    @FunctionalInterface
    interface WithFiles {
        String apply(List<Path> files);
    }
}
