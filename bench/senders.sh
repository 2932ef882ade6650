#!/usr/bin/env bash
# What it costs that senders share a load, in microseconds and bytes allocated (JMH): to add up their windows, and to follow a
# sequence of which one sends a part. bench/Senders.java says what is measured. The build knows nothing of it; JMH is
# fetched here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bench/lib.sh
. bench/lib.sh

usage() {
    cat <<'END'
Usage: bench/senders.sh [OPTION...]
  --only REGEX      benchmarks to run (all), such as 'Merge.read'; see bench/Senders.java
  --forks N         JVMs, one after the other (2)
  --seconds N       measured in each, after as many of warm-up (10)
  --java FILE       the java to run (JAVA_HOME's, or the one found)
  --flags "FLAG..." its flags (-XX:+UseSerialGC -Xms173m -Xmx173m -Xmn16m, as in a pod of 384 MiB)
  --profile NAME    one of JMH's profilers besides gc, such as stack (none)
END
}

only=".*" forks=2 seconds=10 profile=
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
flags="-XX:+UseSerialGC -Xms173m -Xmx173m -Xmn16m"
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || refuse "$1 needs a value, or is not known; see --help"
    case $1 in
        --only) only=$2 ;;
        --forks) forks=$2 ;;
        --seconds) seconds=$2 ;;
        --java) java=$2 ;;
        --flags) flags=$2 ;;
        --profile) profile=$2 ;;
        *) refuse "$1 is not known; see --help" ;;
    esac
    shift 2
done
need "$java"
javac=$(dirname "$(readlink -f "$(command -v "$java")")")/javac
need "$javac"

cat >"$scratch/pom.xml" <<'END'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.faultline.bench</groupId>
  <artifactId>senders</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.openjdk.jmh</groupId>
      <artifactId>jmh-core</artifactId>
      <version>1.37</version>
    </dependency>
    <dependency>
      <groupId>org.openjdk.jmh</groupId>
      <artifactId>jmh-generator-annprocess</artifactId>
      <version>1.37</version>
    </dependency>
  </dependencies>
</project>
END
classpath=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath
./mvnw -B -q -f "$scratch/pom.xml" "$classpath" "-Dmdep.outputFile=$scratch/jmh"
# load-engine writes last: platform is what it is built of.
./mvnw -B -q -pl load-engine -DskipTests package "$classpath" "-Dmdep.outputFile=$scratch/engine"
path=load-engine/target/classes:$(cat "$scratch/engine"):$(cat "$scratch/jmh")

mkdir "$scratch/classes"
"$javac" -cp "$path" -processor org.openjdk.jmh.generators.BenchmarkProcessor -d "$scratch/classes" bench/Senders.java
echo "$(nproc) cores; $("$java" -version 2>&1 | head -n 1); flags $flags"
"$java" -cp "$scratch/classes:$path" org.openjdk.jmh.Main "dev.faultline.bench.Senders.($only)\$" -f "$forks" \
    -wi "$seconds" -w 1s -i "$seconds" -r 1s -jvm "$java" \
    -jvmArgs "$flags" -bm avgt -tu us -prof gc ${profile:+-prof "$profile"} -foe true >"$scratch/output" 2>&1 \
    || { cat "$scratch/output" >&2; refuse "JMH failed"; }
# What benchmarks say of themselves, and the table without the rates of the collector.
awk '/^window of/ && !seen[$0]++
     /^Benchmark / { table = 1 }
     table && !/gc\.(count|time|alloc\.rate )/' "$scratch/output"
