# shellcheck shell=bash
# Gets what bench/peers measures beside ours: from Debian into the system, all else into a directory of its own.

# Prints the version of a module, crate or jar that the lists name; NAME
version_of() {
    local entry
    for entry in "${go_modules[@]}" "${cargo_crates[@]}" "${maven_jars[@]}"; do
        case $entry in
            "$1"=*@*) echo "${entry##*@}"; return ;;
            "$1"@*) echo "${entry#*@}"; return ;;
            "$1"=*) cut -d : -f 3 <<<"$entry"; return ;;
        esac
    done
}

jar_of() { echo "$directory/jars/$1-$(version_of "$1").jar"; }

# Without one of them the rest can be measured.
not_installed() { say "could not be installed: $*"; }

install_debian() {
    local entry packages=()
    for entry in "${debian[@]}"; do
        command -v "${entry%%:*}" >/dev/null || packages+=("${entry##*:}")
    done
    [ "${#packages[@]}" -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        not_installed "${packages[*]}, as this is not root on Debian"
        return
    fi
    apt-get -o Acquire::Retries=5 update -qq || true
    DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=5 install -y -qq "${packages[@]}" ||
        not_installed "${packages[@]}"
}

# Moves what was made, a file in "$directory/new", to its name. FILE
keep() { mv "$directory"/new/* "$1" && rmdir "$directory/new"; }

install_go_modules() {
    local entry name
    for entry in "${go_modules[@]}"; do
        name=${entry%%=*}
        [ ! -x "$directory/bin/$name" ] || continue
        say "installing $name"
        { GOBIN=$directory/new GOPATH=$directory/go GOFLAGS=-modcacherw go install "${entry#*=}" &&
            keep "$directory/bin/$name"; } || not_installed "$name"
    done
}

install_crates() {
    local entry
    for entry in "${cargo_crates[@]}"; do
        [ ! -x "$directory/bin/${entry%@*}" ] || continue
        say "installing $entry, which takes long"
        nice cargo install -q --locked --jobs 1 --root "$directory" "$entry" || not_installed "$entry"
    done
}

install_jars() {
    local entry name
    for entry in "${maven_jars[@]}"; do
        name=${entry%%=*}
        [ ! -f "$(jar_of "$name")" ] || continue
        say "installing $name"
        { ./mvnw -B -ntp -q -N org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy "-Dartifact=${entry#*=}" \
            "-DoutputDirectory=$directory/new" && keep "$(jar_of "$name")"; } || not_installed "$name"
    done
}

install_all() {
    mkdir -p "$directory/bin" "$directory/jars"
    rm -rf "$directory/new"
    {
        install_debian
        install_go_modules
        install_jars
        install_crates
    } >&2
}
