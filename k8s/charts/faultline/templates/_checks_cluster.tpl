{{/* What only the cluster knows; a mere renderer (helm template) knows nothing of it and refuses nothing. */}}
{{- define "faultline.checkCluster" -}}
{{- if include "faultline.live" . -}}
{{- include "faultline.checkKinds" . -}}
{{- if and (ne .Values.routing.mode "none") .Values.target.service -}}
{{- include "faultline.checkService" (list . (lookup "v1" "Service" (include "faultline.namespace" .) .Values.target.service)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "faultline.checkKinds" -}}
{{- $gateway := "the Gateway API (1.2.1) first: kubectl apply --server-side -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.2.1/standard-install.yaml" -}}
{{- $smi := "the SMI extension of Linkerd first, or set routing.mode=httproute" -}}
{{- $kind := printf "%s/%s" (include "faultline.routeApiVersion" .) (include "faultline.routeKind" .) -}}
{{- if and (ne .Values.routing.mode "none") (not (.Capabilities.APIVersions.Has $kind)) -}}
{{- printf "the cluster does not know %s, which routing.mode=%s needs: install %s" $kind .Values.routing.mode (eq .Values.routing.mode "trafficsplit" | ternary $smi $gateway) | fail -}}
{{- end -}}
{{- if and .Values.linkerd.policy.enabled (not (.Capabilities.APIVersions.Has "policy.linkerd.io/v1beta3/Server")) -}}
{{- fail "the cluster does not know policy.linkerd.io/v1beta3/Server, which linkerd.policy.enabled=true needs: install Linkerd first, or set linkerd.policy.enabled=false" -}}
{{- end -}}
{{- if and .Values.control.tls.certManager.enabled (not (.Capabilities.APIVersions.Has "cert-manager.io/v1/Certificate")) -}}
{{- fail "the cluster does not know cert-manager.io/v1/Certificate, which control.tls.certManager.enabled=true needs: install cert-manager first, or name a Secret of your own in control.tls.secretName" -}}
{{- end -}}
{{- if and .Values.monitoring.podMonitor.enabled (not (.Capabilities.APIVersions.Has "monitoring.coreos.com/v1/PodMonitor")) -}}
{{- fail "the cluster does not know monitoring.coreos.com/v1/PodMonitor: install the Prometheus operator first, or set monitoring.podMonitor.enabled=false" -}}
{{- end -}}
{{- if and .Values.monitoring.rules.enabled (not (.Capabilities.APIVersions.Has "monitoring.coreos.com/v1/PrometheusRule")) -}}
{{- fail "the cluster does not know monitoring.coreos.com/v1/PrometheusRule: install the Prometheus operator first, or set monitoring.rules.enabled=false" -}}
{{- end -}}
{{- end -}}

{{/* Refuses a Service of the user's whose traffic no mesh can split: list $ SERVICE. One that is not there yet may come. */}}
{{- define "faultline.checkService" -}}
{{- $ := first . -}}
{{- $service := last . -}}
{{- if $service -}}
{{- if eq (dig "spec" "clusterIP" "" $service) "None" -}}
{{- printf "target.service=%s is headless: callers reach its pods directly, past every split; set target.service to a Service with a cluster IP" $.Values.target.service | fail -}}
{{- end -}}
{{- if eq (dig "spec" "type" "" $service) "ExternalName" -}}
{{- printf "target.service=%s is an ExternalName, an alias without an address that a mesh could split: set target.service to a Service with a cluster IP" $.Values.target.service | fail -}}
{{- end -}}
{{- include "faultline.checkPort" (list $ (dig "spec" "ports" list $service)) -}}
{{- end -}}
{{- end -}}

{{/* Refuses a port that is none of the Service's, or whose traffic Linkerd takes for something else: list $ PORTS. */}}
{{- define "faultline.checkPort" -}}
{{- $ := first . -}}
{{- $wanted := include "faultline.targetPort" $ | int -}}
{{- $name := $.Values.target.service -}}
{{- $ports := list -}}
{{- $protocol := "" -}}
{{- range last . -}}
{{- if eq (default "TCP" .protocol) "TCP" -}}
{{- $ports = append $ports (int .port) -}}
{{- if eq (int .port) $wanted -}}
{{- $protocol = default "" .appProtocol | lower -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if not (has $wanted $ports) -}}
{{- printf "target.service=%s has no port %d for TCP: set target.port to one of %s" $name $wanted (join ", " $ports) | fail -}}
{{- end -}}
{{- $wants := eq $.Values.routing.mode "grpcroute" | ternary "kubernetes.io/h2c" "http" -}}
{{- if and $protocol (not (has $protocol (list "http" "kubernetes.io/h2c"))) -}}
{{- printf "port %d of target.service=%s has appProtocol %s, which makes it opaque to Linkerd, without routes: set its appProtocol to %s, or set target.port to another port" $wanted $name $protocol $wants | fail -}}
{{- end -}}
{{- if and (eq $protocol "http") (eq $.Values.routing.mode "grpcroute") -}}
{{- printf "port %d of target.service=%s has appProtocol http, where a GRPCRoute counts for nothing: set its appProtocol to %s, or routing.mode=httproute" $wanted $name $wants | fail -}}
{{- end -}}
{{- end -}}

{{/* Whether the Service of the user's is not there yet: the cluster is asked, so a mere renderer says nothing. */}}
{{- define "faultline.targetMissing" -}}
{{- if and (include "faultline.live" .) (ne .Values.routing.mode "none") .Values.target.service (not .Values.demoBackend.enabled) -}}
{{- if not (lookup "v1" "Service" (include "faultline.namespace" .) .Values.target.service) -}}true{{- end -}}
{{- end -}}
{{- end -}}
