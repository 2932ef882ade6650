package dev.faultline.load.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Whether the weights are those of somebody who has gone. */
record Leftover() implements Check {

    private static final String ORIGINAL = "faultline.dev/original-weights";
    private static final String LEASE = "faultline.dev/lease-until";
    private static final String HOLDER = "faultline.dev/held-by";
    private static final Duration GRACE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "weights-original";
    }

    @Override
    public String why() {
        return "Weights that are not the original ones may have been forgotten; what the injector gets of them fails.";
    }

    @Override
    public String fine() {
        return "The weights are the original ones.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.TRAFFIC_SPLITS);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        return OurLabel.steerable(view).stream()
                .filter(object -> object.annotation(ORIGINAL).isPresent()
                        || object.annotation(LEASE).isPresent())
                .map(object -> look(object, view))
                .toList();
    }

    private static Trouble look(KubeObject object, ClusterView view) {
        String holder = object.annotation(HOLDER).map(who -> " by " + who).orElse("");
        String original = object.annotation(ORIGINAL)
                .map(weights -> "; originally " + weights)
                .orElse("");
        String mend = object.kubectl("patch") + " --type=merge -p \"$(" + object.kubectl("get")
                + " -o jsonpath='{.metadata.annotations.faultline\\.dev/restore-patch}')\"";
        Optional<String> lease = object.annotation(LEASE);
        if (lease.isEmpty()) {
            return Trouble.warning(object.title() + " was changed by hand" + original, mend);
        }
        // A lease is renewed every 10 s; whoever watches puts the weights back some seconds after its end.
        return isOver(lease.get(), view.taken().minus(GRACE))
                ? Trouble.problem(object.title() + " was held" + holder + " until " + lease.get() + original, mend)
                : Trouble.warning(object.title() + " is held" + holder + " until " + lease.get() + original, mend);
    }

    private static boolean isOver(String until, Instant now) {
        try {
            return Instant.parse(until).isBefore(now);
        } catch (DateTimeParseException e) {
            // Nobody can renew it.
            return true;
        }
    }
}
