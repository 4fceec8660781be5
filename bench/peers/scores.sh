#!/usr/bin/env bash
# Install a program that makes curves of scores into an environment of its own, build/peers/NAME: each
# wants a NumPy of its own, which is not Vidik's. Says why, and returns 3, if it cannot be had; whoever
# asked then says so in the table.
set -euo pipefail
cd "$(dirname "$0")/../.."

absent() {
    echo "not run: $1"
    exit 3
}

declare -A wanted=(
    [bob]='bob.measure==6.1.1 numpy==1.26.4'
    [pyeer]='pyeer==0.5.6'
    [sklearn]='scikit-learn==1.7.2'
)
name=${1:?"which: ${!wanted[*]}"}
folder=build/peers/$name
[ -e "$folder/.done" ] && [ "$folder/.done" -nt "$0" ] && exit 0
mkdir -p build/peers
python3 -m venv "$folder" >&2 || absent "no environment can be made for $name"
# shellcheck disable=SC2086 — several words
"$folder/bin/python" -m pip install --quiet ${wanted[$name]} >&2 || absent "$name cannot be installed"
touch "$folder/.done"
