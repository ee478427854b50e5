# SPDX-License-Identifier: LGPL-2.1-or-later
"""dsn parse: formats, selection, and input of every bad kind."""
import csv
import io
import json
import os
import subprocess

from cli import Case, DSN, bounce, is_harmless

# What may stand in mail to harm a terminal, a spreadsheet or a reader of lists.
EVIL = 'a\x1b[2J\x9b31m\u202egnp.exe\u2066\u200b\x07"\\'


class Formats(Case):
    def test_prefer(self):
        mail = self.write('alias.eml', b"""\
From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Original-Recipient: rfc822;alias@x.example
Final-Recipient: rfc822;member@x.example
Action: failed
Status: 5.1.1

--B--
""")
        final = json.loads(self.dsn('parse', '--format=json', mail).out)['recipients'][0]
        self.assertEqual(final['address'], 'member@x.example')
        self.assertEqual([i['source'] for i in final['identities']], ['Final-Recipient', 'Original-Recipient'])
        self.assertEqual(self.dsn('parse', '--prefer=original', '--format=addresses', mail).out, b'alias@x.example\n')
        self.assertEqual(self.dsn('parse', '--prefer=both', mail).status, 2)

    def test_json(self):
        run = self.dsn('parse', '--format=json', stdin=bounce())
        self.assertEqual(run.status, 0)
        self.assertQuiet(run)
        (message,) = run.json
        self.assertEqual(message['format'], 1)
        self.assertEqual(message['source'], {'path': '-', 'index': 0, 'offset': 0})
        self.assertEqual(message['kind'], 'bounce')
        self.assertEqual(message['fields'], {'Reporting-MTA': 'dns; mx.example.org'})
        (recipient,) = message['recipients']
        self.assertEqual(recipient['address'], 'kim@example.com')
        self.assertEqual(recipient['action'], 'failed')
        self.assertEqual(recipient['status'], '5.1.1')
        self.assertEqual(recipient['expired'], False)
        self.assertEqual(recipient['conflicts'], [])
        self.assertEqual(recipient['fields']['Final-Recipient'], 'rfc822; kim@example.com')
        self.assertEqual(message['original']['message_id'], '<m1@example.net>')
        self.assertEqual(message['defects'], [])

    def test_json_member_order(self):
        (line,) = self.dsn('parse', '--format=json', stdin=bounce()).lines
        order = ['"format"', '"source"', '"kind"', '"fields"', '"recipients"', '"address"', '"action"', '"status"',
                 '"reply_code"', '"diagnostic"', '"reason"', '"type"', '"fault"', '"advice"', '"expired"', '"confidence"',
                 '"rule"', '"conflicts"', '"original"', '"message_id"', '"from"', '"to"', '"subject"', '"defects"']
        places = [line.index(name + ':') for name in order]
        self.assertEqual(places, sorted(places))

    def test_json_repeated_field_is_an_array(self):
        mail = bounce().replace(b'Action: failed\n', b'Action: failed\nX-Note: one\nX-Note: two\nX-Note: three\n')
        (message,) = self.dsn('parse', '--format=json', stdin=mail).json
        self.assertEqual(message['recipients'][0]['fields']['X-Note'], ['one', 'two', 'three'])

    def test_json_is_deterministic(self):
        args = ['parse', '--format=json', '--explain', '--header=X-Campaign']
        self.assertEqual(self.dsn(*args, stdin=bounce()).out, self.dsn(*args, stdin=bounce()).out)

    def test_headers(self):
        run = self.dsn('parse', '--format=json', '--header=x-campaign', '--header=X-None', stdin=bounce())
        self.assertEqual(run.json[0]['original']['headers'], {'x-campaign': 'spring'})
        run = self.dsn('parse', '--header=X-Campaign', stdin=bounce())
        self.assertIn(b'X-Campaign: spring', run.out)

    def test_explain(self):
        run = self.dsn('parse', '--format=json', '--explain', stdin=bounce())
        recipient = run.json[0]['recipients'][0]
        self.assertIsInstance(recipient['candidates'], list)
        evidence = recipient['evidence']
        text = bounce()[evidence['offset']:evidence['offset'] + evidence['length']]
        self.assertIn(evidence['text'].encode(), text)
        run = self.dsn('parse', '--explain', stdin=bounce())
        self.assertIn(b'rule: ', run.out)
        self.assertIn(b'evidence: ', run.out)

    def test_text(self):
        run = self.dsn('parse', stdin=bounce())
        self.assertEqual(run.lines[0], 'Bounce from mx.example.org  -')
        self.assertIn('kim@example.com: ', run.lines[1])
        self.assertIn('User unknown', run.out.decode())
        self.assertIn('your message "Minutes" <m1@example.net>', run.lines[-1])

    def test_text_wraps(self):
        run = self.dsn('parse', stdin=bounce(subject='word ' * 50), env={'COLUMNS': '70'})
        self.assertTrue(all(len(line) <= 70 for line in run.lines), run.lines)

    def test_color(self):
        for args, env, colored in [
                (['--color=always'], {}, True), (['--color=always'], {'NO_COLOR': '1'}, True), ([], {}, False),
                (['--color=never'], {'TERM': 'xterm'}, False), (['--color=auto'], {'TERM': 'xterm'}, False)]:
            with self.subTest(args=args, env=env):
                self.assertEqual(b'\x1b' in self.dsn('parse', *args, stdin=bounce(), env=env).out, colored)

    def test_color_on_a_terminal(self):
        for end in self.terminal():       # skips all of the test where there is none
            os.close(end)
        path = self.write('m.eml', bounce())
        for env, colored in [({'TERM': 'xterm'}, True), ({'TERM': 'xterm', 'NO_COLOR': '1'}, False),
                             ({'TERM': 'dumb'}, False), ({}, False)]:
            with self.subTest(env=env):
                master, slave = self.terminal()
                subprocess.run([DSN, 'parse', path], stdout=slave, env=env, check=True)
                os.close(slave)
                self.assertEqual(b'\x1b' in os.read(master, 65536), colored)
                os.close(master)

    def test_csv(self):
        mail = bounce(subject='=1+1, "quoted"')
        run = self.dsn('parse', '--format=csv', '--header=X-Campaign', stdin=mail)
        self.assertTrue(run.out.endswith(b'\r\n'))
        (row,) = csv.DictReader(io.StringIO(run.out.decode(), newline=''))
        self.assertEqual(row['address'], 'kim@example.com')
        self.assertEqual(row['status'], '5.1.1')
        self.assertEqual(row['subject'], '\'=1+1, "quoted"')
        self.assertEqual(row['header:X-Campaign'], 'spring')

    def test_csv_formulas(self):
        for first in '=+-@':
            run = self.dsn('parse', '--format=csv', stdin=bounce(subject=first + 'x'))
            (row,) = csv.DictReader(io.StringIO(run.out.decode(), newline=''))
            self.assertEqual(row['subject'], "'" + first + 'x')

    def test_addresses(self):
        run = self.dsn('parse', '--format=addresses', stdin=bounce())
        self.assertEqual(run.out, b'kim@example.com\n')

    def test_addresses_that_are_options(self):
        run = self.dsn('parse', '--format=addresses', stdin=bounce(address='-rf@example.com'))
        self.assertEqual((run.status, run.out), (1, b''))
        self.assertOneLine(run, '-: 1 addresses left out')

    def test_template(self):
        run = self.dsn('parse', r'--template={address}\t{status}\t{header:X-Campaign}\n', stdin=bounce())
        self.assertEqual(run.out, b'kim@example.com\t5.1.1\tspring\n')

    def test_template_of_messages(self):
        run = self.dsn('parse', '--format=template', r'--template={path} {kind}\n', stdin=b'Subject: hello\n\nhi\n')
        self.assertEqual(run.out, b'- ordinary\n')

    def test_harmless(self):
        mail = bounce(subject=EVIL).replace(b'User unknown', EVIL.encode() + b' \xff\xfe User unknown')
        mail = mail.replace(b'dns; mx.example.org', b'dns; mx' + EVIL.encode())
        for args in [['--format=json', '--explain'], ['--explain'], ['--format=csv'], ['--format=addresses'],
                     [r'--template={subject}|{diagnostic}|{reporting_mta}\n']]:
            with self.subTest(args=args):
                run = self.dsn('parse', *args, stdin=mail)
                self.assertEqual(run.status, 0)
                self.assertTrue(is_harmless(run.out.decode('utf-8')), run.out)

    def test_json_keeps_what_it_escapes(self):
        mail = bounce(subject='a\u202eb\U000e0041c')
        run = self.dsn('parse', '--format=json', stdin=mail)
        self.assertIn(rb'\u202e', run.out)
        self.assertEqual(run.json[0]['original']['subject'], 'a\u202eb\U000e0041c')


