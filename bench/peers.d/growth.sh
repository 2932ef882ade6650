# shellcheck shell=bash
# (f) What grows in error-injector: with the rules of its plan, with requests held back, with connections.

rule_counts=(1 10 100 1000) held_counts=(0 10000 20000 50000) connection_counts=(1 100 1000 10000)

# NUMBER WORD...
counted() {
    local words=${*:2}
    [ "$1" != 1 ] || words=${words%s}
    echo "$(spread %.0f <<<"$1") $words"
}

# So many rules of all kinds, of which the last matches; a third of the others does not match only at its last condition. COUNT
rules() {
    local i always='"aborts": [{"percentage": 100, "type": "status", "status": 503}]'
    echo '{"rules": ['
    for ((i = 1; i < $1; i++)); do
        case $((i % 3)) in
            0) echo "{\"name\": \"path-$i\", \"match\": {\"path\": \"/service-$i/*/items/**\"}, $always}," ;;
            1) echo "{\"name\": \"method-$i\", \"match\": {\"methods\": [\"POST\", \"PUT\"], \"path\": \"/orders/**\"}, $always}," ;;
            2) echo "{\"name\": \"header-$i\", \"match\": {\"path\": \"/orders/**\", \"headers\": {\"x-tenant\": \"$i\"}}, $always}," ;;
        esac
    done
    echo "{\"name\": \"always\", $always}]}"
}

# Sees to it that so many files can be open, here and in what is started from here. COUNT
room_for() {
    local limit
    limit=$(ulimit -n)
    [ "$limit" = unlimited ] || [ "$limit" -ge "$1" ] || ulimit -n "$1" 2>/dev/null || {
        echo "at most $limit files can be open here" >"$scratch/why"
        return 1
    }
}

# Starts a process that is told by lines on the file descriptor 3, and waits until it says a word; sets $server. WORD COMMAND...
hold_on() {
    local orders=$scratch/orders-$BASHPID
    mkfifo "$orders"
    exec 3<>"$orders"
    # Not by spawn: what it starts has no input.
    log=$scratch/hold.log
    "${@:2}" <"$orders" >"$log" 2>&1 &
    server=$!
    started+=("$server")
    rm "$orders"
    until_said "$1"
}

# Waits until $server has said a word. WORD
until_said() {
    until grep -q "$1" "$log"; do
        kill -0 "$server" 2>/dev/null || { tail -n 1 "$log" >"$scratch/why"; return 1; }
        sleep 0.1
    done
}

rss() { resident "$1" | cut -d ' ' -f 1; }

# MiB resident before and with so many, and bytes of each, unless they are so few that chance decides; BEFORE WITH COUNT
of_each() { awk -v b="$1" -v w="$2" -v n="$3" 'BEGIN { print b, w, n < 1000 ? "-" : (w - b) * 1048576 / n }'; }

