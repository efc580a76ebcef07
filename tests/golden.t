#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What the program says about itself, against tests/golden/; UPDATE_GOLDEN=1 rewrites it.
# Of the types what programs rely on: a line a field, without the help in words.
cd "$(dirname "$0")/.." || exit 2
ismene=${BUILD:-build}/ismene
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
export ISMENE_DATA="$tmp/data"
n=0
golden() {      # golden FILE COMMAND…
    want=tests/golden/$1
    shift
    n=$((n + 1))
    "$ismene" "$@" >"$tmp/is" 2>&1
    case $want in *.json)
        sed -i -e 's/,"description":"\([^"\\]\|\\.\)*"//g' -e 's/{"name"/\n&/g' "$tmp/is" ;;
    esac
    [ -z "${UPDATE_GOLDEN:-}" ] || cp "$tmp/is" "$want"
    if diff "$want" "$tmp/is" >"$tmp/diff" 2>&1; then echo "ok $n - $want"; else
        echo "not ok $n - $want (UPDATE_GOLDEN=1 sh tests/golden.t rewrites it)"
        head -20 "$tmp/diff" | cut -c1-200 | sed 's/^/# /'
    fi
}
golden schema.sql schema sql
golden schema-postgresql.sql schema postgresql
golden schema.json schema json
golden routes.txt routes
golden matrix.tsv routes --matrix
golden help.txt help
n=$((n + 1))
[ ! -e "$ISMENE_DATA" ] || printf 'not '
echo "ok $n - and none of them makes a data directory"
echo "1..$n"
