#!/usr/bin/env bash
# How late injected delays end, and what memory a request takes that is being held back: 10,000 requests a second over
# h2c, delayed by 2 s, so that 20,000 are held back all the time. bench/Parked.java is the client.
# With two cores or more the injector has the first to itself, and the client the second.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bench/lib.sh
. bench/lib.sh

usage() {
    cat <<'END'
Usage: bench/parked.sh [OPTION...]
  --rate N          requests per second (10000)
  --delay MS        (2000)
  --seconds N       measured, after 15 s of warm-up (20)
  --held N          requests held back for the look at memory (20000)
  --java FILE       the java to run (JAVA_HOME's, or the one found)
  --flags "FLAG..." its flags (those of the image, with 128 MiB of heap)
  --app DIR         the injector (error-injector/target/quarkus-app)
END
}

rate=10000 delay=2000 seconds=20 held=20000
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
flags="-XX:+UseSerialGC -Xmx128m -Xss512k"
app=error-injector/target/quarkus-app
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || refuse "$1 needs a value, or is not known; see --help"
    case $1 in
        --rate) rate=$2 ;;
        --delay) delay=$2 ;;
        --seconds) seconds=$2 ;;
        --held) held=$2 ;;
        --java) java=$2 ;;
        --flags) flags=$2 ;;
        --app) app=$2 ;;
        *) refuse "$1 is not known; see --help" ;;
    esac
    shift 2
done
need "$java"
jcmd=$(dirname "$(readlink -f "$(command -v "$java")")")/jcmd
need "$jcmd" curl taskset
[ -f "$app/quarkus-run.jar" ] || refuse "$app is missing; build it with ./mvnw -DskipTests package"

on_server=() on_client=()
if [ "$(nproc)" -gt 1 ]; then
    on_server=(taskset -c 0) on_client=(taskset -c 1)
fi

# The flags are words.
# shellcheck disable=SC2086
launch_injector "$scratch/log" "$app/quarkus-run.jar" "${on_server[@]}" "$java" $flags
injector=$server
await "http://127.0.0.1:$control/q/health/ready" "$injector" "$scratch/log"

# Puts a plan that holds everything back for that many milliseconds; 0 for a plan without a delay
plan() {
    local fault='"aborts": [{"percentage": 100, "type": "status", "status": 200}]'
    [ "$1" = 0 ] || fault="\"delay\": {\"type\": \"fixed\", \"value\": \"${1}ms\"}"
    curl -sfo "$scratch/plan" -X PUT -H 'Content-Type: application/json' "http://127.0.0.1:$control/api/faults" \
        -d "{\"maxActiveFaults\": 100000, \"rules\": [{\"name\": \"all\", $fault}]}"
}

# The client needs Netty alone; with all jars of the injector a log manager would come along. So much heap that it never
# collects while it measures.
netty=$(printf '%s:' "$app"/lib/main/io.netty.*.jar)
client() {
    "${on_client[@]}" "$java" -XX:+UseSerialGC -Xms2g -Xmx2g -Xmn1800m -XX:+AlwaysPreTouch -cp "$netty" bench/Parked.java "$@" \
        2>"$scratch/client.err" || { cat "$scratch/client.err" >&2; refuse "the client failed"; }
}

# KiB of heap in use after a collection, and of resident memory.
memory() {
    "$jcmd" "$injector" GC.run >"$scratch/jcmd"
    "$jcmd" "$injector" GC.heap_info | awk '/Metaspace/ { exit }
        match($0, /used [0-9]+[KM]/) {
            used = substr($0, RSTART + 5, RLENGTH - 6)
            sum += substr($0, RSTART + RLENGTH - 1, 1) == "M" ? used * 1024 : used
        }
        END { printf "%d ", sum }'
    awk '/^Rss:/ { print $2 }' "/proc/$injector/smaps_rollup"
}

echo "$(nproc) cores; $("$java" -version 2>&1 | head -n 1); flags $flags"
# A fresh heap, since memory once touched stays resident; the same connections before and after, so that the
# difference is the requests alone.
plan 0
client http "$data" 1000 0 1 8 >"$scratch/warm-up"
plan 300000
mkfifo "$scratch/orders"
client hold "$data" "$held" 8 <"$scratch/orders" >"$scratch/client" &
holder=$!
started+=("$holder")
exec 3>"$scratch/orders"
until grep -q connected "$scratch/client"; do sleep 0.1; done
read -r heap rss < <(memory)
echo >&3
until grep -q sent "$scratch/client"; do sleep 0.1; done
sleep 1
active=$(curl -sf "http://127.0.0.1:$control/q/metrics" | sed -n 's/^faultline_active_faults \([0-9]*\).*/\1/p')
read -r heap_held rss_held < <(memory)
awk -v n="$active" -v h="$heap" -v hh="$heap_held" -v r="$rss" -v rh="$rss_held" 'BEGIN {
    printf "%d held back: heap %.1f -> %.1f MiB, %.2f KiB each; RSS %.1f -> %.1f MiB, %.2f KiB each\n",
        n, h / 1024, hh / 1024, (hh - h) / n, r / 1024, rh / 1024, (rh - r) / n }'
exec 3>&-
wait "$holder"

echo "lateness at $rate/s, delay $delay ms: timers of an event loop; round trip without delay; what requests take beyond it"
client timers "$rate" "$delay" "$seconds"
plan 0
client http "$data" "$rate" 0 "$seconds" 8
plan "$delay"
client http "$data" "$rate" "$delay" "$seconds" 8
