#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Read large collections of labelled mail and hold the scores above their floors.

    run.py --dsn=PATH [--shared=FOLDER] [--keep=FOLDER]

The mail is other people's and not part of the project: it is looked for in FOLDER, in $DSN_SHARED, and in a folder
"shared" beside the source tree; where it is absent the test is skipped (exit status 77).  Each collection has labels, one
JSON object a line, and mail below mail/; the first brings the scorer.

What must hold: every mail has exactly one output line and there is no crash; nobody is to be removed for another's fault;
no score falls below its floor in floors.json; verdicts of confidence "high" are right in 99 of 100 cases.  Raise a floor when the work has lifted a score.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
COLLECTIONS = [('corpus', 'corpus', 'dev.jsonl'), ('real-bounces', 'real-bounces', 'real-dev.jsonl')]
MACHINE_PART = re.compile(rb'^content-type:\s*message/(?:global-)?delivery-status\b', re.I | re.M)
LOWER_IS_BETTER = {'fp', 'unjust', 'miss'}


def key(path):
    """What names a message in the labels: the last two parts of its path."""
    return '/'.join(path.split('/')[-2:])


def mails(folder):
    found = []
    for path, folders, names in os.walk(folder):
        folders.sort()
        found += [os.path.join(path, name) for name in sorted(names)]
    return found


def read_all(dsn, folder, output):
    """Run the command over a folder; return what is wrong with the lines it prints."""
    with open(output, 'wb') as f:
        done = subprocess.run([dsn, 'parse', '--format=json', folder], stdin=subprocess.DEVNULL, stdout=f,
                              stderr=subprocess.PIPE, timeout=1200)
    wrong = []
    if done.returncode != 0:
        wrong.append(f'exit status {done.returncode}: {done.stderr.decode(errors="replace")[-2000:]}')
    seen = {}
    with open(output, encoding='utf-8') as f:
        for line in f:
            path = json.loads(line)['source']['path']
            seen[path] = seen.get(path, 0) + 1
    for path in mails(folder):
        count = seen.pop(path, 0)
        if count != 1:
            wrong.append(f'{key(path)}: {count} output lines')
    wrong += [f'{path}: no such mail' for path in seen]
    return wrong


def score(scorer, gold, output):
    """Print the scorer's table and return the row of all mails."""
    run = [sys.executable, scorer, gold, output]
    sys.stdout.flush()
    subprocess.run(run, check=True)
    done = subprocess.run(run + ['--json'], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)['all']


def below(name, row, floors):
    """The columns of a row that are worse than their floor."""
    wrong = []
    for column, floor in floors.items():
        value = row.get(column)
        if value is None:
            continue
        if value > floor if column in LOWER_IS_BETTER else value < floor:
            wrong.append(f'{name}: {column} is {100 * value:.2f}, the floor is {100 * floor:.2f}')
    return wrong


def confidence(gold, output, counts):
    """Count for each level of confidence how many reasons it was given to and how many of them were right."""
    found = {}
    with open(output, encoding='utf-8') as f:
        for line in f:
            message = json.loads(line)
            found[key(message['source']['path'])] = {r.get('address', '').lower(): r for r in message['recipients']}
    with open(gold, encoding='utf-8') as f:
        for line in f:
            label = json.loads(line) if line.strip() else {}
            for g in label.get('recipients') or []:
                names = [a.lower() for a in [g['address'] or ''] + g.get('aliases', [])]
                r = next((found[label['file']][n] for n in names if n in found.get(label['file'], {})), None)
                if r is not None and g.get('reasons'):
                    count = counts.setdefault(r['confidence'], [0, 0])
                    count[0] += 1
                    count[1] += r['reason'] in g['reasons']


def check_confidence(counts):
    """What docs/rules.md promises of the levels.  Return what does not hold."""
    for level in 'high', 'medium', 'low', 'none':
        given, right = counts.get(level, [0, 0])
        print(f'confidence {level:6}  given to {given:4} reasons, right in {right:4}' + (f' = {100 * right / given:.1f} %' if given else ''))
    given, right = counts.get('high', [0, 0])
    return [] if right >= 0.99 * given else [f'confidence "high" is right in {right} of {given}, it promises 99 of 100']


def with_machine_part(shared, collections, target):
    """Write the labels of the mails that carry a delivery-status part into a file; return how many there are."""
    count = 0
    with open(target, 'w', encoding='utf-8') as out:
        for _, folder, labels in collections:
            with open(os.path.join(shared, folder, labels), encoding='utf-8') as f:
                for line in f:
                    if not line.strip():
                        continue
                    label = json.loads(line)
                    with open(os.path.join(shared, folder, 'mail', label['file']), 'rb') as mail:
                        text = mail.read().replace(b'\r\n', b'\n').replace(b'\r', b'\n')
                    if label['kind'] in ('bounce', 'delay', 'success') and MACHINE_PART.search(text):
                        out.write(line)
                        count += 1
    return count


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--dsn', required=True, help='the command to test')
    ap.add_argument('--shared', default=os.environ.get('DSN_SHARED') or os.path.join(os.path.dirname(ROOT), 'shared'))
    ap.add_argument('--keep', help='write the output of the command into this folder')
    args = ap.parse_args()
    shared = os.path.abspath(args.shared)
    scorer = os.path.join(shared, 'corpus', 'score.py')
    collections = [c for c in COLLECTIONS if os.path.isfile(os.path.join(shared, c[1], c[2]))]
    if not collections or not os.path.isfile(scorer):
        print(f'skipped: no labelled mail in {shared}')
        return 77

    with open(os.path.join(HERE, 'floors.json'), encoding='utf-8') as f:
        floors = json.load(f)
    wrong = []
    with tempfile.TemporaryDirectory(prefix='dsn-corpus-') as scratch:
        folder = args.keep or scratch
        outputs = []
        counts = {}
        for name, place, labels in collections:
            output = os.path.join(folder, name + '.ndjson')
            outputs.append(output)
            wrong += read_all(os.path.abspath(args.dsn), os.path.join(shared, place, 'mail'), output)
            print(f'== {name}')
            wrong += below(name, score(scorer, os.path.join(shared, place, labels), output), floors[name])
            confidence(os.path.join(shared, place, labels), output, counts)
            agreement = os.path.join(shared, place, 'agreement.py')
            if os.path.isfile(agreement):
                sys.stdout.flush()
                subprocess.run([sys.executable, agreement, output, '--list', '0'], check=True)
            print()

        both = os.path.join(folder, 'both.ndjson')
        with open(both, 'wb') as out:
            for output in outputs:
                with open(output, 'rb') as f:
                    out.write(f.read())
        gold = os.path.join(folder, 'machine-part.jsonl')
        print(f'== mails with a delivery-status part: {with_machine_part(shared, collections, gold)}')
        wrong += below('machine-part', score(scorer, gold, both), floors['machine-part'])

    wrong += check_confidence(counts)
    print()
    for line in wrong:
        print(f'WRONG  {line}')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
