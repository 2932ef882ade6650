# shellcheck shell=bash
# (a) What an answer with 503 costs an injector.

connections=64

# Puts load on a variant and prints how many requests were answered with a 5xx; PROTOCOL PORT PATH SECONDS
load_with_faults() {
    if [ "$1" = h2c ]; then
        h2load -t 1 -c 8 -m 32 -D "$4" "http://127.0.0.1:$2$3" | sed -n 's/.* \([0-9]*\) 5xx$/\1/p'
    else
        wrk -t 1 -c "$connections" -d "$4" "http://127.0.0.1:$2$3" | sed -n 's/^ *Non-2xx or 3xx responses: \([0-9]*\)$/\1/p'
    fi
}

# Figures: requests a second, CPU microseconds a request; INDEX
faults() {
    local protocol port path pid before count
    IFS='|' read -r protocol port path pid <<<"${variants[$1]}"
    before=$(ticks "$pid")
    count=$(load_with_faults "$protocol" "$port" "$path" "$seconds")
    cost "$count" "$seconds" "$(awk -v t=$(($(ticks "$pid") - before)) -v hz="$hertz" 'BEGIN { print t / hz }')"
}

measure_injector() {
    local processors java protocol i kind servers=() entry variants=() name port path pid
    processors=$(nproc)
    for java in "${javas[@]}"; do
        if try "error-injector, $(jdk "$java")" injector "$java" status=503 503; then
            servers+=("error-injector, $(jdk "$java")|$port|$h2c|$path|$server")
        fi
    done
    # The words after the name are those of launch.
    for kind in "nginx 503, 1 worker|nginx 1 503" "nginx 503, $processors workers|nginx $processors 503" \
        "nginx 500, 1 worker|nginx 1 500" "Apache 503|apache" "fortio|fortio" "go-httpbin|go-httpbin" \
        "WireMock|wiremock" "MockServer|mockserver"; do
        # shellcheck disable=SC2086
        if try "${kind%%|*}" ${kind#*|}; then
            servers+=("${kind%%|*}|$port|$h2c|$path|$server")
        fi
    done

    names=()
    for protocol in http/1.1 h2c; do
        for entry in "${servers[@]}"; do
            IFS='|' read -r name port h2c path pid <<<"$entry"
            [ "$protocol" = http/1.1 ] || port=$h2c
            say "warming up: $name over $protocol"
            if [ "$(load_with_faults "$protocol" "$port" "$path" 1)" -gt 0 ] 2>/dev/null; then
                load_with_faults "$protocol" "$port" "$path" "$warm_up" >"$scratch/warm-up"
                names+=("$name over $protocol")
                variants+=("$protocol|$port|$path|$pid")
            else
                lost "$name over $protocol" "it does not answer by it"
            fi
        done
    done
    in_rounds a "$rounds" faults

    cat <<END
A 503 from each, or from nginx a 500 after which it closes the connection: HTTP/1.1 by \`wrk -t1 -c$connections\`, h2c by \`h2load -t1
-c8 -m32\`. CPU is user + system of all of a server's processes. Resident is their RSS at the end, shared pages counted in each. WireMock
and MockServer run with \`$peer_flags\` on $(jdk "${javas[0]}"), without a journal and without a log; fortio and go-httpbin log nothing.

END
    head_row server protocol "answers/s" "CPU µs/answer" "answers/s, ours / theirs" "CPU, ours / theirs" "resident MiB"
    local ours=-1 protocol_before=
    for i in "${!names[@]}"; do
        IFS='|' read -r protocol port path pid <<<"${variants[i]}"
        if [ "$protocol" != "$protocol_before" ]; then
            ours=$i protocol_before=$protocol
            [[ ${names[i]} == error-injector* ]] || ours=-1
        fi
        row "${names[i]% over *}" "$protocol" "$(column "$i" 1 %.0f)" "$(column "$i" 2 %.1f)" \
            "$(ratio "$ours" "$i" 1)" "$(ratio "$ours" "$i" 2)" "$(resident "$pid" | cut -d ' ' -f 1)"
    done
}
