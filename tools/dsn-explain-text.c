/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What codes mean, as text for people: what the question was taken for, the verdict on a whole reply, then the meanings
 * by their authority, the registered ones first, and what is odd.  Everything from the question is made harmless.
 */
#include <string.h>
#include "dsn-explain-text.h"
#include "dsn-text.h"
#include "dsn-tool.h"

#define LABEL_COLUMN 4
#define TEXT_COLUMN  14

static const char * const headings[] = {
  [DSN_CODE_LAYER_REGISTERED] = "Registered",
  [DSN_CODE_LAYER_VENDOR]     = "Vendors, each for its own servers only",
  [DSN_CODE_LAYER_FOLK]       = "Folk readings, without authority",
};
G_STATIC_ASSERT (G_N_ELEMENTS (headings) == DSN_CODE_LAYER_LAST);

static const char * const kinds[] = {
  [DSN_CODE_KIND_NONE]     = "no code of mail",
  [DSN_CODE_KIND_REPLY]    = "taken for a reply code",
  [DSN_CODE_KIND_ENHANCED] = "taken for an enhanced status code",
  [DSN_CODE_KIND_FOLK]     = "taken for a folk code",
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == DSN_CODE_KIND_LAST);

static const char * const stages[] = {
  [DSN_STAGE_UNKNOWN] = NULL,
  [DSN_STAGE_CONNECT] = "connecting",
  [DSN_STAGE_HELO]    = "HELO",
  [DSN_STAGE_AUTH]    = "AUTH",
  [DSN_STAGE_MAIL]    = "MAIL FROM",
  [DSN_STAGE_RCPT]    = "RCPT TO",
  [DSN_STAGE_DATA]    = "DATA",
  [DSN_STAGE_DOT]     = "the end of the message",
};
G_STATIC_ASSERT (G_N_ELEMENTS (stages) == DSN_STAGE_LAST);

static void
append_heading (GString *out, const char *text)
{
  g_string_append_c (out, '\n');
  dsn_tool_append_styled (out, DSN_STYLE_BOLD, text);
  g_string_append_c (out, '\n');
}

/* A word in bold or plain, and text beside it that is wrapped in a column of its own. */
static void
append_hanging (GString *out, DsnTextStyle style, const char *word, guint column, guint text_column, const char *text)
{
  g_autoptr (GString) head = g_string_new (NULL);
  gsize start = out->len;

  g_string_append_printf (head, "%*s", (int) column, "");
  dsn_tool_append_styled (head, style, word);
  g_string_append_printf (head, "%*s", (int) (text_column - column - strlen (word)), "");
  dsn_tool_append_wrapped (out, text_column, DSN_STYLE_PLAIN, text);
  g_string_erase (out, (gssize) start, text_column);
  g_string_insert (out, (gssize) start, head->str);
}

static void
append_labelled (GString *out, const char *label, const char *text)
{
  if (text != NULL && text[0] != '\0')
    append_hanging (out, DSN_STYLE_DIM, label, LABEL_COLUMN, TEXT_COLUMN, text);
}

/* A command must stay on one line to be copied. */
static void
append_commands (GString *out, const char *label, const char * const *commands)
{
  for (guint i = 0; commands[i] != NULL; i++)
    {
      g_autofree char *head = g_strdup_printf ("%-*s", TEXT_COLUMN - LABEL_COLUMN, i == 0 ? label : "");

      g_string_append_printf (out, "%*s", LABEL_COLUMN, "");
      dsn_tool_append_styled (out, DSN_STYLE_DIM, head);
      dsn_tool_append_styled (out, DSN_STYLE_CYAN, commands[i]);
      g_string_append_c (out, '\n');
    }
}

static char *
join_quoted (const char * const *words)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    g_string_append_printf (out, "%s\"%s\"", i > 0 ? ", " : "", words[i]);
  return g_string_free (out, FALSE);
}

