package dev.faultline.injector.value;

import dev.faultline.wire.InvalidValue;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Texts from outside. */
public final class Texts {

    private Texts() {}

    /**
     * Returns whether the text has a form in UTF-8. JSON can spell halves of characters, such as a lone {@code \ud800},
     * which cannot be written again.
     */
    public static boolean isWritable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /**
     * Throws unless the text is absent or can be written again.
     *
     * @throws InvalidValue naming {@code field}
     */
    public static void writable(String field, @Nullable String text) {
        if (text != null && !isWritable(text)) {
            // The text itself cannot be shown: the complaint could not be written either.
            throw new InvalidValue(field, "must be made of whole characters", "half of a surrogate pair");
        }
    }
}
