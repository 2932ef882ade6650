package dev.faultline.injector.api;

import dev.faultline.injector.control.NotShared;
import dev.faultline.injector.control.PlanControl;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.server.PlanStore;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Changes of the plan in force, the same way for all calls that make one: the precondition looked at, a dry run changing
 * nothing, and one line in the log for each change that says who, what and until when.
 */
@Singleton
final class PlanChanges {

    private static final Logger LOG = Logger.getLogger("dev.faultline.audit");

    private final PlanStore store;
    private final PlanControl control;
    private final PlanJson json;

    PlanChanges(PlanStore store, PlanControl control, PlanJson json) {
        this.store = store;
        this.control = control;
        this.json = json;
    }

    /** Puts into force what the change makes of the plan in force, and answers it. */
    Response change(String verb, HttpServerRequest request, boolean dryRun, UnaryOperator<FaultPlan> change) {
        UnaryOperator<FaultPlan> checked = current -> {
            check(request, current);
            return change.apply(current);
        };
        if (dryRun) {
            return Response.ok(json.write(checked.apply(store.plan())), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        }
        FaultPlan accepted = control.change(checked);
        log(verb, accepted, request);
        return answer(accepted);
    }

    /** Stops all faults at once, also those that are holding requests back, and answers the plan that is left. */
    Response stop(HttpServerRequest request, boolean dryRun) {
        if (dryRun) {
            return change("stopped", request, true, FaultPlan::stopped);
        }
        try {
            // Only who makes a condition waits for what the other replicas say.
            FaultPlan stopped = request.getHeader(HttpHeaders.IF_MATCH) == null
                    ? control.stop()
                    : control.stopIf(current -> check(request, current));
            log("stopped", stopped, request);
            return answer(stopped);
        } catch (NotShared e) {
            LOG.warnf("fault plan stopped by %s: %s", Caller.of(request), e.getMessage());
            throw e;
        }
    }

    /** Answers a plan in force, with its tag. */
    Response answer(FaultPlan plan) {
        byte[] document = json.write(plan);
        return Response.ok(document, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, ETag.of(document))
                .build();
    }

    private void check(HttpServerRequest request, FaultPlan current) {
        new Precondition(request.getHeader(HttpHeaders.IF_MATCH)).check(ETag.of(json.write(current)));
    }

    private static void log(String verb, FaultPlan plan, HttpServerRequest request) {
        LOG.infof("fault plan %s by %s: %s", verb, Caller.of(request), plan.summary());
    }
}
