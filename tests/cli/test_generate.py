# SPDX-License-Identifier: LGPL-2.1-or-later
"""dsn generate: what it prints, what it refuses, and that others can read it."""
import email
import email.policy
import os
import stat
import subprocess
import unittest

from cli import Case, DSN, SOURCE

ORIGINAL = b"""\
Return-Path: <alice@example.org>
From: Alice <author@example.org>
To: kim@example.com
Subject: Minutes
Message-ID: <m1@example.org>

Hello.
"""

FIXED = ['--reporting-mta=mx.example.org', '--seed=7']


class Generate(Case):
    def generate(self, *args, status=0, **kw):
        run = self.dsn('generate', *FIXED, *args, **kw)
        self.assertEqual(run.status, status, run.err)
        return run

    def assertReadable(self, data):
        """No part has a defect for Python's email package."""
        message = email.message_from_bytes(data, policy=email.policy.default)
        self.assertEqual(message.get_content_type(), 'multipart/report')
        self.assertEqual(message.get_param('report-type'), 'delivery-status')
        for part in message.walk():
            self.assertEqual(part.defects, [])
            for name, value in part.items():
                self.assertEqual(getattr(value, 'defects', ()), (), (name, value))
        return message

    def parsed(self, data):
        """The message as dsn parse reads it."""
        run = self.dsn('parse', '--format=json', stdin=data)
        self.assertEqual(run.status, 0)
        return run.json[0]


