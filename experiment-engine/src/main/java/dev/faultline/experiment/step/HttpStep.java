package dev.faultline.experiment.step;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.plan.Target;
import dev.faultline.platform.wire.InvalidValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls anything over HTTP. A call that changes something is undone by another, or not at all.
 *
 * @param undo what takes it back; without it a call that is no GET can't be undone, and the verdict says so
 */
public record HttpStep(
        String method,
        Target url,
        Map<String, String> headers,
        @Nullable JsonNode body,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Integer> expect,

        Duration timeout,
        HttpControl.@Nullable Call undo)
        implements Step {

    /** Checks the bounds. */
    public HttpStep {
        HttpControl.Call call = new HttpControl.Call(method, url, headers, body, expect, timeout);
        method = call.method();
        headers = call.headers();
        expect = call.expect();
        timeout = call.timeout();
    }

    private HttpControl.Call call() {
        return new HttpControl.Call(method, url, headers, body, expect, timeout);
    }

    @Override
    public void run(Stage stage) {
        HttpControl.Call call = call();
        if (undo != null) {
            stage.undo(call.key(), new CallBack(undo));
        } else if (!call.isSafe()) {
            stage.undo(call.key(), new Lasting(call.toString()));
        }
        stage.actuators().http().call(call);
        if (!call.isSafe()) {
            stage.takeAsItIs();
        }
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

    /**
     * Makes another call that takes it back.
     *
     * @param call what takes it back
     */
    public record CallBack(HttpControl.Call call) implements Undo {

        @Override
        public String what() {
            return call.toString();
        }

        @Override
        public String where() {
            return call.url().authority();
        }

        @Override
        public void run(Actuators actuators) {
            actuators.http().call(call);
        }
    }

    /**
     * There is no way back, and the verdict says so.
     *
     * @param what that was done
     */
    record Lasting(String what) implements Undo {

        @Override
        public boolean possible() {
            return false;
        }

        @Override
        public void run(Actuators actuators) {
            // It stays as it is.
        }
    }
}
