#!/usr/bin/env bash
# Measures `martlet up` as a newcomer meets it: time to the first page, idle memory, and the size of the programs.
#
#   scripts/bench-start.sh DIRECTORY-OF-THE-BUILT-PROGRAMS
set -euo pipefail
programs=$1
data=$(mktemp -d)
log=$(mktemp)
process=
cleanup() {
    if [ -n "$process" ]; then
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    fi
    rm -rf "$data" "$log"
}
trap cleanup EXIT

free=(console.listen user.listen user.admin todo.listen todo.admin post.listen post.admin metrics.listen search.listen
    shipper.forward shipper.metrics)
flags=()
for name in "${free[@]}"; do flags+=("--$name" 127.0.0.1:0); done

milliseconds() { date +%s%3N; }

# Start-up: from exec to a console page and every part ready, the median of five starts on the same data.
times=()
for _ in 1 2 3 4 5; do
    rm -f "$data/endpoints.json"
    begin=$(milliseconds)
    "$programs/martlet" up --data "$data" "${flags[@]}" >"$log" 2>&1 &
    process=$!
    until [ -s "$data/endpoints.json" ] \
        && console=$(sed -n 's/.*"console": *"\([^"]*\)".*/\1/p' "$data/endpoints.json") \
        && [ -n "$console" ] && curl -sf -o /dev/null "$console/"; do
        kill -0 "$process" 2>/dev/null || { cat "$log" >&2; exit 1; }
        sleep 0.005
    done
    times+=($(($(milliseconds) - begin)))
    if [ ${#times[@]} -lt 5 ]; then
        kill "$process"
        wait "$process" || true
    fi
done
median=$(printf '%s\n' "${times[@]}" | sort -n | sed -n 3p)
echo "start-up to the first page, median of ${#times[@]}: $median ms (${times[*]})"

# Idle: a minute after the last start, nothing sent but its own scrapes.
sleep 60
awk '/^VmRSS|^RssAnon|^Threads/ { print "idle " $1 " " $2 " " $3 }' "/proc/$process/status"

for program in "$programs"/martlet "$programs"/martlet-* "$programs"/*-service; do
    if [ -f "$program" ] && [ -x "$program" ]; then
        stripped=$(mktemp)
        strip -o "$stripped" "$program"
        echo "size of $(basename "$program"): $(stat -c %s "$program") bytes, stripped $(stat -c %s "$stripped")"
        rm -f "$stripped"
    fi
done
