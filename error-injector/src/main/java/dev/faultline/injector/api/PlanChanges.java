package dev.faultline.injector.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.injector.control.PlanControl;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.tls.Authority;
import dev.faultline.platform.http.Caller;
import dev.faultline.platform.http.Responses;
import dev.faultline.platform.wire.Require;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the plan in force, the same way for all calls that make one: {@code If-Match} is checked, a dry run changes
 * nothing, and each change is one line in the log that says who, what and until when.
 */
@Singleton
final class PlanChanges {

    private static final Logger LOG = Logger.getLogger("dev.faultline.audit");

    /** As many bytes of the hash as make a clash unthinkable and a tag short. */
    private static final int TAG_BYTES = 12;

    private final PlanControl control;
    private final PlanJson json;
    private final InstantSource clock;
    private final boolean speaksTls;
    private final String instance = UUID.randomUUID().toString();
    private volatile @Nullable Made latest;

    /** A change that was made over this API. */
    private record Made(FaultPlan plan, Change change) {}

    /**
     * Which plan is in force in this process. Who has seen one revision and sees the same of the same instance later knows
     * that nobody has touched the plan in between.
     *
     * @param instance names this process; another after a restart
     * @param revision grows with every change, also with one to the same plan
     * @param etag of the plan
     * @param expired whether the plan injects nothing any more, since its time has passed
     * @param changed how the plan came to be; absent unless it came over the API of this very process
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Revision(
            String instance,
            long revision,
            String etag,
            boolean expired,
            @Nullable Change changed) {

        /** What such an answer is like. */
        static final Revision EXAMPLE = new Revision(
                "0b0f8a52-3f0c-4b58-9d0e-6a4f9f3b8f11",
                7,
                "\"7a9c1f0e2b3d4c5f6a7b8c9d\"",
                false,
                new Change("set", "10.0.0.7"));
    }

    /**
     * How a plan came to be.
     *
     * @param how such as {@code set} or {@code stopped}
     * @param by the address of the caller, or its identity in the mesh
     */
    record Change(String how, String by) {}

    PlanChanges(PlanControl control, PlanJson json, InstantSource clock, Optional<Authority> authority) {
        speaksTls = authority.isPresent();
        this.control = control;
        this.json = json;
        this.clock = clock;
    }

    /** Puts into force what the change makes of the plan in force, and answers it. */
    Response change(String verb, HttpServerRequest request, boolean dryRun, UnaryOperator<FaultPlan> change) {
        UnaryOperator<FaultPlan> checked = current -> {
            checkPrecondition(request, current);
            FaultPlan next = change.apply(current);
            Require.that(
                    speaksTls || next.tls().isEmpty(),
                    "tls",
                    "must be left out where the injector does not speak TLS (the settings faultline.injector.tls)",
                    next.tls().size());
            return next;
        };
        if (dryRun) {
            return Response.ok(json.write(checked.apply(control.plan())), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        }
        FaultPlan accepted = control.change(checked);
        note(verb, accepted, request);
        return answer(accepted);
    }

    /** Stops all faults at once, also those that are holding requests back, and answers the plan that is left. */
    Response stop(HttpServerRequest request, boolean dryRun) {
        if (dryRun) {
            return change("stopped", request, true, FaultPlan::stopped);
        }
        try {
            // Only a call with a condition waits for what the other replicas say.
            FaultPlan stopped = request.getHeader(HttpHeaders.IF_MATCH) == null
                    ? control.stop()
                    : control.stopIf(current -> checkPrecondition(request, current));
            note("stopped", stopped, request);
            return answer(stopped);
        } catch (PlanControl.StoreUnavailable e) {
            LOG.warnf("fault plan stopped by %s: %s", Caller.of(request), e.getMessage());
            throw e;
        }
    }

    /** Answers which plan is in force in this process. */
    @SuppressWarnings("ReferenceEquality") // an equal plan of somebody else's is another change
    Response revision() {
        PlanControl.Revision now = control.revision();
        Made made = latest;
        Change change = made == null || made.plan() != now.plan() ? null : made.change();
        return Responses.json(new Revision(
                instance, now.number(), tag(json.write(now.plan())), now.plan().isExpired(clock.instant()), change));
    }

    /** Answers a plan in force, with its tag. */
    Response answer(FaultPlan plan) {
        byte[] document = json.write(plan);
        return Response.ok(document, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, tag(document))
                .build();
    }

    /**
     * Returns the entity tag of a document, made of its content alone: the same plan has the same tag on every replica and
     * after a restart.
     */
    private static String tag(byte[] document) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(document);
            return '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Throws a 412 unless {@code If-Match} holds (RFC 9110, 13.1.1): weak tags never match, {@code *} always does. */
    private void checkPrecondition(HttpServerRequest request, FaultPlan inForce) {
        String wanted = request.getHeader(HttpHeaders.IF_MATCH);
        if (wanted == null) {
            return;
        }
        String current = tag(json.write(inForce));
        if (Arrays.stream(wanted.split(","))
                .map(String::strip)
                .noneMatch(tag -> tag.equals("*") || tag.equals(current))) {
            throw new ClientErrorException(
                    "the plan in force has changed: its ETag is " + current + ", not " + wanted,
                    Response.Status.PRECONDITION_FAILED);
        }
    }

    private void note(String verb, FaultPlan plan, HttpServerRequest request) {
        Caller caller = Caller.of(request);
        latest = new Made(plan, new Change(verb, caller.name()));
        LOG.infof("fault plan %s by %s: %s", verb, caller, plan.summary());
    }
}
