/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Dialects: the built-in ones are in order, the rule that chooses one, and what its patterns find.
 */
#include <string.h>
#include <glib/gstdio.h>
#include <dsn/dsn.h>
#include "read/dsn-dialect.h"

static void
test_builtin (void)
{
  const DsnDialects *set = dsn_dialects_get_builtin ();
  g_autoptr(GPtrArray) complaints = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (dsn_dialects_get_n (set), >, 40);
  dsn_dialects_check (set, complaints);
  for (guint i = 0; i < complaints->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (complaints, i));
  g_assert_cmpuint (complaints->len, ==, 0);
  for (guint i = 0; i < dsn_dialects_get_n (set); i++)
    {
      g_test_message ("%s", dsn_dialects_get_name (set, i));
      g_assert_cmpuint (dsn_dialects_get_n_values (set, i, DSN_DIALECT_SOURCE), >, 0);
      g_assert_cmpuint (dsn_dialects_get_n_values (set, i, DSN_DIALECT_EXAMPLE), >, 0);
      g_assert_cmpuint (dsn_dialects_get_n_values (set, i, DSN_DIALECT_START), >, 0);
      g_assert_true (g_hash_table_add (names, (gpointer) dsn_dialects_get_name (set, i)));
    }
}

/* A mail in the manner of a server, and the name that it must get. */
static const struct { const char *dialect, *mail, *address; } mails[] = {
  { "qmail", "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.net\nTo: me@example.net\nSubject: failure notice\n\n"
    "Hi. This is the qmail-send program at mail.example.net.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
    "<ann@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReceived: x\nTo: x@example.com\nSubject: y\n\n",
    "ann@example.com" },
  { "exim", "Return-path: <>\nX-Failed-Recipients: ann@example.com\nAuto-Submitted: auto-replied\nFrom: Mail Delivery System <Mailer-Daemon@mail.example.net>\nTo: me@example.net\n"
    "Subject: Mail delivery failed: returning message to sender\n\nThis message was created automatically by mail delivery software.\n\n"
    "A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ann@example.com\n    550 no such user\n",
    "ann@example.com" },
  { "dma", "From: MAILER-DAEMON <>\nTo: me@example.net\nSubject: Mail delivery failed\n\nThis is the DragonFly Mail Agent v0.13 at mail.example.net.\n\n"
    "There was an error delivering your mail to <ann@example.com>.\n\nmx.example.com [192.0.2.1] did not like our RCPT TO:\n550 no\n\nMessage headers follow.\n\nReceived: x\nTo: y@example.com\nSubject: z\n",
    "ann@example.com" },
  { "sendmail", "From: Mail Delivery Subsystem <MAILER-DAEMON@mail.example.net>\nTo: me@example.net\nSubject: Returned mail: User unknown\n\n   ----- Transcript of session follows -----\n"
    "550 <ann@example.com>... User unknown\n\n   ----- Unsent message follows -----\nReceived: x\nTo: y@example.com\nSubject: z\n\n", "ann@example.com" },
  { "imail", "From: Postmaster <postmaster@mail.example.net>\nTo: me@example.net\nSubject: Undeliverable Mail\nX-Mailer: <SMTP32 v8>\n\nUnknown user: ann@example.com\n\n\nOriginal message follows.\n\nReceived: x\nTo: y@example.com\nSubject: z\n\n",
    "ann@example.com" },
  { "groupwise", "From: Mailer-Daemon@mail.example.net\nTo: me@example.net\nSubject: Message status - undeliverable\n\nThe message that you sent was undeliverable to the following:\n\n\tann@example.com (user not found)\n",
    "ann@example.com" },
  { NULL, "From: MAILER-DAEMON@mail.example.net\nTo: me@example.net\nSubject: failure notice\nReturn-Path: <>\n\nYour mail to ann@example.com could not be delivered: 550 no such user\n", "ann@example.com" },
};

static void
test_mails (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mails); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static (mails[i].mail, strlen (mails[i].mail));
      DsnReport *report = dsn_report_new_from_bytes (bytes, NULL, 0, NULL);

      g_assert_cmpstr (dsn_report_get_dialect (report), ==, mails[i].dialect);
      g_assert_cmpuint (dsn_report_get_n_recipients (report), ==, 1);
      g_assert_cmpstr (dsn_recipient_get_address (dsn_report_get_recipient (report, 0)), ==, mails[i].address);
      dsn_report_unref (report);
    }
}

static DsnDialects *
load (const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("dsn-test-XXXXXX", NULL), *name = g_build_filename (folder, "x.dialect", NULL);
  const char *paths[] = { name, NULL };
  g_autoptr(GError) error = NULL;
  DsnDialects *set;

  g_assert_true (g_file_set_contents (name, text, -1, NULL));
  set = dsn_dialects_new_from_files (paths, &error);
  g_assert_no_error (error);
  g_unlink (name);
  g_rmdir (folder);
  return set;
}

