# SPDX-License-Identifier: LGPL-2.1-or-later
"""dsn classify: one verdict per line, whatever is in it."""
import json
import os
import subprocess
import unittest

from cli import Case, DSN, SOURCE, is_harmless

try:
    import jsonschema
except ImportError:
    jsonschema = None

MEASURED_ELSEWHERE = os.environ.get('DSN_SANITIZE', 'none') != 'none'
POSTFIX = (b'Nov 21 10:00:00 mx postfix/smtp[5]: 4F1ABC2: to=<kim@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=0.3, '
           b'dsn=5.1.1, status=bounced (host mx.example.com[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command))')
RULES = b'[zwiebel]\nText = Zwiebelkuchen\nReason = greylisted\nExample = 450 Zwiebelkuchen\n'


class Lines(Case):
    def classify(self, data, *args):
        run = self.dsn('classify', '--format=json', *args, stdin=data)
        self.assertEqual((run.status, run.err), (0, ''))
        self.assertTrue(is_harmless(run.out.decode('utf-8')))
        return run.json

    def test_one_object_per_line(self):
        lines = [b'550 5.1.1 User unknown', b'', b'   ', b'nothing at all', b'250 ok', POSTFIX, b'\t', b'{"a": 1}', b'"', b'<>', b'=', b'\x1b[31m']
        found = self.classify(b'\n'.join(lines) + b'\n')
        self.assertEqual([v['line'].encode() for v in found], lines)
        for v in found:
            self.assertEqual(v['format'], 1)
            for name in 'reason', 'fault', 'advice', 'expired', 'confidence', 'conflicts', 'defects':
                self.assertIn(name, v)

    def test_members(self):
        v, = self.classify(POSTFIX)
        self.assertEqual((v['log'], v['stage'], v['remote'], v['address'], v['action'], v['status'], v['reply_code'], v['reason'], v['type'],
                          v['advice'], v['diagnostic']),
                         ('postfix', 'rcpt', 'mx.example.com', 'kim@example.com', 'failed', '5.1.1', 550, 'user-unknown', 'hard', 'remove',
                          '550 5.1.1 User unknown'))
        self.assertEqual(v['fields']['relay'], 'mx.example.com[192.0.2.1]:25')

    @unittest.skipIf(jsonschema is None, 'no python3-jsonschema')
    def test_members_are_those_of_a_recipient(self):
        with open(os.path.join(SOURCE, 'docs', 'schema', 'format-1.json')) as f:
            schema = json.load(f)
        recipient = dict(schema['properties']['recipients']['items'], **{'$defs': schema['$defs']})
        for v in self.classify(POSTFIX + b'\n550 no\n\n250 ok\n', '--explain'):
            for name in 'format', 'line', 'log', 'stage', 'remote', 'defects':
                v.pop(name, None)
            jsonschema.Draft202012Validator(recipient).validate(v)

    def test_last_line_without_end(self):
        self.assertEqual([v['reason'] for v in self.classify(b'250 ok\n550 5.1.1 User unknown')], ['delivered', 'user-unknown'])
        self.assertEqual(self.classify(b''), [])

    def test_cr_lf(self):
        self.assertEqual([v['line'] for v in self.classify(b'250 ok\r\n\r\n550 a\rb\r\n')], ['250 ok', '', '550 a\rb'])

    def test_any_bytes(self):
        bad, nul = self.classify(b'550 5.1.1 \xff\xfe User unknown\n550 5.1.1 User unknown \0\n')
        self.assertEqual((bad['reason'], bad['defects']), ('user-unknown', ['bad-charset']))
        self.assertEqual((nul['reason'], nul['defects']), ('user-unknown', ['nul-bytes']))
        self.assertEqual(len(self.classify(bytes(range(256)) * 40)), 41)

    @unittest.skipIf(MEASURED_ELSEWHERE, 'a sanitizer takes memory of its own')
    def test_long_line(self):
        """Of a line without end the beginning counts, and the memory does not grow with it."""
        long, after = self.classify(b'550 5.1.1 User unknown ' + b'x' * (3 << 20) + b'\n250 ok\n')
        self.assertEqual((long['reason'], long['defects'], len(long['line']), after['reason']), ('user-unknown', ['limit-line'], 1 << 20, 'delivered'))
        path = self.write('long', b'550 5.1.1 User unknown ' + b'y' * (1 << 20))
        base = self.peak_memory('classify', path)
        path = self.write('longer', b'550 5.1.1 User unknown ' + b'y' * (64 << 20))
        self.assertLess(self.peak_memory('classify', path), base + 4096)

    @unittest.skipIf(MEASURED_ELSEWHERE, 'a sanitizer takes memory of its own')
    def test_many_lines(self):
        base = self.peak_memory('classify', '--format=json', self.write('few', (POSTFIX + b'\n') * 100))
        self.assertLess(self.peak_memory('classify', '--format=json', self.write('many', (POSTFIX + b'\n') * 30000)), base + 1024)

    def test_follow(self):
        """Lines are judged as they come."""
        with subprocess.Popen([DSN, 'classify'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={}) as process:
            for line in b'550 5.1.1 User unknown\n', b'250 ok\n':
                process.stdin.write(line)
                process.stdin.flush()
                self.assertIn(line.strip(), process.stdout.readline())
            process.stdin.close()
            self.assertEqual(process.wait(), 0)

    def test_hints(self):
        for args, reason in (['--stage=connect'], 'blocked'), ([], 'unspecified'):
            self.assertEqual(self.classify(b'554 sorry', *args)[0]['reason'], reason)
        for host, reason in ('a.protection.outlook.com', 'user-unknown'), ('mx.example.com', 'policy'):
            self.assertEqual(self.classify(b'550 5.4.1 Recipient address rejected: Access denied', '--remote=' + host)[0]['reason'], reason)

    def test_explain(self):
        v, = self.classify(POSTFIX, '--explain')
        self.assertEqual(v['evidence']['text'], 'User unknown')
        self.assertIn('rules:', v['evidence']['origin'])
        place = POSTFIX[v['evidence']['offset']:][:v['evidence']['length']]
        self.assertIn(b'User unknown', place)


class Text(Case):
    def test_columns(self):
        run = self.dsn('classify', stdin=POSTFIX + b'\n450 4.7.1 Greylisted\n\n')
        self.assertEqual(run.lines, ['user-unknown          hard  remove  kim@example.com: 550 5.1.1 User unknown',
                                     'greylisted            soft  keep    450 4.7.1 Greylisted',
                                     'unspecified           -     -     '])

    def test_harmless(self):
        run = self.dsn('classify', '--explain', stdin=b'550 \x1b[31m\x07 User unknown \xc2\x9b\n\xe2\x80\xae550 no\n')
        self.assertEqual(run.status, 0)
        self.assertTrue(is_harmless(run.out.decode('utf-8')))

    def test_explain(self):
        run = self.dsn('classify', '--explain', stdin=b'550 5.1.1 User unknown\n')
        for word in b'rule:', b'evidence:', b'fault: recipient', b'confidence: high':
            self.assertIn(word, run.out)


class Inputs(Case):
    def test_files_in_order(self):
        a, b = self.write('a', b'250 ok\n'), self.write('b', b'550 5.1.1 User unknown')
        run = self.dsn('classify', '--format=json', b, '-', a, stdin=b'450 4.7.1 Greylisted')
        self.assertEqual([v['reason'] for v in run.json], ['user-unknown', 'greylisted', 'delivered'])

    def test_unreadable(self):
        a = self.write('a', b'250 ok\n')
        for path, word in ('no-such-file', 'No such file'), ('.', 'directory'), ('550 5.1.1 User unknown', 'standard input'):
            with self.subTest(path=path):
                run = self.dsn('classify', path, a)
                self.assertEqual((run.status, len(run.lines)), (1, 1))
                self.assertOneLine(run, path, word)

    def test_wrong_usage(self):
        for arg, word in ('--format=jsn', "'json'"), ('--stage=rctp', "'rcpt'"), ('--remte=a', '--remote'), ('--rules=no-such-file', 'no-such-file'):
            with self.subTest(arg=arg):
                run = self.dsn('classify', arg, stdin=b'550 no')
                self.assertEqual((run.status, run.out), (2, b''))
                self.assertOneLine(run, word)


class Rules(Case):
    def test_own_rules_come_first(self):
        path = self.write('10-own.rules', RULES)
        for text, reason in (b'450 Zwiebelkuchen', 'greylisted'), (b'550 5.1.1 User unknown Zwiebelkuchen', 'greylisted'), (b'550 5.1.1 User unknown', 'user-unknown'):
            with self.subTest(text=text):
                run = self.dsn('classify', '--format=json', b'--rules=' + path, stdin=text)
                self.assertEqual(run.json[0]['reason'], reason)
        run = self.dsn('classify', '--format=json', '--explain', b'--rules=' + path, stdin=b'450 Zwiebelkuchen')
        self.assertEqual((run.json[0]['rule'], run.json[0]['evidence']['origin']), ('own:zwiebel', os.fsdecode(path) + ':1'))
