#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A database server that goes, hangs or is full, and a standby that takes over: nothing that was
# acknowledged is lost, nothing is there twice, and what nobody knows is said.  Each fault is also
# tried with a set-up or a client known to be bad, whose losses must show.
cd "$(dirname "$0")/.." || exit 2
[ -n "${ISMENE_TEST_DB:-}" ] || { echo '1..0 # SKIP no $ISMENE_TEST_DB'; exit 0; }
ismene=${BUILD:-build}/ismene
pg=tests/lib/postgres
tmp=$(mktemp -d /tmp/ismene-cluster-XXXXXX)
chmod 755 "$tmp"
serve=
finish() {
    [ -z "$serve" ] || kill "$serve" 2>/dev/null
    for one in one two three; do
        [ ! -f "$tmp/$one/data/postmaster.pid" ] || {
            kill -CONT $(ps -o pid= --ppid "$($pg pid "$tmp/$one")") 2>/dev/null
            $pg stop "$tmp/$one" immediate 2>/dev/null
        }
    done
    umount "$tmp/three" 2>/dev/null
    rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 1' INT TERM
n=0
ok() {
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}
sql() {         # sql DIR STATEMENT
    psql -qAtX -h "$1" -U ismene -d postgres -c "$2"
}
start() {       # start URL: a server of ours, on a port
    ISMENE_DB=$1 "$ismene" serve --listen 127.0.0.1:0 >"$tmp/says" 2>>"$tmp/log" &
    serve=$!
    for i in $(seq 100); do
        port=$(sed -n 's/.*:\([0-9]*\)\/$/\1/p' "$tmp/says")
        [ -z "$port" ] || return 0
        kill -0 "$serve" 2>/dev/null || break
        sleep 0.1
    done
    return 1
}
stop() {
    kill "$serve" && wait "$serve"
    serve=
}
load() {        # load NAME SECONDS WORKERS [no-keys]: in the background, to $tmp/load
    node tests/cluster/load.mjs create "$port" "$@" >"$tmp/load" &
    load=$!
}
result() {      # of the load, when it ends; a line of NAME=NUMBER, for eval too
    wait "$load"
    counts=$(node tests/cluster/load.mjs count "$port" "$tmp/load")
    eval "$counts"
    echo "# $1: ${counts% gap=*}; $gap ms without an answer"
}
sign_in() {     # while the database takes it
    node tests/cluster/load.mjs sign-in "$port" >"$tmp/session"
}
one() {         # one TITLE [KEY]: sets status, kind and ms
    set -- $(node tests/cluster/load.mjs one "$port" "$tmp/session" "$@")
    status=$1 kind=$2 ms=$3
}
wait_for() {    # wait_for DIR QUERY: until it says t
    for i in $(seq 200); do
        [ "$(sql "$1" "$2" 2>/dev/null)" != t ] || return 0
        sleep 0.1
    done
    return 1
}
make_pair() {   # make_pair SYNCHRONOUS_STANDBY_NAMES: "one" with its standby "two", and the sample
    for dir in one two; do
        [ ! -d "$tmp/$dir" ] || $pg stop "$tmp/$dir" immediate 2>/dev/null
        rm -rf "${tmp:?}/$dir"
    done
    $pg start "$tmp/one" 'max_wal_senders = 5' 'autovacuum = off'
    sql "$tmp/one" 'create database demo'
    "$ismene" demo --no-serve --db "$($pg url "$tmp/one" demo)" >/dev/null
    $pg standby "$tmp/two" "$tmp/one" s1
    sql "$tmp/one" "alter system set synchronous_standby_names = '$1'" >/dev/null
    sql "$tmp/one" 'select pg_reload_conf()' >/dev/null
    wait_for "$tmp/one" "select count(*) = 1 from pg_stat_replication where state = 'streaming'
        and sync_state = '$([ -n "$1" ] && echo sync || echo async)'"
    url="postgresql://ismene@/demo?host=$tmp/one,$tmp/two&target_session_attrs=read-write"
}
receiver() {    # receiver SIGNAL: to the standby's process that takes what the primary sends
    kill "-$1" $(ps -o pid=,args= --ppid "$($pg pid "$tmp/two")" | awk '/walreceiver/ { print $1 }')
}
now() {
    date +%s%3N
}
fail_over() {   # the primary dies, the standby takes over; its frozen process goes with it
    killed=$(now)
    $pg kill "$tmp/one"
    receiver KILL
    $pg promote "$tmp/two"
}

# Known bad: a primary that waits for nobody acknowledges what its standby has not got.
make_pair ''
start "$url"
load async 5 4
sleep 1.5
receiver STOP
sleep 2
fail_over
result 'asynchronous standby, behind'
[ "$lost" -gt 0 ]
ok $? 'an asynchronous standby that is behind loses what was acknowledged: the harness sees it'
stop

# The same with a synchronous one.
make_pair s1
start "$url"
load sync 9 4
sleep 1.5
receiver STOP
sleep 3
fail_over
result 'failover to a synchronous standby that was behind'
[ "$lost" = 0 ] && [ "$acknowledged" -gt 50 ]
ok $? "failover to a synchronous standby loses nothing that was acknowledged (switched in $((resumed - killed)) ms)"
[ "$doubled" = 0 ] && [ "$open" = 0 ]
ok $? 'what was repeated is there once, and all of it'
[ "$located" = 0 ] && [ "$other" = 0 ]
ok $? 'no answer but 201 and 503, and none that names a record which is not there'
ISMENE_DB=$url "$ismene" verify --org demo | grep -q '^verified:'
ok $? 'the history verifies on the new primary'
stop

# A standby that is gone: commits hang, nobody is told what nobody knows.
make_pair s1
start "$url"
sign_in
one first key-0
[ "$status" = 201 ]
ok $? 'with its standby a primary commits'
receiver STOP
one hangs key-1
[ "$status $kind" = '503 outcome-unknown' ] && [ "$ms" -ge 9000 ] && [ "$ms" -le 14000 ]
ok $? "without it the answer is 503, the outcome unknown, after some 10 s ($ms ms)"
one waits key-2
[ "$status $kind" = '503 busy' ] && [ "$ms" -le 20000 ]
ok $? "whoever writes behind it is told to try again ($ms ms)"
curl -sf -m 3 "http://127.0.0.1:$port/healthz" >/dev/null
ok $? 'the server itself lives'
receiver CONT
wait_for "$tmp/one" "select not exists (select 1 from pg_stat_activity where wait_event = 'SyncRep')"
one hangs key-1
[ "$status" = 201 ]
ok $? 'the standby is back: the same again, with the same key, is answered'
one hangs
one hangs other-key
titles=$(psql -qAtX -h "$tmp/one" -U ismene -d demo -c "select count(*) from org_demo.issue where title = 'hangs'")
[ "$titles" = 3 ]
ok $? 'it is there once for its key; without a key, or with another, each repeat adds one'

# Connections cut under load.
load cut 5 4
for i in $(seq 25); do
    sleep 0.2
    psql -qAtX -h "$tmp/one" -U ismene -d demo -c "select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'ismene' and random() < 0.5" >/dev/null
done
result 'connections cut'
[ "$lost $doubled $open $other" = '0 0 0 0' ]
ok $? 'connections cut under load: nothing lost, nothing doubled'

# Known bad: a client without keys doubles what it repeats.
load careless 6 6 no-keys
for i in $(seq 12); do
    sleep 0.4
    receiver STOP
    psql -qAtX -h "$tmp/one" -U ismene -d demo -c "select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'ismene' and wait_event = 'SyncRep'" >/dev/null
    receiver CONT
done
result 'a client without keys'
[ "$doubled" -gt 0 ]
ok $? 'a client without keys doubles what it repeats: the harness sees it'
stop

# The server is started again in the middle of transactions.
start "$url"
load again 6 4
sleep 2
$pg stop "$tmp/one" immediate
$pg start "$tmp/one"
wait_for "$tmp/one" "select count(*) = 1 from pg_stat_replication where sync_state = 'sync'"
result 'the server started again'
[ "$lost $doubled $open $other" = '0 0 0 0' ]
ok $? "started again under load: nothing lost, nothing doubled, back after $gap ms"

# Processes of the server that hang.
sign_in
frozen=$(psql -qAtX -h "$tmp/one" -U ismene -d demo -c "select pid from pg_stat_activity
    where application_name = 'ismene'")
kill -STOP $frozen
one frozen key-3
{ [ "$status" = 503 ] || [ "$status" = 201 ]; } && [ "$ms" -le 16000 ]
ok $? "frozen processes: an answer ($status) after $ms ms"
kill -CONT $frozen
one frozen key-3
[ "$status" = 201 ]
ok $? 'let go: the same again is answered'
titles=$(psql -qAtX -h "$tmp/one" -U ismene -d demo -c "select count(*) from org_demo.issue where title = 'frozen'")
[ "$titles" = 1 ]
ok $? 'and is there once'
stop

# A full disk.
full() {
    [ "$(id -u)" = 0 ] && mkdir "$tmp/three" && mount -t tmpfs -o size=90m tmpfs "$tmp/three" 2>/dev/null
}
if full; then
    INITDB_OPTIONS=--wal-segsize=1 $pg start "$tmp/three" 'shared_buffers = 16MB' \
        'min_wal_size = 2MB' 'max_wal_size = 8MB'
    sql "$tmp/three" 'create database demo'
    full_url=$($pg url "$tmp/three" demo)
    "$ismene" demo --no-serve --db "$full_url" >/dev/null
    start "$full_url"
    sign_in
    dd if=/dev/zero of="$tmp/three/filler" bs=64k count=2000 2>/dev/null
    load full 4 4
    sleep 3
    one while-full key-4
    rm "$tmp/three/filler"
    result 'a full disk'
    [ "$busy" -gt 0 ] || [ "$unknown" -gt 0 ]
    ok $? 'a full disk: writes are refused'
    [ "$status" = 503 ]
    ok $? "with 503 ($kind)"
    [ "$lost $doubled $open $other" = '0 0 0 0' ]
    ok $? 'space again: nothing lost, nothing doubled, all of it saved'
    "$ismene" verify --org demo --db "$full_url" | grep -q '^verified:'
    ok $? 'and the history verifies'
    stop
else
    for i in 1 2 3 4; do ok 0 '# SKIP no file system can be mounted here: the full disk is not tried'; done
fi

# Whom it does not serve.
start "$($pg url "$tmp/two" demo)"
[ $? != 0 ] && grep -q 'is a standby: it takes no changes' "$tmp/log"
ok $? 'a standby is refused'
echo "1..$n"
