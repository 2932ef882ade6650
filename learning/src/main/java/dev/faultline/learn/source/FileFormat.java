package dev.faultline.learn.source;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.Observed;
import java.io.BufferedInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A kind of file that tells how long requests took, or what became of them. Threadsafe. */
interface FileFormat {

    /** Returns its name for people, such as {@code access log}. */
    String title();

    /**
     * Returns whether a file is of this kind, by its beginning.
     *
     * @param head the first characters of it, at most {@value MeasuredFile#HEAD}
     */
    boolean recognises(String head);

    /** Returns whether it may tell paths or methods. */
    default boolean tellsRoutes() {
        return false;
    }

    /**
     * Reads to the end.
     *
     * @param by what requests are told apart by; null if they are not
     * @throws dev.faultline.platform.wire.InvalidValue if it is not of this kind after all, saying where
     */
    void read(BufferedInputStream content, @Nullable By by, Observed.Recorder into) throws IOException;
}
