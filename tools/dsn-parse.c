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
#include "dsn-text.h"
#include "dsn-tool.h"

static const char command[] = "parse";

typedef enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_ADDRESSES, FORMAT_TEMPLATE } Format;

static const char * const formats[] = { "text", "json", "csv", "addresses", "template", NULL };

static gboolean opt_mbox, opt_null, opt_explain, opt_stats, opt_no_progress;
static char *opt_format, *opt_template, *opt_files_from, *opt_kind, *opt_reason, *opt_advice, *opt_type, *opt_limits;
static char **opt_headers, **opt_own, **opt_rules, **opt_paths;

static const GOptionEntry entries[] = {
  { "format", 'f', 0, G_OPTION_ARG_FILENAME, &opt_format, "text, json, csv, addresses or template", "FORMAT" },
  { "template", 0, 0, G_OPTION_ARG_FILENAME, &opt_template, "Line to print, such as '{address}\\t{reason}\\n'", "TEXT" },
  { "kind", 0, 0, G_OPTION_ARG_FILENAME, &opt_kind, "Only messages of these kinds (bounce,delay,...)", "LIST" },
  { "reason", 0, 0, G_OPTION_ARG_FILENAME, &opt_reason, "Only recipients with these reasons", "LIST" },
  { "advice", 0, 0, G_OPTION_ARG_FILENAME, &opt_advice, "Only recipients to remove,count,keep,none", "LIST" },
  { "type", 0, 0, G_OPTION_ARG_FILENAME, &opt_type, "Only hard or soft bounces", "LIST" },
  { "header", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_headers, "Report this field of the returned message too", "NAME" },
  { "own", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_own, "A domain or address of ours, never reported", "NAME" },
  { "explain", 0, 0, G_OPTION_ARG_NONE, &opt_explain, "Show where each verdict comes from", NULL },
  { "rules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_rules, "Rules to try before the built-in ones", "PATH" },
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
  Format       format;
  DsnDetail    detail;
  DsnLimits    limits;
  DsnTemplate *template;
  guint64      kinds, reasons, advices, types;   /* bit n: value n is selected */
  DsnRuleset  *rules;                            /* loaded when the first recipient is seen */
  GArray      *judged;
  GString     *out;
  gboolean     gap;                              /* text: an empty line before the next message */
  DsnProgress  progress;
  int          status;
} Parser;

static void
clear_judged (gpointer data)
{
  dsn_verdict_unref (((DsnJudged *) data)->verdict);
}

static void
parser_clear (Parser *self)
{
  g_clear_pointer (&self->template, dsn_template_free);
  g_clear_pointer (&self->rules, dsn_ruleset_unref);
  g_clear_pointer (&self->judged, g_array_unref);
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
  g_autoptr (GError) error = NULL;

  if (opt_format == NULL)
    self->format = opt_template != NULL ? FORMAT_TEMPLATE : FORMAT_TEXT;
  else
    {
      while (formats[self->format] != NULL && !g_str_equal (formats[self->format], opt_format))
        self->format++;
      if (formats[self->format] == NULL)
        {
          g_autofree char *message = dsn_tool_unknown ("format", opt_format, formats);

          dsn_tool_usage_error (command, "--format: %s", message);
          return FALSE;
        }
    }

  if ((self->format == FORMAT_TEMPLATE) != (opt_template != NULL))
    {
      dsn_tool_usage_error (command, self->format == FORMAT_TEMPLATE ? "--format=template wants a --template"
                                                                     : "--template is for --format=template");
      return FALSE;
    }
  if (opt_template != NULL && (self->template = dsn_template_new (opt_template, &error)) == NULL)
    {
      dsn_tool_usage_error (command, "%s", error->message);
      return FALSE;
    }

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
  if (opt_rules != NULL)
    self->rules = dsn_ruleset_new_from_paths ((const char * const *) opt_rules, &error);
  if (error != NULL)
    {
      dsn_tool_usage_error (command, "%s", error->message);
      return FALSE;
    }

  return TRUE;
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

/* Judges the recipients.  Gives whether the message is to be written. */
static gboolean
judge (Parser *self, const DsnReport *report)
{
  gboolean all = opt_reason == NULL && opt_advice == NULL && opt_type == NULL;
  guint n = dsn_report_get_n_recipients (report);

  g_array_set_size (self->judged, 0);
  if ((self->kinds >> dsn_report_get_kind (report) & 1) == 0)
    return FALSE;

  if (n > 0 && self->rules == NULL)
    self->rules = dsn_ruleset_ref (dsn_ruleset_get_default ());
  for (guint i = 0; i < n; i++)
    {
      DsnRecipient *recipient = dsn_report_get_recipient (report, i);
      DsnJudged judged = { recipient, NULL };

      if (is_own (dsn_recipient_get_address (recipient)))
        continue;
      judged.verdict = dsn_ruleset_classify (self->rules, report, recipient);
      if (is_selected (self, judged.verdict))
        g_array_append_val (self->judged, judged);
      else
        dsn_verdict_unref (judged.verdict);
    }

  return all || self->judged->len > 0;
}

/* An empty line between messages, but not between those of one line. */
static void
write_text (Parser *self, const DsnResult *result)
{
  gboolean gap = self->gap;

  dsn_text_append_result (self->out, result, &self->detail);
  self->gap = strchr (self->out->str, '\n') != self->out->str + self->out->len - 1;
  if (gap || (self->gap && self->progress.messages > 0))
    g_string_prepend_c (self->out, '\n');
}

static void
write_result (Parser *self, const DsnResult *result)
{
  guint refused;

  switch (self->format)
    {
    case FORMAT_JSON:
      dsn_json_append_result (self->out, result, &self->detail);
      break;
    case FORMAT_CSV:
      dsn_table_append_csv (self->out, result, &self->detail);
      break;
    case FORMAT_TEMPLATE:
      dsn_template_append (self->out, self->template, result);
      break;
    case FORMAT_ADDRESSES:
      refused = dsn_table_append_addresses (self->out, result);
      if (refused > 0)
        {
          dsn_tool_error (command, "%s: %u addresses left out that could be taken for options, comments or lines",
                          result->path, refused);
          self->status = DSN_EXIT_FOUND;
        }
      break;
    default:
      write_text (self, result);
    }

  fwrite (self->out->str, 1, self->out->len, stdout);
  if (self->out->allocated_len > 1024 * 1024)
    {
      g_string_free (self->out, TRUE);
      self->out = g_string_new (NULL);
    }
  g_string_truncate (self->out, 0);
}

static void
parse_message (Parser *self, DsnReader *reader, GBytes *message)
{
  DsnParseFlags flags = dsn_reader_is_mapped (reader) ? DSN_PARSE_FLAGS_DROP_PAGES : DSN_PARSE_FLAGS_NONE;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsnReport) report = dsn_report_new_from_bytes (message, &self->limits, flags, &error);
  DsnResult result = {
    .path = dsn_reader_get_path (reader),
    .index = dsn_reader_get_index (reader),
    .offset = dsn_reader_get_offset (reader),
    .report = report,
    .judged = self->judged,
  };

  if (report == NULL)
    {
      dsn_progress_clear (&self->progress);
      dsn_tool_error (command, "%s: %s", result.path, error->message);
      self->progress.failures++;
      self->status = DSN_EXIT_FOUND;
      return;
    }

  result.defects = dsn_report_get_defects (report) | (dsn_reader_is_truncated (reader) ? DSN_DEFECT_TRUNCATED : 0);
  if (judge (self, report))
    {
      write_result (self, &result);
      dsn_progress_count (&self->progress, &result);
    }
  g_array_set_size (self->judged, 0);
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

  self.judged = g_array_new (FALSE, FALSE, sizeof (DsnJudged));
  g_array_set_clear_func (self.judged, clear_judged);
  self.out = g_string_new (NULL);
  dsn_progress_init (&self.progress, !opt_no_progress);
  if (self.format == FORMAT_CSV)
    dsn_table_append_csv_header (self.out, &self.detail);
  fwrite (self.out->str, 1, self.out->len, stdout);
  g_string_truncate (self.out, 0);

  for (char **path = opt_paths; path != NULL && *path != NULL; path++)
    parse_input (&self, *path);
  if (opt_files_from != NULL && !parse_list (&self))
    self.status = DSN_EXIT_FOUND;
  if (opt_paths == NULL && opt_files_from == NULL)
    parse_input (&self, "-");
  dsn_progress_finish (&self.progress, command, opt_stats);

  return self.status;
}
