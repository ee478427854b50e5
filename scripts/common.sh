# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh disable=SC2034
#
# What the scripts share: find the source tree, find out what is missing and install it, build.  To be sourced.

# The source tree, from wherever we are called.
root=$(cd "$(dirname "$0")/.." && pwd)

say ()
{
  printf '\n==> %s\n' "$*"
}

die ()
{
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Is what the Debian package $1 brings there?  A package of that name, or the thing itself from elsewhere.
have ()
{
  if command -v dpkg >/dev/null && dpkg -s "$1" 2>/dev/null | grep -q '^Status: .* installed$'; then
    return 0
  fi
  case $1 in
    build-essential) echo '#include <stdio.h>' | cc -x c -c -o /dev/null - 2>/dev/null ;;
    clang) echo '#include <stdio.h>' | clang -x c -c -o /dev/null - 2>/dev/null ;;
    ninja-build) command -v ninja >/dev/null ;;
    pkg-config) command -v pkg-config >/dev/null ;;
    gobject-introspection) command -v g-ir-scanner >/dev/null ;;
    libgirepository1.0-dev) pkg-config --exists gobject-introspection-1.0 2>/dev/null ;;
    libgmime-3.0-dev) pkg-config --exists gmime-3.0 2>/dev/null ;;
    libglib2.0-dev) pkg-config --exists gio-2.0 2>/dev/null ;;
    libjson-glib-dev) pkg-config --exists json-glib-1.0 2>/dev/null ;;
    python3-gi) python3 -c 'import gi' 2>/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# Print those of the packages "$@" that are missing.
missing ()
{
  for package; do
    have "$package" || printf '%s ' "$package"
  done
}

as_root ()
{
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    return 1
  fi
}

apt_install ()
{
  command -v apt-get >/dev/null || return 1
  say "installing: $*"
  # The lists of a fresh machine are empty or old: bring them up to date once, if the first attempt fails.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" </dev/null && return 0
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update </dev/null || return 1
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" </dev/null
}

# Make sure that the packages "$@" are there, or say what is wanted and stop.
need ()
{
  wanted=$(missing "$@")
  [ -z "$wanted" ] && return 0
  # shellcheck disable=SC2086
  apt_install $wanted || true
  wanted=$(missing "$@")
  [ -z "$wanted" ] && return 0
  cat >&2 <<MESSAGE
${0##*/}: cannot go on without: $wanted
These are the names of Debian 12.  On another system install what corresponds to them:
  a C compiler and make, meson >= 1.0.1, ninja, pkg-config, and the development files of
  GMime >= 3.2.7, GLib >= 2.74 and json-glib >= 1.6
and start this script again.
MESSAGE
  exit 1
}

# The same for what only widens the tests: without it they are skipped and say so.
want ()
{
  wanted=$(missing "$@")
  [ -z "$wanted" ] && return 0
  # shellcheck disable=SC2086
  apt_install $wanted || printf '%s: going on without: %s\n' "${0##*/}" "$wanted" >&2
}

base_packages='build-essential meson ninja-build pkg-config libgmime-3.0-dev libglib2.0-dev libjson-glib-dev'

# Set up and build the folder $1 with the meson options that follow.
build ()
{
  folder=$1
  shift
  if [ -f "$folder/build.ninja" ]; then
    meson configure "$folder" "$@" </dev/null || return 1
  else
    meson setup "$folder" "$root" "$@" </dev/null || return 1
  fi
  ninja -C "$folder" </dev/null
}
