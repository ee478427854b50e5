#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hold `dsn explain` against reference lists of codes: every row is answered, in the right layer, with a meaning.

    tables.py --dsn=PATH [--shared=FOLDER]

The lists (tab-separated, with a header line) are not part of the project: they are looked for below codes/ in FOLDER, in
$DSN_SHARED, and in a folder "shared" beside the source tree; where they are absent the test is skipped (exit status 77).
"""
import argparse
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BATCH = 100


def find_tables(shared):
    for folder in (shared, os.environ.get('DSN_SHARED'), os.path.join(os.path.dirname(ROOT), 'shared')):
        if folder and os.path.isfile(os.path.join(folder, 'codes', 'iana-enhanced.tsv')):
            return os.path.join(folder, 'codes')
    return None


def read_table(folder, name):
    with open(os.path.join(folder, name), encoding='utf-8') as f:
        lines = f.read().split('\n')
    head = lines[0].split('\t')
    return [dict(zip(head, line.split('\t') + [''] * len(head))) for line in lines[1:] if line]


def explain(dsn, questions):
    """The answers, and whether the exit status told of unknown codes exactly where there are some."""
    answers = []
    for i in range(0, len(questions), BATCH):
        part = questions[i:i + BATCH]
        done = subprocess.run([dsn, 'explain', '--format=json', '--'] + part, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              check=False)
        found = [json.loads(line) for line in done.stdout.decode().splitlines()]
        if len(found) != len(part) or done.returncode != (0 if all(a['known'] for a in found) else 1):
            sys.exit(f'{len(part)} questions, {len(found)} answers, exit status {done.returncode}')
        answers += found
    return answers


class Faults:
    def __init__(self):
        self.rows = 0
        self.lines = []

    def expect(self, true, where, what):
        if not true:
            self.lines.append(f'{where}: {what}')


def layer(answer, name, code=None):
    return [m for m in answer['meanings'] if m['layer'] == name and m['match'] == 'exact' and code in (None, m['code'])]


def reasons(meanings):
    return {r for m in meanings for r in m['reasons']}


def enhanced(meanings):
    """The enhanced codes that fit a reply code without one."""
    found = set()
    for m in meanings:
        e = m.get('enhanced', {'stages': {}, 'texts': []})
        found |= {e.get('status')} | set(e['stages'].values()) | {t['status'] for t in e['texts']}
    return found


def check_common(faults, where, answer):
    faults.rows += 1
    faults.expect(answer['known'], where, 'not known')
    ranks = [['registered', 'vendor', 'folk'].index(m['layer']) for m in answer['meanings']]
    faults.expect(ranks == sorted(ranks), where, 'layers out of order')
    for m in answer['meanings']:
        faults.expect(m['meaning'] and m['remedy'] and m['reasons'] and m['fault'], where, f'{m["id"]} says too little')


def check_registry(faults, dsn, rows):
    asked = [(row, row['code'].replace('X', digit)) for row in rows for digit in row['usage'].replace('-', '5').split()]
    for (row, code), answer in zip(asked, explain(dsn, [code for row, code in asked])):
        where = f'iana-enhanced.tsv: {code}'
        check_common(faults, where, answer)
        found = layer(answer, 'registered')
        faults.expect(len(found) == 1 and found[0]['id'] == row['code'], where, 'not its own registered meaning')
        for m in found[:1]:
            basic = row['basic'].replace('(other)', ',other').split(',') if row['basic'] != '-' else []
            faults.expect(m.get('reply_codes', []) == basic, where, 'other reply codes beside it')
            faults.expect(''.join(m.get('classes', [])) == row['usage'].replace('-', '').replace(' ', ''), where, 'other classes')
            for rfc in row['rfc'].split(','):
                faults.expect(any(rfc in r for r in m['references']), where, f'no reference to {rfc}')


def check_replies(faults, dsn, rows):
    for row, answer in zip(rows, explain(dsn, [row['code'] for row in rows])):
        where = f'replies.tsv: {row["code"]}'
        check_common(faults, where, answer)
        rest = layer(answer, 'vendor') + layer(answer, 'folk')
        if row['standard'].startswith('RFC'):
            faults.expect(layer(answer, 'registered'), where, 'not registered')
            faults.expect(answer['codes'][0]['taken_for'] == 'reply-code', where, 'not taken for a reply code')
        else:
            faults.expect(rest, where, 'neither vendor nor folk')
        every = layer(answer, 'registered') + rest
        faults.expect(row['reasons'].split(',')[0] in reasons(every), where, f'no reason {row["reasons"]}')
        if row['default_enhanced']:
            faults.expect(row['default_enhanced'] in enhanced(every), where, f'{row["default_enhanced"]} is not offered')
        else:
            faults.expect(enhanced(every) <= {None}, where, 'an enhanced code where there is none')


def check_enhanced(faults, dsn, rows):
    codes = [row['code'].replace('X', '5') for row in rows]
    for row, code, answer in zip(rows, codes, explain(dsn, codes)):
        where = f'enhanced.tsv: {row["code"]}'
        check_common(faults, where, answer)
        registered, folk = layer(answer, 'registered'), layer(answer, 'folk')
        faults.expect(bool(registered) == bool(row['registered_meaning']), where, 'registered or not?')
        if row['reasons_registered']:
            wanted = set(row['reasons_registered'].split(','))
            faults.expect(reasons(registered[:1]) & wanted, where, f'registered for none of {sorted(wanted)}')
        if row['folk_meaning']:
            faults.expect(folk, where, 'no folk reading')
            faults.expect(row['reasons_folk'].split(',')[0] in reasons(folk), where, f'no folk reading for {row["reasons_folk"]}')
        elif row['folk_reply_code']:
            faults.expect(any(row['folk_reply_code'] in r for r in answer['remarks']) or folk, where, 'silent about the digits')
        if row['vendor'] != 'none':
            faults.expect(any(row['vendor'] in m.get('vendor', '') for m in folk), where, f'{row["vendor"]} is not named')


def check_lines(faults, dsn, rows):
    """Whole replies: both codes are found, and the verdict is there."""
    questions = [' '.join((row['reply'], row['enhanced'], row['text'])) for row in rows]
    good = 0
    for row, question, answer in zip(rows, questions, explain(dsn, questions)):
        where = f'postfix-replies.tsv: {question}'
        check_common(faults, where, answer)
        codes = [row['reply'], row['enhanced']]
        faults.expect([c['code'] for c in answer['codes']] == codes, where, 'other codes found')
        faults.expect(layer(answer, 'registered', row['enhanced']), where, 'the enhanced code is not registered')
        faults.expect(layer(answer, 'registered' if row['reply'] != '444' else 'folk', row['reply']), where, 'layer of the reply')
        faults.expect('verdict' in answer, where, 'no verdict')
        good += answer.get('verdict', {}).get('reason') in row['reasons'].split(',')
    print(f'verdicts with an accepted reason: {good} of {len(rows)}')
    faults.expect(good >= 0.95 * len(rows), 'postfix-replies.tsv', 'too many verdicts without an accepted reason')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--dsn', required=True)
    parser.add_argument('--shared')
    options = parser.parse_args()
    folder = find_tables(options.shared)
    if folder is None:
        print('skipped: the reference lists are not there')
        return 77

    faults = Faults()
    check_registry(faults, options.dsn, read_table(folder, 'iana-enhanced.tsv'))
    check_replies(faults, options.dsn, read_table(folder, 'replies.tsv'))
    check_enhanced(faults, options.dsn, read_table(folder, 'enhanced.tsv'))
    check_lines(faults, options.dsn, read_table(folder, 'postfix-replies.tsv'))
    for line in faults.lines:
        print(line)
    print(f'{faults.rows} questions, {len(faults.lines)} faults')
    return 1 if faults.lines else 0


sys.exit(main())
