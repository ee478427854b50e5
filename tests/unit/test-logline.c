/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lines of logs and bare replies: what they say of a recipient, and how they are judged.
 */
#include <string.h>
#include <time.h>
#include <dsn/dsn.h>

typedef struct {
  const char   *line;
  const char   *format;      /* NULL: none */
  const char   *address;
  const char   *remote;
  DsnStage      stage;
  DsnAction     action;      /* of the verdict */
  const char   *status;      /* the effective one */
  guint         reply_code;
  const char   *reason;
  DsnBounceType type;
  DsnAdvice     advice;
} Case;

#define HARD    DSN_BOUNCE_TYPE_HARD
#define SOFT    DSN_BOUNCE_TYPE_SOFT
#define NOTHING DSN_BOUNCE_TYPE_NONE, DSN_ADVICE_NONE
#define POSTFIX "Nov 21 10:00:00 mx postfix/smtp[550]: 4F1ABC2: to=<kim@Example.com>, relay=mx.example.com[192.0.2.1]:25, " \
                "delay=0.3, delays=0.1/0/0.1/0.1, "
#define NOQUEUE "2026-11-21T10:00:00.123456+01:00 mx postfix/smtpd[7]: NOQUEUE: reject: "
#define EXIM    "2026-11-21 10:00:00 1abcDE-000123-XY "
#define EXIM_TO "kim@example.com R=dnslookup T=remote_smtp "
#define SM      "Nov  1 10:00:00 mx sm-mta[9]: 2AL1AbCd012345: "
#define SM_TO   SM "to=<kim@example.com>, ctladdr=<s@example.org> (1001/1001), delay=00:00:01, mailer=esmtp, " \
                "relay=mx.example.com. [192.0.2.1], "
#define SMTPD   "Nov 21 10:00:00 mx smtpd[5]: 7f0f6e4e1b2c3d4e mta delivery evpid=cd1ff3a1b2c3d4e5 from=<s@example.org> " \
                "to=<kim@example.com> rcpt=<-> source=\"192.0.2.2\" relay=\"192.0.2.1 (mx.example.com)\" delay=1s "
#define KIM     "kim@example.com"
#define MX      "mx.example.com"

