{{/* By what the pods of a part are found: list $ "error-injector". */}}
{{- define "faultline.selector" -}}
app.kubernetes.io/name: {{ last . }}
app.kubernetes.io/instance: {{ (first .).Release.Name | toYaml }}
{{- end -}}

{{/* The labels of an object of a part. */}}
{{- define "faultline.labels" -}}
{{- $ := first . -}}
helm.sh/chart: {{ printf "%s-%s" $.Chart.Name $.Chart.Version | replace "+" "_" }}
app.kubernetes.io/managed-by: {{ $.Release.Service }}
{{ include "faultline.ownLabels" . }}
{{- end -}}

{{/* Those that pods have too: none that would start them anew with each version of the chart. */}}
{{- define "faultline.ownLabels" -}}
{{- $ := first . -}}
{{ include "faultline.selector" . }}
app.kubernetes.io/component: {{ get (dict "error-injector" "faults" "load-client" "load" "load-client-senders" "sender" "demo-backend" "backend") (last .) | default "shared" }}
app.kubernetes.io/part-of: faultline
app.kubernetes.io/version: {{ $.Chart.AppVersion | quote }}
{{- with $.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The metadata of an object: dict "root" $ "name" NAME "part" PART, "annotations" and "labels" of its own if it has. */}}
{{- define "faultline.metadata" -}}
name: {{ toYaml .name }}
namespace: {{ include "faultline.namespace" .root | toYaml }}
labels:
  {{- include "faultline.labels" (list .root .part) | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (dict) (default dict .annotations) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
