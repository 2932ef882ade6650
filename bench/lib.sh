# shellcheck shell=bash
# What the benchmarks share: sourced, with the repository as the working directory.
# shellcheck disable=SC2034 # variables are for those who source it

# The flags of a service, unless others are asked for.
service_flags="-XX:+UseSerialGC -Xms16m -Xmx64m -Xmn8m -Xss512k"

refuse() {
    echo "$(basename "$0"): $1" >&2
    exit 2
}

# Refuses unless all of these tools are there.
need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || refuse "$tool is needed and was not found"
    done
}

scratch=$(mktemp -d)
# The processes that end with the script.
started=()
# Ends one of them and forgets it, so that its number is never used again. PID
end() {
    local pid others=()
    for pid in "${started[@]}"; do
        [ "$pid" = "$1" ] || others+=("$pid")
    done
    started=("${others[@]}")
    kill "$1" 2>/dev/null || true
    # What does not end by itself must not keep the script from ending.
    for _ in $(seq 150); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

end_all() {
    while [ "${#started[@]}" -gt 0 ]; do
        end "${started[0]}"
    done
}

# shellcheck disable=SC2317 # called by the trap
clean_up() {
    # A second signal must not end what the first has begun.
    trap '' INT TERM
    end_all
    rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

taken=" "
# Sets $port to one that nobody listens on and that was not given out before.
free_port() {
    port=$((20000 + RANDOM % 10000))
    while [[ $taken == *" $port "* ]] || (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        port=$((port + 1))
    done
    taken+="$port "
}

# Starts a process that ends with the script; sets $server to it, $log, and $began to the time. LOG COMMAND...
spawn() {
    log=$1
    shift
    began=$EPOCHREALTIME
    "$@" >"$log" 2>&1 &
    server=$!
    started+=("$server")
}

# Whether there is an answer within so many seconds, whatever its status; URL PID SECONDS
answers() {
    local deadline=$((SECONDS + $3))
    until curl -so "$scratch/answer" --max-time 5 "$1"; do
        if ! kill -0 "$2" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
            return 1
        fi
        sleep 0.1
    done
}

# Waits for an answer, whatever its status; URL PID LOG
await() {
    answers "$1" "$2" 60 || { cat "$3" >&2; refuse "$1 does not answer"; }
}

# Waits for the first answer with a status, up to a minute; sets $millis to the time since $began. PORT PATH STATUS PID
first_answer() {
    local line deadline=$((SECONDS + 60))
    # Without a connection tool per attempt, which would take the processor from what is measured.
    while kill -0 "$4" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ]; do
        if { exec 4<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null; then
            printf 'GET %s HTTP/1.1\r\nhost: localhost\r\n\r\n' "$2" >&4
            line=
            read -rt 5 line <&4 || true
            millis=$(((${EPOCHREALTIME/[.,]/} - ${began/[.,]/}) / 1000))
            exec 4>&-
            [[ $line != "HTTP/1.1 $3"* ]] || return 0
        fi
        sleep 0.01
    done
    return 1
}

median() {
    sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

hertz=$(getconf CLK_TCK)

# A process and all that come from it, a line each; PID
tree() {
    local child
    echo "$1"
    # shellcheck disable=SC2013 # the file is one line of words
    for child in $(cat "/proc/$1"/task/*/children 2>/dev/null); do
        tree "$child"
    done
}

# CPU ticks that a process and all that come from it have used, those included that have ended. PID
ticks() {
    local pid
    for pid in $(tree "$1"); do
        cat "/proc/$pid/stat" 2>/dev/null
    done | awk '{ sum += $14 + $15 + $16 + $17 } END { print sum + 0 }'
}

# RSS and PSS in MiB, of a process and all that come from it. PID
resident() {
    local pid
    for pid in $(tree "$1"); do
        cat "/proc/$pid/smaps_rollup" 2>/dev/null
    done | awk '/^Rss:/ { rss += $2 } /^Pss:/ { pss += $2 } END { printf "%.1f %.1f\n", rss / 1024, pss / 1024 }'
}

# The feature version of a java, such as 17
feature_version() {
    "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p'
}

# Starts an nginx whose server blocks are read from the input; sets what spawn sets; WORKERS
launch_nginx() {
    local home
    home=$(mktemp -d "$scratch/nginx.XXXXXX")
    {
        cat <<END
daemon off; worker_processes $1; pid $home/nginx.pid; error_log $home/nginx.log;
events { worker_connections 4096; }
http {
    access_log off; keepalive_requests 1000000000; keepalive_timeout 1h;
    client_body_temp_path $home/body; proxy_temp_path $home/proxy; fastcgi_temp_path $home/fastcgi;
    uwsgi_temp_path $home/uwsgi; scgi_temp_path $home/scgi;
END
        cat
        echo '}'
    } >"$home/nginx.conf"
    spawn "$home/nginx.err" nginx -e "$home/nginx.log" -p "$home" -c "$home/nginx.conf"
}

# The same, and waits for its answer; sets $nginx to its process; WORKERS URL
start_nginx() {
    launch_nginx "$1"
    nginx=$server
    await "$2" "$nginx" "$log"
}

# Starts an injector; sets what spawn sets, and its ports $data and $control. LOG JAR JAVA FLAG...
launch_injector() {
    local output=$1 jar=$2
    shift 2
    free_port; data=$port
    free_port; control=$port
    spawn "$output" "$@" -Dfaultline.injector.host=127.0.0.1 "-Dfaultline.injector.port=$data" \
        -Dquarkus.http.host=127.0.0.1 "-Dquarkus.http.port=$control" -jar "$jar"
}

# Starts the target of load clients and proxies, an nginx with one worker; sets $target, its port, and $nginx
start_target() {
    free_port; target=$port
    start_nginx 1 "http://127.0.0.1:$target/" <<<"server { listen 127.0.0.1:$target;
        location / { return 200 'It works!'; } location /count { stub_status; } }"
}

# How many requests the target has answered, by its own count, this one included.
answered() { curl -sf "http://127.0.0.1:$target/count" | awk '/^ [0-9]/ { print $3 }'; }

# Starts load-client as a service and waits for it; sets what spawn sets, and $api, its port. LOG JAR JAVA FLAG...
launch_load_client() {
    local output=$1 jar=$2
    shift 2
    free_port; api=$port
    free_port
    spawn "$output" "$@" -Dquarkus.http.host=127.0.0.1 "-Dquarkus.http.port=$api" -Dquarkus.management.host=127.0.0.1 \
        "-Dquarkus.management.port=$port" -jar "$jar"
    await "http://127.0.0.1:$api/api/split" "$server" "$log"
}

# Puts a load on the target in force; API CONNECTIONS FIELDS of the plan
put_load() {
    curl -sf -o "$scratch/answer" -X PUT "http://127.0.0.1:$1/api/load" \
        -d "{\"target\": \"http://127.0.0.1:$target/\", \"connections\": $2, $3}"
}

# Exercises what an injector does: plans, delays and aborts over both protocols, health, metrics.
exercise_injector() {
    local faults="http://127.0.0.1:$control/api/faults" plan
    await "http://127.0.0.1:$control/q/health" "$server" "$log"
    for plan in status=503 delay=1ms status=503:50,500:10; do
        curl -sf -X PUT "$faults" -d "$plan" >/dev/null
        curl -s "http://127.0.0.1:$data/orders/[1-500]" >/dev/null
        # Debian's curl 7.88 fails on the second request of such a connection.
        for _ in $(seq 20); do
            curl -s --http2-prior-knowledge "http://127.0.0.1:$data/orders/17" >/dev/null
        done
        curl -sf "$faults" "http://127.0.0.1:$control/q/health" "http://127.0.0.1:$control/q/metrics" >/dev/null
    done
    curl -sf -X PUT -H 'Content-Type: application/json' "$faults" \
        -d '{"rules": [{"name": "a", "match": {"path": "/a/**"}, "delay": {"type": "fixed", "value": "1ms"}}]}' >/dev/null
    curl -sf -X DELETE "$faults" >/dev/null
}

# Has an injector write the cache that its JDK knows, an AOT cache from 25 on, an archive of classes before; sets $cache_kind
# and the flag $use_cache. FILE JAR JAVA FLAG...
make_cache() {
    local cache=$1 record
    shift
    if [ "$(feature_version "$2")" -ge 25 ]; then
        cache_kind="AOT cache" record=-XX:AOTCacheOutput=$cache use_cache=-XX:AOTCache=$cache
    else
        cache_kind="class archive" record=-XX:ArchiveClassesAtExit=$cache use_cache=-XX:SharedArchiveFile=$cache
    fi
    launch_injector "$scratch/cache.log" "$@" "$record"
    exercise_injector
    end "$server"
    [ -s "$cache" ] || { cat "$log" >&2; refuse "no cache came out of $record"; }
}
