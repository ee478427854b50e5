/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Dialects as a store: what the compiler takes, and the way to the values and patterns.
 */
#include <string.h>
#include <dsn/dsn-types.h>
#include "rules/dsn-compile.h"
#include "rules/dsn-dialects.h"

static const char two[] =
  "[qmail]\n"
  "Header = Subject: failure notice\n"
  "Header = Received: (qmail * invoked for bounce)*\n"
  "Header = X-Any: *\n"
  "Need = 2\n"
  "Start = Hi. This is the qmail*\n"
  "Stop = --- Below this line is a copy of the message.*\n"
  "Recipient = <{addr}>:\n"
  "Recipient = {addr}:\n"
  "Language = ja\n"
  "Source = https://cr.yp.to/proto/qsbmf.txt\n"
  "\n"
  "[plain]\n"
  "Start = The message to {addr} failed:\n"
  "Diagnostic = Reason: {text}\n"
  "Source = none\n";

static DsnDialects *
compile (const char *text)
{
  DsnKnowledgeFile file = { "20-test.dialect", text, strlen (text) };
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = dsn_compile (&file, 1, NULL, &error);

  g_assert_no_error (error);
  return dsn_dialects_new_from_bytes (bytes);
}

static void
test_values (void)
{
  g_autoptr(DsnDialects) dialects = compile (two);

  g_assert_cmpuint (dsn_dialects_get_n (dialects), ==, 2);
  g_assert_cmpstr (dsn_dialects_get_name (dialects, 0), ==, "qmail");
  g_assert_cmpstr (dsn_dialects_get_origin (dialects, 1), ==, "20-test.dialect:13");
  g_assert_cmpuint (dsn_dialects_get_need (dialects, 0), ==, 2);
  g_assert_cmpuint (dsn_dialects_get_need (dialects, 1), ==, 0);
  g_assert_cmpuint (dsn_dialects_get_n_values (dialects, 0, DSN_DIALECT_HEADER), ==, 3);
  g_assert_cmpstr (dsn_dialects_get_field (dialects, 0, 1), ==, "Received");
  g_assert_cmpstr (dsn_dialects_get_value (dialects, 0, DSN_DIALECT_HEADER, 1), ==, "(qmail * invoked for bounce)*");
  g_assert_cmpuint (dsn_dialects_get_n_values (dialects, 0, DSN_DIALECT_RECIPIENT), ==, 2);
  g_assert_cmpstr (dsn_dialects_get_value (dialects, 0, DSN_DIALECT_RECIPIENT, 1), ==, "{addr}:");
  g_assert_cmpuint (dsn_dialects_get_line (dialects, 0, DSN_DIALECT_RECIPIENT, 1), ==, 9);
  g_assert_cmpstr (dsn_dialects_get_value (dialects, 0, DSN_DIALECT_LANGUAGE, 0), ==, "ja");
  g_assert_cmpuint (dsn_dialects_get_n_values (dialects, 0, DSN_DIALECT_REPLY), ==, 0);
  g_assert_cmpuint (dsn_dialects_get_n_values (dialects, 1, DSN_DIALECT_HEADER), ==, 0);
  g_assert_cmpstr (dsn_dialects_get_value (dialects, 1, DSN_DIALECT_SOURCE, 0), ==, "none");
}

static int
match_any (const DsnDialects *dialects, guint dialect, DsnDialectKey key, const char *line, DsnPatternMatch *match)
{
  char scratch[DSN_FOLD_STACK];
  g_auto(DsnFold) fold = { 0 };

  dsn_fold_init (&fold, line, strlen (line), scratch, sizeof scratch);
  return dsn_dialects_match_any (dialects, dialect, key, &fold, match);
}

