#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Read every mail of samples/ and compare with the result that stands beside it.

    run.py --dsn=PATH [--update] [--cuts=N] [CASE.eml...]

A case is a file samples/ORIGIN/NAME.eml with NAME.json beside it: the output of "dsn parse --format=json" without the
member "source".  Cases are found by listing the folder.  The output is TAP, with these tests for a case:

    ORIGIN/NAME                the expected result, one line, clean output, exit status 0
    ORIGIN/NAME: stdin         the same result through a pipe
    ORIGIN/NAME: line ends     the same result with all line ends as LF and as CRLF
    ORIGIN/NAME: cut           an output line, and no crash, wherever the mail is cut off

--update writes the results that are new or differ, instead of comparing.  Read them before you commit them.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TIMEOUT = 300


class Failure(Exception):
    """A test that did not hold; the text says why."""


def parse(dsn, paths, data=None):
    """Run dsn parse over files, or over data on its standard input, and return the objects it prints."""
    done = subprocess.run([dsn, 'parse', '--format=json', '--', *paths], input=data, capture_output=True, timeout=TIMEOUT,
                          **({'stdin': subprocess.DEVNULL} if data is None else {}))
    if done.returncode != 0 or done.stderr:
        raise Failure(f'exit status {done.returncode}, stderr: {done.stderr.decode(errors="replace")[-2000:]}')
    if not done.stdout.endswith(b'\n'):
        raise Failure('the output does not end with a line end')
    if re.search(rb'[\x00-\x09\x0b-\x1f\x7f]', done.stdout):
        raise Failure('the output holds raw control characters')
    try:
        results = [json.loads(line) for line in done.stdout.decode('utf-8').splitlines()]
    except ValueError as error:
        raise Failure(f'the output is not JSON in UTF-8: {error}') from error
    wanted = len(paths) or 1
    if len(results) != wanted:
        raise Failure(f'{len(results)} output lines for {wanted} messages')
    return results


def facts(result):
    """A result without what depends on the place of the file."""
    return {name: value for name, value in result.items() if name != 'source'}


def show(value):
    return json.dumps(value, indent=2, ensure_ascii=False).splitlines()


def compare(expected, got, what):
    if expected == got:
        return
    import difflib
    raise Failure(what + '\n' + '\n'.join(difflib.unified_diff(show(expected), show(got), 'expected', 'got', lineterm='', n=2)))


def test_golden(case, dsn, update):
    got = facts(parse(dsn, [case])[0])
    beside = case.removesuffix('.eml') + '.json'
    try:
        with open(beside, encoding='utf-8') as f:
            expected = json.load(f)
    except FileNotFoundError:
        expected = None
    if update:
        if expected != got:
            with open(beside, 'w', encoding='utf-8') as f:
                f.write('\n'.join(show(got)) + '\n')
            print(f'# wrote {beside}')
        return
    if expected is None:
        raise Failure(f'{beside} is missing: make it with --update and read it')
    compare(expected, got, 'the result differs')


def test_stdin(case, dsn, data):
    compare(facts(parse(dsn, [case])[0]), facts(parse(dsn, [], data)[0]), 'through a pipe the result differs')


def test_line_ends(case, dsn, data, folder):
    lf = data.replace(b'\r\n', b'\n')
    if b'\r' in lf:
        return 'SKIP bare CR'
    paths = [os.path.join(folder, 'lf.eml'), os.path.join(folder, 'crlf.eml')]
    for path, content in zip(paths, (lf, lf.replace(b'\n', b'\r\n'))):
        with open(path, 'wb') as f:
            f.write(content)
    a, b = parse(dsn, paths)
    compare(facts(a), facts(b), 'with LF and with CRLF the results differ')
    return None


def test_cut(case, dsn, data, folder, cuts):
    step = max(1, len(data) // cuts)
    paths = []
    for size in range(0, len(data), step):
        path = os.path.join(folder, f'cut-{size:08}.eml')
        with open(path, 'wb') as f:
            f.write(data[:size])
        paths.append(path)
    try:
        parse(dsn, paths)
    except Failure as failure:
        for path in paths:                 # one by one, to name the place
            try:
                parse(dsn, [path])
            except Failure as alone:
                raise Failure(f'{os.path.basename(path)}: {alone}') from alone
        raise failure


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--dsn', required=True, help='the command to test')
    ap.add_argument('--update', action='store_true', help='write the expected results')
    ap.add_argument('--cuts', type=int, default=60, help='at how many places a mail is cut off (60)')
    ap.add_argument('cases', nargs='*', help='only these')
    args = ap.parse_args()
    dsn = os.path.abspath(args.dsn)

    cases = [os.path.abspath(c) for c in args.cases]
    orphans = []
    if not cases:
        samples = os.path.join(ROOT, 'samples')
        for origin in sorted(os.listdir(samples)):
            if not os.path.isdir(os.path.join(samples, origin)):
                continue
            names = sorted(os.listdir(os.path.join(samples, origin)))
            cases += [os.path.join(samples, origin, n) for n in names if n.endswith('.eml')]
            orphans += [f'{origin}/{n}' for n in names if n.endswith('.json') and n.removesuffix('.json') + '.eml' not in names]

    number = failures = 0

    def report(name, test, *arguments):
        nonlocal number, failures
        number += 1
        try:
            note = test(*arguments)
        except (Failure, subprocess.TimeoutExpired) as failure:
            failures += 1
            print(f'not ok {number} - {name}')
            for line in str(failure).splitlines():
                print(f'#   {line}')
        else:
            print(f'ok {number} - {name}' + (f' # {note}' if note else ''))
        sys.stdout.flush()

    def no_orphans():
        if orphans:
            raise Failure('expected results without a mail: ' + ', '.join(orphans))
        if not cases:
            raise Failure('there are no samples')

    report('the folder', no_orphans)
    for case in cases:
        name = '/'.join(case.removesuffix('.eml').split('/')[-2:])
        report(name, test_golden, case, dsn, args.update)
        if args.update:
            continue
        with open(case, 'rb') as f:
            data = f.read()
        with tempfile.TemporaryDirectory(prefix='dsn-samples-') as folder:
            report(name + ': stdin', test_stdin, case, dsn, data)
            report(name + ': line ends', test_line_ends, case, dsn, data, folder)
            report(name + ': cut', test_cut, case, dsn, data, folder, args.cuts)
    print(f'1..{number}')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
