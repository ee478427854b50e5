#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hold the layering: a room of the library includes only itself and the rooms before it, the tools and the public
headers see nothing of the inside, and GMime stays where mail is decoded or built.

    check-rooms.py SOURCE-ROOT

Prints one line for each include that breaks it, and for each file without an SPDX line.
"""
import os
import re
import sys

ROOMS = ['model', 'rules', 'scan', 'read', 'classify', 'write', 'mailbox']
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)

# The public headers of values, which even the lowest room may see.
VALUES = {'dsn-macros.h', 'dsn-types.h', 'dsn-limits.h', 'dsn-status.h', 'dsn-reply.h', 'dsn-report.h',
          'dsn-recipient.h', 'dsn-verdict.h'}
GLIB = ('glib', 'gobject/')
GIO = ('gio/',)
GMIME = ('gmime/',)
JSON = ('json-glib/',)
# What a place may take from outside, apart from the C library.
OUTSIDE = {'model': GLIB, 'rules': GLIB + GIO, 'scan': GLIB, 'read': GLIB + GIO + GMIME, 'classify': GLIB + GIO,
           'write': GLIB + GIO + GMIME, 'mailbox': GLIB + GIO, 'data': GLIB + GIO, '': GLIB + GIO + GMIME,
           'tools': GLIB + GIO + JSON, 'include': GLIB + GIO}
LIBRARIES = GLIB + GIO + GMIME + JSON


def sources(root, folder):
    for path, folders, names in os.walk(os.path.join(root, folder)):
        folders.sort()
        for name in sorted(names):
            if name.endswith(('.c', '.h')):
                yield os.path.relpath(os.path.join(path, name), root)


def place_of(name):
    """The room, "tools", "include", or "" for the files of libdsn/ itself."""
    parts = name.split('/')
    if parts[0] == 'libdsn':
        return parts[1] if len(parts) > 2 else ''
    return parts[0]


def fault(place, quoted, header, rooms):
    """Why this include must not be, or None."""
    if quoted:
        room = header.split('/')[0] if '/' in header else None
        if place == 'tools':
            return 'the tools see only <dsn/...>' if room else None
        if place == 'include':
            return 'a public header includes with <dsn/...>'
        if place == '' or place == room:
            return None
        if room is None or room not in rooms:
            return 'includes between rooms are written "room/header.h"'
        if place in rooms and rooms.index(room) > rooms.index(place):
            return f'{place}/ comes before {room}/'
        return None
    if header.startswith('dsn/'):
        public = header[len('dsn/'):]
        return 'model/ sees only the headers of values' if place == 'model' and public not in VALUES else None
    if header.startswith(LIBRARIES) and not header.startswith(OUTSIDE[place]):
        return f'this library is not for {place or "libdsn"}/'
    return None


def main(root):
    faults = count = 0
    for folder in ('include', 'libdsn', 'tools', 'tests'):
        for name in sources(root, folder):
            count += 1
            with open(os.path.join(root, name), encoding='utf-8') as f:
                text = f.read()
            if 'SPDX-License-Identifier: LGPL-2.1-or-later' not in text[:400]:
                print(f'{name}: no SPDX line')
                faults += 1
            if folder == 'tests':
                continue
            place = place_of(name)
            if place not in OUTSIDE:
                print(f'{name}: {place}/ is no room')
                faults += 1
                continue
            for match in INCLUDE.finditer(text):
                why = fault(place, match[1] == '"', match[2], ROOMS)
                if why:
                    line = text.count('\n', 0, match.start(1)) + 1
                    print(f'{name}:{line}: {match[2]}: {why}')
                    faults += 1
    print(f'{count} files, {faults} faults')
    return 1 if faults or not count else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
