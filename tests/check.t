#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The sample organisation is judged as specified, exported and verified.
cd "$(dirname "$0")/.." || exit 2
ismene=${BUILD:-build}/ismene
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
export ISMENE_DATA="$tmp/data"
n=0
ok() {
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}
refused() {     # refused WORDS CODE -- COMMAND…: fails, and says so
    words=$1
    shift
    "$@" >"$tmp/out" 2>&1
    code=$?
    [ "$code" -ne 0 ] && [ "$code" -lt 100 ] && grep -q "$words" "$tmp/out"
    ok $? "refused: $words"
    grep -q "$words" "$tmp/out" || sed 's/^/# /' "$tmp/out"
}
sample=data/demo-organisation.json

"$ismene" import --org demo --new Demo "$sample" 2>"$tmp/err"
ok $? 'the sample is imported'
"$ismene" check --as-of 2026-09-30 --format tsv >"$tmp/check.tsv"
cut -f1-4 tests/golden/sample-expected.tsv >"$tmp/want"
cut -f1-4 "$tmp/check.tsv" | diff "$tmp/want" - | sed 's/^/# /' >"$tmp/diff"
cat "$tmp/diff"
[ ! -s "$tmp/diff" ]
ok $? 'its colours and offenders are those of the specification'
"$ismene" check --as-of 2026-09-30 --at 2100-01-01 --format tsv | cmp -s - "$tmp/check.tsv"
ok $? 'so they are over the records rebuilt from the history'
"$ismene" verify | grep -q '^verified: 903 entries, 903 records'
ok $? 'the history verifies'

"$ismene" export --org demo -o "$tmp/one.json" &&
    "$ismene" import --org two --new Two "$tmp/one.json" 2>/dev/null &&
    "$ismene" export --org two -o "$tmp/two.json" && cmp -s "$tmp/one.json" "$tmp/two.json"
ok $? 'export, import, export: the same bytes'
sed '0,/"key": "RSK-01"/s//"key": "RSK-01", "tags": ["board", "two words"]/' "$sample" >"$tmp/tagged.json"
"$ismene" import --org three --new Three "$tmp/tagged.json" 2>/dev/null &&
    "$ismene" export --org three -o "$tmp/three.json" &&
    grep -q '"tags":\["board","two words"\]' "$tmp/three.json" &&
    "$ismene" import --org four --new Four "$tmp/three.json" 2>/dev/null &&
    "$ismene" export --org four -o "$tmp/four.json" && cmp -s "$tmp/three.json" "$tmp/four.json" &&
    "$ismene" verify --org four >/dev/null
ok $? 'and so with tags'
refused 'say which one with --org' "$ismene" check

# One bad record among 903: named, and nothing is written.
bad() {
    sed "$1" "$sample" >"$tmp/bad.json"
    refused "$2" "$ismene" import --org bad --new Bad "$tmp/bad.json"
    [ ! -e "$ISMENE_DATA/orgs/bad.db" ]
    ok $? "and nothing is left of it"
}
bad '0,/"headcount": 60/s//"headcount": "sixty"/' 'ORG-01), headcount'
bad '0,/"origin": "external"/s//"origin": "elsewhere"/' 'origin'
bad '0,/"owner": "PER-[0-9]*"/s//"owner": "PER-999"/' 'PER-999'
bad '0,/"key": "RSK-02"/s//"key": "RSK-02", "tags": ["a,b"]/' 'no comma'
bad '0,/"in_scope": true/s//"in_scop": true/' 'in_scop'
bad '0,/"key": "RSK-02"/s//"key": "RSK-01"/' 'RSK-01 is taken'
head -c 5000 "$sample" >"$tmp/cut.json"
refused 'not valid JSON' "$ismene" import --org bad --new Bad "$tmp/cut.json"
refused 'slug' "$ismene" init --org '../x' --name X
refused 'exists already' "$ismene" init --org demo --name X
refused 'not an option' "$ismene" check --colour red
refused 'YYYY-MM-DD' "$ismene" check --org demo --as-of 2026-02-30

sqlite3 "$ISMENE_DATA/orgs/two.db" "update risk set title = 'harmless' where key = 'RSK-01'"
refused 'RSK-01' "$ismene" verify --org two
sqlite3 "$ISMENE_DATA/orgs/demo.db" 'drop trigger event_append_only_d; delete from event where seq = 903'
refused 'ismene' "$ismene" verify --org demo
printf 'not a database, but long enough to look at' >"$ISMENE_DATA/orgs/demo.db"
refused 'ismene' "$ismene" check --org demo

"$ismene" init --org new --name 'New firm' >/dev/null &&
    "$ismene" check --org new --format json | grep -q '"id":"R-4.1-01","colour":"red"'
ok $? 'an empty organisation is not green: presence rules are red'
! "$ismene" check --org new --format text | grep -q '^green'
ok $? 'and nothing is green because nobody looked'
echo "1..$n"
