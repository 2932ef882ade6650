package dev.faultline.k8s;

import java.util.List;
import java.util.stream.Stream;

/** Values that make sense, each row with what is special about it: what holds of the chart must hold of all. */
final class ChartMatrix {

    /** What a user of inject-into must say. */
    static final String CART = "target: {service: cart, port: 80}";

    private ChartMatrix() {}

    static Stream<ChartValues> rows() {
        return Stream.of(profiles(), routing(), parts(), names(), options()).flatMap(List::stream);
    }

    private static List<ChartValues> profiles() {
        return List.of(
                ChartValues.of("{}"),
                ChartValues.profile("demo", "{}"),
                ChartValues.profile("ha", "{}"),
                ChartValues.profile("inject-into", CART),
                ChartValues.profile("inject-into+ha", CART + "\nrouting: {faultWeight: 10}"),
                ChartValues.profile("inject-into", CART + "\nloadClient: {enabled: true}\nload: {rate: 5}"));
    }

    private static List<ChartValues> routing() {
        return List.of(
                ChartValues.of("routing: {mode: none}"),
                ChartValues.of("routing: {mode: httproute, faultWeight: 100}"),
                ChartValues.of("routing: {mode: grpcroute, faultWeight: 50}\nload: {rate: 1}"),
                ChartValues.of("routing: {mode: trafficsplit, faultWeight: 10}"),
                ChartValues.of("routing: {mode: trafficsplit, trafficSplit: {apiVersion: v1alpha2}}"),
                ChartValues.of("routing: {mode: trafficsplit}\ntarget: {port: 8081}"),
                ChartValues.profile("inject-into", "routing: {mode: trafficsplit, faultWeight: 100}\n" + CART),
                ChartValues.profile(
                        "inject-into",
                        "routing: {mode: trafficsplit}\ntarget: {service: minio, port: 9000}\n"
                                + "errorInjector: {service: {controlPort: 9090}}"),
                ChartValues.profile("inject-into", "target: {service: minio, port: 9000}"),
                ChartValues.profile("inject-into", "routing: {mode: grpcroute}\ntarget: {service: cart, port: 50051}"),
                ChartValues.of("routing: {match: {headers: [{name: x-chaos, value: 'on'}]}, faultWeight: 100}"),
                ChartValues.of("routing: {mode: grpcroute, match: {headers: [{name: x-chaos, value: 'on'}]}}"),
                ChartValues.of("routing: {retries: {http: '5xx,429', limit: 2, timeout: 300ms},"
                        + " timeouts: {request: 2s, response: 1s, idle: 1m}}"),
                ChartValues.of("routing: {mode: grpcroute, retries: {grpc: 'internal,unavailable'}}"),
                ChartValues.of("routing: {circuitBreaker: {enabled: true}, annotations: {team: shop}}"));
    }

    private static List<ChartValues> parts() {
        return List.of(
                ChartValues.of("routing: {mode: none}\nerrorInjector: {enabled: false}\nload: {rate: 1}"),
                ChartValues.of("routing: {mode: none}\nerrorInjector: {enabled: false}\nloadClient: {enabled: false}"),
                ChartValues.of("routing: {mode: none}\ndemoBackend: {enabled: false}\nloadClient: {enabled: false}"),
                ChartValues.of("routing: {mode: none}\ndemoBackend: {enabled: false}\nerrorInjector: {enabled: false}\n"
                        + "load: {rate: 1, target: 'http://cart.shop:8080/'}"),
                ChartValues.of("errorInjector: {replicas: 3}\ndemoBackend: {replicas: 2, preStopSeconds: 0}"),
                ChartValues.of("faults: {shared: false, plan: {rules: [{name: slow, delay: {type: fixed,"
                        + " value: 80ms}}]}}\nload: {shared: false, plan: {stages: [{rate: 5, duration: 10s}]}}"),
                ChartValues.of("loadClient: {reports: {existingClaim: reports}}"),
                ChartValues.of("loadClient: {senders: 1}\nload: {rate: 5}\nmonitoring: {podMonitor: {enabled: true}}"),
                ChartValues.of("loadClient: {sendersAutoscaling: {enabled: true}, replicas: 2}\n"
                        + "linkerd: {policy: {enabled: true, networks: [10.0.0.0/8]}}\ncontrol: {enabled: false}"),
                ChartValues.of("loadClient: {senders: 1000, podDisruptionBudget: {maxUnavailable: 10%}}\n"
                        + "linkerd: {inject: false}\nnameOverride: drill"));
    }

    private static List<ChartValues> names() {
        return List.of(
                ChartValues.of("fullnameOverride: shop"),
                ChartValues.of("enabled: true"),
                ChartValues.of("nameOverride: drill\ncontrol: {existingSecret: own, key: the.token}"),
                ChartValues.of("namespaceOverride: elsewhere\nlinkerd: {policy: {enabled: true}}"),
                ChartValues.of("image: {registry: registry.example, tag: '1', pullSecrets: [pull]}\n"
                        + "demoBackend: {image: {digest: 'sha256:" + "0a".repeat(32) + "'}}"),
                ChartValues.of("commonLabels: {team: shop}\ncommonAnnotations: {owner: us}\n"
                        + "podAnnotations: {a: b}\nloadClient: {podLabels: {x: z}, podAnnotations: {a: c}}"));
    }

    private static List<ChartValues> options() {
        return List.of(
                ChartValues.of("control: {enabled: false}\ntests: {enabled: false}"),
                ChartValues.of("chaos: {enabled: true}\nnetworkPolicy: {controlFrom: [{namespaceSelector: {}}],"
                        + " apiFrom: [{namespaceSelector: {}}], egress: [{to: [{namespaceSelector: {}}]}]}"),
                ChartValues.of("linkerd: {inject: false}\nnetworkPolicy: {enabled: false}"),
                ChartValues.of("""
                        control: {tls: {secretName: own}}
                        load: {rate: 1}
                        loadClient: {senders: 2, replicas: 2}
                        monitoring: {podMonitor: {enabled: true}}
                        linkerd: {policy: {enabled: true, networks: [10.0.0.0/8]}}
                        """),
                ChartValues.of("""
                        control: {enabled: false, tls: {secretName: own, caKey: ''}}
                        load: {rate: 1}
                        monitoring: {podMonitor: {enabled: true}}
                        demoBackend: {extraEnv: [{name: A, value: b}]}
                        """),
                ChartValues.of("linkerd: {policy: {enabled: true, networks: [10.0.0.0/8],"
                        + " serviceAccounts: [{name: prometheus, namespace: monitoring}]}}"),
                ChartValues.of("monitoring: {podMonitor: {enabled: true, labels: {release: kps}},"
                        + " rules: {enabled: true, labels: {release: kps}},"
                        + " dashboards: {enabled: true, annotations: {folder: chaos}}}"),
                ChartValues.of("priorityClassName: high\nerrorInjector: {nodeSelector: {a: b}, tolerations:"
                        + " [{operator: Exists}], affinity: {nodeAffinity: {}}, extraEnv: [{name: A, value: b}]}"),
                ChartValues.of("""
                        extraManifests:
                          - {apiVersion: v1, kind: ConfigMap, metadata: {name: '{{ .Release.Name }}-x'}}
                          - "{apiVersion: v1, kind: ConfigMap, metadata: {name: other}}"
                        """));
    }
}
