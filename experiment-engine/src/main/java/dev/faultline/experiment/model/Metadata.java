package dev.faultline.experiment.model;

import dev.faultline.platform.wire.Require;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment is called.
 *
 * @param title one line without control characters
 * @param tags words to find it by, each such a line; {@code local} and {@code kubernetes} say where it runs
 */
public record Metadata(String title, @Nullable String description, List<String> tags) {

    private static final int LONGEST_TITLE = 200;
    private static final int MOST_TAGS = 20;

    /** Controls, ends of lines, and halves of a character. */
    private static final Set<Integer> BREAKING =
            Set.of((int) Character.CONTROL, (int) Character.LINE_SEPARATOR, (int) Character.PARAGRAPH_SEPARATOR, (int)
                    Character.SURROGATE);

    /** Fills in what was not given. */
    public Metadata {
        Require.present("title", title);
        Require.that(
                !title.isBlank() && title.length() <= LONGEST_TITLE,
                "title",
                "must have 1 to " + LONGEST_TITLE + " characters",
                title);
        oneLine("title", title);
        tags = tags == null ? List.of() : List.copyOf(tags);
        Require.that(tags.size() <= MOST_TAGS, "tags", "must hold at most " + MOST_TAGS, tags.size());
        for (int i = 0; i < tags.size(); i++) {
            oneLine("tags[" + i + "]", tags.get(i));
        }
    }

    /** What lists, tables, logs and terminals show in a line must not break out of it. */
    private static void oneLine(String field, String text) {
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int point = text.codePointAt(i);
            Require.that(
                    !BREAKING.contains(Character.getType(point)),
                    field,
                    "must be one line without control characters",
                    String.format(Locale.ROOT, "U+%04X as character %d", point, i + 1));
        }
    }
}
