/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The `dsn` command: finds the subcommand and hands over to it.
 */
#include <string.h>
#include "dsn-tool.h"
#include "dsn-output.h"

typedef struct {
  const char *name;
  int       (*run) (int argc, char **argv);
  const char *summary;
} DsnCommand;

/* In the order of the help. */
static const DsnCommand commands[] = {
  { "parse", dsn_cmd_parse, "read messages, print what they report" },
  { "generate", dsn_cmd_generate, "write a notification from a reply or a cause" },
  { "classify", dsn_cmd_classify, "judge the lines of a log, or bare replies" },
  { "explain", dsn_cmd_explain, "tell what a code or a reply means" },
  { "rules", dsn_cmd_rules, "check, list and try out rules" },
};

static const DsnCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];

  return NULL;
}

static void
print_help (FILE *stream)
{
  const DsnManual *manual = dsn_tool_find_manual ("dsn");

  fputs ("Usage:\n  dsn COMMAND [OPTION...] [ARGUMENT...]\n\nCommands:\n", stream);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (stream, "  %-10s %s\n", commands[i].name, commands[i].summary);
  fputs ("\nOptions:\n"
         "  -h         this help; dsn COMMAND -h: that of a command\n"
         "  --help     the manual; dsn COMMAND --help: that of a command\n"
         "  --version  the version\n"
         "\nExamples:\n", stream);
  fputs (manual->examples, stream);
}

static int
report_unknown (const char *word)
{
  const char *names[G_N_ELEMENTS (commands) + 4] = { NULL };
  g_autofree char *text = NULL;
  guint n = 0;

  if (word[0] == '-')
    {
      names[n++] = "--help";
      names[n++] = "--version";
      names[n++] = "-h";
    }
  else
    {
      for (; n < G_N_ELEMENTS (commands); n++)
        names[n] = commands[n].name;
      names[n++] = "help";
    }
  text = dsn_tool_unknown (word[0] == '-' ? "option" : "command", word, names);

  return dsn_tool_usage_error (NULL, "%s", text);
}

/* `dsn help`, `dsn help COMMAND` */
static int
run_help (int argc, char **argv)
{
  const DsnManual *manual = dsn_tool_find_manual ("dsn");

  if (argc > 1 && !g_str_equal (argv[1], "help") && !g_str_equal (argv[1], "dsn"))
    {
      if (find_command (argv[1]) == NULL)
        return report_unknown (argv[1]);
      manual = dsn_tool_find_manual (argv[1]);
    }
  fputs (manual->text, stdout);

  return DSN_EXIT_OK;
}

static int
run (int argc, char **argv)
{
  const DsnCommand *command;

  if (argc < 2)
    {
      print_help (stderr);
      return DSN_EXIT_USAGE;
    }
  if (g_str_equal (argv[1], "-h"))
    print_help (stdout);
  else if (g_str_equal (argv[1], "--version"))
    printf ("dsn %s\n", dsn_get_version ());
  else if (g_str_equal (argv[1], "--help"))
    return run_help (1, argv);
  else if (g_str_equal (argv[1], "help"))
    return run_help (argc - 1, argv + 1);
  else if ((command = find_command (argv[1])) != NULL)
    return command->run (argc - 1, argv + 1);
  else
    return report_unknown (argv[1]);

  return DSN_EXIT_OK;
}

int
main (int argc, char **argv)
{
  int status;

  dsn_output_init ();
  status = run (argc, argv);

  return dsn_tool_finish_output (argc > 1 && find_command (argv[1]) != NULL ? argv[1] : NULL, status);
}
