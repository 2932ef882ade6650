#!/bin/sh
# Runs while an image is built. Starts the service in /app once, has load-client exercise it, and ends it, so that the
# JVM keeps what it has loaded: in an AOT cache from JDK 25 on, in an archive of classes before. Then writes /app/jvm.args,
# which names the archive. Needs sh, a JRE and the usual small tools; no network.
#
# An image without an archive does all the same and starts more slowly. So a failure here does not end the build: the
# log of the build and /app/jvm.args say that there is none, and why.
set -u
service=$1
here=$(dirname "$0")
archive=/app/start.archive
arguments=/tmp/jvm.args
log=/tmp/train.log
mv /app/jvm.args "$arguments" || exit 1

# An archive is refused once a jar's date has changed. Builders keep this one, also those that cut dates down.
chmod -R a+rX /app
find /app -exec touch -d @1 {} +

version=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
case $version in
1[7-9] | 2[0-4]) record=-XX:ArchiveClassesAtExit=$archive use=-XX:SharedArchiveFile=$archive demand=-Xshare:on ;;
*) record=-XX:AOTCacheOutput=$archive use=-XX:AOTCache=$archive demand=-XX:AOTMode=on ;;
esac

# Where a build has no network of its own it shares the host's ports. FIRST-PORT
use_ports() {
    traffic="http://127.0.0.1:$1" control="http://127.0.0.1:$(($1 + 1))"
    serve="QUARKUS_HTTP_PORT=$1"
    [ "$service" != error-injector ] || serve="FAULTLINE_INJECTOR_PORT=$1"
    serve="$serve QUARKUS_MANAGEMENT_PORT=$(($1 + 1))"
    drive="FAULTLINE_INJECTOR_CONTROL=$control"
}

# shellcheck disable=SC2086 # settings are words
# As much memory as the container will have: how references are compressed must not depend on the builder's.
start() {
    env $serve java "@$arguments" -XX:MaxRAM=384m "$record" -jar /app/quarkus-run.jar >"$log" 2>&1 &
    pid=$!
}

# A child that has ended and was not waited for is there still, as a zombie.
alive() { # PID
    [ -f "/proc/$1/status" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status"
}

# shellcheck disable=SC2086
exercise() {
    env $drive timeout 180 java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m \
        -jar /train/load-client/quarkus-run.jar run "$here/$service.yaml" \
        --set "control=$control" --set "traffic=$traffic" --wait-for "$control/q/health/ready" &
    driver=$!
    # Without the service there is nothing to wait for.
    while alive "$driver"; do
        alive "$pid" || kill "$driver"
        sleep 1
    done
    wait "$driver" || echo "train.sh: $service was not exercised to the end; its archive holds less" >&2
}

export QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_MANAGEMENT_HOST=127.0.0.1 FAULTLINE_INJECTOR_HOST=127.0.0.1
export FAULTLINE_REPORTS_DIRECTORY=/tmp/train-reports
for attempt in 1 2; do
    use_ports $((20000 + ($$ * 4 + attempt * 1372) % 10000))
    start
    exercise
    kill -TERM "$pid" 2>/dev/null
    wait "$pid"
    # One that did not start keeps what it had loaded, too.
    [ $? -eq 143 ] || rm -f "$archive"
    [ ! -s "$archive" ] || break
    echo "train.sh: attempt $attempt left no archive:" >&2
    cat "$log" >&2
done

# Whether the JVM takes it, asked where a refusal is an error.
if [ -s "$archive" ] && java "@$arguments" "$use" "$demand" -cp /app/quarkus-run.jar -version; then
    chmod a+r "$archive"
    echo "$use" | cat "$arguments" - >/app/jvm.args
    echo "train.sh: $(du -k "$archive" | cut -f 1) KiB of archive for Java $version"
else
    rm -f "$archive"
    echo "# No archive: training failed with Java $version; see the log of the build." | cat "$arguments" - >/app/jvm.args
    echo "train.sh: NO ARCHIVE, $service will start slowly" >&2
fi
