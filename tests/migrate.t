#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Stores of every released version are brought up: the same history, export and judgement; killed
# at system calls on the way nothing is half done; what does not fit is refused in words.
cd "$(dirname "$0")/.." || exit 2
ismene=${BUILD:-build}/ismene
tmp=$(mktemp -d) && trap 'kill $server 2>/dev/null; rm -rf "$tmp"' EXIT
export ISMENE_DATA="$tmp/data"
unset ISMENE_DB
n=0 server=
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
    [ "$is" = "$code" ] && { [ -z "$words" ] || grep -q "$words" "$tmp/out"; }
    ok $? "exit $code: $(printf '%.60s' "$*") (got $is)"
}
load() {        # load FIXTURE DIR: its stores as they were
    kept=$tmp/as-$(basename "$1")
    if [ ! -d "$kept" ]; then
        mkdir -p "$kept/orgs"
        gzip -dc "$1/demo.sql.gz" | sqlite3 "$kept/orgs/demo.db" >/dev/null
        gzip -dc "$1/control.sql.gz" | sqlite3 "$kept/control.db" >/dev/null
    fi
    rm -rf "$2"
    cp -r "$kept" "$2"
}
same_as() {     # same_as FIXTURE: history, export and judgement of the organisation demo
    "$ismene" verify --org demo >"$tmp/out" 2>&1
    cmp -s "$tmp/out" "$1/verify.txt"; ok $? 'the same history and root'
    "$ismene" export --org demo -o "$tmp/export.json" 2>"$tmp/out"
    [ "$(sha256sum <"$tmp/export.json" | cut -d' ' -f1)" = "$(cat "$1/export.sha256")" ]
    ok $? 'the same export, byte for byte'
    "$ismene" check --org demo --as-of "$(cat "$1/day")" --format tsv | LC_ALL=C sort >"$tmp/check"
    [ -z "${UPDATE_GOLDEN:-}" ] || cp "$tmp/check" "$1/check.tsv"
    LC_ALL=C sort "$1/check.tsv" | diff - "$tmp/check" >"$tmp/out"
    ok $? 'the same judgement (UPDATE_GOLDEN=1 when rules changed)'
}
meta() {        # meta STORE NAME
    sqlite3 "$ISMENE_DATA/$1.db" "select value from meta where name = '$2'"
}
plan() {        # plan STORE: what the planner is told
    sqlite3 "$1" 'select tbl, idx, stat from sqlite_stat1 where idx is not null order by 1, 2, 3'
}

printf 'a-long-password-1\n' >"$tmp/password"
"$ismene" init --data "$tmp/fresh" --org demo --name Fresh >"$tmp/out" 2>&1
"$ismene" user add --data "$tmp/fresh" --org demo --email a@b.example --role IM \
    --password-file "$tmp/password" >>"$tmp/out" 2>&1
newest=$(sqlite3 "$tmp/fresh/orgs/demo.db" "select value from meta where name = 'schema'")
gives 0 '' schema diff --data "$tmp/fresh"
[ ! -s "$tmp/out" ]; ok $? 'a fresh store has the tables of the program'

