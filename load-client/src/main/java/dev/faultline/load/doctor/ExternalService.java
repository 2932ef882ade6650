package dev.faultline.load.doctor;

import java.util.List;

/** Whether the Service is more than another name. */
record ExternalService() implements Check {

    @Override
    public String name() {
        return "external-name";
    }

    @Override
    public String why() {
        return "An ExternalName is a DNS alias without an address of its own: there is nothing that a route could hold on to.";
    }

    @Override
    public String fine() {
        return "The Service is no ExternalName.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.SERVICES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        return view.parent()
                .filter(service -> service.spec().path("type").asText().equals("ExternalName"))
                .map(service -> List.of(Trouble.problem(
                        "Service " + service.name() + " is of type ExternalName ("
                                + service.spec().path("externalName").asText()
                                + "); it needs pods behind it, and ports",
                        service.merge("{\"spec\":{\"type\":\"ClusterIP\",\"externalName\":null,\"selector\":"
                                + "{\"app.kubernetes.io/name\":\"" + service.name() + "\"}}}"))))
                .orElse(List.of());
    }
}
