#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What can be read off the tree: layers, sizes, banned functions, licence lines.
cd "$(dirname "$0")/.." || exit 2
n=0
none() {    # none WHAT FOUND: there must be nothing
    n=$((n + 1))
    if [ -z "$2" ]; then echo "ok $n - $1"; else
        echo "not ok $n - $1"
        echo "$2" | sed 's/^/# /'
    fi
}
none 'no layer includes upwards' "$(tools/check-includes)"
none 'files and functions keep their limits' "$(tools/check-sizes)"
none 'every file names its licence' "$(find src tools tests script -type f \
    ! -path 'tests/golden/*' ! -path 'tests/fuzz/corpus/*' ! -name '*.tsv' \
    ! -name '*.json' ! -name '*.html' ! -name '*.svg' -exec grep -L 'SPDX-License-Identifier' {} +)"
banned='(strcpy|strcat|sprintf|gets|strtok|atoi|popen|alloca)'
none 'no banned function' "$(grep -rnE "(^|[^a-z_])$banned *\(" src --include='*.[ch]')"
none 'no engine call outside of db/' "$(grep -rn 'sqlite3_' src | grep -v '^src/db/sqlite.c')"
none 'nothing is left to do later' "$(grep -rnE 'TO''DO|FIX''ME' src tools script)"
none 'no line is too long' "$(find src -name '*.[ch]' ! -path '*/rules/*' ! -path '*/isms/*' ! -name routes.c \
    -exec awk 'length($0) > 104 { print FILENAME ":" FNR }' {} +)"
echo "1..$n"
