/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * `dsn parse`: reads the messages of all inputs in their order, has each reported and judged, and writes those that are
 * selected in the format that was asked for.  An input that cannot be read is named on stderr and passed over.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "dsn-json.h"
#include "dsn-progress.h"
#include "dsn-result.h"
#include "dsn-table.h"
#include "dsn-tool.h"

static const char command[] = "parse";

#define FLUSH_BYTES (256 * 1024)   /* how much output of one message is held at most */

static const DsnFormat * const formats[] = {
  &dsn_format_text, &dsn_format_json, &dsn_format_csv, &dsn_format_addresses, &dsn_format_template,
};

static char stdout_buffer[64 * 1024];

static gboolean opt_mbox, opt_null, opt_explain, opt_stats, opt_no_progress;
static char *opt_format, *opt_template, *opt_files_from, *opt_kind, *opt_reason, *opt_advice, *opt_type, *opt_limits;
static char *opt_prefer;
static char **opt_headers, **opt_own, **opt_rules, **opt_policies, **opt_paths;

static const GOptionEntry entries[] = {
  { "format", 'f', 0, G_OPTION_ARG_FILENAME, &opt_format, "text, json, csv, addresses or template", "FORMAT" },
  { "template", 0, 0, G_OPTION_ARG_FILENAME, &opt_template, "Line to print, as '{address}\\t{reason}\\n'", "TEXT" },
  { "kind", 0, 0, G_OPTION_ARG_FILENAME, &opt_kind, "Only messages of these kinds (bounce,delay,...)", "LIST" },
  { "reason", 0, 0, G_OPTION_ARG_FILENAME, &opt_reason, "Only recipients with these reasons", "LIST" },
  { "advice", 0, 0, G_OPTION_ARG_FILENAME, &opt_advice, "Only recipients to remove,count,keep,none", "LIST" },
  { "type", 0, 0, G_OPTION_ARG_FILENAME, &opt_type, "Only hard or soft bounces", "LIST" },
  { "header", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_headers, "Tell this field of the returned message too", "NAME" },
  { "prefer", 0, 0, G_OPTION_ARG_FILENAME, &opt_prefer, "Address to report: final or original", "WHICH" },
  { "own", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_own, "A domain or address of ours, never reported", "NAME" },
  { "explain", 0, 0, G_OPTION_ARG_NONE, &opt_explain, "Show where each verdict comes from", NULL },
  { "rules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_rules, "Rules to try before the built-in ones", "PATH" },
  { "policy", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_policies, "Advice to give instead of the usual", "FILE" },
  { "mbox", 0, 0, G_OPTION_ARG_NONE, &opt_mbox, "Standard input is an mbox", NULL },
  { "files-from", 0, 0, G_OPTION_ARG_FILENAME, &opt_files_from, "Read the paths from a file, one a line", "FILE" },
  { "null", '0', 0, G_OPTION_ARG_NONE, &opt_null, "Paths there end with NUL, not with a line", NULL },
  { "limits", 0, 0, G_OPTION_ARG_FILENAME, &opt_limits, "Limits of reading, such as parts=100", "LIST" },
  { "stats", 0, 0, G_OPTION_ARG_NONE, &opt_stats, "Print counts and speed at the end", NULL },
  { "no-progress", 0, 0, G_OPTION_ARG_NONE, &opt_no_progress, "No progress on the terminal", NULL },
  { G_OPTION_REMAINING, 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME_ARRAY, &opt_paths, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

typedef struct {
  const DsnFormat *format;
  DsnDetail    detail;
  DsnParseFlags flags;
  DsnLimits    limits;
  DsnTemplate *template;
  guint64      kinds, reasons, advices, types;   /* bit n: value n is selected */
  DsnRuleset  *rules;
  GString     *out;
  gboolean     gap;                              /* text: an empty line before the next message */
  DsnProgress  progress;
  int          status;
} Parser;

static void
parser_clear (Parser *self)
{
  g_clear_pointer (&self->template, dsn_template_free);
  g_clear_pointer (&self->rules, dsn_ruleset_unref);
  if (self->out != NULL)
    g_string_free (self->out, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parser, parser_clear)

/* Options */

static const char *
get_kind_nick (guint value)
{
  return dsn_kind_to_string (value);
}

static const char *
get_reason_nick (guint value)
{
  return dsn_reason_to_string (value);
}

static const char *
get_advice_nick (guint value)
{
  return dsn_advice_to_string (value);
}

static const char *
get_type_nick (guint value)
{
  return value == DSN_BOUNCE_TYPE_NONE ? "" : dsn_bounce_type_to_string (value);
}

/* "hard,soft" to the bits of the values; all bits if there is no list. */
static gboolean
read_selection (const char *list, const char *what, const char *(*nick) (guint value), guint n, guint64 *bits)
{
  g_auto (GStrv) words = NULL;
  const char *names[64] = { NULL };

  *bits = list == NULL ? G_MAXUINT64 : 0;
  if (list == NULL)
    return TRUE;

  for (guint i = 0, k = 0; i < n; i++)
    if (nick (i)[0] != '\0')
      names[k++] = nick (i);
  words = g_strsplit (list, ",", -1);
  for (char **word = words; *word != NULL; word++)
    {
      guint value = 0;

      while (value < n && (nick (value)[0] == '\0' || !g_str_equal (nick (value), *word)))
        value++;
      if (value == n)
        {
          g_autofree char *message = dsn_tool_unknown (what, *word, names);

          dsn_tool_usage_error (command, "--%s: %s", what, message);
          return FALSE;
        }
      *bits |= G_GUINT64_CONSTANT (1) << value;
    }

  return TRUE;
}

static gboolean
read_format (Parser *self)
{
  const char *names[G_N_ELEMENTS (formats) + 1] = { NULL };
  const char *wanted = opt_format != NULL ? opt_format : opt_template != NULL ? "template" : "text";
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      names[i] = formats[i]->name;
      if (g_str_equal (names[i], wanted))
        self->format = formats[i];
    }
  if (self->format == NULL)
    {
      g_autofree char *message = dsn_tool_unknown ("format", wanted, names);

      dsn_tool_usage_error (command, "--format: %s", message);
      return FALSE;
    }

  if ((self->format == &dsn_format_template) != (opt_template != NULL))
    {
      dsn_tool_usage_error (command, "%s", opt_template == NULL ? "--format=template wants a --template"
                                                                : "--template is for --format=template");
      return FALSE;
    }
  if (opt_template != NULL && (self->template = dsn_template_new (opt_template, &error)) == NULL)
    {
      dsn_tool_usage_error (command, "%s", error->message);
      return FALSE;
    }
  self->detail.template = self->template;

  return TRUE;
}

/* Everything that can be wrong is found before any input is read. */
static gboolean
read_options (Parser *self)
{
  g_autoptr (GError) error = NULL;

  if (!read_format (self) ||
      !read_selection (opt_kind, "kind", get_kind_nick, DSN_KIND_LAST, &self->kinds) ||
      !read_selection (opt_reason, "reason", get_reason_nick, DSN_REASON_LAST, &self->reasons) ||
      !read_selection (opt_advice, "advice", get_advice_nick, DSN_ADVICE_LAST, &self->advices) ||
      !read_selection (opt_type, "type", get_type_nick, DSN_BOUNCE_TYPE_LAST, &self->types))
    return FALSE;

  for (char **name = opt_headers; name != NULL && *name != NULL; name++)
    if (**name == '\0' || strpbrk (*name, ": \t") != NULL || !g_str_is_ascii (*name))
      {
        dsn_tool_usage_error (command, "--header wants the name of a field, not '%s'", *name);
        return FALSE;
      }
  self->detail.headers = (const char * const *) opt_headers;
  self->detail.explain = opt_explain;

  if (opt_prefer != NULL && !g_str_equal (opt_prefer, "final"))
    {
      if (!g_str_equal (opt_prefer, "original"))
        {
          dsn_tool_usage_error (command, "--prefer wants final or original, not '%s'", opt_prefer);
          return FALSE;
        }
      self->flags = DSN_PARSE_FLAGS_PREFER_ORIGINAL;
    }
  dsn_limits_init (&self->limits);
  if (opt_limits != NULL && !dsn_limits_parse (&self->limits, opt_limits, &error))
    {
      dsn_tool_usage_error (command, "--limits: %s", error->message);
      return FALSE;
    }
  if (opt_null && opt_files_from == NULL)
    {
      dsn_tool_usage_error (command, "--null goes with --files-from");
      return FALSE;
    }
  self->rules = dsn_tool_load_rules (command, opt_rules, opt_policies, &self->status);

  return self->rules != NULL;
}

/* Messages */

/* Whether an address is one of --own: the address itself, or the domain that it is in. */
static gboolean
is_own (const char *address)
{
  const char *at = address != NULL ? strrchr (address, '@') : NULL;

  for (char **own = opt_own; own != NULL && *own != NULL && at != NULL; own++)
    {
      const char *domain = **own == '@' ? *own + 1 : *own;

      if (g_ascii_strcasecmp (strchr (domain, '@') != NULL ? address : at + 1, domain) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_selected (const Parser *self, const DsnVerdict *verdict)
{
  return (self->reasons >> dsn_verdict_get_reason (verdict) & 1) != 0 &&
         (self->advices >> dsn_verdict_get_advice (verdict) & 1) != 0 &&
         (self->types >> dsn_verdict_get_bounce_type (verdict) & 1) != 0;
}

/* Hands on what was made so far; what a large message took is given back. */
static void
flush (Parser *self)
{
  fwrite (self->out->str, 1, self->out->len, stdout);
  if (self->out->allocated_len > 2 * FLUSH_BYTES)
    {
      g_string_free (self->out, TRUE);
      self->out = g_string_new (NULL);
    }
  g_string_truncate (self->out, 0);
}

static void
begin (Parser *self, DsnResult *result)
{
  /* an empty line between texts, but not between those of one line */
  if (self->gap)
    g_string_append_c (self->out, '\n');
  self->gap = FALSE;
  if (self->format->begin != NULL)
    self->format->begin (self->out, result);
}

static void
end (Parser *self, DsnResult *result)
{
  if (self->format->end != NULL)
    self->format->end (self->out, result);
  self->gap = self->format == &dsn_format_text && result->n_written > 0;
  dsn_progress_message (&self->progress, dsn_report_get_kind (result->report));
  if (result->n_refused > 0)
    {
      dsn_progress_clear (&self->progress);
      dsn_tool_error (command, "%s: %u addresses left out that could be taken for options, comments or lines",
                      result->path, result->n_refused);
      self->status = DSN_EXIT_FOUND;
    }
  flush (self);
}

/* Judges the recipients one after the other and writes those that are selected, and with them the message. */
static void
write_message (Parser *self, DsnResult *result)
{
  gboolean all = opt_reason == NULL && opt_advice == NULL && opt_type == NULL;
  guint n = dsn_report_get_n_recipients (result->report);

  if ((self->kinds >> dsn_report_get_kind (result->report) & 1) == 0)
    return;
  if (all)
    begin (self, result);
  for (guint i = 0; i < n; i++)
    {
      const DsnRecipient *recipient = dsn_report_get_recipient (result->report, i);
      g_autoptr (DsnVerdict) verdict = NULL;
      DsnJudged judged;

      if (is_own (dsn_recipient_get_address (recipient)))
        continue;
      verdict = dsn_ruleset_classify (self->rules, result->report, recipient);
      if (!is_selected (self, verdict))
        continue;
      if (!all && result->n_written == 0)
        begin (self, result);
      judged = (DsnJudged) { recipient, verdict };
      if (self->format->recipient != NULL)
        self->format->recipient (self->out, result, &judged);
      result->n_written++;
      dsn_progress_recipient (&self->progress, dsn_verdict_get_reason (verdict));
      if (self->out->len > FLUSH_BYTES)
        flush (self);
    }
  if (all || result->n_written > 0)
    end (self, result);
}

static void
parse_message (Parser *self, DsnReader *reader, GBytes *message)
{
  DsnParseFlags flags = dsn_reader_is_mapped (reader) ? DSN_PARSE_FLAGS_DROP_PAGES : DSN_PARSE_FLAGS_NONE;
  g_autoptr (DsnReport) report = dsn_ruleset_read (self->rules, message, &self->limits, flags | self->flags);
  DsnResult result = {
    .path = dsn_reader_get_path (reader),
    .index = dsn_reader_get_index (reader),
    .offset = dsn_reader_get_offset (reader),
    .report = report,
    .detail = &self->detail,
  };

  result.defects = dsn_report_get_defects (report) | (dsn_reader_is_truncated (reader) ? DSN_DEFECT_TRUNCATED : 0);
  write_message (self, &result);
}

/* Inputs */

static void
report_unreadable (Parser *self, const GError *error)
{
  dsn_progress_clear (&self->progress);
  dsn_tool_error (command, "%s", error->message);
  self->progress.failures++;
  self->status = DSN_EXIT_FOUND;
}

static void
parse_input (Parser *self, const char *path)
{
  g_autoptr (GError) open_error = NULL;
  g_autoptr (DsnReader) reader = NULL;
  gboolean found = FALSE;

  if (g_str_equal (path, "-"))
    reader = dsn_reader_new_for_fd (STDIN_FILENO, "-", opt_mbox ? DSN_READER_FLAGS_MBOX : 0, &open_error);
  else
    reader = dsn_reader_new_for_path (path, DSN_READER_FLAGS_NONE, &open_error);
  if (reader == NULL)
    {
      report_unreadable (self, open_error);
      return;
    }

  dsn_reader_set_limits (reader, &self->limits);
  while (!dsn_tool_output_broken ())
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) message = NULL;

      if (!dsn_reader_iterate (reader, &message, NULL, &error))
        {
          found = TRUE;
          report_unreadable (self, error);
          continue;
        }
      if (message == NULL)
        break;
      found = TRUE;
      parse_message (self, reader, message);
    }
  if (!found && !dsn_tool_output_broken ())
    dsn_tool_error (command, "%s: no messages in it", path);
}

/* The paths of --files-from, "-" being stdin. */
static gboolean
parse_list (Parser *self)
{
  g_autofree char *line = NULL;
  gsize allocated = 0;
  gssize length;
  FILE *list = g_str_equal (opt_files_from, "-") ? stdin : fopen (opt_files_from, "re");
  int code;

  if (list == NULL)
    {
      dsn_tool_error (command, "%s: cannot open: %s", opt_files_from, g_strerror (errno));
      return FALSE;
    }
  while (!dsn_tool_output_broken () && (length = getdelim (&line, &allocated, opt_null ? '\0' : '\n', list)) > 0)
    {
      if (line[length - 1] == (opt_null ? '\0' : '\n'))
        line[length - 1] = '\0';
      if (line[0] != '\0')
        parse_input (self, line);
    }
  code = ferror (list) ? errno : 0;
  if (list != stdin)
    fclose (list);
  if (code != 0)
    dsn_tool_error (command, "%s: cannot read: %s", opt_files_from, g_strerror (code));

  return code == 0;
}

int
dsn_cmd_parse (int argc, char **argv)
{
  g_auto (Parser) self = { .status = DSN_EXIT_OK };
  int status;

  if (!dsn_tool_parse_options (command, entries, &argc, &argv, &status))
    return status;
  if (opt_paths == NULL && opt_files_from == NULL && isatty (STDIN_FILENO))
    {
      dsn_tool_print_short_help (stderr, command, entries);
      return DSN_EXIT_USAGE;
    }
  if (!read_options (&self))
    return DSN_EXIT_USAGE;

  self.out = g_string_new (NULL);
  dsn_progress_init (&self.progress, !opt_no_progress);
  if (!isatty (STDOUT_FILENO))
    setvbuf (stdout, stdout_buffer, _IOFBF, sizeof stdout_buffer);
  if (self.format->header != NULL)
    self.format->header (self.out, &self.detail);
  flush (&self);

  for (char **path = opt_paths; path != NULL && *path != NULL; path++)
    parse_input (&self, *path);
  if (opt_files_from != NULL && !parse_list (&self))
    self.status = DSN_EXIT_FOUND;
  if (opt_paths == NULL && opt_files_from == NULL)
    parse_input (&self, "-");
  dsn_progress_finish (&self.progress, command, opt_stats);

  return self.status;
}
