/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One header block (RFC 5322 2.2, obsolete forms of 4.5 included) -> its fields, as spans.  Which lines belong to it:
 *
 *   - An empty line ends the header, and so does a boundary line of any open multipart.
 *   - "Name:" or "Name  :" begins a field.  A name is made of printable ASCII, but < > @ " do not occur in it and it
 *     does not begin with "--": those are the addresses and separators of a text that lost its empty line.
 *   - A line that begins with a blank goes on with the line before it, also if it is all blank.
 *   - Any other line belongs to the header (MALFORMED_HEADER) if that surely goes on below: within some lines, none of
 *     them empty, comes a field that only mail headers have.  Such lines have lost the blank they began with, as
 *     happens to folded fields in transit, and go on with the field before them.  So does "name=" after a field that
 *     ends with a semicolon.  A line with a colon right before the empty line is dropped (MALFORMED_HEADER too).  In
 *     all other cases the body begins here (MISSING_BLANK), so that no text is lost.
 *   - "From " and ">From " lines at the very start of a message are no part of its header.
 *
 * Fields over the limits are cut or not recorded, but the end of the header is always found, and so are the type and
 * the encoding: the limit of header bytes is one of bytes that are kept, so one huge field does not hide those after
 * it.
 */
#include <string.h>

#include "scan/dsn-scan-private.h"

typedef struct {
  DsnScanner *scanner;
  int         part;
  gsize       start;         /* of the header block */
  gboolean    open;          /* a field is open: it may go on */
  gboolean    any;           /* a field was seen */
  gsize       sure;          /* all lines before this place belong to the block */
  gsize       kept;          /* bytes of the fields that are recorded */
  gboolean    has_encoding;  /* Content-Transfer-Encoding is recorded */
  DsnSpan     name;
  gsize       value;         /* place after the colon */
  gsize       end;           /* end of the value so far */
} Block;

/* Fields that people do not quote in a text: From, To, Subject and Date are left out with care. */
static const char *const sure_names[] = {
  "Authentication-Results", "Auto-Submitted", "Delivered-To", "DKIM-Signature", "Envelope-To", "In-Reply-To",
  "Message-ID", "MIME-Version", "Received", "Received-SPF", "References", "Return-Path", "User-Agent",
};
static const char *const sure_prefixes[] = { "ARC-", "Content-", "List-", "Resent-", "Thread-", "X-" };
#define SURE_LINES 16   /* so many lines below are looked at */
#define NAME_BYTES 998  /* no name is longer, as no line of a mail is (RFC 5322 2.1.1) */

static inline gboolean
is_blank (guint8 c)
{
  return c == ' ' || c == '\t';
}

/* Printable ASCII but : < > @ and the quote. */
static const gboolean name_chars[256] = {
  ['!'] = TRUE, ['#' ... '9'] = TRUE, [';'] = TRUE, ['='] = TRUE, ['?'] = TRUE, ['A' ... '~'] = TRUE,
};

static inline gboolean
is_name_char (guint8 c)
{
  return name_chars[c];
}

static inline gboolean
begins_with_dashes (const guint8 *data, gsize start, gsize end)
{
  return end - start >= 2 && data[start] == '-' && data[start + 1] == '-';
}

/* As dsn_scan_line(), but a line that is long beyond reason does not keep its pages. */
static gboolean
next_line (DsnScanner *s, gsize start, gsize *end, gsize *next)
{
  dsn_scanner_drop_pages (s, start);
  while (s->drop_pages && !s->scan->cr_mode && s->size - start > DSN_SCAN_STEP
         && !memchr (s->data + start, '\n', DSN_SCAN_STEP))
    {
      start += DSN_SCAN_STEP;
      dsn_scanner_drop_pages (s, start);
    }
  return dsn_scan_line (s->data, s->size, s->scan->cr_mode, start, end, next);
}

/* Whether [start, end) begins a field; gives its name and the place after the colon. */
static gboolean
is_field (const guint8 *data, gsize start, gsize end, DsnSpan *name, gsize *value)
{
  gsize p = start;

  end = MIN (end, start + NAME_BYTES);
  while (p < end && is_name_char (data[p]))
    p++;
  *name = (DsnSpan) { start, p - start };
  while (p < end && is_blank (data[p]))
    p++;
  *value = p + 1;
  return name->length && p < end && data[p] == ':' && !begins_with_dashes (data, start, end);
}

