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

A result that is not yet as it should be stands in the file "known-wrong" beside this program, a line "ORIGIN/NAME: why"
each.  Its test may fail, and --update leaves its expected result, which is the right one, alone.
"""
import argparse
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KNOWN_WRONG = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'known-wrong')
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
    raise Failure(what + '\n' + '\n'.join(difflib.unified_diff(show(expected), show(got), 'expected', 'got', lineterm='', n=2)))


class Case:
    def __init__(self, path):
        self.path = path
        self.name = '/'.join(path.removesuffix('.eml').split('/')[-2:])
        self.expected = path.removesuffix('.eml') + '.json'
        with open(path, 'rb') as f:
            self.data = f.read()


def write(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, 'wb') as f:
        f.write(data)
    return path


def itself(case, _folder):
    return [case.path]


def line_ends(case, folder):
    """The same mail with LF and with CRLF; none if it has a bare CR, which is a line end of its own kind."""
    lf = case.data.replace(b'\r\n', b'\n')
    if b'\r' in lf:
        return []
    return [write(folder, 'lf.eml', lf), write(folder, 'crlf.eml', lf.replace(b'\n', b'\r\n'))]


def cuts(case, folder, count):
    sizes = range(0, len(case.data), max(1, len(case.data) // count))
    return [write(folder, f'cut-{size:08}.eml', case.data[:size]) for size in sizes]


def parse_all(dsn, cases, variants, folder):
    """Parse variants(case, folder) of all cases and return {case: results or Failure}.

    One process reads many mails, since starting one for each would be most of the time; if that goes wrong, one for each
    tells which mail it was.
    """
    paths = {}
    for number, case in enumerate(cases):
        place = os.path.join(folder, f'{variants.__name__}-{number:04}')
        os.mkdir(place)
        paths[case] = variants(case, place)
    results = {}
    for start in range(0, len(cases), 30):
        some = cases[start:start + 30]
        wanted = [path for case in some for path in paths[case]]
        try:
            flat = iter(parse(dsn, wanted) if wanted else [])
            for case in some:
                results[case] = [next(flat) for _ in paths[case]]
        except (Failure, subprocess.TimeoutExpired):
            for case in some:
                results[case] = one_by_one(dsn, paths[case])
    return results


def one_by_one(dsn, paths):
    results = []
    for path in paths:
        try:
            results += parse(dsn, [path])
        except (Failure, subprocess.TimeoutExpired) as failure:
            return Failure(f'{os.path.basename(path)}: {failure}')
    return results


def compare_golden(case, results):
    if not os.path.exists(case.expected):
        raise Failure(f'{case.expected} is missing: make it with --update and read it')
    with open(case.expected, encoding='utf-8') as f:
        compare(json.load(f), facts(results[0]), 'the result differs')


def compare_line_ends(_case, results):
    if not results:
        return 'SKIP bare CR'
    compare(facts(results[0]), facts(results[1]), 'with LF and with CRLF the results differ')
    return None


def update(case, results):
    """Write the expected result if it is new or differs."""
    got = facts(results[0])
    if os.path.exists(case.expected):
        with open(case.expected, encoding='utf-8') as f:
            if json.load(f) == got:
                return
    with open(case.expected, 'w', encoding='utf-8') as f:
        f.write('\n'.join(show(got)) + '\n')
    print(f'# wrote {case.expected}')


def known_wrong():
    """{case: why} of the results that are known to be wrong."""
    with open(KNOWN_WRONG, encoding='utf-8') as f:
        lines = [line.rstrip('\n') for line in f if line.strip() and not line.startswith('#')]
    return dict(line.split(': ', 1) for line in lines)


class Tap:
    """Numbers the tests and prints what came of them."""

    def __init__(self, wrong):
        self.number = self.failures = 0
        self.wrong = wrong

    def report(self, name, test, *arguments):
        self.number += 1
        try:
            for argument in arguments:
                if isinstance(argument, Failure):
                    raise argument
            note = test(*arguments)
        except (Failure, subprocess.TimeoutExpired) as failure:
            why = self.wrong.get(name)
            self.failures += why is None
            print(f'not ok {self.number} - {name}' + (f' # TODO {why}' if why else ''))
            for line in str(failure).splitlines():
                print(f'#   {line}')
        else:
            print(f'ok {self.number} - {name}' + (f' # {note}' if note else ''))
        sys.stdout.flush()


def find_cases():
    """All cases of samples/, and what stands there without a mail."""
    samples = os.path.join(ROOT, 'samples')
    cases, orphans = [], []
    for origin in sorted(os.listdir(samples)):
        if not os.path.isdir(os.path.join(samples, origin)):
            continue
        names = sorted(os.listdir(os.path.join(samples, origin)))
        cases += [os.path.join(samples, origin, n) for n in names if n.endswith('.eml')]
        orphans += [f'{origin}/{n}' for n in names if n.endswith('.json') and n.removesuffix('.json') + '.eml' not in names]
    return cases, orphans


def check_folder(cases, orphans, wrong):
    names = {case.name for case in cases}
    orphans = orphans + [name for name in wrong if name not in names]
    if orphans:
        raise Failure('a result or a word about one without a mail: ' + ', '.join(orphans))
    if not cases:
        raise Failure('there are no samples')


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--dsn', required=True, help='the command to test')
    ap.add_argument('--update', action='store_true', help='write the expected results')
    ap.add_argument('--cuts', type=int, default=60, help='at how many places a mail is cut off (60)')
    ap.add_argument('cases', nargs='*', help='only these')
    args = ap.parse_args()
    dsn = os.path.abspath(args.dsn)
    paths, orphans = ([os.path.abspath(c) for c in args.cases], []) if args.cases else find_cases()
    cases = [Case(path) for path in paths]
    wrong = known_wrong()
    tap = Tap(wrong)

    def cut(case, folder):
        return cuts(case, folder, args.cuts)

    def through_pipe(case, results):
        compare(facts(results[0]), facts(parse(dsn, [], case.data)[0]), 'through a pipe the result differs')

    tap.report('the folder', check_folder, cases, orphans, {} if args.cases else wrong)
    with tempfile.TemporaryDirectory(prefix='dsn-samples-') as folder:
        golden = parse_all(dsn, cases, itself, folder)
        if args.update:
            for case in cases:
                if case.name not in wrong:
                    tap.report(case.name, update, case, golden[case])
        else:
            ends = parse_all(dsn, cases, line_ends, folder)
            pieces = parse_all(dsn, cases, cut, folder)
            for case in cases:
                tap.report(case.name, compare_golden, case, golden[case])
                tap.report(case.name + ': stdin', through_pipe, case, golden[case])
                tap.report(case.name + ': line ends', compare_line_ends, case, ends[case])
                tap.report(case.name + ': cut', lambda *_: None, case, pieces[case])
    print(f'1..{tap.number}')
    return 1 if tap.failures else 0


if __name__ == '__main__':
    sys.exit(main())
