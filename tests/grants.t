#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The role that serves owns nothing: it serves all there is, and can neither change the history
# nor the tables, nor read what was not granted to it.  The http tests run as that role too.
cd "$(dirname "$0")/.." || exit 2
[ -n "${ISMENE_TEST_DB:-}" ] || { echo '1..0 # SKIP no $ISMENE_TEST_DB'; exit 0; }
ismene=${BUILD:-build}/ismene
tmp=$(mktemp -d)
db=test_grants_$$ role=server_$$
owner="postgresql://ismene@/$db?host=$ISMENE_TEST_DB"
served="postgresql://$role@/$db?host=$ISMENE_TEST_DB"
psql() { command psql -qAtX "$@"; }
psql -h "$ISMENE_TEST_DB" -U ismene -d postgres -c "create database $db" -c "create role $role login"
trap 'kill $serve 2>/dev/null
    psql -h "$ISMENE_TEST_DB" -U ismene -d postgres -c "drop database $db with (force)" \
        -c "drop role $role"; rm -rf "$tmp"' EXIT
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
refused() {     # refused STATEMENT: as the role that serves
    psql "$served" -c "$1" 2>&1 | grep -q 'permission denied\|must be owner'
    ok $? "it may not: $1"
}

gives 3 'no store yet' schema grant "$role" --db "$owner"
gives 5 'owner of the database does it' init --org one --name One --db "$served"
"$ismene" import --db "$owner" --org demo --new Demo data/demo-organisation.json 2>/dev/null
gives 2 'no roles in a directory' schema grant "$role" --data "$tmp/lite"
gives 3 'has no role nobody' schema grant nobody --db "$owner"
gives 2 'is a superuser' schema grant ismene --db "$owner"
gives 2 'Say: schema grant ROLE' schema grant --db "$owner"
gives 10 'schema grant' check --org demo --db "$served"
gives 0 'demo: granted' schema grant "$role" --db "$owner"
"$ismene" check --org demo --db "$served" --as-of 2026-09-30 | cmp -s - "$tmp/nothing"
"$ismene" check --db "$owner" --as-of 2026-09-30 >"$tmp/one"
"$ismene" check --db "$served" --as-of 2026-09-30 | cmp -s - "$tmp/one"
ok $? 'granted, it judges'
"$ismene" verify --db "$served" | grep -q '^verified:'
ok $? 'and verifies'
"$ismene" init --org later --name Later --db "$owner" >/dev/null
"$ismene" verify --org later --db "$served" >/dev/null
ok $? 'what the owner makes later is granted too'
[ -z "$("$ismene" schema diff --db "$owner")" ]
ok $? 'tables are the same as without grants'
gives 5 'owner of the database does it' org create third --name Third --db "$served"
gives 5 'owner of the database does it' org copy demo fourth --db "$served"
gives 5 'owner of the database does it' import --org fifth --new Fifth data/demo-organisation.json \
    --db "$served"
psql "$owner" -c "delete from ismene_control.migration where number = (select max(number) from
    ismene_control.migration)" -c "update ismene_control.meta set value = cast(value as int) - 1
    where name = 'schema'"
gives 5 'Migration .*owner of the database does it' schema migrate --db "$served"
"$ismene" serve --listen 127.0.0.1:0 --db "$served" >"$tmp/out" 2>&1 && false
grep -q 'Migration .*owner of the database does it' "$tmp/out"
ok $? 'a server whose stores are older says who brings them up'
psql "$owner" -c "insert into ismene_control.migration select max(number) + 1, 'x', 'y', 0 from
    ismene_control.migration" -c "update ismene_control.meta set value = cast(value as int) + 1
    where name = 'schema'" >/dev/null

refused "update org_demo.event set reason = 'x' where seq = 1"
refused "delete from org_demo.event where seq = 1"
refused "truncate org_demo.event"
refused "delete from org_demo.read_log"
refused "drop table org_demo.risk"
refused "alter table org_demo.risk add x int"
refused "alter table org_demo.event disable trigger all"
refused "drop schema org_demo cascade"
refused "create table org_demo.x (x int)"
refused "create schema x"
refused "insert into ismene_control.migration values (99, 'x', 'x', 0)"
refused "insert into ismene_control.db_grant values ('x')"
refused "update org_demo.db_clock set name = 'x'; delete from org_demo.db_clock"
psql "$owner" -c "create schema private" -c "create table private.t (x int)"
refused "select * from private.t"
psql "$served" -c "insert into org_demo.event select max(seq) + 1, 0, 'x', 'x', 'x', 'x', null, null,
    '{}', null from org_demo.event" 2>"$tmp/out"
! grep -q 'permission denied' "$tmp/out"
ok $? 'it may add to the history, as it must'
echo "1..$n"
