/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The lines of an mbox: which "From " line begins a message, which one is quoted, where a header ends and what its
 * Content-Length says.  Looks at bytes in memory and keeps nothing.
 */
#include <string.h>
#include "mailbox/dsn-mbox-lines.h"

/* The length of the line end right before a place. */
gsize
dsn_mbox_line_end_before (const DsnMboxLines *self, const guint8 *data, gsize place)
{
  if (place == 0)
    return 0;
  if (data[place - 1] == '\n')
    return place > 1 && data[place - 2] == '\r' ? 2 : 1;

  return self->cr_mode && data[place - 1] == '\r' ? 1 : 0;
}

/* The length of the line end at a place. */
gsize
dsn_mbox_line_end_at (const DsnMboxLines *self, const guint8 *data, gsize size)
{
  if (size > 0 && data[0] == '\n')
    return 1;
  if (size > 1 && data[0] == '\r' && data[1] == '\n')
    return 2;

  return size > 0 && self->cr_mode && data[0] == '\r' ? 1 : 0;
}

gsize
dsn_mbox_find_line_end (const DsnMboxLines *self, const guint8 *data, gsize size)
{
  const guint8 *end = memchr (data, self->cr_mode ? '\r' : '\n', size);

  return end == NULL ? size : (gsize) (end - data);
}

/* A time of day and after it a year, as in the date that a "From " line ends with. */
static gboolean
has_date (const guint8 *line, gsize length)
{
  gboolean time = FALSE;
  guint digits = 0;

  for (gsize i = 0; i < length; i++)
    {
      digits = g_ascii_isdigit (line[i]) ? digits + 1 : 0;
      if (line[i] == ':' && i > 0 && i + 1 < length && g_ascii_isdigit (line[i - 1]) && g_ascii_isdigit (line[i + 1]))
        time = TRUE;
      if (time && digits == 4)
        return TRUE;
    }

  return FALSE;
}

static gboolean
begins_with_field (const guint8 *data, gsize size)
{
  gsize i = 0;

  while (i < size && data[i] > 32 && data[i] < 127 && data[i] != ':')
    i++;

  return i > 0 && i < size && data[i] == ':';
}

/* Whether the "From " line at data begins a message. */
gboolean
dsn_mbox_is_separator (const DsnMboxLines *self, const guint8 *data, gsize size, gboolean after_blank)
{
  gsize length = dsn_mbox_find_line_end (self, data, size);
  gsize next = length + (length < size);
  gboolean dated = has_date (data, length);
  gboolean field = begins_with_field (data + next, size - next);

  if (after_blank)
    return dated || (field && memchr (data, '@', length) != NULL);

  return !self->blank_seen && dated && field;
}

/* The next line from *place on that begins with "From ", or with that behind '>'; *place is then where it begins
 * (the word From, not the '>'). */
DsnMboxFrom
dsn_mbox_find_from (const DsnMboxLines *self, const guint8 *data, gsize size, gsize *place)
{
  const guint8 *p = data + *place, *end = data + size;

  while ((p = memchr (p, 'F', end - p)) != NULL)
    {
      const guint8 *line = p;

      if (end - p < 5)
        break;
      if (memcmp (p, "From ", 5) != 0)
        {
          p++;
          continue;
        }
      *place = p - data;
      while (line > data && p - line < DSN_MBOX_LOOK_BACK && line[-1] == '>')
        line--;
      if (line > data && dsn_mbox_line_end_before (self, data, line - data) > 0)
        return line == p ? DSN_MBOX_FROM_PLAIN : DSN_MBOX_FROM_QUOTED;
      p++;
    }
  *place = size > 4 ? MAX (*place, size - 4) : *place;

  return DSN_MBOX_FROM_NONE;
}

/* The place behind the empty line that ends the header; 0 if the data ends before. */
gsize
dsn_mbox_find_header_end (const DsnMboxLines *self, const guint8 *data, gsize size, gsize place)
{
  while (place < size)
    {
      gsize blank = dsn_mbox_line_end_at (self, data + place, size - place);

      if (blank > 0)
        return place + blank;
      place += dsn_mbox_find_line_end (self, data + place, size - place) + 1;
    }

  return 0;
}

/* The value of Content-Length, of which there must be exactly one. */
gboolean
dsn_mbox_get_content_length (const DsnMboxLines *self, const guint8 *bytes, gsize place, gsize end, guint64 *length)
{
  static const char name[] = "Content-Length:";
  const char *data = (const char *) bytes;
  guint found = 0;

  for (; place < end; place += dsn_mbox_find_line_end (self, bytes + place, end - place) + 1)
    {
      gsize p = place + strlen (name);
      guint digits = 0;

      if (p >= end || g_ascii_strncasecmp (data + place, name, strlen (name)) != 0)
        continue;
      found++;
      for (*length = 0; p < end && (data[p] == ' ' || data[p] == '\t'); )
        p++;
      for (; p < end && g_ascii_isdigit (data[p]) && digits < 18; p++, digits++)
        *length = *length * 10 + (data[p] - '0');
      if (digits == 0)
        return FALSE;
    }

  return found == 1;
}

/* Whether a message may end where these bytes begin: with the end of the mbox or a "From " line, a line end or two
 * before it. *gap: the line ends. */
gboolean
dsn_mbox_is_end (const DsnMboxLines *self, const guint8 *data, gsize size, gboolean is_last, gsize *gap)
{
  *gap = 0;
  for (guint i = 0; i < 2; i++)
    *gap += dsn_mbox_line_end_at (self, data + *gap, size - *gap);
  if (*gap == size)
    return is_last;

  return size - *gap > 5 && memcmp (data + *gap, "From ", 5) == 0 &&
         dsn_mbox_is_separator (self, data + *gap, size - *gap, TRUE);
}

/* A copy without the '>' before From. */
GBytes *
dsn_mbox_unquote (const DsnMboxLines *self, const guint8 *data, gsize header_end, gsize length)
{
  guint8 *copy = g_malloc (length);
  gsize from = 0, used = 0, place = header_end;
  DsnMboxFrom kind;

  for (; (kind = dsn_mbox_find_from (self, data, length, &place)) != DSN_MBOX_FROM_NONE; place += 5)
    if (kind == DSN_MBOX_FROM_QUOTED)
      {
        memcpy (copy + used, data + from, place - 1 - from);
        used += place - 1 - from;
        from = place;
      }
  memcpy (copy + used, data + from, length - from);

  return g_bytes_new_take (copy, used + length - from);
}
