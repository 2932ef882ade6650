{{- define "faultline.checkParts" -}}
{{- if not (or .Values.errorInjector.enabled .Values.loadClient.enabled .Values.demoBackend.enabled) -}}
{{- fail "nothing would be installed: set errorInjector.enabled, loadClient.enabled or demoBackend.enabled to true" -}}
{{- end -}}
{{- range $name, $field := dict "errorInjector" "autoscaling" "demoBackend" "autoscaling" "loadClient" "sendersAutoscaling" -}}
{{- $part := get $.Values $name -}}
{{- $scaling := get $part $field -}}
{{- if and $scaling.enabled (gt (int $scaling.minReplicas) (int $scaling.maxReplicas)) -}}
{{- printf "%s.%s.minReplicas must not be above maxReplicas, was %d and %d" $name $field (int $scaling.minReplicas) (int $scaling.maxReplicas) | fail -}}
{{- end -}}
{{- if and $scaling.enabled (not (dig "requests" "cpu" "" $part.resources)) -}}
{{- printf "%s.%s goes by the CPU that is requested: set %s.resources.requests.cpu" $name $field $name | fail -}}
{{- end -}}
{{- end -}}
{{- $grace := dict "errorInjector" (add .Values.errorInjector.preStopSeconds 5) "demoBackend" (add .Values.demoBackend.preStopSeconds 10) "loadClient" 29 -}}
{{- range $name, $least := $grace -}}
{{- if le (int (get $.Values $name).terminationGracePeriodSeconds) (int $least) -}}
{{- printf "%s.terminationGracePeriodSeconds must be above %d, what a stop takes, was %d" $name (int $least) (int (get $.Values $name).terminationGracePeriodSeconds) | fail -}}
{{- end -}}
{{- end -}}
{{- $many := or .Values.errorInjector.autoscaling.enabled (gt (int .Values.errorInjector.replicas) 1) -}}
{{- if and .Values.errorInjector.enabled $many (not .Values.faults.shared) -}}
{{- fail "faults.shared=false leaves each injector its own plan, and a change would reach only one of them: set faults.shared=true, or have one pod" -}}
{{- end -}}
{{- if and (or (gt (int .Values.loadClient.senders) 0) .Values.loadClient.sendersAutoscaling.enabled) (not .Values.loadClient.enabled) -}}
{{- fail "loadClient.senders send what load-client gives them: set loadClient.enabled=true, or loadClient.senders=0 and loadClient.sendersAutoscaling.enabled=false" -}}
{{- end -}}
{{- if and .Values.loadClient.sendersAutoscaling.enabled (gt (int .Values.loadClient.senders) 0) -}}
{{- fail "loadClient.senders and loadClient.sendersAutoscaling say the same: set loadClient.senders=0, or loadClient.sendersAutoscaling.enabled=false" -}}
{{- end -}}
{{- $two := and .Values.loadClient.enabled (gt (int .Values.loadClient.replicas) 1) -}}
{{- if and $two (not .Values.load.shared) -}}
{{- fail "load.shared=false leaves the load to the pod that was asked for it, and the one that takes over would send none: set load.shared=true, or loadClient.replicas=1" -}}
{{- end -}}
{{- if and $two .Values.loadClient.reports.existingClaim -}}
{{- fail "loadClient.reports.existingClaim is one directory, and loadClient.replicas=2 are two pods that would both tidy it: leave it empty, since loadClient.reports.shared keeps the reports and a ConfigMap the journal, or set loadClient.replicas=1" -}}
{{- end -}}
{{- if and .Values.chaos.enabled (not .Values.loadClient.enabled) -}}
{{- fail "chaos.enabled gives load-client its rights: set loadClient.enabled=true, or chaos.enabled=false" -}}
{{- end -}}
{{- if and (kindIs "string" .Values.faults.plan) (not .Values.faults.plan) -}}
{{- fail "faults.plan must not be an empty text: leave it null for the default, or give a plan, preset:NAME or status=503:20" -}}
{{- end -}}
{{- $maker := .Values.control.tls.certManager -}}
{{- if and $maker.enabled (not $maker.issuerRef.name) -}}
{{- fail "control.tls.certManager needs who signs the certificate: set control.tls.certManager.issuerRef.name" -}}
{{- end -}}
{{- if and $maker.issuerRef.name (not $maker.enabled) -}}
{{- fail "control.tls.certManager.issuerRef is of no use without a Certificate: set control.tls.certManager.enabled=true, or leave the name empty" -}}
{{- end -}}
{{- if and (include "faultline.tls" .) .Values.linkerd.policy.enabled .Values.errorInjector.enabled (not .Values.linkerd.policy.networks) -}}
{{- fail "with control.tls Linkerd can't tell the kubelet's probes from other calls of error-injector's control port, and linkerd.policy would let none in: name the network of the nodes in linkerd.policy.networks, or set linkerd.policy.enabled=false" -}}
{{- end -}}
{{- range .Values.linkerd.policy.networks -}}
{{- include "faultline.must" (list "linkerd.policy.networks" . "^[0-9a-fA-F:.]+/[0-9]{1,3}$" "networks such as 10.0.0.0/8") -}}
{{- end -}}
{{- end -}}

{{- define "faultline.checkLoad" -}}
{{- $load := .Values.load -}}
{{- $shape := or (hasKey $load.plan "stages") (hasKey $load.plan "concurrency") (hasKey $load.plan "rate") -}}
{{- if and (gt (float64 $load.rate) 0.0) $shape -}}
{{- fail "load.rate and the rate, stages or concurrency of load.plan say the same: set load.rate=0, or leave them out of load.plan" -}}
{{- end -}}
{{- if and $load.plan (not $shape) (eq (float64 $load.rate) 0.0) -}}
{{- fail "load.plan says nothing of how much is sent: set load.rate, or stages or concurrency in load.plan" -}}
{{- end -}}
{{- if and (or $shape (gt (float64 $load.rate) 0.0)) (not .Values.loadClient.enabled) -}}
{{- fail "load.rate and load.plan need load-client, which sends: set loadClient.enabled=true, or load.rate=0 and no load.plan" -}}
{{- end -}}
{{- include "faultline.must" (list "load.target" $load.target "^http://[A-Za-z0-9\\[]" "http://HOST[:PORT][/PATH]; by https the mesh would see no requests to split") -}}
{{- if and (not $load.target) (not .Values.target.service) (not .Values.demoBackend.enabled) (or $shape (gt (float64 $load.rate) 0.0)) -}}
{{- fail "load.target is empty and there is no demo-backend: set load.target or target.service" -}}
{{- end -}}
{{- $threshold := "^[^<>=]+([<>]=?|=+)[^<>=]+$" -}}
{{- range .Values.tests.thresholds -}}
{{- include "faultline.must" (list "tests.thresholds" . $threshold "thresholds such as \"success_rate >= 99%\"") -}}
{{- end -}}
{{- range $load.slo -}}
{{- if contains "," . -}}
{{- printf "load.slo must hold one threshold in each entry, was %q" . | fail -}}
{{- end -}}
{{- include "faultline.must" (list "load.slo" . $threshold "thresholds such as \"success_rate >= 99%\"") -}}
{{- end -}}
{{- end -}}