/* A mail in the course of being read. */
typedef struct {
  DsnScan    *scan;
  DsnReport  *report;
  DsnReading  reading;
  DsnNotice  *notice;
} Mail;

static void
mail_init (Mail *mail, const char *text)
{
  DsnLimits *limits = g_new0 (DsnLimits, 1);
  gsize body;

  dsn_limits_init (limits);
  mail->scan = dsn_scan_new ((const guint8 *) text, strlen (text), limits, DSN_SCAN_FLAGS_NONE);
  mail->report = dsn_report_new ();
  mail->reading = (DsnReading) { .scan = mail->scan, .limits = limits, .report = mail->report, .arena = mail->report->arena };
  body = mail->scan->parts[0].body.offset;
  mail->notice = dsn_notice_new (mail->report->arena, text + body, strlen (text) - body, 0, TRUE, body);
}

static void
mail_clear (Mail *mail)
{
  g_free ((gpointer) mail->reading.limits);
  dsn_scan_free (mail->scan);
  dsn_report_unref (mail->report);
}

#define DIALECT "[one]\nHeader = Subject: bad news*\nHeader = X-Server: One\nNeed = 2\nStart = Alas*\nStop = The end.\nRecipient = To {addr}:\n" \
                "Diagnostic = Since {text}\nRemoteHost = At {host}\nExpandedFrom = For {addr}\nAction = It is {text}\nSource = here\n"
#define MAIL(subject, body) "Subject: " subject "\nX-Server: one\n\n" body

static const struct { const char *name, *mail; DsnDialectOutcome outcome; } trials[] = {
  { "all", MAIL ("Bad news today", "Alas, poor mail\nTo ann@example.com:\n"), DSN_DIALECT_TAKES },
  { "one-header-of-two", MAIL ("Good news", "Alas, poor mail\nTo ann@example.com:\n"), DSN_DIALECT_NO_HEADER },
  { "no-start", MAIL ("bad news", "Hello\nTo ann@example.com:\n"), DSN_DIALECT_NO_START },
  { "no-recipient", MAIL ("bad news", "Alas\nfor ann@example.com\n"), DSN_DIALECT_NO_RECIPIENT },
  { "recipient-before-start", MAIL ("bad news", "To ann@example.com:\nAlas\n"), DSN_DIALECT_NO_RECIPIENT },
  { "recipient-after-stop", MAIL ("bad news", "Alas\nThe end.\nTo ann@example.com:\n"), DSN_DIALECT_NO_RECIPIENT },
};

static void
test_trials (void)
{
  g_autoptr(DsnDialects) set = load (DIALECT);

  for (guint i = 0; i < G_N_ELEMENTS (trials); i++)
    {
      DsnDialectMatch match;
      DsnDialectTrial trial;
      DsnDialectMail *seen;
      Mail mail;

      g_test_message ("%s", trials[i].name);
      mail_init (&mail, trials[i].mail);
      seen = dsn_dialect_mail_new (&mail.reading, 0, TRUE);
      dsn_dialect_try (set, 0, seen, mail.notice, &match, &trial);
      g_assert_cmpint (trial.outcome, ==, trials[i].outcome);
      dsn_dialect_mail_free (seen);
      mail_clear (&mail);
    }
}

/* The first section wins, and users' files come before the built-in ones. */
static void
test_order (void)
{
  g_autoptr(DsnDialects) set = load ("[first]\nHeader = Subject: failure notice\nStart = Hi. This is*\nRecipient = <{addr}>:\nSource = x\n"
                                     "[second]\nHeader = Subject: failure notice\nStart = Hi. This is*\nRecipient = <{addr}>:\nSource = x\n");
  DsnDialectMatch match;
  DsnDialectMail *seen;
  Mail mail;

  mail_init (&mail, mails[0].mail);
  seen = dsn_dialect_mail_new (&mail.reading, 0, FALSE);
  g_assert_true (dsn_dialect_choose (set, seen, mail.notice, &match));
  g_assert_cmpstr (dsn_dialects_get_name (match.set, match.dialect), ==, "first");
  g_assert_true (dsn_dialect_choose (NULL, seen, mail.notice, &match));
  g_assert_cmpstr (dsn_dialects_get_name (match.set, match.dialect), ==, "qmail");
  dsn_dialect_mail_free (seen);
  mail_clear (&mail);
}

