/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Advice policies: what a section takes, that it changes the advice alone, and that none is read that would be unjust.
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
  fixture->path = g_build_filename (fixture->folder, "my.policy", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static DsnPolicy *
load (Fixture *fixture, const char *text, GError **error)
{
  const char *paths[] = { fixture->path, NULL };

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  return dsn_policy_new_from_files (paths, error);
}

#define REMOTE "mx1.example.com"
#define FULL   "552 5.2.2 Mailbox full"
#define GREY   "450 4.7.1 Greylisted"
#define POSTFIX(dsn, status, text) \
  "4F1ABC2: to=<kim@Lists.Example.org>, relay=mx.example.net[192.0.2.1]:25, delay=1, dsn=" dsn ", status=" status " (" text ")"

/* Each line is judged with remote host REMOTE, unless it tells another. */
static const struct {
  const char *policy;
  const char *line;
  DsnAdvice   advice;
  const char *section;      /* NULL: the usual advice */
} cases[] = {
  { "[a]\nReason = mailbox-full\nAdvice = remove\n",                          FULL, DSN_ADVICE_REMOVE, "a" },
  { "[a]\nReason = greylisted\nAdvice = none\n",                              FULL, DSN_ADVICE_COUNT, NULL },
  /* a repeated key is OR, so are the words of one */
  { "[a]\nReason = greylisted\nReason = mailbox-full\nAdvice = keep\n",       FULL, DSN_ADVICE_KEEP, "a" },
  { "[a]\nReason = greylisted, mailbox-full\nAdvice = keep\n",                FULL, DSN_ADVICE_KEEP, "a" },
  /* different keys are AND */
  { "[a]\nReason = mailbox-full\nRemote = .example.com\nAdvice = keep\n",     FULL, DSN_ADVICE_KEEP, "a" },
  { "[a]\nReason = mailbox-full\nRemote = .example.org\nAdvice = keep\n",     FULL, DSN_ADVICE_COUNT, NULL },
  /* the first section wins */
  { "[a]\nReply = 55X\nAdvice = keep\n[b]\nReply = 552\nAdvice = none\n",     FULL, DSN_ADVICE_KEEP, "a" },
  { "[a]\nReply = 450\nAdvice = keep\n[b]\nReply = 552\nAdvice = none\n",     FULL, DSN_ADVICE_NONE, "b" },
  /* each key */
  { "[a]\nFault = recipient\nAdvice = remove\n",                              FULL, DSN_ADVICE_REMOVE, "a" },
  { "[a]\nFault = sender\nAdvice = none\n",                                   FULL, DSN_ADVICE_COUNT, NULL },
  { "[a]\nType = soft\nAdvice = keep\n",                                      FULL, DSN_ADVICE_KEEP, "a" },
  { "[a]\nType = hard\nAdvice = keep\n",                                      FULL, DSN_ADVICE_COUNT, NULL },
  { "[a]\nStatus = 5.2.X\nAdvice = keep\n",                                   FULL, DSN_ADVICE_KEEP, "a" },
  { "[a]\nStatus = 4.2.2\nAdvice = keep\n",                                   FULL, DSN_ADVICE_COUNT, NULL },
  { "[a]\nStatus = X.2.2\nAdvice = keep\n",                                   "552 Mailbox full", DSN_ADVICE_COUNT, NULL },
  { "[a]\nReply = 550-559\nAdvice = keep\n",                                  FULL, DSN_ADVICE_KEEP, "a" },
  { "[a]\nRemote = MX1.example.com\nAdvice = keep\n",                         FULL, DSN_ADVICE_KEEP, "a" },
  { "[a]\nRemote = *.example.com\nAdvice = keep\n",                           FULL, DSN_ADVICE_KEEP, "a" },
  { "[a]\nRule = recipient:mailbox-full\nAdvice = keep\n",                    FULL, DSN_ADVICE_KEEP, "a" },
  { "[a]\nRule = recipient:user-unknown\nAdvice = keep\n",                    FULL, DSN_ADVICE_COUNT, NULL },
  { "[a]\nDomain = .example.org\nAdvice = keep\n",                            POSTFIX ("5.2.2", "bounced", FULL), DSN_ADVICE_KEEP, "a" },
  { "[a]\nDomain = example.org\nAdvice = keep\n",                             POSTFIX ("5.2.2", "bounced", FULL), DSN_ADVICE_COUNT, NULL },
  { "[a]\nDomain = .example.org\nAdvice = keep\n",                            FULL, DSN_ADVICE_COUNT, NULL },
  { "[a]\nExpired = yes\nAdvice = keep\n",                                    POSTFIX ("4.2.2", "bounced", "452 4.2.2 Mailbox full"), DSN_ADVICE_KEEP, "a" },
  { "[a]\nExpired = no\nAdvice = keep\n",                                     POSTFIX ("4.2.2", "bounced", "452 4.2.2 Mailbox full"), DSN_ADVICE_COUNT, NULL },
  /* no condition takes every failure */
  { "[a]\nAdvice = keep\n",                                                   FULL, DSN_ADVICE_KEEP, "a" },
  { "[a]\nAdvice = count\n",                                                  GREY, DSN_ADVICE_COUNT, "a" },
  /* but nothing else: what was delivered, what is no delivery, what is still being tried */
  { "[a]\nAdvice = keep\n",                                                   "250 2.0.0 Ok", DSN_ADVICE_NONE, NULL },
  { "[a]\nAdvice = keep\n",                                                   "good morning", DSN_ADVICE_NONE, NULL },
  { "[a]\nAdvice = keep\n",                                                   POSTFIX ("2.0.0", "sent", "250 2.0.0 Ok"), DSN_ADVICE_NONE, NULL },
  { "[a]\nAdvice = keep\n",                                                   POSTFIX ("4.2.2", "deferred", "452 4.2.2 Mailbox full"), DSN_ADVICE_NONE, NULL },
  { "[a]\nAction = delayed\nAdvice = count\n",                                POSTFIX ("4.2.2", "deferred", "452 4.2.2 Mailbox full"), DSN_ADVICE_COUNT, "a" },
  { "[a]\nAction = delayed\nAdvice = keep\n",                                 POSTFIX ("5.2.2", "bounced", FULL), DSN_ADVICE_COUNT, NULL },
  /* for another's fault only on demand */
  { "[a]\nReason = greylisted\nAdvice = remove\nUnjust = yes\n",              GREY, DSN_ADVICE_REMOVE, "a" },
};

static void
test_sections (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DsnPolicy) policy = load (fixture, cases[i].policy, &error);
      g_autoptr (DsnRuleset) rules = NULL;
      g_autoptr (DsnLogLine) line = dsn_log_line_new (cases[i].line, -1);
      g_autoptr (DsnVerdict) verdict = NULL, usual = NULL;
      const char *origin;
      DsnAdvice advice;

      g_assert_no_error (error);
      g_test_message ("%s%s", cases[i].policy, cases[i].line);
      rules = dsn_ruleset_new_with_policy (dsn_ruleset_get_default (), policy);
      verdict = dsn_ruleset_classify_line (rules, line, DSN_STAGE_UNKNOWN, REMOTE);
      usual = dsn_ruleset_classify_line (dsn_ruleset_get_default (), line, DSN_STAGE_UNKNOWN, REMOTE);
      g_assert_cmpint (dsn_verdict_get_advice (verdict), ==, cases[i].advice);
      g_assert_cmpstr (dsn_verdict_get_policy (verdict, &origin, &advice), ==, cases[i].section);
      g_assert_cmpint (advice, ==, dsn_verdict_get_advice (usual));
      if (cases[i].section)
        g_assert_true (g_str_has_prefix (origin, fixture->path));

      /* nothing but the advice changes */
      g_assert_cmpint (dsn_verdict_get_reason (verdict), ==, dsn_verdict_get_reason (usual));
      g_assert_cmpint (dsn_verdict_get_bounce_type (verdict), ==, dsn_verdict_get_bounce_type (usual));
      g_assert_cmpint (dsn_verdict_get_fault (verdict), ==, dsn_verdict_get_fault (usual));
      g_assert_cmpint (dsn_verdict_get_action (verdict), ==, dsn_verdict_get_action (usual));
      g_assert_cmpstr (dsn_verdict_get_rule (verdict), ==, dsn_verdict_get_rule (usual));
      g_assert_null (dsn_verdict_get_policy (usual, NULL, NULL));
    }
}

