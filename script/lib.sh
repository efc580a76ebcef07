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
    libsodium-dev libssl-dev libmicrohttpd-dev"

# setup DIR OPTION…: configure once, then compile.
compile() {
    dir=$1
    shift
    [ -f "$dir/build.ninja" ] || meson setup "$dir" "$@" >&2
    ninja -C "$dir" >&2
}
