# shellcheck shell=bash
# Puts what a section measured into the document, in place of what it said of that section.

declare -A title=(
    [a]="What an answer costs an injector"
    [b]="What forwarding adds"
    [c]="What a request costs a load client"
    [d]="What a load client tells of a target that stands still"
    [e]="A server's start"
    [f]="What grows"
)

# The version that a tool tells of itself, whatever its exit code; TOOL
told_version() {
    case $1 in
        wrk) wrk -v 2>&1 | sed -n 's/^wrk \(debian\/\)\?\([^ ]*\).*/\2/p' ;;
        hey) dpkg-query -W -f '${Version}' hey 2>/dev/null ;;
        nginx) nginx -v 2>&1 | sed 's/.*\///' ;;
        ab) ab -V | sed -n 's/.*Version \([^ ]*\).*/\1/p' ;;
        siege) HOME=$scratch siege -V 2>&1 | sed -n 's/^SIEGE //p' ;;
        h2load) h2load --version | sed 's/.*\///' ;;
        haproxy) haproxy -v | sed -n 's/.*version \([^ ]*\).*/\1/p' ;;
        apache2) apache2 -v | sed -n 's/.*Apache\/\([^ ]*\).*/\1/p' ;;
        k6) k6 version | sed 's/^k6[^ ]* v\([^ ]*\).*/\1/' ;;
        *) version_of "$1" | sed 's/^v//' ;;
    esac || true
}

# Where and by what this was measured.
circumstances() {
    local java tool versions=() list
    for java in "${javas[@]}"; do
        versions+=("$("$java" -version 2>&1 | sed -n 's/ .*version "\(.*\)".*/ \1/p')")
    done
    for tool in nginx wrk h2load hey ab siege haproxy apache2 k6; do
        ! command -v "$tool" >/dev/null || versions+=("$tool $(told_version "$tool")")
    done
    for tool in fortio vegeta go-httpbin toxiproxy-server oha; do
        ! command -v "$tool" >/dev/null || versions+=("$tool $(told_version "$tool")")
    done
    for tool in wiremock mockserver; do
        [ ! -f "$(jar_of "$tool")" ] || versions+=("$tool $(told_version "$tool")")
    done
    echo "Measured on $(date -I) by \`$asked\` at $(git describe --always --dirty 2>/dev/null || echo "no commit"):" \
        "$(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1))," \
        "$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)," \
        "$(uname -sr | sed 's/-.*//'), load $loaded before it began; $rounds round(s) of $seconds s after $warm_up s of warm-up."
    list=$(printf '%s, ' "${versions[@]}")
    echo "${list%, }."
}

begin_mark() { echo "<!-- bench/peers $1 -->"; }

# Reads a part of the document: what is between its mark and the next; SECTION
written() {
    awk -v mark="$(begin_mark "$1")" '$0 == mark { found = 1; next } /^<!-- bench\/peers / { found = 0 } found' "$out"
}

intro() {
    cat <<END
## Beside what others use

    bench/peers --install

writes this whole section, from mark to mark; \`--only a,c\` some of its parts. Variants take turns in rounds on one machine that
serves as client, server and target; each figure is the median of the rounds with the lowest and the highest (min..max). A ratio says
of what by what it is, and is taken within each round. Figures of other runs or machines are not to be compared with these.

END
}

# What was measured is in $scratch/table; SECTION
write_section() {
    local section
    if ! grep -qxF "$(begin_mark begin)" "$out"; then
        # Without a line break at the end the mark would be no line of its own.
        [ -z "$(tail -c 1 "$out")" ] || echo >>"$out"
        printf '\n%s\n%s\n' "$(begin_mark begin)" "$(begin_mark end)" >>"$out"
    fi
    {
        intro
        for section in "${sections[@]}"; do
            if [ "$section" = "$1" ]; then
                begin_mark "$section"
                printf '\n### (%s) %s\n\n' "$section" "${title[$section]}"
                cat "$scratch/table"
                echo
                if [ "${#missing[@]}" -gt 0 ]; then
                    printf -- '- not measured: %s.\n' "${missing[@]}" | awk '!seen[$0]++'
                    echo
                fi
                circumstances
                echo
            elif grep -qxF "$(begin_mark "$section")" "$out"; then
                begin_mark "$section"
                written "$section"
            fi
        done
    } >"$scratch/part"
    awk -v begin="$(begin_mark begin)" -v end="$(begin_mark end)" -v part="$scratch/part" '
        $0 == end { inside = 0 }
        !inside
        $0 == begin {
            inside = 1
            while ((getline line < part) > 0) print line
        }' "$out" >"$scratch/document"
    # In place, so that mode and owner stay.
    cat "$scratch/document" >"$out"
}