static const Case cases[] = {
  /* bare replies */
  { "550 5.1.1 User unknown", NULL, NULL, NULL, 0, 0, "5.1.1", 550, "user-unknown", HARD, DSN_ADVICE_REMOVE },
  { "450 4.2.0 <a@b.example>: Greylisted, see http://example.com/", NULL, NULL, NULL, 0, 0, "4.2.0", 450, "greylisted", SOFT, DSN_ADVICE_KEEP },
  { "host mx.example.com[192.0.2.1] said: 552 5.2.2 Mailbox full (in reply to RCPT TO command)", NULL, NULL, MX, DSN_STAGE_RCPT, 0,
    "5.2.2", 552, "mailbox-full", SOFT, DSN_ADVICE_COUNT },
  { "250 2.0.0 Ok", NULL, NULL, NULL, 0, DSN_ACTION_DELIVERED, "2.0.0", 250, "delivered", NOTHING },
  { "221 2.0.0 Bye", NULL, NULL, NULL, 0, 0, "2.0.0", 221, "unspecified", NOTHING },
  { "354 End data with <CR><LF>.<CR><LF>", NULL, NULL, NULL, 0, 0, NULL, 354, "unspecified", NOTHING },
  { "", NULL, NULL, NULL, 0, 0, NULL, 0, "unspecified", NOTHING },
  { "  ", NULL, NULL, NULL, 0, 0, NULL, 0, "unspecified", NOTHING },
  { "good morning", NULL, NULL, NULL, 0, 0, NULL, 0, "unspecified", NOTHING },

  /* Postfix */
  { POSTFIX "dsn=5.1.1, status=bounced (host mx.example.com[192.0.2.1] said: 550 5.1.1 <kim@example.com>: Recipient address rejected: "
    "User unknown in virtual mailbox table (in reply to RCPT TO command))",
    "postfix", KIM, MX, DSN_STAGE_RCPT, DSN_ACTION_FAILED, "5.1.1", 550, "user-unknown", HARD, DSN_ADVICE_REMOVE },
  { POSTFIX "dsn=4.7.1, status=deferred (host mx.example.com[192.0.2.1] said: 450 4.7.1 Greylisted (in reply to RCPT TO command))",
    "postfix", KIM, MX, DSN_STAGE_RCPT, DSN_ACTION_DELAYED, "4.7.1", 450, "greylisted", SOFT, DSN_ADVICE_NONE },
  { POSTFIX "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4F1ABC3)",
    "postfix", KIM, MX, 0, DSN_ACTION_DELIVERED, "2.0.0", 250, "delivered", NOTHING },
  { POSTFIX "dsn=5.7.1, status=bounced (host mx.example.com[192.0.2.1] said: 554 5.7.1 Message rejected as spam (in reply to end of DATA "
    "command))", "postfix", KIM, MX, DSN_STAGE_DOT, DSN_ACTION_FAILED, "5.7.1", 554, "spam", SOFT, DSN_ADVICE_KEEP },
  { POSTFIX "dsn=4.1.1, status=SOFTBOUNCE (unknown user: \"kim\")",
    "postfix", KIM, MX, 0, DSN_ACTION_DELAYED, "4.1.1", 0, "user-unknown", SOFT, DSN_ADVICE_NONE },
  { "postfix/smtp[1]: 4F1ABC2: to=<kim@example.com>, orig_to=<k@example.org>, relay=none, delay=1, dsn=5.4.4, status=bounced (Host or "
    "domain name not found. Name service error for name=example.com type=A: Host not found)",
    "postfix", KIM, NULL, 0, DSN_ACTION_FAILED, "5.4.4", 0, "domain-unknown", HARD, DSN_ADVICE_REMOVE },
  { "to=<kim@example.com>, relay=none, delay=1, dsn=4.4.1, status=deferred (connect to mx.example.com[192.0.2.1]:25: Connection timed out)",
    "postfix", KIM, MX, DSN_STAGE_CONNECT, DSN_ACTION_DELAYED, "4.4.1", 0, "network", SOFT, DSN_ADVICE_NONE },
  { "Nov 21 10:00:00 mx postfix/qmgr[5]: 4F1ABC2: from=<s@example.org>, status=expired, returned to sender",
    "postfix", NULL, NULL, 0, DSN_ACTION_FAILED, NULL, 0, "expired", SOFT, DSN_ADVICE_COUNT },
  { POSTFIX "dsn=2.1.5, status=deliverable (250 2.1.5 Ok)", "postfix", KIM, MX, 0, 0, "2.1.5", 0, "unspecified", NOTHING },
  { POSTFIX "dsn=5.1.1, status=undeliverable (host mx.example.com[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command))",
    "postfix", KIM, MX, DSN_STAGE_RCPT, 0, "5.1.1", 550, "user-unknown", HARD, DSN_ADVICE_REMOVE },
  { NOQUEUE "RCPT from c.example.net[192.0.2.9]: 550 5.1.1 <kim@example.com>: Recipient address rejected: User unknown in local recipient "
    "table; from=<s@example.org> to=<kim@example.com> proto=ESMTP helo=<c>",
    "postfix", KIM, NULL, DSN_STAGE_RCPT, 0, "5.1.1", 550, "user-unknown", HARD, DSN_ADVICE_REMOVE },
  { NOQUEUE "RCPT from unknown[192.0.2.9]: 554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using bl.example.org; "
    "from=<s@example.org> to=<kim@example.com> proto=ESMTP helo=<c>",
    "postfix", KIM, NULL, DSN_STAGE_RCPT, 0, "5.7.1", 554, "reputation", SOFT, DSN_ADVICE_KEEP },
  { "Nov 21 10:00:00 mx postfix/cleanup[5]: 4F1ABC2: milter-reject: END-OF-MESSAGE from c.example.net[192.0.2.9]: 5.7.1 Spam message rejected; "
    "from=<s@example.org> to=<kim@example.com> proto=ESMTP helo=<c>", "postfix", KIM, NULL, DSN_STAGE_DOT, 0, "5.7.1", 0, "spam", SOFT, DSN_ADVICE_KEEP },
  { "Nov 21 10:00:00 mx postfix/cleanup[5]: 4F1ABC2: reject: header Subject: 550 User unknown: from c.example.net[192.0.2.9]; "
    "from=<s@example.org> to=<kim@example.com> proto=ESMTP helo=<c>: 5.7.1 message content rejected",
    "postfix", KIM, NULL, DSN_STAGE_DOT, 0, "5.7.1", 0, "spam", SOFT, DSN_ADVICE_KEEP },
  { "Nov 21 10:00:00 mx postfix/smtpd[550]: connect from c.example.net[192.0.2.9]", NULL, NULL, NULL, 0, 0, NULL, 0, "unspecified", NOTHING },
  { "Nov 21 10:00:00 mx postfix/qmgr[550]: 4F1ABC2: from=<s550@example.org>, size=551, nrcpt=1 (queue active)",
    NULL, NULL, NULL, 0, 0, NULL, 0, "unspecified", NOTHING },

  /* Exim */
  { EXIM "** " EXIM_TO "H=mx.example.com [192.0.2.1] X=TLS1.3:ECDHE:256 CV=yes DN=\"C=XX, O=a: b\": SMTP error from remote mail server "
    "after RCPT TO:<kim@example.com>: 550 5.1.1 User unknown",
    "exim", KIM, MX, DSN_STAGE_RCPT, DSN_ACTION_FAILED, "5.1.1", 550, "user-unknown", HARD, DSN_ADVICE_REMOVE },
  { EXIM "== " EXIM_TO "defer (-44) H=mx.example.com [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<kim@example.com>: "
    "451 4.7.1 Greylisting in action", "exim", KIM, MX, DSN_STAGE_RCPT, DSN_ACTION_DELAYED, "4.7.1", 451, "greylisted", SOFT, DSN_ADVICE_NONE },
  { "2026-11-21 10:00:00.123 +0100 [77] 1abcDE-000000001Ab-0XYz => " EXIM_TO "H=mx.example.com [192.0.2.1] C=\"250 2.0.0 OK\"",
    "exim", KIM, MX, 0, DSN_ACTION_DELIVERED, "2.0.0", 250, "delivered", NOTHING },
  { EXIM "=> kim <kim@example.com> R=local T=local_delivery", "exim", KIM, NULL, 0, DSN_ACTION_DELIVERED, NULL, 0, "delivered", NOTHING },
  { "Nov 21 10:00:00 mx exim[8]: " EXIM "** kim@example.com: retry timeout exceeded",
    "exim", KIM, NULL, 0, DSN_ACTION_FAILED, NULL, 0, "expired", SOFT, DSN_ADVICE_COUNT },
  { EXIM "== " EXIM_TO "defer (111): Connection refused", "exim", KIM, NULL, 0, DSN_ACTION_DELAYED, NULL, 0, "network", SOFT, DSN_ADVICE_NONE },
  { "2026-11-21 10:00:00 H=(c) [192.0.2.9] F=<s@example.org> rejected RCPT <kim@example.com>: Unknown user",
    "exim", KIM, NULL, DSN_STAGE_RCPT, 0, NULL, 0, "user-unknown", HARD, DSN_ADVICE_REMOVE },
  { "2026-11-21 10:00:00 H=(c) [192.0.2.9] F=<s@example.org> temporarily rejected RCPT <kim@example.com>: Unknown user",
    "exim", KIM, NULL, DSN_STAGE_RCPT, 0, NULL, 0, "user-unknown", SOFT, DSN_ADVICE_COUNT },
  { EXIM "<= s@example.org H=c.example.net [192.0.2.9] P=esmtp S=550", "exim", NULL, NULL, 0, 0, NULL, 0, "unspecified", NOTHING },
  { EXIM "Completed", NULL, NULL, NULL, 0, 0, NULL, 0, "unspecified", NOTHING },

  /* sendmail */
  { SM_TO "dsn=5.1.1, stat=User unknown", "sendmail", KIM, MX, 0, DSN_ACTION_FAILED, "5.1.1", 0, "user-unknown", HARD, DSN_ADVICE_REMOVE },
  { SM_TO "dsn=5.0.0, reply=550 5.7.1 Message rejected as spam, stat=Service unavailable",
    "sendmail", KIM, MX, 0, DSN_ACTION_FAILED, "5.7.1", 550, "spam", SOFT, DSN_ADVICE_KEEP },
  { SM_TO "dsn=4.0.0, stat=Deferred: Connection refused by mx.example.com.",
    "sendmail", KIM, MX, 0, DSN_ACTION_DELAYED, "4.0.0", 0, "network", SOFT, DSN_ADVICE_NONE },
  { SM_TO "dsn=2.0.0, stat=Sent (Ok: queued as 1234)", "sendmail", KIM, MX, 0, DSN_ACTION_DELIVERED, "2.0.0", 0, "delivered", NOTHING },
  { SM "to=<kim@example.com>,<lee@example.com>, delay=00:00:01, dsn=5.1.1, stat=User unknown",
    "sendmail", KIM, NULL, 0, DSN_ACTION_FAILED, "5.1.1", 0, "user-unknown", HARD, DSN_ADVICE_REMOVE },
  { SM "ruleset=check_rcpt, arg1=<kim@example.com>, relay=c.example.net [192.0.2.9], reject=550 5.7.1 <kim@example.com>... Relaying denied",
    "sendmail", KIM, NULL, DSN_STAGE_RCPT, 0, "5.7.1", 550, "relay-denied", SOFT, DSN_ADVICE_KEEP },
  { SM "ruleset=check_mail, arg1=<s@example.org>, relay=c.example.net [192.0.2.9], reject=553 5.1.8 <s@example.org>... Domain of sender "
    "address s@example.org does not exist", "sendmail", NULL, NULL, DSN_STAGE_MAIL, 0, "5.1.8", 553, "sender-rejected", SOFT, DSN_ADVICE_KEEP },
  { SM "<kim@example.com>... User unknown", "sendmail", KIM, NULL, 0, 0, NULL, 0, "user-unknown", HARD, DSN_ADVICE_REMOVE },

  /* OpenSMTPD */
  { SMTPD "result=\"PermFail\" stat=\"550 5.1.1 <kim@example.com>: User unknown\"",
    "opensmtpd", KIM, MX, 0, DSN_ACTION_FAILED, "5.1.1", 550, "user-unknown", HARD, DSN_ADVICE_REMOVE },
  { SMTPD "result=\"TempFail\" stat=\"452 4.2.2 Mailbox full\"",
    "opensmtpd", KIM, MX, 0, DSN_ACTION_DELAYED, "4.2.2", 452, "mailbox-full", SOFT, DSN_ADVICE_NONE },
  { SMTPD "result=\"Ok\" stat=\"250 2.0.0 Ok\"", "opensmtpd", KIM, MX, 0, DSN_ACTION_DELIVERED, "2.0.0", 250, "delivered", NOTHING },
  { "Nov 21 10:00:00 mx smtpd[5]: 7f0f6e4e1b2c3d4e smtp failed-command command=\"RCPT TO:<kim@example.com>\" result=\"550 Invalid "
    "recipient: <kim@example.com>\"", "opensmtpd", KIM, NULL, DSN_STAGE_RCPT, 0, NULL, 550, "user-unknown", HARD, DSN_ADVICE_REMOVE },

  /* qmail */
  { "@400000005fb8e0f51a2b3c4d delivery 17: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_5.1.1_User_unknown/"
    "Giving_up_on_192.0.2.1./", "qmail", NULL, "192.0.2.1", DSN_STAGE_RCPT, DSN_ACTION_FAILED, "5.1.1", 550, "user-unknown", HARD, DSN_ADVICE_REMOVE },
  { "Nov 21 10:00:00 mx qmail: 1234567.123456 delivery 17: deferral: Connected_to_192.0.2.1_but_greeting_failed./Remote_host_said:_421_Too_"
    "many_connections/", "qmail", NULL, "192.0.2.1", DSN_STAGE_CONNECT, DSN_ACTION_DELAYED, NULL, 421, "too-many-connections", SOFT, DSN_ADVICE_NONE },
  { "delivery 18: success: 192.0.2.1_accepted_message./Remote_host_said:_250_ok/", "qmail", NULL, NULL, 0, DSN_ACTION_DELIVERED, NULL, 250,
    "delivered", NOTHING },

  /* others */
  { "Nov 21 10:00:00 mx sshd[550]: Failed password for invalid user kim from 192.0.2.7 port 550 ssh2", NULL, NULL, NULL, 0, 0, NULL, 0,
    "unspecified", NOTHING },
  { "Nov 21 10:00:00 mx postfix/smtp[5]: 4F1ABC2: host mx.example.com[192.0.2.1] said: 452 4.2.2 Mailbox full (in reply to RCPT TO command)",
    NULL, NULL, MX, DSN_STAGE_RCPT, 0, "4.2.2", 452, "mailbox-full", SOFT, DSN_ADVICE_COUNT },
};

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autoptr (DsnLogLine) line = dsn_log_line_new (c->line, -1);
      g_autoptr (DsnVerdict) verdict = dsn_ruleset_classify_line (dsn_ruleset_get_default (), line, DSN_STAGE_UNKNOWN, NULL);
      const DsnStatus *status = dsn_verdict_get_status (verdict);
      g_autofree char *code = status ? dsn_status_to_string (status) : NULL;

      g_test_message ("%s (%s)", c->line, dsn_verdict_get_rule (verdict));
      g_assert_cmpstr (dsn_log_line_get_text (line), ==, c->line);
      g_assert_cmpstr (dsn_log_line_get_format (line), ==, c->format);
      g_assert_cmpstr (dsn_recipient_get_address (dsn_log_line_get_recipient (line)), ==, c->address);
      g_assert_cmpstr (dsn_log_line_get_remote (line), ==, c->remote);
      g_assert_cmpint (dsn_log_line_get_stage (line), ==, c->stage);
      g_assert_cmpint (dsn_verdict_get_action (verdict), ==, c->action);
      g_assert_cmpstr (code, ==, c->status);
      g_assert_cmpuint (dsn_verdict_get_reply_code (verdict), ==, c->reply_code);
      g_assert_cmpstr (dsn_reason_to_string (dsn_verdict_get_reason (verdict)), ==, c->reason);
      g_assert_cmpint (dsn_verdict_get_bounce_type (verdict), ==, c->type);
      g_assert_cmpint (dsn_verdict_get_advice (verdict), ==, c->advice);
    }
}

