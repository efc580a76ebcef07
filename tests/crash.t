#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The server is killed in the middle of writing, again and again: what was
# acknowledged is there, and the history verifies. A second server is refused.
cd "$(dirname "$0")/.." || exit 2
ismene=${BUILD:-build}/ismene
rounds=${CRASH_ROUNDS:-20}
tmp=$(mktemp -d) && trap 'kill $server $writers 2>/dev/null; rm -rf "$tmp"' EXIT
export ISMENE_DATA="$tmp/data"
server='' writers='' n=0
ok() {
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else
        echo "not ok $n - $2"
        sed 's/^/# /' "$tmp/out" 2>/dev/null | tail -5
    fi
}
serve() {
    : >"$tmp/port"
    "$ismene" serve --listen 127.0.0.1:0 >"$tmp/port" 2>>"$tmp/log" &
    server=$!
    for _ in $(seq 100); do
        port=$(sed -n 's|.*:\([0-9]*\)/$|\1|p' "$tmp/port")
        [ -z "$port" ] || return 0
        sleep 0.05
    done
    return 1
}
sign_in() {
    csrf=$(curl -s -c "$tmp/jar" -H 'Content-Type: application/json' \
        -d '{"email":"ines.duarte@quillbeck.example","password":"ismene-demo-2026"}' \
        "http://127.0.0.1:$port/api/v1/session" | sed 's/.*"csrf":"\([0-9a-f]*\)".*/\1/')
}
# Each writer notes the key of every answer 201 before it asks again.
write_on() {
    while :; do
        curl -s -b "$tmp/jar" -H "X-CSRF-Token: $csrf" -H 'Content-Type: application/json' \
            -d '{"title":"Written while it could"}' -w '\n%{http_code}\n' \
            "http://127.0.0.1:$port/o/demo/api/v1/issues" 2>/dev/null |
            awk 'NR == 1 { body = $0 } $0 == "201" && match(body, /ISS-[0-9]+/) {
                print substr(body, RSTART, RLENGTH) }' >>"$tmp/acknowledged"
    done
}

"$ismene" demo --no-serve >"$tmp/out" 2>&1
ok $? 'a demo to write to'
serve
ok $? 'is served'
"$ismene" serve --listen 127.0.0.1:0 >"$tmp/out" 2>&1 &
second=$!
( sleep 5; kill $second 2>/dev/null ) &
wait $second
[ $? = 8 ] && grep -qi 'busy\|another\|in use\|running' "$tmp/out"
ok $? 'a second server over the same data is refused'
for command in 'import --org demo data/demo-organisation.json' \
    "user add --org demo --email x@y.example --role EM --password-file $tmp/password"; do
    printf 'a-long-password-1\n' >"$tmp/password"
    # shellcheck disable=SC2086
    "$ismene" $command >"$tmp/out" 2>&1
    [ $? = 8 ]; ok $? "and so is: $(printf '%.20s' "$command")"
done
"$ismene" check --org demo --format tsv >"$tmp/out" 2>&1
ok $? 'reading beside it is fine'
sign_in
[ ${#csrf} = 64 ]; ok $? 'signed in'

: >"$tmp/acknowledged"
bad=0
for round in $(seq "$rounds"); do
    write_on & one=$!
    write_on & writers="$one $!"
    sleep "0.$((round % 5 + 1))$((round % 10))"
    kill -9 "$server"
    wait "$server" 2>/dev/null
    # shellcheck disable=SC2086
    kill $writers 2>/dev/null; wait $writers 2>/dev/null
    "$ismene" verify --org demo >"$tmp/out" 2>&1 || { bad=$((bad + 1)); sed 's/^/# /' "$tmp/out"; }
    serve || bad=$((bad + 1))
done
[ "$bad" = 0 ]; ok $? "killed $rounds times, verified $rounds times"
"$ismene" export --org demo -o "$tmp/export.json" >"$tmp/out" 2>&1
grep -o '"key":"ISS-[0-9]*"' "$tmp/export.json" | cut -d'"' -f4 | sort -u >"$tmp/there"
sort -u "$tmp/acknowledged" >"$tmp/said"
comm -23 "$tmp/said" "$tmp/there" >"$tmp/out"
[ ! -s "$tmp/out" ]; ok $? 'every acknowledged record is there'
[ "$(wc -l <"$tmp/said")" -ge "$rounds" ]; ok $? "of $(wc -l <"$tmp/said")"
[ "$(sort "$tmp/acknowledged" | uniq -d | wc -l)" = 0 ]; ok $? 'no key was given twice'

# Passwords are hashed by a process of its own: without it people sign in all the same.
helper=$(awk -v p="$server" '$4 == p { print $1 }' /proc/[0-9]*/stat 2>/dev/null)
[ -n "$helper" ]; ok $? 'a process of its own hashes passwords'
for signal in STOP KILL; do
    kill -$signal "$helper"
    csrf=''
    sign_in
    [ "${#csrf}" = 64 ]; ok $? "and when it gets a SIG$signal, signing in goes on"
done
kill "$server"; wait "$server"; ok $? 'it stops when told to'
server=''

# A full disk under a running server: the change is refused in words, reading goes on.
"$ismene" demo --no-serve --data "$tmp/small" >/dev/null
blocks=$(($(du -B 512 --apparent-size "$tmp/small/orgs/demo.db" | cut -f1) + 100))
export ISMENE_DATA="$tmp/small"
: >"$tmp/port"
( trap '' XFSZ; ulimit -f "$blocks"; exec "$ismene" serve --listen 127.0.0.1:0 ) \
    >"$tmp/port" 2>>"$tmp/log" &
server=$!
for _ in $(seq 100); do
    port=$(sed -n 's|.*:\([0-9]*\)/$|\1|p' "$tmp/port")
    [ -z "$port" ] || break
    sleep 0.05
done
sign_in
head -c 20000000 /dev/urandom >"$tmp/big"
issues="http://127.0.0.1:$port/o/demo/api/v1/issues"
status=$(curl -s -o "$tmp/out" -w '%{http_code}' -b "$tmp/jar" -H "X-CSRF-Token: $csrf" \
    -F "file=@$tmp/big" "$issues/ISS-01/attachments")
[ "$status" = 500 ] || [ "$status" = 507 ]; ok $? "a full disk is told ($status)"
grep -Eq 'disk is full|cannot be read or written' "$tmp/out"; ok $? 'in words'
curl -s -b "$tmp/jar" "$issues/ISS-01/attachments" | grep -q '"items":\[\]'
ok $? 'nothing half-written stays, and reading goes on'
kill "$server"; wait "$server"
server=''
"$ismene" verify --org demo >"$tmp/out" 2>&1; ok $? 'and the history verifies'
echo "1..$n"