static void
test_apply (void)
{
  g_autoptr(DsnDialects) set = load (DIALECT);
  g_autoptr(GPtrArray) recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) dsn_recipient_unref);
  g_autoptr(DsnTextScan) scan = NULL;
  DsnDialectMatch match;
  DsnDialectTrial trial;
  DsnDialectMail *seen;
  const DsnRecipient *recipient;
  Mail mail;

  mail_init (&mail, MAIL ("bad news", "Alas, delivery to the following addresses failed: zed@example.org\n\nTo ann@example.com:\nFor list@example.net\nAt mx.example.com\n"
                          "Since nobody lives\nSince long\nIt is failed\n\nTo bob@example.com:\n550 5.1.1 gone\n\nThe end.\nTo cyd@example.com:\n"));
  scan = dsn_text_scan (mail.report->arena, mail.notice, NULL);
  seen = dsn_dialect_mail_new (&mail.reading, dsn_text_count (scan), FALSE);
  dsn_dialect_try (set, 0, seen, mail.notice, &match, &trial);
  g_assert_cmpint (trial.outcome, ==, DSN_DIALECT_TAKES);
  dsn_dialect_apply (&match, mail.report->arena, mail.notice, scan);
  dsn_text_take (scan, mail.report->arena, 0, recipients);

  g_assert_cmpuint (recipients->len, ==, 2);
  recipient = g_ptr_array_index (recipients, 0);
  g_assert_cmpstr (recipient->address, ==, "ann@example.com");
  g_assert_cmpstr (recipient->evidence[0].text, ==, "nobody lives long");
  g_assert_cmpstr (recipient->remote_host, ==, "mx.example.com");
  g_assert_cmpstr (recipient->identities[recipient->n_identities - 1].address, ==, "list@example.net");
  g_assert_cmpint (recipient->action, ==, DSN_ACTION_FAILED);
  recipient = g_ptr_array_index (recipients, 1);
  g_assert_cmpstr (recipient->address, ==, "bob@example.com");
  g_assert_cmpstr (recipient->evidence[0].text, ==, "550 5.1.1 gone");
  dsn_dialect_mail_free (seen);
  mail_clear (&mail);
}

/* Through the public door: a user's dialect reads what nobody else takes for a notice, and tells how. */
static void
test_ruleset (void)
{
  static const char mail[] = "From: robot@example.org\nSubject: hello\nX-Robot: mine\n\nSo sorry, friend\nNot for ann@example.com!\n550 5.1.1 gone\n";
  g_autofree char *folder = g_dir_make_tmp ("dsn-test-XXXXXX", NULL), *name = g_build_filename (folder, "x.dialect", NULL);
  const char *paths[] = { name, NULL };
  g_autoptr(GBytes) bytes = g_bytes_new_static (mail, strlen (mail));
  g_autoptr(DsnRuleset) rules = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;
  DsnReport *report;

  g_assert_true (g_file_set_contents (name, "[mine]\nHeader = X-Robot: mine\nStart = So sorry*\nRecipient = Not for {addr}!\nSource = x\n", -1, NULL));
  rules = dsn_ruleset_new_from_paths (paths, &error);
  g_assert_no_error (error);
  g_unlink (name);
  g_rmdir (folder);

  report = dsn_ruleset_read (rules, bytes, NULL, DSN_PARSE_FLAGS_NONE);
  lines = dsn_ruleset_try_dialects (rules, bytes, NULL);
  dsn_ruleset_unref (g_steal_pointer (&rules));
  g_assert_cmpint (dsn_report_get_kind (report), ==, DSN_KIND_BOUNCE);
  g_assert_cmpstr (dsn_report_get_dialect (report), ==, "mine");
  g_assert_cmpuint (dsn_report_get_n_recipients (report), ==, 1);
  dsn_report_unref (report);
  g_assert_cmpuint (g_strv_length (lines), ==, dsn_dialects_get_n (dsn_dialects_get_builtin ()) + 1);
  g_assert_nonnull (strstr (lines[0], "takes the mail"));
  g_assert_nonnull (strstr (lines[0], "So sorry*"));

  report = dsn_ruleset_read (dsn_ruleset_get_default (), bytes, NULL, DSN_PARSE_FLAGS_NONE);
  g_assert_cmpint (dsn_report_get_kind (report), ==, DSN_KIND_ORDINARY);
  dsn_report_unref (report);
}

static void
test_check (void)
{
  g_autoptr(DsnDialects) set = load ("[one]\nHeader = Subject: x\nStart = Alas*\nRecipient = To {addr}:\nSource = x\nExample = To u@example.com:\nExample = Hello\nCounter = Alas!\n");
  g_autoptr(GPtrArray) complaints = g_ptr_array_new_with_free_func (g_free);

  g_assert_false (dsn_dialects_check (set, complaints));
  g_assert_cmpuint (complaints->len, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (complaints, 0), "x.dialect:7: [one] does not take the line 'Hello'"));
  g_assert_nonnull (strstr (g_ptr_array_index (complaints, 1), "x.dialect:8: [one] takes the line 'Alas!'"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dialect/builtin", test_builtin);
  g_test_add_func ("/dialect/mails", test_mails);
  g_test_add_func ("/dialect/trials", test_trials);
  g_test_add_func ("/dialect/order", test_order);
  g_test_add_func ("/dialect/apply", test_apply);
  g_test_add_func ("/dialect/check", test_check);
  g_test_add_func ("/dialect/ruleset", test_ruleset);
  return g_test_run ();
}
