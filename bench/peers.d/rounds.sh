# shellcheck shell=bash
# How variants are measured in rounds, and what is made of their figures.

# What could not be measured in this section, and why: "NAME, WHY".
missing=()
lost() {
    say "not measured: $1, $2"
    missing+=("$1, $2")
}

# Whether a tool is there; if not, $scratch/why says so. TOOL
there() {
    command -v "$1" >/dev/null || { echo "it was not found; see \`--install\`" >"$scratch/why"; return 1; }
}

# The variants of what is being measured, and the directory with a file of each one's figures, a line a round.
names=()
figures=$scratch

# Measures all variants. FUNCTION gets the index of a variant and prints its figures of one round, all numbers, or fails
# and leaves the reason in $scratch/why: then the variant is lost. The order turns with each round, so that none always
# follows the same one. FUNCTION runs in a subshell: before it starts processes it calls own_processes.
# DIRECTORY ROUNDS FUNCTION
in_rounds() {
    local round i order line
    figures=$scratch/$1
    rm -rf "$figures"
    mkdir "$figures"
    for ((round = 1; round <= $2 && ${#names[@]} > 0; round++)); do
        order=("${!names[@]}")
        ((round % 2)) || mapfile -t order < <(printf '%s\n' "${!names[@]}" | tac)
        for i in "${order[@]}"; do
            say "$1, round $round of $2: ${names[i]}"
            echo "it gave no answers" >"$scratch/why"
            if line=$("$3" "$i") && [ -n "$line" ]; then
                echo "$line" >>"$figures/$i"
            else
                lost "${names[i]}" "$(cat "$scratch/why")"
                rm -f "$figures/$i"
                unset "names[$i]"
            fi
        done
    done
}

# Has the processes that are started from now on end with this subshell.
own_processes() {
    started=()
    trap "trap '' INT TERM; end_all" EXIT
    trap 'exit 130' INT TERM
}

# The median of numbers, a line each, and their range if they are several, or - for what is none; FORMAT, of printf
spread() {
    sed '/^-$/d' | sort -g | awk -v f="$1" '
        function show(number, text, rest) {
            text = sprintf(f, number)
            if (f == "%.0f") {
                for (; length(text) > 3 && text !~ /^-/; text = substr(text, 1, length(text) - 3)) {
                    rest = "," substr(text, length(text) - 2) rest
                }
            }
            return text rest
        }
        { v[NR] = $1 }
        END {
            if (NR == 0) { print "-"; exit }
            printf "%s", show(NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2)
            if (show(v[1]) != show(v[NR])) printf " (%s..%s)", show(v[1]), show(v[NR])
            print ""
        }'
}

# A column of a variant's figures; INDEX COLUMN FORMAT
column() {
    [ -f "$figures/$1" ] || { echo -; return; }
    cut -d ' ' -f "$2" "$figures/$1" | spread "$3"
}

# Ours by theirs, round by round, of a column; OURS THEIRS COLUMN
ratio() {
    if [ ! -f "$figures/$1" ] || [ ! -f "$figures/$2" ]; then
        echo -
        return
    fi
    paste -d ' ' <(cut -d ' ' -f "$3" "$figures/$1") <(cut -d ' ' -f "$3" "$figures/$2") |
        awk 'NF == 2 && $2 != 0 { print $1 / $2 }' | spread %.2f
}

# Ours less theirs; THEIRS OURS COLUMN FORMAT
difference() {
    if [ ! -f "$figures/$1" ] || [ ! -f "$figures/$2" ]; then
        echo -
        return
    fi
    paste -d ' ' <(cut -d ' ' -f "$3" "$figures/$1") <(cut -d ' ' -f "$3" "$figures/$2") |
        awk '{ print $2 - $1 }' | spread "$4"
}

# A row of a table; CELL...
row() {
    printf '| %s ' "$@"
    echo '|'
}

# The head of a table; CELL...
head_row() {
    local line
    row "$@"
    line=$(printf '| --- %.0s' "$@")
    echo "$line|"
}

# Requests a second and CPU microseconds a request; REQUESTS SECONDS CPU-SECONDS
cost() {
    if [ "${1:-0}" -le 0 ]; then
        return 1
    fi
    awk -v n="$1" -v s="$2" -v c="$3" 'BEGIN { printf "%.1f %.3f\n", n / s, c / n * 1e6 }'
}
