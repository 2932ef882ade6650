package dev.faultline.mesh.doctor;

import static dev.faultline.mesh.doctor.Check.problem;
import static dev.faultline.mesh.doctor.Check.warning;
import static dev.faultline.mesh.doctor.Resource.GRPC_ROUTES;
import static dev.faultline.mesh.doctor.Resource.HTTP_ROUTES;
import static dev.faultline.mesh.doctor.Resource.TRAFFIC_SPLITS;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.engine.MeshSource.Routing;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.threshold.SplitEffect;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import dev.faultline.mesh.doctor.Check.Trouble;
import dev.faultline.mesh.doctor.Doctor.Traffic;
import dev.faultline.mesh.split.Annotations;
import dev.faultline.mesh.split.RouteRef;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether load-client may and can steer what splits the traffic, has left nothing behind, and shares the injector's time. */
final class FaultlineChecks {

    static final List<Check> ALL = List.of(
            new Check(
                    "our-label",
                    "load-client changes the weights only of objects with this label, so that it never touches those of others.",
                    "What splits the traffic carries the label.",
                    List.of(HTTP_ROUTES, GRPC_ROUTES, TRAFFIC_SPLITS),
                    FaultlineChecks::missingLabel),
            new Check(
                    "steered-rule",
                    "load-client steers the only rule with more than one backend, and refuses if there is none or several.",
                    "One rule has more than one backend.",
                    List.of(HTTP_ROUTES, GRPC_ROUTES),
                    FaultlineChecks::unclearRule),
            new Check(
                    "weights-original",
                    "Weights that are not the original ones may have been forgotten; what the injector gets of them fails.",
                    "The weights are the original ones.",
                    List.of(HTTP_ROUTES, GRPC_ROUTES, TRAFFIC_SPLITS),
                    FaultlineChecks::changedWeights),
            new Check(
                    "in-effect",
                    "A proxy decides once by which kind of object it routes to a Service, and decides anew only after some seconds without traffic to it.",
                    "Nothing that the load of this process did lately contradicts the weights.",
                    List.of(HTTP_ROUTES, GRPC_ROUTES, TRAFFIC_SPLITS),
                    FaultlineChecks::withoutEffect),
            new Check(
                    "clocks",
                    "Faults expire, flap and ramp by the injector's clock: apart from ours they do it at other times than the report says.",
                    "The clocks that could be asked agree.",
                    List.of(),
                    FaultlineChecks::clocksApart));

    /** A lease is renewed every 10 s; whoever watches restores the weights some seconds after its end. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** The Date header is exact to a second. */
    private static final Duration CLOCKS_ODD = Duration.ofSeconds(2);

    private static final Duration CLOCKS_WRONG = Duration.ofSeconds(10);

    private FaultlineChecks() {}

    private static List<Trouble> missingLabel(ClusterView view) {
        String label = Annotations.PART_OF + "=" + Annotations.FAULTLINE;
        return steerable(view).stream()
                .filter(object -> !object.isPartOfFaultline())
                .map(object -> {
                    String found = object.title() + " does not carry the label " + label;
                    String mend = object.kubectl("label") + " --overwrite " + label;
                    return view.subject().isSteered(object) ? problem(found, mend) : warning(found, mend);
                })
                .toList();
    }

    private static List<Trouble> unclearRule(ClusterView view) {
        return steerable(view).stream()
                .filter(object -> object.resource() != TRAFFIC_SPLITS)
                .map(Route::new)
                .filter(route -> splittingRules(route) != 1)
                .map(route -> warning(
                        route.object().title() + " has " + splittingRules(route) + " rules with more than one backend",
                        route.object().kubectl("edit")))
                .toList();
    }

    private static long splittingRules(Route route) {
        return route.rules().stream()
                .filter(rule -> Route.backends(rule).size() > 1)
                .count();
    }

    private static List<Trouble> changedWeights(ClusterView view) {
        return steerable(view).stream()
                .filter(object -> object.annotation(Annotations.ORIGINAL).isPresent()
                        || object.annotation(Annotations.LEASE).isPresent())
                .map(object -> changed(object, view.taken()))
                .toList();
    }

    private static Trouble changed(KubeObject object, Instant now) {
        String holder =
                object.annotation(Annotations.HOLDER).map(who -> " by " + who).orElse("");
        String original = object.annotation(Annotations.ORIGINAL)
                .map(weights -> "; originally " + weights)
                .orElse("");
        String mend = object.kubectl("patch") + " --type=merge -p \"$(" + object.kubectl("get")
                + " -o jsonpath='{.metadata.annotations." + Annotations.RESTORE.replace(".", "\\.") + "}')\"";
        Optional<String> lease = object.annotation(Annotations.LEASE);
        if (lease.isEmpty()) {
            return warning(object.title() + " was changed by hand" + original, mend);
        }
        return isOver(lease.get(), now.minus(GRACE))
                ? problem(object.title() + " was held" + holder + " until " + lease.get() + original, mend)
                : warning(object.title() + " is held" + holder + " until " + lease.get() + original, mend);
    }

