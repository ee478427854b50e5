# SPDX-License-Identifier: LGPL-2.1-or-later
"""What users decide themselves: advice by --policy, rules by --rules, and what happens when a file of theirs is wrong."""
import json
import os
import unittest

from cli import Case, SOURCE, bounce

try:
    import jsonschema
except ImportError:
    jsonschema = None

FULL = bounce().replace(b'5.1.1', b'5.2.2').replace(b'User unknown', b'Mailbox full')
REMOVE_FULL = b'[full-at-example]\nReason = mailbox-full\nDomain = .example.com\nAdvice = remove\n'
RULE = b'[cat]\nText = the cat sleeps\nReason = greylisted\nExample = 450 the cat sleeps\n'


class Policy(Case):
    def test_parse(self):
        policy = self.write('my.policy', REMOVE_FULL)
        for data, usual, advice in (FULL, 'count', 'remove'), (bounce(), 'remove', 'remove'):
            before, after = (self.dsn('parse', '--format=json', *args, stdin=data).json[0]['recipients'][0] for args in ([], [b'--policy=' + policy]))
            self.assertEqual((before['advice'], after['advice']), (usual, advice))
            self.assertNotIn('policy', before)
            if usual != advice:
                self.assertEqual(after.pop('policy'), {'section': 'full-at-example', 'origin': os.fsdecode(policy) + ':1', 'instead_of': usual})
            self.assertEqual({k: v for k, v in before.items() if k != 'advice'}, {k: v for k, v in after.items() if k != 'advice'})

    def test_selection(self):
        policy = self.write('my.policy', REMOVE_FULL)
        args = ['parse', '--format=addresses', '--advice=remove']
        self.assertEqual(self.dsn(*args, stdin=FULL).lines, [])
        self.assertEqual(self.dsn(*args, b'--policy=' + policy, stdin=FULL).lines, ['kim@example.com'])

    def test_classify(self):
        policy = self.write('my.policy', b'[a]\nReason = mailbox-full\nRemote = .example.com\nAdvice = remove\n')
        for remote, advice in ('mx.example.com', 'remove'), ('mx.example.net', 'count'):
            run = self.dsn('classify', '--format=json', b'--policy=' + policy, '--remote=' + remote, stdin=b'552 5.2.2 Mailbox full\n')
            self.assertEqual(run.json[0]['advice'], advice)

    def test_explain(self):
        policy = self.write('my.policy', REMOVE_FULL)
        run = self.dsn('parse', '--explain', b'--policy=' + policy, stdin=FULL, env={'COLUMNS': '200'})
        self.assertIn(b"policy: full-at-example (" + policy + b":1), instead of the usual advice 'count'", run.out)

    @unittest.skipIf(jsonschema is None, 'no python3-jsonschema')
    def test_schema(self):
        with open(os.path.join(SOURCE, 'docs', 'schema', 'format-1.json')) as f:
            validator = jsonschema.Draft202012Validator(json.load(f))
        run = self.dsn('parse', '--format=json', b'--policy=' + self.write('my.policy', REMOVE_FULL), stdin=FULL)
        self.assertEqual([e.message for e in validator.iter_errors(run.json[0])], [])

    def test_mistakes(self):
        """Nothing is read, and nothing written, with a policy that is wrong."""
        for text, line, word in [(b'[a]\nReason = spm\nAdvice = keep\n', 2, "'spam'"), (b'[a]\nReason = spam\nAdvice = remove\n', 3, "another's fault"),
                                 (b'Advice = keep\n', 1, 'section')]:
            for command in 'parse', 'classify':
                with self.subTest(text=text, command=command):
                    path = self.write('bad.policy', text)
                    run = self.dsn(command, b'--policy=' + path, stdin=FULL)
                    self.assertEqual((run.status, run.out), (2, b''))
                    self.assertOneLine(run, '%s:%d: ' % (os.fsdecode(path), line), word)
        run = self.dsn('parse', '--policy=no-such-file', stdin=FULL)
        self.assertEqual((run.status, run.out), (2, b''))
        self.assertOneLine(run, 'no-such-file')


class Rules(Case):
    def judge(self, command, *args):
        if command == 'parse':
            run = self.dsn('parse', '--format=json', *args, stdin=bounce().replace(b'User unknown', b'the cat sleeps'))
            return run, run.json[0]['recipients'][0]['reason'] if run.out else None
        if command == 'classify':
            run = self.dsn('classify', '--format=json', *args, stdin=b'550 5.1.1 the cat sleeps')
            return run, run.json[0]['reason'] if run.out else None
        run = self.dsn('explain', '--format=json', *args, '550 5.1.1 the cat sleeps')
        return run, run.json[0]['verdict']['reason'] if run.out else None

    def each(self):
        for command in 'parse', 'classify', 'explain':
            with self.subTest(command=command):
                yield command

    def test_come_first(self):
        path = self.write('mine/10-cat.rules', RULE)
        for command in self.each():
            self.assertEqual(self.judge(command)[1], 'user-unknown')
            for arg in path, os.path.dirname(path):
                run, reason = self.judge(command, b'--rules=' + arg)
                self.assertEqual((run.status, run.err, reason), (0, '', 'greylisted'))

    def test_disable(self):
        path = self.write('off.rules', b'[off]\nDisable = codes:5.1.1\n')
        for command in self.each():
            run, reason = self.judge(command, b'--rules=' + path)
            self.assertEqual((run.status, run.err), (0, ''))
        run = self.dsn('classify', '--format=json', stdin=b'5.1.1 qwert')
        self.assertEqual(run.json[0]['rule'], 'codes:5.1.1')
        run = self.dsn('classify', '--format=json', b'--rules=' + path, stdin=b'5.1.1 qwert')
        self.assertNotEqual(run.json[0].get('rule'), 'codes:5.1.1')

    def test_bad_file_of_a_folder_fails_alone(self):
        self.write('mine/10-cat.rules', RULE)
        bad = self.write('mine/20-bad.rules', b'[dog]\nText = the dog sleeps\nReason = sleepy\n')
        for command in self.each():
            run, reason = self.judge(command, b'--rules=' + self.path('mine'))
            self.assertEqual((run.status, reason), (1, 'greylisted'))
            self.assertOneLine(run, os.fsdecode(bad) + ':3: ', 'sleepy', 'left out')

    def test_bad_file_that_is_named(self):
        bad = self.write('bad.rules', b'[dog]\nText = the dog sleeps\nReason = sleepy\n')
        for command in self.each():
            run, reason = self.judge(command, b'--rules=' + bad)
            self.assertEqual((run.status, run.out), (2, b''))
            self.assertOneLine(run, os.fsdecode(bad) + ':3: ', 'sleepy')

    def test_missing(self):
        for command in self.each():
            run, reason = self.judge(command, '--rules=no-such-file')
            self.assertEqual((run.status, run.out), (2, b''))
            self.assertOneLine(run, 'no-such-file')
