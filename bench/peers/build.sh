#!/usr/bin/env bash
# Build the peers that are written in C++, into build/peers: CGAL's visibility, with exact and with
# inexact constructions. Needs g++ and Debian's libcgal-dev, which root gets from here. Says why,
# and returns 3, if it cannot be built; whoever asked then says so in the table.
set -euo pipefail
cd "$(dirname "$0")/../.."

absent() {
    echo "not run: $1"
    exit 3
}

flags=(-std=c++17 -O3 -DNDEBUG -march=native -frounding-math)
source=bench/peers/cgal_visibility.cpp

command -v g++ > /dev/null || absent 'no g++'
if ! [ -e /usr/include/CGAL/version.h ]; then
    [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || absent 'no libcgal-dev, and nobody may install it'
    apt-get install --quiet --yes libcgal-dev >&2 || absent 'libcgal-dev cannot be installed'
fi

mkdir -p build/peers
for kernel in inexact exact; do
    program=build/peers/cgal_visibility_$kernel
    if [ "$program" -nt "$source" ] && [ "$program" -nt "$0" ]; then
        continue
    fi
    extra=()
    [ "$kernel" = exact ] && extra=(-DEXACT)
    echo "Compiling $program" >&2
    g++ "${flags[@]}" "${extra[@]}" -DFLAGS="\"${flags[*]}\"" "$source" -lgmp -lmpfr -o "$program" \
        || absent "$source does not compile"
done