/* The named values of a line, verbatim, and the id in the queue. */
static void
test_fields (void)
{
  g_autoptr (DsnLogLine) line = dsn_log_line_new (POSTFIX "dsn=5.1.1, status=bounced (550 a=b, dsn=2.0.0)", -1);
  const DsnRecipient *recipient = dsn_log_line_get_recipient (line);

  g_assert_cmpstr (dsn_recipient_lookup_field (recipient, "relay"), ==, "mx.example.com[192.0.2.1]:25");
  g_assert_cmpstr (dsn_recipient_lookup_field (recipient, "delays"), ==, "0.1/0/0.1/0.1");
  g_assert_cmpstr (dsn_recipient_lookup_field (recipient, "status"), ==, "bounced");
  g_assert_cmpstr (dsn_recipient_lookup_field (recipient, "a"), ==, NULL);
  g_assert_cmpstr (dsn_recipient_get_final_log_id (recipient), ==, "4F1ABC2");
}

/* What the caller knows of stage and host counts where the line does not tell. */
static void
test_hints (void)
{
  static const char denied[] = "550 5.4.1 Recipient address rejected: Access denied";
  static const struct {
    const char *line;
    DsnStage    stage;
    const char *remote;
    DsnReason   reason;
  } hints[] = {
    { "554 sorry",                                            DSN_STAGE_UNKNOWN, NULL,                          DSN_REASON_UNSPECIFIED },
    { "554 sorry",                                            DSN_STAGE_CONNECT, NULL,                          DSN_REASON_BLOCKED },
    { "550 sorry (in reply to MAIL FROM command)",            DSN_STAGE_RCPT,    NULL,                          DSN_REASON_SENDER_REJECTED },
    { denied,                                                 DSN_STAGE_UNKNOWN, "mx.example.com",              DSN_REASON_POLICY },
    { denied,                                                 DSN_STAGE_UNKNOWN, "a.protection.outlook.com",    DSN_REASON_USER_UNKNOWN },
    { "host mx.example.com[192.0.2.1] said: 550 5.4.1 Recipient address rejected: Access denied",
                                                              DSN_STAGE_UNKNOWN, "a.protection.outlook.com",    DSN_REASON_POLICY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      g_autoptr (DsnLogLine) line = dsn_log_line_new (hints[i].line, -1);
      g_autoptr (DsnVerdict) verdict = dsn_ruleset_classify_line (dsn_ruleset_get_default (), line, hints[i].stage, hints[i].remote);

      g_test_message ("%s: %s", hints[i].line, dsn_verdict_get_rule (verdict));
      g_assert_cmpint (dsn_verdict_get_reason (verdict), ==, hints[i].reason);
    }
}

/* Bytes of any kind, and lines that end anywhere. */
static void
test_bytes (void)
{
  g_autoptr (DsnLogLine) nul = dsn_log_line_new ("550 5.1.1 User\0unknown", 22);
  g_autoptr (DsnLogLine) bad = dsn_log_line_new ("550 5.1.1 \xff User unknown \xc3", -1);

  g_assert_cmpstr (dsn_log_line_get_text (nul), ==, "550 5.1.1 User\xef\xbf\xbdunknown");
  g_assert_cmpstr (dsn_log_line_get_text (bad), ==, "550 5.1.1 \xef\xbf\xbd User unknown \xef\xbf\xbd");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize n = strlen (cases[i].line); n-- > 0;)
      {
        g_autofree char *cut = g_strndup (cases[i].line, n);
        g_autoptr (DsnLogLine) line = dsn_log_line_new (cut, -1);
        g_autoptr (DsnVerdict) verdict = dsn_ruleset_classify_line (dsn_ruleset_get_default (), line, DSN_STAGE_UNKNOWN, NULL);

        g_assert_cmpstr (dsn_log_line_get_text (line), ==, cut);
        g_assert_nonnull (verdict);
      }
}

