package dev.faultline.load.experiment;

import dev.faultline.wire.Require;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment is called.
 *
 * @param title one line
 * @param tags words to find it by; {@code local} and {@code kubernetes} say where it runs
 */
public record Heading(String title, @Nullable String description, List<String> tags) {

    private static final int LONGEST_TITLE = 200;
    private static final int MOST_TAGS = 20;

    /** Fills in what was not given. */
    public Heading {
        Require.present("title", title);
        Require.that(
                !title.isBlank() && title.length() <= LONGEST_TITLE,
                "title",
                "must have 1 to " + LONGEST_TITLE + " characters",
                title);
        tags = tags == null ? List.of() : List.copyOf(tags);
        Require.that(tags.size() <= MOST_TAGS, "tags", "must hold at most " + MOST_TAGS, tags.size());
    }
}
