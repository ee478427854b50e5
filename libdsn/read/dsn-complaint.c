/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Complaints: message/feedback-report parts (RFC 5965, RFC 6591) and the forms that some providers use instead.  Gives the fields of the
 * report and the recipients that it names; an authentication report is about our own domain, and the returned message's To
 * is not taken for a recipient there.
 */
#include <string.h>
#include "model/dsn-address.h"
#include "read/dsn-read-private.h"

static void
add_recipient (DsnReading *self, const char *value, const char *source)
{
  DsnTyped typed;
  DsnRecipient *recipient;

  dsn_typed_parse (self->arena, DSN_TYPED_ORIGINAL, value, &typed);
  if (!dsn_address_is_plausible (typed.value))
    return;
  for (guint i = 0; i < self->report->n_recipients; i++)
    if (dsn_address_equal (self->report->recipients[i]->address, typed.value, TRUE))
      return;
  if (self->report->n_recipients >= self->limits->recipients)
    return;
  recipient = dsn_recipient_new (self->arena);
  recipient->address = typed.value;
  dsn_recipient_add_identity (recipient, typed.value, source);
  dsn_report_add_recipient (self->report, recipient);
}

/* The one address of a To field, NULL if there are several or none. */
static const char *
single_address (DsnReading *self, const char *field)
{
  const char *at = field ? strchr (field, '@') : NULL, *begin, *end;

  if (!at || strchr (at + 1, '@'))
    return NULL;
  for (begin = at; begin > field && !strchr (" <,;:\"", begin[-1]); begin--)
    ;
  for (end = at; *end && !strchr (" >,;\"", *end); end++)
    ;
  return dsn_arena_strndup (self->arena, begin, (gsize) (end - begin));
}

static void
add_returned_to (DsnReading *self)
{
  static const char * const names[] = { "X-HmXmrOriginalRecipient", "Original-Recipient", "To" };

  for (gsize i = 0; i < G_N_ELEMENTS (names) && self->report->n_recipients == 0; i++)
    {
      const char *address = single_address (self, dsn_report_lookup_original_field (self->report, names[i]));

      if (address)
        add_recipient (self, address, names[i]);
    }
}

static void
read_part (DsnReading *self)
{
  const DsnPart *part = &self->scan->parts[self->feedback];
  g_autoptr (DsnScan) scan = NULL;
  DsnBody body;

  dsn_decode_body (self->arena, self->scan, part, self->limits->header_bytes, &body);
  scan = dsn_scan_new_fields (body.data, body.size, self->limits);
  for (guint i = 0; i < scan->n_fields; i++)
    {
      const DsnRawField *field = &scan->fields[i];
      DsnSpan span = { body.base + field->value.offset, field->value.length };
      const char *name, *value;

      /* half an address is another address */
      if (body.cut && dsn_span_end (field->value) == scan->size)
        break;
      name = dsn_decode_name (self->arena, scan->data + field->name.offset, field->name.length);
      value = dsn_decode_value (self->arena, scan->data + field->value.offset, field->value.length, &body.defects);
      dsn_report_add_field (self->report, name, value, body.exact ? span : DSN_SPAN_NONE);
      if (!g_ascii_strcasecmp (name, "Original-Rcpt-To") || !g_ascii_strcasecmp (name, "Removal-Recipient"))
        add_recipient (self, value, name);
      else if (!g_ascii_strcasecmp (name, "Arrival-Date") && !self->report->arrival_date)
        self->report->arrival_date = value;
    }
  if (scan->n_fields == 0)
    self->report->defects |= DSN_DEFECT_EMPTY_REPORT;
}

/* Providers that send the message back without a machine part, or a notice alone. */
static gboolean
is_informal (DsnReading *self)
{
  const char *subject = dsn_reading_get_header (self, "Subject");

  if (dsn_reading_get_header (self, "X-Apple-Unsubscribe"))
    return TRUE;
  return subject && self->returned >= 0 && !g_ascii_strncasecmp (subject, "complaint about message from", 28);
}

gboolean
dsn_complaint_read (DsnReading *self)
{
  const char *type;

  if (self->feedback >= 0)
    read_part (self);
  else if (!is_informal (self))
    return FALSE;
  type = dsn_report_lookup_field (self->report, "Feedback-Type");
  if (self->report->n_recipients == 0 && (!type || g_ascii_strncasecmp (type, "auth-failure", 12)))
    add_returned_to (self);
  return TRUE;
}
