/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The scanner as its callers see it: what a scan is made with, and what can be asked of it.  The parts are found by
 * dsn-scan-parts.c, the header blocks by dsn-scan-header.c, types and parameters by dsn-scan-media.c.
 *
 * Line ends: CR mode holds iff the first line end of the message is a bare CR; then CR, LF and CRLF all end lines.  In
 * all other mail only LF and CRLF do and a bare CR is data, so that it cannot start a field within a line of a bounce.
 * A line that ends with several CRs and LF ends before the first of them.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "scan/dsn-scan-private.h"

static void
set_limits (DsnLimits *limits, const DsnLimits *from)
{
  static const DsnLimits none;

  *limits = from ? *from : none;
  limits->message_bytes = limits->message_bytes ? limits->message_bytes : DSN_LIMIT_MESSAGE_BYTES;
  limits->header_bytes = limits->header_bytes ? limits->header_bytes : DSN_LIMIT_HEADER_BYTES;
  limits->field_bytes = limits->field_bytes ? limits->field_bytes : DSN_LIMIT_FIELD_BYTES;
  limits->fields = limits->fields ? limits->fields : DSN_LIMIT_FIELDS;
  limits->parts = CLAMP (limits->parts ? limits->parts : DSN_LIMIT_PARTS, 1, G_MAXINT);
  limits->depth = MIN (limits->depth ? limits->depth : DSN_LIMIT_DEPTH, G_MAXINT);
}

/* Gives whole pages before a place back to the system: they are a private mapping of a file that nobody writes to, so
 * they come back from the file if a span of them is read later. */
void
dsn_scanner_drop_pages (DsnScanner *self, gsize before)
{
  if (!self->drop_pages || before - self->dropped < DSN_SCAN_STEP)
    return;

  guintptr page = sysconf (_SC_PAGESIZE);
  guintptr start = ((guintptr) self->data + self->dropped + page - 1) & ~(page - 1);
  guintptr end = ((guintptr) self->data + before) & ~(page - 1);
  if (end > start)
    madvise ((void *) start, end - start, MADV_DONTNEED);
  self->dropped = end > (guintptr) self->data ? end - (guintptr) self->data : 0;
}

/* Whether the first line of the message ends with a bare CR.  One that has not ended after a step will not tell. */
static gboolean
ends_lines_with_cr (const guint8 *data, gsize size)
{
  const guint8 *lf, *end, *cr;

  size = MIN (size, DSN_SCAN_STEP);
  lf = memchr (data, '\n', size);
  end = lf ? lf : data + size;
  cr = memchr (data, '\r', end - data);
  while (cr && cr < end && *cr == '\r')
    cr++;
  return cr && (cr != end || !lf);
}

static void
scanner_init (DsnScanner *self, const guint8 *data, gsize size, const DsnLimits *limits, DsnScanFlags flags)
{
  DsnScan *scan = g_new0 (DsnScan, 1);

  set_limits (&scan->limits, limits);
  if (size > scan->limits.message_bytes)
    {
      size = scan->limits.message_bytes;
      scan->defects |= DSN_DEFECT_LIMIT_MESSAGE;
    }
  data = data ? data : (const guint8 *) "";
  scan->data = data;
  scan->size = size;
  scan->cr_mode = ends_lines_with_cr (data, size);
  *self = (DsnScanner) { .scan = scan, .data = data, .size = size, .current = -1,
                         .drop_pages = (flags & DSN_SCAN_DROP_PAGES) != 0 };
}

static DsnScan *
scanner_finish (DsnScanner *self)
{
  DsnPart *root = &self->scan->parts[0];

  if (self->scan->defects & DSN_DEFECT_LIMIT_MESSAGE)
    dsn_scan_flag (self->scan, 0, DSN_DEFECT_LIMIT_MESSAGE);
  if (!root->header.length && !root->body.length)
    dsn_scan_flag (self->scan, 0, DSN_DEFECT_EMPTY);
  g_free (self->frames);
  return self->scan;
}

/* Scans a message.  The data must live as long as the result.  Limits of NULL are the defaults. */
DsnScan *
dsn_scan_new (const guint8 *data, gsize size, const DsnLimits *limits, DsnScanFlags flags)
{
  DsnScanner self;

  scanner_init (&self, data, size, limits, flags);
  dsn_scanner_read_message (&self);
  return scanner_finish (&self);
}

/* Scans the returned header of a message (text/rfc822-headers, message/global-headers): one part; what follows the
 * header is its body and is not looked at. */
DsnScan *
dsn_scan_new_fields (const guint8 *data, gsize size, const DsnLimits *limits)
{
  DsnScanner self;
  DsnPart *part;

  scanner_init (&self, data, size, limits, DSN_SCAN_FLAGS_NONE);
  dsn_scanner_add_part (&self, -1, -1, 0);
  dsn_scanner_read_header (&self, 0, TRUE);
  part = &self.scan->parts[0];
  part->body = (DsnSpan) { self.pos, self.size - self.pos };
  part->media = DSN_MEDIA_TEXT_PLAIN;
  return scanner_finish (&self);
}

void
dsn_scan_free (DsnScan *self)
{
  if (!self)
    return;
  g_free (self->parts);
  g_free (self->fields);
  g_free (self);
}

const DsnRawField *
dsn_scan_get_field (const DsnScan *self, const DsnPart *part, const char *name)
{
  gsize length = strlen (name);

  for (guint i = part->first_field; i < part->first_field + part->n_fields; i++)
    if (dsn_scan_span_is (self->data, self->fields[i].name, name, length))
      return &self->fields[i];
  return NULL;
}

gboolean
dsn_scan_next_line (const guint8 *data, gsize end, gboolean cr_mode, gsize *offset, DsnSpan *line)
{
  gsize line_end, next;

  if (*offset >= end)
    return FALSE;
  dsn_scan_line (data, end, cr_mode, *offset, &line_end, &next);
  *line = (DsnSpan) { *offset, line_end - *offset };
  *offset = next;
  return TRUE;
}