class Messages(Generate):
    def test_the_shortest_call(self):
        run = self.dsn('generate', '--reply=550 5.1.1 User unknown', '--recipient=kim@example.com')
        self.assertEqual(run.status, 0)
        self.assertReadable(run.out)
        self.assertOneLine(run, 'postmaster@')
        read = self.parsed(run.out)
        self.assertEqual((read['kind'], read['defects']), ('bounce', []))
        recipient = read['recipients'][0]
        self.assertEqual((recipient['address'], recipient['status'], recipient['reply_code'], recipient['reason']),
                         ('kim@example.com', '5.1.1', 550, 'user-unknown'))

    def test_with_the_original(self):
        path = self.write('mail.eml', ORIGINAL)
        run = self.generate('--reply=550 no', '--recipient=kim@example.com', b'--original=' + path)
        self.assertQuiet(run)
        message = self.assertReadable(run.out)
        self.assertEqual(message['To'], 'alice@example.org')
        self.assertEqual(message['References'], '<m1@example.org>')
        self.assertIn(ORIGINAL, run.out)
        self.assertEqual(self.parsed(run.out)['original']['message_id'], '<m1@example.org>')

    def test_original_on_stdin_is_the_same(self):
        path = self.write('mail.eml', ORIGINAL)
        args = '--reply=550 no', '--recipient=kim@example.com'
        self.assertEqual(self.generate(*args, b'--original=' + path).out, self.generate(*args, '--original=-', stdin=ORIGINAL).out)

    def test_same_input_same_bytes(self):
        args = '--reply=550 no', '--recipient=kim@example.com', '--to=a@example.org'
        self.assertEqual(self.generate(*args).out, self.generate(*args).out)

    def test_ids_can_be_given(self):
        run = self.generate('--reply=550 no', '--recipient=kim@example.com', '--to=a@example.org', '--message-id=<x@example.org>',
                            '--date=2026-11-21T20:20:08+01:00', '--boundary=here', '--subject=Grüße', '--from=help@example.org')
        message = self.assertReadable(run.out)
        self.assertEqual(message['Message-ID'], '<x@example.org>')
        self.assertEqual(message['Date'], 'Sat, 21 Nov 2026 20:20:08 +0100')
        self.assertEqual(message.get_boundary(), 'here')
        self.assertEqual(message['Subject'], 'Grüße')
        self.assertEqual(message['From'].addresses[0].addr_spec, 'help@example.org')

    def test_crlf(self):
        args = '--reply=550 no', '--recipient=kim@example.com', '--to=a@example.org'
        self.assertEqual(self.generate(*args, '--crlf').out, self.generate(*args).out.replace(b'\n', b'\r\n'))

    def test_recipients_and_what_follows_them(self):
        run = self.generate('--to=a@example.org', '--remote-mta=mx.example.com', '--reply=550 5.1.1 no', '--stage=rcpt',
                            '--recipient=one@example.com',
                            '--recipient=two@example.com', '--cause=nxdomain',
                            '--recipient=three@example.com', '--action=delayed', '--reply=451 4.7.1 later',
                            '--will-retry-until=2026-11-26T00:00:00Z',
                            '--recipient=four@example.com', '--remote-mta=mx2.example.com', '--recipient-field=X-Note: yes')
        read = self.parsed(run.out)
        self.assertEqual([(r['address'], r['action'], r['status']) for r in read['recipients']],
                         [('one@example.com', 'failed', '5.1.1'), ('two@example.com', 'failed', '5.1.2'),
                          ('three@example.com', 'delayed', '4.7.1'), ('four@example.com', 'failed', '5.1.1')])
        fields = [r['fields'] for r in read['recipients']]
        self.assertEqual([f.get('Remote-MTA') for f in fields],
                         ['dns; mx.example.com', None, 'dns; mx.example.com', 'dns; mx2.example.com'])
        self.assertEqual([f.get('X-Note') for f in fields], [None, None, None, 'yes'])

    def test_fields_as_options(self):
        run = self.generate('--to=a@example.org', '--recipient=kim@example.com', '--reply=452 4.2.2 full', '--expired=last',
                            '--envelope-id=QQ 1', '--received-from-mta=helo.example (192.0.2.1)', '--dsn-gateway=x400; gate',
                            '--arrival-date=2026-11-21T20:20:08Z', '--field=X-Queue: 1', '--last-attempt-date=@0',
                            '--final-log-id=abc', '--original-recipient=Alias@example.com')
        read = self.parsed(run.out)
        self.assertEqual(read['fields'], {
            'Original-Envelope-Id': 'QQ 1', 'Reporting-MTA': 'dns; mx.example.org', 'DSN-Gateway': 'x400; gate',
            'Received-From-MTA': 'dns; helo.example (192.0.2.1)', 'Arrival-Date': 'Sat, 21 Nov 2026 20:20:08 +0000', 'X-Queue': '1'})
        fields = read['recipients'][0]['fields']
        self.assertEqual(fields['Original-Recipient'], 'rfc822; Alias@example.com')
        self.assertEqual(fields['Status'], '4.2.2 (expired)')
        self.assertEqual(fields['Last-Attempt-Date'], 'Thu, 1 Jan 1970 00:00:00 +0000')
        self.assertEqual(fields['Final-Log-ID'], 'abc')

    def test_smtp_parameters_are_xtext(self):
        run = self.generate('--to=a@example.org', '--recipient=kim@example.com', '--envid=QQ+2B1+3D', '--orcpt=rfc822;a+2Bb@example.com')
        self.assertIn(b'\nOriginal-Envelope-Id: QQ+1=\n', run.out)
        self.assertIn(b'\nOriginal-Recipient: rfc822; a+b@example.com\n', run.out)

    def test_mapping(self):
        args = '--to=a@example.org', '--recipient=kim@example.com', '--reply=550 4.2.2 full'
        mended = self.generate(*args)
        self.assertIn(b'\nStatus: 5.2.2\n', mended.out)
        self.assertOneLine(mended, '5.2.2', 'kim@example.com')
        self.assertIn(b'\nStatus: 4.2.2\n', self.generate(*args, '--mapping=verbatim').out)
        self.assertOneLine(self.generate(*args, '--mapping=strict', status=2), '550', '4.2.2')
        self.assertEqual(self.generate(*args, '-q').err, '')

    def test_return(self):
        path = self.write('mail.eml', ORIGINAL)
        args = '--reply=550 no', '--recipient=kim@example.com', b'--original=' + path
        self.assertNotIn(b'Hello.', self.generate(*args, '--return=headers').out)
        self.assertIn(b'Hello.', self.generate(*args, '--return=full').out)
        small = self.generate(*args, '--return=full', '--size-limit=10')
        self.assertNotIn(b'Hello.', small.out)
        self.assertOneLine(small, '10')

    def test_seven_bit(self):
        path = self.write('mail.eml', ORIGINAL.replace(b'Minutes', 'Grüße'.encode()) + 'Grüße'.encode())
        run = self.generate('--reply=550 Grüße', '--recipient=grün@example.com', b'--original=' + path, '--7bit')
        self.assertTrue(run.out.isascii())
        self.assertReadable(run.out)
        self.assertEqual(self.parsed(run.out)['recipients'][0]['address'], 'grün@example.com')

    def test_utf8(self):
        path = self.write('mail.eml', ORIGINAL.replace(b'Minutes', 'Grüße'.encode()))
        run = self.generate('--reply=550 5.1.1 Grüße', '--recipient=grün@example.com', b'--original=' + path)
        message = email.message_from_bytes(run.out)
        self.assertEqual([p.get_content_type() for p in message.get_payload()],
                         ['text/plain', 'message/global-delivery-status', 'message/global'])
        read = self.parsed(run.out)
        self.assertEqual(read['defects'], [])
        self.assertEqual(read['recipients'][0]['address'], 'grün@example.com')
        self.assertEqual(read['original']['subject'], 'Grüße')

    def test_every_cause(self):
        help_text = self.dsn('generate', '--help').out.decode()
        for cause in ['nxdomain', 'null-mx', 'no-address', 'dns-failure', 'refused', 'connect-timeout', 'lost', 'timeout', 'tls', 'requiretls',
                      'loop', 'hop-count', 'size', 'smtputf8', '8bit', 'expired', 'no-user', 'quota', 'policy', 'virus', 'config', 'moved']:
            with self.subTest(cause=cause):
                self.assertIn(cause, help_text)
                self.assertReadable(self.generate('--to=a@example.org', '--recipient=kim@example.com', '--cause=' + cause).out)

    def test_python_reads_every_action(self):
        path = self.write('mail.eml', ORIGINAL)
        for action in 'failed', 'delayed', 'delivered', 'relayed', 'expanded':
            with self.subTest(action=action):
                run = self.generate('--recipient=kim@example.com', '--action=' + action, b'--original=' + path)
                message = self.assertReadable(run.out)
                self.assertEqual(message.get_payload(1).get_payload(1)['Action'], action)
                self.assertEqual(self.parsed(run.out)['recipients'][0]['action'], action)


