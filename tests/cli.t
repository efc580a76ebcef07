#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The command line: help, exit codes, imports that are refused, as-of, a full disk.
cd "$(dirname "$0")/.." || exit 2
ismene=${BUILD:-build}/ismene
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
export ISMENE_DATA="$tmp/data"
sample=data/demo-organisation.json
n=0
ok() {
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else
        echo "not ok $n - $2"
        sed 's/^/# /' "$tmp/out" 2>/dev/null | head -5
    fi
}
gives() {       # gives CODE WORDS COMMAND…: that exit code, and these words said
    code=$1 words=$2
    shift 2
    "$ismene" "$@" >"$tmp/out" 2>&1 </dev/null
    is=$?
    [ "$is" = "$code" ] && grep -q "$words" "$tmp/out"
    ok $? "exit $code: $(printf '%.60s' "$*") (got $is)"
}

for command in init demo serve import export check verify schema migrate routes user org jobs verify-proof risk; do
    gives 0 "^usage: ismene $command" $command --help
    gives 0 "^usage: ismene $command" help $command
    gives 2 'is not an option' $command --no-such-option
done
gives 0 'COMMAND --help' help
gives 0 'COMMAND --help' --help
gives 2 'COMMAND --help'
gives 2 'no command "fly"' fly
gives 2 'no command "fly"' help fly
gives 2 'is too much' check demo
gives 2 'is too much' routes all
gives 2 'needs a value' check --org
gives 2 'json, sql, postgresql' schema
gives 2 'json, sql, postgresql' schema xml
for format in json sql postgresql tables accounts openapi; do gives 0 . schema $format; done
gives 3 'ismene init' check --data "$tmp/empty"
printf 'a-long-password-1\n' >"$tmp/password"
printf 'short\n' >"$tmp/short"
gives 2 'at least 12' init --org one --name One --admin a@one.example --password-file "$tmp/short"
[ ! -e "$ISMENE_DATA/orgs/one.db" ]; ok $? 'and the organisation is not half made'
gives 2 'not an e-mail' init --org one --name One --admin a --password-file "$tmp/password"
gives 2 'password-file' init --org one --name One --admin a@one.example
gives 0 'ready' init --org one --name One --admin a@one.example --password-file "$tmp/password"
gives 4 'exists already' init --org one --name One
gives 9 'cannot be read' import --org x --new X "$tmp/absent.json"
gives 3 'no organisation' import --org absent "$sample"
gives 2 'is not a role' user add --org one --email b@one.example --role KING --password-file "$tmp/password"
gives 2 'at least 12' user add --org one --email b@one.example --role RO --password-file "$tmp/short"
gives 0 'as RO EM' user add --org one --email b@one.example --role RO --password-file "$tmp/password"
gives 0 'as TM IM EM' user add --org one --email b@one.example --role IM,TM --password-file "$tmp/password"

# Losses in numbers: the example of the documentation, from a file and from standard input.
sed -n '/^<!-- example -->/,/^```$/p' doc/quantification.md | grep -v '^```\|^<!--' >"$tmp/risks.json"
sed 's/"trials": 200000/"trials": 2000/' "$tmp/risks.json" >"$tmp/small.json"
"$ismene" risk simulate "$tmp/risks.json" >"$tmp/out" 2>"$tmp/err" && [ ! -s "$tmp/err" ] &&
    grep -q '^{"trials":200000,"seed":2026,.*"portfolio":{"mean":[0-9].*"key":"RSK-07"' "$tmp/out"
ok $? 'the example of the documentation is simulated, without a progress bar in a file'
"$ismene" risk simulate - <"$tmp/small.json" | sed 's/"seconds":[^,]*//' >"$tmp/a" &&
    "$ismene" risk simulate "$tmp/small.json" -o "$tmp/b" && sed -i 's/"seconds":[^,]*//' "$tmp/b" &&
    cmp -s "$tmp/a" "$tmp/b"
