package dev.faultline.load.doctor;

import java.util.List;

/** Whether somebody does what the TrafficSplit says. */
record SmiAdaptor() implements Check {

    @Override
    public String name() {
        return "smi-adaptor";
    }

    @Override
    public String why() {
        return "Linkerd itself does not read TrafficSplits: the SMI extension writes them into a ServiceProfile.";
    }

    @Override
    public String fine() {
        return "Each TrafficSplit has become a ServiceProfile.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.SERVICE_PROFILES, Resource.TRAFFIC_SPLITS);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        if (!view.isRead(Resource.SERVICE_PROFILES)) {
            return List.of();
        }
        boolean written = view.all(Resource.SERVICE_PROFILES).stream()
                .filter(profile -> isFor(profile, view))
                .anyMatch(profile -> !profile.spec().path("dstOverrides").isEmpty());
        return view.splits().stream()
                .filter(split -> !written)
                .map(split -> Trouble.problem(
                        split.title() + " is in no ServiceProfile: the SMI extension does not run",
                        "linkerd smi install | kubectl apply -f -"))
                .toList();
    }

    /** Returns whether a profile is that of the Service: its name is the Service's DNS name. */
    static boolean isFor(KubeObject profile, ClusterView view) {
        Subject subject = view.subject();
        return profile.name().startsWith(subject.service() + "." + subject.namespace() + ".svc.");
    }
}
