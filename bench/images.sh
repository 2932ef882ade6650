#!/usr/bin/env bash
# How long the images take from exec to ready within the limits that a pod would have, with and without their archive,
# and what memory they take: at rest, at 1,000 requests/s, and while an experiment runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bench/lib.sh
. bench/lib.sh

usage() {
    cat <<'END'
Usage: bench/images.sh [OPTION...]
  --engine "COMMAND"   what runs containers (podman)
  --options "OPTION.." more options of its `run`
  --prefix NAME        of the images (localhost/faultline/)
  --cpus N             each container's (0.5)
  --unused FLAG        what keeps the JVM from using the archive (-XX:AOTMode=off; before JDK 25 -Xshare:off)
  --rounds N           starts of each kind (5)
  --seconds N          of load (30)
END
}

engine=podman options="" prefix=localhost/faultline/ cpus=0.5 unused=-XX:AOTMode=off rounds=5 seconds=30
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || refuse "$1 needs a value, or is not known; see --help"
    case $1 in
        --engine) engine=$2 ;;
        --options) options=$2 ;;
        --prefix) prefix=$2 ;;
        --cpus) cpus=$2 ;;
        --unused) unused=$2 ;;
        --rounds) rounds=$2 ;;
        --seconds) seconds=$2 ;;
        *) refuse "$1 is not known; see --help" ;;
    esac
    shift 2
done
need curl "${engine%% *}"

declare -A limit=([demo-backend]=192m [error-injector]=192m [load-client]=384m)
declare -A traffic control process container runner
starts=0

# Starts a container of a service; sets its ports, its process, and $millis from exec to ready and $cpu_ticks so far.
# SERVICE OPTION...
start() {
    local service=$1 port_setting=QUARKUS_HTTP_PORT began now
    shift
    [ "$service" != error-injector ] || port_setting=FAULTLINE_INJECTOR_PORT
    free_port; traffic[$service]=$port
    free_port; control[$service]=$port
    starts=$((starts + 1))
    container[$service]=bench-$service-$$-$starts
    # The options and the engine are words.
    # shellcheck disable=SC2086
    $engine run $options --rm --name "${container[$service]}" --network host --read-only --tmpfs /tmp \
        --cpus "$cpus" --memory "${limit[$service]}" -e "$port_setting=${traffic[$service]}" \
        -e "QUARKUS_MANAGEMENT_PORT=${control[$service]}" "$@" "$prefix$service" >"$scratch/$service.log" 2>&1 &
    runner[$service]=$!
    started+=("$!")
    until { exec 4<>"/dev/tcp/127.0.0.1/${control[$service]}"; } 2>/dev/null && is_ready; do
        kill -0 "${runner[$service]}" 2>/dev/null || { cat "$scratch/$service.log" >&2; refuse "$service does not start"; }
        sleep 0.02
    done
    now=$(cut -d ' ' -f 1 /proc/uptime)
    process[$service]=$($engine inspect --format '{{.State.Pid}}' "${container[$service]}")
    read -ra stat <"/proc/${process[$service]}/stat"
    began=${stat[21]}
    cpu_ticks=$((stat[13] + stat[14]))
    millis=$(awk -v now="$now" -v began="$began" -v hz="$hertz" 'BEGIN { printf "%d", (now - began / hz) * 1000 }')
}

is_ready() {
    local line=''
    printf 'GET /q/health/ready HTTP/1.0\r\n\r\n' >&4
    read -r -t 2 line <&4 || true
    exec 4>&-
    [[ $line == *" 200 "* ]]
}

stop() { # SERVICE
    $engine stop -t 15 "${container[$1]}" >/dev/null
    wait "${runner[$1]}" || true
    end "${runner[$1]}"
}

# What a process takes now, and took at most, in MiB: of its own, of files that are mapped (may be dropped), the peak.
memory() { # SERVICE WHEN
    awk -v name="$1" -v limit="${limit[$1]}" -v when="$2" \
        '/^RssAnon/ { anon = $2 } /^RssFile/ { file = $2 } /^VmHWM/ { peak = $2 }
        END { printf "%-16s %5s  %-28s %5.0f %6.0f %6.0f\n", name, limit, when, anon / 1024, file / 1024, peak / 1024 }' \
        "/proc/${process[$1]}/status"
}

put_load() { # TARGET
    curl -sf -X PUT "http://127.0.0.1:${traffic[load-client]}/api/load" \
        -d "{\"target\": \"$1\", \"rate\": 1000, \"duration\": \"${seconds}s\"}" >"$scratch/answer"
    sleep "$((seconds - 1))"
}

echo "$(nproc) cores; $cpus of a processor for each container; medians of $rounds"
printf '%-16s %-10s %9s %8s\n' service archive "ready s" "CPU s"
for service in "${!limit[@]}"; do
    for ((round = 0; round < rounds; round++)); do
        start "$service"
        echo "$millis $cpu_ticks" >>"$scratch/$service-used"
        stop "$service"
        start "$service" -e "JAVA_TOOL_OPTIONS=$unused"
        echo "$millis $cpu_ticks" >>"$scratch/$service-unused"
        stop "$service"
    done
    for archive in used unused; do
        awk -v name="$service" -v archive="$archive" -v hz="$hertz" \
            -v ready="$(cut -d ' ' -f 1 "$scratch/$service-$archive" | median)" \
            -v cpu="$(cut -d ' ' -f 2 "$scratch/$service-$archive" | median)" \
            'BEGIN { printf "%-16s %-10s %9.2f %8.2f\n", name, archive, ready / 1000, cpu / hz }'
    done
done

printf '%-16s %5s  %-28s %5s %6s %6s\n' service limit when anon file peak
start demo-backend
start error-injector
start load-client -e "FAULTLINE_INJECTOR_CONTROL=http://127.0.0.1:${control[error-injector]}"
for service in "${!limit[@]}"; do
    memory "$service" "at rest"
done
for service in demo-backend error-injector; do
    put_load "http://127.0.0.1:${traffic[$service]}/"
    memory "$service" "1,000/s"
done
memory load-client "1,000/s"
curl -sf "http://127.0.0.1:${traffic[load-client]}/api/experiments" -H 'Content-Type: application/yaml' \
    --data-binary @- >"$scratch/answer" <<END
title: Half of the answers are faults
hypothesis: [success_rate >= 0%]
load: {target: "http://127.0.0.1:${traffic[error-injector]}/", rate: 1000}
baseline: {duration: 5s, gate: [success_rate >= 0%]}
method:
  - faults:
      rules: [{name: half, delay: {type: fixed, value: 100ms}, aborts: [{percentage: 50, type: status, status: 503}]}]
      otherwise: {type: respond, status: 200}
  - hold: ${seconds}s
verify: {duration: 2s, within: 5s}
END
sleep "$((seconds + 15))"
memory error-injector "an experiment, 1,000/s"
memory load-client "an experiment, 1,000/s"
grep -hc 'OutOfMemory' "$scratch"/*.log | awk '{ sum += $1 } END { if (sum) print "out of memory: " sum }'
for service in load-client error-injector demo-backend; do
    stop "$service"
done
