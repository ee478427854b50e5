/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Any bytes as a message, read whole: there is always a report, and what it says is clean: UTF-8, evidence within the message, numbers
 * within the limits.
 */
#include <string.h>
#include <dsn/dsn.h>
#include "model/dsn-report-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_text (const char *text)
{
  g_assert_true (!text || g_utf8_validate (text, -1, NULL));
}

static void
check_typed (const DsnTyped *typed)
{
  check_text (typed->type);
  check_text (typed->value);
  check_text (typed->comment);
  check_text (typed->verbatim);
  g_assert_true (!typed->verbatim || typed->value);
}

static void
check_fields (const DsnField *fields, guint n, gsize size)
{
  for (guint i = 0; i < n; i++)
    {
      check_text (fields[i].name);
      check_text (fields[i].value);
      g_assert_cmpuint (dsn_span_end (fields[i].span), <=, size);
    }
}

static void
check_recipient (const DsnRecipient *recipient, gsize size)
{
  check_text (recipient->address);
  check_typed (&recipient->original_recipient);
  check_typed (&recipient->final_recipient);
  check_typed (&recipient->remote_mta);
  check_typed (&recipient->diagnostic_code);
  check_text (recipient->remote_host);
  check_fields (recipient->fields, recipient->n_fields, size);
  for (guint i = 0; i < recipient->n_evidence; i++)
    {
      check_text (recipient->evidence[i].text);
      g_assert_cmpuint (dsn_span_end (recipient->evidence[i].span), <=, size);
      g_assert_true (i == 0 || recipient->evidence[i - 1].source <= recipient->evidence[i].source);
    }
  for (guint i = 0; i < recipient->n_identities; i++)
    check_text (recipient->identities[i].address);
}

static void
read_one (const guint8 *data, gsize size, const DsnLimits *limits)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (DsnReport) report = dsn_report_new_from_bytes (bytes, limits, DSN_PARSE_FLAGS_NONE, NULL);

  g_assert_nonnull (report);
  g_assert_nonnull (dsn_kind_to_string (report->kind));
  check_fields (report->fields, report->n_fields, size);
  check_fields (report->original, report->n_original, size);
  g_assert_true (!limits || report->n_recipients <= limits->recipients);
  for (guint i = 0; i < report->n_recipients; i++)
    {
      check_recipient (report->recipients[i], size);
      dsn_verdict_unref (dsn_ruleset_classify (dsn_ruleset_get_default (), report, report->recipients[i]));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const DsnLimits tiny = { 4000, 300, 100, 50, 80, 10, 5, 3, 200, 300, 3 };

  read_one (data, size, NULL);
  read_one (data, size, &tiny);
  return 0;
}
