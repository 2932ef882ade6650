package dev.faultline.load.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether retries hide the faults. */
record Retries() implements Check {

    private static final List<String> RETRIES = List.of("retry.linkerd.io/http", "retry.linkerd.io/grpc");

    @Override
    public String name() {
        return "retries";
    }

    @Override
    public String why() {
        return "Each retry is drawn anew: of 50 % faults the caller sees 25 with one retry and 12.5 with two.";
    }

    @Override
    public String fine() {
        return "No retries hide the faults.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.SERVICES, Resource.HTTP_ROUTES, Resource.GRPC_ROUTES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        List<KubeObject> all = new ArrayList<>(view.parent().stream().toList());
        view.routes().forEach(route -> all.add(route.object()));
        return all.stream()
                .flatMap(object -> RETRIES.stream()
                        .filter(retry -> object.annotation(retry).isPresent())
                        .map(retry -> Trouble.warning(
                                object.title() + " has the annotation " + retry + ": "
                                        + object.annotation(retry).orElse(""),
                                object.kubectl("annotate") + " " + retry + "-")))
                .toList();
    }
}
