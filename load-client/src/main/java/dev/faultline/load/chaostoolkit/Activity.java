package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.experiment.HttpCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call that an experiment makes.
 *
 * @param written as the document has it, with no secret filled in; not to be changed
 * @param probe whether it looks; else it acts
 * @param call with all values filled in, secrets too: not to be written down
 * @param before how long to wait before it
 * @param after how long to wait after it
 * @param tolerance what its output must be; null if it is not judged
 * @param secrets those of the experiment: what an answer repeats of them is not to be written down either
 */
record Activity(
        JsonNode written,
        boolean probe,
        String name,
        HttpCall call,
        Duration before,
        Duration after,
        @Nullable Tolerance tolerance,
        Secrets secrets) {

    /** The longest pause. */
    static final Duration LONGEST = Duration.ofHours(24);

    /** Returns what it is called in sentences. */
    String title() {
        return (probe ? "the probe \"" : "the action \"") + name + '"';
    }

    /** Returns a message about its call without what was filled into the URL: that may be a secret. */
    String discreet(String message) {
        return message.replace(
                call.url().toString(), written.path("provider").path("url").asText());
    }
}