static const struct {
  const char *policy;
  guint       line;
  const char *what;
} mistakes[] = {
  { "[a]\nReason = mailbox-ful\nAdvice = keep\n",                      2, "unknown word 'mailbox-ful' for 'Reason'; did you mean 'mailbox-full'?" },
  { "[a]\nFault = nobody\nAdvice = keep\n",                            2, "unknown word 'nobody' for 'Fault'" },
  { "[a]\nType = none\nAdvice = keep\n",                               2, "unknown word 'none' for 'Type'" },
  { "[a]\nAction = delivered\nAdvice = keep\n",                        2, "unknown word 'delivered' for 'Action'" },
  { "[a]\nReason = spam\nAdvice = kepe\n",                             3, "unknown word 'kepe' for 'Advice'; did you mean 'keep'?" },
  { "[a]\nStatus = 1.2.3\nAdvice = keep\n",                            2, "'1.2.3' is no status code" },
  { "[a]\nReply = 5\nAdvice = keep\n",                                 2, "'5' is no reply code" },
  { "[a]\nRemote = a b!c\nAdvice = keep\n",                            2, "'b!c' is no host" },
  { "[a]\nDomain = kim@example.com\nAdvice = keep\n",                  2, "'kim@example.com' is no host" },
  { "[a]\nReason = ,\nAdvice = keep\n",                                2, "'Reason' names nothing" },
  { "[a]\nRaeson = spam\nAdvice = keep\n",                             2, "unknown key 'Raeson'" },
  { "[a]\nReason = spam\n",                                            1, "Advice" },
  { "[a]\nAdvice = keep\n[a]\nAdvice = keep\n",                        3, "a" },
  { "[a]\nReason = spam\nAdvice = remove\n",                           3, "another's fault" },
  { "[a]\nReason = mailbox-full spam\nAdvice = remove\n",              3, "another's fault" },
  { "[a]\nFault = recipient\nFault = unknown\nAdvice = remove\n",      4, "another's fault" },
  { "[a]\nRemote = .example.com\nAdvice = remove\n",                   3, "another's fault" },
  { "[a]\nReason = expired\nAdvice = remove\nUnjust = no\n",           3, "another's fault" },
};

