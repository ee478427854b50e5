/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The effective outcome and codes: rules P-02 to P-10.
 */
#include <string.h>
#include <dsn/dsn.h>
#include "classify/dsn-advice.h"
#include "classify/dsn-effective.h"

typedef struct {
  const char  *what;
  const char  *stated;            /* Status */
  DsnAction    action;
  const char  *diagnostic, *text;
  /* expected */
  const char  *status, *source;
  guint        reply;
  gboolean     temporary, expired;
  DsnConflicts conflicts;
} Case;

static const Case cases[] = {
  { "all agree", "5.1.1", DSN_ACTION_FAILED, "550 5.1.1 User unknown", NULL, "5.1.1", "Diagnostic-Code", 550, FALSE, FALSE, 0 },
  { "the reply has more than the field", "5.0.0", DSN_ACTION_FAILED, "550 5.1.1 User unknown", NULL,
    "5.1.1", "Diagnostic-Code", 550, FALSE, FALSE, 0 },
  { "the field has more than the reply", "5.1.1", DSN_ACTION_FAILED, "550 User unknown", NULL, "5.1.1", "Status", 550, FALSE, FALSE, 0 },
  { "text beats a contradicting field", "5.1.1", DSN_ACTION_FAILED, "550 5.7.1 blocked", NULL,
    "5.7.1", "Diagnostic-Code", 550, FALSE, FALSE, DSN_CONFLICT_STATUS_VS_TEXT_CODE },
  { "a code in the notice alone (OpenSMTPD)", "5.0.0", DSN_ACTION_FAILED, NULL, "550 5.1.1 User unknown", "5.1.1", "text", 550, FALSE, FALSE, 0 },
  { "Exim gave up on a temporary reply", "5.0.0", DSN_ACTION_FAILED, "452 4.2.2 mailbox is full: retry timeout exceeded", NULL,
    "4.2.2", "Diagnostic-Code", 452, TRUE, TRUE, DSN_CONFLICT_STATUS_VS_REPLY_CLASS },
  { "the class of the reply decides", NULL, DSN_ACTION_FAILED, "550 4.2.2 full", NULL,
    "4.2.2", "Diagnostic-Code", 550, FALSE, FALSE, DSN_CONFLICT_STATUS_VS_REPLY_CLASS },
  { "an inner code tells the cause of an expiry (P-06)", "4.4.7", DSN_ACTION_FAILED,
    "554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>", NULL,
    "4.4.2", "Diagnostic-Code", 421, TRUE, TRUE, DSN_CONFLICT_STATUS_VS_TEXT_CODE | DSN_CONFLICT_MULTI_CODE },
  { "expired alone", "4.4.7", DSN_ACTION_FAILED, NULL, NULL, "4.4.7", "Status", 0, TRUE, TRUE, 0 },
  { "expired loses to a cause in the notice", "4.4.7", DSN_ACTION_FAILED, NULL, "450 4.2.0 Greylisted",
    "4.2.0", "text", 450, TRUE, TRUE, DSN_CONFLICT_STATUS_VS_TEXT_CODE },
  { "a greeting in front of the reply", NULL, DSN_ACTION_FAILED, "220-mx.example.com ESMTP\n421 4.7.0 try later", NULL,
    "4.7.0", "Diagnostic-Code", 421, TRUE, TRUE, 0 },
  { "delayed", "4.4.1", DSN_ACTION_DELAYED, NULL, NULL, "4.4.1", "Status", 0, TRUE, FALSE, 0 },
  { "delayed with a permanent code", "5.4.1", DSN_ACTION_DELAYED, NULL, NULL, "5.4.1", "Status", 0, TRUE, FALSE, DSN_CONFLICT_ACTION_VS_STATUS },
  { "no action: by the class", "2.1.5", DSN_ACTION_NONE, NULL, NULL, "2.1.5", "Status", 0, FALSE, FALSE, 0 },
  { "digits with dots (M-21)", "5.5.0", DSN_ACTION_FAILED, "550 mailbox unavailable", NULL, "5.5.0", "Status", 550, FALSE, FALSE,
    DSN_CONFLICT_FOLK_DIGITS },
  { "no RFC knows it (P-10)", NULL, DSN_ACTION_FAILED, "577 go away", NULL, NULL, NULL, 577, FALSE, FALSE, DSN_CONFLICT_NONSTANDARD_REPLY },
  { "not in the registry", "5.1.351", DSN_ACTION_FAILED, NULL, NULL, "5.1.351", "Status", 0, FALSE, FALSE, DSN_CONFLICT_UNREGISTERED_CODE },
  { "two replies", NULL, DSN_ACTION_FAILED, "550 5.1.1 no", "554 5.7.1 no", "5.1.1", "Diagnostic-Code", 550, FALSE, FALSE, DSN_CONFLICT_MULTI_CODE },
  { "a code at the end (qmail)", NULL, DSN_ACTION_FAILED, NULL, "Sorry, no mailbox here by that name. (#5.1.1)", "5.1.1", "text", 0, FALSE, FALSE, 0 },
  { "failed, though the reply says yes", "5.1.1", DSN_ACTION_FAILED, "250 2.1.5 Ok", NULL, "5.1.1", "Status", 250, FALSE, FALSE,
    DSN_CONFLICT_STATUS_VS_REPLY_CLASS },
  { "delivered, though a text speaks of a failure", "2.0.0", DSN_ACTION_DELIVERED, NULL, "550 5.1.1 User unknown", "2.0.0", "Status", 550, FALSE, FALSE,
    DSN_CONFLICT_STATUS_VS_REPLY_CLASS },
  { "nothing", NULL, DSN_ACTION_FAILED, NULL, NULL, NULL, NULL, 0, FALSE, FALSE, 0 },
};

