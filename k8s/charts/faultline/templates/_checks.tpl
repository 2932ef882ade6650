{{/*
What makes no sense is refused with one sentence that says what to do. Types, enumerations and bounds are the schema's;
here is what depends on more than one value, and what a pattern would say too darkly.
*/}}
{{- define "faultline.checks" -}}
{{- include "faultline.checkNames" . -}}
{{- include "faultline.checkLabels" . -}}
{{- include "faultline.checkTarget" . -}}
{{- include "faultline.checkRouting" . -}}
{{- include "faultline.checkMode" . -}}
{{- include "faultline.checkDurations" . -}}
{{- include "faultline.checkParts" . -}}
{{- include "faultline.checkLoad" . -}}
{{- include "faultline.checkCluster" . -}}
{{- end -}}

{{/* Refuses a text that is given and does not match: list NAME VALUE PATTERN WHAT. */}}
{{- define "faultline.must" -}}
{{- $value := index . 1 -}}
{{- if and $value (not (regexMatch (index . 2) $value)) -}}
{{- printf "%s must be %s, was %q" (index . 0) (index . 3) $value | fail -}}
{{- end -}}
{{- end -}}

{{- define "faultline.checkNames" -}}
{{- if hasKey .Values "faultWeight" -}}
{{- fail "faultWeight is a field of routing: set routing.faultWeight" -}}
{{- end -}}
{{- $label := "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" -}}
{{- $what := "a name of Kubernetes: lower-case letters, digits and '-', 63 at most, with a letter or digit at both ends" -}}
{{- range $name, $value := dict "target.service" .Values.target.service "namespaceOverride" .Values.namespaceOverride "linkerd.namespace" .Values.linkerd.namespace "chaos.namespace" .Values.chaos.namespace "nameOverride" .Values.nameOverride -}}
{{- include "faultline.must" (list $name $value $label $what) -}}
{{- end -}}
{{- $subdomain := "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$" -}}
{{- range $name, $value := dict "routing.name" .Values.routing.name "control.existingSecret" .Values.control.existingSecret "control.tls.secretName" .Values.control.tls.secretName "loadClient.reports.existingClaim" .Values.loadClient.reports.existingClaim "priorityClassName" .Values.priorityClassName -}}
{{- include "faultline.must" (list $name $value $subdomain "a name of Kubernetes: lower-case letters, digits, '-' and '.'") -}}
{{- end -}}
{{- include "faultline.must" (list "control.key" .Values.control.key "^[-._a-zA-Z0-9]+$" "a key of a Secret: letters, digits, '-', '_' and '.'") -}}
{{- include "faultline.must" (list "control.tls.caKey" .Values.control.tls.caKey "^[-._a-zA-Z0-9]+$" "a key of a Secret: letters, digits, '-', '_' and '.'") -}}
{{- $prefix := include "faultline.prefix" . | trimSuffix "-" -}}
{{- if and $prefix (not (regexMatch "^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$" $prefix)) -}}
{{- printf "the prefix of all names, from fullnameOverride or nameOverride, must be lower-case letters, digits and '-', begin with a letter and have 40 characters at most, was %q" $prefix | fail -}}
{{- end -}}
{{- range $part := list "errorInjector" "loadClient" "demoBackend" -}}
{{- $image := (get $.Values $part).image -}}
{{- include "faultline.must" (list (printf "%s.image.digest" $part) $image.digest "^sha256:[a-f0-9]{64}$" "sha256: and 64 hexadecimal digits") -}}
{{- include "faultline.must" (list (printf "%s.image.tag" $part) $image.tag "^[\\w][\\w.-]{0,127}$" "a tag of an image") -}}
{{- end -}}
{{- include "faultline.must" (list "image.tag" .Values.image.tag "^[\\w][\\w.-]{0,127}$" "a tag of an image") -}}
{{- include "faultline.must" (list "image.registry" .Values.image.registry "^[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._-]+)*/?$" "a host without a scheme, such as registry.example:5000/team") -}}
{{- end -}}

{{/* Selectors and load-client go by these labels: nobody may set them to something else. */}}
{{- define "faultline.checkLabels" -}}
{{- range $name, $labels := dict "commonLabels" .Values.commonLabels "errorInjector.podLabels" .Values.errorInjector.podLabels "loadClient.podLabels" .Values.loadClient.podLabels "demoBackend.podLabels" .Values.demoBackend.podLabels "monitoring.podMonitor.labels" .Values.monitoring.podMonitor.labels -}}
{{- range $key, $value := $labels -}}
{{- if or (hasPrefix "app.kubernetes.io/" $key) (hasPrefix "helm.sh/" $key) -}}
{{- printf "%s must not hold %s: the chart sets it" $name $key | fail -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