class Samples(Generate):
    def test_samples_are_what_is_written(self):
        """samples/generated/make.sh gives the messages that are there, byte for byte."""
        folder = os.path.join(SOURCE, 'samples', 'generated')
        done = subprocess.run([os.path.join(folder, 'make.sh'), DSN, self.folder], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        names = sorted(n for n in os.listdir(folder) if n.endswith('.eml'))
        self.assertEqual(sorted(os.listdir(self.folder)), names)
        for name in names:
            with self.subTest(name=name), open(os.path.join(folder, name), 'rb') as there, open(self.path(name), 'rb') as made:
                self.assertEqual(made.read(), there.read())


class Output(Generate):
    def test_envelope(self):
        run = self.generate('--recipient=kim@example.com', '--to=a@example.org', '--envelope')
        self.assertEqual(run.lines, ['MAIL FROM:<>', 'RCPT TO:<a@example.org> NOTIFY=NEVER'])
        run = self.generate('--recipient=grün@example.com', '--to=ä@example.org', '--envelope')
        self.assertEqual(run.lines, ['MAIL FROM:<> BODY=8BITMIME SMTPUTF8', 'RCPT TO:<ä@example.org> NOTIFY=NEVER'])

    def test_output_file(self):
        args = '--recipient=kim@example.com', '--to=a@example.org'
        out = self.path('out.eml')
        run = self.generate(*args, b'--output=' + out, '--envelope')
        self.assertTrue(run.out.startswith(b'MAIL FROM'))
        with open(out, 'rb') as f:
            self.assertEqual(f.read(), self.generate(*args).out)
        self.assertEqual(os.listdir(self.folder), ['out.eml'])
        self.assertEqual(stat.S_IMODE(os.stat(out).st_mode), 0o666 & ~self.umask())

    def umask(self):
        mask = os.umask(0)
        os.umask(mask)
        return mask

    def test_output_to_what_is_no_file(self):
        """A pipe is written to and not replaced; of a symbolic link the file behind it is."""
        pipe, target, link = self.path('pipe'), self.path('target.eml'), self.path('link.eml')
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            self.generate('--reply=550 no', '--recipient=u@x.example', '--to=a@b.example', b'--output=' + pipe)
            self.assertIn(b'Final-Recipient: rfc822; u@x.example', os.read(reader, 65536))
        finally:
            os.close(reader)
        self.assertTrue(stat.S_ISFIFO(os.stat(pipe).st_mode))
        os.symlink('target.eml', link)
        open(target, 'w').close()
        self.generate('--reply=550 no', '--recipient=u@x.example', '--to=a@b.example', b'--output=' + link)
        self.assertTrue(os.path.islink(link))
        self.assertGreater(os.path.getsize(target), 0)

    def test_output_file_stays_as_it_was_on_errors(self):
        out = self.write('out.eml', b'old')
        self.generate('--recipient=kim@example.com', '--to=<>', b'--output=' + out, status=1)
        self.generate('--recipient=kim@example.com', '--to=a@example.org', '--boundary=a;b', b'--output=' + out, status=2)
        with open(out, 'rb') as f:
            self.assertEqual(f.read(), b'old')
        self.assertEqual(os.listdir(self.folder), ['out.eml'])

    def test_output_that_cannot_be_written(self):
        args = ['--recipient=kim@example.com', '--to=a@example.org']
        self.assertOneLine(self.generate(*args, '--output=/nonexistent/x', status=74), '/nonexistent/x')
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([DSN, 'generate', *FIXED, *args], stdout=full, stderr=subprocess.PIPE, env={})
        self.assertEqual(done.returncode, 74)
        self.assertEqual(done.stderr.count(b'\n'), 1)

    def test_closed_pipe(self):
        big = self.write('big.eml', ORIGINAL + b'x' * 70 + b'\n' + (b'y' * 70 + b'\n') * 100000)
        with subprocess.Popen([DSN, 'generate', *FIXED, '--recipient=kim@example.com', b'--original=' + big],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={}) as process:
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.stderr.read(), b'')
            self.assertEqual(process.wait(), 0)

    @unittest.skipIf(os.environ.get('DSN_SANITIZE', 'none') != 'none', 'a sanitizer takes memory of its own')
    def test_large_original_is_not_held(self):
        big = self.path('big.eml')
        with open(big, 'wb') as f:
            f.write(ORIGINAL)
            for _ in range(50):
                f.write((b'z' * 75 + b'\n') * 13800)
        self.assertGreater(os.path.getsize(big), 50 << 20)
        peak = self.peak_memory('generate', *FIXED, '--recipient=kim@example.com', b'--original=' + big)
        self.assertLess(peak, 20 * 1024)


