package dev.faultline.experiment.report;

import dev.faultline.experiment.verdict.LateRollback;
import dev.faultline.platform.wire.Require;
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
        String amend(String text, LateRollback amendment) throws IOException;
    }

    /** Checks that the suffix is nothing but one. */
    public ReportFormat {
        Require.matching("suffix", suffix, SUFFIX, "must be a file's suffix such as .json");
    }

    /**
     * Returns the document with that markup before the last such closing tag, which no escaped text can hold.
     *
     * @throws IOException if there is no such tag
     */
    public static String insert(String document, String closing, String markup) throws IOException {
        int at = document.lastIndexOf(closing);
        if (at < 0) {
            throw new IOException("there is no " + closing + " in it");
        }
        return document.substring(0, at) + markup + document.substring(at);
    }
}
