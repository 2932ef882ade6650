package dev.faultline.injector.plan;

import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A plan as a setting names it: a JSON document, {@code preset:NAME}, a form such as {@code status=503:20}, or else the
 * name of a file with a JSON document.
 */
public final class PlanText {

    private static final String DOCUMENT = "{";
    private static final String PRESET = "preset:";
    private static final String FORM = "=";

    private final PlanJson json;
    private final Supplier<Presets> presets;

    /** Knows the presets that can be named, which are read only for a text that names one. */
    public PlanText(PlanJson json, Supplier<Presets> presets) {
        this.json = json;
        this.presets = presets;
    }

    /**
     * Returns the plan that the text names.
     *
     * @throws InvalidValue if it is none
     * @throws IOException if it is a file that cannot be read
     */
    public ProposedPlan read(String text) throws IOException {
        String trimmed = text.strip();
        if (trimmed.startsWith(DOCUMENT)) {
            return json.read(trimmed.getBytes(StandardCharsets.UTF_8));
        }
        if (trimmed.startsWith(PRESET)) {
            String name = trimmed.substring(PRESET.length());
            return presets.get()
                    .find(name)
                    .orElseThrow(() -> new InvalidValue("preset", "must be one of " + names(), '"' + name + '"'));
        }
        if (trimmed.contains(FORM) && !isFile(trimmed)) {
            return FormGrammar.read(trimmed.getBytes(StandardCharsets.UTF_8));
        }
        return json.read(Files.readAllBytes(path(trimmed)));
    }

    private String names() {
        return String.join(
                ", ", presets.get().all().stream().map(Presets.Preset::name).toList());
    }

    private static boolean isFile(String text) {
        return Files.isRegularFile(path(text));
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidValue("", "must be a plan or the name of a file", '"' + text + '"', e);
        }
    }
}
