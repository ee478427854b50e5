#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# make.sh [DSN [FOLDER]]: writes the messages of this folder anew with "dsn generate".  The same program writes the same bytes.
set -eu
dsn=${1:-dsn}
cd "${2:-$(dirname "$0")}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/original" <<'END'
Return-Path: <anna@example.org>
Received: from laptop.example.org (laptop.example.org [192.0.2.17])
	by mx.example.org with ESMTPSA id 4711; Mon, 2 Mar 2026 09:00:00 +0100
From: Anna Example <anna@example.org>
To: Kim <kim@example.com>
Subject: Minutes of the meeting
Date: Mon, 2 Mar 2026 08:59:58 +0100
Message-ID: <minutes-1@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

Here are the minutes.
END
cat > "$work/utf8" <<'END'
Return-Path: <anna@example.org>
From: =?utf-8?q?J=C3=BCrgen?= <jürgen@grün.example>
To: 田中 <田中@example.com>
Subject: Grüße aus Köln
Date: Mon, 2 Mar 2026 08:59:58 +0100
Message-ID: <gruesse-1@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Viele Grüße!
END
sed -e 's/^Return-Path:.*/Return-Path: <list-bounces+kim=example.com@lists.example.org>/' \
    -e 's/^Message-ID:/List-Id: <staff.lists.example.org>\nMessage-ID:/' "$work/original" > "$work/list"
{ cat "$work/original"; echo; echo '--=_inner'; echo 'Content-Type: message/delivery-status'; echo
  echo 'Reporting-MTA: dns; mx.example.net'; echo; echo 'Final-Recipient: rfc822; innocent@example.net'; echo 'Action: failed'
  echo 'Status: 5.1.1'; echo; echo '--=_inner--'; } > "$work/nested"
{ cat "$work/original"; printf 'A line without end: '; head -c 3000 /dev/zero | tr '\0' x; echo; } > "$work/long"

# name, options: every message is about the same time and sent by the same host
write () {
  name=$1; shift
  "$dsn" generate --quiet --reporting-mta=mx.example.org --seed=20260302 --date='Mon, 2 Mar 2026 09:00:05 +0100' \
    --output="$name.eml" "$@"
}
kim=--recipient=kim@example.com
remote=--remote-mta=mx1.example.com

write failed $kim $remote --stage=rcpt --reply='550 5.1.1 <kim@example.com>: Recipient address rejected: User unknown' \
  --original="$work/original" --arrival-date='Mon, 2 Mar 2026 09:00:00 +0100'
write failed-headers $kim $remote --stage=rcpt --reply='552 5.2.2 Mailbox full' --original="$work/original" --return=headers
write failed-no-original $kim --stage=rcpt --reply='550 User unknown' --to=anna@example.org
write failed-many-lines $kim $remote --stage=rcpt --original="$work/original" --reply='550-5.7.26 This mail is unauthenticated, which poses a
550-5.7.26 security risk to the sender and our users, and has been blocked. The
550-5.7.26 sender must authenticate with at least one of SPF or DKIM.
550 5.7.26 See https://example.com/authentication'
write failed-hostile-reply $kim $remote --stage=rcpt --original="$work/original" --reply='550-no
Final-Recipient: rfc822; victim@example.net
Action: delivered

550 '"$(printf '\033]0;x\007\342\200\256')"' end'
write failed-nested $kim $remote --stage=dot --reply='554 5.7.1 Message refused as spam' --original="$work/nested"
write failed-long-line $kim $remote --stage=data --reply='500 5.6.0 Line too long' --original="$work/long" --return=full
write failed-expired $kim $remote --stage=connect --reply='421 4.3.2 Too busy' --expired=last --last-attempt-date='Sat, 7 Mar 2026 09:00:00 +0100' \
  --original="$work/original"
write failed-nxdomain --recipient=kim@nowhere.example --cause=nxdomain --original="$work/original"
write failed-null-mx $kim --cause=null-mx --original="$work/original"
write failed-refused $kim $remote --cause=refused --expired=4.4.7 --original="$work/original"
write failed-alias --recipient=kim.real@mail.example.com --original-recipient=kim@example.com --envelope-id=QQ314159 \
  --reply='550 5.2.1 Mailbox disabled' --stage=rcpt --remote-mta=mail.example.com --original="$work/original"
write failed-list $kim $remote --stage=rcpt --reply='550 5.1.1 User unknown' --original="$work/list" --return=headers
write failed-class-conflict $kim $remote --stage=rcpt --reply='550 4.7.1 Come back never' --original="$work/original"
write failed-bare-reply-policy $kim $remote --stage=rcpt --reply='550 Recipient rejected: your host is on a blocklist' --original="$work/original"
write failed-quoted-address --recipient='"kim; lee"@example.com' --stage=rcpt --reply='550 5.1.3 Bad address' --original="$work/original"
write delayed $kim $remote --stage=rcpt --action=delayed --reply='451 4.7.1 Greylisted, please come back' \
  --will-retry-until='Sat, 7 Mar 2026 09:00:00 +0100' --original="$work/original"
write delayed-dns $kim --action=delayed --cause=dns-failure --original="$work/original"
write delivered $kim --action=delivered --reply='250 2.1.5 Delivered' --original="$work/original"
write relayed $kim $remote --action=relayed --reply='250 2.0.0 Ok: queued' --stage=dot --original="$work/original"
write expanded --recipient=staff@example.com --action=expanded --original="$work/original"
write several --original="$work/original" --recipient=kim@example.com $remote --stage=rcpt --reply='550 5.1.1 User unknown' \
  --recipient=lee@example.com $remote --stage=rcpt --action=delayed --reply='452 4.2.2 Over quota' \
  --will-retry-until='Sat, 7 Mar 2026 09:00:00 +0100' \
  --recipient=max@example.net --action=relayed --remote-mta=mx.example.net --stage=dot --reply='250 2.0.0 Accepted' \
  --recipient=staff@example.com --action=expanded
write utf8 --recipient='田中@example.com' $remote --stage=rcpt --reply='550 5.1.1 ユーザーが見つかりません' --original="$work/utf8"
write utf8-headers --recipient='田中@example.com' $remote --stage=rcpt --reply='550 5.1.1 User unknown' --original="$work/utf8" --return=headers
write utf8-seven-bit --recipient='田中@example.com' $remote --stage=rcpt --reply='550 5.1.1 ユーザーが見つかりません' --original="$work/utf8" --7bit
write utf8-reply $kim $remote --stage=rcpt --reply='550 5.1.1 Empfänger unbekannt' --original="$work/original"
write line-ends-crlf $kim $remote --stage=rcpt --reply='550 5.1.1 User unknown' --original="$work/original" --crlf