class Refused(Generate):
    def test_must_not_be_written(self):
        null = self.write('null.eml', b'Return-Path: <>\n' + ORIGINAL)
        report = self.write('report.eml', b'Content-Type: multipart/report; report-type=delivery-status; boundary=b\n' + ORIGINAL)
        for args in [['--to=<>'], ['--to='], [b'--original=' + null], [b'--original=' + null, '--to=a@example.org'],
                     [b'--original=' + report]]:
            with self.subTest(args=args):
                run = self.generate('--reply=550 no', '--recipient=kim@example.com', *args, status=1)
                self.assertEqual(run.out, b'')
                self.assertOneLine(run, 'not written')

    def test_notify(self):
        args = '--to=a@example.org', '--recipient=kim@example.com', '--reply=550 5.1.1 no'
        for notify in 'NEVER', 'SUCCESS', 'DELAY,SUCCESS':
            run = self.generate(*args, '--notify=' + notify, status=1)
            self.assertEqual(run.out, b'')
            self.assertOneLine(run, 'not written', 'kim@example.com')
        self.assertQuiet(self.generate(*args, '--notify=FAILURE,DELAY'))
        run = self.generate(*args, '--notify=NEVER', '--recipient=lee@example.com', '--notify=FAILURE')
        self.assertEqual([r['address'] for r in self.parsed(run.out)['recipients']], ['lee@example.com'])
        self.assertOneLine(run, 'kim@example.com')
        self.assertOneLine(self.generate(*args, '--notify=NEVER,FAILURE', status=2), '--notify', 'NEVER')

    def test_wrong_usage(self):
        r = '--recipient=kim@example.com'
        for args, words in [
                ([], ['--recipient']),
                ([r, 'kim@example.com'], ['kim@example.com']),
                ([r, '--replay=550'], ['--reply']),
                ([r, '--stage=rcptto'], ['rcpt']),
                ([r, '--cause=nodomain'], ['--cause']),
                ([r, '--action=bounced'], ['Action', 'failed']),
                ([r, '--status=5.1'], ['Status']),
                ([r, '--expired=yes'], ['--expired', 'last']),
                ([r, '--mapping=loose'], ['--mapping', 'strict']),
                ([r, '--return=all'], ['--return', 'headers']),
                ([r, '--seed=x'], ['--seed']),
                ([r, '--size-limit=1k'], ['--size-limit']),
                ([r, '--date=yesterday'], ['date']),
                ([r, '--language=tlh'], ['tlh', 'en']),
                ([r, '--field=X-A'], ['--field']),
                ([r, '--field=Subject: x'], ['Subject']),
                ([r, '--orcpt=a@example.org'], ['--orcpt', 'rfc822;']),
                ([r, '--envid=+00'], ['--envid', 'xtext']),
                ([r, '--original=/nonexistent/mail'], ['/nonexistent/mail']),
                ([r, '--original=/'], ['--original']),
                ([r, '--to=nobody'], ['return path', 'nobody']),
                ([r, '--reply=550 no', '--action=delayed'], ['550', 'delayed']),
                ([r, '--reply=250 ok', '--action=failed'], ['250', 'failed']),
                ([r, '--reply=550 no', '--will-retry-until=@0'], ['Will-Retry-Until']),
                (['--recipient='], ['Final-Recipient'])]:
            with self.subTest(args=args):
                run = self.generate(*args, status=2)
                self.assertEqual(run.out, b'')
                self.assertOneLine(run, *words)

    def test_no_option_can_inject(self):
        evil = 'x\nFinal-Recipient: rfc822; victim@example.net'
        for option in ['recipient', 'to', 'from', 'subject', 'reporting-mta', 'date', 'message-id', 'boundary', 'envelope-id', 'dsn-gateway',
                       'received-from-mta', 'arrival-date', 'original-recipient', 'remote-mta', 'diagnostic-code', 'last-attempt-date',
                       'final-log-id', 'will-retry-until', 'status', 'action', 'stage', 'cause', 'expired', 'language', 'mapping', 'return',
                       'orcpt', 'envid', 'seed', 'size-limit', 'original']:
            for value in evil, evil.replace('\n', '\r'), evil.replace('\n', '\r\n'), evil.replace('\n', '\n\n'), 'a\x1b[31m':
                with self.subTest(option=option, value=value):
                    run = self.generate('--recipient=kim@example.com', '--%s=%s' % (option, value), status=2)
                    self.assertEqual(run.out, b'')
                    self.assertOneLine(run)
        for value in 'X-A: b\nc', 'X-A\nX-B: c':
            for option in '--field=', '--recipient-field=':
                self.assertOneLine(self.generate('--recipient=kim@example.com', option + value, status=2))
        for value in 'x+0AFinal-Recipient:+20a', 'x+0D':
            self.assertOneLine(self.generate('--recipient=kim@example.com', '--envid=' + value, status=2), '--envid')
            self.assertOneLine(self.generate('--recipient=kim@example.com', '--orcpt=rfc822;' + value, status=2), '--orcpt')

    def test_a_reply_cannot_inject(self):
        for reply in ['550-no\nFinal-Recipient: rfc822; victim@example.net\n550 end', '550 no\r\n\r\nAction: delivered', '550 \x1b]0;x\x07',
                      '550 no\n--here--\n', '550 ' + 'x' * 100000, '\n'.join('550-line %d' % i for i in range(3000)) + '\n550 end']:
            with self.subTest(reply=reply[:40]):
                run = self.generate('--recipient=kim@example.com', '--to=a@example.org', '--boundary=here', '--reply=' + reply)
                self.assertReadable(run.out)
                self.assertLessEqual(max(map(len, run.out.split(b'\n'))), 998)
                self.assertNotRegex(run.out, rb'[\x00-\x09\x0b-\x1f\x7f]')
                read = self.parsed(run.out)
                self.assertEqual([r['address'] for r in read['recipients']], ['kim@example.com'])
                self.assertEqual((read['recipients'][0]['action'], read['defects']), ('failed', []))

    def test_odd_originals(self):
        for name, data in [('empty', b''), ('binary', bytes(range(256)) * 50), ('text', b'no header at all\n'), ('nul', ORIGINAL + b'\0'),
                           ('cr', ORIGINAL.replace(b'\n', b'\r')), ('long', ORIGINAL + b'x' * 2000000), ('header', b'From: a@b.example'),
                           ('mbox', b'From x Sat Nov 21 20:20:08 2026\n' + ORIGINAL), ('crlf', ORIGINAL.replace(b'\n', b'\r\n')),
                           ('delimiter', ORIGINAL + b'\n--here\n\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; v@x.example\n')]:
            with self.subTest(name=name):
                path = self.write(name, data)
                run = self.generate('--recipient=kim@example.com', '--to=a@example.org', '--reply=550 5.1.1 no', b'--original=' + path)
                self.assertReadable(run.out)
                self.assertLessEqual(max(map(len, run.out.split(b'\n'))), 998)
                self.assertNotIn(b'\0', run.out)
                self.assertNotIn(b'\r', run.out)
                read = self.parsed(run.out)
                self.assertEqual([r['address'] for r in read['recipients']], ['kim@example.com'])
                self.assertEqual(read['defects'], [])
