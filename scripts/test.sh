#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Install what is missing (Debian: with apt), build, and run all tests.  Can be started from any folder and any number
# of times; builds in build/.
#
#   scripts/test.sh            the tests, with the compiler that is there
#   scripts/test.sh --matrix   what .ci/run does: warnings are errors, gcc and clang, with and without sanitizers,
#                              valgrind on the unit tests, a short fuzz run; builds in build-ci/
set -eu
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

matrix=no
case "${1-}" in
  '') ;;
  --matrix) matrix=yes ;;
  *) die "unknown option '$1': there is only --matrix" ;;
esac

# shellcheck disable=SC2086
need $base_packages python3

# GLib's own allocator hides errors from the tools that look for them.
export G_SLICE=always-malloc
export ASAN_OPTIONS="${ASAN_OPTIONS-detect_leaks=1:strict_string_checks=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS-print_stacktrace=1:halt_on_error=1}"

failed=0
logs=

# Run the tests of the folder $1 and keep their log under the name $2; the rest goes to meson test.
run_tests ()
{
  folder=$1 name=$2
  shift 2
  say "tests: $name"
  rm -f "$folder/meson-logs/$name"*.json
  meson test -C "$folder" --no-rebuild --print-errorlogs --logbase "$name" "$@" </dev/null || failed=1
  # With --setup=X meson adds "-X" to the name.
  logs="$logs $(ls "$folder/meson-logs/$name"*.json 2>/dev/null || echo "$folder/meson-logs/$name.json")"
}

# Build the folder $2 with $1 and the meson options that follow the name $3, and run its tests.  A build that fails counts
# as a failed test, since its log is missing.
build_and_test ()
{
  compiler=$1 folder=$2 name=$3
  shift 3
  say "build: $name"
  if CC=$compiler build "$folder" "$@"; then
    run_tests "$folder" "$name"
  else
    rm -f "$folder/meson-logs/$name"*.json
    logs="$logs $folder/meson-logs/$name.json"
  fi
}

if [ $matrix = no ]; then
  build_and_test "${CC-cc}" "$root/build" testlog
else
  want clang valgrind g++ gobject-introspection libgirepository1.0-dev python3-gi
  ci=$root/build-ci
  sanitize='-Db_sanitize=address,undefined -Db_lundef=false'

  build_and_test gcc "$ci/gcc" gcc-release -Dwerror=true -Dbuildtype=release
  # shellcheck disable=SC2086
  build_and_test gcc "$ci/gcc-sanitize" gcc-sanitize -Dwerror=true $sanitize
  if have clang; then
    build_and_test clang "$ci/clang" clang -Dwerror=true -Dintrospection=disabled
    DSN_FUZZ_SECONDS=${DSN_FUZZ_SECONDS-12}
    export DSN_FUZZ_SECONDS
    # shellcheck disable=SC2086
    build_and_test clang "$ci/clang-sanitize" clang-sanitize -Dwerror=true -Dfuzzing=enabled $sanitize
  fi
  if have valgrind && [ -f "$ci/gcc/build.ninja" ]; then
    run_tests "$ci/gcc" valgrind --setup=valgrind --suite=unit
  fi
fi

# shellcheck disable=SC2086
python3 "$root/scripts/count-tests.py" $logs || failed=1
exit $failed