    private static boolean isOver(String until, Instant now) {
        try {
            return Instant.parse(until).isBefore(now);
        } catch (DateTimeParseException e) {
            // Nobody can renew it.
            return true;
        }
    }

    /** Returns what load-client was told to steer, or what splits between the Service and the injector. */
    private static List<KubeObject> steerable(ClusterView view) {
        List<KubeObject> all = new ArrayList<>(view.splits());
        view.routes().stream()
                .filter(route -> route.object().resource() != Resource.POLICY_ROUTES)
                .filter(route -> route.sendsTo(view.subject().injector()) || view.isOurs(route.object()))
                .forEach(route -> all.add(route.object()));
        return view.subject().route() == null
                ? all
                : all.stream().filter(view.subject()::isSteered).toList();
    }

    /** What other checks find keeps weights from their effect, too; this one tells of what objects can't. */
    private static List<Trouble> withoutEffect(ClusterView view) {
        Traffic traffic = view.traffic();
        if (traffic == null || !view.subject().isAt(traffic.plan().target())) {
            return List.of();
        }
        boolean overridden = TrafficSplitChecks.isOverridden(view);
        return steerable(view).stream()
                .flatMap(object -> Arrays.stream(RouteRef.Kind.values())
                        .filter(kind -> Resource.of(kind) == object.resource())
                        .filter(kind -> overridden == (kind.routing() == Routing.SERVICE_PROFILE))
                        .flatMap(kind -> withoutEffect(view, object, kind, traffic).stream()))
                .limit(1)
                .toList();
    }

    private static Optional<Trouble> withoutEffect(
            ClusterView view, KubeObject object, RouteRef.Kind kind, Traffic traffic) {
        Optional<ExpectedShare.ByRoute> expected =
                kind.expectation((ObjectNode) object.json(), view.subject().injector());
        Optional<String> seen = expected.map(route -> route.of(traffic.plan()).injected())
                .filter(share -> !Double.isNaN(share))
                .flatMap(share -> contradiction(traffic, share, view.subject().injector()));
        boolean other = traffic.routing() != null && traffic.routing() != kind.routing();
        if (!other && seen.isEmpty()) {
            return Optional.empty();
        }
        String waits = other
                ? object.title() + " waits until the caller has been silent for " + LoadControl.SILENCE.toSeconds()
                        + " s: its proxy still routes as before"
                        + seen.map(what -> " (" + what + ")").orElse("")
                : seen.orElseThrow() + ": perhaps " + object.title() + " waits until the caller has been silent for "
                        + LoadControl.SILENCE.toSeconds() + " s";
        String weights = expected.map(route -> route.split().weights().entrySet().stream()
                        .map(each -> '"' + each.getKey() + "\":" + each.getValue())
                        .collect(Collectors.joining(",", "{", "}")))
                .orElse("{...}");
        return Optional.of(problem(
                waits,
                "curl -X PUT http://load-client:8080/api/split -d '{\"weights\":" + weights
                        + "}'   # pauses the load for that, if it must"));
    }

    /** Seconds before the weights were changed are among those that are looked at; the newest ones alone may agree. */
    private static Optional<String> contradiction(Traffic traffic, double share, String injector) {
        SplitEffect seen = SplitEffect.together(traffic.seconds(), traffic.inFlight(), share);
        boolean agrees = !seen.isTelling()
                || seen.agrees()
                || SplitEffect.judge(traffic.seconds(), traffic.inFlight(), share) == Ruling.MET;
        return agrees ? Optional.empty() : Optional.of(seen.sentence(injector));
    }

    private static List<Trouble> clocksApart(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        clockApart("the API server's", view.clocks().apiServer()).ifPresent(troubles::add);
        clockApart("the injector's", view.clocks().injector()).ifPresent(troubles::add);
        return troubles;
    }

    private static Optional<Trouble> clockApart(String whose, @Nullable Duration ahead) {
        if (ahead == null || ahead.abs().compareTo(CLOCKS_ODD) <= 0) {
            return Optional.empty();
        }
        String found = whose + " clock is " + ahead.abs().toSeconds() + " s "
                + (ahead.isNegative() ? "behind" : "ahead of") + " this one";
        String mend = "sudo timedatectl set-ntp true   # on the machine whose clock is wrong";
        boolean wrong = ahead.abs().compareTo(CLOCKS_WRONG) > 0;
        return Optional.of(wrong ? problem(found, mend) : warning(found, mend));
    }
}
