#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Install the build into a folder of its own, and build and run a program against what is there with pkg-config alone.
#
#   check-install.sh BUILD-FOLDER
set -eu
[ $# = 1 ] || { echo "usage: ${0##*/} BUILD-FOLDER" >&2; exit 2; }
source=$(cd "$(dirname "$0")/.." && pwd)
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT

meson install -C "$1" --no-rebuild --quiet --destdir "$target"

pc=$(find "$target" -name libdsn-1.pc)
# It names the place where the library is to be; that is within our folder for now.
sed "s|^prefix=|prefix=$target|" "$pc" > "$target/pc" && mv "$target/pc" "$pc"
PKG_CONFIG_PATH=$(dirname "$pc")
LD_LIBRARY_PATH=$(dirname "$PKG_CONFIG_PATH")
export PKG_CONFIG_PATH LD_LIBRARY_PATH
version=$(pkg-config --modversion libdsn-1)

# shellcheck disable=SC2046
${CC:-cc} -Wall -Werror -DEXPECTED_VERSION="\"$version\"" -o "$target/program" "$source/tests/api/test-api.c" \
  $(pkg-config --cflags --libs libdsn-1)
"$target/program"

# One command, found where it was installed.
found=$(find "$target" -type f -name dsn -perm -u+x)
[ "$(printf '%s\n' "$found" | wc -l)" = 1 ] || { echo "not exactly one dsn: $found" >&2; exit 1; }
"$found" --version
