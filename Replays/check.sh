#!/bin/sh
# Replays every tape and compares the alerts with the expected ones, with 1, 2 and 7 books:
#
#     Replays/check.sh [MARGIND]
#
# MARGIND is the program to test, .build/release/margind unless named. Exit status 1 if anything differs.
set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
margind=${1:-$here/../.build/release/margind}
if [ ! -x "$margind" ]; then
    echo "$margind is not there: build it with swift build -c release, or name another" >&2
    exit 1
fi

report=$(mktemp) || exit 1
trap 'rm -f "$report"' EXIT

status=0
for tape in "$here"/*/tape.ndjson; do
    folder=$(dirname -- "$tape")
    verdict=ok
    for shards in 1 2 7; do
        if ! "$margind" replay --config "$folder/margind.json" --shards "$shards" \
            --expect "$folder/expected.ndjson" "$tape" >/dev/null 2>"$report"; then
            verdict="DIFFERS with $shards shards"
            status=1
            break
        fi
    done
    alerts=$(wc -l <"$folder/expected.ndjson")
    printf '%-24s %4d alerts  %s\n' "$(basename -- "$folder")" "$alerts" "$verdict"
    # The end of the report says where; what comes before it are the lines that were rejected.
    [ "$verdict" = ok ] || tail -n 3 "$report"
done
exit $status
