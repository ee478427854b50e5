/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rulesets of the user: order, disabled rules, proofs, trials.
 */
#include <string.h>
#include <glib/gstdio.h>
#include <dsn/dsn.h>

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("dsn-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "mine.rules", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static DsnRuleset *
load (Fixture *fixture, const char *text, GError **error)
{
  const char *paths[] = { fixture->folder, NULL };

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  return dsn_ruleset_new_from_paths (paths, error);
}

#define CAT "[cat]\nText = the cat * sleeps\nReason = mailbox-full\nExample = the cat sleeps\n"

static void
test_user_rules_come_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr(DsnRuleset) rules = load (fixture, CAT "[dog]\nStatus = 5.1.1\nReason = policy\nExample = 5.1.1 x\n", NULL);
  g_autoptr(DsnVerdict) verdict = dsn_ruleset_classify_reply (rules, "550 5.1.1 no such user", DSN_STAGE_UNKNOWN, NULL);
  g_autofree char *origin = g_strconcat (fixture->path, ":1", NULL);

  g_assert_cmpstr (dsn_verdict_get_rule (verdict), ==, "mine:dog");
  g_assert_cmpint (dsn_verdict_get_reason (verdict), ==, DSN_REASON_POLICY);
  g_assert_cmpstr (dsn_ruleset_get_rule_name (rules, 0), ==, "mine:cat");
  g_assert_cmpstr (dsn_ruleset_get_rule_origin (rules, 0), ==, origin);
  g_assert_cmpint (dsn_ruleset_get_rule_reason (rules, 0), ==, DSN_REASON_MAILBOX_FULL);
  g_assert_cmpuint (dsn_ruleset_get_rule_layer (rules, 0), ==, 0);
  g_assert_false (dsn_ruleset_is_rule_builtin (rules, 1));
  g_assert_true (dsn_ruleset_is_rule_builtin (rules, 2));
  g_assert_cmpuint (dsn_ruleset_get_n_rules (rules), ==, dsn_ruleset_get_n_rules (dsn_ruleset_get_default ()) + 2);
}

static void
test_disable (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "[off]\nDisable = mine:cat\nDisable = codes:5.1.1\n" CAT;
  g_autoptr(GError) error = NULL;
  g_autoptr(DsnRuleset) rules = load (fixture, text, &error);
  g_autoptr(DsnRuleTrial) trial = NULL;
  guint n_off = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < dsn_ruleset_get_n_rules (rules); i++)
    n_off += !dsn_ruleset_is_rule_enabled (rules, i);
  g_assert_cmpuint (n_off, ==, 2);
  trial = dsn_rule_trial_new (rules, "the cat sleeps", NULL);
  g_assert_cmpuint (dsn_rule_trial_get_n_hits (trial), ==, 0);
  /* the default rules are as they were */
  for (guint i = 0; i < dsn_ruleset_get_n_rules (dsn_ruleset_get_default ()); i++)
    g_assert_true (dsn_ruleset_is_rule_enabled (dsn_ruleset_get_default (), i));
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *text, *what; } rows[] = {
    { "[off]\nDisable = no:body\n", ":2: no rule is called 'no:body'" },
    { CAT "[x]\nText = y\n", ":5: section [x] has no key 'Reason'" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *message = g_strconcat (fixture->path, rows[i].what, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_null (load (fixture, rows[i].text, &error));
      g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
      g_assert_cmpstr (error->message, ==, message);
    }
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr(DsnRuleset) good = load (fixture, CAT, NULL);
  g_autoptr(DsnRuleset) bad = load (fixture, CAT "Example = the dog sleeps\n[late]\nText = the cat here sleeps\nReason = spam\n"
                                    "Example = {stage=rcpt} the cat here sleeps\nExample = {lunch=rcpt} x\n", NULL);
  g_auto(GStrv) errors = NULL, warnings = NULL;

  g_assert_true (dsn_ruleset_check (good, NULL, NULL));
  g_assert_false (dsn_ruleset_check (bad, &errors, &warnings));
  g_assert_cmpuint (g_strv_length (errors), ==, 3);
  g_assert_nonnull (strstr (errors[0], ":5: mine:cat: the rule does not take this example: no Text phrase occurs"));
  g_assert_nonnull (strstr (errors[1], ":9: mine:late: the example is taken by 'mine:cat'"));
  g_assert_nonnull (strstr (errors[2], ":10: mine:late: braces hold"));
  g_assert_cmpuint (g_strv_length (warnings), ==, 1);
  g_assert_nonnull (strstr (warnings[0], ":7: mine:late: the phrase 'the cat here sleeps' is out of reach"));
}

static void
test_trial (Fixture *fixture, gconstpointer data)
{
  g_autoptr(DsnRuleset) rules = load (fixture, CAT, NULL);
  g_autoptr(DsnRuleTrial) trial = dsn_rule_trial_new (rules, "{remote=mx.example.com stage=rcpt} 550 5.1.1 the cat  sleeps", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *why = dsn_rule_trial_explain (trial, 0), *why_not = dsn_rule_trial_explain (trial, 1);
  gsize offset, length;

  g_assert_cmpstr (dsn_rule_trial_get_text (trial), ==, "550 5.1.1 the cat  sleeps");
  g_assert_cmpuint (dsn_rule_trial_get_reply_code (trial), ==, 550);
  g_assert_cmpuint (dsn_rule_trial_get_status (trial)->detail, ==, 1);
  g_assert_cmpint (dsn_rule_trial_get_stage (trial), ==, DSN_STAGE_RCPT);
  g_assert_cmpstr (dsn_rule_trial_get_remote (trial), ==, "mx.example.com");
  g_assert_cmpuint (dsn_rule_trial_get_n_hits (trial), >, 1);
  g_assert_cmpuint (dsn_rule_trial_get_hit (trial, 0, &offset, &length), ==, 0);
  g_assert_cmpuint (offset, ==, 10);
  g_assert_cmpuint (length, ==, 15);
  g_assert_cmpuint (dsn_rule_trial_get_hit (trial, 1, NULL, NULL), >, 0);
  g_assert_null (why);
  g_assert_nonnull (why_not);
  g_assert_null (dsn_rule_trial_new (rules, "{lunch=noon} x", &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
}

static void
test_dialects (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "mine.dialect", NULL);
  g_autoptr(DsnRuleset) rules = NULL;
  const char *origin;

  g_assert_true (g_file_set_contents (path, "[ours]\nStart = We could not deliver\nSource = our own\n", -1, NULL));
  rules = load (fixture, CAT, NULL);
  g_assert_cmpuint (dsn_ruleset_get_n_dialects (rules), ==, dsn_ruleset_get_n_dialects (dsn_ruleset_get_default ()) + 1);
  g_assert_cmpstr (dsn_ruleset_get_dialect (rules, 0, &origin), ==, "ours");
  g_assert_true (g_str_has_suffix (origin, "mine.dialect:1"));
  g_remove (path);
}

int
main (int argc, char **argv)
{
  static const struct { const char *name; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "/ruleset/user-first", test_user_rules_come_first },
    { "/ruleset/disable",    test_disable },
    { "/ruleset/errors",     test_errors },
    { "/ruleset/check",      test_check },
    { "/ruleset/trial",      test_trial },
    { "/ruleset/dialects",   test_dialects },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
