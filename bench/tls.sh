#!/usr/bin/env bash
# What TLS costs the injector: a request over a connection that is kept, beside the same without TLS, and a connection with
# its handshake and one request, beside nginx with the same certificate. Variants alternate in rounds; the table has medians
# of CPU, user + system of all of a server's processes, over the requests measured.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bench/lib.sh
. bench/lib.sh

usage() {
    cat <<'END'
Usage: bench/tls.sh [OPTION...]
  --rounds N        rounds over all variants (5)
  --seconds N       length of one measurement (4)
  --warm-up N       seconds of load on every variant before the first round (8)
  --connections N   (64)
  --keys KIND       of the certificate: ec (P-256), or rsa (2048 bits) (ec)
  --java FILE       the java to run (JAVA_HOME's, or the one found)
  --flags "FLAG..." its flags (those of the image)
  --jar FILE        the injector (error-injector/target/quarkus-app/quarkus-run.jar)
END
}

rounds=5 seconds=4 warm_up=8 connections=64 keys=ec
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
flags=$service_flags
jar=error-injector/target/quarkus-app/quarkus-run.jar
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || refuse "$1 needs a value, or is not known; see --help"
    case $1 in
        --rounds) rounds=$2 ;;
        --seconds) seconds=$2 ;;
        --warm-up) warm_up=$2 ;;
        --connections) connections=$2 ;;
        --keys) keys=$2 ;;
        --java) java=$2 ;;
        --flags) flags=$2 ;;
        --jar) jar=$2 ;;
        *) refuse "$1 is not known; see --help" ;;
    esac
    shift 2
done
case $keys in
    ec) new_key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1) ;;
    rsa) new_key=(-newkey rsa:2048) ;;
    *) refuse "--keys must be ec or rsa" ;;
esac
need nginx wrk curl openssl "$java"
[ -f "$jar" ] || refuse "$jar is missing; build it with ./mvnw -DskipTests package"

openssl req -x509 "${new_key[@]}" -nodes -keyout "$scratch/tls.key" -out "$scratch/tls.crt" -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -days 30 2>/dev/null

free_port; plain=$port
free_port; secure=$port
start_nginx 1 "http://127.0.0.1:$plain/" <<END
    ssl_certificate $scratch/tls.crt; ssl_certificate_key $scratch/tls.key;
    ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:all:1m;
    server { listen 127.0.0.1:$plain; return 503; }
    server { listen 127.0.0.1:$secure ssl; return 503; }
END

free_port; own_secure=$port
# The flags are words.
# shellcheck disable=SC2086
launch_injector "$scratch/injector.log" "$jar" "$java" $flags \
    "-Dfaultline.injector.tls.port=$own_secure" -Dfaultline.injector.tls.configuration-name=data \
    "-Dquarkus.tls.data.key-store.pem.data.cert=$scratch/tls.crt" \
    "-Dquarkus.tls.data.key-store.pem.data.key=$scratch/tls.key" -Dfaultline.injector.plan=status=503
injector=$server own_plain=$data
await "http://127.0.0.1:$own_plain/" "$injector" "$log"

# Puts load on a port and prints how many requests were answered; SCHEME PORT CONNECTION SECONDS
load() {
    wrk -t 1 -c "$connections" -d "$4" -H "Connection: $3" "$1://localhost:$2/orders/17" |
        sed -n 's/^ *\([0-9]*\) requests in.*/\1/p'
}

# Prints requests per second and CPU microseconds per request; SCHEME PORT CONNECTION PID
measure() {
    local before answered
    before=$(ticks "$4")
    answered=$(load "$1" "$2" "$3" "$seconds")
    [ "${answered:-0}" -gt 0 ] || refuse "no answers over $1 from port $2"
    awk -v n="$answered" -v s="$seconds" -v t="$(($(ticks "$4") - before))" -v hz="$hertz" \
        'BEGIN { printf "%d %.3f\n", n / s, t / hz / n * 1e6 }'
}

variants=(
    "nginx|http|$plain|keep-alive|$nginx"
    "nginx|https|$secure|keep-alive|$nginx"
    "injector|http|$own_plain|keep-alive|$injector"
    "injector|https|$own_secure|keep-alive|$injector"
    "nginx|http|$plain|close|$nginx"
    "nginx|https|$secure|close|$nginx"
    "injector|http|$own_plain|close|$injector"
    "injector|https|$own_secure|close|$injector"
)
echo "$(nproc) cores; $("$java" -version 2>&1 | head -n 1); $(nginx -v 2>&1), 1 worker, $(openssl version); $keys; flags $flags"
for variant in "${variants[@]}"; do
    IFS='|' read -r _ scheme port connection _ <<<"$variant"
    load "$scheme" "$port" "$connection" "$warm_up" >/dev/null
done
for _ in $(seq "$rounds"); do
    for i in "${!variants[@]}"; do
        IFS='|' read -r _ scheme port connection pid <<<"${variants[i]}"
        measure "$scheme" "$port" "$connection" "$pid" >>"$scratch/figures-$i"
    done
done

printf '%-10s %-6s %-11s %9s %12s\n' server scheme connection rps "CPU us/req"
for i in "${!variants[@]}"; do
    IFS='|' read -r name scheme _ connection _ <<<"${variants[i]}"
    rps=$(cut -d ' ' -f 1 "$scratch/figures-$i" | median)
    cpu[i]=$(cut -d ' ' -f 2 "$scratch/figures-$i" | median)
    printf '%-10s %-6s %-11s %9.0f %12.1f\n' "$name" "$scheme" "$connection" "$rps" "${cpu[i]}"
done
awk -v kept="${cpu[3]}" -v plain="${cpu[2]}" -v own="${cpu[7]}" -v theirs="${cpu[5]}" \
    -v own_plain="${cpu[6]}" -v their_plain="${cpu[4]}" 'BEGIN {
    printf "a request over TLS to one without: %.2f\n", kept / plain
    printf "a connection over TLS to one of nginx: %.2f (the handshake alone: %.2f)\n", own / theirs,
        (own - own_plain) / (theirs - their_plain)
}'
