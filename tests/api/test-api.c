/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The library as a program sees it: <dsn/dsn.h> and the shared library, nothing else.  Each test is a use that the
 * documentation promises.
 */
#include <string.h>
#include <glib/gstdio.h>
#include <dsn/dsn.h>

static const char bounce[] =
  "From: postmaster@mx.example.org\n"
  "To: sender@example.net\n"
  "Subject: Undelivered mail\n"
  "MIME-Version: 1.0\n"
  "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n"
  "\n"
  "--b\n"
  "Content-Type: text/plain\n"
  "\n"
  "Your message could not be delivered.\n"
  "--b\n"
  "Content-Type: message/delivery-status\n"
  "\n"
  "Original-Envelope-Id: QQ314159\n"
  "Reporting-MTA: dns; mx.example.org\n"
  "X-Queue: 7F1A2\n"
  "\n"
  "Original-Recipient: rfc822; kim@example.com\n"
  "Final-Recipient: rfc822; kim@Backend.Example.com\n"
  "Action: failed\n"
  "Status: 5.1.1\n"
  "Remote-MTA: dns; backend.example.com\n"
  "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n"
  "--b\n"
  "Content-Type: text/rfc822-headers\n"
  "\n"
  "Message-ID: <minutes.1@example.net>\n"
  "Subject: Minutes\n"
  "--b--\n";