static void
test_effective (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      DsnEvidence evidence[2];
      DsnWitness witnesses[2];
      DsnStatus stated = { 0, 0, 0 };
      DsnEffective effective;
      g_autofree char *status = NULL;
      guint n = 0;

      g_test_message ("%s", c->what);
      if (c->diagnostic)
        evidence[n++] = (DsnEvidence) { DSN_SOURCE_DIAGNOSTIC_CODE, c->diagnostic, 0, DSN_SPAN_NONE };
      if (c->text)
        evidence[n++] = (DsnEvidence) { DSN_SOURCE_TEXT, c->text, 0, DSN_SPAN_NONE };
      for (guint k = 0; k < n; k++)
        dsn_witness_read (&evidence[k], &witnesses[k]);
      if (c->stated)
        g_assert_true (dsn_status_parse (c->stated, &stated));
      dsn_effective_find (witnesses, n, &stated, c->action, &effective);

      status = dsn_status_to_string (&effective.status);
      g_assert_cmpstr (status, ==, c->status);
      if (c->status)
        g_assert_cmpstr (dsn_source_to_string (effective.status_source), ==, c->source);
      g_assert_cmpuint (effective.reply_code, ==, c->reply);
      g_assert_cmpint (effective.temporary, ==, c->temporary);
      g_assert_cmpint (effective.expired, ==, c->expired);
      g_assert_cmphex (effective.conflicts, ==, c->conflicts);
      g_assert_cmpint (effective.action, ==, c->action ? c->action : DSN_ACTION_DELIVERED);
    }
}

/* Nobody is removed but for what lies in the address itself, and for good. */
static void
test_advice (void)
{
  for (int reason = 0; reason < DSN_REASON_LAST; reason++)
    for (int temporary = 0; temporary <= 1; temporary++)
      {
        DsnAdvice advice, delayed, delivered;
        DsnBounceType type = dsn_advice_find (reason, DSN_ACTION_FAILED, temporary, &advice);
        gboolean address = reason == DSN_REASON_USER_UNKNOWN || reason == DSN_REASON_MAILBOX_DISABLED || reason == DSN_REASON_MOVED
                           || reason == DSN_REASON_DOMAIN_UNKNOWN || reason == DSN_REASON_NOT_ACCEPTING_MAIL;

        g_test_message ("%s", dsn_reason_to_string (reason));
        g_assert_cmpint (advice == DSN_ADVICE_REMOVE, ==, address && !temporary);
        g_assert_cmpint (type == DSN_BOUNCE_TYPE_HARD, ==, address && !temporary);
        if (dsn_reason_get_fault (reason) == DSN_FAULT_SENDER || dsn_reason_get_fault (reason) == DSN_FAULT_CONTENT)
          g_assert_cmpint (advice, ==, DSN_ADVICE_KEEP);
        dsn_advice_find (reason, DSN_ACTION_DELAYED, TRUE, &delayed);
        g_assert_cmpint (delayed, ==, DSN_ADVICE_NONE);
        g_assert_cmpint (dsn_advice_find (reason, DSN_ACTION_RELAYED, FALSE, &delivered), ==, DSN_BOUNCE_TYPE_NONE);
        g_assert_cmpint (delivered, ==, DSN_ADVICE_NONE);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/effective/table", test_effective);
  g_test_add_func ("/advice/address-only", test_advice);
  return g_test_run ();
}