/* The verdict outlives the line. */
static void
test_lifetime (void)
{
  DsnLogLine *line = dsn_log_line_new (POSTFIX "dsn=5.1.1, status=bounced (550 5.1.1 User unknown)", -1);
  g_autoptr (DsnVerdict) verdict = dsn_ruleset_classify_line (dsn_ruleset_get_default (), line, DSN_STAGE_UNKNOWN, NULL);

  dsn_log_line_unref (line);
  g_assert_cmpstr (dsn_verdict_get_diagnostic (verdict), ==, "550 5.1.1 User unknown");
}

/* Ten times the text, ten times the work: nothing may look at the rest of the line again and again. */
static void
test_long (void)
{
  static const char * const pieces[] = { "a=\"", "to=<", " x=", ", stat=", "\" : ", "<\"", "550 ", "reject: ", " [1.2", "host ", "(" };
  static const char * const heads[] = { "", "Nov 21 10:00:00 mx postfix/smtp[5]: 4F1ABC2: reject: RCPT ", "2026-11-21 10:00:00 ** a@b ", "to=<a@b.c>, " };

  for (gsize h = 0; h < G_N_ELEMENTS (heads); h++)
    for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
      {
        g_autoptr (GString) text = g_string_new (heads[h]);
        clock_t start = clock ();

        while (text->len < 200000)
          g_string_append (text, pieces[i]);
        {
          g_autoptr (DsnLogLine) line = dsn_log_line_new (text->str, (gssize) text->len);
          g_autoptr (DsnVerdict) verdict = dsn_ruleset_classify_line (dsn_ruleset_get_default (), line, DSN_STAGE_UNKNOWN, NULL);

          g_assert_nonnull (verdict);
        }
        g_test_message ("%s%s...: %.6f s", heads[h], pieces[i], (double) (clock () - start) / CLOCKS_PER_SEC);
        g_assert_cmpint (clock () - start, <, 10 * CLOCKS_PER_SEC);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/logline/lines", test_lines);
  g_test_add_func ("/logline/fields", test_fields);
  g_test_add_func ("/logline/hints", test_hints);
  g_test_add_func ("/logline/bytes", test_bytes);
  g_test_add_func ("/logline/lifetime", test_lifetime);
  g_test_add_func ("/logline/long", test_long);
  return g_test_run ();
}
