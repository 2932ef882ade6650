#!/usr/bin/env bash
# Leaves the dashboard open under load and tells each minute what the tab and load-client hold after a full collection,
# and how smooth the page is: frames a second, the median and the 99th percentile of the time between two, and how many
# came later than 25 ms. At 60 frames a second the median is 16.7 ms. Needs a Chromium; fetches Playwright's driver.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bench/lib.sh
. bench/lib.sh

usage() {
    cat <<'END'
Usage: bench/dashboard.sh [OPTION...]
  --minutes N   how long the page stays open (60)
  --rate N      requests a second meanwhile (2000)
END
}

minutes=60 rate=2000
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || refuse "$1 needs a value, or is not known; see --help"
    case $1 in
        --minutes) minutes=$2 ;;
        --rate) rate=$2 ;;
        *) refuse "$1 is not known; see --help" ;;
    esac
    shift 2
done
need jcmd

./mvnw -q verify -Pbrowser -DskipTests -Dit.test=SoakPageIT -Dfailsafe.failIfNoSpecifiedTests=false \
    "-Dtests.soak.minutes=$minutes" "-Dtests.soak.rate=$rate" | tee "$scratch/output"
# Where there is no browser nothing was measured.
grep -q '^ *minute' "$scratch/output" || refuse "no Chromium was found"
