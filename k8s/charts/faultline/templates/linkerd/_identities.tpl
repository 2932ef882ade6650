{{/* The ServiceAccounts that may use the control ports, as identityRefs; empty if there are none. */}}
{{- define "faultline.identities" -}}
{{- $namespace := include "faultline.namespace" . -}}
{{- $all := list -}}
{{- if .Values.loadClient.enabled -}}
{{- $all = append $all (dict "kind" "ServiceAccount" "name" (include "faultline.name" (list . "load-client")) "namespace" $namespace) -}}
{{- end -}}
{{- if .Values.tests.enabled -}}
{{- $all = append $all (dict "kind" "ServiceAccount" "name" (include "faultline.name" (list . "faultline-test")) "namespace" $namespace) -}}
{{- end -}}
{{- range .Values.linkerd.policy.serviceAccounts -}}
{{- $all = append $all (dict "kind" "ServiceAccount" "name" .name "namespace" (default $namespace .namespace)) -}}
{{- end -}}
{{- with $all }}{{ toYaml . }}{{ end -}}
{{- end -}}
