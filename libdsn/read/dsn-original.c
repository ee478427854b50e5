/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The header of the returned message, wherever it stands: message/rfc822, message/global, text/rfc822-headers,
 * message/global-headers (RFC 6522 3, RFC 6533 6), encoded or not, or behind a divider in the text.  Its body is never looked at,
 * and a report nested within it is data (a forged one would name a victim).
 */
#include <string.h>
#include "read/dsn-read-private.h"

static void
add_fields (DsnReading *self, const DsnScan *scan, const DsnPart *part, gboolean exact, gsize base)
{
  gboolean cut = (self->scan->defects & DSN_DEFECT_TRUNCATED) && scan->size > 0 && scan->data[scan->size - 1] != '\n'
                 && scan->data[scan->size - 1] != '\r';

  for (guint i = 0; i < part->n_fields; i++)
    {
      const DsnRawField *field = &scan->fields[part->first_field + i];
      DsnSpan span = { base + field->value.offset, field->value.length };
      const char *name, *value;
      DsnDefects defects = 0;

      /* half a Message-ID is another Message-ID */
      if (cut && dsn_span_end (field->value) == scan->size)
        break;
      name = dsn_decode_name (self->arena, scan->data + field->name.offset, field->name.length);
      value = dsn_decode_header (self->arena, scan->data + field->value.offset, field->value.length, &defects);
      dsn_report_add_original (self->report, name, value, exact ? span : DSN_SPAN_NONE);
    }
}

/* A header block that is not a part of the scan: decoded, or cut out of a text. */
static void
add_block (DsnReading *self, const guint8 *data, gsize size, gboolean exact, gsize base)
{
  g_autoptr (DsnScan) scan = dsn_scan_new_fields (data, MIN (size, self->limits->header_bytes), self->limits);

  add_fields (self, scan, &scan->parts[0], exact, base);
}

void
dsn_original_read (DsnReading *self)
{
  const DsnPart *part;
  DsnBody body;

  if (self->returned < 0)
    return;
  part = &self->scan->parts[self->returned];
  if (part->is_message && part->first_child >= 0)
    {
      add_fields (self, self->scan, &self->scan->parts[part->first_child], TRUE, 0);
      return;
    }
  dsn_decode_body (self->arena, self->scan, part, self->limits->header_bytes, &body);
  self->report->defects |= body.defects & DSN_DEFECT_BAD_ENCODING;
  add_block (self, body.data, body.size, body.exact, body.base);
}

void
dsn_original_read_text (DsnReading *self, const char *text, gsize length, gsize base)
{
  if (length)
    add_block (self, (const guint8 *) text, length, base != G_MAXSIZE, base == G_MAXSIZE ? 0 : base);
}
