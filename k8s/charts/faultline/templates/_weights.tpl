{{/*
The weights of both backends, as {"target": 50, "injector": 50}: those of routing.faultWeight, or those in force if
somebody has changed them since and faultWeight is still what it was. Never all zero: a mesh would misread that.
*/}}
{{- define "faultline.weights" -}}
{{- $fault := int .Values.routing.faultWeight -}}
{{- $weights := dict "target" (sub 100 $fault) "injector" $fault -}}
{{- $kind := printf "%s/%s" (include "faultline.routeApiVersion" .) (include "faultline.routeKind" .) -}}
{{- if and .Values.routing.keepWeights (.Capabilities.APIVersions.Has $kind) -}}
{{- $live := lookup (include "faultline.routeApiVersion" .) (include "faultline.routeKind" .) (include "faultline.namespace" .) (include "faultline.routeName" .) -}}
{{- $before := dig "metadata" "annotations" "faultline.dev/chart-fault-weight" "" (default dict $live) -}}
{{- if eq $before (toString $fault) -}}
{{- $there := include "faultline.liveWeights" (list . $live) | fromJson -}}
{{- if and (hasKey $there "target") (hasKey $there "injector") -}}
{{- if gt (add $there.target $there.injector | int) 0 -}}
{{- $weights = $there -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $weights -}}
{{- end -}}

{{/* The weights that a route has: list $ ROUTE. The steered rule is the only one with more than one backend. */}}
{{- define "faultline.liveWeights" -}}
{{- $ := first . -}}
{{- $spec := (last .).spec -}}
{{- $found := dict -}}
{{- $backends := default list $spec.backends -}}
{{- range default list $spec.rules -}}
{{- if gt (len (default list .backendRefs)) 1 -}}
{{- $backends = .backendRefs -}}
{{- end -}}
{{- end -}}
{{- range $backends -}}
{{- $name := default .name .service -}}
{{- $weight := hasKey . "weight" | ternary .weight 1 | toString | trimSuffix "m" | atoi -}}
{{- if eq $name (include "faultline.target" $) -}}
{{- $_ := set $found "target" $weight -}}
{{- else if eq $name (include "faultline.name" (list $ "error-injector")) -}}
{{- $_ := set $found "injector" $weight -}}
{{- end -}}
{{- end -}}
{{- toJson $found -}}
{{- end -}}
