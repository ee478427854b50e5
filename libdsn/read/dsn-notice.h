/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One human-readable part of a message: its lines, and where in it the returned message begins.
 */
#pragma once

#include "model/dsn-arena.h"
#include "model/dsn-span.h"

/* A line by place: [start, end) without the line end; content is its first byte that is not blank, end its last. */
typedef struct {
  guint32 start;
  guint32 content;
  guint32 end;         /* trailing blanks not included; content == end: the line is blank */
  guint32 indent;      /* columns of white space before the content */
} DsnLine;

typedef struct {
  const char *text;             /* valid UTF-8, line ends as they came; not NUL-terminated */
  gsize       length;
  guint       part;             /* index of the MIME part, DSN_PART_UNKNOWN if none */
  gboolean    exact;            /* the text is a piece of the message, byte for byte, ... */
  gsize       base;             /* ... that begins here */

  DsnLine    *lines;            /* of the notice alone: up to the returned message */
  guint       n_lines;
  gsize       end;              /* where the notice ends */
  gsize       original_at;      /* where the returned message begins in the text; == length: there is none */
  char        original_mark;    /* '>' or '|' stands before each of its lines; ' ': it is indented; 0: as it is */
  guint       original_indent;  /* columns, where the mark is ' ' */
} DsnNotice;

DsnNotice *dsn_notice_new          (DsnArena *arena, const char *text, gsize length, guint part, gboolean exact, gsize base);

/* The returned message behind the notice with the marks of quoting taken off; NULL if there is none.  It is a piece of the
 * text where it stands as it is, a copy in the arena otherwise. */
const char *dsn_notice_get_original (const DsnNotice *self, DsnArena *arena, gsize *length);

/* Whether the text goes on naming addresses to its end, as a long list of recipients does. */
gboolean    dsn_notice_is_list       (const DsnNotice *self);

/* The place of text[start, end) in the message, or DSN_SPAN_NONE where the part had to be decoded. */
DsnSpan     dsn_notice_span        (const DsnNotice *self, gsize start, gsize end);

static inline gboolean
dsn_line_is_blank (const DsnLine *line)
{
  return line->content == line->end;
}
