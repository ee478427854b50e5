/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The compiler of rule files and the rules engine.
 */
#include <string.h>
#include <glib/gstdio.h>
#include "rules/dsn-blob.h"
#include "rules/dsn-compile.h"
#include "rules/dsn-rules.h"

#define TAIL "Reason = policy\nExample = x\n"

static GBytes *
compile_files (const DsnKnowledgeFile *files, guint n)
{
  g_autoptr(GError) error = NULL;
  GBytes *bytes;

  bytes = dsn_compile (files, n, NULL, &error);
  g_assert_no_error (error);
  return bytes;
}

static DsnRules *
compile (const char *text)
{
  DsnKnowledgeFile file = { "40-test.rules", text, strlen (text) };
  g_autoptr(GBytes) bytes = compile_files (&file, 1);

  return dsn_rules_new_from_bytes (bytes);
}

static DsnRuleInput
input_of (const char *text)
{
  return (DsnRuleInput) { .text = text, .length = strlen (text) };
}

/* The ids of the rules that take the input, in order: "a b" */
static char *
ask (const DsnRules *rules, const DsnRuleInput *input)
{
  DsnRuleHit hits[16];
  guint n = dsn_rules_match (rules, input, hits, G_N_ELEMENTS (hits));
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "", strchr (dsn_rules_get_name (rules, hits[i].rule), ':') + 1);
  return g_string_free (out, FALSE);
}

static void
assert_takes (const DsnRules *rules, const DsnRuleInput *input, const char *wanted)
{
  g_autofree char *got = ask (rules, input);

  g_test_message ("%s", input->text);
  g_assert_cmpstr (got, ==, wanted);
}

static void
test_accessors (void)
{
  g_autoptr(DsnRules) rules = compile ("[5.1.1]\n"
                                       "Status = 5.1.1\n"
                                       "Reason = user-unknown\n"
                                       "Note = one\n"
                                       "Note = two\n"
                                       "Source = RFC 3463\n"
                                       "Example = 550 5.1.1 x\n"
                                       "\n"
                                       "[late]\n"
                                       "Text = too late\n"
                                       "Not = never\n"
                                       "Reason = expired\n"
                                       "Expired = yes\n"
                                       "Example = too late\n");
  guint rule;

  g_assert_cmpuint (dsn_rules_get_n (rules), ==, 2);
  g_assert_cmpstr (dsn_rules_get_name (rules, 0), ==, "test:5.1.1");
  g_assert_cmpstr (dsn_rules_get_origin (rules, 1), ==, "40-test.rules:9");
  g_assert_cmpuint (dsn_rules_get_layer (rules, 1), ==, 40);
  g_assert_cmpint (dsn_rules_get_reason (rules, 0), ==, DSN_REASON_USER_UNKNOWN);
  g_assert_cmpint (dsn_rules_get_reason (rules, 1), ==, DSN_REASON_EXPIRED);
  g_assert_false (dsn_rules_is_expired (rules, 0));
  g_assert_true (dsn_rules_is_expired (rules, 1));
  g_assert_cmpint (dsn_rules_get_conditions (rules, 0), ==, DSN_RULE_STATUS);
  g_assert_cmpint (dsn_rules_get_conditions (rules, 1), ==, DSN_RULE_TEXT | DSN_RULE_NOT);
  g_assert_cmpstr (dsn_rules_get_note (rules, 0, 0), ==, "one");
  g_assert_cmpstr (dsn_rules_get_note (rules, 0, 1), ==, "two");
  g_assert_null (dsn_rules_get_note (rules, 0, 2));
  g_assert_cmpstr (dsn_rules_get_source (rules, 0, 0), ==, "RFC 3463");
  g_assert_null (dsn_rules_get_source (rules, 1, 0));
  g_assert_true (dsn_rules_lookup (rules, "test:late", &rule));
  g_assert_cmpuint (rule, ==, 1);
  g_assert_false (dsn_rules_lookup (rules, "late", &rule));
}

