package dev.faultline.load.doctor;

import java.util.List;

/** Whether a ServiceProfile stands in the way. */
record ServiceProfiles() implements Check {

    @Override
    public String name() {
        return "service-profile";
    }

    @Override
    public String why() {
        return "A ServiceProfile with routes or dstOverrides replaces all routes, retries, timeouts and breakers of the Service.";
    }

    @Override
    public String fine() {
        return "No ServiceProfile overrides the routes.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.SERVICE_PROFILES, Resource.TRAFFIC_SPLITS);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        // Its overrides are how a TrafficSplit works.
        boolean split = !view.splits().isEmpty();
        return view.all(Resource.SERVICE_PROFILES).stream()
                .filter(profile -> SmiAdaptor.isFor(profile, view))
                .filter(profile -> !profile.spec().path("routes").isEmpty()
                        || (!split && !profile.spec().path("dstOverrides").isEmpty()))
                .map(profile -> Trouble.problem(
                        profile.title() + " in namespace " + profile.namespace() + " has "
                                + (profile.spec().path("routes").isEmpty() ? "dstOverrides" : "routes"),
                        profile.merge("{\"spec\":{\"routes\":[],\"dstOverrides\":[]}}")))
                .toList();
    }
}
