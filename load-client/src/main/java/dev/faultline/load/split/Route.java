package dev.faultline.load.split;

/**
 * What an HTTPRoute says: the Service whose traffic is split, and the weights.
 *
 * @param name the route's own name
 * @param service the Service that it is attached to
 * @param port the Service's port, 0 for all
 */
public record Route(String name, String service, int port, Split split) {

    /** Returns whether requests to that Service and port are routed by this. */
    public boolean covers(String host, int hostPort) {
        boolean sameService = host.equals(service) || host.startsWith(service + ".");
        return sameService && (port == 0 || port == hostPort);
    }
}
