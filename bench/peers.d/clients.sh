# shellcheck shell=bash
# The load clients that are measured: how each sends some load, and what it tells of the latencies.

# Ours is started as users do, by the launcher beside the package.
launcher="load-client/target/quarkus-app/load-client"
launcher_names=() launcher_commands=()
for java in "${javas[@]}"; do
    home=$(readlink -f "$(command -v "$java")")
    launcher_names+=("load-client, $(jdk "$java")")
    launcher_commands+=("env JAVA_HOME=${home%/bin/java} $launcher")
done

# Sets the array $command to what sends that load to the target, or fails if the client has none of the kind. RATE is arrivals
# a second, or closed for a closed loop, in which each connection sends again when it is answered. What it tells goes to
# "$scratch/told". CLIENT RATE CONNECTIONS SECONDS
client_command() {
    local url="http://127.0.0.1:$target/" rate=$2 connections=$3 seconds=$4 told=$scratch/told each
    each=$(awk -v r="${rate/closed/0}" -v c="$connections" 'BEGIN { print r / c }')
    [ "$rate" = closed ] || [[ $1 != @(wrk|ab|siege) ]] || return 1
    # The flags are words.
    # shellcheck disable=SC2206
    case $1-$rate in
        wrk-*) command=(wrk -t 1 -c "$connections" -d "$seconds" --latency --timeout 10s "$url") ;;
        # It sets room aside for each of its requests at the start; no other client here sends as many.
        ab-*) command=(ab -q -k -l -c "$connections" -t "$seconds" -n $((seconds * 150000)) "$url") ;;
        siege-*)
            printf '%s\n' 'connection = keep-alive' 'logging = false' 'verbose = false' 'limit = 1000' 'parser = false' \
                >"$scratch/siegerc"
            command=(env "HOME=$scratch" siege -q -b -j -c "$connections" -t "${seconds}S" -R "$scratch/siegerc" "$url")
            ;;
        h2load-closed) command=(h2load --h1 -t 1 -c "$connections" -D "$seconds" "$url") ;;
        h2load-*) command=(h2load --h1 -t 1 -c "$connections" -D "$seconds" --rps "$each" "$url") ;;
        hey-closed) command=(hey -c "$connections" -z "${seconds}s" "$url") ;;
        hey-*) command=(hey -c "$connections" -q "$each" -z "${seconds}s" "$url") ;;
        "fortio -uniform-closed" | "oha --latency-correction-closed") return 1 ;; # options of a steady rate
        fortio*)
            # Two words, if it is to spread what is due.
            command=($1)
            command=(fortio load "${command[@]:1}" -quiet -loglevel Error -qps "${rate/closed/0}" -c "$connections"
                -t "${seconds}s" -p '50,99' -json - "$url")
            ;;
        vegeta-*)
            echo "GET $url" >"$scratch/vegeta-targets"
            command=(vegeta attack -targets "$scratch/vegeta-targets" -duration "${seconds}s" -connections "$connections"
                -output "$told" -rate)
            if [ "$rate" = closed ]; then
                command+=(0 -workers "$connections" -max-workers "$connections")
            else
                command+=("$rate/1s")
            fi
            ;;
        oha*-closed) command=(oha --no-tui --output-format json -c "$connections" -z "${seconds}s" "$url") ;;
        "oha --latency-correction"-*)
            command=(oha --no-tui --output-format json -c "$connections" -q "$rate" --latency-correction -z "${seconds}s" "$url")
            ;;
        oha-*) command=(oha --no-tui --output-format json -c "$connections" -q "$rate" -z "${seconds}s" "$url") ;;
        k6-*)
            local executor="executor: 'constant-arrival-rate', rate: ${rate/closed/0}, preAllocatedVUs: $connections,
                maxVUs: $((connections * 20))"
            [ "$rate" != closed ] || executor="executor: 'constant-vus', vus: $connections"
            cat >"$scratch/k6.js" <<END
import http from 'k6/http';
export const options = {
    discardResponseBodies: true,
    summaryTrendStats: ['med', 'p(99)', 'max'],
    scenarios: { load: { $executor, duration: '${seconds}s', gracefulStop: '5s' } },
};
export default () => http.get('$url');
END
            command=(k6 run -q --no-usage-report --summary-export "$told" "$scratch/k6.js")
            ;;
        load-client*)
            local i
            for i in "${!launcher_names[@]}"; do
                [ "$1" != "${launcher_names[i]}" ] || command=(${launcher_commands[i]})
            done
            command+=(attack --target "$url" --connections "$connections" --duration "${seconds}s" --json)
            if [ "$rate" = closed ]; then
                command+=(--concurrency "$connections")
            else
                command+=(--rate "$rate")
            fi
            ;;
    esac
}

# What a client tells of its latencies in ms, p50, p99 and max, or - for what it does not. Its standard output is in
# "$scratch/output". CLIENT
told_latencies() {
    local output=$scratch/output told=$scratch/told
    case $1 in
        wrk)
            awk '
                function ms(text) { return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 : text * 1000 }
                $1 == "Latency" && $2 != "Distribution" { max = ms($4) }
                $1 == "50%" { p50 = ms($2) }
                $1 == "99%" { p99 = ms($2) }
                END { print p50, p99, max }' "$output"
            ;;
        ab) awk '$1 == "50%" { p50 = $2 } $1 == "99%" { p99 = $2 } $1 == "100%" { max = $2 } END { print p50, p99, max }' "$output" ;;
        siege) echo "- - $(sed -n 's/.*"longest_transaction":[^0-9]*\([0-9.]*\).*/\1/p' "$output" | awk '{ print $1 * 1000 }')" ;;
        h2load)
            echo "- - $(awk '
                function ms(text) { return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 : text * 1000 }
                /^time for request:/ { print ms($5) }' "$output")"
            ;;
        hey) awk '/Slowest:/ { max = $2 } /50% in/ { p50 = $3 } /99% in/ { p99 = $3 } END { print p50 * 1000, p99 * 1000, max * 1000 }' "$output" ;;
        fortio*)
            jq -r '.DurationHistogram | [(.Percentiles[] | select(.Percentile == 50 or .Percentile == 99).Value), .Max]
                | map(. * 1000) | join(" ")' "$output"
            ;;
        vegeta) vegeta report -type json "$told" | jq -r '.latencies | [."50th", ."99th", .max] | map(. / 1e6) | join(" ")' ;;
        oha*) jq -r '[.latencyPercentiles.p50, .latencyPercentiles.p99, .summary.slowest] | map(. * 1000) | join(" ")' "$output" ;;
        k6) jq -r '.metrics.http_req_duration | "\(.med) \(."p(99)") \(.max)"' "$told" ;;
        # A JVM warns on standard output.
        load-client*) sed -n '/^{/,$p' "$output" | jq -r '.latency | "\(.p50) \(.p99) \(.max)"' ;;
    esac
}

# The clients of others that are here, into the array $clients. Has ours make its caches, which no measurement is to meet.
find_clients() {
    local client
    for client in "${launcher_commands[@]}"; do
        # The command is words.
        # shellcheck disable=SC2086
        $client --prepare
    done
    clients=()
    for client in fortio "fortio -uniform" vegeta hey wrk h2load ab siege oha "oha --latency-correction" k6; do
        if there "${client%% *}"; then
            clients+=("$client")
        elif [ "$client" = k6 ]; then
            lost k6 "it was not found; \`--install\` does not get it, as it is under the AGPL"
        else
            lost "$client" "$(cat "$scratch/why")"
        fi
    done
}
