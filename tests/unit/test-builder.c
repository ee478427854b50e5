/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What DsnBuilder writes, rule by rule (G-1xx to G-6xx), and what it refuses.
 */
#include <string.h>
#include <dsn/dsn.h>

static const char original[] =
  "Return-Path: <alice@example.org>\n"
  "Received: from a.example.org by b.example.org; Sat, 21 Nov 2026 20:20:00 +0000\n"
  "From: Alice <author@example.org>\n"
  "To: user@example.com\n"
  "Subject: Hello\n"
  "Date: Sat, 21 Nov 2026 20:19:59 +0000\n"
  "Message-ID: <1@example.org>\n"
  "Auto-Submitted: auto-generated\n"
  "\n"
  "The body\n";

static DsnBuilder *
builder_new (const char *reply, const char *message)
{
  DsnBuilder *builder = dsn_builder_new ("mx.example.org");
  guint r = dsn_builder_add_recipient (builder, "user@example.com");

  dsn_builder_set_seed (builder, 1);
  if (reply)
    dsn_builder_set_recipient_reply (builder, r, reply, DSN_STAGE_RCPT);
  if (message)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (message, strlen (message));

      dsn_builder_set_original (builder, bytes);
    }
  return builder;
}

/* The message as a string; NUL bytes cannot be in it. */
static char *
write_text (DsnBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = dsn_builder_to_bytes (builder, &error);
  gsize size;
  const char *data;

  g_assert_no_error (error);
  data = g_bytes_get_data (bytes, &size);
  g_assert_null (memchr (data, 0, size));
  return g_strndup (data, size);
}

static DsnReport *
read_back (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return dsn_report_new_from_bytes (bytes, NULL, DSN_PARSE_FLAGS_NONE, NULL);
}

static void
assert_refused (DsnBuilder *builder, DsnError code, const char *about)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = dsn_builder_to_bytes (builder, &error);

  g_assert_null (bytes);
  g_assert_error (error, DSN_ERROR, (int) code);
  if (!strstr (error->message, about))
    g_error ("'%s' does not name '%s'", error->message, about);
  g_assert_null (strchr (error->message, '\n'));
}

static void
assert_has (const char *text, const char *part)
{
  if (!strstr (text, part))
    g_error ("'%s' is not in:\n%s", part, text);
}

static void
assert_lacks (const char *text, const char *part)
{
  if (strstr (text, part))
    g_error ("'%s' is in:\n%s", part, text);
}

/* --- the message as a whole --- */

static void
test_header (void)
{
  g_autoptr (DsnBuilder) builder = builder_new ("550 5.1.1 User unknown", original);
  g_autofree char *text = write_text (builder), *envelope = dsn_builder_dup_envelope (builder, NULL);

  g_assert_true (
    g_str_has_prefix (text, "From: Mail Delivery System <postmaster@mx.example.org>\nTo: alice@example.org\n"));
  assert_has (text, "\nSubject: Undelivered mail");
  assert_has (text, "\nDate: ");
  assert_has (text, "\nMessage-ID: <");
  assert_has (text, "\nIn-Reply-To: <1@example.org>\nReferences: <1@example.org>\n");
  assert_has (text, "\nAuto-Submitted: auto-replied\n");
  assert_has (text, "\nMIME-Version: 1.0\n");
  assert_has (text, "\nContent-Type: multipart/report; report-type=delivery-status;\n boundary=\"");
  g_assert_cmpstr (envelope, ==, "MAIL FROM:<>\nRCPT TO:<alice@example.org> NOTIFY=NEVER\n");
}

/* G-102: the return path, never the author while there is one */
static void
test_return_path (void)
{
  static const struct { const char *given, *message, *to; guint notes; } cases[] = {
    { "<bob@example.net>", original, "\nTo: bob@example.net\n", 0 },
    { NULL, original, "\nTo: alice@example.org\n", 0 },
    { NULL, "From: Alice <author@example.org>\n\nx\n", "\nTo: author@example.org\n", 1 },
    { NULL, "From: undisclosed\n\nx\n", "\nTo: postmaster@mx.example.org\n", 1 },
    { NULL, NULL, "\nTo: postmaster@mx.example.org\n", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsnBuilder) builder = builder_new ("550 no", cases[i].message);
      g_autofree char *text = NULL;
      g_auto (GStrv) notes = NULL;

      dsn_builder_set_return_path (builder, cases[i].given);
      text = write_text (builder);
      notes = dsn_builder_dup_notes (builder);
      assert_has (text, cases[i].to);
      g_assert_cmpuint (g_strv_length (notes), ==, cases[i].notes);
    }
}

/* G-104, G-601 */
static void
test_suppressed (void)
{
  static const struct { const char *path, *message, *about;
  } cases[] = {
    { "<>", original, "null" },
    { "", NULL, "null" },
    { NULL, "Return-Path: <>\nFrom: a@example.org\n\nx\n", "null" },
    { "a@example.org", "Return-Path: < >\nFrom: a@example.org\n\nx\n", "null" },
    { "a@example.org",
      "From: a@example.org\nContent-Type: multipart/report;\n report-type=\"delivery-status\"; boundary=b\n\nx\n",
      "notification" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsnBuilder) builder = builder_new ("550 no", cases[i].message);

      dsn_builder_set_return_path (builder, cases[i].path);
      assert_refused (builder, DSN_ERROR_SUPPRESSED, cases[i].about);
    }
}