static gboolean
is_sure_name (const guint8 *data, DsnSpan name)
{
  const char *word = (const char *) data + name.offset;

  for (guint i = 0; i < G_N_ELEMENTS (sure_prefixes); i++)
    if (name.length > strlen (sure_prefixes[i])
        && !g_ascii_strncasecmp (word, sure_prefixes[i], strlen (sure_prefixes[i])))
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (sure_names); i++)
    if (name.length == strlen (sure_names[i]) && !g_ascii_strncasecmp (word, sure_names[i], name.length))
      return TRUE;
  return FALSE;
}

static gboolean
is_from_line (const guint8 *data, gsize start, gsize end)
{
  if (start < end && data[start] == '>')
    start++;
  return end - start >= 5 && !memcmp (data + start, "From ", 5);
}

static gboolean
is_all_blank (const guint8 *data, gsize start, gsize end)
{
  while (start < end && is_blank (data[start]))
    start++;
  return start == end;
}

static gboolean
is_named (const Block *block, const char *name)
{
  return dsn_scan_span_is (block->scanner->data, block->name, name, strlen (name));
}

/* Whether the limits of the block leave room for the open field.  The fields that the structure hangs on always have
 * some. */
static gboolean
has_room (Block *block, DsnScan *scan, const DsnPart *part)
{
  DsnDefects defects = 0;

  if (block->kept >= scan->limits.header_bytes)
    defects |= DSN_DEFECT_LIMIT_HEADER;
  if (part->n_fields >= scan->limits.fields)
    defects |= DSN_DEFECT_LIMIT_FIELDS;
  dsn_scan_flag (scan, block->part, defects);
  return !defects || (part->content_type < 0 && is_named (block, "Content-Type"))
         || (!block->has_encoding && is_named (block, "Content-Transfer-Encoding"));
}

static void
add_field (Block *block)
{
  DsnScanner *s = block->scanner;
  DsnScan *scan = s->scan;
  DsnPart *part = &scan->parts[block->part];
  gsize limit = MIN (scan->limits.field_bytes, G_MAXSIZE - block->name.offset);
  gsize end = block->end;

  if (!block->open)
    return;
  block->open = FALSE;
  if (!has_room (block, scan, part))
    return;
  if (part->content_type < 0 && is_named (block, "Content-Type"))
    part->content_type = scan->n_fields;
  block->has_encoding = block->has_encoding || is_named (block, "Content-Transfer-Encoding");
  if (end - block->name.offset > limit)
    {
      dsn_scan_flag (scan, block->part, DSN_DEFECT_LIMIT_FIELD);
      block->name.length = MIN (block->name.length, limit);
      end = MAX (block->name.offset + limit, block->value);
    }
  if (scan->n_fields == s->fields_allocated)
    {
      s->fields_allocated = s->fields_allocated ? s->fields_allocated * 2 : 64;
      scan->fields = g_renew (DsnRawField, scan->fields, s->fields_allocated);
    }
  scan->fields[scan->n_fields++] = (DsnRawField) { block->name, { block->value, end - block->value } };
  part->n_fields++;
  block->kept += end - block->name.offset;
}

/* Whether the header surely goes on after the line [start, end), which is no field; remembers how far it was seen. */
static gboolean
goes_on (Block *block, gsize start, gsize end, gsize next)
{
  const DsnScanner *s = block->scanner;
  gsize line, line_end, value;
  DsnSpan name;

  if (start < block->sure)
    return TRUE;
  if (begins_with_dashes (s->data, start, end))
    return FALSE;
  for (int i = 0; i < (block->any ? SURE_LINES : 1) && next < s->size; )
    {
      line = next;
      dsn_scan_line (s->data, s->size, s->scan->cr_mode, line, &line_end, &next);
      if (line_end == line)
        return block->any && i == 0 && memchr (s->data + start, ':', MIN (end - start, NAME_BYTES)) != NULL;
      if (begins_with_dashes (s->data, line, line_end))
        return FALSE;
      if (is_blank (s->data[line]))
        continue;
      if (is_field (s->data, line, line_end, &name, &value) && is_sure_name (s->data, name))
        {
          block->sure = line;
          return TRUE;
        }
      i++;
    }
  return FALSE;
}

/* Whether a line is a parameter that the open field still waits for. */
static gboolean
is_parameter_of (const Block *block, gsize start, gsize end)
{
  const guint8 *data = block->scanner->data;
  gsize value_end = block->end, p = start;

  while (value_end > block->value && is_blank (data[value_end - 1]))
    value_end--;
  while (p < end && (g_ascii_isalnum (data[p]) || data[p] == '-' || data[p] == '*'))
    p++;
  return block->open && value_end > block->value && data[value_end - 1] == ';'
         && p > start && p < end && data[p] == '=';
}

