# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where messages come from: folders, Maildirs, mboxes, streams and lists; none lost, none twice."""
import os
import socket
import subprocess

from cli import Case, DSN, bounce

FROM = b'From MAILER-DAEMON Thu Jan  1 00:00:00 2026\n'


class Mail(Case):
    def sources(self, *args, **kw):
        run = self.dsn('parse', '--format=json', *args, **kw)
        return run, [m['source'] for m in run.json]

    def subjects(self, *args, **kw):
        """The subjects of the returned messages, by which the tests know them again."""
        return [m.get('original', {}).get('subject') for m in self.dsn('parse', '--format=json', *args, **kw).json]


class Folders(Mail):
    def test_byte_order_and_walk(self):
        for name in 'b.eml', 'B.eml', 'a/2', 'a/10', 'a.eml', 'c/d/e':
            self.write(name, bounce())
        run, sources = self.sources('.')
        self.assertEqual([s['path'] for s in sources],
                         ['./B.eml', './a/10', './a/2', './a.eml', './b.eml', './c/d/e'])
        self.assertEqual(run.status, 0)
        run, sources = self.sources('a/')
        self.assertEqual([s['path'] for s in sources], ['a/10', 'a/2'])

    def test_files_in_a_folder_are_no_mboxes(self):
        self.write('in/one', FROM + bounce() + b'\n' + FROM + bounce())
        run, sources = self.sources('in')
        self.assertEqual(len(sources), 1)

    def test_fifos_and_sockets_are_passed_over(self):
        self.write('in/m', bounce())
        os.mkfifo(self.path('in', 'fifo'))
        with socket.socket(socket.AF_UNIX) as s:
            s.bind(self.path('in', 'socket'))
            run, sources = self.sources('in')
        self.assertEqual((run.status, len(sources)), (0, 1))
        self.assertQuiet(run)

    def test_links_are_not_followed(self):
        self.write('in/m', bounce())
        self.write('out/secret', bounce())
        os.symlink(self.path('out', 'secret'), self.path('in', 'link'))
        os.symlink(self.path('out'), self.path('in', 'z'))
        run, sources = self.sources('in')
        self.assertEqual([s['path'] for s in sources], ['in/m'])
        self.assertEqual(run.status, 1)
        self.assertEqual(run.err.count('\n'), 2)

    def test_path_that_is_a_link(self):
        self.write('in/m', bounce())
        os.symlink('in', self.path('link'))
        os.symlink('in/m', self.path('l.eml'))
        run, sources = self.sources('link', 'l.eml')
        self.assertEqual([s['path'] for s in sources], ['link/m', 'l.eml'])

    def test_unreadable_file_and_folder(self):
        if os.geteuid() == 0:
            self.skipTest('root reads everything')
        for name in 'a', 'b', 'c/d', 'e':
            self.write('in/' + name, bounce())
        os.chmod(self.path('in', 'b'), 0)
        os.chmod(self.path('in', 'c'), 0)
        run, sources = self.sources('in')
        os.chmod(self.path('in', 'c'), 0o700)
        self.assertEqual([s['path'] for s in sources], ['in/a', 'in/e'])
        self.assertEqual((run.status, run.err.count('\n')), (1, 2))

    def test_deep_folders(self):
        path = self.path('in')
        for _ in range(200):
            path = os.path.join(path, b'd')
        os.makedirs(path)
        with open(os.path.join(path, b'm'), 'wb') as f:
            f.write(bounce())
        run, sources = self.sources('in')
        self.assertEqual((run.status, len(sources)), (0, 1))

    def test_device(self):
        run = self.dsn('parse', '/dev/zero')
        self.assertEqual(run.status, 1)
        self.assertOneLine(run, '/dev/zero')


class Maildirs(Mail):
    def test_cur_and_new(self):
        box = self.maildir(**{'cur_1.a:2,S': bounce(subject='a'), 'new_2.b': bounce(subject='b'), 'tmp_3.c': bounce(),
                              'cur_.hidden': bounce(), 'new_0.d': bounce(subject='d')})
        self.write('Maildir/dovecot-uidlist', b'no mail')
        self.write('Maildir/.Sent/cur/x', bounce())
        run, sources = self.sources(box)
        self.assertEqual([os.path.relpath(s['path'], os.fsdecode(box)) for s in sources], ['cur/1.a:2,S', 'new/0.d', 'new/2.b'])
        self.assertEqual(run.status, 0)
        self.assertQuiet(run)

    def test_within_a_folder(self):
        self.maildir('users/kim', new_1=bounce(), tmp_2=bounce())
        run, sources = self.sources('users')
        self.assertEqual([s['path'] for s in sources], ['users/kim/new/1'])

    def test_empty(self):
        run, sources = self.sources(self.maildir())
        self.assertEqual((run.status, sources), (0, []))

    def test_link_out_of_it(self):
        self.write('secret', bounce())
        box = self.maildir(new_1=bounce())
        os.symlink(self.path('secret'), os.path.join(box, b'new', b'2'))
        run, sources = self.sources(box)
        self.assertEqual((run.status, len(sources)), (1, 1))
        self.assertOneLine(run, 'new/2', 'symbolic link')

    def test_box_that_is_a_link(self):
        other = self.maildir('Other', cur_1=bounce(), new_2=bounce())
        box = self.maildir(new_3=bounce())
        os.rmdir(os.path.join(box, b'cur'))
        os.symlink(os.path.join(other, b'cur'), os.path.join(box, b'cur'))
        run, sources = self.sources(box)
        self.assertEqual([os.path.basename(s['path']) for s in sources], ['3'])
        self.assertEqual(run.status, 1)

    def test_others_move_messages_meanwhile(self):
        """A mail program marks and moves messages while they are read."""
        n = 3000
        box = self.maildir(**{'new_%05d.m' % i: bounce(subject='s%d' % i) for i in range(n)})
        reader = subprocess.Popen([DSN, 'parse', '--template={subject}\\n', box], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE)
        for i in reversed(range(n)):
            name = b'%05d.m' % i
            os.rename(os.path.join(box, b'new', name), os.path.join(box, b'cur', name + b':2,S'))
        out, err = reader.communicate()
        self.assertEqual((reader.returncode, err), (0, b''))
        self.assertEqual(sorted(out.split()), sorted(b's%d' % i for i in range(n)))