ok $? 'and gives the same from standard input, and into a file'
sed 's/"trials"/"without": ["CTL-10"], "trials"/' "$tmp/small.json" >"$tmp/without.json"
gives 0 '"without":\["CTL-10"\]' risk simulate "$tmp/without.json"
gives 2 'Say: risk simulate' risk
gives 2 'Say: risk simulate' risk simulate
gives 2 'Say: risk simulate' risk guess "$tmp/risks.json"
gives 2 'is too much' risk simulate "$tmp/risks.json" "$tmp/risks.json"
gives 9 'cannot be read' risk simulate "$tmp/absent.json"
gives 2 'not valid JSON' risk simulate -
sed 's/"min": 60000/"min": 600000/' "$tmp/small.json" >"$tmp/bad.json"
gives 2 '^ismene: risks\[0\].fair.plm.min: ' risk simulate "$tmp/bad.json"
sed 's/"trials": 2000/"trials": 1000000000000/' "$tmp/small.json" >"$tmp/bad.json"
gives 2 '^ismene: trials: A whole number from 1 to 100000000' risk simulate "$tmp/bad.json"
sed 's/"rate": 1.2/"rate": NaN/' "$tmp/small.json" >"$tmp/bad.json"
gives 2 '^ismene: risks\[1\].frequency.rate: NaN is not' risk simulate "$tmp/bad.json"
head -c 4194305 /dev/zero | tr '\0' ' ' >"$tmp/large.json"
gives 7 'larger than 4194304' risk simulate "$tmp/large.json"
# Ctrl-C ends it, cleanly: what would run for minutes is stopped as soon as it runs.
sed 's/"trials": 2000,/"trials": 100000000, "threads": 1,/' "$tmp/small.json" >"$tmp/long.json"
"$ismene" risk simulate "$tmp/long.json" >"$tmp/answer" 2>"$tmp/out" &
simulating=$!
# (A shell that has not become the program yet would not hear it.)
while [ -e "/proc/$simulating" ] && ! { grep -q '^ismene' "/proc/$simulating/comm" \
        && grep -q '^SigCgt:.*[2367abef]$' "/proc/$simulating/status"; }; do
    sleep 0.05
done
kill -INT "$simulating"
wait "$simulating"
[ $? = 130 ] && grep -q 'stopped before the end' "$tmp/out" && [ ! -s "$tmp/answer" ]
ok $? 'Ctrl-C stops it, with a message and without an answer'

# A dry run tells of every record and writes nothing.
gives 0 'nothing was written' import --org dry --new Dry --dry-run "$sample"
[ "$(grep -c '	ok$' "$tmp/out")" = 903 ]; ok $? 'each of the 903 records is reported'
[ ! -e "$ISMENE_DATA/orgs/dry.db" ]; ok $? 'and there is no organisation afterwards'
sed -e '0,/"headcount": 60/s//"headcount": "sixty"/' -e '0,/"origin": "external"/s//"origin": "x"/' \
    -e '0,/"manager": "PER-[0-9]*"/s//"manager": "PER-999"/' "$sample" >"$tmp/bad.json"
gives 2 'records cannot be imported' import --org dry --new Dry --dry-run "$tmp/bad.json"
grep -q '^Organization	ORG-01	headcount: ' "$tmp/out" && grep -q '	origin: ' "$tmp/out" \
    && grep -q 'PER-999, which does not exist' "$tmp/out" && [ "$(grep -c '	ok$' "$tmp/out")" -gt 895 ]
ok $? 'a dry run names every bad record, and the good ones'
gives 0 imported import --org demo --new Demo "$sample"
gives 2 'is taken' import --org demo "$sample"
gives 0 'verified: 903' verify --org demo

# Days and times.
"$ismene" check --org demo --as-of 2026-09-30 --format tsv >"$tmp/now"
"$ismene" check --org demo --as-of 2027-09-30 --format tsv >"$tmp/later"
[ "$(grep -c '	red	' "$tmp/later")" -gt "$(grep -c '	red	' "$tmp/now")" ]
ok $? 'a year later more is due'
"$ismene" check --org demo --at 2026-01-01 --as-of 2026-09-30 --format tsv >"$tmp/before"
grep -q '^R-4.1-01	red' "$tmp/before" && grep -q '^R-4.1-01	green' "$tmp/now"
ok $? 'before the import there was nothing'
gives 2 'YYYY-MM-DD' check --org demo --as-of yesterday
gives 2 . check --org demo --at 25:00
gives 2 'format' check --org demo --format xml

