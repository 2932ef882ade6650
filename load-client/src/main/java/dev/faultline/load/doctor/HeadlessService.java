package dev.faultline.load.doctor;

import java.util.List;

/** Whether the Service has an address of its own. */
record HeadlessService() implements Check {

    @Override
    public String name() {
        return "headless-service";
    }

    @Override
    public String why() {
        return "The name of a headless Service stands for its pods: callers reach a pod past every route and split.";
    }

    @Override
    public String fine() {
        return "The Service is not headless.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.SERVICES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        return view.parent()
                .filter(service -> service.spec().path("clusterIP").asText().equals("None"))
                .map(service -> List.of(Trouble.problem(
                        "Service " + service.name()
                                + " is headless (clusterIP: None); send to a second one with an address,"
                                + " and name that one in the route",
                        "kubectl -n " + service.namespace() + " expose service " + service.name() + " --name="
                                + service.name() + "-split")))
                .orElse(List.of());
    }
}
