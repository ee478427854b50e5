/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a message is: the same few lines with one thing changed.
 */
#include <string.h>
#include <dsn/dsn.h>

#define DAEMON   "From: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: list@sender.example\n"
#define PERSON   "From: Ann <ann@x.example>\nTo: list@sender.example\n"
#define REPORT   "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=B\n\n" \
                 "--B\n\nnotice\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
#define RETURNED "--B\nContent-Type: message/rfc822\n\nFrom: list@sender.example\nMessage-ID: <1@sender.example>\n\nhello\n--B--\n"
#define GROUP(action, status) "Final-Recipient: rfc822; a@x.example\nAction: " action "\nStatus: " status "\n\n"

static const struct { const char *what; DsnKind kind; guint recipients; const char *message; } cases[] = {
  { "failed", DSN_KIND_BOUNCE, 1, DAEMON "Subject: x\n" REPORT GROUP ("failed", "5.1.1") RETURNED },
  { "delayed", DSN_KIND_DELAY, 1, DAEMON "Subject: x\n" REPORT GROUP ("delayed", "4.4.1") RETURNED },
  { "delivered", DSN_KIND_SUCCESS, 1, DAEMON "Subject: x\n" REPORT GROUP ("delivered", "2.0.0") RETURNED },
  { "one of each", DSN_KIND_BOUNCE, 3,
    DAEMON "Subject: x\n" REPORT GROUP ("delivered", "2.0.0") GROUP ("delayed", "4.4.1") GROUP ("failed", "5.1.1") RETURNED },
  { "no Action, class 2", DSN_KIND_SUCCESS, 1,
    DAEMON "Subject: x\n" REPORT "Final-Recipient: rfc822; a@x.example\nStatus: 2.1.5\n\n" RETURNED },
  { "a report within the returned message", DSN_KIND_BOUNCE, 1,
    DAEMON "Subject: x\n" REPORT GROUP ("failed", "5.1.1") "--B\nContent-Type: message/rfc822\n\n"
    "Subject: old\nContent-Type: multipart/report; report-type=delivery-status; boundary=C\n\n"
    "--C\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; victim@y.example\nAction: failed\nStatus: 5.1.1\n--C--\n--B--\n" },
  { "a person forwards a report", DSN_KIND_ORDINARY, 0,
    PERSON "Subject: Fwd: Undelivered Mail\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=M\n\n--M\n\nlook at this\n"
    "--M\nContent-Type: message/rfc822\n\n" DAEMON "Subject: x\n" REPORT GROUP ("failed", "5.1.1") RETURNED "--M--\n" },
  { "a person forwards the parts of a report", DSN_KIND_ORDINARY, 0,
    PERSON "Subject: Fwd: Undelivered Mail\nList-Id: <x.lists.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nlook at this\n"
    "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" GROUP ("failed", "5.1.1") RETURNED },
  { "a server that writes multipart/mixed", DSN_KIND_BOUNCE, 1,
    DAEMON "Subject: Fwd: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nnotice\n"
    "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" GROUP ("failed", "5.1.1") RETURNED },
  { "complaint", DSN_KIND_COMPLAINT, 1,
    PERSON "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=B\n\n--B\n\nabuse\n"
    "--B\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n"
    "Original-Rcpt-To: a@x.example\n\n" RETURNED },
  { "complaint that names nobody: the returned message's To", DSN_KIND_COMPLAINT, 1,
    PERSON "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=B\n\n--B\n\nabuse\n"
    "--B\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n\n"
    "--B\nContent-Type: message/rfc822\n\nTo: Ann <a@x.example>\n\nhello\n--B--\n" },
  { "an authentication report is about us", DSN_KIND_COMPLAINT, 0,
    PERSON "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=B\n\n--B\n\ndmarc\n"
    "--B\nContent-Type: message/feedback-report\n\nFeedback-Type: auth-failure\nUser-Agent: x/1\nVersion: 1\nAuth-Failure: dmarc\n\n"
    "--B\nContent-Type: message/rfc822\n\nTo: Ann <a@x.example>\n\nhello\n--B--\n" },
  { "receipt", DSN_KIND_RECEIPT, 0,
    PERSON "Subject: Read: x\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=B\n\n--B\n\nread\n"
    "--B\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; a@x.example\n"
    "Disposition: manual-action/MDN-sent-manually; displayed\n\n" RETURNED },
  { "vacation by field", DSN_KIND_AUTO_REPLY, 0, "Return-Path: <>\n" PERSON "Subject: away\nAuto-Submitted: auto-replied (vacation)\n\nI am away\n" },
  { "vacation by subject", DSN_KIND_AUTO_REPLY, 0, PERSON "Subject: Out of Office: x\n\nI am away\n" },
  { "vacation in German", DSN_KIND_AUTO_REPLY, 0, PERSON "Subject: Re: x (Abwesenheitsnotiz)\n\nich bin weg\n" },
  { "a letter", DSN_KIND_ORDINARY, 0, PERSON "Subject: hello\n\nhow are you, bob@y.example?\n" },
  { "a letter about bounces", DSN_KIND_ORDINARY, 0,
    PERSON "Subject: Re: Undelivered Mail Returned to Sender\nList-Id: <x.lists.example>\n\n> Final-Recipient: rfc822; a@x.example\n> Action: failed\n" },
  { "a display name proves nothing", DSN_KIND_ORDINARY, 0,
    "From: \"Mail Delivery System\" <support@verify.example>\nSubject: Mail delivery failed: 6 messages pending\n\nRelease your messages\n" },
  { "the text of a machine without a field", DSN_KIND_AUTO_REPLY, 0, PERSON "Subject: Re: x\n\nHi, this is an automatic reply. I have left.\n" },
  { "what a person may say, under a null sender", DSN_KIND_AUTO_REPLY, 0, "Return-Path: <>\n" PERSON "Subject: x\n\nIch bin im Urlaub.\n" },
  { "what a person may say", DSN_KIND_ORDINARY, 0, PERSON "Subject: x\n\nNext week I am on vacation.\n" },
  { "the same on a list", DSN_KIND_ORDINARY, 0,
    PERSON "Subject: x\nList-Id: <x.lists.example>\n\nWhy do I get \"this is an automatic reply\"?\n" },
  { "a machine sent a report on", DSN_KIND_BOUNCE, 1,
    PERSON "Subject: Fwd: x\nAuto-Submitted: auto-forwarded\nContent-Type: message/rfc822\n\n" DAEMON "Subject: Undelivered Mail\n"
    REPORT GROUP ("failed", "5.1.1") RETURNED },
  { "a tracker quotes a bounce", DSN_KIND_ORDINARY, 0,
    "From: bugs@x.example\nX-Bugzilla-Reason: CC\nSubject: [Bug 1] Mail delivery failed: returning message to sender\n\n"
    "The following address failed:\n\n  a@x.example\n    550 unknown user\n" },
  { "a list tells its owner", DSN_KIND_ORDINARY, 0,
    "Return-Path: <>\nFrom: list-bounces@x.example\nX-Mailman-Version: 2.1.29\nSubject: Bounce action notification\n\n"
    "This is a bounce action notice:\n\n    Member:     a@x.example\n    Reason:     Excessive or fatal bounces.\n" },
  { "a postmaster answers", DSN_KIND_ORDINARY, 0,
    "From: Postmaster <postmaster@x.example>\nIn-Reply-To: <1@sender.example>\nSubject: Re: Undeliverable: x\n\n"
    "your mail to a@x.example was refused with \"550 5.1.1 user unknown\" because Ann has left.\n" },
  { "a virus scanner names the sender", DSN_KIND_ORDINARY, 0,
    "Return-Path: <>\nFrom: Content-filter <postmaster@x.example>\nTo: list@sender.example\nSubject: VIRUS in mail TO YOU\n\n"
    "found a virus in an email to you from probably faked sender:\n  <a@x.example>\n\nDelivery of the email was stopped!\n" },
  { "a person asks about a failure", DSN_KIND_ORDINARY, 0,
    PERSON "Subject: Undelivered mail?\n\nmy mail to a@y.example came back with \"550 5.1.1 user unknown\".\n" },
  { "nothing in the text says that a mail failed", DSN_KIND_ORDINARY, 0,
    "From: PBX <postmaster@x.example>\nSubject: Voicemail: message could not be delivered to your phone\n\nYou have 1 new voice message.\n" },
  { "a ticket about a failure", DSN_KIND_AUTO_REPLY, 0,
    "Return-Path: <>\nFrom: support@x.example\nAuto-Submitted: auto-replied\nSubject: [#4412] Your question: mail not delivered\n\n"
    "we have received your question \"550 5.1.1 user unknown <a@y.example>\".\n" },
  { "nothing", DSN_KIND_ORDINARY, 0, "" },
};

