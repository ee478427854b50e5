# SPDX-License-Identifier: LGPL-2.1-or-later
"""dsn rules: check, list, test; and what --rules changes for the other commands."""
import os

from cli import Case

GOOD = '''\
[full]
Text = the cat * sleeps
Reason = mailbox-full
Example = 550 5.1.1 the cat always sleeps here
'''


class Rules(Case):
    def file(self, name, text):
        return os.fsdecode(self.write(name, text.encode()))


class Check(Rules):
    def test_built_in(self):
        run = self.dsn('rules', 'check')
        self.assertEqual(run.status, 0)
        self.assertRegex(run.lines[-1], r'^\d+ rules and \d+ dialects, and all examples hold$')

    def test_own_file(self):
        run = self.dsn('rules', 'check', self.file('mine.rules', GOOD))
        self.assertEqual((run.status, run.lines), (0, ['1 rules and 0 dialects, and all examples hold']))

    def test_folder(self):
        self.file('20-b.rules', GOOD.replace('Example = 550 5.1.1 the cat always', 'Text = the dog sleeps\nExample = the dog'))
        self.file('10-a.rules', GOOD.replace('full]', 'other]'))
        self.file('notes.txt', 'no rules')
        run = self.dsn('rules', 'check', self.folder)
        self.assertEqual(run.status, 0)
        self.assertIn("warning: %s/20-b.rules:2: b:full: the phrase 'the cat * sleeps' is out of reach: 'a:other' (%s/10-a.rules:1) "
                      "takes it before" % (self.folder, self.folder), run.lines)

    def test_mistake_names_file_and_line(self):
        path = self.file('bad.rules', GOOD + 'Stauts = 5.1.1\n')
        run = self.dsn('rules', 'check', path)
        self.assertEqual((run.status, run.lines), (1, ["error: %s:5: unknown key 'Stauts' (did you mean 'Status'?)" % path]))

    def test_example_that_does_not_hold(self):
        path = self.file('bad.rules', GOOD + 'Example = 550 the dog sleeps\nCounter = the cat sleeps\n')
        run = self.dsn('rules', 'check', path)
        self.assertEqual(run.status, 1)
        self.assertEqual(run.lines, ['error: %s:5: bad:full: the rule does not take this example: no Text phrase occurs' % path,
                                     'error: %s:6: bad:full: the rule takes this counter-example' % path])

    def test_missing_file(self):
        run = self.dsn('rules', 'check', os.path.join(self.folder, 'none.rules'))
        self.assertEqual(run.status, 1)
        self.assertIn('none.rules', run.lines[0])


class List(Rules):
    def test_order_and_disabled(self):
        self.file('mine.rules', GOOD + '[off]\nDisable = codes:5.1.1\n')
        run = self.dsn('rules', 'list', '--rules', self.folder)
        self.assertEqual(run.status, 0)
        rows = [line.split('\t') for line in run.lines]
        self.assertEqual(rows[0], ['rule', 'mine:full', 'mailbox-full', os.path.join(self.folder, 'mine.rules') + ':1', 'user'])
        self.assertEqual({len(row) for row in rows}, {5})
        self.assertEqual([row[1] for row in rows if row[4] == 'disabled'], ['codes:5.1.1'])
        self.assertIn('dialect', {row[0] for row in rows})

    def test_disable_unknown(self):
        path = self.file('mine.rules', '[off]\nDisable = codes:9.9.9\n')
        run = self.dsn('rules', 'list', '--rules', path)
        self.assertEqual(run.status, 2)
        self.assertIn("%s:2: no rule is called 'codes:9.9.9'" % path, run.err)


NOTICE = b"""\
From: MAILER-DAEMON@mail.example.net
To: anna@example.org
Subject: failure notice

Hi. This is the qmail-send program at mail.example.net.

<kim@example.com>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Subject: Minutes

Hello.
"""

OURS = """\
[ours]
Header = Subject: *
Start = Hi. This is the qmail*
Recipient = <{addr}>:
Source = a test
"""


