{{/* Linkerd's ports of a pod: what is meshed arrives on 4143, metrics and probes on 4191, tap on 4190. */}}
{{- define "faultline.meshIngress" -}}
{{- if .Values.linkerd.inject }}
- ports:
    - port: 4143
    - port: 4190
    - port: 4191
{{- end }}
{{- end -}}

{{/* What every pod calls: DNS, and Linkerd's identity, destination and policy services. */}}
{{- define "faultline.commonEgress" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
{{- if .Values.linkerd.inject }}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ toYaml .Values.linkerd.namespace }}
  ports:
    - port: 8080
    - port: 8086
    - port: 8090
{{- end }}
{{- with .Values.networkPolicy.egress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The Kubernetes API is no pod: only its ports can be named. */}}
{{- define "faultline.apiServerEgress" -}}
- ports:
    {{- range .Values.networkPolicy.apiServerPorts }}
    - port: {{ . }}
    {{- end }}
{{- end -}}