/* Whether a line without a line end may be the name of a field that was cut. */
static gboolean
is_cut_name (const Block *block, gsize start, gsize end)
{
  const guint8 *data = block->scanner->data;

  if (!block->any || end - start > NAME_BYTES || begins_with_dashes (data, start, end))
    return FALSE;
  while (start < end && is_name_char (data[start]))
    start++;
  return start == end;
}

/* Skips what may stand before the header of a message: empty lines and "From " lines.  Keeps the first of those. */
static void
skip_to_header (DsnScanner *s, DsnSpan *from)
{
  gsize end, next;

  for (; s->pos < s->size; s->pos = next)
    {
      while (s->pos < s->size && (s->data[s->pos] == '\n' || (s->scan->cr_mode && s->data[s->pos] == '\r')))
        s->pos++;
      next_line (s, s->pos, &end, &next);
      if (is_from_line (s->data, s->pos, end))
        {
          if (!from->length)
            *from = (DsnSpan) { s->pos, end - s->pos };
        }
      else if (!is_all_blank (s->data, s->pos, end))
        break;
    }
}

/* Reads the lines of the block; stops at the first place that is not header. */
static void
read_lines (Block *block)
{
  DsnScanner *s = block->scanner;
  DsnScan *scan = s->scan;
  const guint8 *data = s->data;
  gsize end, next;
  gboolean ended = TRUE, dropping = FALSE;
  DsnDefects defects = 0;

  for (; s->pos < s->size; s->pos = next)
    {
      DsnSpan name;
      gsize value;

      ended = next_line (s, s->pos, &end, &next);
      /* RFC 2046 5.1.1: a part without body needs no empty line before the boundary */
      if (end == s->pos || dsn_scanner_at_boundary (s, s->pos, NULL, NULL, NULL))
        {
          dsn_scan_flag (scan, block->part, defects);
          return;
        }
      if (is_blank (data[s->pos]) && (block->open || dropping))
        {
          block->end = end;
        }
      else if (is_field (data, s->pos, end, &name, &value))
        {
          add_field (block);
          block->open = block->any = TRUE;
          block->name = name;
          block->value = value;
          block->end = end;
          dropping = FALSE;
        }
      else if (!ended && is_cut_name (block, s->pos, end))
        {
          continue;
        }
      else if (is_parameter_of (block, s->pos, end))
        {
          block->end = end;
          defects |= DSN_DEFECT_MALFORMED_HEADER;
        }
      else if (goes_on (block, s->pos, end, next))
        {
          if (s->pos < block->sure)
            block->end = end;
          else
            add_field (block);
          dropping = !block->open;
          defects |= DSN_DEFECT_MALFORMED_HEADER;
        }
      else
        {
          dsn_scan_flag (scan, block->part, defects | DSN_DEFECT_MISSING_BLANK);
          return;
        }
      if (!scan->cr_mode && memchr (data + s->pos, '\r', MIN (end - s->pos, scan->limits.field_bytes)))
        defects |= DSN_DEFECT_BARE_CR;
    }
  dsn_scan_flag (scan, block->part, defects | (ended ? 0 : DSN_DEFECT_TRUNCATED));
}

/* Reads the header of a part that begins at the place of the scanner, and leaves that where the body begins. */
void
dsn_scanner_read_header (DsnScanner *self, int part, gboolean is_root)
{
  DsnScan *scan = self->scan;
  Block block = { .scanner = self, .part = part };
  DsnSpan from = DSN_SPAN_NONE;
  DsnPart *p = &scan->parts[part];
  gsize end, next;

  if (is_root)
    skip_to_header (self, &from);
  if (part == 0)
    scan->mbox_from = from;
  block.start = self->pos;
  read_lines (&block);
  add_field (&block);
  p->header = (DsnSpan) { block.start, self->pos - block.start };
  if (memchr (self->data + block.start, 0, MIN (p->header.length, scan->limits.header_bytes)))
    dsn_scan_flag (scan, part, DSN_DEFECT_NUL);
  if (self->pos < self->size)
    {
      dsn_scan_line (self->data, self->size, scan->cr_mode, self->pos, &end, &next);
      if (end == self->pos)
        self->pos = next;
    }
}