/* G-113: only an id that is one */
static void
test_threading (void)
{
  static const char * const ids[] = { "no brackets", "<a b@example.org>", "<gr\xc3\xbcn@example.org>", "<a@b> <c@d>" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *message = g_strdup_printf ("From: a@example.org\nMessage-ID: %s\n\nx\n", ids[i]);
      g_autoptr (DsnBuilder) builder = builder_new ("550 no", message);
      g_autofree char *text = write_text (builder);

      assert_lacks (text, "References:");
    }
}

/* G-115 */
static void
test_boundary (void)
{
  static const struct { const char *boundary; int code;
  } cases[] = {
    { "plain", -1 },
    { "with blank/and=more:(x)?", -1 },
    { "", DSN_ERROR_SYNTAX },
    { "end ", DSN_ERROR_SYNTAX },
    { "semi;colon", DSN_ERROR_SYNTAX },
    { "quo\"te", DSN_ERROR_SYNTAX },
    { "1234567890123456789012345678901234567890123456789012345678901234567890", -1 },
    { "12345678901234567890123456789012345678901234567890123456789012345678901", DSN_ERROR_SYNTAX },
    { "line\nend", DSN_ERROR_UNSAFE },
    { "inside", DSN_ERROR_CONFLICT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsnBuilder) builder = builder_new ("550 no", "From: a@example.org\n\nx\n--inside\n");

      dsn_builder_set_boundary (builder, cases[i].boundary);
      if (cases[i].code >= 0)
        assert_refused (builder, (DsnError) cases[i].code, "boundary");
      else
        {
          g_autofree char *text = write_text (builder), *end = g_strdup_printf ("\n--%s--\n", cases[i].boundary);
          g_autoptr (DsnReport) report = read_back (text);

          g_assert_true (g_str_has_suffix (text, end));
          g_assert_cmpuint (dsn_report_get_defects (report), ==, 0);
          g_assert_true (dsn_report_has_original (report));
        }
    }
}

/* G-115: an own boundary gives way to a message that holds it */
static void
test_boundary_in_message (void)
{
  g_autoptr (DsnBuilder) first = builder_new ("550 no", original), second = NULL;
  g_autofree char *text = write_text (first), *boundary = NULL, *message = NULL, *again = NULL;
  const char *begin = strstr (text, "boundary=\"") + strlen ("boundary=\"");
  g_autoptr (DsnReport) report = NULL;

  boundary = g_strndup (begin, strcspn (begin, "\""));
  message = g_strdup_printf ("From: a@example.org\nSubject: x\n\n--%s--\nrest\n", boundary);
  second = builder_new ("550 no", message);
  again = write_text (second);
  report = read_back (again);
  g_assert_cmpuint (dsn_report_get_defects (report), ==, 0);
  assert_has (again, message);
}

/* G-117, G-118 */
static void
test_subject (void)
{
  g_autoptr (DsnBuilder) builder = builder_new ("550 no", NULL);
  g_autoptr (GString) long_one = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < 60; i++)
    g_string_append (long_one, "\xe6\x9c\xaa\xe9\x80\x81 ");
  dsn_builder_set_subject (builder, long_one->str);
  text = write_text (builder);
  assert_has (text, "Subject: =?");
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; *lines[i]; i++)
    {
      g_assert_true (g_str_is_ascii (lines[i]));
      g_assert_cmpuint (strlen (lines[i]), <=, 78);
    }
}

/* G-114: no line over 998 octets, no CR, whatever is put in */
static void
test_lines (void)
{
  g_autofree char *word = g_strnfill (100000, 'w'), *reply = g_strconcat ("550 ", word, NULL), *header = NULL,
                  *text = NULL;
  g_autoptr (DsnBuilder) builder = NULL;
  g_auto (GStrv) lines = NULL;

  header = g_strdup_printf ("From: a@example.org\nSubject: %s\nX-Long: %s\n\nx\n", word, word);
  builder = builder_new (reply, header);
  dsn_builder_set_recipient_field (builder, 0, "X-Word", "short");
  text = write_text (builder);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 998);
      g_assert_null (strchr (lines[i], '\r'));
    }
  assert_has (text, "[truncated]");
}

static void
test_crlf (void)
{
  g_autoptr (DsnBuilder) builder = builder_new ("550-a\n550 b", original);
  g_autofree char *lf = write_text (builder), *crlf = NULL, *back = NULL;
  g_auto (GStrv) pieces = NULL;

  dsn_builder_set_flags (builder, DSN_BUILDER_CRLF);
  crlf = write_text (builder);
  for (const char *p = crlf; *p; p++)
    g_assert_true ((*p == '\n') == (p > crlf && p[-1] == '\r'));
  pieces = g_strsplit (crlf, "\r\n", -1);
  back = g_strjoinv ("\n", pieces);
  g_assert_cmpstr (back, ==, lf);
}

