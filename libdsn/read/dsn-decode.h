/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From raw bytes of a message to text that is safe to keep: valid UTF-8 in the arena, transfer encoding and charset undone.
 */
#pragma once

#include "model/dsn-arena.h"
#include "scan/dsn-scan.h"

/* The bytes of a body, its transfer encoding undone. */
typedef struct {
  const guint8 *data;      /* in the message itself where `exact`, else in the arena */
  gsize         size;
  gboolean      exact;     /* the same bytes as in the message ... */
  gsize         base;      /* ... beginning there */
  gboolean      utf8;      /* 8-bit text is allowed in it */
  gboolean      cut;       /* the message was cut within its last line */
  DsnDefects    defects;
} DsnBody;

/* At most `limit` bytes of the part's body are looked at. */
void        dsn_decode_body     (DsnArena *arena, const DsnScan *scan, const DsnPart *part, gsize limit, DsnBody *body);

/* Text of a charset (NULL: not told) as UTF-8; what cannot be converted is replaced.  The text itself where that is UTF-8 already. */
const char *dsn_decode_charset  (DsnArena *arena, const char *text, gsize length, const char *charset,
                                 gsize *out_length, DsnDefects *defects);

/* The human-readable text of a text part as UTF-8, line ends as they are; the lower-case charset by its Content-Type. */
const char *dsn_decode_text     (DsnArena *arena, const DsnScan *scan, const DsnPart *part, gsize limit,
                                 gsize *length, gboolean *exact, DsnDefects *defects);

/* A raw field value unfolded: line ends with the blanks around them become one blank, ends trimmed, valid UTF-8. */
const char *dsn_decode_value    (DsnArena *arena, const guint8 *data, gsize length, DsnDefects *defects);

/* The same with encoded words (RFC 2047) decoded. */
const char *dsn_decode_header   (DsnArena *arena, const guint8 *data, gsize length, DsnDefects *defects);

/* Name of a field. */
const char *dsn_decode_name     (DsnArena *arena, const guint8 *data, gsize length);
