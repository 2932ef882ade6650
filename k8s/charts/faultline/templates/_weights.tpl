{{/*
The weights of both backends, as {"target": 50, "injector": 50}: those of routing.faultWeight, or those in force if
somebody has changed them since and faultWeight is still what it was. Never all zero: a mesh would misread that.
*/}}
{{- define "faultline.weights" -}}
{{- $fault := int .Values.routing.faultWeight -}}
{{- $wanted := dict "target" (sub 100 $fault | int) "injector" $fault -}}
{{- $live := include "faultline.liveRoute" . | fromJson -}}
{{- $there := include "faultline.weightsOf" (list . $live) | fromJson -}}
{{- if not (and (hasKey $there "target") (hasKey $there "injector")) -}}
{{- toJson $wanted -}}
{{- else -}}
{{- $before := dig "metadata" "annotations" "chart.faultline.dev/fault-weight" "" $live -}}
{{- $some := gt (add $there.target $there.injector | int) 0 -}}
{{- if and .Values.routing.keepWeights $some (eq $before (toString $fault)) -}}
{{- toJson $there -}}
{{- else -}}
{{- include "faultline.unlike" (list $wanted $there (dig "metadata" "annotations" "chart.faultline.dev/weights" "" $live)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
The wanted weights, so that Helm really sets them: list WANTED THERE RENDERED. Helm 3 patches what differs between this
manifest and its last one, and looks at nothing else: where the last one said the same, the cluster would be left as it
is. Then twice the weights do: only their ratio counts.
*/}}
{{- define "faultline.unlike" -}}
{{- $wanted := index . 0 -}}
{{- $there := index . 1 -}}
{{- $drifted := ne (include "faultline.ratio" $wanted) (include "faultline.ratio" $there) -}}
{{- if and $drifted (eq (index . 2) (include "faultline.ratio" $wanted)) -}}
{{- dict "target" (mul 2 $wanted.target) "injector" (mul 2 $wanted.injector) | toJson -}}
{{- else -}}
{{- toJson $wanted -}}
{{- end -}}
{{- end -}}

{{- define "faultline.ratio" -}}
{{- printf "%d/%d" (int .target) (int .injector) -}}
{{- end -}}

{{/* The route as it is in the cluster; empty if it is not there, or nobody can tell. */}}
{{- define "faultline.liveRoute" -}}
{{- $version := include "faultline.routeApiVersion" . -}}
{{- $kind := include "faultline.routeKind" . -}}
{{- if .Capabilities.APIVersions.Has (printf "%s/%s" $version $kind) -}}
{{- lookup $version $kind (include "faultline.namespace" .) (include "faultline.routeName" .) | default dict | toJson -}}
{{- else -}}
{}
{{- end -}}
{{- end -}}

{{/* The weights that a route has: list $ ROUTE. The steered rule is the only one with more than one backend. */}}
{{- define "faultline.weightsOf" -}}
{{- $ := first . -}}
{{- $spec := default dict (last .).spec -}}
{{- $found := dict -}}
{{- $backends := default list $spec.backends -}}
{{- range default list $spec.rules -}}
{{- if gt (len (default list .backendRefs)) 1 -}}
{{- $backends = .backendRefs -}}
{{- end -}}
{{- end -}}
{{- range $backends -}}
{{- $name := default .name .service -}}
{{- $weight := include "faultline.milli" (hasKey . "weight" | ternary .weight 1) | int64 -}}
{{- if eq $name (include "faultline.target" $) -}}
{{- $_ := set $found "target" $weight -}}
{{- else if eq $name (include "faultline.name" (list $ "error-injector")) -}}
{{- $_ := set $found "injector" $weight -}}
{{- end -}}
{{- end -}}
{{- $whole := true -}}
{{- range $found }}{{ if mod . 1000 }}{{ $whole = false }}{{ end }}{{ end -}}
{{- if $whole -}}
{{- range $name, $weight := $found }}{{ $_ := set $found $name (div $weight 1000) }}{{ end -}}
{{- end -}}
{{- toJson $found -}}
{{- end -}}

{{/* A weight in thousandths: a number, or a quantity such as 500m. Read by way of JSON a number is a float: as text it would be 1e+06. */}}
{{- define "faultline.milli" -}}
{{- if and (kindIs "string" .) (hasSuffix "m" .) -}}
{{- trimSuffix "m" . | int64 -}}
{{- else -}}
{{- round (mulf (float64 .) 1000.0) 0 | int64 -}}
{{- end -}}
{{- end -}}