/* G-608 */
static void
test_reproducible (void)
{
  g_autoptr (DsnBuilder) a = builder_new ("550 no", original), b = builder_new ("550 no", original),
                         c = builder_new ("550 no", original);
  g_autofree char *text_a = write_text (a), *text_b = write_text (b), *again = write_text (a), *text_c = NULL;

  g_assert_cmpstr (text_a, ==, text_b);
  g_assert_cmpstr (text_a, ==, again);
  dsn_builder_set_seed (c, 2);
  text_c = write_text (c);
  g_assert_cmpstr (text_a, !=, text_c);
}

/* --- fields --- */

/* the order of the grammar, whatever the order of the calls; everything readable again */
static void
test_fields (void)
{
  static const char message_part[] =
    "Original-Envelope-Id: QQ+42=x y\n"
    "Reporting-MTA: dns; mx.example.org\n"
    "DSN-Gateway: x400; gw.example.org\n"
    "Received-From-MTA: dns; helo.example (192.0.2.1)\n"
    "Arrival-Date: Sat, 21 Nov 2026 20:20:08 +0000\n"
    "X-Queue-Id: 4711\n"
    "\n"
    "Original-Recipient: rfc822; Alias@Example.com\n"
    "Final-Recipient: rfc822; user@example.com\n"
    "Action: delayed\n"
    "Status: 4.2.2\n"
    "Remote-MTA: dns; mx1.example.com (192.0.2.2)\n"
    "Diagnostic-Code: smtp; 452 4.2.2 full\n"
    "Last-Attempt-Date: Sat, 21 Nov 2026 20:20:08 +0100\n"
    "Final-Log-ID: abc 1\n"
    "Will-Retry-Until: Thu, 26 Nov 2026 20:20:08 +0000\n"
    "X-Own: yes\n";
  g_autoptr (DsnBuilder) builder = builder_new ("452 4.2.2 full", NULL);
  g_autofree char *text = NULL;
  g_autoptr (DsnReport) report = NULL;
  DsnRecipient *recipient;

  dsn_builder_set_recipient_field (builder, 0, "X-Own", "yes");
  dsn_builder_set_recipient_field (builder, 0, "will-retry-until", "2026-11-26T20:20:08Z");
  dsn_builder_set_recipient_field (builder, 0, "Final-Log-ID", "abc 1");
  dsn_builder_set_recipient_field (builder, 0, "Last-Attempt-Date", "2026-11-21T20:20:08+01:00");
  dsn_builder_set_recipient_field (builder, 0, "Remote-MTA", "mx1.example.com (192.0.2.2)");
  dsn_builder_set_recipient_field (builder, 0, "Action", "delayed");
  dsn_builder_set_recipient_field (builder, 0, "Original-Recipient", "rfc822;Alias@Example.com");
  dsn_builder_set_field (builder, "X-Queue-Id", "4711");
  dsn_builder_set_field (builder, "Arrival-Date", "Sat, 21 Nov 2026 20:20:08 GMT");
  dsn_builder_set_field (builder, "Received-From-MTA", "helo.example (192.0.2.1)");
  dsn_builder_set_field (builder, "DSN-Gateway", "x400; gw.example.org");
  dsn_builder_set_field (builder, "Original-Envelope-Id", "QQ+42=x y");
  text = write_text (builder);
  assert_has (text, message_part);

  report = read_back (text);
  g_assert_cmpuint (dsn_report_get_defects (report), ==, 0);
  g_assert_cmpint (dsn_report_get_kind (report), ==, DSN_KIND_DELAY);
  g_assert_cmpstr (dsn_report_get_original_envelope_id (report), ==, "QQ+42=x y");
  recipient = dsn_report_get_recipient (report, 0);
  g_assert_cmpstr (dsn_recipient_get_original_recipient (recipient)->value, ==, "Alias@example.com");
  g_assert_cmpstr (dsn_recipient_get_will_retry_until (recipient), ==, "Thu, 26 Nov 2026 20:20:08 +0000");
}

