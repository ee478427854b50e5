# SPDX-License-Identifier: LGPL-2.1-or-later
"""The JSON is what docs/json.md and docs/schema/format-1.json say."""
import glob
import json
import os
import re
import unittest

from cli import Case, SOURCE, is_harmless

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMA = os.path.join(SOURCE, 'docs', 'schema', 'format-1.json')


def nicks(table):
    """The words of a table in the library's source."""
    with open(os.path.join(SOURCE, 'libdsn', 'model', 'dsn-types.c')) as f:
        body = re.search(r'%s\[\] = \{(.*?)\n\};' % table, f.read(), re.S).group(1)
    return re.findall(r'"([a-z0-9-]+)"', body)


class Words(Case):
    def setUp(self):
        super().setUp()
        with open(SCHEMA) as f:
            self.schema = json.load(f)
        with open(os.path.join(SOURCE, 'docs', 'json.md')) as f:
            self.manual = f.read()

    def test_schema_has_all_words(self):
        message = self.schema['properties']
        recipient = message['recipients']['items']['properties']
        for table, place in [('kinds', message['kind']), ('defects', message['defects']['items']),
                             ('conflicts', recipient['conflicts']['items']), ('faults', recipient['fault']),
                             ('advices', recipient['advice']), ('confidences', recipient['confidence']),
                             ('reasons', self.schema['$defs']['reason'])]:
            with self.subTest(table=table):
                self.assertEqual(place['enum'], nicks(table))

    def test_manual_has_all_words(self):
        for table in 'kinds', 'defects', 'conflicts', 'faults', 'advices', 'confidences':
            for nick in nicks(table):
                with self.subTest(nick=nick):
                    self.assertIn('`%s`' % nick, self.manual)

    def test_manual_has_all_members(self):
        message = self.schema['properties']
        for properties in message, message['source']['properties'], message['recipients']['items']['properties'], \
                message['original']['properties']:
            for name in properties:
                with self.subTest(name=name):
                    self.assertRegex(self.manual, r'`(source\.)?%s`' % name)


class Samples(Case):
    def lines(self, *args):
        for path in sorted(glob.glob(os.path.join(SOURCE, 'samples', '*', '*.eml'))):
            run = self.dsn('parse', '--format=json', *args, path)
            with self.subTest(path=path):
                self.assertEqual((run.status, run.err, run.out.count(b'\n')), (0, '', 1))
                self.assertTrue(is_harmless(run.out.decode('utf-8')))
                yield run.json[0]

    @unittest.skipIf(jsonschema is None, 'no python3-jsonschema')
    def test_schema(self):
        with open(SCHEMA) as f:
            validator = jsonschema.Draft202012Validator(json.load(f))
        for args in [], ['--explain', '--header=Subject', '--header=List-Id']:
            for message in self.lines(*args):
                self.assertEqual([e.message for e in validator.iter_errors(message)], [])

    def test_text_is_harmless(self):
        for args in ['--explain'], ['--format=csv']:
            run = self.dsn('parse', *args, os.path.join(SOURCE, 'samples'))
            self.assertEqual(run.status, 0)
            self.assertTrue(is_harmless(run.out.decode('utf-8')))
