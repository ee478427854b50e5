/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is written is what is read back: parse (write (report)) == report for random reports, and the recipient,
 * action, status and reply for every reply code.
 */
#include <string.h>
#include <gmime/gmime.h>
#include <dsn/dsn.h>

/* Every code that a table of ours or an RFC knows. */
static const guint16 replies[] = {
  101, 111, 211, 214, 220, 221, 235, 250, 251, 252, 253, 354, 355, 420, 421, 422, 430, 431, 432, 441, 442, 444,
  446, 447, 449, 450, 451, 452, 453, 454, 455, 458, 459, 465, 471, 500, 501, 502, 503, 504, 505, 510, 511, 512,
  513, 521, 523, 524, 525, 530, 533, 534, 535, 538, 541, 550, 551, 552, 553, 554, 555, 556, 557, 571, 572, 577,
};

static GBytes *
write_message (DsnBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = dsn_builder_to_bytes (builder, &error);

  g_assert_no_error (error);
  return bytes;
}

static void
test_every_reply (void)
{
  static const char original[] =
    "Return-Path: <a@example.org>\nFrom: a@example.org\nMessage-ID: <mid@example.org>\n\nx\n";

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    for (guint stage = 0; stage < DSN_STAGE_LAST; stage++)
      for (guint profile = 0; profile < DSN_PROFILE_LAST; profile++)
        {
          g_autofree char *reply = g_strdup_printf ("%u Some words of a server", replies[i]);
          g_autoptr (DsnBuilder) builder = dsn_builder_new ("mx.example.org");
          guint r = dsn_builder_add_recipient (builder, "user@example.com");
          g_autoptr (GBytes) message = g_bytes_new_static (original, strlen (original)), bytes = NULL;
          g_autoptr (DsnReport) built = NULL, report = NULL;
          const DsnTyped *diagnostic;
          DsnRecipient *recipient;
          gboolean smtp = replies[i] >= 200;

          dsn_builder_set_original (builder, message);
          dsn_builder_set_profile (builder, (DsnProfile) profile);
          dsn_builder_set_recipient_reply (builder, r, reply, (DsnStage) stage);
          bytes = write_message (builder);
          built = dsn_builder_build (builder, NULL);
          report = dsn_report_new_from_bytes (bytes, NULL, DSN_PARSE_FLAGS_NONE, NULL);

          g_assert_true (dsn_report_equal (built, report));
          g_assert_cmpuint (dsn_report_get_defects (report), ==, 0);
          g_assert_cmpuint (dsn_report_get_n_recipients (report), ==, 1);
          g_assert_cmpstr (dsn_report_lookup_original_field (report, "Message-ID"), ==, "<mid@example.org>");
          recipient = dsn_report_get_recipient (report, 0);
          g_assert_cmpstr (dsn_recipient_get_address (recipient), ==, "user@example.com");
          g_assert_cmpint (dsn_recipient_get_action (recipient), ==,
                           replies[i] / 100 == 2 ? DSN_ACTION_DELIVERED : DSN_ACTION_FAILED);
          diagnostic = dsn_recipient_get_diagnostic_code (recipient);
          g_assert_cmpstr (diagnostic->type, ==, smtp ? "smtp" : "X-Libdsn");
          g_assert_cmpstr (diagnostic->value, ==, reply);
          if (smtp && replies[i] / 100 != 3)
            g_assert_cmpuint (dsn_recipient_get_status (recipient)->klass, ==, replies[i] / 100);
        }
}

/* --- random reports --- */

static const char *const words[] = {
  "no",
  "such",
  "user",
  "550",
  "5.1.1",
  "smtp;",
  "(#5.1.1)",
  "Status:",
  "Action: delivered",
  "Final-Recipient: rfc822; v@example.net",
  "\xc3\xbc",
  "\xe6\x9c\xaa\xe9\x80\x81",
  "\xf0\x9f\x98\x80",
  "\\x{41}",
  "\\x{FC}",
  "\\303\\274",
  "=?utf-8?q?x?=",
  "a;b",
  "<x@example.com>",
  "\"quoted\"",
  "--",
  "--=_dsn_",
  "http://example.org/?a=b&c=d",
  "(comment)",
  ")",
  "(",
  "\\",
  "+2B",
  "=",
  "%s",
  "{host}",
};