class Selection(Case):
    def setUp(self):
        super().setUp()
        self.write('a.eml', bounce('kim@example.com'))
        self.write('b.eml', b'Subject: hello\n\nNothing to report.\n')
        self.write('c.eml', bounce('lee@example.org'))

    def addresses(self, *args):
        run = self.dsn('parse', '--format=addresses', *args, self.folder)
        self.assertEqual(run.status, 0)
        return run.lines

    def test_kind(self):
        run = self.dsn('parse', '--format=json', '--kind=ordinary,delay', self.folder)
        self.assertEqual([m['kind'] for m in run.json], ['ordinary'])

    def test_type(self):
        self.assertEqual(self.addresses('--type=hard'), ['kim@example.com', 'lee@example.org'])
        self.assertEqual(self.addresses('--type=soft'), [])

    def test_reason_and_advice(self):
        self.assertEqual(len(self.addresses('--reason=user-unknown,mailbox-full')), 2)
        self.assertEqual(self.addresses('--reason=spam'), [])
        self.assertEqual(len(self.addresses('--advice=remove')), 2)

    def test_selection_leaves_messages_out(self):
        run = self.dsn('parse', '--format=json', '--advice=keep', self.folder)
        self.assertEqual(run.json, [])

    def test_own(self):
        self.assertEqual(self.addresses('--own=EXAMPLE.com'), ['lee@example.org'])
        self.assertEqual(self.addresses('--own=Lee@example.org', '--own=other.example'), ['kim@example.com'])
        run = self.dsn('parse', '--format=json', '--own=example.com', 'a.eml')
        self.assertEqual(run.json[0]['recipients'], [])

    def test_wrong_values(self):
        for option, near in [('--kind=bounces', "'bounce'"), ('--reason=user-unknwon', "'user-unknown'"),
                             ('--advice=delete', 'remove'), ('--type=harsh', "'hard'"), ('--format=jsn', "'json'"),
                             ('--limits=part=1', 'parts'), ('--limits=parts=x', 'parts'), ('--format=template', '--template'),
                             ('--template={adress}', "'address'"), ('--template={address', "'}'"), ('--null', '--files-from'),
                             ('--header=', '--header')]:
            with self.subTest(option=option):
                run = self.dsn('parse', option, 'a.eml')
                self.assertEqual((run.status, run.out), (2, b''))
                self.assertOneLine(run, near)


