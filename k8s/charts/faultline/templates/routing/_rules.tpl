{{/* The annotations of the route: retries and timeouts as Linkerd reads them, and what the chart has set. */}}
{{- define "faultline.routeAnnotations" -}}
{{- $retries := .Values.routing.retries -}}
{{- $weights := include "faultline.weights" . | fromJson | include "faultline.ratio" -}}
{{- $annotations := dict "chart.faultline.dev/fault-weight" (toString .Values.routing.faultWeight) "chart.faultline.dev/weights" $weights -}}
{{- with $retries.http }}{{ $_ := set $annotations "retry.linkerd.io/http" . }}{{ end -}}
{{- with $retries.grpc }}{{ $_ := set $annotations "retry.linkerd.io/grpc" . }}{{ end -}}
{{- if or $retries.http $retries.grpc -}}
{{- $_ := set $annotations "retry.linkerd.io/limit" (toString $retries.limit) -}}
{{- with $retries.timeout }}{{ $_ := set $annotations "retry.linkerd.io/timeout" . }}{{ end -}}
{{- end -}}
{{- range $what, $long := .Values.routing.timeouts -}}
{{- if $long }}{{ $_ := set $annotations (printf "timeout.linkerd.io/%s" $what) $long }}{{ end -}}
{{- end -}}
{{- merge $annotations .Values.routing.annotations | toYaml -}}
{{- end -}}

{{/*
The spec of an HTTPRoute or a GRPCRoute; only fields of Gateway API 1.2.1, since Linkerd ignores a route with any field
that it does not know. The rule with two backends is the one that is steered.
*/}}
{{- define "faultline.routeSpec" -}}
{{- $weights := include "faultline.weights" . | fromJson -}}
{{- $target := include "faultline.target" . -}}
{{- $port := include "faultline.targetPort" . -}}
# Without kind: Service Linkerd takes the reference for a Gateway and ignores the route.
parentRefs:
  - group: core
    kind: Service
    name: {{ toYaml $target }}
    port: {{ $port }}
rules:
  - backendRefs:
      - name: {{ toYaml $target }}
        port: {{ $port }}
        weight: {{ int $weights.target }}
      - name: {{ include "faultline.name" (list . "error-injector") }}
        port: {{ include "faultline.injectorPort" . }}
        weight: {{ int $weights.injector }}
    {{- with .Values.routing.match.headers }}
    matches:
      - headers:
          {{- range . }}
          - name: {{ toYaml .name }}
            value: {{ .value | quote }}
          {{- end }}
  # All other requests.
  - backendRefs:
      - name: {{ toYaml $target }}
        port: {{ $port }}
    {{- end }}
{{- end -}}

{{/* Linkerd reads them from the Service that is split, and applies them to the pods of all its backends. */}}
{{- define "faultline.breaker" -}}
{{- with .Values.routing.circuitBreaker -}}
{{- if .enabled -}}
balancer.linkerd.io/failure-accrual: consecutive
balancer.linkerd.io/failure-accrual-consecutive-max-failures: {{ .maxFailures | quote }}
balancer.linkerd.io/failure-accrual-consecutive-min-penalty: {{ .minPenalty }}
balancer.linkerd.io/failure-accrual-consecutive-max-penalty: {{ .maxPenalty }}
balancer.linkerd.io/failure-accrual-consecutive-jitter-ratio: {{ .jitterRatio | quote }}
{{- end -}}
{{- end -}}
{{- end -}}
