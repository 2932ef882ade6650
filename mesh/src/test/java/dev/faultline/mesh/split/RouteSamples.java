package dev.faultline.mesh.split;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import java.nio.charset.StandardCharsets;

/** Objects as the API server gives them. */
final class RouteSamples {

    private static final StrictReader YAML = WireYaml.reader();

    static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: demo-backend-faults
              labels: {app.kubernetes.io/part-of: faultline}
            spec:
              parentRefs: [{group: core, kind: Service, name: demo-backend, port: 8080}]
              rules:
                - matches: [{path: {type: PathPrefix, value: /}}]
                  timeouts: {request: 5s}
                  backendRefs:
                    - {group: "", kind: Service, name: demo-backend, port: 8080, weight: 100}
                    - {group: "", kind: Service, name: error-injector, port: 8080, weight: 0}
            """;

    static final String SPLIT = """
            apiVersion: split.smi-spec.io/v1alpha1
            kind: TrafficSplit
            metadata:
              name: error-split
              labels: {app.kubernetes.io/part-of: faultline}
            spec:
              service: demo-backend
              backends:
                - {service: demo-backend, weight: 500m}
                - {service: error-injector, weight: 500m}
            """;

    private RouteSamples() {}

    static ObjectNode read(String yaml) {
        return (ObjectNode) YAML.tree(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
