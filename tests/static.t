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
    ! -path 'tests/golden/*' ! -path 'tests/fixtures/*' ! -path 'tests/fuzz/corpus/*' ! -name '*.tsv' \
    ! -name '*.json' ! -name '*.html' ! -name '*.svg' -exec grep -L 'SPDX-License-Identifier' {} +)"
banned='(strcpy|strcat|sprintf|gets|strtok|atoi|popen|alloca)'
none 'no banned function' "$(grep -rnE "(^|[^a-z_])$banned *\(" src --include='*.[ch]')"
none 'no engine call outside of db/' "$(grep -rnE 'sqlite3[_.]|libpq|(^|[^A-Za-z_])PQ[a-z]+[A-Za-z]* *\(' src |
    grep -v '^src/db/')"

# SQL is one text for SQLite and PostgreSQL: what only one of them knows, or what they read
# differently, stands in db/, the full-text in rec/search.c and the tables in rec/schema.c.
sql=$(tools/sql-texts | grep -vE '^src/(db/|rec/(search|schema)\.c)' | sed "s/'[^']*'/''/g")
in_sql() { printf '%s\n' "$sql" | grep -E "$1" | cut -c1-160; }     # in_sql REGEX
none 'SQL was found in the sources' "$([ "$(printf '%s\n' "$sql" | wc -l)" -gt 500 ] || echo 'too little')"
none 'no SQL function that one engine lacks' "$(in_sql "[^a-z_](ifnull|iif|group_concat|string_agg|instr\
|total|typeof|strftime|julianday|unixepoch|datetime|to_char|date_part|extract|date_trunc|now|json_[a-z]+\
|snippet|bm25|random|changes|last_insert_rowid|nextval|greatest|least|printf|format|char|chr) *\(")"
none 'no SQL word that one engine lacks' "$(in_sql "[^a-z_](rowid|oid|ctid|fts5|match|to_ts(vector|query)|\
pragma|begin immediate|replace into|insert or [a-z]+|sqlite_[a-z]+|pg_[a-z]+|current_(date|time|timestamp)|\
interval|distinct on|for update|skip locked|indexed by|lateral|limit -[0-9])([^a-z_]|$)")"
none 'no SQL pattern: engines fold cases differently' "$(in_sql '[^a-z_](i?like|glob|regexp|similar to) ')"
none 'no SQL cast to four bytes, or by ::' \
    "$(in_sql ' as (int|integer|real|float|smallint|boolean|bool|blob|bytea)\)|::')"
none 'max() and min() take one thing' "$(in_sql '(^|[^a-z_])(max|min)\([^()]*,')"
none 'is is for null alone' "$(in_sql '[^a-z_]is (not )?([^n]|n[^ou])')"
flags=$(sed -n 's/^ *"\([a-z_]*\)" .* in (0, 1)).*/\1/p' tests/golden/schema.sql | sort -u | paste -sd'|' -)
none 'a yes or no is compared with 1 or 0' "$(in_sql "[^a-z_](and|or|where|when|not|on) +\(*([a-z0-9]+\.)?\"?\
($flags)\"?( *\)| *$|,| +(and|or|then|group|order|union)[^a-z])|[^a-z_](true|false)([^a-z_]|$)")"
none 'nothing is left to do later' "$(grep -rnE 'TO''DO|FIX''ME' src tools script)"
none 'no line is too long' "$(find src -name '*.[ch]' ! -path '*/rules/*' ! -path '*/isms/*' ! -name routes.c \
    -exec awk 'length($0) > 104 { print FILENAME ":" FNR }' {} +)"
echo "1..$n"
