{{- define "faultline.checkTarget" -}}
{{- $target := .Values.target.service -}}
{{- $own := include "faultline.name" (list . "demo-backend") -}}
{{- if ne .Values.routing.mode "none" -}}
{{- if not .Values.errorInjector.enabled -}}
{{- printf "routing.mode=%s needs the injector: set errorInjector.enabled=true, or routing.mode=none" .Values.routing.mode | fail -}}
{{- end -}}
{{- if and (not $target) (not .Values.demoBackend.enabled) -}}
{{- fail "target.service is empty and there is no demo-backend: set target.service to the Service whose traffic is to be split, and target.port to its port" -}}
{{- end -}}
{{- if and $target .Values.demoBackend.enabled (ne $target $own) -}}
{{- printf "target.service is %s, so nothing would reach demo-backend: set demoBackend.enabled=false, or leave target.service empty" $target | fail -}}
{{- end -}}
{{- end -}}
{{- range $name := list "error-injector" "load-client" -}}
{{- if eq $target (include "faultline.name" (list $ $name)) -}}
{{- printf "target.service must not be %s, which is a part of Faultline itself: set it to the Service whose traffic is to be split" $target | fail -}}
{{- end -}}
{{- end -}}
{{- if and .Values.target.port (not $target) (not (has (int .Values.target.port) (list 8080 8081))) -}}
{{- printf "target.port is %d, but demo-backend has the ports 8080 (HTTP) and 8081 (gRPC): set target.service too, or leave target.port 0" (int .Values.target.port) | fail -}}
{{- end -}}
{{- $chosen := .Values.target.port | int -}}
{{- if and .Values.demoBackend.enabled (or (not $target) (eq $target $own)) -}}
{{- if and (eq .Values.routing.mode "grpcroute") (eq $chosen 8080) -}}
{{- fail "target.port is 8080, demo-backend's port for HTTP, where a GRPCRoute counts for nothing: set target.port=8081, or routing.mode=httproute" -}}
{{- end -}}
{{- if and (eq .Values.routing.mode "httproute") (eq $chosen 8081) -}}
{{- fail "target.port is 8081, demo-backend's port for gRPC: set routing.mode=grpcroute, or target.port=8080" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What Linkerd would pass over without a word in this mode. */}}
{{- define "faultline.checkMode" -}}
{{- $routing := .Values.routing -}}
{{- $steered := or $routing.match.headers $routing.retries.http $routing.retries.grpc $routing.timeouts.request $routing.timeouts.response $routing.timeouts.idle $routing.circuitBreaker.enabled -}}
{{- if and (eq $routing.mode "none") $steered -}}
{{- fail "routing.match, retries, timeouts and circuitBreaker need a route, and routing.mode is none: set routing.mode=httproute, or leave them out" -}}
{{- end -}}
{{- if and (eq $routing.mode "trafficsplit") $routing.circuitBreaker.enabled -}}
{{- fail "routing.circuitBreaker needs a route: the ServiceProfile that a TrafficSplit becomes overrides it; set routing.mode=httproute" -}}
{{- end -}}
{{- if and (eq $routing.mode "grpcroute") $routing.retries.http -}}
{{- fail "routing.retries.http is for an HTTPRoute: set routing.retries.grpc, or routing.mode=httproute" -}}
{{- end -}}
{{- if and (eq $routing.mode "httproute") $routing.retries.grpc -}}
{{- fail "routing.retries.grpc is for a GRPCRoute: set routing.retries.http, or routing.mode=grpcroute" -}}
{{- end -}}
{{- end -}}

