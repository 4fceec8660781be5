#!/usr/bin/env bash
# Prints the first Python of 3.11 or newer; says what is missing if there is none.
set -euo pipefail

for python in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.14; do
    if command -v "$python" > /dev/null \
        && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
        command -v "$python"
        exit 0
    fi
done
found=$(command -v "${PYTHON:-python3}" > /dev/null && "${PYTHON:-python3}" --version 2>&1 || true)
echo "Vidik needs Python 3.11 or newer; ${PYTHON:-python3} here is: ${found:-missing}." >&2
echo "Install one (Debian: apt-get install python3 python3-venv), or say: make PYTHON=/path/to/python" >&2
exit 1
