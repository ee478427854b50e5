/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A message -> the flat tree of its parts (RFC 2046 5.1 and 5.2.1).  One pass forward; the open multiparts are on a
 * stack whose height the depth limit bounds.  Within a body only lines that begin with "--" are looked at, and where no
 * boundary can follow nothing is looked at any more.
 *
 * Boundaries: a line of "--", the boundary, perhaps "--", and blanks; a longer line is none.  The innermost multipart
 * that matches is meant, and all parts within it end there.  The line end before a boundary belongs to the boundary.  A
 * boundary line right after another makes no part.  If a multipart has no boundary parameter, or its boundary never
 * occurs, the boundary is guessed: the first line of its body that begins with "--" and has a "Content-" field right
 * below.  If there is none, the whole body becomes its one child, a text/plain leaf.
 *
 * Over the limit of depth a container is a leaf; over the limit of parts no more parts are made.  Nothing is decoded:
 * an encoded message/rfc822 is a leaf for the reader.
 */
#include <string.h>

#include "scan/dsn-scan-private.h"

static gboolean
line_is_boundary (const DsnScanner *self, const DsnScanFrame *frame, gsize start, gboolean *closing, gsize *next)
{
  const guint8 *data = self->data;
  gsize p = start + 2 + frame->length, end = self->size;

  if (!frame->length || end - start - 2 < frame->length
      || memcmp (data + start + 2, frame->boundary, frame->length) != 0)
    return FALSE;
  *closing = end - p >= 2 && data[p] == '-' && data[p + 1] == '-';
  if (*closing)
    p += 2;
  while (p < end && (data[p] == ' ' || data[p] == '\t' || (data[p] == '\r' && !self->scan->cr_mode)))
    p++;
  if (p < end && data[p] != '\n' && data[p] != '\r')
    return FALSE;
  if (p < end)
    p += 1 + (data[p] == '\r' && end - p > 1 && data[p + 1] == '\n');
  *next = p;
  return TRUE;
}

/* Whether the line that begins at start is a boundary of an open multipart; which, of what kind, and where the line
 * after it begins. */
gboolean
dsn_scanner_at_boundary (const DsnScanner *self, gsize start, int *frame, gboolean *closing, gsize *next)
{
  gboolean is_closing;
  gsize after;

  if (self->size - start < 2 || self->data[start] != '-' || self->data[start + 1] != '-')
    return FALSE;
  for (int i = (int) self->n_frames - 1; i >= 0; i--)
    if (line_is_boundary (self, &self->frames[i], start, &is_closing, &after))
      {
        if (frame)
          *frame = i;
        if (closing)
          *closing = is_closing;
        if (next)
          *next = after;
        return TRUE;
      }
  return FALSE;
}

static inline gboolean
has_dashes (const guint8 *p, const guint8 *end)
{
  return end - p >= 2 && p[0] == '-' && p[1] == '-';
}

/* The start of the first line within (start, size) that begins with "--", or size.  Goes in steps, so that pages can be
 * given back.  Most of the time of a large message is spent here. */
static gsize
next_dash_line (DsnScanner *self, gsize start, gsize size)
{
  const guint8 *data = self->data, *p = data + start, *end = data + size;

  while (p < end)
    {
      const guint8 *step = p + MIN (end - p, DSN_SCAN_STEP);
      dsn_scanner_drop_pages (self, p - data);
      if (self->scan->cr_mode)
        {
          for (; p < step; p++)
            if ((*p == '\n' || *p == '\r') && has_dashes (p + 1, end))
              return p + 1 - data;
        }
      else
        {
          while ((p = memchr (p, '\n', step - p)))
            if (has_dashes (++p, end))
              return p - data;
          p = step;
        }
    }
  return size;
}

/* As next_dash_line(), if that at start is none. */
static gsize
this_dash_line (DsnScanner *self, gsize start, gsize size)
{
  return has_dashes (self->data + start, self->data + size) ? start : next_dash_line (self, start, size);
}

/* Where the line before the one at start ends. */
static gsize
previous_line_end (const DsnScanner *self, gsize start)
{
  gsize end = start;

  if (end && self->data[end - 1] == '\n')
    {
      end--;
      if (end && self->data[end - 1] == '\r')
        end--;
    }
  else if (end && self->data[end - 1] == '\r')
    end--;
  return end;
}

/* A part may end within its header: then not even the last line end is its own. */
static void
end_part (DsnPart *part, gsize end)
{
  part->header.offset = MIN (part->header.offset, end);
  part->header.length = MIN (part->header.length, end - part->header.offset);
  part->body.offset = MIN (part->body.offset, end);
  part->body.length = end - part->body.offset;
}

