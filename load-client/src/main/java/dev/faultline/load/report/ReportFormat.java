package dev.faultline.load.report;

import dev.faultline.load.experiment.Amendment;
import dev.faultline.wire.Require;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * One way to write a report down.
 *
 * @param suffix of its file, such as {@code .json}; different from every other's
 * @param mediaType without parameters, such as {@code application/json}
 * @param renderer writes it
 * @param amender appends to what was written
 */
public record ReportFormat(String suffix, String mediaType, Renderer renderer, Amender amender) {

    private static final Pattern SUFFIX = Pattern.compile("(\\.[a-z]{1,12}){1,3}");

    /** Writes a report as text. Threadsafe. */
    @FunctionalInterface
    public interface Renderer {
        /** Returns the text. */
        String render(Report report);
    }

    /** Appends to a report and keeps all that it says. Threadsafe. */
    @FunctionalInterface
    public interface Amender {
        /**
         * Returns the text of the whole report with the amendment at its end.
         *
         * @param text as it was written, by this or another version
         * @throws IOException if it is no such report
         */
        String amend(String text, Amendment amendment) throws IOException;
    }

    /** Checks that the suffix is nothing but one. */
    public ReportFormat {
        Require.matching("suffix", suffix, SUFFIX, "must be a file's suffix such as .json");
    }
}
