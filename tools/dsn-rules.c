/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * `dsn rules`: proves rule files, lists the rules in the order in which they are tried, and shows which rule takes a
 * text and why the others do not.
 */
#include <string.h>
#include <unistd.h>
#include "dsn-tool.h"

static const char command[] = "rules";

static char *opt_stage, *opt_remote, *opt_rule;
static char **opt_rules, **opt_args;
static gboolean opt_all;

static const GOptionEntry entries[] = {
  { "rules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_rules, "Rules to try before the built-in ones", "PATH" },
  { "all", 'a', 0, G_OPTION_ARG_NONE, &opt_all, "test: also say why each other rule does not take the text", NULL },
  { "rule", 0, 0, G_OPTION_ARG_FILENAME, &opt_rule, "test: say this of one rule", "NAME" },
  { "stage", 0, 0, G_OPTION_ARG_FILENAME, &opt_stage, "test: SMTP command that the text answers", "STAGE" },
  { "remote", 0, 0, G_OPTION_ARG_FILENAME, &opt_remote, "test: host that gave the text", "HOST" },
  { G_OPTION_REMAINING, 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME_ARRAY, &opt_args, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

static void
print (GString *out)
{
  g_string_append_c (out, '\n');
  fwrite (out->str, 1, out->len, stdout);
  g_string_truncate (out, 0);
}

/* ---- check */

static void
print_findings (char **findings, DsnTextStyle style, const char *kind)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (; *findings != NULL; findings++)
    {
      dsn_tool_append_styled (out, style, kind);
      g_string_append (out, ": ");
      dsn_tool_append_safe (out, *findings, -1);
      print (out);
    }
}

/* The arguments are files to check, as those of --rules are. */
static int
run_check (char **paths)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (DsnRuleset) rules = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) errors = NULL, warnings = NULL;
  gboolean own, ok;

  for (guint i = 0; opt_rules != NULL && opt_rules[i] != NULL; i++)
    g_ptr_array_add (all, opt_rules[i]);
  for (; *paths != NULL; paths++)
    g_ptr_array_add (all, *paths);
  own = all->len > 0;
  g_ptr_array_add (all, NULL);
  rules = own ? dsn_ruleset_new_from_paths ((const char *const *) all->pdata, &error)
              : dsn_ruleset_ref (dsn_ruleset_get_default ());
  if (rules == NULL)
    {
      char *lines[] = { error->message, NULL };

      print_findings (lines, DSN_STYLE_RED, "error");
      return DSN_EXIT_FOUND;
    }
  ok = dsn_ruleset_check (rules, &errors, &warnings);
  print_findings (errors, DSN_STYLE_RED, "error");
  print_findings (warnings, DSN_STYLE_YELLOW, "warning");
  if (ok)
    {
      guint n_rules = 0, n_dialects = dsn_ruleset_get_n_dialects (rules);

      while (n_rules < dsn_ruleset_get_n_rules (rules) && !(own && dsn_ruleset_is_rule_builtin (rules, n_rules)))
        n_rules++;
      if (own)
        n_dialects -= dsn_ruleset_get_n_dialects (dsn_ruleset_get_default ());
      printf ("%u rules and %u dialects, and all examples hold\n", n_rules, n_dialects);
    }

  return ok ? DSN_EXIT_OK : DSN_EXIT_FOUND;
}

/* ---- list */

static int
run_list (DsnRuleset *rules)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < dsn_ruleset_get_n_rules (rules) && !dsn_tool_output_broken (); i++)
    {
      g_string_append_printf (out, "rule\t%s\t%s\t", dsn_ruleset_get_rule_name (rules, i),
                              dsn_reason_to_string (dsn_ruleset_get_rule_reason (rules, i)));
      dsn_tool_append_safe (out, dsn_ruleset_get_rule_origin (rules, i), -1);
      g_string_append (out, !dsn_ruleset_is_rule_enabled (rules, i) ? "\tdisabled"
                       : dsn_ruleset_is_rule_builtin (rules, i) ? "\tbuilt-in" : "\tuser");
      print (out);
    }
  for (guint i = 0; i < dsn_ruleset_get_n_dialects (rules) && !dsn_tool_output_broken (); i++)
    {
      guint n_user = dsn_ruleset_get_n_dialects (rules) - dsn_ruleset_get_n_dialects (dsn_ruleset_get_default ());
      const char *origin = NULL, *name = dsn_ruleset_get_dialect (rules, i, &origin);

      g_string_append_printf (out, "dialect\t%s\t-\t", name);
      dsn_tool_append_safe (out, origin, -1);
      g_string_append (out, i < n_user ? "\tuser" : "\tbuilt-in");
      print (out);
    }

  return DSN_EXIT_OK;
}

