{{/* The metadata of a pod: dict "root" $ "part" PART "values" its values. */}}
{{- define "faultline.podMetadata" -}}
labels:
  {{- include "faultline.ownLabels" (list .root .part) | nindent 2 }}
  {{- with .values.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- $annotations := merge (dict) .values.podAnnotations .root.Values.podAnnotations .root.Values.commonAnnotations }}
{{- $annotations = merge $annotations (dict "linkerd.io/inject" (.root.Values.linkerd.inject | ternary "enabled" "disabled")) }}
{{- if and .token .root.Values.control.enabled (not .root.Values.control.existingSecret) }}
{{- /* A new token reaches the pods by new pods. */}}
{{- $annotations = merge $annotations (dict "checksum/token" (include "faultline.token" .root | sha256sum)) }}
{{- end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Where pods run and by what rights: the same dict, "automount" if they call the Kubernetes API. */}}
{{- define "faultline.podSpec" -}}
serviceAccountName: {{ include "faultline.name" (list .root .part) }}
automountServiceAccountToken: {{ .automount }}
enableServiceLinks: false
securityContext:
  {{- toYaml .root.Values.podSecurityContext | nindent 2 }}
terminationGracePeriodSeconds: {{ .values.terminationGracePeriodSeconds }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ toYaml . }}
  {{- end }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ toYaml . }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* How pods are spread: the same dict. What has no labelSelector gets that of the part. */}}
{{- define "faultline.spread" -}}
{{- $selector := dict "matchLabels" (include "faultline.selector" (list .root .part) | fromYaml) -}}
{{- $soft := dict "maxSkew" 1 "topologyKey" "kubernetes.io/hostname" "whenUnsatisfiable" "ScheduleAnyway" -}}
{{- $all := list -}}
{{- range default (list $soft) .values.topologySpreadConstraints -}}
{{- $all = append $all (merge (dict) . (dict "labelSelector" $selector)) -}}
{{- end -}}
topologySpreadConstraints:
  {{- toYaml $all | nindent 2 }}
{{- end -}}

{{/*
How many pods: the same dict. With autoscaling those that there are: without the number Helm would take the last one's
field away, and so all pods but one until the autoscaler has caught up. A first installation leaves it to the autoscaler.
*/}}
{{- define "faultline.replicas" -}}
{{- if not .values.autoscaling.enabled -}}
replicas: {{ .values.replicas }}
{{- else if include "faultline.live" .root -}}
{{- with lookup "apps/v1" "Deployment" (include "faultline.namespace" .root) (include "faultline.name" (list .root .part)) -}}
replicas: {{ max (dig "spec" "replicas" 1 . | int) (int $.values.autoscaling.minReplicas) }}
{{- end -}}
{{- end -}}
{{- end -}}
