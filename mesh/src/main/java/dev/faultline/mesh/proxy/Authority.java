package dev.faultline.mesh.proxy;

import dev.faultline.load.plan.Target;
import org.jspecify.annotations.Nullable;

/**
 * Tells which authority of a proxy's metrics is the Service that a target names, such as
 * {@code demo-backend.faultline.svc.cluster.local:8080} for {@code http://demo-backend:8080/}.
 */
final class Authority {

    private static final int DEFAULT_PORT = 80;

    private final String host;
    private final int port;
    /** What it begins with if the host is a short name; null if that is not known. */
    private final @Nullable String qualified;

    /** @param namespace of this pod, in which a name of one label is looked up; null if not known */
    Authority(Target target, @Nullable String namespace) {
        String name = target.host();
        host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        port = target.port();
        qualified = switch ((int) host.chars().filter(sign -> sign == '.').count()) {
            case 0 -> namespace == null ? null : host + "." + namespace + ".svc.";
            case 1 -> host + ".svc.";
            default -> host + ".";
        };
    }

    /** Returns whether that is it. */
    boolean is(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean ported = colon > authority.lastIndexOf(']');
        String name = ported ? authority.substring(0, colon) : authority;
        String written = ported ? authority.substring(colon + 1) : Integer.toString(DEFAULT_PORT);
        if (!written.equals(Integer.toString(port))) {
            return false;
        }
        return name.equals(host) || (qualified == null ? isAnywhere(name) : name.startsWith(qualified));
    }

    /** Without a namespace of its own it must be that of the only Service of the name that is asked. */
    private boolean isAnywhere(String name) {
        String[] labels = name.split("\\.", 4);
        return labels.length == 4 && labels[0].equals(host) && labels[2].equals("svc");
    }
}