{{- define "faultline.checkRouting" -}}
{{- $routing := .Values.routing -}}
{{- if eq $routing.mode "trafficsplit" -}}
{{- if $routing.match.headers -}}
{{- fail "routing.match.headers needs a route: a TrafficSplit can't look at headers; set routing.mode=httproute" -}}
{{- end -}}
{{- if or $routing.retries.http $routing.retries.grpc $routing.timeouts.request $routing.timeouts.response $routing.timeouts.idle -}}
{{- fail "routing.retries and routing.timeouts need a route: the ServiceProfile that a TrafficSplit becomes overrides them; set routing.mode=httproute" -}}
{{- end -}}
{{- end -}}
{{- if and (eq $routing.mode "none") (gt (int $routing.faultWeight) 0) -}}
{{- printf "routing.faultWeight is %d, but routing.mode is none: nothing would be split; set routing.mode=httproute, or routing.faultWeight=0" (int $routing.faultWeight) | fail -}}
{{- end -}}
{{- if and $routing.retries.timeout (not $routing.retries.http) (not $routing.retries.grpc) -}}
{{- fail "routing.retries.timeout needs routing.retries.http or routing.retries.grpc, which say what is repeated" -}}
{{- end -}}
{{- include "faultline.must" (list "routing.retries.http" $routing.retries.http "^(5xx|gateway-error|[1-5][0-9][0-9](-[1-5][0-9][0-9])?)(,(5xx|gateway-error|[1-5][0-9][0-9](-[1-5][0-9][0-9])?))*$" "5xx, gateway-error, statuses or ranges by commas, such as 500,502-504") -}}
{{- include "faultline.must" (list "routing.retries.grpc" $routing.retries.grpc "^(cancelled|deadline-exceeded|internal|resource-exhausted|unavailable)(,(cancelled|deadline-exceeded|internal|resource-exhausted|unavailable))*$" "one or more of cancelled, deadline-exceeded, internal, resource-exhausted and unavailable, by commas") -}}
{{- if and $routing.circuitBreaker.enabled (not .Values.demoBackend.enabled) -}}
{{- printf "routing.circuitBreaker is set on the Service that is split, and that is not the chart's: kubectl annotate service %s balancer.linkerd.io/failure-accrual=consecutive" (include "faultline.target" .) | fail -}}
{{- end -}}
{{- $seen := dict -}}
{{- range $routing.match.headers -}}
{{- include "faultline.must" (list "routing.match.headers" .name "^[A-Za-z0-9!#$%&'*+\\-.^_`|~]+$" "names of headers") -}}
{{- if hasKey $seen (lower .name) -}}
{{- printf "routing.match.headers must hold each header once, and holds %s twice" .name | fail -}}
{{- end -}}
{{- $_ := set $seen (lower .name) true -}}
{{- end -}}
{{- $http := include "faultline.injectorHttpPort" . | int -}}
{{- $control := int .Values.errorInjector.service.controlPort -}}
{{- if eq $http $control -}}
{{- printf "errorInjector.service.controlPort is %d, which the split needs for traffic: set it to another port, such as %d" $control (add 1 $control) | fail -}}
{{- end -}}
{{- if and (eq $control 8081) (ne $http 8081) -}}
{{- fail "errorInjector.service.controlPort must not be 8081, the port for gRPC: set it to another port, such as 9000" -}}
{{- end -}}
{{- end -}}

{{- define "faultline.checkDurations" -}}
{{- $routing := .Values.routing -}}
{{- range $name, $value := dict "routing.retries.timeout" $routing.retries.timeout "routing.timeouts.request" $routing.timeouts.request "routing.timeouts.response" $routing.timeouts.response "routing.timeouts.idle" $routing.timeouts.idle "routing.circuitBreaker.minPenalty" $routing.circuitBreaker.minPenalty "routing.circuitBreaker.maxPenalty" $routing.circuitBreaker.maxPenalty "monitoring.podMonitor.interval" .Values.monitoring.podMonitor.interval "tests.window" .Values.tests.window -}}
{{- include "faultline.must" (list $name $value "^[1-9][0-9]*(ms|s|m|h)$" "a time with its unit, such as 300ms, 10s or 5m") -}}
{{- end -}}
{{- end -}}
