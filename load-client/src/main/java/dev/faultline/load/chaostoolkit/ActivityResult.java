package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.Excerpt;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one activity.
 *
 * @param output status, headers and body of the answer; null if there was none
 * @param failure why it failed, in a sentence; null if it succeeded
 * @param toleranceMet null if it was not judged
 */
record ActivityResult(
        Activity activity,
        Instant start,
        Instant end,
        @Nullable JsonNode output,
        @Nullable String failure,
        @Nullable Boolean toleranceMet) {

    /** What is kept of a body: reports are for reading. */
    private static final int KEPT = 4_096;

    boolean succeeded() {
        return failure == null;
    }

    /** Returns the status of the answer, 0 without one. */
    int status() {
        return output == null ? 0 : output.path("status").asInt();
    }

    ActivityResult judged(boolean met) {
        return new ActivityResult(activity, start, end, output, failure, met);
    }

    ActivityResult failed(String why) {
        return new ActivityResult(activity, start, end, output, why, toleranceMet);
    }

    /** Returns the same without the secrets that the answer or the failure repeats; not to be judged any more. */
    ActivityResult discreet() {
        Secrets secrets = activity.secrets();
        JsonNode shown = output;
        if (output instanceof ObjectNode answer) {
            ObjectNode hidden = answer.deepCopy();
            for (String part : List.of("headers", "body")) {
                hidden.set(part, secrets.hide(answer.path(part)));
            }
            shown = hidden;
        }
        String why = failure == null ? null : secrets.hide(failure);
        return new ActivityResult(activity, start, end, shown, why, toleranceMet);
    }

    /** Returns the same with no more of the body than is worth keeping. */
    ActivityResult brief() {
        if (!(output instanceof ObjectNode answer)) {
            return this;
        }
        JsonNode body = answer.path("body");
        String text = body.isTextual() ? body.textValue() : body.toString();
        if (text.length() <= KEPT) {
            return this;
        }
        ObjectNode cut = answer.deepCopy();
        cut.put("body", Excerpt.of(text, KEPT));
        return new ActivityResult(activity, start, end, cut, failure, toleranceMet);
    }
}
