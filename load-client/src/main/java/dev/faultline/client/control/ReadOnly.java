package dev.faultline.client.control;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Why this process takes no changes, if it takes none. Threadsafe; never waits.
 *
 * @param reasons each gives a sentence that says who takes them, or nothing
 */
public record ReadOnly(List<Supplier<Optional<String>>> reasons) {

    /** Copies the list. */
    public ReadOnly {
        reasons = List.copyOf(reasons);
    }

    /** Returns the first reason; empty if it takes changes. */
    public Optional<String> because() {
        return reasons.stream().flatMap(reason -> reason.get().stream()).findFirst();
    }
}