/* G-202, G-308 */
static void
test_mta_types (void)
{
  static const struct { const char *given, *written; } cases[] = {
    { "mx.example.org", "dns; mx.example.org" },
    { "MX.Example.ORG", "dns; MX.Example.ORG" },
    { "localhost", "x-local-hostname; localhost" },
    { "[192.0.2.1]", "dns; [192.0.2.1]" },
    { "dns;mx.example.org", "dns; mx.example.org" },
    { "x400; gate", "x400; gate" },
    { "m\xc3\xbcller.example", "dns; xn--mller-kva.example" },
    { "mx.example.org (a comment)", "dns; mx.example.org (a comment)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsnBuilder) builder = builder_new ("550 no", original);
      g_autofree char *text = NULL, *line = g_strdup_printf ("\nReporting-MTA: %s\n", cases[i].written);

      dsn_builder_set_field (builder, "Reporting-MTA", cases[i].given);
      dsn_builder_set_from (builder, "postmaster@example.org");
      text = write_text (builder);
      assert_has (text, line);
    }
}

/* G-302: an address is written as it was, odd as it may be */
static void
test_addresses (void)
{
  static const char *const addresses[] = {
    "user@example.com",
    "User.Name+tag@Example.COM",
    "\"john doe\"@example.com",
    "\"a;b\"@example.com",
    "no-at-sign",
    "a..b@example.com",
    "a@[192.0.2.1]",
    "x=y@example.com",
    "100%@example.com",
    "(c)@example.com",
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (DsnBuilder) builder = dsn_builder_new ("mx.example.org");
      g_autofree char *text = NULL, *line = g_strdup_printf ("\nFinal-Recipient: rfc822; %s\n", addresses[i]);

      dsn_builder_add_recipient (builder, addresses[i]);
      text = write_text (builder);
      assert_has (text, line);
    }
}

/* G-309 */
static void
test_diagnostic_types (void)
{
  static const struct { const char *reply, *written; } cases[] = {
    { "550 5.1.1 User unknown", "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n" },
    { "550-5.1.1 one\r\n550-\r\n550 5.1.1 two", "Diagnostic-Code: smtp; 550-5.1.1 one\n 550-\n 550 5.1.1 two\n" },
    { "101 cannot connect", "Diagnostic-Code: X-Libdsn; 101 cannot connect\n" },
    { "maildrop: no such user", "Diagnostic-Code: X-Libdsn; maildrop: no such user\n" },
    { "550 ctrl\033[1m", "Diagnostic-Code: smtp; 550 ctrl\\x1B[1m\n" },
    { "550 gr\xc3\xbcn", "Diagnostic-Code: smtp; 550 gr\\x{FC}n\n" },
    { "550 gr\xfcn", "Diagnostic-Code: smtp; 550 gr\\xFCn\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsnBuilder) builder = builder_new (cases[i].reply, NULL);
      g_autofree char *text = write_text (builder);

      assert_has (text, cases[i].written);
      assert_has (text, "Content-Type: message/delivery-status\n\n");
    }
}

/* G-319: what a server says cannot become a field or a group */
static void
test_reply_injection (void)
{
  static const char * const replies[] = {
    "550-no\r\nFinal-Recipient: rfc822; victim@example.net\r\n550 end",
    "550 no\n\nFinal-Recipient: rfc822; victim@example.net\nAction: failed\nStatus: 5.1.1\n",
    "550 no\r\rAction: delivered",
    "550-\n550-Final-Recipient: rfc822; victim@example.net\n550 \n",
    "550 no\n--=_dsn_\n.\n..\nFrom x\n",
    "\n\n\n550 no",
    "550 \xe2\x80\xa8" "Final-Recipient: rfc822; victim@example.net",
    "550 \xc2\x85" "Final-Recipient: rfc822; victim@example.net",
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (DsnBuilder) builder = builder_new (replies[i], original);
      g_autofree char *text = write_text (builder);
      g_autoptr (DsnReport) report = read_back (text);

      g_assert_cmpuint (dsn_report_get_defects (report), ==, 0);
      g_assert_cmpuint (dsn_report_get_n_recipients (report), ==, 1);
      g_assert_cmpstr (dsn_recipient_get_address (dsn_report_get_recipient (report, 0)), ==, "user@example.com");
      g_assert_cmpint (dsn_recipient_get_action (dsn_report_get_recipient (report, 0)), ==, DSN_ACTION_FAILED);
      g_assert_true (dsn_report_has_original (report));
      assert_lacks (text, "\nFinal-Recipient: rfc822; victim");
    }
}

/* G-605: a reply of any size */
static void
test_large_reply (void)
{
  g_autoptr (GString) reply = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autoptr (DsnBuilder) builder = NULL;
  g_autoptr (DsnReport) report = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (reply, "550-5.1.1 line %u\r\n", i);
  g_string_append (reply, "550 5.1.2 the last line\r\n");
  builder = builder_new (reply->str, NULL);
  text = write_text (builder);
  g_assert_cmpuint (strlen (text), <, 20000);
  assert_has (text, "\n 550 5.1.2 the last line\n");
  assert_has (text, "\nStatus: 5.1.2\n");
  report = read_back (text);
  g_assert_cmpuint (dsn_report_get_defects (report), ==, 0);
}

static void
test_expired (void)
{
  g_autoptr (DsnBuilder) builder = builder_new ("452 4.2.2 full", NULL);
  g_autofree char *text = NULL;

  dsn_builder_set_recipient_expiry (builder, 0, DSN_EXPIRY_LAST);
  text = write_text (builder);
  assert_has (text, "\nAction: failed\nStatus: 4.2.2 (expired)\n");
}

static void
test_cause (void)
{
  g_autoptr (DsnBuilder) builder = builder_new (NULL, NULL), both = builder_new ("550 no", NULL);
  g_autofree char *text = NULL;

  dsn_builder_set_recipient_cause (builder, 0, DSN_CAUSE_NO_DOMAIN);
  text = write_text (builder);
  assert_has (text, "\nStatus: 5.1.2\nDiagnostic-Code: X-Libdsn; the domain does not exist\n");
  assert_lacks (text, "smtp;");
  dsn_builder_set_recipient_cause (both, 0, DSN_CAUSE_NO_DOMAIN);
  assert_refused (both, DSN_ERROR_CONFLICT, "cause");
}

/* G-313 */
static void
test_confidential (void)
{
  g_autoptr (DsnBuilder) builder = dsn_builder_new ("mx.example.org");
  guint r = dsn_builder_add_recipient (builder, "secret@forward.example");
  g_autofree char *text = NULL;

  dsn_builder_set_recipient_reply (builder, r, "550 5.1.1 <secret@forward.example> unknown", DSN_STAGE_RCPT);
  dsn_builder_set_recipient_field (builder, r, "Remote-MTA", "mx.forward.example");
  dsn_builder_set_recipient_field (builder, r, "X-Own", "forward.example");
  dsn_builder_set_recipient_field (builder, r, "Original-Recipient", "alias@example.org");
  dsn_builder_set_recipient_flags (builder, r, DSN_RECIPIENT_CONFIDENTIAL);
  text = write_text (builder);
  assert_lacks (text, "forward.example");
  assert_has (text, "Final-Recipient: rfc822; alias@example.org\n");
}

/* G-105, G-314: many recipients with different outcomes, in the order given */
static void
test_recipients (void)
{
  static const struct { const char *address, *action, *reply, *status; } cases[] = {
    { "a@example.com", "failed", "550 5.1.1 no", "5.1.1" },
    { "b@example.com", "delayed", "451 4.7.1 later", "4.7.1" },
    { "c@example.com", "delivered", "250 2.1.5 ok", "2.1.5" },
    { "d@example.com", "relayed", "250 ok", "2.1.5" },
    { "e@example.com", "expanded", NULL, "2.1.5" },
  };
  g_autoptr (DsnBuilder) builder = dsn_builder_new ("mx.example.org");
  g_autofree char *text = NULL;
  g_autoptr (DsnReport) report = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint r = dsn_builder_add_recipient (builder, cases[i].address);

      dsn_builder_set_recipient_field (builder, r, "Action", cases[i].action);
      dsn_builder_set_recipient_reply (builder, r, cases[i].reply, DSN_STAGE_RCPT);
    }
  text = write_text (builder);
  report = read_back (text);
  g_assert_cmpuint (dsn_report_get_defects (report), ==, 0);
  g_assert_cmpint (dsn_report_get_kind (report), ==, DSN_KIND_BOUNCE);
  g_assert_cmpuint (dsn_report_get_n_recipients (report), ==, G_N_ELEMENTS (cases));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DsnRecipient *recipient = dsn_report_get_recipient (report, i);
      g_autofree char *status = dsn_status_to_string (dsn_recipient_get_status (recipient));

      g_assert_cmpstr (dsn_recipient_get_address (recipient), ==, cases[i].address);
      g_assert_cmpstr (dsn_action_to_string (dsn_recipient_get_action (recipient)), ==, cases[i].action);
      g_assert_cmpstr (status, ==, cases[i].status);
    }
}