static void
test_kind (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].message, strlen (cases[i].message));
      g_autoptr (DsnReport) report = dsn_report_new_from_bytes (bytes, NULL, DSN_PARSE_FLAGS_NONE, NULL);

      g_test_message ("%s", cases[i].what);
      g_assert_cmpstr (dsn_kind_to_string (dsn_report_get_kind (report)), ==, dsn_kind_to_string (cases[i].kind));
      g_assert_cmpuint (dsn_report_get_n_recipients (report), ==, cases[i].recipients);
      for (guint k = 0; k < dsn_report_get_n_recipients (report); k++)
        g_assert_cmpstr (dsn_recipient_get_address (dsn_report_get_recipient (report, k)), ==, "a@x.example");
    }
}

/* The headers of the returned message, and of that alone. */
static void
test_original (void)
{
  const char *message = cases[0].message;
  g_autoptr (GBytes) bytes = g_bytes_new_static (message, strlen (message));
  g_autoptr (DsnReport) report = dsn_report_new_from_bytes (bytes, NULL, DSN_PARSE_FLAGS_NONE, NULL);

  g_assert_true (dsn_report_has_original (report));
  g_assert_cmpstr (dsn_report_lookup_original_field (report, "message-id"), ==, "<1@sender.example>");
  g_assert_null (dsn_report_lookup_original_field (report, "Subject"));
}

/* Cut at every byte: no crash, and never an address that is not a recipient's. */
static void
test_truncated (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize length = 0; length <= strlen (cases[i].message); length++)
      {
        g_autoptr (GBytes) bytes = g_bytes_new (cases[i].message, length);
        g_autoptr (DsnReport) report = dsn_report_new_from_bytes (bytes, NULL, DSN_PARSE_FLAGS_NONE, NULL);

        for (guint k = 0; k < dsn_report_get_n_recipients (report); k++)
          {
            const char *address = dsn_recipient_get_address (dsn_report_get_recipient (report, k));

            if (g_strcmp0 (address, "a@x.example"))
              g_error ("%s cut at %" G_GSIZE_FORMAT ": %s", cases[i].what, length, address ? address : "(none)");
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kind/table", test_kind);
  g_test_add_func ("/kind/original", test_original);
  g_test_add_func ("/kind/truncated", test_truncated);
  return g_test_run ();
}
