#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Use the library from Python, through the typelib of the build: what the annotations say must be true.

Exit status 77, for a skipped test, where there is no PyGObject.
"""
import sys
import unittest

try:
    import gi
except ImportError as missing:
    print(f'skipped: {missing}')
    sys.exit(77)
gi.require_version('Dsn', '1')
from gi.repository import Dsn, GLib

BOUNCE = b'''From: postmaster@mx.example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; kim@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown
--b--
'''


def read(data):
    return Dsn.Report.new_from_bytes(GLib.Bytes.new(data), None, Dsn.ParseFlags.NONE)


class Introspection(unittest.TestCase):
    def test_facts(self):
        report = read(BOUNCE)
        self.assertEqual(report.get_kind(), Dsn.Kind.BOUNCE)
        self.assertEqual(report.get_reporting_mta().value, 'mx.example.org')
        self.assertIsNone(report.get_arrival_date())
        self.assertEqual(report.get_n_recipients(), 1)
        recipient = report.get_recipient(0)
        self.assertEqual(recipient.get_address(), 'kim@example.com')
        self.assertEqual(recipient.get_status().to_string(), '5.1.1')
        self.assertEqual(recipient.lookup_field('status'), '5.1.1')

    def test_ownership(self):
        recipient = read(BOUNCE).get_recipient(0)
        self.assertEqual(recipient.get_address(), 'kim@example.com')

    def test_verdict(self):
        report = read(BOUNCE)
        verdict = Dsn.Ruleset.get_default().classify(report, report.get_recipient(0))
        self.assertEqual(verdict.get_reason(), Dsn.Reason.USER_UNKNOWN)
        self.assertEqual(verdict.get_advice(), Dsn.Advice.REMOVE)
        self.assertEqual(Dsn.reason_to_string(verdict.get_reason()), 'user-unknown')

    def test_nicks(self):
        found, reason = Dsn.reason_from_string('mailbox-full')
        self.assertTrue(found)
        self.assertEqual(reason, Dsn.Reason.MAILBOX_FULL)
        self.assertFalse(Dsn.reason_from_string('no-such-reason')[0])

    def test_reply(self):
        reply = Dsn.Reply.parse('550-5.1.1 User\r\n550 5.1.1 unknown')
        self.assertEqual(reply.get_code(), 550)
        self.assertEqual(reply.get_n_lines(), 2)
        with self.assertRaises(GLib.Error) as caught:
            Dsn.Reply.parse('no reply')
        self.assertTrue(caught.exception.matches(Dsn.error_quark(), Dsn.Error.SYNTAX))

    def test_version(self):
        self.assertRegex(Dsn.get_version(), r'^\d+\.\d+\.\d+$')


if __name__ == '__main__':
    unittest.main()
