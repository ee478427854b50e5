/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What all subcommands share: options and help, error lines, safe output, exit status.
 *
 * A subcommand is `int dsn_cmd_NAME (int argc, char **argv)` in tools/dsn-NAME.c, argv[0] being its own name.  It has a
 * row in the table of dsn.c, a prototype here and a manual in docs/man/dsn-NAME.rst, from which -h takes synopsis,
 * summary and examples and --help the whole text.  It writes to stdout with stdio and returns its exit status; dsn.c
 * flushes stdout and turns a failed write into DSN_EXIT_OUTPUT.
 *
 * Option values that are text should be G_OPTION_ARG_FILENAME (bytes as given): G_OPTION_ARG_STRING goes through the
 * locale's character set, and the command must work with an empty environment.
 */
#pragma once

#include <stdio.h>
#include <glib.h>
#include <dsn/dsn.h>

#define DSN_EXIT_OK        0   /* everything was read, the condition holds, it was written */
#define DSN_EXIT_FOUND     1   /* read, but something was refused or found; the condition does not hold */
#define DSN_EXIT_USAGE     2   /* wrong usage */
#define DSN_EXIT_OUTPUT   74   /* the output could not be written */
#define DSN_EXIT_TEMPFAIL 75   /* could not now: the caller keeps the mail and tries again */

int dsn_cmd_parse    (int argc, char **argv);
int dsn_cmd_generate (int argc, char **argv);
int dsn_cmd_explain  (int argc, char **argv);
int dsn_cmd_classify (int argc, char **argv);
int dsn_cmd_rules    (int argc, char **argv);

/* Options.  FALSE: the command ends with *status (help was shown, or the usage was wrong and said so on stderr).
 * -h, --help, --version and --color are added to the entries (ended by a row of G_OPTION_ENTRY_NULL). */
gboolean    dsn_tool_parse_options (const char *command, const GOptionEntry *entries, int *argc, char ***argv,
                                    int *status);
void        dsn_tool_print_short_help (FILE *stream, const char *command, const GOptionEntry *entries);

/* Error lines: "dsn COMMAND: ..." on stderr, one line whatever is in the arguments. */
void        dsn_tool_error         (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The same, with a hint where to read on; gives the exit status for wrong usage. */
int         dsn_tool_usage_error   (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* "unknown WHAT 'word'; did you mean 'near'?" with the nearest of the candidates, or all of them if none is near. */
char       *dsn_tool_unknown       (const char *what, const char *word, const char * const *candidates);
const char *dsn_tool_nearest       (const char *word, const char * const *candidates);

/* The rules of --rules and the policies of --policy (each NULL if it was not given).  A bad file in a folder of rules
 * is named on stderr, left out, and makes *status DSN_EXIT_FOUND; anything else that is wrong gives NULL with the
 * status for wrong usage. */
DsnRuleset *dsn_tool_load_rules    (const char *command, char **rules, char **policies, int *status);

/* Text for people and terminals: control characters, C1, bidi controls, line separators and invalid UTF-8 are shown as
 * \n, \x1b or \u202e; what is appended is valid UTF-8 on one line. */
void        dsn_tool_append_safe   (GString *out, const char *text, gssize length);
gboolean    dsn_tool_is_unsafe     (gunichar c);

typedef enum {
  DSN_STYLE_PLAIN,
  DSN_STYLE_BOLD,
  DSN_STYLE_DIM,
  DSN_STYLE_RED,
  DSN_STYLE_GREEN,
  DSN_STYLE_YELLOW,
  DSN_STYLE_CYAN,
} DsnTextStyle;

/* Colour on stdout: --color, else NO_COLOR, TERM and whether stdout is a terminal. */
gboolean    dsn_tool_has_color     (void);
void        dsn_tool_append_styled (GString *out, DsnTextStyle style, const char *text);   /* text made safe */
/* Words wrapped to the terminal's width, each line with that many blanks before it; text made safe. */
void        dsn_tool_append_wrapped (GString *out, guint indent, DsnTextStyle style, const char *text);
guint       dsn_tool_get_width     (void);

/* Output.  dsn_tool_output_broken: writing failed or the reader has gone, so that going on is useless. */
gboolean    dsn_tool_output_broken (void);
int         dsn_tool_finish_output (const char *command, int status);

/* The manual, made from docs/man at build time. */
typedef struct {
  const char *command;     /* "dsn" for the program itself */
  const char *summary;
  const char *synopsis;    /* one or more lines */
  const char *examples;
  const char *text;
} DsnManual;

extern const DsnManual dsn_manuals[];
extern const guint dsn_n_manuals;

const DsnManual *dsn_tool_find_manual (const char *command);
