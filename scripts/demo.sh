#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Install what is missing (Debian: with apt), build, and show the main job on the mail in samples/.
# Takes no arguments, can be started from any folder and any number of times; builds in build/.
set -eu
. "$(dirname "$0")/common.sh"

# shellcheck disable=SC2086
need $base_packages
build "$root/build" >&2

PATH=$root/build/tools:$PATH
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

say 'Everything in samples/, one line a message:'
run 'dsn parse --format=json . | wc -l'

say 'Write a notification from a reply code, and read it back:'
run "dsn generate --reply='550 5.1.1 User unknown' --recipient=nobody@example.com --reporting-mta=mx.example.org \
--original=handmade/ordinary-newsletter.eml --to=list@example.org"
run "dsn generate --reply='550 5.1.1 User unknown' --recipient=nobody@example.com --reporting-mta=mx.example.org \
--original=handmade/ordinary-newsletter.eml --to=list@example.org | dsn parse"

say 'What does a code mean?'
run 'dsn explain 550'
run 'dsn explain 5.7.26'

printf '\nThe command is %s; it runs in place.\n' "$root/build/tools/dsn"
exit $status