static char *
join_reasons (const DsnCodeInfo *info)
{
  guint n = 0;
  const DsnReason *reasons = dsn_code_info_get_reasons (info, &n);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s", i == 0 ? "" : i + 1 == n ? " or " : ", ", dsn_reason_to_string (reasons[i]));
  return g_string_free (out, FALSE);
}

/* "as 5.0.0; as 5.1.1 in answer to RCPT TO; as 5.7.0 in answer to connecting, HELO, MAIL FROM" */
static char *
join_defaults (const DsnCodeInfo *info)
{
  const DsnStatus *general = dsn_code_info_get_default (info, DSN_STAGE_UNKNOWN);
  GString *out;
  guint done = 0;

  if (general == NULL)
    return NULL;
  out = g_string_new (NULL);
  g_string_append_printf (out, "as %u.%u.%u", general->klass, general->subject, general->detail);
  for (guint a = 1; a < DSN_STAGE_LAST; a++)
    {
      const DsnStatus *status = dsn_code_info_get_default (info, a);

      if (status == NULL || (done & 1u << a) != 0)
        continue;
      g_string_append_printf (out, "; as %u.%u.%u in answer to %s", status->klass, status->subject, status->detail, stages[a]);
      for (guint b = a + 1; b < DSN_STAGE_LAST; b++)
        {
          const DsnStatus *other = dsn_code_info_get_default (info, b);

          if (other == NULL || !dsn_status_equal (status, other))
            continue;
          g_string_append_printf (out, ", %s", stages[b]);
          done |= 1u << b;
        }
    }
  return g_string_free (out, FALSE);
}

/* "as 5.2.2 with "full, quota"; as 5.1.6 with "moved"" */
static char *
join_refinements (const DsnCodeInfo *info)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < dsn_code_info_get_n_refinements (info); i++)
    {
      DsnStatus status;
      const char *words = dsn_code_info_get_refinement (info, i, &status);

      g_string_append_printf (out, "%sas %u.%u.%u with \"%s\"", i > 0 ? "; " : "", status.klass, status.subject, status.detail, words);
    }
  return g_string_free (out, FALSE);
}

static void
append_title (GString *out, const DsnCodeInfo *info)
{
  const char *vendor = dsn_code_info_get_vendor (info);
  g_autofree char *references = g_strjoinv (", ", (char **) dsn_code_info_get_references (info));
  g_autoptr (GString) line = g_string_new (NULL);

  if (dsn_code_info_get_match (info) == DSN_CODE_MATCH_SUBJECT)
    g_string_append (line, "By its subject: ");
  else if (dsn_code_info_get_match (info) == DSN_CODE_MATCH_CLASS)
    g_string_append (line, "By its first digit: ");
  if (vendor != NULL)
    g_string_append_printf (line, "%s: ", vendor);
  g_string_append (line, dsn_code_info_get_title (info));
  if (references[0] != '\0')
    g_string_append_printf (line, " (%s)", references);
  append_hanging (out, DSN_STYLE_BOLD, dsn_code_info_get_code (info), 2, strlen (dsn_code_info_get_code (info)) + 4, line->str);
}

static void
append_info (GString *out, const DsnCodeInfo *info, gboolean line)
{
  const char *title = NULL, *see = dsn_code_info_get_see (info, &title);
  const char *fault = dsn_fault_to_string (dsn_code_info_get_fault (info));
  g_autofree char *tokens = join_quoted (dsn_code_info_get_tokens (info));
  g_autofree char *reasons = join_reasons (info);
  g_autofree char *reason = g_strdup_printf ("%s; fault: %s", reasons, fault);
  g_autofree char *defaults = join_defaults (info);
  g_autofree char *refinements = line ? NULL : join_refinements (info);
  g_autofree char *sources = g_strjoinv ("; ", (char **) dsn_code_info_get_sources (info));
  g_autofree char *same = see != NULL ? g_strdup_printf ("%s, %s", see, title) : NULL;

  append_title (out, info);
  append_labelled (out, "Means", dsn_code_info_get_meaning (info));
  append_labelled (out, "Why so", dsn_code_info_get_because (info));
  append_labelled (out, "Same as", same);
  append_labelled (out, dsn_code_info_get_recognized (info) ? "Seen here" : "Words", tokens);
  append_labelled (out, "Reason", reason);
  append_labelled (out, "Remedy", dsn_code_info_get_remedy (info));
  append_commands (out, "Check", dsn_code_info_get_checks (info));
  append_labelled (out, "Replies", dsn_code_info_get_basic (info));
  append_labelled (out, "Alone", line ? NULL : defaults);
  append_labelled (out, "By words", refinements);
  append_labelled (out, "Source", sources);
}

