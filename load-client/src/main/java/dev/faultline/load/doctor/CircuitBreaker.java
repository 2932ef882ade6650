package dev.faultline.load.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether a circuit breaker hides the faults. */
record CircuitBreaker() implements Check {

    private static final String BREAKER = "balancer.linkerd.io/failure-accrual";

    @Override
    public String name() {
        return "circuit-breaker";
    }

    @Override
    public String why() {
        return "Linkerd reads breakers from the Service that is called, and applies them to all backends: the injector fails, trips, and gets almost nothing.";
    }

    @Override
    public String fine() {
        return "No circuit breaker hides the faults.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.SERVICES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        String parent = view.subject().service();
        String injector = view.subject().injector();
        List<Trouble> troubles = new ArrayList<>();
        view.service(parent)
                .filter(service -> service.annotation(BREAKER).isPresent())
                .ifPresent(service -> troubles.add(Trouble.problem(
                        "Service " + parent + " has the annotation " + BREAKER,
                        service.kubectl("annotate") + " " + BREAKER + "-")));
        view.service(injector)
                .filter(service ->
                        !injector.equals(parent) && service.annotation(BREAKER).isPresent())
                .ifPresent(service -> troubles.add(Trouble.warning(
                        "Service " + injector + " has the annotation " + BREAKER + ", which does nothing in a split",
                        service.kubectl("annotate") + " " + BREAKER + "-")));
        return troubles;
    }
}
