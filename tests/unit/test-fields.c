/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * message/delivery-status bodies: what belongs to the message, what to which recipient.
 */
#include <string.h>
#include <dsn/dsn.h>
#include "read/dsn-fields.h"

static DsnReport *
read_body (const char *text, guint64 recipients)
{
  DsnReport *report = dsn_report_new ();
  DsnLimits limits;
  DsnBody body = { .data = (const guint8 *) text, .size = strlen (text), .exact = TRUE, .base = 100 };

  dsn_limits_init (&limits);
  if (recipients)
    limits.recipients = recipients;
  dsn_fields_read (report, &body, &limits);
  dsn_fields_fill_report (report);
  for (guint i = 0; i < report->n_recipients; i++)
    dsn_fields_fill_recipient (report, report->recipients[i], 2);
  return report;
}

/* Addresses, each with its action and status, and the reporting MTA in front. */
static char *
summary (const DsnReport *report)
{
  GString *out = g_string_new (report->reporting_mta.value);

  for (guint i = 0; i < report->n_recipients; i++)
    {
      const DsnRecipient *r = report->recipients[i];
      g_autofree char *status = dsn_status_to_string (&r->status);

      g_string_append_printf (out, "|%s %s %s", r->address ? r->address : "-", dsn_action_to_string (r->action), status ? status : "-");
    }
  return g_string_free (out, FALSE);
}

#define MTA "Reporting-MTA: dns; mx.example.com\n"

static void
test_groups (void)
{
  static const struct { const char *what, *body, *expected; DsnDefects defects; } cases[] = {
    { "as the RFC has it",
      MTA "\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n"
      "\nFinal-Recipient: rfc822; b@x.example\nAction: delayed\nStatus: 4.2.2\n",
      "mx.example.com|a@x.example failed 5.1.1|b@x.example delayed 4.2.2", 0 },
    { "no empty line between the groups",
      MTA "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n"
      "Final-Recipient: rfc822; b@x.example\nAction: failed\nStatus: 5.1.2\n",
      "mx.example.com|a@x.example failed 5.1.1|b@x.example failed 5.1.2", DSN_DEFECT_NO_BLANK_GROUPS },
    { "Action first, no empty lines",
      MTA "\nAction: failed\nFinal-Recipient: rfc822;a@x.example\nStatus: 5.0.0\nAction: failed\nFinal-Recipient: rfc822;b@x.example\n"
      "Status: 5.0.0\n",
      "mx.example.com|a@x.example failed 5.0.0|b@x.example failed 5.0.0", DSN_DEFECT_NO_BLANK_GROUPS },
    { "empty lines within a group",
      MTA "\n\n\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n\nDiagnostic-Code: smtp; 550 no\n",
      "mx.example.com|a@x.example failed 5.1.1", 0 },
    { "an empty line between the address and the rest",
      MTA "\nFinal-Recipient: rfc822; a@x.example\n\nAction: failed\nStatus: 5.1.1\n\n"
      "Final-Recipient: rfc822; b@x.example\nAction: failed\n\nStatus: 5.1.2\n",
      "mx.example.com|a@x.example failed 5.1.1|b@x.example failed 5.1.2", 0 },
    { "fields of the message behind those of the recipient",
      "Action : failed\nStatus : 5.0.0\nFinal-Recipient : rfc/822;a@x.example\n" MTA,
      "mx.example.com|a@x.example failed 5.0.0", DSN_DEFECT_NO_BLANK_GROUPS },
    { "no field of the message at all",
      "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n",
      "|a@x.example failed 5.1.1", 0 },
    { "a date of a recipient in the block of the message",
      MTA "Last-Attempt-Date: Thu, 1 Jan 2026 00:00:00 +0000\n\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n",
      "mx.example.com|a@x.example failed 5.1.1", 0 },
    { "the same recipient field twice",
      MTA "\nFinal-Recipient: rfc822; a@x.example\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n",
      "mx.example.com|a@x.example failed 5.1.1", DSN_DEFECT_REPEATED_FIELD },
    { "a reply that pretends to be fields",
      MTA "\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n"
      "Diagnostic-Code: smtp; 550-Final-Recipient: rfc822; victim@x.example\n"
      "    550-Action: failed\n Final-Recipient: rfc822; victim@x.example\n\t\n",
      "mx.example.com|a@x.example failed 5.1.1", 0 },
    { "a reply that nobody folded",
      MTA "\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550-one\n550-X: two\n550 three\n",
      "mx.example.com|a@x.example failed 5.1.1", DSN_DEFECT_BAD_FIELD },
    { "comments and sentences",
      MTA "\nFinal-Recipient: rfc822; a@x.example\nAction: failed (to mailbox)\nStatus: 5.0.0 (permanent failure)\n",
      "mx.example.com|a@x.example failed 5.0.0", 0 },
    { "CRLF",
      "Reporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822;\r\n a@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n",
      "mx.example.com|a@x.example failed 5.1.1", 0 },
    { "bare CR",
      "Reporting-MTA: dns; mx.example.com\r\rFinal-Recipient: rfc822; a@x.example\rAction: failed\rStatus: 5.1.1\r",
      "mx.example.com|a@x.example failed 5.1.1", 0 },
    { "bare CR within LF is data",
      MTA "\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n"
      "Diagnostic-Code: smtp; 550 x\rFinal-Recipient: rfc822; victim@x.example\n",
      "mx.example.com|a@x.example failed 5.1.1", 0 },
    { "the second group in base64",
      MTA "\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n\n"
      "RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGJAeC5leGFtcGxlCkFjdGlvbjogZmFp\nbGVkClN0YXR1czogNS4xLjIK\n",
      "mx.example.com|a@x.example failed 5.1.1|b@x.example failed 5.1.2", DSN_DEFECT_ENCODED_REPORT },
    { "no plausible Final-Recipient",
      MTA "\nOriginal-Recipient: rfc822;a@x.example\nFinal-Recipient: rfc822; |/usr/bin/cmd\nAction: failed\nStatus: 5.3.0\n",
      "mx.example.com|a@x.example failed 5.3.0", 0 },
    { "a name before the address",
      MTA "\nFinal-Recipient: rfc822; \"b@y.example\" <A@X.example>\nAction: failed\nStatus: 5.1.1\n",
      "mx.example.com|A@x.example failed 5.1.1", 0 },
    { "a local user",
      MTA "\nFinal-Recipient: rfc822; root\nAction: failed\nStatus: 5.1.1\n",
      "mx.example.com|root failed 5.1.1", 0 },
    { "nothing", "", "", DSN_DEFECT_EMPTY_REPORT },
    { "no field", "hello there\n", "", DSN_DEFECT_EMPTY_REPORT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsnReport) report = read_body (cases[i].body, 0);
      g_autofree char *got = summary (report);

      g_test_message ("%s", cases[i].what);
      g_assert_cmpstr (got, ==, cases[i].expected);
      g_assert_cmphex (report->defects & cases[i].defects, ==, cases[i].defects);
    }
}

