#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hold `dsn classify` against reference lists of replies: every row gets an accepted reason and the right type and advice.

    rows.py --dsn=PATH [--shared=FOLDER]

The lists (tab-separated, with a header line) are not part of the project: they are looked for below codes/ in FOLDER, in
$DSN_SHARED, and in a folder "shared" beside the source tree; where they are absent that part is skipped (exit status 77 if
nothing else is wrong).  What always runs: texts about the sender, the client, HELO, TLS, policy or any syntax but that of the
recipient's address, put together from their pieces, of which none may ever lead to the advice "remove".
"""
import argparse
import itertools
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# What is said of somebody or something else than the recipient.
SUBJECTS = [
    'Sender address rejected', '<s@example.net>: Sender address rejected', 'Client host rejected', 'Client host [192.0.2.1] rejected',
    'unknown[192.0.2.1]: Client host rejected', 'Helo command rejected', '<mail.example.net>: Helo command rejected',
    'MAIL FROM command rejected', 'Return path rejected', 'Envelope sender rejected', 'Sending host rejected', 'Your host rejected',
    'Mail from host 192.0.2.1 rejected', 'Connection rejected', 'TLS required', 'STARTTLS required',
    'Unencrypted connection rejected',
    'Message rejected as spam', 'Message content rejected', 'Virus found in message', 'Blocked by spam filter', 'Relaying denied',
    'Rate limit exceeded', 'Too many connections from your host', 'SPF check failed', 'DMARC failed', 'Authentication required',
    'Your IP address is blacklisted', 'Message size exceeds fixed limit', 'Reverse DNS lookup failed', 'Sender verify failed',
]
# ... with the words that servers use of recipients, which must not count there.
CAUSES = [
    '', 'User unknown', 'Domain not found', 'Access denied', 'undeliverable address', 'need fully-qualified address',
    'Malformed DNS server reply', 'invalid address', 'does not exist', 'Host not found', 'no such user', 'Bad address syntax',
    'unverified address', 'Policy violation', 'not allowed', 'blocked using bl.example.org', 'authentication required',
]
# What may go with an unknown user.
POLICIES = ['Rejected by local policy', 'Mail refused for policy reasons', 'Blocked by our security policy']
CODES = ['550 5.1.1', '550 5.1.0', '550 5.1.2', '550 5.2.1', '550 5.4.1', '550', '553 5.1.8', '553', '554 5.7.1', '550 5.1.10', '551 5.1.6', '501 5.1.3']
SYNTAX = [
    '500 5.5.2 Error: bad syntax', '501 5.5.4 Syntax: MAIL FROM:<address>', '501 5.1.7 Bad sender address syntax', '501 Syntax: HELO hostname',
    '502 5.5.1 Error: command not implemented', '503 5.5.1 Error: need MAIL command', '504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname',
    '555 5.5.4 Unsupported option: BODY=BINARYMIME', '501 5.5.4 Bad message size syntax', '550 5.6.7 SMTPUTF8 is required', '550 5.7.0 TLS required',
    '530 5.7.0 Must issue a STARTTLS command first', '454 4.7.0 TLS not available due to local problem', '554 5.7.1 Relay access denied',
    '550 5.7.1 Relaying denied', '550 relay not permitted', '550 5.1.1 relaying denied', '550 5.1.1 <u@example.com>: Relay access denied',
    '550 5.1.1 Message contains spam', '550 5.1.1 Mailbox unavailable because you are on our block list', '550 5.1.1 too many recipients this hour',
    '550 5.1.1 SPF check failed', '550 5.1.1 DMARC policy of the domain does not exist', '550 5.1.1 user not authenticated',
    '550 5.1.1 TLS required for this recipient', '550 5.1.2 reverse DNS for your host does not exist', '550 5.1.1 rate limit exceeded',
]


def find_tables(shared):
    for folder in (shared, os.environ.get('DSN_SHARED'), os.path.join(os.path.dirname(ROOT), 'shared')):
        if folder and os.path.isfile(os.path.join(folder, 'codes', 'quotes.tsv')):
            return os.path.join(folder, 'codes')
    return None


def read_table(folder, name):
    with open(os.path.join(folder, name), encoding='utf-8') as f:
        lines = f.read().split('\n')
    head = lines[0].split('\t')
    return [dict(zip(head, line.split('\t') + [''] * len(head))) for line in lines[1:] if line]


def classify(dsn, lines):
    done = subprocess.run([dsn, 'classify', '--format=json'], input='\n'.join(lines).encode(), stdout=subprocess.PIPE, check=True)
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    if [v['line'] for v in found] != lines:
        sys.exit(f'{len(lines)} lines, {len(found)} verdicts, or for other lines')
    return found


def describe(verdict):
    return f'{verdict["reason"]} {verdict.get("type", "none")} {verdict["advice"]} by {verdict.get("rule")}'


def alternatives(folder, table):
    """The other labels that may be defended: for a line the words in which they are written."""
    found = {}
    for row in read_table(folder, 'doubtful.tsv'):
        if row['table'] == table:
            found.setdefault(row['key'], set()).update(row['alternative'].replace(',', ' ').replace(';', ' ').split())
    return found


def check_table(dsn, folder, table, wrong):
    rows = read_table(folder, table + '.tsv')
    lines = [row.get('line') or ' '.join((row['reply'], row['enhanced'], row['text'])) for row in rows]
    other = alternatives(folder, table)
    for row, line, verdict in zip(rows, lines, classify(dsn, lines)):
        words = other.get(line, set())
        kind = verdict.get('type', 'none')
        good_reason = verdict['reason'] in row['reasons'].split(',') or verdict['reason'] in words
        good_advice = verdict['advice'] == row['advice'] or verdict['advice'] in words
        good_type = kind == row['type'] or kind in words or (verdict['advice'] != row['advice'] and good_advice)
        if not (good_reason and good_type and good_advice):
            wrong.append(f'{table}: {line}: {describe(verdict)}; wanted {row["reasons"]} {row["type"]} {row["advice"]}')
        if verdict['advice'] == 'remove' and row['advice'] != 'remove':
            wrong.append(f'{table}: {line}: removed')
    print(f'{table}: {len(rows)} rows')


def check_unjust(dsn, wrong):
    pairs = list(itertools.product(SUBJECTS, CAUSES)) + [(policy, cause) for policy in POLICIES for cause in CAUSES if cause != 'User unknown']
    lines = [f'{code} {subject}{": " if cause else ""}{cause}' for code in CODES for subject, cause in pairs] + SYNTAX
    for line, verdict in zip(lines, classify(dsn, lines)):
        if verdict['advice'] == 'remove' or verdict.get('type') == 'hard':
            wrong.append(f'{line}: {describe(verdict)}')
    print(f'{len(lines)} texts about others than the recipient')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--dsn', required=True)
    parser.add_argument('--shared')
    options = parser.parse_args()
    folder = find_tables(options.shared)
    wrong = []
    check_unjust(options.dsn, wrong)
    if folder:
        check_table(options.dsn, folder, 'postfix-replies', wrong)
        check_table(options.dsn, folder, 'quotes', wrong)
    for line in wrong:
        print(f'WRONG  {line}')
    if wrong:
        return 1
    if folder is None:
        print('skipped: the reference lists are not there')
        return 77
    return 0


sys.exit(main())
