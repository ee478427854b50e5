/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Verdicts: what beats what, what is never held against a recipient, and that a verdict can be followed.
 */
#include <string.h>
#include <dsn/dsn.h>
#include "model/dsn-report-private.h"

typedef struct {
  const char    *what;
  const char    *status;
  DsnAction      action;
  const char    *diagnostic, *text;
  const char    *reason;
  DsnBounceType  type;
  DsnAdvice      advice;
  gboolean       expired;
} Case;

#define HARD   DSN_BOUNCE_TYPE_HARD
#define SOFT   DSN_BOUNCE_TYPE_SOFT
#define FAILED DSN_ACTION_FAILED

static const Case cases[] = {
  { "code and words agree", "5.1.1", FAILED, "550 5.1.1 User unknown", NULL, "user-unknown", HARD, DSN_ADVICE_REMOVE, FALSE },
  { "words beat a wrong code", "5.1.1", FAILED, "550 5.1.1 The user has sent to too many recipients this hour", NULL,
    "rate-limited", SOFT, DSN_ADVICE_KEEP, FALSE },
  { "a block list beats 'mailbox unavailable'", "5.5.0", FAILED,
    "550 Mailbox unavailable: Unfortunately, messages from [192.0.2.1] weren't sent, since part of their network is on our block list (S3150)",
    NULL, "reputation", SOFT, DSN_ADVICE_KEEP, FALSE },
  { "sender words beat recipient words", NULL, FAILED, "550 5.1.0 <a@x.example>: Sender address rejected: User unknown in local recipient table",
    NULL, "sender-rejected", SOFT, DSN_ADVICE_KEEP, FALSE },
  { "relaying", NULL, FAILED, "554 5.7.1 <a@x.example>: Recipient address rejected: Relay access denied", NULL,
    "relay-denied", SOFT, DSN_ADVICE_KEEP, FALSE },
  { "full is soft even if permanent", "5.2.2", FAILED, "552 5.2.2 Mailbox full", NULL, "mailbox-full", SOFT, DSN_ADVICE_COUNT, FALSE },
  { "a cause beside an expiry", "4.4.7", FAILED, "452 4.2.2 mailbox is full: retry timeout exceeded", NULL,
    "mailbox-full", SOFT, DSN_ADVICE_COUNT, TRUE },
  { "an expiry alone", "4.4.7", FAILED, NULL, NULL, "expired", SOFT, DSN_ADVICE_COUNT, TRUE },
  { "temporary unknown user", "4.1.1", FAILED, "450 4.1.1 User unknown", NULL, "user-unknown", SOFT, DSN_ADVICE_COUNT, TRUE },
  { "delayed: nothing to do", "4.1.1", DSN_ACTION_DELAYED, "450 4.1.1 User unknown", NULL, "user-unknown", SOFT, DSN_ADVICE_NONE, FALSE },
  { "the code of the field, no words", "5.1.1", FAILED, NULL, NULL, "user-unknown", HARD, DSN_ADVICE_REMOVE, FALSE },
  { "a code derived from a reply with words that no rule knows", "5.1.1", FAILED, "550 Zwiebelkuchen gibt es heute nicht", NULL,
    "user-unknown", SOFT, DSN_ADVICE_COUNT, FALSE },
  { "a bare 550 with words that no rule knows", NULL, FAILED, "550 Zwiebelkuchen gibt es heute nicht", NULL,
    "user-unknown", SOFT, DSN_ADVICE_COUNT, FALSE },
  { "the words of the notice where the fields have none", "5.0.0", FAILED, NULL, "550 5.1.1 User unknown", "user-unknown", HARD, DSN_ADVICE_REMOVE, FALSE },
  { "the remote's reply before the reporter's words", "5.1.1", FAILED, "550 5.7.1 Message rejected as spam", "550 5.1.1 User unknown",
    "spam", SOFT, DSN_ADVICE_KEEP, FALSE },
  { "a reply that says yes", "5.1.1", FAILED, "250 2.1.5 Ok", NULL, "user-unknown", SOFT, DSN_ADVICE_COUNT, FALSE },
  { "delivered", "2.0.0", DSN_ACTION_DELIVERED, "250 2.0.0 OK", NULL, "delivered", DSN_BOUNCE_TYPE_NONE, DSN_ADVICE_NONE, FALSE },
  { "nothing is known", NULL, FAILED, NULL, NULL, "unspecified", SOFT, DSN_ADVICE_COUNT, FALSE },
};

static DsnVerdict *
judge (const Case *c)
{
  g_autoptr (DsnReport) report = dsn_report_new ();
  DsnRecipient *recipient = dsn_recipient_new (report->arena);

  dsn_report_add_recipient (report, recipient);
  recipient->address = "a@x.example";
  recipient->action = c->action;
  if (c->status)
    g_assert_true (dsn_status_parse (c->status, &recipient->status));
  if (c->diagnostic)
    dsn_recipient_add_evidence (recipient, DSN_SOURCE_DIAGNOSTIC_CODE, dsn_arena_strdup (report->arena, c->diagnostic), 2, DSN_SPAN_NONE);
  if (c->text)
    dsn_recipient_add_evidence (recipient, DSN_SOURCE_TEXT, dsn_arena_strdup (report->arena, c->text), 1, DSN_SPAN_NONE);
  return dsn_ruleset_classify (dsn_ruleset_get_default (), report, recipient);
}

