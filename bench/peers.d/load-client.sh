# shellcheck shell=bash
# (c) What a request costs a load client: at steady rates and in a closed loop, warm and from its start.

loads=(100 1000 5000 20000 closed)

# Figures of what client_command has set: requests a second and CPU microseconds a request, by the target's count. What goes
# on beyond its time, since it catches up, counts over the time it took; a start of ours does not, it is no load. CLIENT SECONDS
figures_of_command() {
    local before count used elapsed code TIMEFORMAT='%R %U %S'
    for _ in 1 2 3; do
        before=$(answered) code=0
        # siege at times does not come to its end.
        used=$({ time timeout --foreground -k 2 $(($2 + 20)) "${command[@]}" >"$scratch/output" 2>"$scratch/errors" </dev/null; } 2>&1) ||
            code=$?
        count=$(($(answered) - before - 1))
        [ "$code" = 124 ] || [ "$code" = 137 ] || break
        echo "it did not end 20 s after its time" >"$scratch/why"
        count=0
    done
    [ "$count" -gt 0 ] || { tail -n 2 "$scratch/errors" >&2; return 1; }
    elapsed=$(awk -v s="$2" -v client="$1" '{ print client ~ /^load-client/ || $1 < s + 0.5 ? s : $1 }' <<<"$used")
    cost "$count" "$elapsed" "$(awk '{ print $2 + $3 }' <<<"$used")"
}

# The fields of a plan for a load; RATE, or closed
shape() {
    if [ "$1" = closed ]; then
        echo "\"concurrency\": $connections"
    else
        echo "\"rate\": $1"
    fi
}

stop_load() { curl -sf -X DELETE "http://127.0.0.1:$1/api/load"; }

# Figures of our service under a load, and its lag in ms: p50, p99, max; API PID RATE
figures_of_service() {
    local before after from to begin micros
    put_load "$1" "$connections" "$(shape "$3")"
    sleep 1
    from=$(answered) before=$(ticks "$2") begin=$EPOCHREALTIME
    sleep "$seconds"
    to=$(answered) after=$(ticks "$2") micros=$((${EPOCHREALTIME/[.,]/} - ${begin/[.,]/}))
    curl -sf "http://127.0.0.1:$1/api/stats?window=${seconds}s" >"$scratch/stats"
    stop_load "$1"
    echo "$(cost $((to - from - 1)) "$((micros / 1000))e-3" "$(awk -v t=$((after - before)) -v hz="$hertz" 'BEGIN { print t / hz }')")" \
        "$(jq -r '.lag | "\(.p50) \(.p99) \(.max)"' "$scratch/stats")"
}

# INDEX, under $load
warm_figures() {
    local api pid
    if [[ ${names[$1]} == load-client* ]]; then
        IFS='|' read -r api pid <<<"${services[$1]}"
        figures_of_service "$api" "$pid" "$load"
    else
        client_command "${names[$1]}" "$load" "$connections" "$seconds"
        figures_of_command "${names[$1]}" "$seconds"
    fi
}

# The same from the start of each
figures_from_start() {
    client_command "${names[$1]}" "$load" "$connections" "$start_seconds"
    figures_of_command "${names[$1]}" "$start_seconds"
}

# The clients of others that can send $load, behind what is in $names
add_clients() {
    local client
    for client in "${clients[@]}"; do
        ! client_command "$client" "$load" "$connections" 1 || names+=("$client")
    done
}

# Rows of $load: requests a second, marked where they are too few, CPU and its ratio. WHEN
cost_rows() {
    local i rate asked=$load
    [ "$load" != closed ] || asked=0
    for i in "${!names[@]}"; do
        rate=$(column "$i" 1 %.0f)
        if [ -f "$figures/$i" ] &&
            [ "$(cut -d ' ' -f 1 "$figures/$i" | median | awk -v asked="$asked" '{ print $1 < 0.95 * asked }')" = 1 ]; then
            rate="**$rate**"
        fi
        row "${load/closed/closed loop}" "${names[i]}" "$1" "$rate" "$(column "$i" 2 %.1f)" "$(ratio 0 "$i" 2)"
    done
}

