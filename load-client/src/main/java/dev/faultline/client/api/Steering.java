package dev.faultline.client.api;

import dev.faultline.experiment.run.Experiments;
import dev.faultline.experiment.run.Run;
import dev.faultline.platform.http.Caller;
import dev.faultline.platform.http.QueryParameters;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** Keeps other hands off what an experiment steers, unless they insist. Threadsafe. */
@Singleton
class Steering {

    /** The parameter by which a caller insists, for {@link QueryParameters.Extra}. */
    static final String FORCE = "force";

    private final Experiments experiments;

    Steering(Experiments experiments) {
        this.experiments = experiments;
    }

    /**
     * Asks whether a call may change something now. If the caller insists, the experiments that rest on it are told who it
     * is, and end.
     *
     * @param key of what it changes, one of those in {@link dev.faultline.experiment.step.Condition}
     * @param how it does, such as {@code stopped}
     * @throws ClientErrorException with status 409, naming the experiment
     */
    void claim(String key, String how, UriInfo uri, HttpServerRequest caller) {
        List<Run> steering = experiments.steering(key);
        if (steering.isEmpty()) {
            return;
        }
        if (!QueryParameters.isSet(uri, FORCE)) {
            Run first = steering.get(0);
            throw new ClientErrorException(
                    "experiment " + first.id() + " (" + first.experiment().title()
                            + ") steers this now: wait until it is" + " over, DELETE /api/experiments/" + first.id()
                            + ", or insist with ?force=true, which ends it",
                    Response.Status.CONFLICT);
        }
        Experiments.announce(
                steering, key, how + " over the API by " + Caller.of(caller).name());
    }
}