/* --- what is returned --- */

#define EIGHT  "From: a@example.org\n\ngr\xc3\xbcn\n"
#define UTF8   "From: gr\xc3\xbcn@example.org\nSubject: \xe6\x9c\xaa\n\nx\n"
#define LATIN1 "From: a@example.org\nSubject: gr\xfcn\n\nx\n"

static void
test_part3 (void)
{
  static const struct {
    const char *message;
    DsnReturn   what;
    const char *action;
    DsnBuilderFlags flags;
    guint64     limit;
    const char *has, *lacks;
    const char *note;
  } cases[] = {
    /* G-414, G-501 */
    { original, DSN_RETURN_DEFAULT, "failed", 0, 0, "\nContent-Type: message/rfc822\n\nReturn-Path:", "rfc822-headers",
      NULL },
    { original, DSN_RETURN_HEADERS, "failed", 0, 0, "\nContent-Type: text/rfc822-headers\n\nReturn-Path:", "The body",
      NULL },
    /* G-413 */
    { original, DSN_RETURN_FULL, "delayed", 0, 0, "text/rfc822-headers", "The body", "3461" },
    { original, DSN_RETURN_DEFAULT, "delayed", 0, 0, "text/rfc822-headers", "The body", NULL },
    { original, DSN_RETURN_DEFAULT, "delivered", 0, 0, "text/rfc822-headers", "The body", NULL },
    /* G-415 */
    { original, DSN_RETURN_FULL, "failed", 0, 100, "text/rfc822-headers", "The body", "larger" },
    { original, DSN_RETURN_FULL, "failed", 0, 1000, "message/rfc822", "rfc822-headers", NULL },
    /* G-503, G-504 */
    { EIGHT, DSN_RETURN_FULL, "failed", 0, 0, "message/rfc822\nContent-Transfer-Encoding: 8bit\n\n", "base64", NULL },
    { EIGHT, DSN_RETURN_FULL, "failed", DSN_BUILDER_SEVEN_BIT, 0, "text/rfc822-headers\n\n", "gr", "7-bit" },
    { LATIN1, DSN_RETURN_FULL, "failed", 0, 0, "message/rfc822\nContent-Transfer-Encoding: 8bit\n\n", "global", NULL },
    { LATIN1, DSN_RETURN_HEADERS, "failed", 0, 0,
      "text/rfc822-headers; charset=unknown-8bit\nContent-Transfer-Encoding: quoted-printable\n\n"
      "From: a@example.org\nSubject: gr=FCn\n",
      "global", NULL },
    /* G-505 */
    { "From: a@example.org\n\nbare\rcr\n", DSN_RETURN_FULL, "failed", 0, 0, "text/rfc822-headers\n", "bare\r", "CR" },
    { "From: a@example.org\r\n\r\ncrlf\r\n", DSN_RETURN_FULL, "failed", 0, 0, "\n\nFrom: a@example.org\n\ncrlf\n", "\r",
      NULL },
    /* G-506, G-508 */
    { UTF8, DSN_RETURN_FULL, "failed", 0, 0,
      "\nContent-Type: message/global\nContent-Transfer-Encoding: 8bit\n\nFrom: gr", "rfc822-headers", NULL },
    { UTF8, DSN_RETURN_HEADERS, "failed", 0, 0,
      "\nContent-Type: message/global-headers\nContent-Transfer-Encoding: 8bit\n\nFrom: gr", "message/rfc822", NULL },
    { UTF8, DSN_RETURN_FULL, "failed", DSN_BUILDER_SEVEN_BIT, 0,
      "\nContent-Type: text/rfc822-headers; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
      "From: gr=C3=BCn@example.org\n",
      "global", "7-bit" },
    /* nothing to return */
    { "just text, no header\n", DSN_RETURN_FULL, "failed", 0, 0, "\n--", "just text", "no header" },
    { "", DSN_RETURN_FULL, "failed", 0, 0, "\n--", "message/rfc822", "no header" },
    { "\n\nbody\n", DSN_RETURN_FULL, "failed", 0, 0, "\n--", "message/rfc822", "no header" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsnBuilder) builder = builder_new (NULL, cases[i].message);
      g_autofree char *text = NULL, *said = NULL;
      g_auto (GStrv) notes = NULL;
      g_autoptr (DsnReport) report = NULL;

      g_test_message ("case %u", i);
      dsn_builder_set_return_path (builder, "alice@example.org");
      dsn_builder_set_recipient_field (builder, 0, "Action", cases[i].action);
      dsn_builder_set_return (builder, cases[i].what, cases[i].limit);
      dsn_builder_set_flags (builder, cases[i].flags);
      text = write_text (builder);
      notes = dsn_builder_dup_notes (builder);
      said = g_strjoinv ("\n", notes);
      assert_has (text, cases[i].has);
      assert_lacks (text, cases[i].lacks);
      if (cases[i].note)
        assert_has (said, cases[i].note);
      else
        g_assert_cmpstr (said, ==, "");
      report = read_back (text);
      g_assert_cmpuint (dsn_report_get_defects (report), ==, 0);
      if (cases[i].flags & DSN_BUILDER_SEVEN_BIT)
        g_assert_true (g_str_is_ascii (text));
    }
}