# Rows of how each spreads what is due at $load, by the log of a target of its own, a millisecond a line
spread_rows() {
    local client target seen=$scratch/arrivals
    free_port; target=$port
    start_nginx 1 "http://127.0.0.1:$target/" <<<"log_format moment '\$msec'; server { listen 127.0.0.1:$target;
        location / { return 200 'It works!'; access_log $seen moment; } }"
    names=("${launcher_names[@]}")
    add_clients
    for client in "${names[@]}"; do
        say "spread: $client"
        : >"$seen"
        client_command "$client" "$load" "$connections" "$seconds"
        timeout --foreground -k 2 $((seconds + 20)) "${command[@]}" >/dev/null 2>&1 </dev/null || true
        row "$client" "$(awk '
            { count[$1]++ }
            END {
                for (moment in count) {
                    if (count[moment] > most) most = count[moment]
                    if (count[moment] >= 10) together += count[moment]
                }
                printf "%d | %.0f %%", most, NR ? 100 * together / NR : 0
            }' "$seen")"
    done
    end "$nginx"
}

measure_load_client() {
    local load java i services=() clients lag=$scratch/lag-rows rows=$scratch/cost-rows
    start_target
    find_clients
    for java in "${javas[@]}"; do
        # The flags are words.
        # shellcheck disable=SC2086
        launch_load_client "$scratch/load-client-${#services[@]}.log" "$client_jar" "$java" $service_flags
        services+=("$api|$server")
        say "warming up: load-client, $(jdk "$java")"
        put_load "$api" "$connections" "$(shape closed)"
        sleep "$warm_up"
        stop_load "$api"
    done
    : >"$lag"
    : >"$rows"
    for load in "${loads[@]}"; do
        names=()
        for java in "${javas[@]}"; do
            names+=("load-client, $(jdk "$java")")
        done
        add_clients
        in_rounds "c-$load" "$rounds" warm_figures
        cost_rows "warm" >>"$rows"
        for i in "${!javas[@]}"; do
            [ "$load" = closed ] ||
                row "$load" "${names[i]}" "$(column "$i" 3 %.2f)" "$(column "$i" 4 %.2f)" "$(column "$i" 5 %.1f)" >>"$lag"
        done
    done
    for i in "${!services[@]}"; do
        end "${services[i]#*|}"
    done
    for load in "${loads[@]}"; do
        names=("${launcher_names[@]}")
        add_clients
        in_rounds "c-$load-start" "$start_rounds" figures_from_start
        cost_rows "first $start_seconds s" >>"$rows"
    done
    load=1000
    spread_rows >"$scratch/spread-rows"

    cat <<END
$connections connections to one nginx with one worker that answers 200; requests by nginx's own count, CPU as user + system of the client's
whole process. *Warm* is $seconds s: ours is a service that has sent for $warm_up s before, the others, which are new processes each
time, start within what is measured. *First $start_seconds s* is a load of that length from the start of the process, the start included, ours too:
\`$launcher attack\`. Closed loop: each connection sends when it is answered; wrk, ab and siege know no other. In
**bold** is a rate below 95 % of what was asked. CPU is counted in steps of 10 ms for ours when warm.

END
    head_row "load/s" client when "requests/s" "CPU µs/request" "CPU, ours / theirs"
    cat "$rows"
    printf '\nHow late load-client sent when warm, from when a request was due to when it was dispatched:\n\n'
    head_row "load/s" client "lag p50 ms" "lag p99 ms" "lag max ms"
    cat "$lag"
    cat <<END

How each spreads $load requests a second over the milliseconds, by the target's log: to send those of all connections together takes
fewer wake-ups than to send each when it is due, and is no steady load.

END
    head_row client "most in one ms" "in ms of ten or more"
    cat "$scratch/spread-rows"
}
