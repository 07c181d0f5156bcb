#!/bin/sh
# Checks the units as systemd reads them, and how closed the sandbox is; needs neither root nor a running systemd.
# Fails when a unit is malformed, or its exposure is above 1.0 on systemd's scale from 0 (closed) to 10 (open).
set -eu

if ! command -v systemd-analyze > /dev/null; then
    echo "SKIPPED: systemd-analyze is not installed, the units were not checked"
    exit 0
fi

units=$(cd "$(dirname "$0")" && pwd)
copies=$(mktemp -d)
trap 'rm -rf "$copies"' EXIT
cp "$units/margind.service" "$units/margind.socket" "$copies"

# verify wants ExecStart= to exist. Before an installation, a copy that starts /bin/true is checked instead.
if [ ! -x /usr/bin/margind ]; then
    sed -i 's|^ExecStart=/usr/bin/margind |ExecStart=/bin/true |' "$copies/margind.service"
fi

# It exits with 0 where it ignores what it does not know: anything it says about our units is a failure. What it says
# about other units of this machine is not ours to mend.
failed=0
systemd-analyze verify "$copies/margind.service" "$copies/margind.socket" > "$copies/messages" 2>&1 || failed=1
if grep margind "$copies/messages"; then failed=1; fi
if [ "$failed" -ne 0 ]; then
    echo "FAILED: systemd-analyze verify"
    exit 1
fi

# The threshold is in tenths.
if ! systemd-analyze security --no-pager --offline=true --threshold=10 "$copies/margind.service" > "$copies/score"; then
    cat "$copies/score"
    echo "FAILED: exposure above 1.0"
    exit 1
fi
tail -n 1 "$copies/score"
