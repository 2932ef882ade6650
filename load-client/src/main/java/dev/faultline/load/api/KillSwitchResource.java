package dev.faultline.load.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.load.kill.KillSwitch;
import dev.faultline.load.kill.Killed;
import dev.faultline.load.split.Split;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kill switch. */
@Path("/api/kill-switch")
@Blocking
class KillSwitchResource {

    private final KillSwitch killSwitch;
    private final StateWatch watch;

    /**
     * What it has done.
     *
     * @param split the weights after that; null if there is no split
     * @param experiments those that were under way, which roll back now
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Done(String faults, @Nullable Split split, List<String> experiments) {}

    KillSwitchResource(KillSwitch killSwitch, StateWatch watch) {
        this.killSwitch = killSwitch;
        this.watch = watch;
    }

    /** Ends all that injects. */
    @POST
    public Response press() {
        Killed killed = killSwitch.press();
        watch.lookNow();
        return killed.failures().isEmpty()
                ? Answers.json(new Done("off", killed.split(), killed.experiments()))
                : Answers.problem(
                        502,
                        "The kill switch could not do everything",
                        String.join("; ", killed.failures()) + " (all else is done; press it again)");
    }
}
