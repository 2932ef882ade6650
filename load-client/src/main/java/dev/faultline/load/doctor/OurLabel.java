package dev.faultline.load.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether load-client may steer what splits the traffic. */
record OurLabel() implements Check {

    /** The label. */
    static final String KEY = "app.kubernetes.io/part-of";

    /** Its value. */
    static final String US = "faultline";

    @Override
    public String name() {
        return "our-label";
    }

    @Override
    public String why() {
        return "load-client changes the weights only of objects with this label, so that it never touches those of others.";
    }

    @Override
    public String fine() {
        return "What splits the traffic carries the label.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.TRAFFIC_SPLITS);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        return steerable(view).stream()
                .filter(object -> object.label(KEY).filter(US::equals).isEmpty())
                .map(object -> {
                    boolean told = view.subject()
                            .steered()
                            .filter(name -> name.names(object))
                            .isPresent();
                    String found = object.title() + " does not carry the label " + KEY + "=" + US;
                    String mend = object.kubectl("label") + " --overwrite " + KEY + "=" + US;
                    return told ? Trouble.problem(found, mend) : Trouble.warning(found, mend);
                })
                .toList();
    }

    /** Returns what load-client was told to steer, or what splits between the Service and the injector. */
    static List<KubeObject> steerable(ClusterView view) {
        List<KubeObject> all = new ArrayList<>(view.splits());
        String injector = view.subject().injector();
        view.routes().stream()
                .filter(route -> route.object().resource() != Resource.POLICY_ROUTES)
                .filter(route -> route.sendsTo(injector) || view.isOurs(route.object()))
                .forEach(route -> all.add(route.object()));
        return view.subject()
                .steered()
                .map(name -> all.stream().filter(name::names).toList())
                .orElse(all);
    }
}
