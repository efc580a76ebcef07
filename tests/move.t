#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# ismene migrate: organisations from a directory to another, to PostgreSQL and back, with the same
# root, row for row; interrupted anywhere it is there wholly or not at all. With $ISMENE_TEST_DB
# (the socket directory of a server) over PostgreSQL too.
cd "$(dirname "$0")/.." || exit 2
ismene=${BUILD:-build}/ismene
fixture=tests/fixtures/schema-1
tmp=$(mktemp -d)
unset ISMENE_DB ISMENE_DATA
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
    ok $? "exit $code: $(printf '%.70s' "$*" | sed "s|$tmp|TMP|g") (got $is)"
}
rows() {        # rows DIR: all rows of its stores but the search index, sessions and times
    # Columns by name: one that a migration added stands elsewhere in a fresh store.
    for store in orgs/demo control; do
        sqlite3 "$1/$store.db" >"$tmp/rows.sql" <<'SQL'
select 'select ''' || t || '''' || group_concat(' || '' '' || quote("' || c || '")', '')
    || ' from "' || t || '";'
from (select m.name t, p.name c from sqlite_master m join pragma_table_info(m.name) p
    where m.type = 'table' and m.name not like 'search%' and m.name not like 'sqlite%'
        and m.name not like 'session%' and m.name not like 'migration%' order by 1, 2)
group by t;
SQL
        sqlite3 "$1/$store.db" <"$tmp/rows.sql" | LC_ALL=C sort
    done
}
root=$(sed -n 's/^root: //p' "$fixture/verify.txt")
a=$tmp/a
mkdir -p "$a/orgs"
gzip -dc "$fixture/demo.sql.gz" | sqlite3 "$a/orgs/demo.db" >/dev/null
gzip -dc "$fixture/control.sql.gz" | sqlite3 "$a/control.db" >/dev/null
sqlite3 "$a/orgs/demo.db" "insert into risk_method_likelihood_scale
    values (74, '9', 'x', '', 0.12345678901234567, null), (74, '9', 'y', null, -1.5e300, '')"
printf 'a-long-password-1\n' >"$tmp/password"

gives 6 'schema 1, this program works with' migrate --data "$a" --to "$tmp/b"
gives 3 'no organisation' check --data "$tmp/b"
"$ismene" schema migrate --data "$a" >/dev/null
sqlite3 "$a/orgs/demo.db" "insert into access_group values ('hr', 'People');
    insert into group_member values ('hr', 'PER-004');
    insert into restricted values ('ISS-01', 'hr');
    insert into read_log (at, actor, source, route, key, how) values (1, 'a', 'ui', '/', 'ISS-01', 'x')"
sqlite3 "$a/control.db" "update membership set valid_until = 30000 where account = 2;
    insert into organisation (org, name, state, created_at, changed_at, limit_records)
    values ('demo', 'Demo', 'active', 1, 2, 5000)"
gives 2 'Say where to' migrate --data "$a"
gives 3 'no organisation' migrate --data "$tmp/none" --to "$tmp/b"
gives 3 'no organisation' migrate --data "$a" --to "$tmp/b" --org none
gives 0 "3 members; the same root here and there: $root" migrate --data "$a" --to "$tmp/b"
grep -q "What is in $a stays there as it was" "$tmp/out"; ok $? 'and it is said what stays'
rows "$a" >"$tmp/rows.a"
rows "$tmp/b" | diff "$tmp/rows.a" - >"$tmp/out"; ok $? 'every row is the same'
[ "$(sqlite3 "$tmp/b/control.db" "select limit_records from organisation where org = 'demo'")" = 5000 ]
ok $? 'its limits too'
[ "$(wc -l <"$tmp/rows.a")" -gt 1000 ]; ok $? "all $(wc -l <"$tmp/rows.a") of them"
gives 0 "^root: $root" verify --data "$tmp/b"
"$ismene" schema diff --data "$tmp/b" >"$tmp/out" 2>&1 && [ ! -s "$tmp/out" ]
ok $? 'its tables are those of the program'
"$ismene" export --data "$a" -o "$tmp/a.json" && "$ismene" export --data "$tmp/b" -o "$tmp/b.json"
cmp "$tmp/a.json" "$tmp/b.json" >"$tmp/out" 2>&1; ok $? 'so is the export, byte for byte'
search="select type, key, title from search where search match 'naïve OR budget OR risk*' order by rowid"
[ "$(sqlite3 "$a/orgs/demo.db" "$search")" = "$(sqlite3 "$tmp/b/orgs/demo.db" "$search")" ] &&
    [ -n "$(sqlite3 "$a/orgs/demo.db" "$search")" ]
ok $? 'and what is found in it'
gives 0 'there already, with the same root' migrate --data "$a" --to "$tmp/b"

# Several at once; what is at the target stays.
for org in one two; do
    "$ismene" init --data "$a" --org $org --name $org --admin "admin@$org.example" \
        --password-file "$tmp/password" >"$tmp/out" 2>&1
done
"$ismene" init --data "$tmp/b" --org two --name Other >"$tmp/out" 2>&1
gives 4 'two: There is an organisation two in .* already, with another history' migrate \
    --data "$a" --to "$tmp/b" --org one --org two
grep -q '^one: verified' "$tmp/out"; ok $? 'the others go'
gives 0 'Other' export --data "$tmp/b" --org two
sqlite3 "$tmp/b/control.db" "select email, admin from account where email like 'admin%'" \
    >"$tmp/out"
[ "$(cat "$tmp/out")" = 'admin@one.example|0' ]
ok $? 'an account of another place is no administrator here'
gives 0 'the same root' migrate --data "$a" --to "$tmp/c"
[ "$(sqlite3 "$tmp/c/control.db" 'select count(*) from account where admin = 1')" = 2 ]
ok $? 'but in a new place administrators stay what they are'
sqlite3 "$tmp/c/control.db" "update account set name = 'Ours' where email like 'ines%';
    insert into membership (account, org, roles) select id, 'demo', 'TM EM' from account
    where email like 'admin@two%'"
rm "$tmp/c/orgs/demo.db"
gives 0 '3 members' migrate --data "$a" --to "$tmp/c" --org demo
[ "$(sqlite3 "$tmp/c/control.db" "select a.name from account a join membership m
    on m.account = a.id where m.org = 'demo' order by 1" | tr '\n' ,)" = \
    'Ours,maeve.corrigan@quillbeck.example,orla.quinn@quillbeck.example,' ]
ok $? 'an account that is there stays as it is; a membership that was left over goes'

# Retired: what stays may only be read.
gives 0 'may only be read' migrate --data "$a" --to "$tmp/c" --org demo --retire
gives 0 '^root: ' verify --data "$a" --org demo
printf '{"records":[{"type":"Issue","key":"ISS-900","title":"Too late"}]}' >"$tmp/new.json"
gives 6 "moved to $tmp/c" import --data "$a" --org demo "$tmp/new.json"
gives 0 imported import --data "$tmp/c" --org demo "$tmp/new.json"
gives 0 'from now on' schema adopt --data "$a" --org demo
gives 0 imported import --data "$a" --org demo "$tmp/new.json"
gives 4 'with another history' migrate --data "$a" --to "$tmp/c" --org demo --retire
gives 0 imported import --data "$tmp/b" --org demo "$tmp/new.json"
ln -s "$tmp/b" "$tmp/alias"
gives 2 'is where the organisations are now' migrate --data "$tmp/b" --to "$tmp/alias" \
    --org demo --retire
sed -i 's/ISS-900/ISS-901/' "$tmp/new.json"
gives 0 imported import --data "$tmp/b" --org demo "$tmp/new.json"

# What was altered is not copied as if it were true; what cannot be reached is said.
cp -r "$tmp/b" "$tmp/altered"
sqlite3 "$tmp/altered/orgs/demo.db" "update issue set title = 'Altered' where key = 'ISS-06'"
gives 10 'ISS-06 was changed outside' migrate --data "$tmp/altered" --to "$tmp/d" --org demo
gives 3 'no organisation' check --data "$tmp/d" --org demo
[ -z "$(ls "$tmp/d/orgs")" ]; ok $? 'and nothing of it is left'
gives 9 'cannot be made' migrate --data "$a" --to /dev/null/x
gives 8 'no connection to the database' migrate --data "$a" \
    --to 'postgresql://me:secret@127.0.0.1:1/x'
! grep -q secret "$tmp/out"; ok $? 'without the password'
"$ismene" serve --data "$a" --listen 127.0.0.1:0 >"$tmp/port" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$tmp"' EXIT
for _ in $(seq 100); do grep -q : "$tmp/port" && break; sleep 0.05; done
gives 8 'Another Ismene' migrate --data "$a" --to "$tmp/d" --org demo
kill "$server"; wait "$server"
trap 'rm -rf "$tmp"' EXIT

# Killed at system calls on the way: there wholly, or not at all; then it goes again.
rm -rf "$a"
mkdir -p "$a/orgs"
gzip -dc "$fixture/demo.sql.gz" | sqlite3 "$a/orgs/demo.db" >/dev/null
gzip -dc "$fixture/control.sql.gz" | sqlite3 "$a/control.db" >/dev/null
"$ismene" schema migrate --data "$a" >/dev/null
cp -r "$a" "$tmp/kept"
sweep() {       # sweep SYSCALL STEP TO: kill at every STEP-th call
    points=0 broken=0 whole=0 when=1
    while :; do
        [ -n "${url:-}" ] && forget
        rm -rf "$tmp/to"
        ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace="$1" \
            -e inject="$1:signal=KILL:when=$when" -o /dev/null \
            "$ismene" migrate --data "$a" --to "$3" >"$tmp/out" 2>&1
        code=$?
        [ $code = 137 ] || break
        points=$((points + 1)) when=$((when + $2))
        if is_there; then
            whole=$((whole + 1))
            verified "$3" || broken=$((broken + 1))
        fi
        "$ismene" migrate --data "$a" --to "$3" >"$tmp/out" 2>&1 && verified "$3" ||
            broken=$((broken + 1))
        for store in orgs/demo control; do
            sqlite3 "$a/$store.db" 'pragma integrity_check' >"$tmp/check"
            grep -q '^ok$' "$tmp/check" || broken=$((broken + 1))
        done
    done
}
verified() {    # verified PLACE
    case $1 in post*) option=--db ;; *) option=--data ;; esac
    "$ismene" verify $option "$1" --org demo 2>&1 | cmp -s - "$fixture/verify.txt"
}
is_there() { [ -e "$tmp/to/orgs/demo.db" ]; }
if strace -qq -e trace=none true 2>/dev/null; then
    for call in 'fdatasync 3' 'rename 1' 'unlink 3' 'pwrite64 400'; do
        # shellcheck disable=SC2086
        sweep $call "$tmp/to"
        [ "$broken$code" = 00 ] && [ "$points" -gt 0 ]
        ok $? "killed at $call: $points points, there $whole times, $broken broken"
    done
    rows "$a" >"$tmp/rows.a"
    rows "$tmp/to" | diff "$tmp/rows.a" - >"$tmp/out"; ok $? 'and in the end every row is there'
else
    echo "ok $((n = n + 1)) # SKIP strace cannot trace here"
fi

[ -n "${ISMENE_TEST_DB:-}" ] || { echo "1..$n"; exit 0; }
db=test_move_$$
url="postgresql://ismene@/$db?host=$ISMENE_TEST_DB"
psql="psql -qAtX -h $ISMENE_TEST_DB -U ismene"
$psql -d postgres -c "create database $db"
trap '$psql -d postgres -c "drop database $db with (force)"; rm -rf "$tmp"' EXIT
gives 0 "3 members; the same root here and there: $root" migrate --data "$a" --to "$url"
gives 0 "^root: $root" verify --db "$url"
"$ismene" schema diff --db "$url" >"$tmp/out" 2>&1 && [ ! -s "$tmp/out" ]
ok $? 'the tables are those of the program'
"$ismene" export --data "$a" -o "$tmp/a.json"
"$ismene" export --db "$url" | cmp -s - "$tmp/a.json"; ok $? 'the same export, byte for byte'
for option in "--db $url" "--data $a"; do
    # shellcheck disable=SC2086
    "$ismene" check $option --as-of "$(cat "$fixture/day")" --format tsv >"$tmp/check.${option%% *}"
done
cmp -s "$tmp/check.--db" "$tmp/check.--data"; ok $? 'the same judgement'
rm -rf "$tmp/to"
gives 0 "the same root here and there: $root" migrate --db "$url" --to "$tmp/to"
rows "$tmp/to" | diff "$tmp/rows.a" - >"$tmp/out"; ok $? 'and back: every row is the same'
# New rows are numbered behind those that came.
printf '{"records":[{"type":"Issue","key":"ISS-900","title":"New"}]}' >"$tmp/new.json"
sed 's/ISS-900/ISS-901/' "$tmp/new.json" >"$tmp/newer.json"
gives 0 imported import --db "$url" --org demo "$tmp/new.json"
gives 0 'may now sign in' user add --db "$url" --org demo --email new@b.example --role EM \
    --password-file "$tmp/password"
gives 4 'with another history' migrate --db "$url" --to "$tmp/to"
gives 0 'may only be read' migrate --db "$url" --to "$tmp/moved" --retire
gives 6 'moved to' import --db "$url" --org demo "$tmp/new.json"
gives 0 'from now on' schema adopt --db "$url" --org demo
gives 2 'is where the organisation demo is now' migrate --db "$url" --to "$url&connect_timeout=9" \
    --retire
gives 0 imported import --db "$url" --org demo "$tmp/newer.json"
forget() { $psql "$url" -c 'set client_min_messages to error; drop schema if exists org_demo cascade'; }
is_there() { [ -n "$($psql "$url" -c "select 1 from pg_namespace where nspname = 'org_demo'")" ]; }
if strace -qq -e trace=none true 2>/dev/null; then
    sweep sendto 700 "$url"
    [ "$broken$code" = 00 ] && [ "$points" -gt 2 ]
    ok $? "killed at every 700th message: $points points, there $whole times, $broken broken"
fi
echo "1..$n"
