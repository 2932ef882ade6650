#!/usr/bin/env bash
# How steadily load-client sends: everything on this machine, half of the traffic on the injector.
# Prints, for each rate, what the phase under fault was like. Usage: bench/open-loop.sh [RATE...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ $# -gt 0 ] || set -- 1000 2000
echo "$(nproc) cores; $(java -version 2>&1 | head -n 1)"
echo "rate  ready  samples  achieved/s  shed  lag p50 p99 max ms  latency p50 p99 max ms  verdict"
for rate in "$@"; do
    output=$(./demo --once --rate "$rate" --duration 60s) || true
    ready=$(sed -n 's/^ready after //p' <<<"$output")
    report=$(sed -n 's/^report: \(.*\)\.md$/\1.json/p' <<<"$output")
    awk -v rate="$rate" -v ready="$ready" '
        /"outcome" :/ { gsub(/[",]/, ""); verdict = $3 }
        /"phase" :/ { inject = /"inject"/ }
        !inject { next }
        /"samples" :/ && !samples { sub(/,/, ""); samples = $3 }
        /"rate" :/ && !achieved { sub(/,/, ""); achieved = $3 }
        /"latency" :/ && !part["latency"]++ { in_part = "latency" }
        /"lag" :/ { in_part = "lag" }
        /"(p50|p99|max)" :/ && !((in_part, $1) in value) { name = $1; sub(/,/, "", $3); value[in_part, name] = $3 }
        /"shed" :/ { sub(/,/, ""); shed = $3 }
        END {
            printf "%s  %s  %s  %.1f  %d  %s %s %s  %s %s %s  %s\n", rate, ready, samples, achieved, shed,
                value["lag", "\"p50\""], value["lag", "\"p99\""], value["lag", "\"max\""],
                value["latency", "\"p50\""], value["latency", "\"p99\""], value["latency", "\"max\""], verdict
        }' "$report"
done
