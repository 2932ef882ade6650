#!/usr/bin/env bash
# What single steps cost that are taken for each request or each second, by JMH: what decides about a request, what sends
# and records one, what is made of a second. Builds bench/jmh, which is no part of the normal build, and what it measures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bench/lib.sh
. bench/lib.sh

usage() {
    cat <<'END'
Usage: bench/jmh.sh [JMH OPTION...]
  NAME              only benchmarks whose name holds this regular expression (all)
  -p NAME=VALUE,..  only these values of a parameter
  -f N              forks (2)
  -wi N, -i N       iterations of warm-up, and of measurement (5, 5)
  -w SECONDS, -r SECONDS  how long each lasts (1, 1)
  -prof gc          also what is allocated
  -l, -lp           lists the benchmarks, with their parameters
  -h                all that JMH knows
JAVA_HOME's java runs them, or the one found, with the flags of a service.
END
}

[ "${1:-}" != --help ] || { usage; exit 0; }
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
need "$java"

./mvnw -q -B -ntp -Pjmh -Dchecks=false -pl bench/jmh compile
# The flags are words; forks get those of their parent.
# shellcheck disable=SC2086
"$java" $service_flags -cp "bench/jmh/target/classes:$(<bench/jmh/target/class-path)" org.openjdk.jmh.Main "$@"