/* A new part, the next one after previous (-1: the first) in parent; or -1 if there may be no more. */
int
dsn_scanner_add_part (DsnScanner *self, int parent, int previous, gsize start)
{
  DsnScan *scan = self->scan;
  DsnPart part = { .parent = parent, .first_child = -1, .next = -1, .content_type = -1, .first_field = scan->n_fields };
  int index = scan->n_parts;

  if (scan->n_parts >= scan->limits.parts)
    {
      dsn_scan_flag (scan, MAX (parent, 0), DSN_DEFECT_LIMIT_PARTS);
      return -1;
    }
  part.header.offset = part.body.offset = start;
  if (parent >= 0)
    part.depth = scan->parts[parent].depth + 1;
  if (scan->n_parts == self->parts_allocated)
    {
      self->parts_allocated = self->parts_allocated ? self->parts_allocated * 2 : 8;
      scan->parts = g_renew (DsnPart, scan->parts, self->parts_allocated);
    }
  scan->parts[scan->n_parts++] = part;
  if (previous >= 0)
    scan->parts[previous].next = index;
  else if (parent >= 0)
    scan->parts[parent].first_child = index;
  return index;
}

static DsnScanFrame *
push_frame (DsnScanner *self, int part)
{
  if (self->n_frames == self->frames_allocated)
    {
      self->frames_allocated = self->frames_allocated ? self->frames_allocated * 2 : 8;
      self->frames = g_renew (DsnScanFrame, self->frames, self->frames_allocated);
    }
  self->frames[self->n_frames] = (DsnScanFrame) { .part = part, .last_child = -1 };
  return &self->frames[self->n_frames++];
}

static void
pop_frame (DsnScanner *self)
{
  g_free (self->frames[--self->n_frames].copy);
}

/* The boundary of a multipart, in place if it can be (RFC 2046 5.1.1: it does not end with blanks). */
static void
set_boundary (DsnScanner *self, DsnScanFrame *frame, const DsnPart *part)
{
  const DsnRawField *field = &self->scan->fields[part->content_type];
  DsnSpan value;

  frame->copy = dsn_scan_dup_parameter (self->scan, field, "boundary");
  if (frame->copy)
    {
      g_strchomp (frame->copy);
      frame->boundary = (const guint8 *) frame->copy;
      frame->length = strlen (frame->copy);
    }
  if (frame->length && dsn_scan_get_parameter (self->scan, field, "boundary", &value)
      && value.length == frame->length && !memcmp (self->data + value.offset, frame->copy, frame->length))
    {
      g_clear_pointer (&frame->copy, g_free);
      frame->boundary = self->data + value.offset;
    }
  if (!frame->length)
    dsn_scan_flag (self->scan, frame->part, DSN_DEFECT_NO_BOUNDARY);
}

/* What the part is, from its header; a multipart is put on the stack. */
static void
classify_part (DsnScanner *self, int index, gboolean in_digest)
{
  DsnScan *scan = self->scan;
  DsnPart *part = &scan->parts[index];
  const DsnRawField *encoding = dsn_scan_get_field (scan, part, "Content-Transfer-Encoding");
  gboolean is_digest = FALSE;

  part->media = in_digest ? DSN_MEDIA_MESSAGE_RFC822 : DSN_MEDIA_TEXT_PLAIN;
  if (part->content_type >= 0)
    part->media = dsn_scan_media_from_value (self->data, scan->fields[part->content_type].value, &is_digest);
  if (encoding)
    part->encoding = dsn_scan_encoding_from_value (self->data, encoding->value);

  part->is_multipart = part->media >= DSN_MEDIA_MULTIPART_REPORT && part->media <= DSN_MEDIA_MULTIPART_OTHER;
  part->is_message = (part->media == DSN_MEDIA_MESSAGE_RFC822 || part->media == DSN_MEDIA_MESSAGE_GLOBAL)
                     && (part->encoding == DSN_ENCODING_IDENTITY || part->encoding == DSN_ENCODING_UNKNOWN);
  if ((part->is_multipart || part->is_message) && part->depth >= scan->limits.depth)
    {
      dsn_scan_flag (scan, index, DSN_DEFECT_LIMIT_DEPTH);
      part->is_multipart = part->is_message = FALSE;
    }
  if ((part->is_multipart || part->is_message) && scan->n_parts >= scan->limits.parts)
    {
      dsn_scan_flag (scan, index, DSN_DEFECT_LIMIT_PARTS);
      part->is_multipart = part->is_message = FALSE;
    }
  if (part->is_multipart)
    {
      DsnScanFrame *frame = push_frame (self, index);
      frame->digest = is_digest;
      set_boundary (self, frame, part);
    }
}

/* Opens the part that begins at the place of the scanner, and if it is a message, the root within, and so on. */
static void
open_part (DsnScanner *self, int parent, int frame)
{
  gboolean is_root = frame < 0, in_digest = !is_root && self->frames[frame].digest;
  int index = dsn_scanner_add_part (self, parent, is_root ? -1 : self->frames[frame].last_child, self->pos);

  if (index >= 0 && !is_root)
    self->frames[frame].last_child = index;
  while (index >= 0)
    {
      self->current = index;
      dsn_scanner_read_header (self, index, is_root);
      self->scan->parts[index].body.offset = self->pos;
      classify_part (self, index, in_digest);
      if (!self->scan->parts[index].is_message)
        return;
      index = dsn_scanner_add_part (self, index, -1, self->pos);
      is_root = TRUE;
      in_digest = FALSE;
    }
}

