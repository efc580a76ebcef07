#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The same program over PostgreSQL: the same judgement, the same export, byte for byte; and
# what goes wrong with a server said in words.  $ISMENE_TEST_DB is the server's socket directory.
cd "$(dirname "$0")/.." || exit 2
[ -n "${ISMENE_TEST_DB:-}" ] || { echo '1..0 # SKIP no $ISMENE_TEST_DB'; exit 0; }
ismene=${BUILD:-build}/ismene
tmp=$(mktemp -d)
db=test_cli_$$
url="postgresql://ismene@/$db?host=$ISMENE_TEST_DB"
psql="psql -qAtX -h $ISMENE_TEST_DB -U ismene"
$psql -d postgres -c "create database $db"
trap '$psql -d postgres -c "drop database $db with (force)"; rm -rf "$tmp"' EXIT
export ISMENE_DB="$url"
n=0
ok() {
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}
gives() {       # gives CODE WORDS COMMAND…: ends with that code and says so
    code=$1 words=$2
    shift 2
    "$ismene" "$@" >"$tmp/out" 2>&1
    is=$?
    [ "$is" = "$code" ] && grep -q "$words" "$tmp/out"
    ok $? "$words"
    [ "$is" = "$code" ] && grep -q "$words" "$tmp/out" || sed "s/^/# ($is) /" "$tmp/out"
}
sample=data/demo-organisation.json

"$ismene" import --org demo --new Demo "$sample" 2>"$tmp/err"
ok $? 'the sample is imported'
"$ismene" check --as-of 2026-09-30 --format tsv | cut -f1-4 >"$tmp/check.tsv"
cut -f1-4 tests/golden/sample-expected.tsv | diff - "$tmp/check.tsv" | sed 's/^/# /' >"$tmp/diff"
cat "$tmp/diff"
[ ! -s "$tmp/diff" ]
ok $? 'its colours and offenders are those of the specification'
"$ismene" check --as-of 2026-09-30 --at 2100-01-01 --format tsv | cut -f1-4 |
    cmp -s - "$tmp/check.tsv"
ok $? 'so they are over the records rebuilt from the history'
"$ismene" verify | grep -q '^verified: 903 entries, 903 records'
ok $? 'the history verifies'

"$ismene" import --data "$tmp/lite" --org demo --new Demo "$sample" 2>/dev/null
for format in tsv json; do
    "$ismene" check --as-of 2026-09-30 --format $format >"$tmp/one"
    "$ismene" check --data "$tmp/lite" --as-of 2026-09-30 --format $format | cmp -s - "$tmp/one"
    ok $? "check --format $format gives the same bytes as over SQLite"
done
"$ismene" export -o "$tmp/one.json"
"$ismene" export --data "$tmp/lite" -o "$tmp/two.json"
cmp "$tmp/one.json" "$tmp/two.json"
ok $? 'so does the export'
"$ismene" import --org two --new Two "$tmp/one.json" 2>/dev/null &&
    "$ismene" export --org two | cmp -s - "$tmp/one.json"
ok $? 'export, import, export: the same bytes'
gives 2 'say which one with --org' check
$psql "$url" -c 'select nspname from pg_namespace where nspname ~ $$^org_$$ order by 1' |
    tr '\n' ' ' | grep -q '^org_demo org_two $'
ok $? 'an organisation is a schema'

gives 4 'exists already' init --org two --name Two
gives 3 'no organisation none' check --org none
printf '{"records":[{"type":"Issue","key":"ISS-1"},{"type":"Nothing"}]}' >"$tmp/bad.json"
gives 2 'Record 2' import --org half --new Half "$tmp/bad.json"
[ -z "$($psql "$url" -c "select 1 from pg_namespace where nspname = 'org_half'")" ]
ok $? 'and no half-made organisation stays'
gives 2 'not both' check --db "$url" --data "$tmp/lite"
gives 2 'postgresql://' check --db mysql://x/y
gives 8 'database "nothing" does not exist' check --db "postgresql://ismene@/nothing?host=$ISMENE_TEST_DB"
gives 8 'no connection to the database' check --db 'postgresql://127.0.0.1:1/x'
gives 8 'no connection to the database' check --db 'postgresql://ismene@/x?host=/nowhere'
gives 8 'no connection to the database' check --db 'postgresql://x?no_such_option=1'
$psql "$url" -c "create database latin_$$ encoding 'LATIN1' locale 'C' template template0"
$psql "$url" -c "create role stranger_$$ login"
gives 6 'not in UTF-8' init --org x --name X --db "postgresql://ismene@/latin_$$?host=$ISMENE_TEST_DB"
$psql "$url" -c "drop database latin_$$"
gives 10 'role may not use it' check --org demo --db "postgresql://stranger_$$@/$db?host=$ISMENE_TEST_DB"
$psql "$url" -c "drop role stranger_$$"
$psql "$url" -c 'alter schema org_two rename to org_renamed'
gives 10 'was made as org_two' check --org renamed
$psql "$url" -c 'alter schema org_renamed rename to org_two; create schema org_alien'
gives 10 'not a store of Ismene' check --org alien
$psql "$url" -c "update org_two.meta set value = '99' where name = 'schema'"
gives 10 'newer Ismene' check --org two
$psql "$url" -c "update org_demo.risk set title = 'harmless' where key = 'RSK-01'"
gives 10 'RSK-01' verify --org demo
$psql "$url" -c "delete from org_demo.event where seq = 3" 2>&1 | grep -q append-only
ok $? 'the history cannot be cut by hand'
$psql "$url" -c "alter table org_demo.event disable trigger all;
    delete from org_demo.event where seq = 903"
gives 10 'removed or added' verify --org demo
echo "1..$n"
