#!/usr/bin/env bash
# What a request costs the injector, beside nginx on this machine, and what memory it takes after many of them.
# Variants alternate in rounds; the table has medians. CPU is user + system of all of a server's processes over the
# requests measured (JIT and GC included), since throughput also says how much of the processor the client left.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bench/lib.sh
. bench/lib.sh

usage() {
    cat <<'END'
Usage: bench/injector.sh [OPTION...]
  --rounds N        rounds over all variants (5)
  --seconds N       length of one measurement (4)
  --warm-up N       seconds of load on every variant before the first round (8)
  --requests N      requests before memory is looked at; 0 for not at all (10000000)
  --connections N   of HTTP/1.1 (64)
  --workers N       nginx's worker processes (1)
  --java FILE       the java to run (JAVA_HOME's, or the one found)
  --flags "FLAG..." its flags (those of the image)
  --jar FILE        the injector (error-injector/target/quarkus-app/quarkus-run.jar)
END
}

rounds=5 seconds=4 warm_up=8 requests=10000000 connections=64 workers=1
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
flags="-XX:+UseSerialGC -Xms16m -Xmx64m -Xmn8m -Xss512k"
jar=error-injector/target/quarkus-app/quarkus-run.jar
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || refuse "$1 needs a value, or is not known; see --help"
    case $1 in
        --rounds) rounds=$2 ;;
        --seconds) seconds=$2 ;;
        --warm-up) warm_up=$2 ;;
        --requests) requests=$2 ;;
        --connections) connections=$2 ;;
        --workers) workers=$2 ;;
        --java) java=$2 ;;
        --flags) flags=$2 ;;
        --jar) jar=$2 ;;
        *) refuse "$1 is not known; see --help" ;;
    esac
    shift 2
done
need nginx wrk h2load curl "$java"
[ -f "$jar" ] || refuse "$jar is missing; build it with ./mvnw -DskipTests package"

free_port; closing=$port
free_port; keeping=$port
free_port; multiplexed=$port
# nginx closes the connection after a 500, and keeps it after a 503. The master only watches the worker.
start_nginx "$workers" "http://127.0.0.1:$keeping/" <<END
    server { listen 127.0.0.1:$closing; return 500; }
    server { listen 127.0.0.1:$keeping; return 503; }
    server { listen 127.0.0.1:$multiplexed http2; return 503; }
END

# Starts an injector whose plan is the JSON document NAME; sets the ports "data[NAME]" and the process "injector[NAME]".
declare -A data injector
start_injector() {
    free_port; data[$1]=$port
    free_port
    # The flags are words.
    # shellcheck disable=SC2086
    "$java" $flags -Dfaultline.injector.host=127.0.0.1 "-Dfaultline.injector.port=${data[$1]}" \
        "-Dfaultline.injector.plan=$scratch/$1.json" -Dquarkus.http.host=127.0.0.1 "-Dquarkus.http.port=$port" \
        -jar "$jar" >"$scratch/$1.log" 2>&1 &
    injector[$1]=$!
    started+=("$!")
    await "http://127.0.0.1:${data[$1]}/" "$!" "$scratch/$1.log"
}

always='"aborts": [{"percentage": 100, "type": "status", "status": 503}]'
echo "{\"rules\": [{\"name\": \"always\", $always}]}" >"$scratch/one.json"
# Nine rules of all kinds that do not match, three of them only at their last condition, then the same one.
{
    echo '{"rules": ['
    for i in 1 2 3; do
        echo "{\"name\": \"path-$i\", \"match\": {\"path\": \"/service-$i/*/items/**\"}, $always},"
        echo "{\"name\": \"method-$i\", \"match\": {\"methods\": [\"POST\", \"PUT\"], \"path\": \"/orders/**\"}, $always},"
        echo "{\"name\": \"header-$i\", \"match\": {\"path\": \"/orders/**\", \"headers\": {\"x-tenant\": \"$i\"}}, $always},"
    done
    echo "{\"name\": \"always\", $always}]}"
} >"$scratch/ten.json"

# Puts load on a port and prints how many requests were answered; PROTOCOL PORT SECONDS
load() {
    if [ "$1" = h2c ]; then
        h2load -t 1 -c 8 -m 32 -D "$3" "http://127.0.0.1:$2/orders/17" | sed -n 's/.* \([0-9]*\) 5xx$/\1/p'
    else
        wrk -t 1 -c "$connections" -d "$3" "http://127.0.0.1:$2/orders/17" | sed -n 's/^ *\([0-9]*\) requests in.*/\1/p'
    fi
}

hertz=$(getconf CLK_TCK)
# Prints requests per second and CPU seconds per 100,000 requests; PROTOCOL PORT PID
measure() {
    local before answered
    before=$(ticks "$3")
    answered=$(load "$1" "$2" "$seconds")
    [ "${answered:-0}" -gt 0 ] || refuse "no answers over $1 from port $2"
    awk -v n="$answered" -v s="$seconds" -v t="$(($(ticks "$3") - before))" -v hz="$hertz" \
        'BEGIN { printf "%d %.3f\n", n / s, t / hz / n * 1e5 }'
}

start_injector one
start_injector ten
variants=(
    "nginx 503|http/1.1|$keeping|$nginx"
    "injector, 1 rule|http/1.1|${data[one]}|${injector[one]}"
    "injector, 10 rules|http/1.1|${data[ten]}|${injector[ten]}"
    "nginx 500|http/1.1|$closing|$nginx"
    "nginx 503|h2c|$multiplexed|$nginx"
    "injector, 1 rule|h2c|${data[one]}|${injector[one]}"
)
echo "$(nproc) cores; $("$java" -version 2>&1 | head -n 1); $(nginx -v 2>&1), $workers worker(s); flags $flags"
for variant in "${variants[@]}"; do
    IFS='|' read -r _ protocol port _ <<<"$variant"
    load "$protocol" "$port" "$warm_up" >/dev/null
done
for _ in $(seq "$rounds"); do
    for i in "${!variants[@]}"; do
        IFS='|' read -r _ protocol port pid <<<"${variants[i]}"
        measure "$protocol" "$port" "$pid" >>"$scratch/figures-$i"
    done
done

# The ratio is that of CPU per request to nginx answering 503 over the same protocol.
printf '%-20s %-9s %9s %11s %9s\n' server protocol rps "CPU s/100k" "to nginx"
for i in "${!variants[@]}"; do
    IFS='|' read -r name protocol _ _ <<<"${variants[i]}"
    rps=$(cut -d ' ' -f 1 "$scratch/figures-$i" | median)
    cpu=$(cut -d ' ' -f 2 "$scratch/figures-$i" | median)
    [ "$name" != "nginx 503" ] || base=$cpu
    printf '%-20s %-9s %9.0f %11.2f %9.2f\n' "$name" "$protocol" "$rps" "$cpu" "$(awk "BEGIN { print $cpu / $base }")"
done

[ "$requests" -gt 0 ] || exit 0
cp "$scratch/one.json" "$scratch/memory.json"
start_injector memory
for ((answered = 0; answered < requests; )); do
    answered=$((answered + $(load http/1.1 "${data[memory]}" 10)))
done
awk -v n="$answered" '/^Rss:/ { rss = $2 } /^Pss:/ { pss = $2 }
    END { printf "after %d requests: RSS %.1f MiB, PSS %.1f MiB\n", n, rss / 1024, pss / 1024 }' \
    "/proc/${injector[memory]}/smaps_rollup"
