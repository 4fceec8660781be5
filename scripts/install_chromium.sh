#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests. Without it they are skipped, aloud; in
# CI nothing may be skipped, so there this fails. The one without windows is preferred: a map costs
# it about a quarter less of the processor.
set -euo pipefail

has() { command -v "$1" > /dev/null; }

if has chromium-headless-shell; then exit 0; fi
if [ "$(id -u)" = 0 ] && has apt-get; then
    echo "Installing Chromium with apt-get"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || true
    install() { apt-get install -qq -y --no-install-recommends "$1"; }
    install chromium-headless-shell || has chromium || install chromium || true
fi
for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    if has "$name"; then exit 0; fi
done
echo "There is no Chromium on this machine: the browser tests cannot run." >&2
echo "Install it (Debian: apt-get install chromium) and run this again." >&2
if [ "${CI:-}" = true ]; then exit 1; fi