# Figures: those of_each, of requests held back; INDEX
held_figures() {
    local injector before with count=${held_counts[$1]} netty deadline
    own_processes
    # So much heap that none is full: what they take is the question.
    launch injector "${javas[0]}" status=200 200 -Xmx256m || return
    injector=$server
    answers "http://127.0.0.1:$control/q/health/ready" "$injector" 60 || return
    # What the first requests of all take is not what is asked.
    h2load -n 50000 -c 8 -m 32 "http://127.0.0.1:$data/" >"$scratch/warm-up"
    curl -sfo "$scratch/plan" -X PUT -H 'Content-Type: application/json' "http://127.0.0.1:$control/api/faults" \
        -d '{"maxActiveFaults": 100000, "rules": [{"name": "all", "delay": {"type": "fixed", "value": "5m"}}]}' || return
    netty=$(printf '%s:' "${injector_jar%/*}"/lib/main/io.netty.*.jar)
    hold_on connected "${javas[0]}" -XX:+UseSerialGC -Xmx512m -cp "$netty" bench/Parked.java hold "$data" "$count" 8 || return
    before=$(rss "$injector")
    echo >&3
    until_said sent || return
    deadline=$((SECONDS + 60))
    until [ "$(curl -sf "http://127.0.0.1:$control/q/metrics" | sed -n 's/^faultline_active_faults \([0-9]*\).*/\1/p')" -ge "$count" ]; do
        [ "$SECONDS" -lt "$deadline" ] || { echo "not all were held back within a minute" >"$scratch/why"; return 1; }
        sleep 0.5
    done
    with=$(rss "$injector")
    of_each "$before" "$with" "$count"
}

# The same of connections that are kept; INDEX
idle_figures() {
    local injector before with count=${connection_counts[$1]}
    own_processes
    room_for $((count + 500)) || return
    launch injector "${javas[0]}" status=200 200 || return
    injector=$server
    wrk -t 1 -c 8 -d 2 "http://127.0.0.1:$data/" >"$scratch/warm-up"
    before=$(rss "$injector")
    hold_on answered "${javas[0]}" -XX:+UseSerialGC -Xmx128m bench/Idle.java "$port" "$count" || return
    with=$(rss "$injector")
    of_each "$before" "$with" "$count"
}

# Figures: requests a second and CPU microseconds a request over so many connections; INDEX
busy_figures() {
    local connections=${connection_counts[$1]}
    room_for $((connections + 500)) || return
    faults "$1"
}

measure_growth() {
    local i variants=() rows=$scratch/growth-rows ratio
    : >"$rows"
    names=()
    for i in "${!rule_counts[@]}"; do
        rules "${rule_counts[i]}" >"$scratch/rules-$i.json"
        if try "$(counted "${rule_counts[i]}" rules)" injector "${javas[0]}" "$scratch/rules-$i.json" 503; then
            say "warming up: $(counted "${rule_counts[i]}" rules)"
            names[i]="$(counted "${rule_counts[i]}" rules)"
            variants[i]="http/1.1|$port|/orders/17|$server"
            load_with_faults http/1.1 "$port" /orders/17 "$warm_up" >"$scratch/warm-up"
        fi
    done
    in_rounds f-rules "$rounds" faults
    for i in "${!names[@]}"; do
        ratio=$(ratio "$i" 0 2)
        row "${names[i]}" "$(column "$i" 1 %.0f)" "$(column "$i" 2 %.1f)" "$ratio" >>"$rows"
    done

    if try "connections under load" injector "${javas[0]}" status=503 503; then
        say "warming up: connections"
        load_with_faults http/1.1 "$port" / "$warm_up" >"$scratch/warm-up"
        names=() variants=()
        for i in "${!connection_counts[@]}"; do
            if [ "${connection_counts[i]}" -le 1000 ]; then
                names[i]="$(counted "${connection_counts[i]}" busy connections)"
                variants[i]="http/1.1|$port|/|$server"
            fi
        done
        in_rounds f-busy "$rounds" busy_figures
        for i in "${!names[@]}"; do
            ratio=$(ratio "$i" 0 2)
            row "${names[i]}" "$(column "$i" 1 %.0f)" "$(column "$i" 2 %.1f)" "$ratio" >>"$rows"
        done
    fi
    end_all

    cat <<END
\`wrk -t1\` with $connections connections, or as many as told, to an injector of its own for each number of rules. Of the rules the last one matches;
the others have path patterns, methods and headers. CPU is user + system; the ratio is to the first of its kind.

END
    head_row "what grows" "answers/s" "CPU µs/answer" "CPU, this / first"
    cat "$rows"

    names=()
    for i in "${held_counts[@]}"; do
        names+=("$(counted "$i" requests held back)")
    done
    in_rounds f-held "$rounds" held_figures
    memory_table "RSS of an injector with \`-Xmx256m\` that has answered for a moment, before and while requests are held back by a delay, over 8 connections of h2c:"

    names=()
    for i in "${connection_counts[@]}"; do
        names+=("$(counted "$i" idle connections)")
    done
    in_rounds f-idle "$rounds" idle_figures
    memory_table "The same, with connections that are kept after one request of HTTP/1.1 on each:"
}

# SENTENCE
memory_table() {
    local i
    printf '\n%s\n\n' "$1"
    head_row "what grows" "resident before MiB" "resident with MiB" "bytes of each"
    for i in "${!names[@]}"; do
        row "${names[i]}" "$(column "$i" 1 %.1f)" "$(column "$i" 2 %.1f)" "$(column "$i" 3 %.0f)"
    done
}
