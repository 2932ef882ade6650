package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.load.experiment.Time;
import dev.faultline.wire.InvalidValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes the calls of activities and judges what they are answered. Confined to the thread of the run. */
final class Player {

    private static final int TRIES = 3;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Exchange http;
    private final Time time;
    private final Stop stop;

    Player(Exchange http, Time time, Stop stop) {
        this.http = http;
        this.time = time;
        this.stop = stop;
    }

    /** Makes the call, without its pauses; ends early if the run is stopped meanwhile. */
    ActivityResult play(Activity activity) {
        return stop.interruptibly(() -> ask(activity));
    }

    /** Looks at the steady state, up to the first probe that is not within its tolerance. */
    SteadyStateResult look(SteadyState steadyState) throws Stopped {
        List<ActivityResult> probes = new ArrayList<>();
        for (Activity probe : steadyState.probes()) {
            stop.throwIfStopped();
            time.pause().atMost(probe.before(), stop.event());
            ActivityResult result = judge(play(probe));
            time.pause().atMost(probe.after(), stop.event());
            probes.add(result.discreet().brief());
            if (!Boolean.TRUE.equals(result.toleranceMet())) {
                // What ended because of the stop says nothing of the system.
                stop.throwIfStopped();
                return new SteadyStateResult(false, List.copyOf(probes));
            }
        }
        return new SteadyStateResult(true, List.copyOf(probes));
    }

    /** Makes the call whatever happens, several times if need be; an answer that is no success is a failure. */
    ActivityResult rollBack(Activity activity) {
        time.pause().atMost(activity.before(), stop.event());
        ActivityResult result = undo(activity);
        for (int i = 1; i < TRIES && isWorthTryingAgain(result); i++) {
            time.pause().atMost(BETWEEN_TRIES, new CompletableFuture<>());
            result = undo(activity);
        }
        time.pause().atMost(activity.after(), stop.event());
        return result.discreet().brief();
    }

    private ActivityResult undo(Activity activity) {
        ActivityResult result = ask(activity);
        int status = result.status();
        // What is not there any more needs no undoing.
        boolean gone = activity.call().method().equals("DELETE") && (status == 404 || status == 410);
        return result.succeeded() && status >= 400 && !gone ? result.failed("it was answered " + status) : result;
    }

    private static boolean isWorthTryingAgain(ActivityResult result) {
        return !result.succeeded() && (result.status() == 0 || result.status() >= 500);
    }

    private ActivityResult ask(Activity activity) {
        Instant start = time.clock().instant();
        try {
            JsonNode output = http.ask(activity.call()).output();
            return new ActivityResult(activity, start, time.clock().instant(), output, null, null);
        } catch (ControlFailed | InvalidValue e) {
            // What may not be called any more, since the settings are others than when it was begun, is told too.
            String why = activity.discreet(String.valueOf(e.getMessage()));
            return new ActivityResult(activity, start, time.clock().instant(), null, why, null);
        }
    }

    private static ActivityResult judge(ActivityResult result) {
        Tolerance tolerance = result.activity().tolerance();
        JsonNode output = result.output();
        if (tolerance == null || output == null) {
            return result.judged(false);
        }
        try {
            return result.judged(tolerance.met(output));
        } catch (ControlFailed e) {
            return result.failed(e.getMessage()).judged(false);
        }
    }
}