static const char *const hostile[] = { "\r\n", "\n", "\r",   "\n\n", "\033[1m",  "\a",
                                       "\t",   "  ", "\xff", "\xc3", "\xc2\x85", "\xe2\x80\xa8" };

static char *
random_text (GRand *random, guint max_words, gboolean nasty)
{
  GString *out = g_string_new (NULL);
  guint n = (guint) g_rand_int_range (random, 1, (gint32) max_words + 1);

  for (guint i = 0; i < n; i++)
    {
      if (i)
        g_string_append_c (out, ' ');
      if (nasty && !g_rand_int_range (random, 0, 4))
        g_string_append (out, hostile[g_rand_int_range (random, 0, G_N_ELEMENTS (hostile))]);
      if (!g_rand_int_range (random, 0, 3))
        g_string_append (out, words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);
      else
        for (guint k = (guint) g_rand_int_range (random, 1, 12); k > 0; k--)
          g_string_append_c (out, (char) g_rand_int_range (random, 'a', 'z' + 1));
    }
  return g_string_free (out, FALSE);
}

static char *
random_address (GRand *random)
{
  static const char *const locals[] = {
    "user", "User.Name+x=y", "\"a b\"", "gr\xc3\xbcn", "x'y", "a..b", "\xe6\x9c\xaa"
  };
  static const char *const domains[] = { "example.com", "EXAMPLE.net", "[192.0.2.1]", "m\xc3\xbcller.example",
                                         "xn--mller-kva.example" };

  return g_strdup_printf ("%s%u@%s", locals[g_rand_int_range (random, 0, G_N_ELEMENTS (locals))],
                          g_rand_int_range (random, 0, 100),
                          domains[g_rand_int_range (random, 0, G_N_ELEMENTS (domains))]);
}

static gboolean
maybe (GRand *random)
{
  return g_rand_boolean (random);
}

static void
add_random_recipient (GRand *random, DsnBuilder *builder)
{
  static const char * const actions[] = { "failed", "delayed", "delivered", "relayed", "expanded" };
  static const guint classes[] = { 5, 4, 2, 2, 2 };
  g_autofree char *address = random_address (random), *original = random_address (random);
  g_autofree char *words_said = random_text (random, 40, TRUE), *status = NULL,
                  *log_id = random_text (random, 3, FALSE);
  guint r = dsn_builder_add_recipient (builder, address),
        a = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (actions));
  GString *reply = g_string_new (NULL);

  dsn_builder_set_recipient_field (builder, r, "Action", actions[a]);
  if (maybe (random))
    dsn_builder_set_recipient_field (builder, r, "Original-Recipient", original);
  if (maybe (random))
    {
      status = g_strdup_printf ("%u.%d.%d", classes[a], g_rand_int_range (random, 0, 8),
                                g_rand_int_range (random, 0, 700));
      dsn_builder_set_recipient_field (builder, r, "Status", status);
    }
  for (guint lines = (guint) g_rand_int_range (random, 0, 4); lines > 0; lines--)
    g_string_append_printf (reply, "%u%02d%c%s%s", classes[a], g_rand_int_range (random, 0, 60), lines > 1 ? '-' : ' ',
                            words_said, lines > 1 ? "\r\n" : "");
  if (reply->len)
    dsn_builder_set_recipient_reply (builder, r, reply->str, (DsnStage) g_rand_int_range (random, 0, DSN_STAGE_LAST));
  g_string_free (reply, TRUE);
  if (maybe (random))
    dsn_builder_set_recipient_field (builder, r, "Remote-MTA", "mx.example.net (192.0.2.1)");
  if (maybe (random))
    dsn_builder_set_recipient_field (builder, r, "Last-Attempt-Date", "@1795292408");
  if (maybe (random))
    dsn_builder_set_recipient_field (builder, r, "Final-Log-ID", log_id);
  if (a == 1 && maybe (random))
    dsn_builder_set_recipient_field (builder, r, "Will-Retry-Until", "@1795292999");
  if (maybe (random))
    dsn_builder_set_recipient_field (builder, r, "X-Own-Field", log_id);
}

