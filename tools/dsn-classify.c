/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * `dsn classify`: one verdict per line of its inputs, which are logs of mail servers or bare replies.  Lines come as a
 * stream: one at a time is held, of a line without end only the beginning, and what is known is written before waiting
 * for more.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "dsn-json.h"
#include "dsn-text.h"
#include "dsn-tool.h"

static const char command[] = "classify";

#define READ_BYTES  (64 * 1024)
#define FLUSH_BYTES (64 * 1024)

typedef enum { FORMAT_TEXT, FORMAT_JSON } Format;

static const char * const formats[] = { "text", "json", NULL };

static gboolean opt_explain;
static char *opt_format, *opt_stage, *opt_remote;
static char **opt_rules, **opt_policies, **opt_paths;

static const GOptionEntry entries[] = {
  { "format", 'f', 0, G_OPTION_ARG_FILENAME, &opt_format, "text or json", "FORMAT" },
  { "stage", 0, 0, G_OPTION_ARG_FILENAME, &opt_stage, "SMTP command that was answered, if no line tells", "STAGE" },
  { "remote", 0, 0, G_OPTION_ARG_FILENAME, &opt_remote, "Host that answered, if no line tells", "HOST" },
  { "rules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_rules, "Rules to try before the built-in ones", "PATH" },
  { "policy", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_policies, "Advice to give instead of the usual", "FILE" },
  { "explain", 0, 0, G_OPTION_ARG_NONE, &opt_explain, "Show where each verdict comes from", NULL },
  { G_OPTION_REMAINING, 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME_ARRAY, &opt_paths, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

typedef struct {
  Format      format;
  DsnRuleset *rules;
  DsnStage    stage;
  guint       width;         /* lines of text are cut here; 0: not at all */
  GString    *line;          /* what has come of the present line */
  gboolean    cut;           /* more of it came than is kept */
  GString    *out;
  int         status;
} Classifier;

static void
classifier_clear (Classifier *self)
{
  g_clear_pointer (&self->rules, dsn_ruleset_unref);
  if (self->line != NULL)
    g_string_free (self->line, TRUE);
  if (self->out != NULL)
    g_string_free (self->out, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Classifier, classifier_clear)

/* Output */

static void
append_json (GString *out, const DsnLogLine *line, const DsnVerdict *verdict, DsnDefects defects)
{
  const DsnRecipient *recipient = dsn_log_line_get_recipient (line);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "format", 1);
  dsn_json_add_string (object, "line", dsn_log_line_get_text (line));
  dsn_json_add_string (object, "log", dsn_log_line_get_format (line));
  if (dsn_log_line_get_stage (line) != DSN_STAGE_UNKNOWN)
    dsn_json_add_string (object, "stage", dsn_stage_to_string (dsn_log_line_get_stage (line)));
  dsn_json_add_string (object, "remote", dsn_log_line_get_remote (line));
  dsn_json_add_verdict (object, recipient, verdict, opt_explain);
  dsn_json_add_fields (object, recipient);
  dsn_json_add_defects (object, defects);
  dsn_json_append_line (out, object);
}

/* What the line is about: the address, and the words of the server, or the whole line if none were found. */
static void
append_subject (GString *out, const DsnLogLine *line, const DsnVerdict *verdict)
{
  const char *address = dsn_recipient_get_address (dsn_log_line_get_recipient (line));
  const char *words = dsn_verdict_get_diagnostic (verdict);

  if (address != NULL)
    {
      dsn_tool_append_safe (out, address, -1);
      g_string_append (out, ": ");
    }
  dsn_tool_append_safe (out, words != NULL ? words : dsn_log_line_get_text (line), -1);
}

/* "user-unknown          hard  remove  kim@example.com: 550 5.1.1 User unknown" */
static void
append_text (GString *out, const DsnLogLine *line, const DsnVerdict *verdict, guint width)
{
  static const DsnTextStyle styles[] = {
    [DSN_ADVICE_NONE]   = DSN_STYLE_DIM,
    [DSN_ADVICE_REMOVE] = DSN_STYLE_RED,
    [DSN_ADVICE_COUNT]  = DSN_STYLE_YELLOW,
    [DSN_ADVICE_KEEP]   = DSN_STYLE_GREEN,
  };
  DsnBounceType type = dsn_verdict_get_bounce_type (verdict);
  DsnAdvice advice = dsn_verdict_get_advice (verdict);
  g_autofree char *head = g_strdup_printf ("%-20s  %-4s  ", dsn_reason_to_string (dsn_verdict_get_reason (verdict)),
                                           type != DSN_BOUNCE_TYPE_NONE ? dsn_bounce_type_to_string (type) : "-");
  g_autofree char *what = g_strdup_printf ("%-6s", advice != DSN_ADVICE_NONE ? dsn_advice_to_string (advice) : "-");
  g_autoptr (GString) subject = g_string_new (NULL);
  gsize used = strlen (head) + strlen (what) + 2;

  append_subject (subject, line, verdict);
  if (width > used + 3 && g_utf8_strlen (subject->str, -1) > (glong) (width - used))
    {
      const char *cut = g_utf8_offset_to_pointer (subject->str, (glong) (width - used) - 3);

      g_string_truncate (subject, (gsize) (cut - subject->str));
      g_string_append (subject, "...");
    }
  g_string_append (out, head);
  dsn_tool_append_styled (out, styles[advice], what);
  g_string_append (out, subject->len > 0 ? "  " : "");
  g_string_append (out, subject->str);
  g_string_append_c (out, '\n');
  if (opt_explain)
    dsn_text_append_explanation (out, verdict);
}

/* Lines */

static void
flush (Classifier *self)
{
  fwrite (self->out->str, 1, self->out->len, stdout);
  g_string_truncate (self->out, 0);
}

/* The line is complete: judges and writes it. */
static void
end_line (Classifier *self)
{
  g_autoptr (DsnLogLine) line = NULL;
  g_autoptr (DsnVerdict) verdict = NULL;
  DsnDefects defects = self->cut ? DSN_DEFECT_LIMIT_LINE : 0;

  if (self->line->len > 0 && self->line->str[self->line->len - 1] == '\r' && !self->cut)
    g_string_truncate (self->line, self->line->len - 1);
  if (memchr (self->line->str, '\0', self->line->len) != NULL)
    defects |= DSN_DEFECT_NUL;
  else if (!g_utf8_validate (self->line->str, (gssize) self->line->len, NULL))
    defects |= DSN_DEFECT_BAD_CHARSET;
  line = dsn_log_line_new (self->line->str, (gssize) self->line->len);
  verdict = dsn_ruleset_classify_line (self->rules, line, self->stage, opt_remote);
  if (self->format == FORMAT_JSON)
    append_json (self->out, line, verdict, defects);
  else
    append_text (self->out, line, verdict, self->width);
  g_string_truncate (self->line, 0);
  self->cut = FALSE;
  if (self->out->len > FLUSH_BYTES)
    flush (self);
}

static void
take (Classifier *self, const char *bytes, gsize length)
{
  gsize room = DSN_LIMIT_LINE_BYTES - self->line->len;

  self->cut |= length > room;
  g_string_append_len (self->line, bytes, (gssize) MIN (length, room));
}

static void
classify_bytes (Classifier *self, const char *bytes, gsize length)
{
  const char *end = bytes + length, *stop;

  while ((stop = memchr (bytes, '\n', (gsize) (end - bytes))) != NULL)
    {
      take (self, bytes, (gsize) (stop - bytes));
      end_line (self);
      bytes = stop + 1;
    }
  take (self, bytes, (gsize) (end - bytes));
}

/* FALSE: it could not be read to its end, with errno. */
static gboolean
classify_fd (Classifier *self, int fd)
{
  g_autofree char *buffer = g_malloc (READ_BYTES);

  while (!dsn_tool_output_broken ())
    {
      gssize n = read (fd, buffer, READ_BYTES);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      classify_bytes (self, buffer, (gsize) n);
      /* whoever follows a growing log wants to see it now */
      flush (self);
      fflush (stdout);
    }

  return TRUE;
}

static void
classify_input (Classifier *self, const char *path)
{
  gboolean is_stdin = g_str_equal (path, "-");
  int fd = is_stdin ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY), code;

  if (fd < 0)
    {
      code = errno;
      if (code == ENOENT && strpbrk (path, " \t") != NULL)
        dsn_tool_error (command, "%s: cannot open: %s (a text to judge comes on standard input)", path,
                        g_strerror (code));
      else
        dsn_tool_error (command, "%s: cannot open: %s", path, g_strerror (code));
      self->status = DSN_EXIT_FOUND;
      return;
    }
  if (!classify_fd (self, fd))
    {
      code = errno;
      dsn_tool_error (command, "%s: cannot read: %s", path, g_strerror (code));
      self->status = DSN_EXIT_FOUND;
    }
  if (self->line->len > 0)
    end_line (self);
  flush (self);
  if (!is_stdin)
    close (fd);
}

/* Options */

static int
read_options (Classifier *self)
{
  const char *nicks[DSN_STAGE_LAST] = { NULL };
  g_autofree char *message = NULL;

  for (; opt_format != NULL && !g_str_equal (formats[self->format], opt_format); self->format++)
    if (formats[self->format + 1] == NULL)
      {
        message = dsn_tool_unknown ("format", opt_format, formats);
        return dsn_tool_usage_error (command, "--format: %s", message);
      }
  if (opt_stage != NULL && (!dsn_stage_from_string (opt_stage, &self->stage) || self->stage == DSN_STAGE_UNKNOWN))
    {
      for (guint i = 1; i < DSN_STAGE_LAST; i++)
        nicks[i - 1] = dsn_stage_to_string (i);
      message = dsn_tool_unknown ("stage", opt_stage, nicks);
      return dsn_tool_usage_error (command, "--stage: %s", message);
    }
  if (opt_remote != NULL && !g_utf8_validate (opt_remote, -1, NULL))
    return dsn_tool_usage_error (command, "--remote wants the name of a host");
  self->rules = dsn_tool_load_rules (command, opt_rules, opt_policies, &self->status);

  return self->rules != NULL ? DSN_EXIT_OK : self->status;
}

int
dsn_cmd_classify (int argc, char **argv)
{
  g_auto (Classifier) self = { .status = DSN_EXIT_OK };
  int status;

  if (!dsn_tool_parse_options (command, entries, &argc, &argv, &status))
    return status;
  if (opt_paths == NULL && isatty (STDIN_FILENO))
    {
      dsn_tool_print_short_help (stderr, command, entries);
      return DSN_EXIT_USAGE;
    }
  if ((status = read_options (&self)) != DSN_EXIT_OK)
    return status;

  self.width = isatty (STDOUT_FILENO) ? dsn_tool_get_width () : 0;
  self.line = g_string_new (NULL);
  self.out = g_string_new (NULL);
  for (char **path = opt_paths; path != NULL && *path != NULL && !dsn_tool_output_broken (); path++)
    classify_input (&self, *path);
  if (opt_paths == NULL)
    classify_input (&self, "-");

  return self.status;
}
