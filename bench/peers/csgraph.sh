#!/usr/bin/env bash
# Install SciPy into an environment of its own, build/peers/csgraph: Vidik does not need it. Says why,
# and returns 3, if it cannot be had; whoever asked then says so in the table.
set -euo pipefail
cd "$(dirname "$0")/../.."

absent() {
    echo "not run: $1"
    exit 3
}

folder=build/peers/csgraph
[ -e "$folder/.done" ] && [ "$folder/.done" -nt "$0" ] && exit 0
mkdir -p build/peers
python3 -m venv "$folder" >&2 || absent 'no environment can be made for SciPy'
"$folder/bin/python" -m pip install --quiet --only-binary :all: 'scipy==1.17.1' >&2 ||
    absent 'SciPy cannot be installed'
touch "$folder/.done"