static void
test_files_are_sorted_by_name (void)
{
  static const char a[] = "[a]\nText = x\n" TAIL, b[] = "[b]\nText = x\n" TAIL, c[] = "[c]\nText = x\n" TAIL;
  DsnKnowledgeFile files[] = {
    { "z/10-one.rules", a, sizeof a - 1 },
    { "a/90-three.rules", c, sizeof c - 1 },
    { "m/20-two.rules", b, sizeof b - 1 },
  };
  g_autoptr(GBytes) bytes = compile_files (files, G_N_ELEMENTS (files));
  g_autoptr(DsnRules) rules = dsn_rules_new_from_bytes (bytes);
  DsnRuleInput input = input_of ("x");

  assert_takes (rules, &input, "a b c");
  g_assert_cmpstr (dsn_rules_get_name (rules, 2), ==, "three:c");
  g_assert_cmpuint (dsn_rules_get_layer (rules, 2), ==, 90);
}

static void
test_order_and_limit (void)
{
  g_autoptr(DsnRules) rules = compile ("[two]\nText = b\n" TAIL "[one]\nText = a\n" TAIL "[three]\nText = a b\n" TAIL);
  DsnRuleInput input = input_of ("a b");
  DsnRuleHit hits[2];

  assert_takes (rules, &input, "two one three");
  g_assert_cmpuint (dsn_rules_match (rules, &input, hits, 2), ==, 2);
  g_assert_cmpuint (hits[1].rule, ==, 1);
  g_assert_cmpuint (dsn_rules_match (rules, &input, hits, 0), ==, 0);
}

