{{/*
The token: the one that is there, else a new one. It is remembered, since each part asks again; without that the
Secret would hold another one than the checksums are of.
*/}}
{{- define "faultline.token" -}}
{{- if not (hasKey .Values.control "made") -}}
{{- $there := dict -}}
{{- if include "faultline.live" . -}}
{{- $there = lookup "v1" "Secret" (include "faultline.namespace" .) (include "faultline.secretName" .) | default dict -}}
{{- end -}}
{{- $kept := dig "data" .Values.control.key "" $there -}}
{{- $_ := set .Values.control "made" (empty $kept | ternary (randAlphaNum 32 | b64enc) $kept) -}}
{{- end -}}
{{- .Values.control.made -}}
{{- end -}}
