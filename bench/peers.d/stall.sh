# shellcheck shell=bash
# (d) What a load client tells of a target that stands still for two seconds of ten.

stall_rate=200 stall_connections=10

# A worker that stands still hears nothing, its end neither.
trap 'kill -CONT "${stalled:-$$}" 2>/dev/null || true; clean_up' EXIT

# Runs a client against the target, whose worker stands still four seconds after the first request; sets $sent to the number
# of requests that the target has answered. CLIENT RATE
through_stall() {
    local before polls=1 count client code=0
    client_command "$1" "$2" "$stall_connections" 10
    before=$(answered)
    timeout --foreground -k 2 40 "${command[@]}" >"$scratch/output" 2>"$scratch/errors" </dev/null &
    client=$!
    started+=("$client")
    for ((count = before; count - before - polls <= 0; polls++)); do
        sleep 0.1
        kill -0 "$client" 2>/dev/null || break
        count=$(answered)
    done
    sleep 4
    kill -STOP "$stalled"
    sleep 2
    kill -CONT "$stalled"
    wait "$client" || code=$?
    end "$client"
    sent=$(($(answered) - before - polls))
    if [ "$code" = 124 ] || [ "$code" = 137 ]; then
        echo "it did not end" >"$scratch/why"
        return 1
    fi
}

measure_stall() {
    local client rate clients stalled sent p50 p99 max
    start_target
    find_clients
    stalled=$(tree "$nginx" | sed -n 2p)
    clients=("${launcher_names[@]}" "${clients[@]}")

    cat <<END
One nginx with one worker that answers at once, but stands still (SIGSTOP) for 2 s of 10. $stall_rate requests/s by $stall_connections connections where
a client has a steady rate, otherwise a closed loop. Of those who come at a steady rate a fifth waits, evenly from nothing to 2 s, P(wait > x)
= 0.2 (1 - x/2 s): so the 99th percentile is 1900 ms, whoever asks. Times as each client reports them; requests by nginx's own count. One
run each.

END
    head_row client load "p50 ms" "p99 ms" "max ms" "requests"
    row "what callers meet" "$stall_rate/s" "none" "1900" "2000" "$((stall_rate * 10))"
    for client in "${clients[@]}"; do
        rate=$stall_rate
        client_command "$client" "$rate" "$stall_connections" 10 || rate=closed
        say "stall: $client"
        if through_stall "$client" "$rate" && read -r p50 p99 max < <(told_latencies "$client") && [ -n "$max" ]; then
            row "$client" "$([ "$rate" = closed ] && echo "closed loop" || echo "$rate/s")" \
                "$(spread %.1f <<<"$p50")" "$(spread %.1f <<<"$p99")" "$(spread %.1f <<<"$max")" "$(spread %.0f <<<"$sent")"
        else
            lost "$client" "$(cat "$scratch/why")"
        fi
    done
}