static void
test_verdicts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsnVerdict) verdict = judge (&cases[i]);

      g_test_message ("%s: %s", cases[i].what, dsn_verdict_get_rule (verdict));
      g_assert_cmpstr (dsn_reason_to_string (dsn_verdict_get_reason (verdict)), ==, cases[i].reason);
      g_assert_cmpint (dsn_verdict_get_bounce_type (verdict), ==, cases[i].type);
      g_assert_cmpint (dsn_verdict_get_advice (verdict), ==, cases[i].advice);
      g_assert_cmpint (dsn_verdict_get_expired (verdict), ==, cases[i].expired);
    }
}

/* The report may be gone: the verdict keeps what it needs. */
static void
test_evidence (void)
{
  g_autoptr (DsnVerdict) verdict = judge (&cases[0]);
  const char *source, *words;
  guint part;

  words = dsn_verdict_get_evidence (verdict, &source, &part, NULL, NULL);
  g_assert_cmpstr (source, ==, "Diagnostic-Code");
  g_assert_cmpuint (part, ==, 2);
  g_assert_nonnull (strstr (cases[0].diagnostic, words));
  g_assert_nonnull (dsn_verdict_get_rule (verdict));
  g_assert_nonnull (strstr (dsn_verdict_get_rule_origin (verdict), ".rules:"));
  g_assert_cmpstr (dsn_verdict_get_diagnostic (verdict), ==, cases[0].diagnostic);
  g_assert_cmpstr (dsn_verdict_get_status_source (verdict), ==, "Diagnostic-Code");
  g_assert_cmpuint (dsn_verdict_get_reply_code (verdict), ==, 550);
}

static void
test_bare_lines (void)
{
  static const struct { const char *line, *reason; DsnAdvice advice; } lines[] = {
    { "550 5.1.1 User unknown", "user-unknown", DSN_ADVICE_REMOVE },
    { "450 4.1.1 User unknown", "user-unknown", DSN_ADVICE_COUNT },
    { "550", "user-unknown", DSN_ADVICE_REMOVE },
    { "521", "not-accepting-mail", DSN_ADVICE_COUNT },
    { "553", "user-unknown", DSN_ADVICE_COUNT },
    { "250 2.0.0 Ok: queued as 1234", "delivered", DSN_ADVICE_NONE },
    { "220 mx.example.com ESMTP", "unspecified", DSN_ADVICE_NONE },
    { "354 go on", "unspecified", DSN_ADVICE_NONE },
    { "", "unspecified", DSN_ADVICE_NONE },
    { "good morning", "unspecified", DSN_ADVICE_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *line = g_strdup (lines[i].line);
      g_autoptr (DsnVerdict) verdict = dsn_ruleset_classify_reply (dsn_ruleset_get_default (), line, DSN_STAGE_UNKNOWN, NULL);

      memset (line, 'x', strlen (line));
      g_test_message ("%s", lines[i].line);
      g_assert_cmpstr (dsn_reason_to_string (dsn_verdict_get_reason (verdict)), ==, lines[i].reason);
      g_assert_cmpint (dsn_verdict_get_advice (verdict), ==, lines[i].advice);
      g_assert_true (!dsn_verdict_get_diagnostic (verdict) || !strcmp (dsn_verdict_get_diagnostic (verdict), lines[i].line));
    }
}

/* Exchange Online's 5.4.1 is an unknown recipient, the registry's is a host that does not answer (rule P-05). */
static void
test_vendor_meaning (void)
{
  const char *line = "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)";
  DsnRuleset *rules = dsn_ruleset_get_default ();
  g_autoptr (DsnVerdict) vendor = dsn_ruleset_classify_reply (rules, line, DSN_STAGE_RCPT, "x.mail.protection.outlook.com");
  g_autoptr (DsnVerdict) plain = dsn_ruleset_classify_reply (rules, "450 4.4.1 no answer from host", DSN_STAGE_UNKNOWN, NULL);

  g_assert_cmpint (dsn_verdict_get_reason (vendor), ==, DSN_REASON_USER_UNKNOWN);
  g_assert_true (dsn_verdict_get_conflicts (vendor) & DSN_CONFLICT_VENDOR_MEANING);
  g_assert_false (dsn_verdict_get_conflicts (plain) & DSN_CONFLICT_VENDOR_MEANING);
}

static void
test_complaint (void)
{
  static const struct { const char *type; DsnAdvice advice; } types[] = {
    { "abuse", DSN_ADVICE_REMOVE }, { "opt-out", DSN_ADVICE_REMOVE }, { "not-spam", DSN_ADVICE_NONE }, { "auth-failure", DSN_ADVICE_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (DsnReport) report = dsn_report_new ();
      DsnRecipient *recipient = dsn_recipient_new (report->arena);
      g_autoptr (DsnVerdict) verdict = NULL;

      report->kind = DSN_KIND_COMPLAINT;
      dsn_report_add_recipient (report, recipient);
      dsn_report_add_field (report, "Feedback-Type", types[i].type, DSN_SPAN_NONE);
      verdict = dsn_ruleset_classify (dsn_ruleset_get_default (), report, recipient);
      g_assert_cmpint (dsn_verdict_get_advice (verdict), ==, types[i].advice);
      g_assert_cmpint (dsn_verdict_get_bounce_type (verdict), ==, DSN_BOUNCE_TYPE_NONE);
      g_assert_cmpint (dsn_verdict_get_action (verdict), ==, DSN_ACTION_NONE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/judge/verdicts", test_verdicts);
  g_test_add_func ("/judge/evidence", test_evidence);
  g_test_add_func ("/judge/bare-lines", test_bare_lines);
  g_test_add_func ("/judge/vendor-meaning", test_vendor_meaning);
  g_test_add_func ("/judge/complaint", test_complaint);
  return g_test_run ();
}
