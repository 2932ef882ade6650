{{/* The namespace of all objects. */}}
{{- define "faultline.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{/* What goes before all names; nothing by default, so that http://demo-backend:8080 just works. */}}
{{- define "faultline.prefix" -}}
{{- if .Values.fullnameOverride -}}
{{- printf "%s-" .Values.fullnameOverride -}}
{{- else if .Values.nameOverride -}}
{{- if contains .Values.nameOverride .Release.Name -}}
{{- printf "%s-" .Release.Name -}}
{{- else -}}
{{- printf "%s-%s-" .Release.Name .Values.nameOverride -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The name of a part: list $ "error-injector". */}}
{{- define "faultline.name" -}}
{{- printf "%s%s" (include "faultline.prefix" (first .)) (last .) -}}
{{- end -}}

{{/* The Service whose traffic is split. */}}
{{- define "faultline.target" -}}
{{- default (include "faultline.name" (list . "demo-backend")) .Values.target.service -}}
{{- end -}}

{{- define "faultline.targetPort" -}}
{{- default (eq .Values.routing.mode "grpcroute" | ternary 8081 8080) .Values.target.port | int -}}
{{- end -}}

{{/* The port of the injector's Service that the route names. A TrafficSplit names none: both Services need the same. */}}
{{- define "faultline.injectorPort" -}}
{{- if eq .Values.routing.mode "grpcroute" -}}
8081
{{- else -}}
{{- include "faultline.injectorHttpPort" . -}}
{{- end -}}
{{- end -}}

{{- define "faultline.injectorHttpPort" -}}
{{- if and (eq .Values.routing.mode "trafficsplit") .Values.target.service -}}
{{- include "faultline.targetPort" . -}}
{{- else -}}
8080
{{- end -}}
{{- end -}}

{{- define "faultline.routeName" -}}
{{- default (printf "%s-faults" (include "faultline.target" .)) .Values.routing.name -}}
{{- end -}}

{{- define "faultline.routeApiVersion" -}}
{{- if eq .Values.routing.mode "trafficsplit" -}}
{{- printf "split.smi-spec.io/%s" .Values.routing.trafficSplit.apiVersion -}}
{{- else -}}
gateway.networking.k8s.io/v1
{{- end -}}
{{- end -}}

{{- define "faultline.routeKind" -}}
{{- get (dict "httproute" "HTTPRoute" "grpcroute" "GRPCRoute" "trafficsplit" "TrafficSplit") .Values.routing.mode -}}
{{- end -}}

{{- define "faultline.secretName" -}}
{{- default (include "faultline.name" (list . "faultline-control")) .Values.control.existingSecret -}}
{{- end -}}

{{/* Where load-client sends what it is asked to send. */}}
{{- define "faultline.loadTarget" -}}
{{- default (printf "http://%s:%s/" (include "faultline.target" .) (include "faultline.targetPort" .)) .Values.load.target -}}
{{- end -}}

{{/* Whether pods of their own send what load-client is asked to send. */}}
{{- define "faultline.sends" -}}
{{- if and .Values.loadClient.enabled (or (gt (int .Values.loadClient.senders) 0) .Values.loadClient.sendersAutoscaling.enabled) -}}true{{- end -}}
{{- end -}}

{{/* Whether two load-clients stand ready, of which one acts. */}}
{{- define "faultline.leads" -}}
{{- if and .Values.loadClient.enabled (gt (int .Values.loadClient.replicas) 1) -}}true{{- end -}}
{{- end -}}

{{/* Whether the API server answers, and not just a renderer: it alone tells kinds. */}}
{{- define "faultline.live" -}}
{{- if .Capabilities.APIVersions.Has "apps/v1/Deployment" -}}true{{- end -}}
{{- end -}}