static void
test_text (void)
{
  g_autoptr(DsnRules) rules = compile ("[or]\nText = mailbox full\nText = over quota\n" TAIL
                                       "[run]\nText = user * unknown\n" TAIL
                                       "[three]\nText = a * b * c\n" TAIL
                                       "[also]\nText = sender\nAlso = rejected\nAlso = refused\n" TAIL
                                       "[not]\nText = spam\nNot = no spam\nNot = spam folder\n" TAIL
                                       "[capture]\nText = <{addr}> is gone\n" TAIL
                                       "[leading]\nText = {num} recipients\n" TAIL
                                       "[open]\nText = greylist*\n" TAIL
                                       "[prefix]\nText = the email account that you tried\n" TAIL
                                       "[prefix2]\nText = the email account that is over\n" TAIL);
  static const struct { const char *text, *rules; } rows[] = {
    { "", "" },
    { "nothing of the kind", "" },
    { "550 Mailbox  FULL", "or" },
    { "550-mailbox\r\n full", "or" },
    { "mailbox fully", "" },
    { "over quota", "or" },
    { "user x is unknown", "run" },
    { "user unknown", "run" },
    { "unknown user", "" },
    { "a b x c", "three" },
    { "a c b c", "three" },
    { "a b a", "" },
    { "sender was refused", "also" },
    { "rejected sender", "also" },
    { "sender", "" },
    { "rejected", "" },
    { "spam", "not" },
    { "spam, no spam", "" },
    { "<User@example.com>  is gone", "capture" },
    { "<User> is gone", "" },
    { "too many: 200 recipients", "leading" },
    { "many recipients", "" },
    { "greylisted", "open" },
    { "greylist", "open" },
    { "xgreylist", "" },
    { "The email account that you tried to reach", "prefix" },
    { "The email account that is over quota", "or prefix2" },
    { "The email account that", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DsnRuleInput input = input_of (rows[i].text);

      assert_takes (rules, &input, rows[i].rules);
    }
}

static void
test_codes (void)
{
  g_autoptr(DsnRules) rules = compile ("[exact]\nStatus = 5.7.26\n" TAIL
                                       "[any-class]\nStatus = X.1.1\n" TAIL
                                       "[any-detail]\nStatus = 4.2.X\n" TAIL
                                       "[hundreds]\nStatus = X.7.5XX\n" TAIL
                                       "[range]\nStatus = 5.7.600-699, 5.4.1-2\n" TAIL
                                       "[reply]\nReply = 550\nReply = 450-452\n" TAIL
                                       "[replies]\nReply = 42X 1XX\n" TAIL
                                       "[both]\nStatus = 5.1.X\nReply = 551\n" TAIL
                                       "[zero]\nStatus = X.0.X\n" TAIL);
  static const struct { DsnStatus status; guint reply; const char *rules; } rows[] = {
    { { 0, 0, 0 }, 0, "" },
    { { 5, 7, 26 }, 0, "exact" },
    { { 4, 7, 26 }, 0, "" },
    { { 5, 1, 1 }, 0, "any-class" },
    { { 4, 1, 1 }, 0, "any-class" },
    { { 5, 1, 10 }, 0, "" },
    { { 4, 2, 0 }, 0, "any-detail" },
    { { 4, 2, 999 }, 0, "any-detail" },
    { { 5, 7, 500 }, 0, "hundreds" },
    { { 4, 7, 599 }, 0, "hundreds" },
    { { 5, 7, 600 }, 0, "range" },
    { { 5, 7, 700 }, 0, "" },
    { { 5, 4, 2 }, 0, "range" },
    { { 5, 4, 3 }, 0, "" },
    { { 0, 0, 0 }, 550, "reply" },
    { { 0, 0, 0 }, 451, "reply" },
    { { 0, 0, 0 }, 453, "" },
    { { 0, 0, 0 }, 421, "replies" },
    { { 0, 0, 0 }, 111, "replies" },
    { { 5, 1, 3 }, 551, "both" },
    { { 5, 1, 3 }, 552, "" },
    { { 5, 2, 3 }, 551, "" },
    { { 4, 0, 1 }, 0, "zero" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DsnRuleInput input = { .text = "", .status = rows[i].status, .reply_code = rows[i].reply };

      g_test_message ("row %u", i);
      assert_takes (rules, &input, rows[i].rules);
    }
}

static void
test_surroundings (void)
{
  g_autoptr(DsnRules) rules = compile ("[stage]\nStage = mail, rcpt\n" TAIL
                                       "[sub]\nRemote = *.example.com\n" TAIL
                                       "[domain]\nRemote = .example.com\n" TAIL
                                       "[host]\nRemote = MX.example.com\n" TAIL
                                       "[inner]\nRemote = mx*.example.*\n" TAIL
                                       "[reporting]\nReporting = .example.org\n" TAIL
                                       "[dialect]\nDialect = postfix\nDialect = exim\n" TAIL);
  static const struct { DsnStage stage; const char *remote, *reporting, *dialect, *rules; } rows[] = {
    { DSN_STAGE_RCPT, NULL, NULL, NULL, "stage" },
    { DSN_STAGE_DATA, NULL, NULL, NULL, "" },
    { 0, "mx.example.com", NULL, NULL, "sub domain host inner" },
    { 0, "dns; MX.Example.COM. (192.0.2.1)", NULL, NULL, "sub domain host inner" },
    { 0, "example.com", NULL, NULL, "domain" },
    { 0, "notexample.com", NULL, NULL, "" },
    { 0, "mx1.example.net", NULL, NULL, "inner" },
    { 0, "mx1.test", NULL, NULL, "" },
    { 0, "", NULL, NULL, "" },
    { 0, NULL, "a.example.org", NULL, "reporting" },
    { 0, "a.example.org", NULL, NULL, "" },
    { 0, NULL, NULL, "Exim", "dialect" },
    { 0, NULL, NULL, "qmail", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DsnRuleInput input = {
        .text = "", .stage = rows[i].stage, .remote = rows[i].remote, .reporting = rows[i].reporting, .dialect = rows[i].dialect
      };

      g_test_message ("row %u", i);
      assert_takes (rules, &input, rows[i].rules);
    }
}

static void
test_evidence (void)
{
  g_autoptr(DsnRules) rules = compile ("[a]\nText = full\nText = mailbox * full\n" TAIL "[b]\nStatus = 5.2.2\n" TAIL
                                       "[c]\nText = {num} of {num} used\n" TAIL);
  static const char text[] = "550 It\xe2\x80\x99s full: Mailbox \r\n is FULL: 12 of  12 used, full";
  DsnRuleInput input = { .text = text, .length = strlen (text), .status = { 5, 2, 2 } };
  DsnRuleHit hits[3];

  g_assert_cmpuint (dsn_rules_match (rules, &input, hits, 3), ==, 3);
  /* the longest phrase of the rule, in places of the text as it came */
  g_assert_cmpmem (text + hits[0].offset, hits[0].length, "Mailbox \r\n is FULL", 18);
  g_assert_cmpuint (hits[1].length, ==, 0);
  g_assert_cmpmem (text + hits[2].offset, hits[2].length, "12 of  12 used", 14);
}

static void
test_without (void)
{
  static const char * const names[] = { "test:a", "test:nobody" };
  g_autoptr(DsnRules) rules = compile ("[a]\nText = x\n" TAIL "[b]\nText = x\n" TAIL "[off]\nDisable = codes:5.1.1\nDisable = z:z\n");
  g_autoptr(DsnRules) fewer = dsn_rules_new_without (rules, names, 2);
  DsnRuleInput input = input_of ("x");
  const char *origin;

  assert_takes (rules, &input, "a b");
  assert_takes (fewer, &input, "b");
  g_assert_false (dsn_rules_is_enabled (fewer, 0));
  g_assert_true (dsn_rules_is_enabled (fewer, 1));
  g_assert_true (dsn_rules_is_enabled (rules, 0));
  g_assert_cmpstr (dsn_rules_get_disabled (rules, 0, NULL), ==, "codes:5.1.1");
  g_assert_cmpstr (dsn_rules_get_disabled (rules, 1, &origin), ==, "z:z");
  g_assert_cmpstr (origin, ==, "40-test.rules:11");
  g_assert_null (dsn_rules_get_disabled (rules, 2, NULL));
}

static void
test_errors (void)
{
  static const struct { const char *text, *message; } rows[] = {
    { "[a]\nText = x\nExample = x\n", "40-test.rules:1: section [a] has no key 'Reason'" },
    { "[a]\nText = x\nReason = x\nExample = x\n", "40-test.rules:3: unknown reason 'x'" },
    { "[a]\nText = x\nReason = user-unkown\nExample = x\n",
      "40-test.rules:3: unknown reason 'user-unkown' (did you mean 'user-unknown'?)" },
    { "[a]\nText = x\nReason = spam\n", "40-test.rules:1: section [a] has no key 'Example'" },
    { "[a]\n" TAIL, "40-test.rules:1: section [a] asks for nothing: it would take everything" },
    { "[a]\nNot = x\n" TAIL, "40-test.rules:1: section [a] asks for nothing: it would take everything" },
    { "[a]\nReply = 550\nAlso = x\n" TAIL, "40-test.rules:1: section [a] has 'Also' without 'Text'" },
    { "[a]\nText = *\n" TAIL, "40-test.rules:2: key 'Text': pattern has no text to look for" },
    { "[a]\nText = x\nNot = {adr} x\n" TAIL, "40-test.rules:3: key 'Not': unknown capture {adr} (did you mean {addr}?)" },
    { "[a]\nStatus = 3.1.1\n" TAIL, "40-test.rules:2: '3.1.1' is no status code such as 5.1.1, X.7.X, 4.2.1-3 or 5.7.5XX" },
    { "[a]\nStatus = 5.1\n" TAIL, "40-test.rules:2: '5.1' is no status code such as 5.1.1, X.7.X, 4.2.1-3 or 5.7.5XX" },
    { "[a]\nStatus = 5.1.X1\n" TAIL, "40-test.rules:2: '5.1.X1' is no status code such as 5.1.1, X.7.X, 4.2.1-3 or 5.7.5XX" },
    { "[a]\nStatus = 5.1.9-1\n" TAIL, "40-test.rules:2: '5.1.9-1' is no status code such as 5.1.1, X.7.X, 4.2.1-3 or 5.7.5XX" },
    { "[a]\nReply = 55\n" TAIL, "40-test.rules:2: '55' is no reply code such as 550, 55X or 450-452" },
    { "[a]\nReply = XXX\n" TAIL, "40-test.rules:2: 'XXX' is no reply code such as 550, 55X or 450-452" },
    { "[a]\nReply = 5500\n" TAIL, "40-test.rules:2: '5500' is no reply code such as 550, 55X or 450-452" },
    { "[a]\nStage = body\n" TAIL, "40-test.rules:2: 'body' is no stage; they are connect, helo, auth, mail, rcpt, data and dot" },
    { "[a]\nRemote = a/b\n" TAIL, "40-test.rules:2: 'a/b' is no host such as mx.example.com, *.example.com or .example.com" },
    { "[a]\nRemote = *\n" TAIL, "40-test.rules:2: '*' is no host such as mx.example.com, *.example.com or .example.com" },
    { "[a]\nDisable = x:y\nText = z\n", "40-test.rules:3: key 'Text' cannot stand beside 'Disable'" },
    { "[a]\nStauts = 5.1.1\n" TAIL, "40-test.rules:2: unknown key 'Stauts' (did you mean 'Status'?)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DsnKnowledgeFile file = { "40-test.rules", rows[i].text, strlen (rows[i].text) };
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].message);
      g_assert_null (dsn_compile (&file, 1, NULL, &error));
      g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
      g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

static void
test_errors_of_names (void)
{
  static const char text[] = "[a]\nText = x\n" TAIL;
  static const struct { const char *first, *second, *message; } rows[] = {
    { "a.txt", NULL, "a.txt: the name ends neither with .rules nor with .dialect" },
    { "40-.rules", NULL, "40-.rules: the file name is not like 40-codes.rules or codes.rules" },
    { "40.rules", NULL, "40.rules: the file name is not like 40-codes.rules or codes.rules" },
    { "10-x.rules", "20-x.rules", "20-x.rules:1: 'x:a' stands already in 10-x.rules:1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DsnKnowledgeFile files[] = { { rows[i].first, text, sizeof text - 1 }, { rows[i].second, text, sizeof text - 1 } };
      g_autoptr(GError) error = NULL;

      g_assert_null (dsn_compile (files, rows[i].second != NULL ? 2 : 1, NULL, &error));
      g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

static void
test_bad_file_fails_alone (void)
{
  static const char good[] = "[a]\nText = x\n" TAIL, bad[] = "[b]\nText = x\n" TAIL "[c]\nTxt = y\n" TAIL;
  DsnKnowledgeFile files[] = { { "bad.rules", bad, sizeof bad - 1 }, { "good.rules", good, sizeof good - 1 } };
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = dsn_compile (files, 2, problems, &error);
  g_autoptr(DsnRules) rules = NULL;
  DsnRuleInput input = input_of ("x");

  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (problems, 0), ==, "bad.rules:6: unknown key 'Txt' (did you mean 'Text'?)");
  rules = dsn_rules_new_from_bytes (bytes);
  assert_takes (rules, &input, "a");
}

static void
test_from_files (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("dsn-XXXXXX", NULL);
  g_autofree char *one = g_build_filename (dir, "20-b.rules", NULL), *two = g_build_filename (dir, "10-a.rules", NULL);
  g_autofree char *other = g_build_filename (dir, "README", NULL), *missing = g_build_filename (dir, "c.rules", NULL);
  const char *in_dir[] = { dir, NULL }, *as_file[] = { one, NULL }, *gone[] = { missing, NULL }, *wrong[] = { other, NULL };
  g_autoptr(DsnRules) all = NULL, single = NULL;
  DsnRuleInput input = input_of ("x");

  g_assert_true (g_file_set_contents (one, "[b]\nText = x\n" TAIL, -1, NULL));
  g_assert_true (g_file_set_contents (two, "[a]\nText = x\n" TAIL, -1, NULL));
  g_assert_true (g_file_set_contents (other, "not a rule file", -1, NULL));
  all = dsn_rules_new_from_files (in_dir, &error);
  g_assert_no_error (error);
  assert_takes (all, &input, "a b");
  single = dsn_rules_new_from_files (as_file, &error);
  g_assert_no_error (error);
  assert_takes (single, &input, "b");
  g_assert_null (dsn_rules_new_from_files (gone, &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (dsn_rules_new_from_files (wrong, &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
  g_remove (one);
  g_remove (two);
  g_remove (other);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

static void
test_empty_set (void)
{
  g_autoptr(GBytes) bytes = compile_files (NULL, 0);
  g_autoptr(DsnRules) rules = dsn_rules_new_from_bytes (bytes);
  DsnRuleInput input = input_of ("anything");

  g_assert_cmpuint (dsn_rules_get_n (rules), ==, 0);
  assert_takes (rules, &input, "");
}

/* What is found at once is what is found one by one: every pattern alone, over texts made of pieces of patterns. */
static void
test_same_as_one_by_one (void)
{
  static const char * const patterns[] = {
    "a", "ab", "b a", "a * b", "ab*a", "b*b*b", "a a a", "*ab", "ba*", "*a b*", "aab * aab", "{num} a", "a {num}", "b {text} a",
    "a{num}b * a", "{status}", "{addr} b", "{status} {num}", "{addr}", "a * {addr} b", "{ip} b", "'{addr}' a",
    "{num}7", "{code} a * {status} b", "{addr}>x", "b*{num} a*{addr}a", "{host} b", "ab ab ab ab ab ab ab", "x", "ab ab ab ab ab ab ab ab ab",
  };
  static const char * const bits[] = { "a", "b", " ", "ab", "ba", "  ", "aab", "7", "x", "b ", " a", "5.1.7", "4.", "@", "a@b", "\"", "'", "[",
                                       "]", "\xc3\xa9", "\xe3\x81\xaf", "1.2.3.4", "250 ", ">", "::" };
  g_autoptr(GString) source = g_string_new (NULL);
  g_autoptr(DsnPatternBuilder) builder = dsn_pattern_builder_new ();
  g_autoptr(DsnRules) rules = NULL;
  g_autoptr(GRand) rand = g_rand_new_with_seed (4711);
  DsnPatternSet set;
  guint index;

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_string_append_printf (source, "[%u]\nText = %s\n" TAIL, i, patterns[i]);
      g_assert_true (dsn_pattern_builder_add (builder, patterns[i], DSN_PATTERN_SEARCH, &index, NULL));
    }
  rules = compile (source->str);
  set = dsn_pattern_builder_get_set (builder);
  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      DsnRuleHit hits[G_N_ELEMENTS (patterns)];
      g_auto(DsnFold) fold = { 0 };
      guint n = (guint) g_rand_int_range (rand, 1, 30), at = 0, n_hits;

      for (guint i = 0; i < n; i++)
        g_string_append (text, bits[g_rand_int_range (rand, 0, G_N_ELEMENTS (bits))]);
      n_hits = dsn_rules_match (rules, &(DsnRuleInput) { .text = text->str, .length = text->len }, hits, G_N_ELEMENTS (hits));
      dsn_fold_init (&fold, text->str, text->len, NULL, 0);
      for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
        {
          gboolean alone = dsn_pattern_match (&set, i, &fold, NULL), among = at < n_hits && hits[at].rule == i;

          if (alone != among)
            g_error ("'%s' in '%s': alone %d, among others %d", patterns[i], text->str, alone, among);
          at += among;
        }
    }
}

/* Text that makes many phrases begin and none end. */
static void
test_hostile_is_linear (void)
{
  static const char * const units[] = { "mailbox ", "user user", "a", " ", "mailbox * is ", "user <a@b> ", "aaaaaaaaaaaaaaab" };
  g_autoptr(DsnRules) rules = compile ("[a]\nText = mailbox * is * full\nText = user <{addr}> unknown\nText = {addr} user x\n"
                                       "Text = aaaaaaaaaaaaaaaac\nText = a\nText = a a\nText = a * a * a * a * z\n" TAIL);

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GTimer) timer = NULL;
      DsnRuleHit hit;

      while (text->len < 1 << 20)
        g_string_append (text, units[i]);
      timer = g_timer_new ();
      dsn_rules_match (rules, &(DsnRuleInput) { .text = text->str, .length = text->len }, &hit, 1);
      g_test_message ("%s: %.1f ms", units[i], g_timer_elapsed (timer, NULL) * 1000);
      g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, 5.0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/accessors", test_accessors);
  g_test_add_func ("/rules/files-sorted", test_files_are_sorted_by_name);
  g_test_add_func ("/rules/order-and-limit", test_order_and_limit);
  g_test_add_func ("/rules/text", test_text);
  g_test_add_func ("/rules/codes", test_codes);
  g_test_add_func ("/rules/surroundings", test_surroundings);
  g_test_add_func ("/rules/evidence", test_evidence);
  g_test_add_func ("/rules/without", test_without);
  g_test_add_func ("/rules/errors", test_errors);
  g_test_add_func ("/rules/errors-of-names", test_errors_of_names);
  g_test_add_func ("/rules/bad-file-fails-alone", test_bad_file_fails_alone);
  g_test_add_func ("/rules/from-files", test_from_files);
  g_test_add_func ("/rules/empty-set", test_empty_set);
  g_test_add_func ("/rules/same-as-one-by-one", test_same_as_one_by_one);
  g_test_add_func ("/rules/hostile", test_hostile_is_linear);
  return g_test_run ();
}
