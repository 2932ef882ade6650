{{/* An image: list $ .Values.errorInjector.image. A registry takes the place of localhost, which is none. */}}
{{- define "faultline.image" -}}
{{- $ := first . -}}
{{- $own := last . -}}
{{- $repository := $own.repository -}}
{{- if $.Values.image.registry -}}
{{- $repository = printf "%s/%s" (trimSuffix "/" $.Values.image.registry) (trimPrefix "localhost/" $own.repository) -}}
{{- end -}}
{{- if $own.digest -}}
{{- printf "%s@%s" $repository $own.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (coalesce $own.tag $.Values.image.tag $.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}
