/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Any bytes as the body of a delivery-status part: every field comes from the body, no line that begins with a blank has become a
 * field, and nothing is made of nothing.
 */
#include <string.h>
#include <dsn/dsn.h>
#include "read/dsn-fields.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A field whose place is known stands at the start of a line. */
static void
check_place (const guint8 *data, gsize size, const DsnField *field)
{
  gsize at = field->span.offset;

  if (field->span.length == 0)
    return;
  g_assert_cmpuint (dsn_span_end (field->span), <=, size);
  /* back over the colon, the blanks before it and the name */
  g_assert_cmpint (data[at - 1], ==, ':');
  for (at--; at > 0 && (data[at - 1] == ' ' || data[at - 1] == '\t'); at--)
    ;
  g_assert_cmpuint (at, >=, strlen (field->name));
  at -= strlen (field->name);
  g_assert_true (at == 0 || data[at - 1] == '\n' || data[at - 1] == '\r');
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  DsnReport *report = dsn_report_new ();
  DsnBody body = { .data = data ? data : (const guint8 *) "", .size = size, .exact = TRUE };
  DsnLimits limits;

  dsn_limits_init (&limits);
  limits.recipients = 50;
  dsn_fields_read (report, &body, &limits);
  dsn_fields_fill_report (report);
  for (guint i = 0; i < report->n_fields; i++)
    check_place (data, size, &report->fields[i]);
  g_assert_cmpuint (report->n_recipients, <=, limits.recipients);
  for (guint i = 0; i < report->n_recipients; i++)
    {
      DsnRecipient *recipient = report->recipients[i];

      dsn_fields_fill_recipient (report, recipient, 0);
      for (guint k = 0; k < recipient->n_fields; k++)
        check_place (data, size, &recipient->fields[k]);
    }
  dsn_report_unref (report);
  return 0;
}
