#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes a C table of the language files: embed-languages.py OUTPUT FILE..."""
import pathlib
import sys


def literal(data):
    """The bytes as a C string, one line of text a line."""
    lines = []
    for line in data.splitlines(keepends=True):
        text = ''.join(c if 0x20 <= ord(c) < 0x7f and c not in '"\\?' else '\\%03o' % ord(c)
                       for c in line.decode('latin-1'))
        lines.append('    "%s"' % text)
    return '\n'.join(lines)


def main(output, files):
    rows = []
    for name in sorted(files, key=lambda f: pathlib.Path(f).stem):
        data = pathlib.Path(name).read_bytes()
        rows.append('  { "%s",\n%s,\n    %d },' % (pathlib.Path(name).stem, literal(data), len(data)))
    pathlib.Path(output).write_text(
        '/* made by embed-languages.py */\n#include "write/dsn-language.h"\n\n'
        'const DsnBuiltinLanguage dsn_builtin_languages[] = {\n%s\n};\n\n'
        'const guint dsn_n_builtin_languages = G_N_ELEMENTS (dsn_builtin_languages);\n' % '\n'.join(rows))


main(sys.argv[1], sys.argv[2:])
