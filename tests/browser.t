#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The pages in Debian's Chromium: the main job from end to end, and axe on every kind of page.
cd "$(dirname "$0")/.." || exit 2
if ! command -v chromium >/dev/null; then
    echo '1..0 # SKIP chromium is not installed'
    exit 0
fi
tmp=$(mktemp -d)
ismene=${BUILD:-build}/ismene
export ISMENE_DATA="$tmp/data"
echo 'ismene-demo-2026' >"$tmp/password"
"$ismene" demo --no-serve >/dev/null
for name in host chief; do              # administrators of the installation
    "$ismene" init --org "$name" --name "Second Ltd ($name)" --admin "$name@second.example" \
        --password-file "$tmp/password" >/dev/null
done
for org in demo host; do
    "$ismene" user add --org "$org" --email consultant@second.example --role IM \
        --password-file "$tmp/password" >/dev/null
done
"$ismene" serve --listen 127.0.0.1:0 >"$tmp/out" 2>"$tmp/err" &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$tmp"' EXIT
for _ in $(seq 100); do
    port=$(sed -n 's|^Ismene answers on http://127.0.0.1:\([0-9]*\)/.*|\1|p' "$tmp/out")
    [ -n "$port" ] && break
    sleep 0.1
done
if [ -z "$port" ]; then
    sed 's/^/# /' "$tmp/err"
    echo 'Bail out! the server did not start'
    exit 1
fi
node tests/browser/run.mjs "http://127.0.0.1:$port"
status=$?
sed 's/^/# server: /' "$tmp/err" >&2
exit $status