static GBytes *
random_original (GRand *random)
{
  GString *message = g_string_new (maybe (random) ? "Return-Path: <a@example.org>\r\nFrom: a@example.org\r\n"
                                                  : "From: b@example.org\n");
  g_autofree char *subject = random_text (random, 30, FALSE), *body = random_text (random, 200, maybe (random));

  g_string_append_printf (message, "Subject: %s\n", subject);
  if (maybe (random))
    g_string_append (message, "X-Folded: a\n b\n\tc\nMessage-ID:\n <id@example.org>\n");
  if (!g_rand_int_range (random, 0, 10))
    g_string_append (message, "Subject: gr\xfcn\n");
  g_string_append_printf (message, "\n%s%s", body, maybe (random) ? "\n" : "");
  return g_string_free_to_bytes (message);
}

static DsnBuilder *
random_builder (GRand *random)
{
  static const char * const hosts[] = { "mx.example.org", "localhost", "m\xc3\xbcller.example" };
  DsnBuilder *builder = dsn_builder_new (hosts[g_rand_int_range (random, 0, G_N_ELEMENTS (hosts))]);
  g_autofree char *own = random_text (random, 30, FALSE);
  guint n = (guint) g_rand_int_range (random, 1, g_rand_int_range (random, 0, 20) ? 4 : 60);

  dsn_builder_set_seed (builder, g_rand_int (random));
  dsn_builder_set_from (builder, "postmaster@example.org");
  dsn_builder_set_return_path (builder, maybe (random) ? "sender@example.org" : "s\xc3\xa4nder@example.org");
  if (maybe (random))
    dsn_builder_set_field (builder, "Original-Envelope-Id", "QQ+41 id=x");
  if (maybe (random))
    dsn_builder_set_field (builder, "Arrival-Date", "2026-11-21T20:20:08+01:00");
  if (maybe (random))
    dsn_builder_set_field (builder, "X-Queue", own);
  for (guint i = 0; i < n; i++)
    add_random_recipient (random, builder);
  if (maybe (random))
    {
      g_autoptr (GBytes) original = random_original (random);

      dsn_builder_set_original (builder, original);
      dsn_builder_set_return (builder, (DsnReturn) g_rand_int_range (random, 0, DSN_RETURN_LAST),
                              maybe (random) ? 200 : 0);
    }
  dsn_builder_set_flags (builder, maybe (random) ? DSN_BUILDER_CRLF : 0);
  return builder;
}

/* What must hold of any message, whatever was put in. */
static void
check_message (GBytes *bytes, gboolean crlf)
{
  gsize size, line = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    {
      g_assert_true (data[i] != '\0');
      if (data[i] == '\r')
        g_assert_true (crlf && i + 1 < size && data[i + 1] == '\n');
      if (data[i] == '\n')
        g_assert_true (!crlf || (i > 0 && data[i - 1] == '\r'));
      line = data[i] == '\n' ? 0 : line + (data[i] != '\r');
      g_assert_cmpuint (line, <=, 998);
    }
}

static void
report_difference (guint32 seed, const DsnReport *built, const DsnReport *read, GBytes *bytes)
{
  g_test_message ("seed %u: kind %d/%d recipients %u/%u original %d/%d", seed, dsn_report_get_kind (built),
                  dsn_report_get_kind (read), dsn_report_get_n_recipients (built), dsn_report_get_n_recipients (read),
                  dsn_report_has_original (built), dsn_report_has_original (read));
  for (guint i = 0; i < dsn_report_get_n_fields (built); i++)
    if (g_strcmp0 (dsn_report_get_field_value (built, i), dsn_report_get_field_value (read, i)))
      g_test_message ("%s: '%s' '%s'", dsn_report_get_field_name (built, i), dsn_report_get_field_value (built, i),
                      dsn_report_get_field_value (read, i));
  for (guint r = 0; r < MIN (dsn_report_get_n_recipients (built), dsn_report_get_n_recipients (read)); r++)
    {
      DsnRecipient *a = dsn_report_get_recipient (built, r), *b = dsn_report_get_recipient (read, r);

      if (g_strcmp0 (dsn_recipient_get_address (a), dsn_recipient_get_address (b)))
        g_test_message ("address '%s' '%s'", dsn_recipient_get_address (a), dsn_recipient_get_address (b));
      for (guint i = 0; i < dsn_recipient_get_n_fields (a); i++)
        if (g_strcmp0 (dsn_recipient_get_field_value (a, i), dsn_recipient_get_field_value (b, i)))
          g_test_message ("%s: '%s' '%s'", dsn_recipient_get_field_name (a, i), dsn_recipient_get_field_value (a, i),
                          dsn_recipient_get_field_value (b, i));
    }
  g_test_message ("%s", (const char *) g_bytes_get_data (bytes, NULL));
}

