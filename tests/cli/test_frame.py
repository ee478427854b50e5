# SPDX-License-Identifier: LGPL-2.1-or-later
"""The frame of the command: help, versions, wrong words, and an output that cannot be written."""
import os
import re
import subprocess

from cli import Case, DSN


def commands():
    text = subprocess.run([DSN, '-h'], capture_output=True, text=True).stdout
    return re.findall(r'^  (\w+) ', text.split('Commands:')[1].split('\n\n')[0], re.M)


class Help(Case):
    def test_no_command(self):
        run = self.dsn()
        self.assertEqual(run.status, 2)
        self.assertEqual(run.out, b'')
        self.assertIn('Usage:', run.err)

    def test_short_help_is_short_and_has_examples(self):
        for command in [[]] + [[c] for c in commands()]:
            with self.subTest(command=command):
                run = self.dsn(*command, '-h')
                self.assertEqual(run.status, 0)
                self.assertQuiet(run)
                self.assertLessEqual(len(run.lines), 40)
                self.assertIn('Examples:', run.lines)

    def test_long_help_is_the_manual(self):
        for command in [[]] + [[c] for c in commands()]:
            with self.subTest(command=command):
                run = self.dsn(*command, '--help')
                self.assertEqual(run.status, 0)
                self.assertEqual(run.lines[0], 'NAME')
                self.assertIn('EXIT STATUS', run.lines)
                self.assertNotRegex(run.out, rb'[`*]{2}')
                self.assertEqual(self.dsn('help', *command).out, run.out)

    def test_manual_names_every_option(self):
        """Those that every command has are in the manual of the program."""
        common = '\n'.join(self.dsn('--help').lines)
        for command in commands():
            short = '\n'.join(self.dsn(command, '-h').lines)
            manual = '\n'.join(self.dsn(command, '--help').lines)
            for option in re.findall(r'--[a-z-]+', short.split('Options:')[-1].split('Examples:')[0]):
                with self.subTest(command=command, option=option):
                    self.assertTrue(option in manual or option in common)

    def test_version(self):
        first = self.dsn('--version')
        self.assertRegex(first.out, rb'^dsn \d+\.\d+\.\d+\n$')
        for command in commands():
            self.assertEqual(self.dsn(command, '--version').out, first.out)


class WrongWords(Case):
    def test_command(self):
        run = self.dsn('prase')
        self.assertEqual(run.status, 2)
        self.assertOneLine(run, "'prase'", "'parse'")

    def test_command_like_nothing(self):
        run = self.dsn('qqqqqqqqqq')
        self.assertEqual(run.status, 2)
        self.assertOneLine(run, 'parse')

    def test_help_of_no_command(self):
        run = self.dsn('help', 'prase')
        self.assertEqual(run.status, 2)
        self.assertOneLine(run, "'parse'")

    def test_option_of_the_program(self):
        run = self.dsn('--hlp')
        self.assertEqual(run.status, 2)
        self.assertOneLine(run, '--help')

    def test_option(self):
        for wrong, right in [('--fromat=json', '--format'), ('--form', '--format'), ('--stat', '--stats'),
                             ('--file-from=x', '--files-from'), ('--colour=never', '--color')]:
            with self.subTest(wrong=wrong):
                run = self.dsn('parse', wrong)
                self.assertEqual(run.status, 2)
                self.assertOneLine(run, "'%s'" % right)

    def test_option_without_value(self):
        run = self.dsn('parse', '--format')
        self.assertEqual(run.status, 2)
        self.assertOneLine(run, '--format')

    def test_option_that_takes_no_value(self):
        run = self.dsn('parse', '--stats=yes')
        self.assertEqual(run.status, 2)
        self.assertOneLine(run, '--stats', 'no value')

    def test_control_characters_in_arguments(self):
        run = self.dsn('pa\x1b[31mrse\n')
        self.assertEqual(run.status, 2)
        self.assertOneLine(run, r'\x1b', r'\n')

    def test_color(self):
        run = self.dsn('parse', '--color=sometimes')
        self.assertEqual(run.status, 2)
        self.assertOneLine(run, 'always')


class Output(Case):
    def test_full_disk(self):
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([DSN, '--help'], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 74)
        self.assertEqual(done.stderr.count(b'\n'), 1)
        self.assertIn(b'No space', done.stderr)

    def test_closed_stdout(self):
        done = subprocess.run(['/bin/sh', '-c', '"$0" --help >&-', DSN], stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 74)
        self.assertEqual(done.stderr.count(b'\n'), 1)

    def test_reader_gone(self):
        r, w = os.pipe()
        os.close(r)
        done = subprocess.run([DSN, '--help'], stdout=w, stderr=subprocess.PIPE)
        os.close(w)
        self.assertEqual((done.returncode, done.stderr), (0, b''))
