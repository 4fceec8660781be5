#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests. Without it they are skipped, aloud; in
# CI nothing may be skipped, so there this fails.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" > /dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "Installing Chromium with apt-get"
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium; then exit 0; fi
fi
echo "There is no Chromium on this machine: the browser tests cannot run." >&2
echo "Install it (Debian: apt-get install chromium) and run this again." >&2
if [ "${CI:-}" = true ]; then exit 1; fi