# A full disk: the file may grow to 200 KiB. Nothing half-written stays, and it is said.
full() {
    trap '' XFSZ
    ulimit -f 200
    exec "$ismene" "$@"
}
(full import --org full --new Full "$sample") >"$tmp/out" 2>&1
code=$?
[ $code = 9 ] && grep -Eq 'disk is full|cannot be read or written' "$tmp/out"
ok $? "a full disk ends an import (exit $code)"
[ ! -e "$ISMENE_DATA/orgs/full.db" ]; ok $? 'and no half-made organisation stays'
(full export --org demo -o "$tmp/export.json") >"$tmp/out" 2>&1
[ $? = 9 ] && [ ! -e "$tmp/export.json" ] && [ ! -e "$tmp/export.json.tmp" ]
ok $? 'nor half an export'
"$ismene" export --org demo -o /dev/full >"$tmp/out" 2>&1
[ $? = 9 ]; ok $? 'nor is a full device a success'
"$ismene" export --org demo >/dev/full 2>"$tmp/out"
[ $? = 9 ]; ok $? 'nor full standard output'

# Whole organisations.
gives 2 'org --help' org
gives 2 'org --help' org fly
gives 2 'org --help' org archive
gives 2 'is too much' org list a b c
gives 0 '^demo	Quillbeck Software Ltd (fictional example)	active	' org list
gives 2 'not marked as a template' org create made --name Made --from one
gives 3 'no organisation' org create made --name Made --from absent
[ ! -e "$ISMENE_DATA/orgs/made.db" ]; ok $? 'and nothing is half made'
gives 0 'can be made from demo' org template demo
gives 0 'ready, made from demo' org create made --name 'Made Ltd' --from demo
gives 0 verified verify --org made
"$ismene" export --org made >"$tmp/made.json"
! grep -q 'PER-\|Quillbeck\|"Incident"\|quillbeck' "$tmp/made.json" && grep -q '"type":"RiskMethod"' "$tmp/made.json"
ok $? 'a template gives method and nobody'"'"'s data'
gives 0 'no template any more' org template demo --off
gives 4 'exists already' org copy demo made
gives 2 'A slug has' org copy demo 'No Slug'
gives 0 'is a copy of demo' org copy demo copied
gives 0 verified verify --org copied
"$ismene" export --org demo >"$tmp/a" && "$ismene" export --org copied >"$tmp/b" && cmp -s "$tmp/a" "$tmp/b"
ok $? 'a copy holds the same records'
gives 0 '	copy of demo$' org list
gives 2 'A number is expected' org limit demo --records many
gives 2 'A number is expected' org limit demo --bytes 2XB
gives 2 'Say --records' org limit demo
gives 0 'at most 900 records, 2.0 GB' org limit demo --records 900 --bytes '2 GB'
gives 7 '900 records' import --org demo "$sample"
gives 0 'no limits' org limit demo --records none --bytes none
gives 0 'at most 2 users' org limit one --users 2
gives 7 '2 users' user add --org one --email c@one.example --role RO --password-file "$tmp/password"
gives 0 'as RO EM' user add --org one --email b@one.example --role RO --password-file "$tmp/password"
gives 2 'Say why' org archive one
gives 0 'is archived' org archive one --reason 'End of contract'
gives 6 'archived already' org archive one --reason 'Again'
gives 6 'is archived' import --org one "$sample"
gives 0 'is back' org restore one --reason 'They are back'

