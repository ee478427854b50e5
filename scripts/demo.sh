#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Install what is missing (Debian: with apt), build, and show the main job on the mail in samples/.
# Takes no arguments, can be started from any folder and any number of times; builds in build/.
set -eu
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

# The tests run this on a build that is there.
if [ -z "${DSN_BUILD-}" ]; then
  # shellcheck disable=SC2086
  need $base_packages
  DSN_BUILD=$root/build
  build "$DSN_BUILD" >&2
fi

PATH=$DSN_BUILD/tools:$PATH
cd "$root/samples"
status=0

run ()
{
  printf '\n$ %s\n' "$1"
  sh -c "$1" || status=$?
}

say 'What does this bounce say?  For people:'
run 'dsn parse handmade/rfc3464-multiple-recipients.eml'

say 'The same for programs:'
run 'dsn parse --format=json handmade/rfc3464-multiple-recipients.eml'

say 'All of samples/, counted by kind:'
run "find . -name '*.eml' | sort | dsn parse --files-from=- --format=json | grep -o '\"kind\":\"[a-z-]*\"' | sort | uniq -c"

say 'Write a notification from a reply code, and read it back:'
generate="dsn generate --reply='550 5.1.1 User unknown' --recipient=kim@example.com --reporting-mta=mx.example.org \
--original=handmade/ordinary-minutes.eml"
run "$generate"
run "$generate | dsn parse"

say 'What does a code mean?'
run 'dsn explain 550'
run 'dsn explain 5.7.26'

printf '\nThe command is %s; it runs in place.\n' "$DSN_BUILD/tools/dsn"
exit $status
