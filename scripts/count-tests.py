#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Add up the logs of several meson test runs and end with the line "N passed, N failed, N skipped".

    count-tests.py LOG.json...

Exit status 1 if a test failed, if a log is missing or if there was nothing to count.
"""
import json
import os
import sys

PASSED = {'OK', 'EXPECTEDFAIL'}
SKIPPED = {'SKIP', 'IGNORED'}


def main(paths):
    passed, failed, skipped = 0, [], []
    for path in paths:
        run = os.path.splitext(os.path.basename(path))[0]
        try:
            with open(path, encoding='utf-8') as log:
                tests = [json.loads(line) for line in log if line.strip()]
        except OSError as error:
            failed.append(f'{run}: {error}')
            continue
        for test in tests:
            if test['result'] in PASSED:
                passed += 1
            elif test['result'] in SKIPPED:
                skipped.append(f"{run}: {test['name']}")
            else:
                failed.append(f"{run}: {test['name']}: {test['result']}")
    print()
    for line in skipped:
        print(f'skipped  {line}')
    for line in failed:
        print(f'FAILED   {line}')
    print(f'{passed} passed, {len(failed)} failed, {len(skipped)} skipped')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
