/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The state of one scan, shared by the files of this room: dsn-scan.c (the callers' side), dsn-scan-parts.c (parts and
 * boundaries), dsn-scan-header.c (header blocks), dsn-scan-media.c (media types, encodings, parameters).
 */
#pragma once

#include "scan/dsn-scan.h"

#define DSN_SCAN_STEP (1024 * 1024)   /* pages behind are given back after so many bytes */

/* A multipart whose end has not been seen.  Its boundary is a span of the data, or a copy if something had to be
 * undone. */
typedef struct {
  int           part;
  int           last_child;  /* -1: none yet */
  const guint8 *boundary;
  gsize         length;      /* 0: no boundary is known */
  char         *copy;
  gboolean      opened;      /* a boundary line of it was seen */
  gboolean      guessed;     /* a boundary was looked for in the body already */
  gboolean      digest;      /* parts without Content-Type are messages (RFC 2046 5.1.5) */
} DsnScanFrame;

typedef struct {
  DsnScan      *scan;
  const guint8 *data;
  gsize         size;
  gsize         pos;
  gboolean      drop_pages;
  gsize         dropped;     /* pages before this place were given back */
  gsize         parts_allocated;
  gsize         fields_allocated;
  int           current;     /* the innermost part that is open */
  DsnScanFrame *frames;      /* from the outermost multipart to the innermost */
  guint         n_frames;
  guint         frames_allocated;
} DsnScanner;

/* dsn-scan.c */
void        dsn_scanner_drop_pages    (DsnScanner *self, gsize before);

/* dsn-scan-parts.c */
void        dsn_scanner_read_message  (DsnScanner *self);
int         dsn_scanner_add_part      (DsnScanner *self, int parent, int previous, gsize start);
gboolean    dsn_scanner_at_boundary   (const DsnScanner *self, gsize start, int *frame, gboolean *closing, gsize *next);

static inline void
dsn_scan_flag (DsnScan *self, int part, DsnDefects defects)
{
  self->parts[part].defects |= defects;
  self->defects |= defects;
}

/* dsn-scan-header.c */
void        dsn_scanner_read_header   (DsnScanner *self, int part, gboolean is_root);

/* dsn-scan-media.c */
DsnMedia    dsn_scan_media_from_value (const guint8 *data, DsnSpan value, gboolean *is_digest);
DsnEncoding dsn_scan_encoding_from_value (const guint8 *data, DsnSpan value);

/* ASCII case-blind, and the most frequent question of the scanner. */
static inline gboolean
dsn_scan_span_is (const guint8 *data, DsnSpan span, const char *word, gsize length)
{
  const guint8 *p = data + span.offset;

  if (span.length != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      guint8 difference = p[i] ^ (guint8) word[i];
      if (difference && (difference != 0x20 || !g_ascii_isalpha (word[i])))
        return FALSE;
    }
  return TRUE;
}

/* The next line that begins at or after *offset: [*offset, *end) is its content, *next the place after its line end.
 * Trailing CRs are no content.  Returns FALSE if the data ends without a line end. */
static inline gboolean
dsn_scan_line (const guint8 *data, gsize size, gboolean cr_mode, gsize offset, gsize *end, gsize *next)
{
  const guint8 *p = data + offset, *stop = data + size;
  gboolean ended;

  if (cr_mode)
    {
      while (p < stop && *p != '\r' && *p != '\n')
        p++;
      ended = p < stop;
      *end = p - data;
      *next = *end + (ended ? 1 + (*p == '\r' && p + 1 < stop && p[1] == '\n') : 0);
      return ended;
    }

  p = offset < size ? memchr (p, '\n', size - offset) : NULL;
  ended = p != NULL;
  if (!ended)
    p = stop;
  *next = p - data + ended;
  while (p > data + offset && p[-1] == '\r')
    p--;
  *end = p - data;
  return ended;
}
