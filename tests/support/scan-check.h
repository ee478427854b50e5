/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What holds for every scan, whatever the bytes are, and a scan as text that people and tests can compare.
 */
#pragma once

#include <string.h>

#include "scan/dsn-scan.h"

static const char *const scan_media_names[] = {
  "other", "plain", "html", "text", "headers", "report", "alternative", "related", "multipart", "rfc822", "global",
  "global-headers", "status", "global-status", "disposition", "feedback", "tracking", "partial", "message",
};
G_STATIC_ASSERT (G_N_ELEMENTS (scan_media_names) == DSN_MEDIA_MESSAGE_OTHER + 1);

static inline gboolean
span_within (DsnSpan span, gsize start, gsize end)
{
  return span.offset >= start && span.offset <= end && span.length <= end - span.offset;
}

static inline void
check_part (const DsnScan *scan, guint index)
{
  const DsnPart *part = &scan->parts[index];
  const DsnPart *parent = part->parent >= 0 ? &scan->parts[part->parent] : NULL;
  gsize place = part->body.offset, header_end = dsn_span_end (part->header);

  g_assert_cmpint (part->parent, <, (int) index);
  g_assert_cmpuint (part->depth, ==, parent ? parent->depth + 1 : 0);
  g_assert_cmpuint (part->depth, <=, scan->limits.depth);
  g_assert_true (!parent || parent->is_message || parent->is_multipart);
  g_assert_false (part->is_message && part->is_multipart);
  g_assert_true (span_within (part->header, 0, scan->size));
  g_assert_true (span_within (part->body, header_end, scan->size));
  g_assert_cmpuint (part->n_fields, <=, scan->limits.fields + 2);
  for (guint i = part->first_field; i < part->first_field + part->n_fields; i++)
    {
      const DsnRawField *field = &scan->fields[i];
      g_assert_cmpuint (i, <, scan->n_fields);
      g_assert_cmpuint (field->name.length, >, 0);
      g_assert_true (span_within (field->name, part->header.offset, header_end));
      g_assert_true (span_within (field->value, dsn_span_end (field->name) + 1, header_end));
      g_assert_true (i == part->first_field || dsn_span_end (field[-1].value) <= field->name.offset);
    }
  g_assert_true (part->content_type == -1
                 || (part->content_type >= (int) part->first_field
                     && part->content_type < (int) (part->first_field + part->n_fields)));
  for (int i = part->first_child; i >= 0; i = scan->parts[i].next)
    {
      const DsnPart *child = &scan->parts[i];
      g_assert_cmpint (child->parent, ==, (int) index);
      g_assert_cmpint (i, >, (int) index);
      g_assert_true (child->next < 0 || child->next > i);
      g_assert_cmpuint (child->header.offset, >=, place);
      place = dsn_span_end (child->body);
    }
  g_assert_cmpuint (place, <=, dsn_span_end (part->body));
  g_assert_true ((scan->defects & part->defects) == part->defects);
}

static inline void
check_scan (const DsnScan *scan)
{
  guint linked = 1;

  g_assert_cmpuint (scan->n_parts, >=, 1);
  g_assert_cmpuint (scan->n_parts, <=, scan->limits.parts);
  g_assert_cmpint (scan->parts[0].parent, ==, -1);
  g_assert_cmpint (scan->parts[0].next, ==, -1);
  g_assert_true (span_within (scan->mbox_from, 0, scan->size));
  for (guint i = 0; i < scan->n_parts; i++)
    {
      check_part (scan, i);
      linked += (scan->parts[i].first_child >= 0) + (scan->parts[i].next >= 0);
    }
  g_assert_cmpuint (linked, ==, scan->n_parts);
}

/* Bytes with line ends of all kinds as \n and what cannot be read as \ooo. */
static inline void
append_bytes (GString *out, const DsnScan *scan, DsnSpan span)
{
  for (gsize i = span.offset; i < dsn_span_end (span); i++)
    {
      guint8 c = scan->data[i];
      gboolean crlf = c == '\r' && i + 1 < dsn_span_end (span) && scan->data[i + 1] == '\n';
      if (crlf)
        i++;
      if (crlf || c == '\n' || (c == '\r' && scan->cr_mode))
        g_string_append_c (out, '\n');
      else if (c == '\t' || (c >= ' ' && c < 0x7f))
        g_string_append_c (out, c);
      else
        g_string_append_printf (out, "\\%03o", c);
    }
}

static inline void
append_part_head (GString *out, const DsnScan *scan, const DsnPart *part, gboolean with_fields)
{
  g_string_append (out, scan_media_names[part->media]);
  if (part->encoding != DSN_ENCODING_IDENTITY)
    g_string_append_printf (out, "/%d", part->encoding);
  for (guint i = part->first_field; with_fields && i < part->first_field + part->n_fields; i++)
    {
      g_string_append (out, i == part->first_field ? "{" : "|");
      append_bytes (out, scan, scan->fields[i].name);
      g_string_append_c (out, ':');
      append_bytes (out, scan, scan->fields[i].value);
      if (i + 1 == part->first_field + part->n_fields)
        g_string_append_c (out, '}');
    }
}

/* The tree as text: multipart(plain'one' rfc822(plain'two')).  Iterative, as a tree may be deep. */
static inline char *
scan_to_string (const DsnScan *scan, gboolean with_fields)
{
  GString *out = g_string_new (NULL);
  int i = 0;

  while (i >= 0)
    {
      const DsnPart *part = &scan->parts[i];
      append_part_head (out, scan, part, with_fields);
      if (part->first_child >= 0)
        {
          g_string_append_c (out, '(');
          i = part->first_child;
          continue;
        }
      if (part->is_multipart)
        g_string_append (out, "()");
      else
        {
          g_string_append_c (out, '\'');
          append_bytes (out, scan, part->body);
          g_string_append_c (out, '\'');
        }
      while (i >= 0 && scan->parts[i].next < 0)
        {
          i = scan->parts[i].parent;
          if (i >= 0)
            g_string_append_c (out, ')');
        }
      if (i >= 0)
        {
          g_string_append_c (out, ' ');
          i = scan->parts[i].next;
        }
    }
  return g_string_free (out, FALSE);
}
