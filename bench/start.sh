#!/usr/bin/env bash
# How long the injector takes from exec to its first answer on the data port, what CPU that costs and what memory it
# has then: without a cache, and with one of the kind that the JDK has (an AOT cache from 25 on, an archive of classes
# before), trained by a run that took requests of all kinds. Variants alternate in rounds; the table has medians.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bench/lib.sh
. bench/lib.sh

usage() {
    cat <<'END'
Usage: bench/start.sh [OPTION...]
  --rounds N        (5)
  --java FILE       a java to run; may be given more than once (JAVA_HOME's, or the one found)
  --flags "FLAG..." flags besides those of the cache; may be given more than once, for one set each (those of the image)
  --requests N      at 64 connections before memory is looked at again; needs wrk; 0 for not at all (0)
  --app DIR         the injector (error-injector/target/quarkus-app)
END
}

rounds=5 requests=0 javas=() flag_sets=() app=error-injector/target/quarkus-app
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || refuse "$1 needs a value, or is not known; see --help"
    case $1 in
        --rounds) rounds=$2 ;;
        --java) javas+=("$2") ;;
        --flags) flag_sets+=("$2") ;;
        --requests) requests=$2 ;;
        --app) app=$2 ;;
        *) refuse "$1 is not known; see --help" ;;
    esac
    shift 2
done
[ "${#javas[@]}" -gt 0 ] || javas=("${JAVA_HOME:+$JAVA_HOME/bin/}java")
[ "${#flag_sets[@]}" -gt 0 ] || flag_sets=("$service_flags")
need curl "${javas[@]}"
[ "$requests" = 0 ] || need wrk
[ -f "$app/quarkus-run.jar" ] || refuse "$app is missing; build it with ./mvnw -DskipTests package"

# Starts an injector and waits for its first answer; sets what launch_injector sets, and $millis. JAVA FLAG...
start() {
    launch_injector "$scratch/log" "$app/quarkus-run.jar" "$@"
    first_answer "$data" / 500 "$server" || { cat "$log" >&2; refuse "$* does not start"; }
}

variants=()
for java in "${javas[@]}"; do
    major=$(feature_version "$java")
    for flags in "${flag_sets[@]}"; do
        cache=$scratch/cache-${#variants[@]}
        # The flags are words.
        # shellcheck disable=SC2086
        make_cache "$cache" "$app/quarkus-run.jar" "$java" $flags
        variants+=("JDK $major|none|$java $flags" "JDK $major|$cache_kind, $(du -m "$cache" | cut -f 1) MiB|$java $flags $use_cache")
    done
done

for _ in $(seq "$rounds"); do
    for i in "${!variants[@]}"; do
        # shellcheck disable=SC2086
        start ${variants[i]##*|}
        read -ra stat <"/proc/$server/stat"
        echo "$millis $((stat[13] + stat[14])) $(resident "$server")" >>"$scratch/figures-$i"
        end "$server"
    done
done

echo "$(nproc) cores; median of $rounds"
printf '%-8s %-22s %10s %8s %9s %9s  %s\n' java cache "answers s" "CPU s" "RSS MiB" "PSS MiB" flags
for i in "${!variants[@]}"; do
    IFS='|' read -r java kind command <<<"${variants[i]}"
    figures=()
    for column in 1 2 3 4; do
        figures+=("$(cut -d ' ' -f "$column" "$scratch/figures-$i" | median)")
    done
    printf '%-8s %-22s %10s %8s %9s %9s  %s\n' "$java" "$kind" \
        "$(awk "BEGIN { printf \"%.2f\", ${figures[0]} / 1000 }")" \
        "$(awk "BEGIN { printf \"%.2f\", ${figures[1]} / $hertz }")" "${figures[2]}" "${figures[3]}" \
        "$(sed 's/^[^ ]* //; s/ -XX:[A-Za-z]*=[^ ]*cache-[0-9]*$//' <<<"$command")"
done

[ "$requests" -gt 0 ] || exit 0
echo "after $requests requests at 64 connections:"
for variant in "${variants[@]}"; do
    # shellcheck disable=SC2086
    start ${variant##*|}
    await "http://127.0.0.1:$control/q/health" "$server" "$scratch/log"
    curl -sf -X PUT "http://127.0.0.1:$control/api/faults" -d status=503 >/dev/null
    for ((answered = 0; answered < requests; )); do
        answered=$((answered + $(wrk -t 1 -c 64 -d 5 "http://127.0.0.1:$data/" | sed -n 's/^ *\([0-9]*\) requests in.*/\1/p')))
    done
    read -r rss pss < <(resident "$server")
    echo "$(cut -d '|' -f 1-2 <<<"$variant" | tr '|' ' '): RSS $rss MiB, PSS $pss MiB;" \
        "$(sed 's/.*|[^ ]* //; s/ -XX:[A-Za-z]*=[^ ]*cache-[0-9]*$//' <<<"$variant")"
    end "$server"
done
