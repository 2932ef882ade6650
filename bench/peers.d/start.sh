# shellcheck shell=bash
# (e) How long a server takes to its first answer, and what memory it has then and after some load.

# Figures: ms to the first answer, CPU seconds until then, MiB resident then and after the load; INDEX
start_figures() {
    local cpu before
    own_processes
    # The words are those of launch.
    # shellcheck disable=SC2086
    launch ${kinds[$1]}
    cpu=$(ticks "$server")
    before=$(resident "$server")
    wrk -t 1 -c 64 -d "$seconds" "http://127.0.0.1:$port$path" >"$scratch/wrk"
    echo "$millis $(awk -v t="$cpu" -v hz="$hertz" 'BEGIN { print t / hz }') ${before% *} $(resident "$server" | cut -d ' ' -f 1)"
}

measure_start() {
    local java kinds=() kind cache cache_kind use_cache i
    names=()
    start_target
    for java in "${javas[@]}"; do
        names+=("error-injector, $(jdk "$java")")
        kinds+=("injector $java status=503 503")
        cache=$scratch/cache-${#kinds[@]}
        say "making a cache for $(jdk "$java")"
        # The flags are words.
        # shellcheck disable=SC2086
        make_cache "$cache" "$injector_jar" "$java" $service_flags
        names+=("error-injector, $(jdk "$java"), $cache_kind")
        kinds+=("injector $java status=503 503 $use_cache")
    done
    for kind in "nginx 503, 1 worker|nginx 1 503" "Apache 503|apache" "fortio|fortio" "go-httpbin|go-httpbin" \
        "WireMock|wiremock" "MockServer|mockserver" "haproxy, forwarding|haproxy $target" "toxiproxy, forwarding|toxiproxy $target"; do
        names+=("${kind%%|*}") kinds+=("${kind#*|}")
    done
    in_rounds e "$rounds" start_figures

    cat <<END
From exec to the first answer on a new connection; CPU is user + system until then. Resident is RSS of all processes, at the first answer and
after $seconds s of \`wrk -t1 -c64\`. Ours is the first row; its cache is the one that \`bench/start.sh\` makes. JVMs as in (a).

END
    head_row server "first answer ms" "CPU s" "resident MiB" "under load MiB" "first answer, ours / theirs" "under load, ours / theirs"
    for i in "${!names[@]}"; do
        row "${names[i]}" "$(column "$i" 1 %.0f)" "$(column "$i" 2 %.2f)" "$(column "$i" 3 %.1f)" "$(column "$i" 4 %.1f)" \
            "$(ratio 0 "$i" 1)" "$(ratio 0 "$i" 4)"
    done
}
