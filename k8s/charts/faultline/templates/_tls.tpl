{{/* Whether control APIs, dashboard, health and metrics speak https. */}}
{{- define "faultline.tls" -}}
{{- if or .Values.control.tls.secretName .Values.control.tls.certManager.enabled -}}true{{- end -}}
{{- end -}}

{{- define "faultline.scheme" -}}
{{- include "faultline.tls" . | empty | ternary "http" "https" -}}
{{- end -}}

{{/* What a mesh finds at these ports: of https it sees nothing, and must not look for HTTP. */}}
{{- define "faultline.controlProtocol" -}}
{{- include "faultline.tls" . | empty | ternary "HTTP/1" "opaque" -}}
{{- end -}}

{{- define "faultline.tlsSecretName" -}}
{{- default (include "faultline.name" (list . "faultline-tls")) .Values.control.tls.secretName -}}
{{- end -}}

{{/* The names of all Services, by which the pods are called; and that of a port that is forwarded. */}}
{{- define "faultline.tlsNames" -}}
{{- $namespace := include "faultline.namespace" . -}}
{{- $parts := dict "error-injector" .Values.errorInjector.enabled "load-client" .Values.loadClient.enabled "load-client-senders" (include "faultline.sends" .) "demo-backend" .Values.demoBackend.enabled -}}
{{- $names := list "localhost" -}}
{{- range $part, $there := $parts -}}
{{- if $there -}}
{{- $name := include "faultline.name" (list $ $part) -}}
{{- $names = concat $names (list $name (printf "%s.%s" $name $namespace) (printf "%s.%s.svc" $name $namespace) (printf "%s.%s.svc.cluster.local" $name $namespace)) -}}
{{- end -}}
{{- end -}}
{{- toYaml $names -}}
{{- end -}}

{{/* What a part shows. */}}
{{- define "faultline.tlsEnv" -}}
{{- if include "faultline.tls" . }}
- name: QUARKUS_TLS_CONTROL_KEY_STORE_PEM_CONTROL_CERT
  value: /etc/faultline/tls/tls.crt
- name: QUARKUS_TLS_CONTROL_KEY_STORE_PEM_CONTROL_KEY
  value: /etc/faultline/tls/tls.key
{{- end }}
{{- end -}}

{{/* Whom load-client trusts. */}}
{{- define "faultline.trustEnv" -}}
{{- if and (include "faultline.tls" .) .Values.control.tls.caKey }}
- name: QUARKUS_TLS_CALLS_TRUST_STORE_PEM_CERTS
  value: /etc/faultline/tls/{{ .Values.control.tls.caKey }}
- name: QUARKUS_TLS_CALLS_RELOAD_PERIOD
  value: 1h
{{- end }}
{{- end -}}

{{- define "faultline.tlsMount" -}}
{{- if include "faultline.tls" . }}
- name: tls
  mountPath: /etc/faultline/tls
  readOnly: true
{{- end }}
{{- end -}}

{{- define "faultline.tlsVolume" -}}
{{- if include "faultline.tls" . }}
- name: tls
  secret:
    secretName: {{ include "faultline.tlsSecretName" . | toYaml }}
    defaultMode: 0440
{{- end }}
{{- end -}}
