# shellcheck shell=bash
# (b) What a proxy adds to a request that it passes on.

forward_rate=2000

# Sends the steady rate through a port and puts into $scratch/told what vegeta says of it. PORT SECONDS
through() {
    echo "GET http://127.0.0.1:$1/" | vegeta attack -rate "$forward_rate/1s" -duration "${2}s" -connections 64 |
        vegeta report -type json >"$scratch/told"
}

# Figures: p50 and p99 in ms, CPU microseconds a request; INDEX
forwarded() {
    local port pid before
    IFS='|' read -r port pid <<<"${variants[$1]}"
    before=$(ticks "$pid")
    through "$port" "$seconds"
    if jq -e '.success < 0.999' "$scratch/told" >/dev/null; then
        jq -r '"only a share of \(.success) was answered"' "$scratch/told" >"$scratch/why"
        return 1
    fi
    jq -r --argjson ticks $(($(ticks "$pid") - before)) --argjson hz "$hertz" \
        '"\(.latencies."50th" / 1e6) \(.latencies."99th" / 1e6) \($ticks / $hz / .requests * 1e6)"' "$scratch/told"
}

measure_forward() {
    local java i kind variants=()
    start_target
    names=("no proxy") variants=("$target|$nginx")
    if ! there vegeta; then
        lost "all of this section, for which vegeta sends" "$(cat "$scratch/why")"
    else
        for java in "${javas[@]}"; do
            if try "error-injector, $(jdk "$java")" injector "$java" \
                "{\"otherwise\": {\"type\": \"forward\", \"to\": \"http://127.0.0.1:$target\"}}" 200; then
                names+=("error-injector, $(jdk "$java")") variants+=("$port|$server")
            fi
        done
        for kind in "haproxy" "nginx-proxy" "toxiproxy"; do
            if try "$kind" "$kind" "$target"; then
                names+=("${kind/nginx-proxy/nginx proxy_pass}") variants+=("$port|$server")
            fi
        done
        for i in "${!names[@]}"; do
            say "warming up: ${names[i]}"
            wrk -t 1 -c 64 -d "$warm_up" "http://127.0.0.1:${variants[i]%|*}/" >"$scratch/warm-up"
        done
        in_rounds b "$rounds" forwarded
    fi

    cat <<END
In front of one nginx with one worker: $forward_rate requests/s in an open loop by \`vegeta attack\`. *Added* is what a proxy takes
beyond the same without it, in the same round. CPU is that of the proxy alone, user + system. No proxy does anything but pass on:
error-injector has the plan \`{"otherwise": {"type": "forward", ...}}\`, toxiproxy no toxics (and knows nothing of HTTP).

END
    head_row proxy "p50 ms" "p99 ms" "added p50 ms" "added p99 ms" "CPU µs/request" "CPU, ours / theirs"
    for i in "${!names[@]}"; do
        if [ "$i" = 0 ]; then
            row "${names[i]}" "$(column "$i" 1 %.2f)" "$(column "$i" 2 %.2f)" "" "" "" ""
        else
            row "${names[i]}" "$(column "$i" 1 %.2f)" "$(column "$i" 2 %.2f)" "$(difference 0 "$i" 1 %.2f)" \
                "$(difference 0 "$i" 2 %.2f)" "$(column "$i" 3 %.1f)" "$(ratio 1 "$i" 3)"
        fi
    done
}