/* The question, and what it was taken for. */
static void
append_codes (GString *out, const char *question, const DsnCodeAnswer *answer)
{
  guint n = dsn_code_answer_get_n_codes (answer);
  gboolean bare = n == 1 && g_str_equal (question, dsn_code_answer_get_code (answer, 0, NULL, NULL));

  if (!bare)
    dsn_tool_append_wrapped (out, 0, DSN_STYLE_BOLD, question);
  for (guint i = 0; i < n; i++)
    {
      DsnCodeKind kind = DSN_CODE_KIND_NONE;
      const char *place = NULL, *code = dsn_code_answer_get_code (answer, i, &kind, &place);
      g_autofree char *line = g_strconcat (kinds[kind], place != NULL ? ": " : NULL, place, NULL);
      guint column = bare ? 0 : 2;

      append_hanging (out, DSN_STYLE_BOLD, code, column, column + strlen (code) + 2, line);
    }
}

static void
append_verdict (GString *out, const DsnVerdict *verdict)
{
  DsnBounceType type = dsn_verdict_get_bounce_type (verdict);
  DsnReason reason = dsn_verdict_get_reason (verdict);
  g_autoptr (GString) line = g_string_new (dsn_reason_to_string (reason));
  const char *rule = dsn_verdict_get_rule (verdict);

  if (type != DSN_BOUNCE_TYPE_NONE)
    g_string_append_printf (line, ", %s", dsn_bounce_type_to_string (type));
  g_string_append_printf (line, "; fault: %s; advice: %s", dsn_fault_to_string (dsn_verdict_get_fault (verdict)),
                          dsn_advice_to_string (dsn_verdict_get_advice (verdict)));
  append_heading (out, "Verdict on this reply");
  append_labelled (out, "In short", type == DSN_BOUNCE_TYPE_NONE ? "nothing failed" : dsn_text_describe (reason));
  append_labelled (out, "Reason", line->str);
  if (rule != NULL)
    {
      g_autofree char *by = g_strdup_printf ("%s, confidence %s", rule,
                                             dsn_confidence_to_string (dsn_verdict_get_confidence (verdict)));

      append_labelled (out, "Rule", by);
    }
}

void
dsn_explain_append_text (GString *out, const char *question, const DsnCodeAnswer *answer, const DsnVerdict *verdict)
{
  int layer = -1;

  append_codes (out, question, answer);
  if (verdict != NULL)
    append_verdict (out, verdict);
  for (guint i = 0; i < dsn_code_answer_get_n_infos (answer); i++)
    {
      const DsnCodeInfo *info = dsn_code_answer_get_info (answer, i);

      if ((int) dsn_code_info_get_layer (info) != layer)
        append_heading (out, headings[layer = (int) dsn_code_info_get_layer (info)]);
      append_info (out, info, verdict != NULL);
    }
  if (dsn_code_answer_get_n_remarks (answer) > 0)
    append_heading (out, "Remarks");
  for (guint i = 0; i < dsn_code_answer_get_n_remarks (answer); i++)
    dsn_tool_append_wrapped (out, 2, DSN_STYLE_PLAIN, dsn_code_answer_get_remark (answer, i));
}