static void
test_verbatim (void)
{
  g_autoptr (DsnReport) report = read_body (MTA "X-Odd: one\n two\n\nFinal-Recipient: rfc822; A@X.example\nX-Vendor: yes\n"
                                            "Diagnostic-Code: smtp; 550 5.1.1\n   No such\n\tuser\nStatus: 5.1.1\nAction: FAILED\n", 0);
  const DsnRecipient *recipient = dsn_report_get_recipient (report, 0);

  g_assert_cmpstr (dsn_report_lookup_field (report, "x-odd"), ==, "one two");
  g_assert_cmpstr (dsn_recipient_lookup_field (recipient, "X-VENDOR"), ==, "yes");
  g_assert_cmpstr (dsn_recipient_lookup_field (recipient, "Diagnostic-Code"), ==, "smtp; 550 5.1.1 No such user");
  g_assert_cmpstr (dsn_recipient_get_field_name (recipient, 1), ==, "X-Vendor");
  g_assert_cmpstr (dsn_recipient_get_diagnostic_code (recipient)->value, ==, "550 5.1.1 No such user");
  g_assert_cmpstr (dsn_recipient_get_final_recipient (recipient)->verbatim, ==, "rfc822; A@X.example");
  g_assert_cmpint (dsn_recipient_get_action (recipient), ==, DSN_ACTION_FAILED);
  g_assert_cmpuint (recipient->n_evidence, ==, 1);
  g_assert_cmpuint (recipient->evidence[0].part, ==, 2);
  g_assert_cmpuint (recipient->evidence[0].span.offset, >, 100);
}

static void
test_raw_bytes (void)
{
  g_autoptr (DsnReport) report = read_body (MTA "\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n"
                                            "Diagnostic-Code: smtp; 550 Empf\xe4nger \x1b[31m\n", 0);

  g_assert_cmpstr (dsn_recipient_get_diagnostic_code (dsn_report_get_recipient (report, 0))->value, ==,
                   "550 Empf\xc3\xa4nger \x1b[31m");
  g_assert_true (report->defects & DSN_DEFECT_RAW_8BIT);
}

static void
test_recipient_limit (void)
{
  g_autoptr (DsnReport) report = read_body (MTA "\nFinal-Recipient: rfc822; a@x.example\nAction: failed\n\n"
                                            "Final-Recipient: rfc822; b@x.example\nAction: failed\n\n"
                                            "Final-Recipient: rfc822; c@x.example\nAction: failed\n", 2);

  g_assert_cmpuint (dsn_report_get_n_recipients (report), ==, 2);
  g_assert_true (report->defects & DSN_DEFECT_LIMIT_RECIPIENTS);
}

/* What one group may hold is bounded: looking through it for each of its own lines would take a minute here. */
static void
test_crowded_group (void)
{
  static const char * const lines[] = {
    "Action: failed\n", "X-Supplementary-Info: cause %u\n", "Diagnostic-Code: smtp; 450 4.2.2 full %u\n", "X-Odd: %u\n", "Reporting-MTA: dns; mx%u.test\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GString) body = g_string_new (MTA "\nFinal-Recipient: rfc822; a@x.example\n");
      g_autoptr (DsnReport) report = NULL;
      const DsnRecipient *last;
      g_auto (GStrv) pieces = g_strsplit (lines[i], "%u", 2);

      for (guint k = 0; k < 100000; k++)
        if (pieces[1])
          g_string_append_printf (body, "%s%u%s", pieces[0], k, pieces[1]);
        else
          g_string_append (body, pieces[0]);
      report = read_body (body->str, 0);
      g_assert_cmpuint (dsn_report_get_n_recipients (report), <=, 2);
      last = dsn_report_get_recipient (report, dsn_report_get_n_recipients (report) - 1);
      g_assert_cmpuint (last->n_fields, <=, DSN_LIMIT_FIELDS);
      g_assert_cmpuint (report->n_fields, <=, DSN_LIMIT_FIELDS);
      g_assert_cmpuint (last->n_evidence, <=, 64);
      g_assert_true (report->defects & DSN_DEFECT_LIMIT_FIELDS);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fields/groups", test_groups);
  g_test_add_func ("/fields/verbatim", test_verbatim);
  g_test_add_func ("/fields/raw-bytes", test_raw_bytes);
  g_test_add_func ("/fields/recipient-limit", test_recipient_limit);
  g_test_add_func ("/fields/crowded-group", test_crowded_group);
  return g_test_run ();
}