# For good, by two administrators.
gives 0 'ready' init --org two --name Two --admin z@two.example --password-file "$tmp/password"
printf 'not-the-password\n' >"$tmp/wrong"
gives 2 'Say --by' org erase copied --reason x
gives 5 'address or the password' org erase copied --by a@one.example --password-file "$tmp/wrong" --reason x
gives 5 'Only administrators' org erase copied --by b@one.example --password-file "$tmp/password" --reason x
gives 2 'reason: Say why' org erase copied --by a@one.example --password-file "$tmp/password"
gives 6 'Nobody asked' org erase copied --confirm --by z@two.example --password-file "$tmp/password"
gives 0 'Asked for' org erase copied --by a@one.example --password-file "$tmp/password" --reason 'The course is over'
gives 5 'Four eyes' org erase copied --confirm --by a@one.example --password-file "$tmp/password"
[ -e "$ISMENE_DATA/orgs/copied.db" ]; ok $? 'it is still there'
gives 0 'copied stays' org erase copied --cancel --by z@two.example --password-file "$tmp/password"
gives 6 'Nobody asked' org erase copied --confirm --by z@two.example --password-file "$tmp/password"
gives 0 'Asked for' org erase copied --by a@one.example --password-file "$tmp/password" --reason 'The course is over'
root=$("$ismene" verify --org copied | sed -n 's/^root: //p')
"$ismene" org erase copied --confirm --by z@two.example --password-file "$tmp/password" -o "$tmp/proof"
ok $? 'the second administrator erases it'
grep -q "^root: $root\$" "$tmp/proof" && grep -q '^records: 903$' "$tmp/proof" && grep -q '^reason: The course is over$' "$tmp/proof"
ok $? 'the proof says what was there'
[ -z "$(ls "$ISMENE_DATA/orgs" | grep '^copied')" ]; ok $? 'store, log and lock are gone'
gives 3 'no organisation' verify --org copied
"$ismene" org key >"$tmp/key"
gives 0 'signature is good' verify-proof "$tmp/proof" --key "$(cat "$tmp/key")"
sed 's/^records: 903/records: 904/' "$tmp/proof" >"$tmp/forged"
gives 2 'was altered' verify-proof "$tmp/forged" --key "$(cat "$tmp/key")"
"$ismene" org key --data "$tmp/elsewhere" >"$tmp/other-key"
gives 2 'not signed with that key' verify-proof "$tmp/proof" --key "$(cat "$tmp/other-key")"
gives 2 'not a public key' verify-proof "$tmp/proof" --key x
gives 2 'not a signed note' verify-proof "$tmp/password" --key "$(cat "$tmp/key")"
[ "$(stat -c %a "$ISMENE_DATA/keys/seal.key")" = 600 ]; ok $? 'the key is readable by its owner alone'
"$ismene" org proofs | cmp -s - "$tmp/proof"; ok $? 'the proof is kept'
gives 0 'is ready' org create copied --name 'Another one'

# What a server does by itself is listed, while it runs and afterwards.
"$ismene" jobs >"$tmp/out" && [ ! -s "$tmp/out" ]; ok $? 'no server has run: no jobs'
"$ismene" serve --listen 127.0.0.1:0 >"$tmp/served" 2>&1 &
server=$!
tries=0
until "$ismene" jobs 2>/dev/null | grep -q '^sweep-organisation	demo	.*	ready	.' || [ $tries = 100 ]; do
    tries=$((tries + 1))
    sleep 0.2
done
[ $tries -lt 100 ]; ok $? 'a server does its jobs'
kill "$server"
wait "$server"
gives 0 "^sweep-control		20[^	]*Z	ready	[^	]*:$server:[0-9a-f]*	0	\$" jobs
"$ismene" jobs --failed >"$tmp/out" && [ ! -s "$tmp/out" ]; ok $? 'none failed'
sqlite3 "$ISMENE_DATA/control.db" "update job set state = 'failed', attempts = 5, \
    error = 'It is broken.' where org = 'demo'"
gives 0 '^sweep-organisation	demo	.*	failed	.*	5	It is broken.$' jobs --failed
[ "$(wc -l <"$tmp/out")" = 1 ]; ok $? 'and nothing else did'

# Damage is noticed, whatever is opened.
cp -r "$ISMENE_DATA" "$tmp/damaged"
dd if=/dev/zero of="$tmp/damaged/orgs/demo.db" bs=4096 seek=3 count=40 conv=notrunc 2>/dev/null
gives 10 'damaged\|malformed\|altered\|differ' verify --data "$tmp/damaged" --org demo
printf 'x' >"$tmp/damaged/orgs/one.db"
gives 10 'damaged\|not a' check --data "$tmp/damaged" --org one
echo "1..$n"
