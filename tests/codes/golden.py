#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compare what `dsn explain` prints with golden/NAME.txt and NAME.json, for the questions in NAME.args (one a line).

    golden.py --dsn=PATH [--update]

--update writes the expectations anew: read the difference before it is committed.  A few things that are no matter of
wording are checked apart: exit status, the verdict on a whole reply, and that no escape sequence gets through.
"""
import argparse
import glob
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ENV = {'COLUMNS': '80', 'PATH': os.environ.get('PATH', '')}
for name in ('LD_LIBRARY_PATH', 'ASAN_OPTIONS', 'UBSAN_OPTIONS'):
    if name in os.environ:
        ENV[name] = os.environ[name]


def run(dsn, *args, env=None):
    done = subprocess.run([dsn, 'explain', *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=dict(ENV, **(env or {})), check=False)
    return done.stdout, done.returncode, done.stderr


def produce(dsn, path):
    with open(path, encoding='utf-8') as f:
        questions = f.read().split('\n')[:-1]
    text, status, _ = run(dsn, '--', *questions)
    lines, json_status, _ = run(dsn, '--format=json', '--', *questions)
    if status != json_status:
        sys.exit(f'{path}: exit status {status} with text, {json_status} with JSON')
    objects = [json.loads(line) for line in lines.decode().splitlines()]
    return {'txt': text.decode() + f'[exit status {status}]\n', 'json': json.dumps(objects, indent=1, ensure_ascii=False) + '\n'}


def check_golden(dsn, update):
    failed = []
    for path in sorted(glob.glob(os.path.join(HERE, 'golden', '*.args'))):
        for kind, found in produce(dsn, path).items():
            expected = path[:-len('args')] + kind
            if update:
                with open(expected, 'w', encoding='utf-8') as f:
                    f.write(found)
            with open(expected, encoding='utf-8') as f:
                if f.read() != found:
                    failed.append(f'{os.path.basename(expected)} differs; see golden.py --update and git diff')
    return failed


def check_rest(dsn):
    failed = []

    def expect(true, what):
        if not true:
            failed.append(what)

    # a whole reply is judged, a code is not
    out, status, _ = run(dsn, '--format=json', '550 5.1.1 User unknown')
    verdict = json.loads(out).get('verdict', {})
    expect(status == 0 and verdict.get('reason') == 'user-unknown' and verdict.get('advice') == 'remove', 'verdict on a reply')
    out, status, _ = run(dsn, '--format=json', '550')
    expect('verdict' not in json.loads(out), 'verdict on a mere code')

    # exit status: 1 if nobody knows one of the codes, 2 for wrong usage
    for args, wanted in ((['550'], 0), (['550', '999'], 1), (['5.1.77'], 1), (['hello'], 1), ([''], 1), ([], 2),
                         (['--format=xml', '550'], 2), (['--stage=noon', '550'], 2), (['--nonsense', '550'], 2), (['-h'], 0)):
        expect(run(dsn, *args)[1] == wanted, f'exit status of {args} is not {wanted}')

    # nothing from the question reaches the terminal as it is, and colour is ours alone
    evil = '550 \x1b]0;owned\x07\x1b[31m5.1.1 \u202e\u009b31m text'
    out, _, _ = run(dsn, '--', evil, b'550 \xff\xfe text')
    expect(re.search(rb'[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae|\xff', out) is None, 'raw bytes in text')
    out, _, _ = run(dsn, '--format=json', '--', evil, b'550 \xff\xfe text')
    expect(re.search(rb'[\x00-\x09\x0b-\x1f\x7f]|\xff', out) is None and len([json.loads(x) for x in out.splitlines()]) == 2,
           'raw bytes in JSON')
    out, _, _ = run(dsn, '--color=always', evil)
    expect(b'\x1b[1m' in out and b'\x1b[31m' not in out and b'\x1b]' not in out, 'colour')
    out, _, _ = run(dsn, '550', env={'NO_COLOR': '1', 'TERM': 'xterm'})
    expect(b'\x1b' not in out, 'NO_COLOR')

    # text keeps to the width, but for commands and codes
    for width in (60, 80, 120):
        out, _, _ = run(dsn, '550', '5.7.26', '512', '5.5.0', env={'COLUMNS': str(width)})
        long = [x for x in out.decode().splitlines() if len(x) > width and x[4:14].strip() not in ('', 'Check') and x[:4] == '    ']
        expect(not long, f'lines longer than {width}: {long[:1]}')
    return failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--dsn', required=True)
    parser.add_argument('--update', action='store_true')
    options = parser.parse_args()
    failed = check_golden(options.dsn, options.update) + check_rest(options.dsn)
    for line in failed:
        print(line)
    return 1 if failed else 0


sys.exit(main())