static void
test_nul_in_original (void)
{
  g_autoptr (DsnBuilder) builder = builder_new ("550 no", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new ("From: a@example.org\nX-A: b\0c\n\nd\0e\n", 33);
  g_autofree char *text = NULL;

  dsn_builder_set_original (builder, bytes);
  text = write_text (builder);
  assert_has (text, "Content-Transfer-Encoding: quoted-printable\n\nFrom: a@example.org\nX-A: b=00c\n");
}

/* G-109: two parts where nothing is returned */
static void
test_two_parts (void)
{
  g_autoptr (DsnBuilder) builder = builder_new ("550 no", NULL);
  g_autofree char *text = write_text (builder);
  g_auto (GStrv) parts = g_strsplit (text, "\n--=_dsn_", -1);

  g_assert_cmpuint (g_strv_length (parts), ==, 4);
}

/* G-509: utf-8 addresses as they are in the global part, in xtext form in the other */
static void
test_utf8_addresses (void)
{
  g_autoptr (DsnBuilder) builder = dsn_builder_new ("mx.example.org");
  guint r = dsn_builder_add_recipient (builder, "gr\xc3\xbcn+x@example.com");
  g_autofree char *text = NULL, *seven = NULL, *envelope = NULL;
  g_autoptr (DsnReport) report = NULL, report_seven = NULL;

  dsn_builder_set_recipient_reply (builder, r, "550 5.1.1 gr\xc3\xbcn?", DSN_STAGE_RCPT);
  dsn_builder_set_return_path (builder, "alice@example.org");
  text = write_text (builder);
  assert_has (text, "\nContent-Type: message/global-delivery-status\nContent-Transfer-Encoding: 8bit\n\n");
  assert_has (text, "\nFinal-Recipient: utf-8; gr\xc3\xbcn+x@example.com\n");
  assert_has (text, "\nDiagnostic-Code: smtp; 550 5.1.1 gr\xc3\xbcn?\n");
  report = read_back (text);
  g_assert_cmpuint (dsn_report_get_defects (report), ==, 0);
  g_assert_cmpstr (dsn_recipient_get_address (dsn_report_get_recipient (report, 0)), ==, "gr\xc3\xbcn+x@example.com");
  envelope = dsn_builder_dup_envelope (builder, NULL);
  g_assert_cmpstr (envelope, ==, "MAIL FROM:<> BODY=8BITMIME\nRCPT TO:<alice@example.org> NOTIFY=NEVER\n");

  dsn_builder_set_flags (builder, DSN_BUILDER_SEVEN_BIT);
  seven = write_text (builder);
  g_assert_true (g_str_is_ascii (seven));
  assert_has (seven, "\nFinal-Recipient: utf-8; gr\\x{FC}n\\x{2B}x@example.com\n");
  report_seven = read_back (seven);
  g_assert_cmpuint (dsn_report_get_defects (report_seven), ==, 0);
  g_assert_cmpstr (dsn_recipient_get_address (dsn_report_get_recipient (report_seven, 0)), ==,
                   "gr\xc3\xbcn+x@example.com");
  g_assert_cmpstr (dsn_recipient_get_diagnostic_code (dsn_report_get_recipient (report_seven, 0))->value, ==,
                   "550 5.1.1 gr\xc3\xbcn?");

  dsn_builder_set_return_path (builder, "\xc3\xa4@example.org");
  assert_refused (builder, DSN_ERROR_CONFLICT, "7-bit");
  dsn_builder_set_flags (builder, DSN_BUILDER_FLAGS_NONE);
  g_free (envelope);
  envelope = dsn_builder_dup_envelope (builder, NULL);
  assert_has (envelope, "SMTPUTF8");
}

/* --- what is refused --- */

/* G-606: no value of the caller can break out of its place */
static void
test_injection (void)
{
  static const char *const values[] = {
    "x\nInjected: yes",
    "x\r\nInjected: yes",
    "x\rInjected: yes",
    "x\n\nFinal-Recipient: rfc822; v@example.net",
    "\n",
    "a\033b",
    "a\x7f"
    "b",
    "\xff",
    "a\xe2\x80\xa8"
    "b",
  };
  static const char *const fields[] = { "Original-Envelope-Id", "Reporting-MTA", "DSN-Gateway",
                                        "Received-From-MTA",    "Arrival-Date",  "X-Own" };
  static const char *const recipient_fields[] = {
    "Original-Recipient", "Final-Recipient",   "Action",       "Status",           "Remote-MTA",
    "Diagnostic-Code",    "Last-Attempt-Date", "Final-Log-ID", "Will-Retry-Until", "X-Own",
  };
  static const struct {
    void      (*set) (DsnBuilder *builder, const char *value);
    const char *about;
  } setters[] = {
    { dsn_builder_set_return_path, "return path" }, { dsn_builder_set_from, "from" },
    { dsn_builder_set_subject, "subject" },         { dsn_builder_set_date, "date" },
    { dsn_builder_set_message_id, "message id" },   { dsn_builder_set_boundary, "boundary" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (DsnBuilder) address = dsn_builder_new ("mx.example.org");

      for (guint j = 0; j < G_N_ELEMENTS (fields); j++)
        {
          g_autoptr (DsnBuilder) builder = builder_new ("550 no", NULL);

          dsn_builder_set_field (builder, fields[j], values[i]);
          assert_refused (builder, DSN_ERROR_UNSAFE, fields[j]);
        }
      for (guint j = 0; j < G_N_ELEMENTS (recipient_fields); j++)
        {
          g_autoptr (DsnBuilder) builder = builder_new ("550 no", NULL);

          dsn_builder_set_recipient_field (builder, 0, recipient_fields[j], values[i]);
          assert_refused (builder, DSN_ERROR_UNSAFE, recipient_fields[j]);
        }
      for (guint j = 0; j < G_N_ELEMENTS (setters); j++)
        {
          g_autoptr (DsnBuilder) builder = builder_new ("550 no", NULL);

          setters[j].set (builder, values[i]);
          assert_refused (builder, DSN_ERROR_UNSAFE, setters[j].about);
        }
      dsn_builder_add_recipient (address, values[i]);
      assert_refused (address, DSN_ERROR_UNSAFE, "recipient");
    }
}

static void
test_field_names (void)
{
  static const struct { const char *name; gboolean per_recipient; int code; } cases[] = {
    { "X-A\nB", FALSE, DSN_ERROR_UNSAFE }, { "X A", FALSE, DSN_ERROR_UNSAFE }, { "", TRUE, DSN_ERROR_UNSAFE },
    { "X:", TRUE, DSN_ERROR_UNSAFE }, { "Subject", FALSE, DSN_ERROR_SYNTAX }, { "Action", FALSE, DSN_ERROR_SYNTAX },
    { "Reporting-MTA", TRUE, DSN_ERROR_SYNTAX }, { "X-", TRUE, DSN_ERROR_SYNTAX },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsnBuilder) builder = builder_new ("550 no", NULL);

      if (cases[i].per_recipient)
        dsn_builder_set_recipient_field (builder, 0, cases[i].name, "v");
      else
        dsn_builder_set_field (builder, cases[i].name, "v");
      assert_refused (builder, (DsnError) cases[i].code, "");
    }
}

static void
test_bad_values (void)
{
  static const struct { gboolean per_recipient; const char *name, *value; int code; } cases[] = {
    { FALSE, "Arrival-Date", "yesterday", DSN_ERROR_SYNTAX },
    { FALSE, "Original-Envelope-Id", "gr\xc3\xbcn", DSN_ERROR_SYNTAX },
    { FALSE, "Reporting-MTA", "", DSN_ERROR_SYNTAX },
    { FALSE, "Reporting-MTA", "dns;", DSN_ERROR_SYNTAX },
    { TRUE, "Action", "bounced", DSN_ERROR_SYNTAX },
    { TRUE, "Status", "5.1", DSN_ERROR_SYNTAX },
    { TRUE, "Status", "1.1.1", DSN_ERROR_SYNTAX },
    { TRUE, "Status", "5.1.1 x", DSN_ERROR_SYNTAX },
    { TRUE, "Status", "2.0.0", DSN_ERROR_CONFLICT },
    { TRUE, "Action", "delivered", DSN_ERROR_CONFLICT },
    { TRUE, "Will-Retry-Until", "2026-11-21T00:00:00Z", DSN_ERROR_CONFLICT },        /* G-312 */
    { TRUE, "Original-Recipient", "rfc822;", DSN_ERROR_SYNTAX },
  };
  g_autoptr (DsnBuilder) nobody = dsn_builder_new ("mx.example.org"), long_id = builder_new ("550 no", NULL);
  g_autofree char *id = g_strnfill (101, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsnBuilder) builder = builder_new ("550 no", NULL);

      if (cases[i].per_recipient)
        dsn_builder_set_recipient_field (builder, 0, cases[i].name, cases[i].value);
      else
        dsn_builder_set_field (builder, cases[i].name, cases[i].value);
      assert_refused (builder, (DsnError) cases[i].code, "");
    }
  assert_refused (nobody, DSN_ERROR_MISSING, "recipient");
  dsn_builder_set_field (long_id, "Original-Envelope-Id", id);         /* G-418 */
  assert_refused (long_id, DSN_ERROR_LIMIT, "Original-Envelope-Id");
  dsn_builder_set_field (long_id, "Original-Envelope-Id", NULL);
  dsn_builder_set_language (long_id, "tlh");
  assert_refused (long_id, DSN_ERROR_MISSING, "tlh");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/builder/g-110/header", test_header);
  g_test_add_func ("/builder/g-102/return-path", test_return_path);
  g_test_add_func ("/builder/g-104/suppressed", test_suppressed);
  g_test_add_func ("/builder/g-113/threading", test_threading);
  g_test_add_func ("/builder/g-115/boundary", test_boundary);
  g_test_add_func ("/builder/g-115/boundary-in-message", test_boundary_in_message);
  g_test_add_func ("/builder/g-117/subject", test_subject);
  g_test_add_func ("/builder/g-114/lines", test_lines);
  g_test_add_func ("/builder/g-114/crlf", test_crlf);
  g_test_add_func ("/builder/g-608/reproducible", test_reproducible);
  g_test_add_func ("/builder/g-201/fields", test_fields);
  g_test_add_func ("/builder/g-202/mta-types", test_mta_types);
  g_test_add_func ("/builder/g-302/addresses", test_addresses);
  g_test_add_func ("/builder/g-309/diagnostic-types", test_diagnostic_types);
  g_test_add_func ("/builder/g-319/reply-injection", test_reply_injection);
  g_test_add_func ("/builder/g-605/large-reply", test_large_reply);
  g_test_add_func ("/builder/m-07/expired", test_expired);
  g_test_add_func ("/builder/m-09/cause", test_cause);
  g_test_add_func ("/builder/g-313/confidential", test_confidential);
  g_test_add_func ("/builder/g-105/recipients", test_recipients);
  g_test_add_func ("/builder/g-413/part3", test_part3);
  g_test_add_func ("/builder/g-505/nul-in-original", test_nul_in_original);
  g_test_add_func ("/builder/g-109/two-parts", test_two_parts);
  g_test_add_func ("/builder/g-509/utf8-addresses", test_utf8_addresses);
  g_test_add_func ("/builder/g-606/injection", test_injection);
  g_test_add_func ("/builder/g-206/field-names", test_field_names);
  g_test_add_func ("/builder/bad-values", test_bad_values);

  return g_test_run ();
}