/* ---- test */

static void
append_rule (GString *out, DsnRuleset *rules, guint rule)
{
  dsn_tool_append_styled (out, DSN_STYLE_BOLD, dsn_ruleset_get_rule_name (rules, rule));
  g_string_append_printf (out, "  %s  (", dsn_reason_to_string (dsn_ruleset_get_rule_reason (rules, rule)));
  dsn_tool_append_safe (out, dsn_ruleset_get_rule_origin (rules, rule), -1);
  g_string_append_c (out, ')');
}

static void
print_text (const DsnRuleTrial *trial)
{
  const DsnStatus *status = dsn_rule_trial_get_status (trial);
  g_autofree char *code = status != NULL ? dsn_status_to_string (status) : NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  dsn_tool_append_safe (out, dsn_rule_trial_get_text (trial), -1);
  print (out);
  g_string_append_printf (out, "  reply %u, status %s", dsn_rule_trial_get_reply_code (trial),
                          code != NULL ? code : "-");
  if (dsn_rule_trial_get_reply_code (trial) == 0)
    {
      g_string_truncate (out, 0);
      g_string_append_printf (out, "  no reply, status %s", code != NULL ? code : "-");
    }
  if (dsn_rule_trial_get_stage (trial) != DSN_STAGE_UNKNOWN)
    g_string_append_printf (out, ", stage %s", dsn_stage_to_string (dsn_rule_trial_get_stage (trial)));
  if (dsn_rule_trial_get_remote (trial) != NULL)
    {
      g_string_append (out, ", remote ");
      dsn_tool_append_safe (out, dsn_rule_trial_get_remote (trial), -1);
    }
  print (out);
}

static void
print_hits (DsnRuleset *rules, const DsnRuleTrial *trial)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < dsn_rule_trial_get_n_hits (trial); i++)
    {
      gsize offset = 0, length = 0;
      guint rule = dsn_rule_trial_get_hit (trial, i, &offset, &length);

      g_string_append (out, i == 0 ? "  taken by  " : "  then by   ");
      append_rule (out, rules, rule);
      if (length > 0)
        {
          g_string_append (out, "  \"");
          dsn_tool_append_safe (out, dsn_rule_trial_get_text (trial) + offset, (gssize) length);
          g_string_append_c (out, '"');
        }
      print (out);
    }
  if (dsn_rule_trial_get_n_hits (trial) == 0)
    fputs ("  taken by  no rule\n", stdout);
}

/* FALSE: there is no rule of that name. */
static gboolean
print_others (DsnRuleset *rules, const DsnRuleTrial *trial)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean known = opt_rule == NULL;

  for (guint i = 0; i < dsn_ruleset_get_n_rules (rules) && !dsn_tool_output_broken (); i++)
    {
      g_autofree char *why = NULL;

      if (opt_rule != NULL && strcmp (opt_rule, dsn_ruleset_get_rule_name (rules, i)) != 0)
        continue;
      known = TRUE;
      why = dsn_rule_trial_explain (trial, i);
      if (why == NULL)
        continue;
      g_string_append (out, "  not by    ");
      append_rule (out, rules, i);
      g_string_append (out, ": ");
      dsn_tool_append_safe (out, why, -1);
      print (out);
    }

  return known;
}

/* --stage and --remote become what could stand in braces before the text. */
static char *
add_surroundings (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out;

  if (valid[0] == '{' || (opt_stage == NULL && opt_remote == NULL))
    return g_steal_pointer (&valid);
  out = g_string_new ("{");
  if (opt_stage != NULL)
    g_string_append_printf (out, "stage=%s ", opt_stage);
  if (opt_remote != NULL)
    g_string_append_printf (out, "remote=%s", opt_remote);
  g_string_append_printf (out, "} %s", valid);
  return g_string_free (out, FALSE);
}

/* The first message of a file, or of standard input; NULL: there is none, and the reason was told. */
static GBytes *
read_mail (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (DsnReader) reader = g_str_equal (path, "-")
                                   ? dsn_reader_new_for_fd (STDIN_FILENO, "-", DSN_READER_FLAGS_NONE, &error)
                                   : dsn_reader_new_for_path (path, DSN_READER_FLAGS_NONE, &error);

  if (reader == NULL || !dsn_reader_iterate (reader, &message, NULL, &error) || message == NULL)
    {
      dsn_tool_error (command, "%s", error != NULL ? error->message : "there is no message in it");
      return NULL;
    }
  return g_steal_pointer (&message);
}

