#!/usr/bin/env bash
# What a request costs load-client, beside wrk and hey on the same target in the same run, and how punctual it is.
# Variants alternate in rounds; the table has medians. CPU is user + system of the client's whole process (JIT and GC
# included) over the requests that the target itself has counted.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bench/lib.sh
. bench/lib.sh

usage() {
    cat <<'END'
Usage: bench/load-client.sh [OPTION...]
  --rounds N        rounds over all variants (3)
  --seconds N       length of one measurement (5)
  --warm-up N       seconds of load from load-client before the first round (15)
  --connections N   of every client (64)
  --rates "N..."    rates of the open loop ("1000 5000 20000")
  --soak MINUTES    then hold --soak-rate for so long and tell the memory each minute; 0 for not at all (0)
  --soak-rate N     (5000)
  --java FILE       the java to run (JAVA_HOME's, or the one found)
  --flags "FLAG..." its flags
END
}

rounds=3 seconds=5 warm_up=15 connections=64 rates="1000 5000 20000" soak=0 soak_rate=5000
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
flags="-XX:+UseSerialGC -Xms16m -Xmx64m -Xmn16m -Xss512k"
jar=load-client/target/quarkus-app/quarkus-run.jar
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || refuse "$1 needs a value, or is not known; see --help"
    case $1 in
        --rounds) rounds=$2 ;;
        --seconds) seconds=$2 ;;
        --warm-up) warm_up=$2 ;;
        --connections) connections=$2 ;;
        --rates) rates=$2 ;;
        --soak) soak=$2 ;;
        --soak-rate) soak_rate=$2 ;;
        --java) java=$2 ;;
        --flags) flags=$2 ;;
        *) refuse "$1 is not known; see --help" ;;
    esac
    shift 2
done
need nginx wrk curl "$java"
hey=$(command -v hey) || echo "hey was not found and is left out (go install github.com/rakyll/hey@latest)"
[ -f "$jar" ] || refuse "$jar is missing; build it with ./mvnw -DskipTests package"

free_port; target=$port
free_port; api=$port
free_port; management=$port
start_nginx 1 "http://127.0.0.1:$target/" <<END
    server { listen 127.0.0.1:$target; location / { return 200 "It works!"; } location /count { stub_status; } }
END

# The flags are words.
# shellcheck disable=SC2086
"$java" $flags -Dquarkus.http.host=127.0.0.1 "-Dquarkus.http.port=$api" "-Dquarkus.management.port=$management" \
    -Dquarkus.management.host=127.0.0.1 -jar "$jar" >"$scratch/client.log" 2>&1 &
client=$!
started+=("$client")
await "http://127.0.0.1:$api/api/split" "$client" "$scratch/client.log"

# Puts a load in force; FIELDS of the plan beside target and connections
put() {
    curl -sf -o "$scratch/answer" -X PUT "http://127.0.0.1:$api/api/load" \
        -d "{\"target\": \"http://127.0.0.1:$target/\", \"connections\": $connections, $1}"
}

stop() { curl -sf -X DELETE "http://127.0.0.1:$api/api/load"; }

# How many requests the target has answered, by its own count.
answered() { curl -sf "http://127.0.0.1:$target/count" | awk '/^ [0-9]/ { print $3 }'; }

# CPU ticks that a process has used.
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

hertz=$(getconf CLK_TCK)
# Prints requests per second and CPU seconds per 100,000 requests; REQUESTS SECONDS CPU-SECONDS
figures() { awk -v n="$1" -v s="$2" -v c="$3" 'BEGIN { printf "%.0f %.3f", n / s, c / n * 1e5 }'; }

# Runs a command and prints its figures; COMMAND...
measure_command() {
    local before after cpu TIMEFORMAT='%U %S'
    before=$(answered)
    cpu=$({ time "$@" >"$scratch/output" 2>&1; } 2>&1)
    after=$(answered)
    figures $((after - before - 1)) "$seconds" "$(awk '{ print $1 + $2 }' <<<"$cpu")"
}

# Measures load-client under a plan: figures, then its lag p50, p99 and max in ms; FIELDS
measure_client() {
    local before after from to
    put "$1"
    sleep 1
    from=$(answered) before=$(ticks "$client")
    sleep "$seconds"
    to=$(answered) after=$(ticks "$client")
    figures $((to - from - 1)) "$seconds" "$(awk -v t=$((after - before)) -v hz="$hertz" 'BEGIN { print t / hz }')"
    curl -sf "http://127.0.0.1:$api/api/stats?window=${seconds}s" | tr -d ' \n' |
        sed -n 's/.*"lag":{"samples":[^,]*,"mean":[^,]*,"p50":\([^,]*\),.*"p99":\([^,]*\),"p999":[^,]*,"max":\([^}]*\)}.*/ \1 \2 \3\n/p'
    stop
}

names=(wrk hey "load-client, closed loop")
for rate in $rates; do
    names+=("load-client, $rate/s")
done
echo "$(nproc) cores; $("$java" -version 2>&1 | head -n 1); $(nginx -v 2>&1); flags $flags"
put "\"concurrency\": $connections"
sleep "$warm_up"
stop
for _ in $(seq "$rounds"); do
    for i in "${!names[@]}"; do
        case ${names[i]} in
            wrk) measure_command wrk -t 1 -c "$connections" -d "${seconds}s" "http://127.0.0.1:$target/" ;;
            hey)
                [ -z "$hey" ] ||
                    measure_command "$hey" -cpus 1 -c "$connections" -z "${seconds}s" "http://127.0.0.1:$target/"
                ;;
            *closed*) measure_client "\"concurrency\": $connections" ;;
            *) rate=${names[i]#*, }; measure_client "\"rate\": ${rate%/s}" ;;
        esac >>"$scratch/figures-$i"
        echo >>"$scratch/figures-$i"
    done
done

# The median of a column of a variant's figures; VARIANT COLUMN
column() { awk -v c="$2" 'NF >= c { print $c }' "$scratch/figures-$1" | median; }

printf '%-26s %8s %11s %7s %7s  %s\n' client rps "CPU s/100k" "to wrk" "to hey" "lag p50, p99, max ms"
base=$(column 0 2)
other=$([ -z "$hey" ] || column 1 2)
for i in "${!names[@]}"; do
    [ -n "$hey" ] || [ "${names[i]}" != hey ] || continue
    cpu=$(column "$i" 2)
    printf '%-26s %8.0f %11.2f %7.2f %7s  %s\n' "${names[i]}" "$(column "$i" 1)" "$cpu" \
        "$(awk "BEGIN { print $cpu / $base }")" \
        "$([ -z "$other" ] || awk "BEGIN { printf \"%.2f\", $cpu / $other }")" \
        "$([[ ${names[i]} != *client* ]] || echo "$(column "$i" 3) $(column "$i" 4) $(column "$i" 5)")"
done

[ "$soak" -gt 0 ] || exit 0
put "\"rate\": $soak_rate"
for ((minute = 1; minute <= soak; minute++)); do
    sleep 60
    awk -v m="$minute" -v n="$(answered)" '/^Rss:/ { rss = $2 } /^Pss:/ { pss = $2 }
        END { printf "minute %d, %d requests: RSS %.1f MiB, PSS %.1f MiB\n", m, n, rss / 1024, pss / 1024 }' \
        "/proc/$client/smaps_rollup"
done
