/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Options, help and error lines of all subcommands.  GOption reads the options; the help is laid out here from the
 * option entries and the manual page, so that -h stays short and --help has everything.
 */
#include <string.h>
#include "dsn-tool.h"
#include "dsn-output.h"

const DsnManual *
dsn_tool_find_manual (const char *command)
{
  for (guint i = 0; i < dsn_n_manuals; i++)
    if (g_str_equal (dsn_manuals[i].command, command))
      return &dsn_manuals[i];

  return NULL;
}

static gboolean opt_short_help;
static gboolean opt_long_help;
static gboolean opt_version;
static char *opt_color;

static const GOptionEntry common_entries[] = {
  { "color", 0, 0, G_OPTION_ARG_FILENAME, &opt_color, "Colour: auto, always or never", "WHEN" },
  { "version", 0, 0, G_OPTION_ARG_NONE, &opt_version, "Show the version", NULL },
  { "short-help", 'h', G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &opt_short_help, "Show this help", NULL },
  { "help", 0, 0, G_OPTION_ARG_NONE, &opt_long_help, "Show the manual", NULL },
  G_OPTION_ENTRY_NULL
};

/* Command line to command name in messages: the program itself has none. */
static char *
get_prefix (const char *command)
{
  return command == NULL || g_str_equal (command, "dsn") ? g_strdup ("dsn") : g_strconcat ("dsn ", command, NULL);
}

static void
print_line (const char *command, const char *text)
{
  g_autofree char *prefix = get_prefix (command);
  g_autoptr (GString) line = g_string_new (prefix);

  g_string_append (line, ": ");
  dsn_tool_append_safe (line, text, -1);
  g_string_append_c (line, '\n');
  fflush (stdout);
  fwrite (line->str, 1, line->len, stderr);
}

void
dsn_tool_error (const char *command, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  print_line (command, text);
}

int
dsn_tool_usage_error (const char *command, const char *format, ...)
{
  g_autofree char *prefix = get_prefix (command);
  g_autofree char *text = NULL, *line = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strdup_printf ("%s (%s -h shows the usage)", text, prefix);
  print_line (command, line);

  return DSN_EXIT_USAGE;
}

/* Edits that turn one word into the other, a swap of neighbours being one. */
static guint
get_distance (const char *a, const char *b)
{
  gsize n = strlen (a), m = strlen (b), width = m + 1;
  g_autofree guint *d = NULL;

  if (n > 64 || m > 64)
    return G_MAXUINT;

  d = g_new (guint, (n + 1) * width);
  for (gsize i = 0; i <= n; i++)
    d[i * width] = i;
  for (gsize j = 0; j <= m; j++)
    d[j] = j;
  for (gsize i = 1; i <= n; i++)
    for (gsize j = 1; j <= m; j++)
      {
        guint cost = d[(i - 1) * width + j - 1] + (a[i - 1] != b[j - 1]);

        cost = MIN (cost, d[(i - 1) * width + j] + 1);
        cost = MIN (cost, d[i * width + j - 1] + 1);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          cost = MIN (cost, d[(i - 2) * width + j - 2] + 1);
        d[i * width + j] = cost;
      }

  return d[n * width + m];
}

/**
 * dsn_tool_nearest:
 *
 * Returns: (nullable): the candidate that was most likely meant; the first of equally near ones
 */
const char *
dsn_tool_nearest (const char *word, const char * const *candidates)
{
  const char *best = NULL;
  guint least = MAX (2, strlen (word) / 2) + 1;

  for (; *candidates != NULL; candidates++)
    {
      guint distance = get_distance (word, *candidates);

      /* an abbreviation is nearer than any slip of the finger */
      if (word[0] != '\0' && g_str_has_prefix (*candidates, word))
        distance = MIN (distance, 1);
      if (distance < least)
        {
          least = distance;
          best = *candidates;
        }
    }

  return best;
}

char *
dsn_tool_unknown (const char *what, const char *word, const char * const *candidates)
{
  const char *near = dsn_tool_nearest (word, candidates);
  g_autofree char *all = NULL;

  if (near != NULL)
    return g_strdup_printf ("unknown %s '%s'; did you mean '%s'?", what, word, near);
  all = g_strjoinv (", ", (char **) candidates);

  return g_strdup_printf ("unknown %s '%s'; it is one of %s", what, word, all);
}

static void
append_option (GString *out, const GOptionEntry *entry)
{
  g_autoptr (GString) left = g_string_new ("  ");

  if (entry->flags & G_OPTION_FLAG_HIDDEN || entry->long_name[0] == '\0')
    return;
  if (entry->short_name != 0)
    g_string_append_printf (left, "-%c, ", entry->short_name);
  g_string_append_printf (left, "--%s", entry->long_name);
  if (entry->arg_description != NULL)
    g_string_append_printf (left, "=%s", entry->arg_description);
  g_string_append_printf (out, "%-28s%s%s\n", left->str, left->len >= 28 ? " " : "", entry->description);
}

/* Each line of a text with two blanks before it. */
static void
append_indented (GString *out, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0')
      g_string_append_printf (out, "  %s\n", g_strchug (lines[i]));
}

