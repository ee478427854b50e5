#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Compare the symbols that the shared library exports with the list in tests/api/libdsn.symbols.
#
#   check-symbols.sh libdsn.so            compare
#   check-symbols.sh --update libdsn.so   write the list anew: a change in it belongs into NEWS
set -eu
update=no
if [ "${1-}" = --update ]; then
  update=yes
  shift
fi
[ $# = 1 ] || { echo "usage: ${0##*/} [--update] libdsn.so" >&2; exit 2; }
list=$(dirname "$0")/api/libdsn.symbols
export LC_ALL=C

# Sanitizers and coverage add symbols of their own, which do not begin with our prefix and are not exported on purpose;
# anything else must be ours.
found=$(nm -D --defined-only "$1" | awk '{ print $3 }' | grep -Ev '^(__asan|__ubsan|__odr_asan|__sancov|__start_|__stop_|_init|_fini)' | sort)

if [ $update = yes ]; then
  printf '%s\n' "$found" > "$list"
  exit
fi
if printf '%s\n' "$found" | diff -u "$list" -; then
  echo "$(wc -l < "$list") symbols, all as listed"
else
  echo "The exported symbols differ from tests/api/libdsn.symbols.  If that is meant: check-symbols.sh --update, and NEWS." >&2
  exit 1
fi
