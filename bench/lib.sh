# shellcheck shell=bash
# What the benchmarks of the injector share: sourced, with the repository as the working directory.

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
    wait "$1" 2>/dev/null || true
}

# shellcheck disable=SC2317 # called by the trap
clean_up() {
    while [ "${#started[@]}" -gt 0 ]; do
        end "${started[0]}"
    done
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

# Waits for an answer, whatever its status; URL PID LOG
await() {
    until curl -so "$scratch/answer" "$1"; do
        kill -0 "$2" 2>/dev/null || { cat "$3" >&2; refuse "$1 does not answer"; }
        sleep 0.1
    done
}

median() {
    sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# CPU ticks that a process and its children have used.
ticks() {
    local pid pids
    read -ra pids <"/proc/$1/task/$1/children" || true
    for pid in "$1" "${pids[@]}"; do
        cat "/proc/$pid/stat"
    done | awk '{ sum += $14 + $15 } END { print sum }'
}

# Starts an nginx whose server blocks are read from the input, and sets $nginx to its process; WORKERS URL
start_nginx() {
    {
        cat <<END
daemon off; worker_processes $1; pid $scratch/nginx.pid; error_log $scratch/nginx.log;
events { worker_connections 4096; }
http {
    access_log off; keepalive_requests 1000000000; keepalive_timeout 1h;
    client_body_temp_path $scratch/body; proxy_temp_path $scratch/proxy; fastcgi_temp_path $scratch/fastcgi;
    uwsgi_temp_path $scratch/uwsgi; scgi_temp_path $scratch/scgi;
END
        cat
        echo '}'
    } >"$scratch/nginx.conf"
    nginx -e "$scratch/nginx.log" -p "$scratch" -c "$scratch/nginx.conf" 2>"$scratch/nginx.err" &
    nginx=$!
    started+=("$nginx")
    await "$2" "$nginx" "$scratch/nginx.err"
}