static void
test_random (void)
{
  guint rounds = g_test_slow () ? 100000 : 3000, refused = 0;

  for (guint32 seed = 0; seed < rounds; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_autoptr (DsnBuilder) builder = random_builder (random);
      g_autoptr (GError) error = NULL;
      g_autoptr (DsnReport) built = dsn_builder_build (builder, &error), report = NULL;
      g_autoptr (GBytes) bytes = NULL;
      const char *data;

      /* a line end in the reply may have made "550" the code of its last line */
      if (g_error_matches (error, DSN_ERROR, DSN_ERROR_CONFLICT))
        {
          refused++;
          continue;
        }
      g_assert_no_error (error);
      bytes = write_message (builder);
      data = g_bytes_get_data (bytes, NULL);
      check_message (bytes, memchr (data, '\r', 200) != NULL);
      report = dsn_report_new_from_bytes (bytes, NULL, DSN_PARSE_FLAGS_NONE, NULL);
      if (!dsn_report_equal (built, report))
        {
          report_difference (seed, built, report, bytes);
          g_test_fail ();
          return;
        }
      g_assert_cmpuint (dsn_report_get_defects (report), ==, 0);
    }
  g_assert_cmpuint (refused, <, rounds / 4);
}

/* --- GMime --- */

static void
on_warning (gint64 offset, GMimeParserWarning code, const char *item, gpointer data)
{
  GString *warnings = data;

  g_string_append_printf (warnings, "%" G_GINT64_FORMAT ": %d %s; ", offset, code, item ? item : "");
}

/* GMime finds the parts, and nothing to warn of but what is in a returned message */
static void
test_gmime (void)
{
  for (guint32 seed = 0; seed < 500; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_autoptr (DsnBuilder) builder = random_builder (random);
      g_autoptr (DsnReport) report = dsn_builder_build (builder, NULL);
      g_autoptr (GString) warnings = g_string_new (NULL);
      g_autoptr (GBytes) bytes = NULL;
      GMimeParserOptions *options;
      GMimeMessage *message;
      GMimeStream *stream;
      GMimeParser *parser;
      GMimeObject *root;
      gsize size;
      const char *data;

      if (report == NULL)
        continue;
      bytes = write_message (builder);
      data = g_bytes_get_data (bytes, &size);
      options = g_mime_parser_options_new ();
      g_mime_parser_options_set_warning_callback (options, on_warning, warnings);
      stream = g_mime_stream_mem_new_with_buffer (data, size);
      parser = g_mime_parser_new_with_stream (stream);
      message = g_mime_parser_construct_message (parser, options);
      root = g_mime_message_get_mime_part (message);
      if (!dsn_report_has_original (report))
        g_assert_cmpstr (warnings->str, ==, "");
      g_assert_true (GMIME_IS_MULTIPART (root));
      g_assert_true (g_mime_content_type_is_type (g_mime_object_get_content_type (root), "multipart", "report"));
      g_assert_cmpint (g_mime_multipart_get_count (GMIME_MULTIPART (root)), ==,
                       dsn_report_has_original (report) ? 3 : 2);
      g_object_unref (message);
      g_object_unref (parser);
      g_object_unref (stream);
      g_mime_parser_options_free (options);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_mime_init ();

  g_test_add_func ("/roundtrip/every-reply", test_every_reply);
  g_test_add_func ("/roundtrip/random", test_random);
  g_test_add_func ("/roundtrip/gmime", test_gmime);

  return g_test_run ();
}
