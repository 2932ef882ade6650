package dev.faultline.load.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Documents that are no plan or go beyond the standard bounds: {@code refused-loads.csv}. */
public final class RefusedLoads {

    private RefusedLoads() {}

    /** Returns each document with the field that its refusal names; empty for the document itself. */
    public static Stream<Arguments> all() {
        return lines().filter(line -> !line.startsWith("#")).map(line -> {
            int bar = line.lastIndexOf('|');
            return Arguments.of(
                    document(line.substring(0, bar).strip()),
                    line.substring(bar + 1).strip());
        });
    }

    private static String document(String written) {
        return written.replace("{T", "{\"target\":\"http://a/\"")
                .replace("{H ", "{\"target\":\"http://a/\",\"rate\":1,\"requests\":[{")
                .replace(",H ", ",\"target\":\"http://a/\",\"rate\":1,\"requests\":[{");
    }

    private static Stream<String> lines() {
        try (InputStream in = RefusedLoads.class.getResourceAsStream("/refused-loads.csv")) {
            if (in == null) {
                throw new AssertionError("refused-loads.csv is not on the class path");
            }
            return List.copyOf(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList())
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
