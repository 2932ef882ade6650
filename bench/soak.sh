#!/usr/bin/env bash
# What memory load-client takes while it holds a rate for long, told each minute.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bench/lib.sh
. bench/lib.sh

usage() {
    cat <<'END'
Usage: bench/soak.sh [OPTION...]
  --minutes N       (60)
  --rate N          requests per second (5000)
  --connections N   (64)
  --java FILE       the java to run (JAVA_HOME's, or the one found)
  --flags "FLAG..." its flags
END
}

minutes=60 rate=5000 connections=64
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
flags=$service_flags
jar=load-client/target/quarkus-app/quarkus-run.jar
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || refuse "$1 needs a value, or is not known; see --help"
    case $1 in
        --minutes) minutes=$2 ;;
        --rate) rate=$2 ;;
        --connections) connections=$2 ;;
        --java) java=$2 ;;
        --flags) flags=$2 ;;
        *) refuse "$1 is not known; see --help" ;;
    esac
    shift 2
done
need nginx curl "$java"
[ -f "$jar" ] || refuse "$jar is missing; build it with ./mvnw -DskipTests package"

start_target
# The flags are words.
# shellcheck disable=SC2086
launch_load_client "$scratch/client.log" "$jar" "$java" $flags
put_load "$api" "$connections" "\"rate\": $rate"
for ((minute = 1; minute <= minutes; minute++)); do
    sleep 60
    read -r rss pss < <(resident "$server")
    echo "minute $minute, $(answered) requests: RSS $rss MiB, PSS $pss MiB"
done