class Mboxes(Mail):
    def test_places(self):
        first, second = FROM + bounce() + b'\n', FROM + bounce('lee@example.org') + b'\n'
        path = self.write('m.mbox', first + second)
        run, sources = self.sources(path)
        self.assertEqual([(s['index'], s['offset']) for s in sources], [(0, 0), (1, len(first))])
        self.assertEqual(run.status, 0)
        self.assertEqual([m['defects'] for m in run.json], [[], []])
        with open(path, 'rb') as f:
            piped = self.dsn('parse', '--format=json', '--mbox', stdin=f.read())
        self.assertEqual([m['source'] for m in piped.json], [dict(s, path='-') for s in sources])

    def test_stdin_without_mbox_is_one_message(self):
        run, sources = self.sources(stdin=FROM + bounce() + b'\n' + FROM + bounce())
        self.assertEqual(len(sources), 1)

    def test_file_on_stdin(self):
        path = self.write('m.mbox', (FROM + bounce() + b'\n') * 3)
        with open(path, 'rb') as f:
            done = subprocess.run([DSN, 'parse', '--mbox', '--format=addresses'], stdin=f, capture_output=True)
        self.assertEqual(done.stdout, b'kim@example.com\n' * 3)

    def test_quotes(self):
        """'>From ' in the returned message's header block is body text of the notification."""
        mail = bounce().replace(b'The mail could', b'>From now on\n>>From here\n> From\nThe mail could')
        path = self.write('m.mbox', FROM + mail + b'\n' + FROM + bounce(subject='last') + b'\n')
        self.assertEqual(self.subjects(path), ['Minutes', 'last'])

    def test_from_in_text_is_no_message(self):
        for text in [b'From the desk of the postmaster\n', b'\nFrom now on:\n', b'\nFrom here to 12:30 it is far\n',
                     b'x\nFrom MAILER-DAEMON Thu Jan  1 00:00:00 2026\nthat was it\n']:
            with self.subTest(text=text):
                mail = bounce().replace(b'The mail could', text + b'The mail could')
                path = self.write('m.mbox', (FROM + mail + b'\n') * 2)
                self.assertEqual(len(self.subjects(path)), 2)

    def test_no_empty_line_before_from(self):
        path = self.write('m.mbox', (FROM + bounce()) * 3)
        self.assertEqual(len(self.subjects(path)), 3)

    def test_line_ends(self):
        for end in b'\n', b'\r\n', b'\r':
            with self.subTest(end=end):
                box = ((FROM + bounce() + b'\n') * 3).replace(b'\n', end)
                run, sources = self.sources(self.write('m.mbox', box))
                self.assertEqual([s['offset'] for s in sources], [0, len(box) // 3, 2 * len(box) // 3])

    def test_content_length(self):
        body = b'--b1\n\nFrom MAILER-DAEMON Thu Jan  1 00:00:00 2026\nSubject: inside\n\nno message\n'
        head = FROM + b'Content-Type: text/plain\nContent-Length: %d\n\n' % len(body)
        path = self.write('m.mbox', (head + body + b'\n') * 3)
        self.assertEqual(len(self.subjects(path)), 3)

    def test_wrong_content_length_swallows_nothing(self):
        mail = FROM + bounce() + b'\n'
        for length in 0, 10, len(mail), 10 ** 6, 10 ** 17:
            for place in 0, 1, 3:
                with self.subTest(length=length, place=place):
                    mails = [mail] * 4
                    mails[place] = FROM + b'Content-Length: %d\n' % length + bounce() + b'\n'
                    path = self.write('m.mbox', b''.join(mails))
                    self.assertEqual(len(self.subjects(path)), 4)

    def test_content_length_that_swallows_the_next(self):
        """A sender's Content-Length that leads exactly to a later message, in an mbox whose writer sets none."""
        mail = FROM + bounce() + b'\n'
        evil = FROM + b'Content-Length: %d\n' % (len(bounce()) - bounce().index(b'\n\n') - 2 + 1 + 2 * len(mail)) + bounce() + b'\n'
        path = self.write('m.mbox', mail + evil + 3 * mail)
        self.assertEqual(len(self.subjects(path)), 5)

    def test_cut_off(self):
        box = (FROM + bounce() + b'\n') * 2
        for cut in 3, 40, 300:
            with self.subTest(cut=cut):
                run, sources = self.sources(self.write('m.mbox', box[:-cut]))
                self.assertEqual(len(sources), 2)
                self.assertIn('truncated', run.json[1]['defects'])
                self.assertNotIn('truncated', run.json[0]['defects'])

    def test_empty(self):
        run, sources = self.sources('--mbox', stdin=b'')
        self.assertEqual((run.status, sources), (0, []))

    def test_no_from_line_first(self):
        run, sources = self.sources('--mbox', stdin=b'\n\n' + bounce() + b'\n' + FROM + bounce())
        self.assertEqual([s['offset'] for s in sources], [2, 3 + len(bounce())])

    def test_sizes_around_the_buffers(self):
        """Messages that begin and end at all places of a chunk, and some that are larger than one."""
        box, offsets = [], []
        place = 0
        for i in range(600):
            size = (i * 7919) % 3000 if i % 100 else (i // 100) * 400000
            mail = FROM + bounce(subject='n%d' % i).replace(b'Hello.', b'>From x' + b'F' * size)
            offsets.append(place)
            box.append(mail + b'\n')
            place += len(box[-1])
        data = b''.join(box)
        path = self.write('m.mbox', data)
        run, sources = self.sources(path)
        self.assertEqual([s['offset'] for s in sources], offsets)
        self.assertEqual([m['original']['subject'] for m in run.json], ['n%d' % i for i in range(600)])
        piped = self.dsn('parse', '--format=json', '--mbox', stdin=data)
        self.assertEqual(piped.out.replace(b'"path":"-"', b''), run.out.replace(b'"path":"%s"' % path, b''))

    def test_memory(self):
        """Neither many messages nor a large one cost memory."""
        if os.environ.get('DSN_SANITIZE', 'none') != 'none':
            self.skipTest('a sanitizer takes memory of its own')
        peak = {}
        for name, count, filler in ('few', 10, 10), ('many', 20000, 10), ('large', 3, 1500000):
            mail = FROM + bounce().replace(b'Hello.\n', b'A line of the returned message.\n' * filler) + b'\n'
            with open(self.path(name), 'wb') as f:
                for _ in range(count):
                    f.write(mail)
            peak[name] = self.peak_memory('parse', '--format=addresses', name)
            os.unlink(self.path(name))
        for name in 'many', 'large':
            self.assertLess(peak[name], peak['few'] + 8 * 1024, peak)


class Streams(Mail):
    def test_stdin(self):
        for args in [], ['-']:
            run, sources = self.sources(*args, stdin=bounce())
            self.assertEqual(sources, [{'path': '-', 'index': 0, 'offset': 0}])

    def test_fifo(self):
        os.mkfifo(self.path('fifo'))
        run = subprocess.run(['/bin/sh', '-c', '(sleep 0.2; cat m.eml) >fifo & "$0" parse --format=addresses fifo', DSN],
                             cwd=self.write('m.eml', bounce())[:-6], capture_output=True)
        self.assertEqual(run.stdout, b'kim@example.com\n')

    def test_process_substitution(self):
        self.write('m.eml', bounce())
        run = subprocess.run(['bash', '-c', '"$0" parse --format=addresses <(cat m.eml)', DSN], cwd=self.path(),
                             capture_output=True)
        self.assertEqual((run.stdout, run.stderr), (b'kim@example.com\n', b''))

    def test_all_of_stdin_is_read(self):
        """A writer is not cut off by a message that is long."""
        run = subprocess.run(['bash', '-o', 'pipefail', '-c', 'head -c 3000000 /dev/zero | "$0" parse --format=json', DSN],
                             capture_output=True)
        self.assertEqual((run.returncode, run.stderr), (0, b''))


class Lists(Mail):
    def test_files_from(self):
        self.write('a b', bounce('a@example.com'))
        self.write('c', bounce('c@example.com'))
        self.write('list', b'a b\n\nmissing\nc')
        run = self.dsn('parse', '--format=addresses', '--files-from=list', 'c')
        self.assertEqual(run.lines, ['c@example.com', 'a@example.com', 'c@example.com'])
        self.assertEqual(run.status, 1)
        self.assertOneLine(run, 'missing')

    def test_null(self):
        self.write('a\nb', bounce('a@example.com'))
        run = self.dsn('parse', '--format=addresses', '--files-from=-', '--null', stdin=b'a\nb\0a\nb\0')
        self.assertEqual(run.lines, ['a@example.com'] * 2)
        self.assertQuiet(run)
