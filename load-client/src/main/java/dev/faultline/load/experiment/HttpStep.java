package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.plan.Target;
import dev.faultline.wire.InvalidValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls anything over HTTP. A call that changes something is undone by another, or not at all.
 *
 * @param undo what takes it back; without it a call that is no GET can't be undone, and the verdict says so
 */
record HttpStep(
        String method,
        Target url,
        Map<String, String> headers,
        @Nullable JsonNode body,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Integer> expect,

        Duration timeout,
        @Nullable HttpCall undo)
        implements Step {

    /** Checks the bounds. */
    HttpStep {
        HttpCall call = new HttpCall(method, url, headers, body, expect, timeout);
        method = call.method();
        headers = call.headers();
        expect = call.expect();
        timeout = call.timeout();
    }

    private HttpCall call() {
        return new HttpCall(method, url, headers, body, expect, timeout);
    }

    @Override
    public void run(Stage stage) {
        HttpCall call = call();
        if (undo != null) {
            stage.undo("http " + call, new HttpUndo(undo));
        } else if (!call.isSafe()) {
            stage.undo("http " + call, new NoUndo(call.toString()));
        }
        stage.actuators().http().call(call);
    }

    @Override
    public void check(Actuators actuators) {
        actuators.http().check(call());
        if (undo != null) {
            try {
                actuators.http().check(undo);
            } catch (InvalidValue e) {
                throw e.within("undo");
            }
        }
    }
}
