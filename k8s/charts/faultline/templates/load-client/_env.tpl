{{/* The load from the start, as JSON; nothing if there is to be none. */}}
{{- define "faultline.loadPlan" -}}
{{- $plan := dict "target" (include "faultline.loadTarget" .) -}}
{{- if gt (float64 .Values.load.rate) 0.0 -}}
{{- $_ := set $plan "rate" .Values.load.rate -}}
{{- end -}}
{{- if or (hasKey $plan "rate") .Values.load.plan -}}
{{- if eq .Values.routing.mode "grpcroute" -}}
{{- $_ := set $plan "protocol" "h2c" -}}
{{- $_ := set $plan "requests" (list (dict "grpc" "grpc.health.v1.Health/Check")) -}}
{{- end -}}
{{- merge (dict) .Values.load.plan $plan | toJson -}}
{{- end -}}
{{- end -}}

{{/* The header by which the target's own answers are told; nothing if none is known. */}}
{{- define "faultline.backendHeader" -}}
{{- $ours := not (or .Values.target.service .Values.load.target) -}}
{{- default (ternary "server=Faultline-demo-backend" "" $ours) .Values.target.backendHeader -}}
{{- end -}}

{{/* By what whoever sends tells who answered. */}}
{{- define "faultline.answererEnv" -}}
{{- with include "faultline.backendHeader" . }}
- name: FAULTLINE_SPLIT_BACKEND_HEADER
  value: {{ . | quote }}
{{- end }}
{{- if .Values.errorInjector.enabled }}
- name: FAULTLINE_INJECTOR_SERVICE
  value: {{ include "faultline.name" (list . "error-injector") }}
{{- end }}
{{- end -}}

{{/* What load-client is told: what to send and by whom, whose weights it may change, where the injector listens. */}}
{{- define "faultline.loadEnv" -}}
{{- if include "faultline.leads" . }}
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
- name: FAULTLINE_LEADER_LEASE
  value: {{ include "faultline.name" (list . "load-client") }}
- name: FAULTLINE_LEADER_ADDRESS
  value: {{ include "faultline.scheme" . }}://$(POD_IP):8080
{{- if include "faultline.tls" . }}
- name: FAULTLINE_LEADER_SERVICE
  value: {{ include "faultline.name" (list . "load-client") }}
{{- end }}
- name: FAULTLINE_EXPERIMENTS_JOURNAL_CONFIG_MAP
  value: {{ include "faultline.name" (list . "load-client-journal") }}
{{- end }}
{{- if include "faultline.sends" . }}
- name: FAULTLINE_LOAD_SENDER_SERVICE
  value: {{ include "faultline.name" (list . "load-client-senders") }}
{{- end }}
{{- if ne .Values.routing.mode "none" }}
- name: FAULTLINE_SPLIT_ROUTE
  value: {{ .Values.routing.mode }}/{{ include "faultline.routeName" . }}
{{- end }}
{{- include "faultline.answererEnv" . }}
{{- if .Values.errorInjector.enabled }}
- name: FAULTLINE_INJECTOR_CONTROL
  value: {{ include "faultline.scheme" . }}://{{ include "faultline.name" (list . "error-injector") }}:{{ .Values.errorInjector.service.controlPort }}
{{- end }}
{{- with include "faultline.loadPlan" . }}
- name: FAULTLINE_LOAD_PLAN
  value: {{ . | quote }}
{{- end }}
{{- if .Values.load.shared }}
- name: FAULTLINE_LOAD_PLAN_CONFIG_MAP
  value: {{ include "faultline.name" (list . "load-client-plan") }}
{{- end }}
{{- with .Values.load.slo }}
- name: FAULTLINE_SLO_THRESHOLDS
  value: {{ join "," . | quote }}
{{- end }}
{{- if .Values.loadClient.reports.shared }}
- name: FAULTLINE_REPORTS_CONFIG_MAP
  value: {{ include "faultline.name" (list . "load-client-reports") }}
{{- end }}
- name: FAULTLINE_REPORTS_DIRECTORY
  value: {{ .Values.loadClient.reports.existingClaim | empty | ternary "/tmp/reports" "/var/lib/faultline/reports" }}
{{- end -}}
