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
{{- if and .Values.monitoring.podMonitor.enabled (not (.Capabilities.APIVersions.Has "monitoring.coreos.com/v1/PodMonitor")) -}}
{{- fail "the cluster does not know monitoring.coreos.com/v1/PodMonitor: install the Prometheus operator first, or set monitoring.podMonitor.enabled=false" -}}
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
{{- $ports := list -}}
{{- range dig "spec" "ports" list $service -}}
{{- $ports = append $ports (int .port) -}}
{{- end -}}
{{- $wanted := include "faultline.targetPort" $ | int -}}
{{- if not (has $wanted $ports) -}}
{{- printf "target.service=%s has no port %d: set target.port to one of %s" $.Values.target.service $wanted (join ", " $ports) | fail -}}
{{- end -}}
{{- end -}}
{{- end -}}
