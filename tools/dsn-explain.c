/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * `dsn explain`: tells what each code or reply on the command line means, and judges whole replies.  The exit status is 1
 * if nobody knows one of the codes.
 */
#include <string.h>
#include "dsn-explain-text.h"
#include "dsn-json.h"
#include "dsn-tool.h"

static const char command[] = "explain";

typedef enum { FORMAT_TEXT, FORMAT_JSON } Format;

static const char * const formats[] = { "text", "json", NULL };

static char *opt_format, *opt_stage, *opt_remote;
static char **opt_rules, **opt_codes;

static const GOptionEntry entries[] = {
  { "format", 'f', 0, G_OPTION_ARG_FILENAME, &opt_format, "text or json", "FORMAT" },
  { "stage", 0, 0, G_OPTION_ARG_FILENAME, &opt_stage, "SMTP command that a reply answers", "STAGE" },
  { "remote", 0, 0, G_OPTION_ARG_FILENAME, &opt_remote, "Host that gave a reply", "HOST" },
  { "rules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_rules, "Rules to try before the built-in ones", "PATH" },
  { G_OPTION_REMAINING, 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME_ARRAY, &opt_codes, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

static void
add_status (JsonObject *object, const char *name, const DsnStatus *status)
{
  g_autofree char *text = status != NULL ? dsn_status_to_string (status) : NULL;

  dsn_json_add_string (object, name, text);
}

/* Left out if there is none. */
static void
add_strings (JsonObject *object, const char *name, const char * const *strings)
{
  JsonArray *array;

  if (strings[0] == NULL)
    return;
  array = json_array_new ();
  for (; *strings != NULL; strings++)
    json_array_add_string_element (array, *strings);
  json_object_set_array_member (object, name, array);
}

/* "4, 5" as an array */
static void
add_list (JsonObject *object, const char *name, const char *list)
{
  g_auto (GStrv) words = list != NULL ? g_strsplit (list, ", ", -1) : NULL;

  if (words != NULL)
    add_strings (object, name, (const char * const *) words);
}

/* The enhanced codes that fit a reply code without one. */
static void
add_defaults (JsonObject *object, const DsnCodeInfo *info)
{
  JsonObject *defaults, *stages = json_object_new ();
  JsonArray *texts = json_array_new ();

  if (dsn_code_info_get_default (info, DSN_STAGE_UNKNOWN) == NULL)
    {
      json_object_unref (stages);
      json_array_unref (texts);
      return;
    }
  for (guint stage = 1; stage < DSN_STAGE_LAST; stage++)
    add_status (stages, dsn_stage_to_string (stage), dsn_code_info_get_default (info, stage));
  for (guint i = 0; i < dsn_code_info_get_n_refinements (info); i++)
    {
      JsonObject *text = json_object_new ();
      DsnStatus status;

      dsn_json_add_string (text, "words", dsn_code_info_get_refinement (info, i, &status));
      add_status (text, "status", &status);
      json_array_add_object_element (texts, text);
    }
  defaults = json_object_new ();
  add_status (defaults, "status", dsn_code_info_get_default (info, DSN_STAGE_UNKNOWN));
  json_object_set_object_member (defaults, "stages", stages);
  json_object_set_array_member (defaults, "texts", texts);
  json_object_set_object_member (object, "enhanced", defaults);
}

static JsonObject *
make_meaning (const DsnCodeInfo *info)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();
  guint n = 0;
  const DsnReason *reasons = dsn_code_info_get_reasons (info, &n);

  dsn_json_add_string (object, "code", dsn_code_info_get_code (info));
  dsn_json_add_string (object, "layer", dsn_code_layer_to_string (dsn_code_info_get_layer (info)));
  dsn_json_add_string (object, "match", dsn_code_match_to_string (dsn_code_info_get_match (info)));
  dsn_json_add_string (object, "id", dsn_code_info_get_id (info));
  dsn_json_add_string (object, "vendor", dsn_code_info_get_vendor (info));
  dsn_json_add_string (object, "title", dsn_code_info_get_title (info));
  dsn_json_add_string (object, "meaning", dsn_code_info_get_meaning (info));
  dsn_json_add_string (object, "because", dsn_code_info_get_because (info));
  dsn_json_add_string (object, "same_as", dsn_code_info_get_see (info, NULL));
  for (guint i = 0; i < n; i++)
    json_array_add_string_element (array, dsn_reason_to_string (reasons[i]));
  json_object_set_array_member (object, "reasons", array);
  dsn_json_add_string (object, "fault", dsn_fault_to_string (dsn_code_info_get_fault (info)));
  dsn_json_add_string (object, "remedy", dsn_code_info_get_remedy (info));
  add_strings (object, "checks", dsn_code_info_get_checks (info));
  add_list (object, "classes", dsn_code_info_get_classes (info));
  add_list (object, "reply_codes", dsn_code_info_get_basic (info));
  add_defaults (object, info);
  add_strings (object, "words", dsn_code_info_get_tokens (info));
  if (dsn_code_info_get_layer (info) == DSN_CODE_LAYER_VENDOR)
    {
      json_object_set_boolean_member (object, "recognized", dsn_code_info_get_recognized (info));
      json_object_set_boolean_member (object, "conflict", dsn_code_info_get_conflict (info));
    }
  add_strings (object, "references", dsn_code_info_get_references (info));
  add_strings (object, "sources", dsn_code_info_get_sources (info));

  return object;
}

static JsonArray *
make_codes (const DsnCodeAnswer *answer)
{
  JsonArray *codes = json_array_new ();

  for (guint i = 0; i < dsn_code_answer_get_n_codes (answer); i++)
    {
      JsonObject *object = json_object_new ();
      DsnCodeKind kind = DSN_CODE_KIND_NONE;
      const char *place = NULL;

      dsn_json_add_string (object, "code", dsn_code_answer_get_code (answer, i, &kind, &place));
      dsn_json_add_string (object, "taken_for", dsn_code_kind_to_string (kind));
      dsn_json_add_string (object, "place", place);
      json_array_add_object_element (codes, object);
    }

  return codes;
}

static void
append_json (GString *out, const char *question, const DsnCodeAnswer *answer, const DsnVerdict *verdict)
{
  g_autofree char *text = g_utf8_make_valid (question, -1);
  JsonObject *object = json_object_new ();
  JsonArray *meanings = json_array_new (), *remarks = json_array_new ();

  json_object_set_int_member (object, "format", 1);
  dsn_json_add_string (object, "question", text);
  json_object_set_boolean_member (object, "known", dsn_code_answer_is_known (answer));
  json_object_set_array_member (object, "codes", make_codes (answer));
  for (guint i = 0; i < dsn_code_answer_get_n_infos (answer); i++)
    json_array_add_object_element (meanings, make_meaning (dsn_code_answer_get_info (answer, i)));
  json_object_set_array_member (object, "meanings", meanings);
  for (guint i = 0; i < dsn_code_answer_get_n_remarks (answer); i++)
    json_array_add_string_element (remarks, dsn_code_answer_get_remark (answer, i));
  json_object_set_array_member (object, "remarks", remarks);
  if (verdict != NULL)
    {
      JsonObject *judged = json_object_new ();

      dsn_json_add_verdict (judged, NULL, verdict, FALSE);
      json_object_set_object_member (object, "verdict", judged);
    }
  dsn_json_append_line (out, object);
}

/* FALSE with *status: the usage was wrong, and said so. */
static gboolean
read_options (Format *format, DsnStage *stage, int *status)
{
  const char *nicks[DSN_STAGE_LAST] = { NULL };
  g_autofree char *message = NULL;

  for (*format = FORMAT_TEXT; opt_format != NULL && !g_str_equal (formats[*format], opt_format); (*format)++)
    if (formats[*format + 1] == NULL)
      {
        message = dsn_tool_unknown ("format", opt_format, formats);
        *status = dsn_tool_usage_error (command, "--format: %s", message);
        return FALSE;
      }
  if (opt_stage != NULL && (!dsn_stage_from_string (opt_stage, stage) || *stage == DSN_STAGE_UNKNOWN))
    {
      for (guint i = 1; i < DSN_STAGE_LAST; i++)
        nicks[i - 1] = dsn_stage_to_string (i);
      message = dsn_tool_unknown ("stage", opt_stage, nicks);
      *status = dsn_tool_usage_error (command, "--stage: %s", message);
      return FALSE;
    }

  return TRUE;
}

static void
explain (const char *question, Format format, DsnRuleset *rules, DsnStage stage, gboolean first, int *status)
{
  g_autoptr (DsnCodeAnswer) answer = dsn_code_answer_new (question, opt_remote);
  g_autoptr (DsnVerdict) verdict = NULL;
  g_autoptr (GString) out = g_string_new (format == FORMAT_TEXT && !first ? "\n\n" : NULL);

  if (dsn_code_answer_is_reply_line (answer))
    verdict = dsn_ruleset_classify_reply (rules, question, stage, opt_remote);
  if (format == FORMAT_JSON)
    append_json (out, question, answer, verdict);
  else
    dsn_explain_append_text (out, question, answer, verdict);
  fwrite (out->str, 1, out->len, stdout);
  if (!dsn_code_answer_is_known (answer))
    *status = DSN_EXIT_FOUND;
}

int
dsn_cmd_explain (int argc, char **argv)
{
  g_autoptr (DsnRuleset) rules = NULL;
  DsnStage stage = DSN_STAGE_UNKNOWN;
  Format format;
  int status;

  if (!dsn_tool_parse_options (command, entries, &argc, &argv, &status) || !read_options (&format, &stage, &status))
    return status;
  if (opt_codes == NULL)
    {
      dsn_tool_print_short_help (stderr, command, entries);
      return DSN_EXIT_USAGE;
    }
  if ((rules = dsn_tool_load_rules (command, opt_rules, NULL, &status)) == NULL)
    return status;

  for (guint i = 0; opt_codes[i] != NULL && !dsn_tool_output_broken (); i++)
    explain (opt_codes[i], format, rules, stage, i == 0, &status);

  return status;
}
