package dev.faultline.client.control;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the injector is shown to let this process in, and nobody else.
 *
 * @param shown the value of the header Authorization just now; null for none
 */
public record InjectorAccess(Supplier<@Nullable String> shown) {

    /** For an injector that everybody may call. */
    public static final InjectorAccess OPEN = new InjectorAccess(() -> null);

    /** Returns the value of the header Authorization; null for none. */
    public @Nullable String authorization() {
        return shown.get();
    }
}