static void
test_match (void)
{
  g_autoptr(DsnDialects) dialects = compile (two);
  static const char line[] = "  User@Example.com:";
  DsnPatternMatch match;
  const DsnCapture *capture;

  g_assert_cmpint (match_any (dialects, 0, DSN_DIALECT_START, "hi. this is  the qmail-send program", &match), ==, 0);
  g_assert_cmpint (match_any (dialects, 0, DSN_DIALECT_START, "> Hi. This is the qmail", &match), ==, -1);
  g_assert_cmpint (match_any (dialects, 0, DSN_DIALECT_HEADER, "(qmail 123 invoked for bounce); now", NULL), ==, 1);
  g_assert_cmpint (match_any (dialects, 0, DSN_DIALECT_HEADER, "", NULL), ==, 2);
  g_assert_cmpint (match_any (dialects, 0, DSN_DIALECT_RECIPIENT, line, &match), ==, 1);
  capture = dsn_pattern_match_get (&match, DSN_CAPTURE_ADDR);
  g_assert_cmpmem (line + capture->offset, capture->length, "User@Example.com", 16);
  g_assert_null (dsn_pattern_match_get (&match, DSN_CAPTURE_CODE));
  g_assert_cmpint (match_any (dialects, 1, DSN_DIALECT_RECIPIENT, line, &match), ==, -1);
}

static void
test_errors (void)
{
  static const struct { const char *text, *message; } rows[] = {
    { "[a]\nStart = x\n", "d.dialect:1: section [a] has no key 'Source'" },
    { "[a]\nSource = x\n", "d.dialect:1: section [a] has neither 'Header' nor 'Start' to be known by" },
    { "[a]\nHeader = no colon\nSource = x\n", "d.dialect:2: key 'Header': 'no colon' is not 'Name: pattern'" },
    { "[a]\nHeader = : x\nSource = x\n", "d.dialect:2: key 'Header': ': x' is not 'Name: pattern'" },
    { "[a]\nHeader = A B: x\nSource = x\n", "d.dialect:2: key 'Header': 'A B' is no name of a field" },
    { "[a]\nHeader = Subject:\nSource = x\n", "d.dialect:2: key 'Header': pattern has nothing but blanks" },
    { "[a]\nHeader = A: x\nNeed = 2\nSource = x\n", "d.dialect:3: section [a] needs 2 headers and has 1" },
    { "[a]\nHeader = A: x\nNeed = 0\nSource = x\n", "d.dialect:1: section [a] has neither 'Header' nor 'Start' to be known by" },
    { "[a]\nStart = {adr}\nSource = x\n", "d.dialect:2: key 'Start': unknown capture {adr} (did you mean {addr}?)" },
    { "[a]\nStart = x\nRecipient = to: *\nSource = x\n",
      "d.dialect:3: key 'Recipient': the pattern has no {addr} and so nothing to take" },
    { "[a]\nStart = x\nRemoteHost = at {num}\nSource = x\n",
      "d.dialect:3: key 'RemoteHost': the pattern has no {host} and so nothing to take" },
    { "[a]\nStart = x\nAction = delayed\nSource = x\n",
      "d.dialect:3: key 'Action': the pattern has no {text} and so nothing to take" },
    { "[a]\nStart = x\nReciepient = {addr}\nSource = x\n", "d.dialect:3: unknown key 'Reciepient' (did you mean 'Recipient'?)" },
    { "[a]\nStart = x\nSource = x\n[a]\nStart = x\nSource = x\n", "d.dialect:4: section [a] stands already in line 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DsnKnowledgeFile file = { "d.dialect", rows[i].text, strlen (rows[i].text) };
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].message);
      g_assert_null (dsn_compile (&file, 1, NULL, &error));
      g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
      g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

/* A key that takes a run is content with any capture, others with theirs or {text}. */
static void
test_captures_that_do (void)
{
  g_autoptr(DsnDialects) dialects = compile ("[a]\nStart = x\nRecipient = {text} ...\nRecipient = <{addr}>\nReply = SMTP: {text}\n"
                                             "Reply = {code} *\nRemoteHost = by {ip}\nDiagnostic = {code} {text}\n"
                                             "Diagnostic = {status} *\nAction = Action: {text}\nSource = x\n");

  g_assert_cmpuint (dsn_dialects_get_n_values (dialects, 0, DSN_DIALECT_RECIPIENT), ==, 2);
  g_assert_cmpuint (dsn_dialects_get_n_values (dialects, 0, DSN_DIALECT_ACTION), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dialects/values", test_values);
  g_test_add_func ("/dialects/match", test_match);
  g_test_add_func ("/dialects/errors", test_errors);
  g_test_add_func ("/dialects/captures", test_captures_that_do);
  return g_test_run ();
}
