#!/bin/sh
# SPDX-License-Identifier: MIT
# Lays out in a new folder what a package is made of:
#   lay_out.sh debian DIR    a source package: (cd DIR && dpkg-buildpackage -us -uc -b) leaves libminnorm-dev_*.deb beside it
#   lay_out.sh arduino DIR   an Arduino library: put it into the sketchbook's libraries/ as minnorm/
set -eu

[ $# -eq 2 ] || { sed -n '3,5s/^# //p' "$0" >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^#define MINNORM_VERSION "\(.*\)"/\1/p' "$root/lib/include/minnorm/version.hpp")
[ ! -e "$2" ] || { echo "lay_out.sh: $2 is there; give it a new folder." >&2; exit 1; }

# filled_in FILE: with the version, and the date of the newest change.
filled_in() {
    sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$(date -R -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}")/" "$root/packaging/$1"
}

case $1 in
    debian)
        mkdir -p "$2"
        cp -r "$root/lib" "$root/README.md" "$root/LICENSE" "$2"
        cp -r "$root/packaging/debian" "$2/debian"
        filled_in debian/changelog.template > "$2/debian/changelog"
        rm "$2/debian/changelog.template"
        ;;
    arduino)
        mkdir -p "$2/src"
        cp -r "$root/lib/include/minnorm" "$2/src/minnorm"
        cp "$root/lib/src/minnorm.cpp" "$root/packaging/arduino/minnorm.h" "$2/src"
        cp -r "$root/packaging/arduino/examples" "$root/LICENSE" "$2"
        filled_in arduino/library.properties.in > "$2/library.properties"
        ;;
    *)
        echo "lay_out.sh: there is no package $1, but debian and arduino." >&2
        exit 2
        ;;
esac
