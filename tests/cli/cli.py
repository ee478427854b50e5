# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the command share: running it, mail to feed it with, and what is true of every output."""
import json
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import unittest

DSN = os.environ['DSN']
SOURCE = os.environ['DSN_SOURCE']

BOUNCE = b"""\
From: MAILER-DAEMON@mx.example.org
To: sender@example.net
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1

The mail could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; %(address)s
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <%(address)s>: User unknown

--b1
Content-Type: message/rfc822

From: Sender <sender@example.net>
To: <%(address)s>
Subject: %(subject)s
Message-ID: <%(id)s@example.net>
X-Campaign: spring

Hello.

--b1--
"""


def bounce(address='kim@example.com', subject='Minutes', id='m1'):
    return BOUNCE % {b'address': address.encode(), b'subject': subject.encode(), b'id': id.encode()}


class Run:
    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout
        self.err = done.stderr.decode('utf-8')    # an error line is valid UTF-8 whatever the arguments were

    @property
    def lines(self):
        return self.out.decode('utf-8').splitlines()

    @property
    def json(self):
        return [json.loads(line) for line in self.out.decode('utf-8').split('\n') if line]


def is_harmless(text):
    """Nothing in a text that a terminal could act on; line ends are fine."""
    bad = [c for c in text if (ord(c) < 32 and c not in '\n\r') or 0x7f <= ord(c) <= 0x9f or
           c in '\u061c\u200e\u200f\u2028\u2029' or 0x202a <= ord(c) <= 0x202e or 0x2066 <= ord(c) <= 0x2069]
    return not bad


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='dsn-cli-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *names):
        names = [os.fsencode(n) for n in names]
        return os.path.join(os.fsencode(self.folder), *names)

    def write(self, name, data):
        path = self.path(*name.split('/')) if isinstance(name, str) else self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(data)
        return path

    def maildir(self, name='Maildir', **messages):
        """A Maildir; messages by name, "cur" or "new" before the first underscore."""
        for box in 'cur', 'new', 'tmp':
            os.makedirs(self.path(name, box))
        for key, data in messages.items():
            box, rest = key.split('_', 1)
            self.write('%s/%s/%s' % (name, box, rest), data)
        return self.path(name)

    def terminal(self):
        """Both ends of a terminal.  A system without any, such as a bare chroot, cannot run the test."""
        try:
            return pty.openpty()
        except OSError as error:
            self.skipTest(str(error))

    def dsn(self, *args, stdin=b'', env=None, cwd=None, **kw):
        done = subprocess.run([DSN, *args], input=stdin, capture_output=True, timeout=120, cwd=cwd or self.folder,
                              env={} if env is None else env, **kw)
        return Run(done)

    def peak_memory(self, *args):
        """The resident memory of a run at its peak, in KiB.  A small process in between starts it, since what a process
        had before exec counts too."""
        code = ('import resource, subprocess, sys\n'
                'subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n'
                'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
        done = subprocess.run([sys.executable, '-S', '-c', code, DSN, *args], cwd=self.folder, capture_output=True, check=True)
        return int(done.stdout)

    def assertOneLine(self, run, *words):
        """One error line, which says what it is about."""
        self.assertEqual(run.err.count('\n'), 1, run.err)
        self.assertTrue(run.err.startswith('dsn'), run.err)
        self.assertTrue(is_harmless(run.err), run.err)
        for word in words:
            self.assertIn(word, run.err)

    def assertQuiet(self, run):
        self.assertEqual(run.err, '')
