/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The values: enumerations, status codes, replies, typed fields, limits.
 */
#include <string.h>
#include <dsn/dsn.h>
#include "model/dsn-address.h"
#include "model/dsn-report-private.h"
#include "model/dsn-text-private.h"

#define ROUND_TRIP(Type, name, LAST)                                       \
  for (int i = 0; i < LAST; i++)                                           \
    {                                                                      \
      Type back = LAST;                                                    \
      g_assert_nonnull (dsn_##name##_to_string (i));                       \
      g_assert_true (dsn_##name##_from_string (dsn_##name##_to_string (i), &back)); \
      g_assert_cmpint (back, ==, i);                                       \
    }                                                                      \
  g_assert_null (dsn_##name##_to_string (LAST));

static void
test_nicks (void)
{
  ROUND_TRIP (DsnKind, kind, DSN_KIND_LAST)
  ROUND_TRIP (DsnAction, action, DSN_ACTION_LAST)
  ROUND_TRIP (DsnReason, reason, DSN_REASON_LAST)
  ROUND_TRIP (DsnFault, fault, DSN_FAULT_LAST)
  ROUND_TRIP (DsnBounceType, bounce_type, DSN_BOUNCE_TYPE_LAST)
  ROUND_TRIP (DsnAdvice, advice, DSN_ADVICE_LAST)
  ROUND_TRIP (DsnConfidence, confidence, DSN_CONFIDENCE_LAST)
  ROUND_TRIP (DsnStage, stage, DSN_STAGE_LAST)
}

static void
test_flags (void)
{
  guint n = 0;

  for (guint bit = 0; bit < 32; bit++)
    {
      const char *defect = dsn_defect_to_string (1u << bit);

      n += dsn_conflict_to_string (1u << bit) != NULL;
      g_assert_true ((bit < 30) == (defect != NULL));
      for (guint other = 0; defect && other < bit; other++)
        g_assert_cmpstr (defect, !=, dsn_defect_to_string (1u << other));
    }
  g_assert_cmpuint (n, ==, 8);
  g_assert_null (dsn_defect_to_string (3));
}

static void
test_status_parse (void)
{
  static const struct { const char *text; gboolean ok; DsnStatus status; } cases[] = {
    { "5.1.1", TRUE, { 5, 1, 1 } },
    { " 4.2.2 (mailbox full)", TRUE, { 4, 2, 2 } },
    { "5.7.606", TRUE, { 5, 7, 606 } },
    { "5.1.1.", TRUE, { 5, 1, 1 } },
    { "2.0.0", TRUE, { 2, 0, 0 } },
    { "3.5.4", FALSE, { 0 } },
    { "1.0.1", FALSE, { 0 } },
    { "5.01.1", FALSE, { 0 } },
    { "5.1.1111", FALSE, { 0 } },
    { "5.1", FALSE, { 0 } },
    { "5.1.", FALSE, { 0 } },
    { "5.1.1.2", FALSE, { 0 } },
    { "5.1.x", FALSE, { 0 } },
    { "", FALSE, { 0 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DsnStatus status = { 0 };

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (dsn_status_parse (cases[i].text, &status), ==, cases[i].ok);
      if (cases[i].ok)
        g_assert_true (dsn_status_equal (&status, &cases[i].status));
    }
}

static void
test_status_find (void)
{
  /* rule P-08 */
  static const struct { const char *text; const char *status; } cases[] = {
    { "550 5.1.1 <user@example.com>: User unknown", "5.1.1" },
    { "550-5.1.1 The email account", "5.1.1" },
    { "Sorry, no mailbox here by that name. (#5.1.1)", "5.1.1" },
    { "[5.7.1] refused", "5.7.1" },
    { "mx.example.com[192.0.2.1] said: 550 No", NULL },
    { "5.1.1.7 is a host", NULL },
    { "Sendmail 8.14.5.1.1", NULL },
    { "exim/4.2.1", NULL },
    { "Postfix 4.92.1", NULL },
    { "smtp;550 5.32.1 odd", "5.32.1" },
    { "#5.99.1", "5.99.1" },
    { "code 5.99.1", NULL },
    { "v5.1.1", NULL },
    { "it says 4.4.7.", "4.4.7" },
    { "5.1.2026", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DsnStatus status;
      g_autofree char *found = NULL;

      g_test_message ("%s", cases[i].text);
      if (dsn_status_find (cases[i].text, -1, &status, NULL))
        found = dsn_status_to_string (&status);
      g_assert_cmpstr (found, ==, cases[i].status);
    }
}

static void
test_reply_parse (void)
{
  static const struct { const char *text; guint code; const char *status; const char *words; guint lines; gboolean mixed; } cases[] = {
    { "550 5.1.1 User unknown", 550, "5.1.1", "User unknown", 1, FALSE },
    { "550 User unknown", 550, NULL, "User unknown", 1, FALSE },
    { "550", 550, NULL, "", 1, FALSE },
    { "550-5.1.1 The account\n550-5.1.1 does not\n550 5.1.1 exist", 550, "5.1.1", "The account does not exist", 3, FALSE },
    { "550-5.1.1 The account 550-5.1.1 does not 550 5.1.1 exist", 550, "5.1.1", "The account does not exist", 3, FALSE },
    { "550-5.7.1 one\r\n554 5.7.2 two", 554, "5.7.1", "one two", 2, TRUE },
    { "421 4.7.0 [TSS04] try 451 later", 421, "4.7.0", "[TSS04] try 451 later", 1, FALSE },
    { "577 odd", 577, NULL, "odd", 1, FALSE },
    { "550 #5.1.0 Address rejected.", 550, "5.1.0", "Address rejected.", 1, FALSE },
  };
  static const char * const bad[] = { "", "User unknown", "12 x", "650 x", "5501 x", "550x", "5.1.1 User unknown" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DsnReply) reply = dsn_reply_parse (cases[i].text, &error);
      g_autofree char *status = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      status = dsn_reply_get_status (reply) ? dsn_status_to_string (dsn_reply_get_status (reply)) : NULL;
      g_assert_cmpuint (dsn_reply_get_code (reply), ==, cases[i].code);
      g_assert_cmpstr (status, ==, cases[i].status);
      g_assert_cmpstr (dsn_reply_get_text (reply), ==, cases[i].words);
      g_assert_cmpuint (dsn_reply_get_n_lines (reply), ==, cases[i].lines);
      g_assert_cmpint (dsn_reply_has_mixed_codes (reply), ==, cases[i].mixed);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dsn_reply_parse (bad[i], &error));
      g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
    }
}

static void
test_reply_scan (void)
{
  static const struct { const char *text; guint code; const char *rest; } cases[] = {
    { "host mx.example.com[192.0.2.250] said: 550 5.1.1 No such user", 550, "No such user" },
    { "<<< 550 No such user", 550, "No such user" },
    { "Remote host said: 554 delivery error", 554, "delivery error" },
    { "after 450 seconds we gave up", 0, NULL },
    { "message of 5000 bytes", 0, NULL },
    { "size 552 bytes", 0, NULL },
    { "port 587 refused", 0, NULL },
    { "SMTP error 451 from host", 451, "from host" },
    { "I got 220 of them", 0, NULL },
    { "user550@example.com 550-x", 550, "x" },
    { "192.0.2.1 4.4.1 250.250.250.250", 0, NULL },
    { "退信原因：550 Mailbox not found", 550, "Mailbox not found" },
    { "理由（554 拒否）", 554, "拒否）" },
    { "第550号", 0, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DsnReplyFound found;
      gboolean ok = dsn_reply_scan (cases[i].text, strlen (cases[i].text), 0, &found);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (ok ? found.code : 0, ==, cases[i].code);
      if (ok)
        g_assert_cmpstr (cases[i].text + found.text, ==, cases[i].rest);
    }
}

static void
test_typed (void)
{
  static const struct { DsnTypedKind kind; const char *text, *type, *value, *comment; } cases[] = {
    { DSN_TYPED_ADDRESS, "rfc822; user@Example.COM", "rfc822", "user@example.com", NULL },
    { DSN_TYPED_ADDRESS, "RFC822;User@example.com", "RFC822", "User@example.com", NULL },
    { DSN_TYPED_ADDRESS, "rfc822; <user@example.com> (User)", "rfc822", "user@example.com", "User" },
    { DSN_TYPED_ADDRESS, "user@example.com", NULL, "user@example.com", NULL },
    { DSN_TYPED_ADDRESS, "rfc822;", "rfc822", "", NULL },
    { DSN_TYPED_ADDRESS, "rfc822; \"a(b c\"@example.com", "rfc822", "\"a(b c\"@example.com", NULL },
    { DSN_TYPED_ADDRESS, "utf-8; gr\\x{FC}n@example.com", "utf-8", "gr\xc3\xbcn@example.com", NULL },
    { DSN_TYPED_ADDRESS, "utf8; gr\xc3\xbcn@example.com", "utf8", "gr\xc3\xbcn@example.com", NULL },
    { DSN_TYPED_ADDRESS, "rfc822; gr\\303\\274n@example.com", "rfc822", "gr\xc3\xbcn@example.com", NULL },
    { DSN_TYPED_ORIGINAL, "rfc822;alice+2Bx@example.com", "rfc822", "alice+x@example.com", NULL },
    { DSN_TYPED_ORIGINAL, "rfc822;alice+42@example.com", "rfc822", "alice+42@example.com", NULL },
    { DSN_TYPED_ADDRESS, "rfc822; alice+2Bx@example.com", "rfc822", "alice+2Bx@example.com", NULL },
    { DSN_TYPED_MTA, "dns; mx.example.com (192.0.2.1)", "dns", "mx.example.com", "192.0.2.1" },
    { DSN_TYPED_MTA, "dns;mx.example.com", "dns", "mx.example.com", NULL },
    { DSN_TYPED_MTA, "mx.example.com", NULL, "mx.example.com", NULL },
    { DSN_TYPED_MTA, "dns; (a (b) c", "dns", "", "a (b) c" },
    { DSN_TYPED_DIAGNOSTIC, "smtp; 550 5.1.1 (no; such) user", "smtp", "550 5.1.1 (no; such) user", NULL },
    { DSN_TYPED_DIAGNOSTIC, "550 no such user; sorry", NULL, "550 no such user; sorry", NULL },
    { DSN_TYPED_DIAGNOSTIC, "", NULL, "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsnArena) arena = dsn_arena_new ();
      DsnTyped typed;

      g_test_message ("%s", cases[i].text);
      dsn_typed_parse (arena, cases[i].kind, cases[i].text, &typed);
      g_assert_cmpstr (typed.type, ==, cases[i].type);
      g_assert_cmpstr (typed.value, ==, cases[i].value);
      g_assert_cmpstr (typed.comment, ==, cases[i].comment);
    }
}

static void
test_address (void)
{
  static const struct { const char *text; gboolean plausible; } cases[] = {
    { "user@example.com", TRUE },
    { "\"a b\"@example.com", TRUE },
    { "user@[192.0.2.1]", TRUE },
    { "gr\xc3\xbcn@b\xc3\xbc" "cher.example", TRUE },
    { "user", FALSE },
    { "@example.com", FALSE },
    { "user@", FALSE },
    { "a b@example.com", FALSE },
    { "user@exa mple.com", FALSE },
    { "user@example.com/x", FALSE },
    { "user\n@example.com", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (dsn_address_is_plausible (cases[i].text), ==, cases[i].plausible);
    }
  g_assert_true (dsn_address_equal ("a@X.example", "a@x.example", FALSE));
  g_assert_false (dsn_address_equal ("A@x.example", "a@x.example", FALSE));
  g_assert_true (dsn_address_equal ("A@x.example", "a@x.example", TRUE));
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;
  DsnLimits limits;

  dsn_limits_init (&limits);
  g_assert_cmpuint (limits.depth, ==, DSN_LIMIT_DEPTH);
  g_assert_true (dsn_limits_parse (&limits, "depth=3, parts=7", &error));
  g_assert_cmpuint (limits.depth, ==, 3);
  g_assert_cmpuint (limits.parts, ==, 7);
  g_assert_false (dsn_limits_parse (&limits, "deep=3", &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_false (dsn_limits_parse (&limits, "depth=x", &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_false (dsn_limits_parse (&limits, "depth", &error));
}

static void
test_evidence_order (void)
{
  g_autoptr (DsnReport) report = dsn_report_new ();
  DsnRecipient *recipient = dsn_recipient_new (report->arena);

  dsn_report_add_recipient (report, recipient);
  for (int i = 0; i < 9; i++)
    dsn_recipient_add_evidence (recipient, DSN_SOURCE_TEXT, dsn_arena_strndup (report->arena, &"abcdefghi"[i], 1),
                                DSN_PART_UNKNOWN, DSN_SPAN_NONE);
  dsn_recipient_add_evidence (recipient, DSN_SOURCE_DIAGNOSTIC_CODE, "best", DSN_PART_UNKNOWN, DSN_SPAN_NONE);
  dsn_recipient_add_evidence (recipient, DSN_SOURCE_TEXT, "a", DSN_PART_UNKNOWN, DSN_SPAN_NONE);
  g_assert_cmpuint (recipient->n_evidence, ==, 10);
  g_assert_cmpstr (recipient->evidence[0].text, ==, "best");
  g_assert_cmpstr (recipient->evidence[1].text, ==, "a");
  g_assert_cmpstr (recipient->evidence[9].text, ==, "i");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/types/nicks", test_nicks);
  g_test_add_func ("/types/flags", test_flags);
  g_test_add_func ("/status/parse", test_status_parse);
  g_test_add_func ("/status/find", test_status_find);
  g_test_add_func ("/reply/parse", test_reply_parse);
  g_test_add_func ("/reply/scan", test_reply_scan);
  g_test_add_func ("/address/typed", test_typed);
  g_test_add_func ("/address/plausible", test_address);
  g_test_add_func ("/limits/parse", test_limits);
  g_test_add_func ("/recipient/evidence-order", test_evidence_order);
  return g_test_run ();
}