static void
test_mistakes (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DsnPolicy) policy = load (fixture, mistakes[i].policy, &error);
      g_autofree char *place = g_strdup_printf ("%s:%u: ", fixture->path, mistakes[i].line);

      g_test_message ("%s", mistakes[i].policy);
      g_assert_null (policy);
      g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, place));
      g_assert_nonnull (strstr (error->message, mistakes[i].what));
    }
}

/* Sections are tried in the order of the files, and every file is named in its own mistakes. */
static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->folder, "other.policy", NULL);
  const char *paths[] = { other, fixture->path, NULL }, *section;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsnPolicy) policy = NULL, none = NULL;
  g_autoptr (DsnVerdict) verdict = dsn_ruleset_classify_reply (dsn_ruleset_get_default (), FULL, DSN_STAGE_UNKNOWN, NULL);

  g_assert_true (g_file_set_contents (fixture->path, "[a]\nAdvice = keep\n", -1, NULL));
  g_assert_true (g_file_set_contents (other, "[a]\nAdvice = none\n", -1, NULL));
  policy = dsn_policy_new_from_files (paths, &error);
  g_assert_no_error (error);
  g_assert_cmpint (dsn_policy_get_advice (policy, verdict, NULL, NULL, &section, NULL), ==, DSN_ADVICE_NONE);
  g_remove (other);
  none = dsn_policy_new_from_files (paths, &error);
  g_assert_null (none);
  g_assert_error (error, DSN_ERROR, DSN_ERROR_IO);
  g_assert_nonnull (strstr (error->message, other));
}

/* The verdict outlives rules and policy. */
static void
test_lifetime (Fixture *fixture, gconstpointer data)
{
  DsnPolicy *policy = load (fixture, "[a]\nAdvice = keep\n", NULL);
  DsnRuleset *rules = dsn_ruleset_new_with_policy (dsn_ruleset_get_default (), policy);
  g_autoptr (DsnVerdict) verdict = NULL;

  dsn_policy_unref (policy);
  verdict = dsn_ruleset_classify_reply (rules, FULL, DSN_STAGE_UNKNOWN, NULL);
  dsn_ruleset_unref (rules);
  g_assert_cmpstr (dsn_verdict_get_policy (verdict, NULL, NULL), ==, "a");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/policy/sections", Fixture, NULL, set_up, test_sections, tear_down);
  g_test_add ("/policy/mistakes", Fixture, NULL, set_up, test_mistakes, tear_down);
  g_test_add ("/policy/files", Fixture, NULL, set_up, test_files, tear_down);
  g_test_add ("/policy/lifetime", Fixture, NULL, set_up, test_lifetime, tear_down);
  return g_test_run ();
}