/* A mail: which dialects were tried on it, and what each took of it or lacks. */
static int
test_mail (DsnRuleset *rules, const char *path)
{
  g_autoptr (GBytes) bytes = read_mail (path);
  g_autoptr (DsnReport) report = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  if (bytes == NULL)
    return DSN_EXIT_FOUND;
  report = dsn_ruleset_read (rules, bytes, NULL, DSN_PARSE_FLAGS_NONE);
  lines = dsn_ruleset_try_dialects (rules, bytes, NULL);
  dsn_tool_append_safe (out, path, -1);
  g_string_append_printf (out, "  %s, dialect %s", dsn_kind_to_string (dsn_report_get_kind (report)),
                          dsn_report_get_dialect (report) != NULL ? dsn_report_get_dialect (report) : "-");
  print (out);
  for (guint i = 0; lines[i] != NULL && !dsn_tool_output_broken (); i++)
    if (opt_all || strstr (lines[i], "; ") != NULL)
      {
        g_string_append (out, "  ");
        dsn_tool_append_safe (out, lines[i], -1);
        print (out);
      }

  return dsn_report_get_dialect (report) != NULL ? DSN_EXIT_OK : DSN_EXIT_FOUND;
}

/* FALSE: the usage was wrong, *status has it. */
static gboolean
test_text (DsnRuleset *rules, const char *argument, int *status)
{
  g_autofree char *text = add_surroundings (argument);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsnRuleTrial) trial = dsn_rule_trial_new (rules, text, &error);

  if (trial == NULL)
    {
      *status = dsn_tool_usage_error (command, "%s", error->message);
      return FALSE;
    }
  print_text (trial);
  print_hits (rules, trial);
  if ((opt_all || opt_rule != NULL) && !print_others (rules, trial))
    {
      *status = dsn_tool_usage_error (command, "--rule: no rule is called '%s'", opt_rule);
      return FALSE;
    }
  *status = dsn_rule_trial_get_n_hits (trial) > 0 ? DSN_EXIT_OK : DSN_EXIT_FOUND;
  return TRUE;
}

static int
run_test (DsnRuleset *rules, char **arguments)
{
  int status = DSN_EXIT_OK;

  if (*arguments == NULL)
    return dsn_tool_usage_error (command, "test needs a text, such as '550 5.1.1 User unknown', or a file with a message");
  for (guint i = 0; arguments[i] != NULL && !dsn_tool_output_broken (); i++)
    {
      int found = DSN_EXIT_OK;

      if (i > 0)
        putchar ('\n');
      if (g_str_equal (arguments[i], "-") || g_file_test (arguments[i], G_FILE_TEST_IS_REGULAR))
        found = test_mail (rules, arguments[i]);
      else if (!test_text (rules, arguments[i], &found))
        return found;
      status = MAX (status, found);
    }

  return status;
}

int
dsn_cmd_rules (int argc, char **argv)
{
  static const char * const actions[] = { "check", "list", "test", NULL };
  g_autoptr (DsnRuleset) rules = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!dsn_tool_parse_options (command, entries, &argc, &argv, &status))
    return status;
  if (opt_args == NULL)
    {
      dsn_tool_print_short_help (stderr, command, entries);
      return DSN_EXIT_USAGE;
    }
  if (!g_strv_contains (actions, opt_args[0]))
    {
      g_autofree char *message = dsn_tool_unknown ("action", opt_args[0], actions);

      return dsn_tool_usage_error (command, "%s", message);
    }
  if (g_str_equal (opt_args[0], "check"))
    return run_check (opt_args + 1);
  rules = opt_rules != NULL ? dsn_ruleset_new_from_paths ((const char * const *) opt_rules, &error)
                            : dsn_ruleset_ref (dsn_ruleset_get_default ());
  if (rules == NULL)
    return dsn_tool_usage_error (command, "--rules: %s", error->message);
  if (g_str_equal (opt_args[0], "test"))
    return run_test (rules, opt_args + 1);
  if (opt_args[1] != NULL)
    return dsn_tool_usage_error (command, "list takes no argument: '%s'", opt_args[1]);
  return run_list (rules);
}