for fixture in tests/fixtures/schema-*; do
    number=${fixture##*-}
    load "$fixture" "$ISMENE_DATA"
    if [ "$number" -lt "$newest" ]; then
        for command in check verify export; do
            gives 6 "schema $number, this program works with $newest" $command --org demo
        done
        gives 1 '' schema diff
        [ "$(meta orgs/demo schema)" = "$number" ]; ok $? 'reading changed nothing'
    fi
    gives 0 "^demo: schema $newest, was $number" schema migrate
    gives 0 "^demo: schema $newest\$" schema migrate
    gives 0 '' schema diff
    [ ! -s "$tmp/out" ]; ok $? "a store of schema $number has the tables of a fresh one"
    [ "$(plan "$ISMENE_DATA/orgs/demo.db")" = "$(plan "$tmp/fresh/orgs/demo.db")" ]
    ok $? 'and the planner is told the same of both'
    same_as "$fixture"

    # Whoever writes brings a store up as well.
    load "$fixture" "$ISMENE_DATA"
    printf '{"records":[{"type":"Issue","key":"ISS-900","title":"New in an old store"}]}' \
        >"$tmp/new.json"
    gives 0 imported import --org demo "$tmp/new.json"
    gives 0 'may now sign in' user add --org demo --email new@b.example --role EM \
        --password-file "$tmp/password"
    gives 0 '' schema diff
    [ ! -s "$tmp/out" ]; ok $? 'what is written to is brought up'
    gives 0 'verified' verify --org demo
    # A column that a migration added stands behind the others.
    sqlite3 "$ISMENE_DATA/orgs/demo.db" 'drop index issue__title;
        alter table issue drop column title; alter table issue add column title text;
        create index issue__title on issue (title, id)'
    gives 0 '' schema diff
    [ ! -s "$tmp/out" ]; ok $? 'in another order its columns are the same'
    sed -i 's/ISS-900/ISS-901/' "$tmp/new.json"
    gives 0 imported import --org demo "$tmp/new.json"
    sqlite3 "$ISMENE_DATA/orgs/demo.db" "select title from issue where key = 'ISS-901'" |
        grep -q '^New in an old store$'
    ok $? 'and a new record has its values in them'
    load "$fixture" "$ISMENE_DATA"
    "$ismene" serve --listen 127.0.0.1:0 >"$tmp/port" 2>"$tmp/out" &
    server=$!
    for _ in $(seq 200); do
        port=$(sed -n 's|.*:\([0-9]*\)/$|\1|p' "$tmp/port")
        [ -z "$port" ] || break
        sleep 0.05
    done
    csrf=$(curl -s -c "$tmp/jar" -H 'Content-Type: application/json' \
        -d '{"email":"ines.duarte@quillbeck.example","password":"ismene-demo-2026"}' \
        "http://127.0.0.1:$port/api/v1/session" | sed 's/.*"csrf":"\([0-9a-f]*\)".*/\1/')
    [ ${#csrf} = 64 ]; ok $? 'who could sign in before still can'
    curl -s -b "$tmp/jar" "http://127.0.0.1:$port/o/demo/api/v1/issues/ISS-06/comments" >"$tmp/out"
    grep -q 'One comment' "$tmp/out"; ok $? 'a server brings a store up and serves it'
    kill "$server"; wait "$server"
    server=
    [ "$(meta orgs/demo schema)" = "$newest" ]; ok $? 'which stays so'
done

# Killed at writes and at every sync of a migration: the store is at one number or another, never
# between, and running it again finishes it.
fixture=tests/fixtures/schema-1
bad() {         # bad WORDS: one more that is broken, and why
    broken=$((broken + 1))
    echo "$call, call $when: $*" >>"$tmp/why"
}
ask() {         # ask SQL: of the store at hand
    sqlite3 -cmd '.timeout 5000' "$ISMENE_DATA/$store.db" "$1" 2>&1
}
sweep() {       # sweep SYSCALL STEP: kill at every STEP-th call
    points=0 broken=0 when=1 call=$1
    : >"$tmp/why"
    while :; do
        load "$fixture" "$ISMENE_DATA"
        ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace="$1" \
            -e inject="$1:signal=KILL:when=$when" -o /dev/null \
            "$ismene" schema migrate >"$tmp/out" 2>&1
        code=$?
        [ $code = 137 ] || break
        points=$((points + 1)) when=$((when + $2))
        for store in orgs/demo control; do
            at=$(ask "select value from meta where name = 'schema'")
            whole=$(ask 'pragma integrity_check')
            [ "$whole" = ok ] || bad "$store: $whole"
            # All stores of one number have the same tables and records of migrations.
            ask "select type, name, sql from sqlite_schema where name <> 'sqlite_stat1'
                order by 1, 2" | sha256sum >"$tmp/tables"
            known=$tmp/$(basename $store)-$at
            [ -e "$known" ] || cp "$tmp/tables" "$known"
            cmp -s "$known" "$tmp/tables" || bad "$store: other tables than those of $at"
            [ "$at" = 1 ] || [ "$(ask 'select max(number) || count(*) from migration')" = \
                "$at$((at - 1))" ] || bad "$store: records do not belong to $at"
        done
        "$ismene" schema migrate >"$tmp/again" 2>&1 || bad "$(cat "$tmp/again")"
        "$ismene" schema diff >"$tmp/again" 2>&1 || bad "$(cat "$tmp/again")"
        "$ismene" verify --org demo >"$tmp/again" 2>&1
        cmp -s "$tmp/again" "$fixture/verify.txt" || bad "$(cat "$tmp/again")"
    done
    [ ! -s "$tmp/why" ] || cp "$tmp/why" "$tmp/out"
}
if strace -qq -e trace=none true 2>/dev/null; then
    for sweep in 'pwrite64 5' 'fdatasync 1' 'ftruncate 1'; do
        # shellcheck disable=SC2086
        sweep $sweep
        [ "$broken$code" = 00 ] && [ "$points" -gt 1 ]
        ok $? "killed at $sweep of a migration: $points points, $broken broken"
    done
    [ -e "$tmp/demo-1" ] && [ -e "$tmp/demo-$newest" ]
    ok $? 'before it and after it were both seen'
else
    echo "ok $((n = n + 1)) # SKIP strace cannot trace here"
fi

# What does not fit is refused, and left alone.
load "$fixture" "$ISMENE_DATA"
"$ismene" schema migrate >/dev/null
change() {      # change STORE SQL
    cp "$ISMENE_DATA/$1.db" "$tmp/kept.db"
    sqlite3 "$ISMENE_DATA/$1.db" "$2"
}
back() {        # back STORE
    mv "$tmp/kept.db" "$ISMENE_DATA/$1.db"
}
change orgs/demo "update meta set value = '99' where name = 'schema'"
for command in check verify export 'import data/demo-organisation.json' 'schema migrate'; do
    # shellcheck disable=SC2086
    gives 10 'newer Ismene (schema 99' $command --org demo
done
back orgs/demo
change control "update meta set value = '99' where name = 'schema'"
gives 10 'newer Ismene' serve --listen 127.0.0.1:0
back control
change orgs/demo "update migration set hash = '00' where number = 2"
gives 10 'another migration 2' check --org demo
back orgs/demo
change orgs/demo "insert into migration values (77, 'not-ours', '00', 0)"
gives 10 'does not belong' import --org demo "$tmp/new.json"
back orgs/demo
cp "$ISMENE_DATA/control.db" "$ISMENE_DATA/orgs/wrong.db"
gives 10 'not a store of an organisation' check --org wrong
gives 10 'not a store of an organisation' schema migrate --org wrong
rm "$ISMENE_DATA/orgs/wrong.db"
gives 3 'no organisation' schema migrate --org absent
gives 3 'no store' schema migrate --data "$tmp/nothing"
gives 3 'no store' schema diff --data "$tmp/nothing"
gives 2 'with --org' schema adopt

# One organisation that fails does not keep the others from being brought up.
load "$fixture" "$ISMENE_DATA"
for org in alpha omega; do cp "$ISMENE_DATA/orgs/demo.db" "$ISMENE_DATA/orgs/$org.db"; done
printf 'not a store' >"$ISMENE_DATA/orgs/demo.db"
gives 10 '^omega: .* was 1' schema migrate
grep -q '^alpha: .* was 1' "$tmp/out" && grep -q '^ismene: demo: ' "$tmp/out"
ok $? 'the one that is damaged is named'

# Another organisation's file at this one's name.
cp "$ISMENE_DATA/orgs/omega.db" "$ISMENE_DATA/orgs/beta.db"
for command in check verify export "import $tmp/new.json" 'schema migrate'; do
    # shellcheck disable=SC2086
    gives 10 'another organisation: omega' $command --org beta
done
gives 0 'organisation beta from now on' schema adopt --org beta
gives 0 'verified: 273' verify --org beta
gives 0 imported import --org beta "$tmp/new.json"
gives 0 'verified: 272' verify --org omega
echo "1..$n"
