# SPDX-License-Identifier: AGPL-3.0-or-later
# lib.sh - what the scripts share: the root of the project and missing packages.
set -eu
cd "$(dirname "$0")/.."

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Install the Debian packages that are not there yet.
need_packages() {
    missing=
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' \
            || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    echo "installing:$missing" >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
        $missing >&2
}

build_packages="gcc libc6-dev meson ninja-build pkg-config libsqlite3-dev libjansson-dev
    libsodium-dev libssl-dev libmicrohttpd-dev libpq-dev"

# npm packages of the lock file: what the pages embed; with "dev" what the tests use too.
need_modules() {
    stamp=node_modules/.installed-${1:-build}
    [ "$stamp" -nt package-lock.json ] && return 0
    command -v npm >/dev/null || need_packages nodejs npm
    if [ "${1:-}" = dev ]; then
        npm ci --no-audit --no-fund --ignore-scripts >&2
        touch node_modules/.installed-build
    else
        npm ci --omit=dev --no-audit --no-fund --ignore-scripts >&2
    fi
    touch "$stamp"
}

# compile DIR OPTION…: configure, then compile.
compile() {
    dir=$1
    shift
    if [ ! -f "$dir/build.ninja" ]; then
        meson setup "$dir" "$@" >&2
    elif [ $# -gt 0 ]; then
        meson configure "$dir" "$@" >&2
    fi
    # A new file is seen when the build is configured again.
    find src -type f | LC_ALL=C sort >"$dir/.files.new"
    cmp -s "$dir/.files" "$dir/.files.new" || touch meson.build
    mv "$dir/.files.new" "$dir/.files"
    ninja -C "$dir" >&2
}
