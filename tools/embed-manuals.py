#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""embed-manuals.py OUTPUT.c PAGE.rst...

Makes the help texts of the command out of its manual pages: one C table with summary, synopsis, examples and the whole
text of each page.  Understands the little reStructuredText that the pages use: a title, sections underlined with '=',
literal blocks, ``code``, **bold**, *emphasis*; lines stay as they are wrapped in the page.
"""
import os
import re
import sys


def plain(line):
    line = re.sub(r'``(.+?)``', r'\1', line)
    line = re.sub(r'\*\*(.+?)\*\*', r'\1', line)
    line = re.sub(r'(?<![\w*])\*(\w[^*]*?)\*(?!\w)', r'\1', line)
    line = re.sub(r'\\(.)', lambda m: m.group(1).strip(), line)
    return re.sub(r'::$', ':', line)


def read_page(path):
    """Gives [(section, [lines])] with markup taken off; the title and the fields below it are left out."""
    with open(path, encoding='utf-8') as f:
        lines = f.read().split('\n')
    sections, literal, i = [], False, 0
    while i < len(lines):
        line = lines[i]
        below = lines[i + 1] if i + 1 < len(lines) else ''
        if line and not line.startswith(' ') and re.fullmatch(r'=+', below) and len(below) >= len(line) and not lines[i - 1].startswith('='):
            sections.append((line, []))
            literal, i = False, i + 2
            continue
        i += 1
        if not sections or line.startswith('.. '):
            continue
        if line.startswith('| '):
            line = line[2:]
        if line and not line.startswith(' '):
            literal = False
        if literal:
            sections[-1][1].append(line)
            continue
        if line.strip() == '::':
            literal = True
            continue
        literal = line.endswith('::')
        sections[-1][1].append(plain(line))
    return [(name, trim(body)) for name, body in sections]


def trim(body):
    while body and not body[0].strip():
        body = body[1:]
    while body and not body[-1].strip():
        body = body[:-1]
    return body


def c_string(lines):
    if not lines:
        return '""'
    return ''.join('\n    "%s\\n"' % l.replace('\\', '\\\\').replace('"', '\\"') for l in lines)


def main():
    output, pages = sys.argv[1], sys.argv[2:]
    rows = []
    for path in sorted(pages):
        name = os.path.basename(path)[:-len('.rst')]
        command = name[4:] if name.startswith('dsn-') else name
        sections = read_page(path)
        found = dict(sections)
        summary = ' '.join(found['Name']).split(' - ', 1)[1]
        synopsis = [l.strip() for l in found['Synopsis'] if l.strip()]
        examples = [l.rstrip() for l in found.get('Examples', []) if l.strip()]
        text = []
        for section, body in sections:
            text += [section.upper()] + [('  ' + l).rstrip() for l in body] + ['']
        rows.append('  { "%s", "%s",%s,%s,%s },\n' % (command, summary.replace('"', '\\"'), c_string(synopsis),
                                                      c_string(examples), c_string(trim(text))))
    with open(output, 'w', encoding='utf-8') as f:
        f.write('/* Made by embed-manuals.py from docs/man. */\n#include "dsn-tool.h"\n\n'
                'const DsnManual dsn_manuals[] = {\n%s};\nconst guint dsn_n_manuals = G_N_ELEMENTS (dsn_manuals);\n'
                % ''.join(rows))


main()