class BadInput(Case):
    def test_missing_file(self):
        good = self.write('good.eml', bounce())
        run = self.dsn('parse', '--format=json', 'missing.eml', good)
        self.assertEqual(run.status, 1)
        self.assertOneLine(run, 'missing.eml', 'No such file')
        self.assertEqual(len(run.json), 1)

    def test_missing_list(self):
        run = self.dsn('parse', '--files-from=missing')
        self.assertEqual(run.status, 1)
        self.assertOneLine(run, 'missing')

    def test_folder_without_mail(self):
        run = self.dsn('parse', self.folder)
        self.assertEqual((run.status, run.out), (0, b''))
        self.assertOneLine(run, 'no messages')

    def test_empty(self):
        run = self.dsn('parse', '--format=json', self.write('empty', b''))
        self.assertEqual(run.status, 0)
        self.assertEqual(run.json[0]['kind'], 'ordinary')
        self.assertEqual(run.json[0]['defects'], ['empty'])

    def test_empty_stdin(self):
        run = self.dsn('parse', '--format=json')
        self.assertEqual(run.json[0]['defects'], ['empty'])

    def test_binary(self):
        data = bytes(range(256)) * 512
        run = self.dsn('parse', '--format=json', stdin=data)
        self.assertEqual(run.status, 0)
        self.assertEqual(run.json[0]['kind'], 'ordinary')

    def test_cut_at_each_line(self):
        mail = bounce()
        self.maildir(**{'new_%04d' % i: mail[:i] for i in range(0, len(mail), 40)})
        run = self.dsn('parse', '--format=json', 'Maildir')
        self.assertEqual(run.status, 0)
        self.assertEqual(len(run.json), len(range(0, len(mail), 40)))

    def test_50_mb_message(self):
        path = self.write('big.eml', b'')
        head, tail = bounce().split(b'Hello.\n')
        with open(path, 'wb') as f:
            f.write(head)
            for _ in range(50):
                f.write(b'A lot of text that was returned in full.\r\n' * 25000)
            f.write(tail)
        self.assertGreater(os.path.getsize(path), 50 * 1000 * 1000)
        with open(path, 'rb') as f:
            piped = subprocess.run(['/bin/sh', '-c', 'cat | "$0" parse --format=json', DSN], stdin=f, capture_output=True)
        self.assertEqual(piped.returncode, 0)
        run = self.dsn('parse', '--format=json', path)
        self.assertEqual(run.status, 0)
        self.assertEqual(run.json[0]['recipients'][0]['address'], 'kim@example.com')
        self.assertEqual(piped.stdout.split(b'"kind"')[1], run.out.split(b'"kind"')[1])

    def test_over_a_limit(self):
        run = self.dsn('parse', '--format=json', '--limits=message-bytes=200', stdin=bounce())
        self.assertEqual(run.status, 0)
        self.assertIn('limit-message', run.json[0]['defects'])

    def test_name_that_is_no_utf8(self):
        path = self.write(b'b\xfcse\x1b[1m.eml', bounce())
        run = self.dsn('parse', '--format=json', path)
        self.assertTrue(run.json[0]['source']['path'].endswith('b\\xFCse\x1b[1m.eml'), run.out)
        run = self.dsn('parse', path)
        self.assertIn(r'b\xfcse\x1b[1m.eml', run.lines[0])
        run = self.dsn('parse', self.path(b'\xfc\x1b'))
        self.assertEqual(run.status, 1)
        self.assertOneLine(run, r'\xfc\x1b')

    def test_path_that_looks_like_an_option(self):
        self.write('--format=csv', bounce())
        run = self.dsn('parse', '--format=addresses', '--', '--format=csv')
        self.assertEqual(run.out, b'kim@example.com\n')

    def test_terminal_without_arguments(self):
        master, slave = self.terminal()
        done = subprocess.run([DSN, 'parse'], stdin=slave, capture_output=True)
        os.close(slave)
        os.close(master)
        self.assertEqual((done.returncode, done.stdout), (2, b''))
        self.assertIn(b'Usage:', done.stderr)

    def test_closed_stdin(self):
        done = subprocess.run(['/bin/sh', '-c', '"$0" parse --format=json <&-', DSN], capture_output=True)
        self.assertIn(done.returncode, (0, 1))
        self.assertLessEqual(done.stderr.count(b'\n'), 1)

    def test_full_disk(self):
        self.maildir(**{'new_%03d' % i: bounce() for i in range(200)})
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([DSN, 'parse', '--format=json', self.path('Maildir')], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 74)
        self.assertEqual(done.stderr.count(b'\n'), 1)

    def test_reader_gone(self):
        self.maildir(**{'new_%03d' % i: bounce() for i in range(500)})
        done = subprocess.run(['/bin/sh', '-c', '("$0" parse --format=json Maildir; echo $? >&2) | head -n1', DSN],
                              capture_output=True, cwd=self.folder)
        self.assertEqual(done.stderr, b'0\n')
        self.assertEqual(done.stdout.count(b'\n'), 1)

    def test_stats(self):
        run = self.dsn('parse', '--stats', '--format=addresses', stdin=bounce())
        self.assertOneLine(run, '1 messages', 'bounce 1')