class Dialects(Rules):
    def test_written_in(self):
        run = self.dsn('rules', 'test', self.write('bounce.eml', NOTICE))
        self.assertEqual(run.status, 0)
        self.assertTrue(run.lines[0].endswith('bounce.eml  bounce, dialect qmail'), run.lines[0])
        self.assertTrue(any(line.startswith('  qmail  (20-qmail.dialect:') and line.endswith('; takes the mail') for line in run.lines))

    def test_all_and_standard_input(self):
        run = self.dsn('rules', 'test', '-', stdin=NOTICE)
        every = self.dsn('rules', 'test', '--all', '-', stdin=NOTICE)
        self.assertEqual((run.status, every.status), (0, 0))
        self.assertGreater(len(every.lines), len(run.lines))

    def test_not_a_notice(self):
        run = self.dsn('rules', 'test', '-', stdin=b'From: a@example.com\nSubject: Lunch\n\nAt noon?\n')
        self.assertEqual((run.status, run.lines[0]), (1, '-  ordinary, dialect -'))

    def test_own_dialect_comes_first(self):
        path = self.file('mine.dialect', OURS)
        mail = self.write('bounce.eml', NOTICE)
        run = self.dsn('rules', 'test', '--rules', path, mail)
        self.assertTrue(run.lines[0].endswith(', dialect ours'), run.lines[0])
        self.assertEqual(self.dsn('parse', '--format=json', mail).json[0]['dialect'], 'qmail')
        self.assertEqual(self.dsn('parse', '--format=json', '--rules', path, mail).json[0]['dialect'], 'ours')


class Test(Rules):
    def test_own_rule_comes_first(self):
        path = self.file('mine.rules', GOOD)
        run = self.dsn('rules', 'test', '--rules', path, '550 5.1.1 the cat now sleeps')
        self.assertEqual(run.status, 0)
        self.assertEqual(run.lines[1], '  reply 550, status 5.1.1')
        self.assertEqual(run.lines[2], '  taken by  mine:full  mailbox-full  (%s:1)  "the cat now sleeps"' % path)
        self.assertTrue(any(line.startswith('  then by   codes:5.1.1  user-unknown') for line in run.lines))

    def test_why_not(self):
        run = self.dsn('rules', 'test', '--rule=codes:5.1.1', '550 5.7.1 no')
        self.assertEqual(run.status, 0)
        self.assertRegex(run.lines[-1], r'^  not by    codes:5\.1\.1 .*: Status is 5\.7\.1, not X\.1\.1$')

    def test_surroundings(self):
        path = self.file('mine.rules', '[x]\nRemote = .example.com\nStage = rcpt\nReason = policy\n'
                                       'Example = {remote=mx.example.com stage=rcpt} no\n')
        options = ['rules', 'test', '--rules', path]
        self.assertEqual(self.dsn(*options, 'no').status, 1)
        self.assertEqual(self.dsn(*options, '--remote=mx.example.com', '--stage=rcpt', 'no').status, 0)
        self.assertEqual(self.dsn(*options, '{remote=mx.example.com stage=rcpt} no').status, 0)
        self.assertEqual(self.dsn(*options, '{remote=mx.example.com stage=data} no').status, 1)
        self.assertEqual(self.dsn(*options, '{stage=lunch} no').status, 2)

    def test_no_rule(self):
        run = self.dsn('rules', 'test', 'hello')
        self.assertEqual((run.status, run.lines[-1]), (1, '  taken by  no rule'))

    def test_text_is_made_safe(self):
        run = self.dsn('rules', 'test', b'550 \x1b[31mUser unknown\xff')
        self.assertEqual(run.status, 0)
        self.assertNotIn(b'\x1b', run.out)

    def test_wrong_usage(self):
        for words in [[], ['chek'], ['test'], ['list', 'x'], ['test', '--rule=none', 'x'], ['list', '--rules=/none']]:
            with self.subTest(words=words):
                self.assertEqual(self.dsn('rules', *words).status, 2)