static gboolean
has_content_field (const DsnScanner *self, gsize start, gsize end)
{
  return end - start > 8 && !g_ascii_strncasecmp ((const char *) self->data + start, "Content-", 8);
}

/* Looks for a boundary that nobody announced in [start, end). */
static gboolean
guess_boundary (DsnScanner *self, DsnScanFrame *frame, gsize start, gsize end)
{
  gsize line_end, next;

  for (; (start = this_dash_line (self, start, end)) < end; start = next)
    {
      dsn_scan_line (self->data, end, self->scan->cr_mode, start, &line_end, &next);
      while (line_end > start && (self->data[line_end - 1] == ' ' || self->data[line_end - 1] == '\t'))
        line_end--;
      if (line_end - start > 2 && has_content_field (self, next, end))
        {
          g_clear_pointer (&frame->copy, g_free);
          frame->boundary = self->data + start + 2;
          frame->length = line_end - start - 2;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
is_all_blank (const guint8 *data, gsize start, gsize end)
{
  while (start < end && g_ascii_isspace (data[start]))
    start++;
  return start >= end;
}

/* The multipart at the top of the stack ends here without a part.  TRUE: there is something to try, go on from the
 * place of the scanner.  FALSE: nothing helps; its body became its child. */
static gboolean
mend_multipart (DsnScanner *self, gsize end)
{
  DsnScanFrame *frame = &self->frames[self->n_frames - 1];
  const DsnPart *part = &self->scan->parts[frame->part];
  gboolean is_root = part->parent < 0, is_returned = !is_root && self->scan->parts[part->parent].is_message;
  DsnEncoding encoding = part->encoding;
  gsize start = part->body.offset;
  gboolean is_blank = is_all_blank (self->data, start, end);
  int child;

  /* a message of which only the header was returned has nothing wrong with it */
  if (frame->length && !(is_blank && is_returned))
    dsn_scan_flag (self->scan, frame->part, DSN_DEFECT_BOUNDARY_MISSING);
  if (is_blank)
    return FALSE;
  if (!frame->guessed)
    {
      frame->guessed = TRUE;
      if (guess_boundary (self, frame, start, end))
        {
          self->pos = start;
          return TRUE;
        }
    }
  child = dsn_scanner_add_part (self, frame->part, -1, start);
  if (child >= 0)
    {
      self->scan->parts[child].media = DSN_MEDIA_TEXT_PLAIN;
      self->scan->parts[child].encoding = encoding;
      end_part (&self->scan->parts[child], end);
    }
  return FALSE;
}

/* Ends all parts within the multipart of frame keep (-1: all there are).  FALSE: not yet, read on from the place of the
 * scanner. */
static gboolean
end_parts (DsnScanner *self, int keep, gsize end)
{
  int last = keep >= 0 ? self->frames[keep].part : -1;

  while ((int) self->n_frames - 1 > keep)
    {
      DsnScanFrame *frame = &self->frames[self->n_frames - 1];
      if (!frame->opened && mend_multipart (self, end))
        return FALSE;
      if (frame->opened)
        dsn_scan_flag (self->scan, frame->part, DSN_DEFECT_BOUNDARY_OPEN | (keep < 0 ? DSN_DEFECT_TRUNCATED : 0));
      pop_frame (self);
    }
  for (; self->current != last; self->current = self->scan->parts[self->current].parent)
    end_part (&self->scan->parts[self->current], end);
  return TRUE;
}

/* One boundary line, at start. */
static void
pass_boundary (DsnScanner *self, gsize start, int level, gboolean closing, gsize next)
{
  gsize end = previous_line_end (self, start);

  if (!end_parts (self, level, end))
    return;
  if (closing && !self->frames[level].opened && mend_multipart (self, end))
    return;
  self->pos = next;
  self->frames[level].opened = TRUE;
  if (closing)
    pop_frame (self);
  else if (!dsn_scanner_at_boundary (self, next, NULL, NULL, NULL))
    open_part (self, self->frames[level].part, level);
}

/* Reads a whole message from the place of the scanner on. */
void
dsn_scanner_read_message (DsnScanner *self)
{
  gboolean closing;
  gsize next;
  int level;

  open_part (self, -1, -1);
  while (self->current >= 0)
    {
      self->pos = self->n_frames ? this_dash_line (self, self->pos, self->size) : self->size;
      while (self->pos < self->size && !dsn_scanner_at_boundary (self, self->pos, &level, &closing, &next))
        self->pos = next_dash_line (self, self->pos, self->size);
      if (self->pos < self->size)
        pass_boundary (self, self->pos, level, closing, next);
      else
        end_parts (self, -1, self->size);
    }
}
