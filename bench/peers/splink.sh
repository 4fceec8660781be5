#!/usr/bin/env bash
# Install Splink into an environment of its own, build/peers/splink: it brings DuckDB, pandas and
# SciPy, which Vidik does not need. Says why, and returns 3, if it cannot be had; whoever asked then
# says so in the table.
set -euo pipefail
cd "$(dirname "$0")/../.."

absent() {
    echo "not run: $1"
    exit 3
}

folder=build/peers/splink
[ -e "$folder/.done" ] && [ "$folder/.done" -nt "$0" ] && exit 0
mkdir -p build/peers
python3 -m venv "$folder" >&2 || absent 'no environment can be made for Splink'
"$folder/bin/python" -m pip install --quiet --only-binary :all: \
    'splink==5.0.0' 'duckdb==2.0.1' 'pandas==3.1.1' 'scipy==1.17.1' >&2 || absent 'Splink cannot be installed'
touch "$folder/.done"