static DsnReport *
read_bounce (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (bounce, strlen (bounce));
  g_autoptr(GError) error = NULL;
  DsnReport *report = dsn_report_new_from_bytes (bytes, NULL, DSN_PARSE_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  return report;
}

static void
test_facts (void)
{
  g_autoptr(DsnReport) report = read_bounce ();
  DsnRecipient *recipient;

  g_assert_cmpstr (dsn_kind_to_string (dsn_report_get_kind (report)), ==, "bounce");
  g_assert_cmpuint (dsn_report_get_defects (report), ==, 0);
  g_assert_cmpstr (dsn_report_get_original_envelope_id (report), ==, "QQ314159");
  g_assert_cmpstr (dsn_report_get_reporting_mta (report)->type, ==, "dns");
  g_assert_cmpstr (dsn_report_get_reporting_mta (report)->value, ==, "mx.example.org");
  g_assert_null (dsn_report_get_dsn_gateway (report));
  g_assert_null (dsn_report_get_arrival_date (report));
  g_assert_cmpstr (dsn_report_lookup_field (report, "x-queue"), ==, "7F1A2");
  g_assert_null (dsn_report_lookup_field (report, "X-Absent"));
  g_assert_true (dsn_report_has_original (report));
  g_assert_cmpstr (dsn_report_lookup_original_field (report, "message-id"), ==, "<minutes.1@example.net>");

  g_assert_cmpuint (dsn_report_get_n_recipients (report), ==, 1);
  recipient = dsn_report_get_recipient (report, 0);
  g_assert_cmpstr (dsn_recipient_get_address (recipient), ==, "kim@backend.example.com");
  g_assert_cmpstr (dsn_recipient_get_final_recipient (recipient)->verbatim, ==, "rfc822; kim@Backend.Example.com");
  g_assert_cmpstr (dsn_recipient_get_original_recipient (recipient)->value, ==, "kim@example.com");
  g_assert_cmpint (dsn_recipient_get_action (recipient), ==, DSN_ACTION_FAILED);
  g_assert_true (dsn_status_equal (dsn_recipient_get_status (recipient), &(DsnStatus) { 5, 1, 1 }));
  g_assert_cmpstr (dsn_recipient_get_remote_mta (recipient)->value, ==, "backend.example.com");
  g_assert_cmpstr (dsn_recipient_get_diagnostic_code (recipient)->value, ==, "550 5.1.1 User unknown");
  g_assert_null (dsn_recipient_get_last_attempt_date (recipient));
  g_assert_cmpuint (dsn_recipient_get_n_fields (recipient), ==, 6);
  g_assert_cmpstr (dsn_recipient_get_field_name (recipient, 0), ==, "Original-Recipient");
}

static void
test_verdict (void)
{
  g_autoptr(DsnReport) report = read_bounce ();
  g_autoptr(DsnVerdict) verdict = NULL;

  verdict = dsn_ruleset_classify (dsn_ruleset_get_default (), report, dsn_report_get_recipient (report, 0));
  g_assert_cmpstr (dsn_reason_to_string (dsn_verdict_get_reason (verdict)), ==, "user-unknown");
  g_assert_cmpint (dsn_verdict_get_bounce_type (verdict), ==, DSN_BOUNCE_TYPE_HARD);
  g_assert_cmpint (dsn_verdict_get_fault (verdict), ==, DSN_FAULT_RECIPIENT);
  g_assert_cmpint (dsn_verdict_get_advice (verdict), ==, DSN_ADVICE_REMOVE);
  g_assert_cmpuint (dsn_verdict_get_reply_code (verdict), ==, 550);
  g_assert_false (dsn_verdict_get_expired (verdict));
  g_assert_cmpuint (dsn_verdict_get_conflicts (verdict), ==, 0);
  g_assert_nonnull (dsn_verdict_get_rule (verdict));
}

/* A verdict keeps what it points into alive. */
static void
test_lifetime (void)
{
  DsnReport *report = read_bounce ();
  g_autoptr(DsnRecipient) recipient = dsn_recipient_ref (dsn_report_get_recipient (report, 0));
  g_autoptr(DsnVerdict) verdict = dsn_ruleset_classify (dsn_ruleset_get_default (), report, recipient);

  dsn_report_unref (report);
  g_assert_cmpstr (dsn_recipient_get_address (recipient), ==, "kim@backend.example.com");
  g_clear_pointer (&recipient, dsn_recipient_unref);
  g_assert_nonnull (dsn_verdict_get_diagnostic (verdict));
  g_assert_nonnull (strstr (dsn_verdict_get_diagnostic (verdict), "User unknown"));
}

static void
test_reply (void)
{
  g_autoptr(DsnVerdict) verdict = NULL;
  g_autoptr(DsnReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  reply = dsn_reply_parse ("452-4.2.2 The mailbox\r\n452 4.2.2 is full\r\n", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dsn_reply_get_code (reply), ==, 452);
  g_assert_cmpuint (dsn_reply_get_n_lines (reply), ==, 2);
  g_assert_true (dsn_status_equal (dsn_reply_get_status (reply), &(DsnStatus) { 4, 2, 2 }));

  verdict = dsn_ruleset_classify_reply (dsn_ruleset_get_default (), "452 4.2.2 The mailbox is full", DSN_STAGE_RCPT, NULL);
  g_assert_cmpstr (dsn_reason_to_string (dsn_verdict_get_reason (verdict)), ==, "mailbox-full");
  g_assert_cmpint (dsn_verdict_get_advice (verdict), !=, DSN_ADVICE_REMOVE);
}

static void
test_reply_error (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (dsn_reply_parse ("no reply at all", &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
}

static void
test_status (void)
{
  g_autofree char *text = NULL;
  DsnStatus status;

  g_assert_true (dsn_status_parse ("5.7.26", &status));
  text = dsn_status_to_string (&status);
  g_assert_cmpstr (text, ==, "5.7.26");
  g_assert_false (dsn_status_parse ("5.07.26", &status));
  g_assert_false (dsn_status_parse ("550", &status));
}

static void
test_limits (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (bounce, strlen (bounce));
  g_autoptr(DsnReport) report = NULL;
  g_autoptr(GError) error = NULL;
  DsnLimits limits;

  dsn_limits_init (&limits);
  g_assert_true (dsn_limits_parse (&limits, "message-bytes=100", &error));
  g_assert_no_error (error);
  report = dsn_report_new_from_bytes (bytes, &limits, DSN_PARSE_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_assert_true (dsn_report_get_defects (report) & DSN_DEFECT_LIMIT_MESSAGE);
}

/* Odd mail is not an error. */
static void
test_odd_input (void)
{
  static const struct { const char *data; gsize size; } inputs[] = {
    { "", 0 },
    { "\0\0\0\0", 4 },
    { "\n", 1 },
    { "Subject: cut", 12 },
    { "Content-Type: multipart/report; boundary=\"", 42 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (inputs[i].data, inputs[i].size);
      g_autoptr(GError) error = NULL;
      g_autoptr(DsnReport) report = dsn_report_new_from_bytes (bytes, NULL, DSN_PARSE_FLAGS_NONE, &error);

      g_assert_no_error (error);
      g_assert_cmpint (dsn_report_get_kind (report), ==, DSN_KIND_ORDINARY);
      g_assert_cmpuint (dsn_report_get_n_recipients (report), ==, 0);
    }
}

static gpointer
read_and_judge (gpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(DsnReport) report = read_bounce ();
      g_autoptr(DsnVerdict) verdict = NULL;

      verdict = dsn_ruleset_classify (dsn_ruleset_get_default (), report, dsn_report_get_recipient (report, 0));
      g_assert_cmpint (dsn_verdict_get_reason (verdict), ==, DSN_REASON_USER_UNKNOWN);
    }
  return NULL;
}

/* The values are immutable and the default ruleset is shared: threads need no lock. */
static void
test_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, read_and_judge, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_types (void)
{
  static const struct { const char *name; GType (*get_type) (void); } types[] = {
    { "DsnStatus", dsn_status_get_type },
    { "DsnReply", dsn_reply_get_type },
    { "DsnRecipient", dsn_recipient_get_type },
    { "DsnReport", dsn_report_get_type },
    { "DsnVerdict", dsn_verdict_get_type },
    { "DsnRuleset", dsn_ruleset_get_type },
    { "DsnReader", dsn_reader_get_type },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    g_assert_cmpstr (g_type_name (types[i].get_type ()), ==, types[i].name);
}

static void
test_reader (void)
{
  g_autofree char *folder = g_dir_make_tmp ("dsn-api-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bounce.eml", NULL);
  g_autoptr(DsnReader) reader = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) message = NULL, none = NULL;

  g_assert_true (g_file_set_contents (path, bounce, -1, NULL));
  reader = dsn_reader_new_for_path (folder, DSN_READER_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_assert_true (dsn_reader_iterate (reader, &message, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (message), ==, strlen (bounce));
  g_assert_cmpstr (dsn_reader_get_path (reader), ==, path);
  g_assert_true (dsn_reader_iterate (reader, &none, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (none);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_reader_missing (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (dsn_reader_new_for_path ("/nonexistent/folder", DSN_READER_FLAGS_NONE, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "/nonexistent/folder"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpstr (dsn_get_version (), ==, EXPECTED_VERSION);
  g_test_add_func ("/api/facts", test_facts);
  g_test_add_func ("/api/verdict", test_verdict);
  g_test_add_func ("/api/lifetime", test_lifetime);
  g_test_add_func ("/api/reply", test_reply);
  g_test_add_func ("/api/reply-error", test_reply_error);
  g_test_add_func ("/api/status", test_status);
  g_test_add_func ("/api/limits", test_limits);
  g_test_add_func ("/api/odd-input", test_odd_input);
  g_test_add_func ("/api/threads", test_threads);
  g_test_add_func ("/api/types", test_types);
  g_test_add_func ("/api/reader", test_reader);
  g_test_add_func ("/api/reader-missing", test_reader_missing);
  return g_test_run ();
}