void
dsn_tool_print_short_help (FILE *stream, const char *command, const GOptionEntry *entries)
{
  const DsnManual *manual = dsn_tool_find_manual (command);
  g_autoptr (GString) out = g_string_new ("Usage:\n");

  append_indented (out, manual->synopsis);
  g_string_append_printf (out, "\n%c%s.\n\nOptions:\n", g_ascii_toupper (manual->summary[0]), manual->summary + 1);
  for (; entries != NULL && entries->long_name != NULL; entries++)
    append_option (out, entries);
  for (const GOptionEntry *e = common_entries; e->long_name != NULL; e++)
    append_option (out, e);
  if (manual->examples[0] != '\0')
    {
      g_string_append (out, "\nExamples:\n");
      append_indented (out, manual->examples);
    }
  fwrite (out->str, 1, out->len, stream);
}

/* The message for what GOption refused.  Its own one for an unknown option does not say which would be right. */
static int
report_option_error (const char *command, const GOptionEntry *entries, const GError *error)
{
  static const char unknown[] = "Unknown option ";
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *word = NULL, *text = NULL;
  const GOptionEntry *lists[] = { entries, common_entries };
  const char *near;

  if (!g_str_has_prefix (error->message, unknown))
    {
      text = g_strdup (error->message);
      text[0] = g_ascii_tolower (text[0]);
      return dsn_tool_usage_error (command, "%s", text);
    }

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (const GOptionEntry *e = lists[i]; e != NULL && e->long_name != NULL; e++)
      if (!(e->flags & G_OPTION_FLAG_HIDDEN) && e->long_name[0] != '\0')
        g_ptr_array_add (names, g_strconcat ("--", e->long_name, NULL));
  g_ptr_array_add (names, NULL);

  word = g_strdup (error->message + strlen (unknown));
  word[strcspn (word, "=")] = '\0';
  near = dsn_tool_nearest (word, (const char * const *) names->pdata);
  if (near == NULL)
    return dsn_tool_usage_error (command, "unknown option '%s'", word);

  return dsn_tool_usage_error (command, "unknown option '%s'; did you mean '%s'?", word, near);
}

/* GOption takes --switch=value for --switch.  Gives the name of a switch that got a value; NULL if there is none. */
static char *
find_switch_with_value (const GOptionEntry *list, int argc, char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    {
      const char *equals = strchr (argv[i], '=');

      if (!g_str_has_prefix (argv[i], "--") || equals == NULL)
        continue;
      for (const GOptionEntry *e = list; e != NULL && e->long_name != NULL; e++)
        if (e->arg == G_OPTION_ARG_NONE && strlen (e->long_name) == (gsize) (equals - argv[i]) - 2 &&
            strncmp (e->long_name, argv[i] + 2, equals - argv[i] - 2) == 0)
          return g_strndup (argv[i], equals - argv[i]);
    }

  return NULL;
}

gboolean
dsn_tool_parse_options (const char *command, const GOptionEntry *entries, int *argc, char ***argv, int *status)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *word = find_switch_with_value (entries, *argc, *argv);

  if (word == NULL)
    word = find_switch_with_value (common_entries, *argc, *argv);
  if (word != NULL)
    {
      *status = dsn_tool_usage_error (command, "option '%s' takes no value", word);
      return FALSE;
    }

  g_option_context_set_help_enabled (context, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, common_entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      *status = report_option_error (command, entries, error);
      return FALSE;
    }

  if (opt_color != NULL && !dsn_output_set_color (opt_color))
    {
      *status = dsn_tool_usage_error (command, "--color is 'auto', 'always' or 'never', not '%s'", opt_color);
      return FALSE;
    }

  *status = DSN_EXIT_OK;
  if (opt_version)
    printf ("dsn %s\n", dsn_get_version ());
  else if (opt_long_help)
    fputs (dsn_tool_find_manual (command)->text, stdout);
  else if (opt_short_help)
    dsn_tool_print_short_help (stdout, command, entries);
  else
    return TRUE;

  return FALSE;
}

DsnRuleset *
dsn_tool_load_rules (const char *command, char **rules, char **policies, int *status)
{
  g_autoptr (DsnRuleset) loaded = NULL;
  g_autoptr (DsnPolicy) policy = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) problems = NULL;

  if (rules != NULL)
    loaded = dsn_ruleset_new_from_good_paths ((const char * const *) rules, &problems, &error);
  else
    loaded = dsn_ruleset_ref (dsn_ruleset_get_default ());
  if (loaded == NULL)
    {
      *status = dsn_tool_usage_error (command, "--rules: %s", error->message);
      return NULL;
    }
  if (policies != NULL && (policy = dsn_policy_new_from_files ((const char * const *) policies, &error)) == NULL)
    {
      *status = dsn_tool_usage_error (command, "--policy: %s", error->message);
      return NULL;
    }
  for (char **problem = problems; problem != NULL && *problem != NULL; problem++)
    {
      dsn_tool_error (command, "%s (the file is left out)", *problem);
      *status = DSN_EXIT_FOUND;
    }

  return policy != NULL ? dsn_ruleset_new_with_policy (loaded, policy) : g_steal_pointer (&loaded);
}
