#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""run.py [PATTERN]: runs the tests of the dsn command in this folder (test_*.py) and prints TAP.

DSN names the command, DSN_SOURCE the source tree.  With a pattern only tests whose names contain it run.
"""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


class TapResult(unittest.TestResult):
    def __init__(self, count):
        super().__init__()
        print('TAP version 13\n1..%d' % count, flush=True)

    def say(self, test, ok, extra=''):
        print('%s %d - %s%s' % ('ok' if ok else 'not ok', self.testsRun, test.id(), extra), flush=True)

    def startTest(self, test):
        super().startTest(test)
        self.failed_parts = []

    def addSubTest(self, test, part, err):
        super().addSubTest(test, part, err)
        if err is not None:
            self.failed_parts.append((part, err))

    def stopTest(self, test):
        for part, err in self.failed_parts:
            self.fail(part, err, said=part is not self.failed_parts[0][0])
        super().stopTest(test)

    def fail(self, test, err, said=False):
        if said:
            print('# ' + test.id(), flush=True)
        else:
            self.say(test, False)
        for line in self._exc_info_to_string(err, test).rstrip().split('\n'):
            print('# ' + line, flush=True)

    def addSuccess(self, test):
        self.say(test, True)

    def addError(self, test, err):
        super().addError(test, err)
        self.fail(test, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.fail(test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.say(test, True, ' # SKIP ' + reason)


def flatten(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from flatten(item)
        else:
            yield item


def main():
    sys.path.insert(0, HERE)
    sys.dont_write_bytecode = True
    tests = list(flatten(unittest.TestLoader().discover(HERE, 'test_*.py')))
    if len(sys.argv) > 1:
        tests = [t for t in tests if sys.argv[1] in t.id()]
    result = TapResult(len(tests))
    unittest.TestSuite(tests).run(result)
    sys.exit(not result.wasSuccessful())


main()
