{{/* What containers have in common: dict "root" $ "values" the values of the part. */}}
{{- define "faultline.container" -}}
image: {{ include "faultline.image" (list .root .values.image) }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  {{- toYaml .root.Values.securityContext | nindent 2 }}
{{- with .values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* A minute to start: as long as a JVM takes with a tenth of a core. Then a pod that stands still is seen in 4 s. */}}
{{- define "faultline.probes" -}}
startupProbe:
  httpGet:
    path: /q/health/started
    port: control
    {{- if include "faultline.tls" . }}
    scheme: HTTPS
    {{- end }}
  periodSeconds: 1
  failureThreshold: 60
readinessProbe:
  httpGet:
    path: /q/health/ready
    port: control
    {{- if include "faultline.tls" . }}
    scheme: HTTPS
    {{- end }}
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
livenessProbe:
  httpGet:
    path: /q/health/live
    port: control
    {{- if include "faultline.tls" . }}
    scheme: HTTPS
    {{- end }}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
{{- end -}}

{{- define "faultline.preStop" -}}
{{- if gt (int .preStopSeconds) 0 -}}
lifecycle:
  preStop:
    sleep:
      seconds: {{ .preStopSeconds }}
{{- end -}}
{{- end -}}

{{/* Who a pod is, for what it writes to the API. */}}
{{- define "faultline.podEnv" -}}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: POD_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: POD_UID
  valueFrom:
    fieldRef:
      fieldPath: metadata.uid
{{- end -}}

{{- define "faultline.tokenEnv" -}}
{{- if .Values.control.enabled }}
- name: FAULTLINE_CONTROL_TOKEN_FILE
  value: /etc/faultline/control/token
{{- end }}
{{- end -}}

{{- define "faultline.tokenMount" -}}
{{- if .Values.control.enabled }}
- name: control
  mountPath: /etc/faultline/control
  readOnly: true
{{- end }}
{{- end -}}

{{- define "faultline.tokenVolume" -}}
{{- if .Values.control.enabled }}
- name: control
  secret:
    secretName: {{ include "faultline.secretName" . | toYaml }}
    defaultMode: 0440
    items:
      - key: {{ toYaml .Values.control.key }}
        path: token
{{- end }}
{{- end -}}
