/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Results as JSON, format 1: one object a line, members in a fixed order, absent ones left out, arrays and `expired`
 * always there.  docs/json.md describes each member, docs/schema/format-1.json is its JSON Schema.
 */
#include <string.h>
#include "dsn-json.h"
#include "dsn-tool.h"

typedef const char *(*FlagNick) (guint flag);

static const char *
get_conflict_nick (guint flag)
{
  return dsn_conflict_to_string (flag);
}

static const char *
get_defect_nick (guint flag)
{
  return dsn_defect_to_string (flag);
}

void
dsn_json_add_string (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static void
add_flags (JsonObject *object, const char *name, guint flags, FlagNick nick)
{
  JsonArray *array = json_array_new ();

  for (; flags != 0; flags &= flags - 1)
    {
      const char *text = nick (flags & -flags);

      if (text != NULL)
        json_array_add_string_element (array, text);
    }
  json_object_set_array_member (object, name, array);
}

/* A member that is an object, left out if it has no members.  Takes the object. */
static void
add_object (JsonObject *object, const char *name, JsonObject *value)
{
  if (json_object_get_size (value) > 0)
    json_object_set_object_member (object, name, value);
  else
    json_object_unref (value);
}

/* A field; the values of a repeated one become an array. */
static void
add_field (JsonObject *fields, const char *name, const char *value)
{
  JsonNode *old = json_object_get_member (fields, name);
  JsonArray *values;

  if (old == NULL)
    {
      json_object_set_string_member (fields, name, value);
      return;
    }
  if (JSON_NODE_HOLDS_ARRAY (old))
    values = json_node_get_array (old);
  else
    {
      values = json_array_new ();
      json_array_add_string_element (values, json_node_get_string (old));
      json_object_set_array_member (fields, name, values);
    }
  json_array_add_string_element (values, value);
}

static void
add_status (JsonObject *object, const DsnStatus *status)
{
  g_autofree char *text = status != NULL && dsn_status_is_set (status) ? dsn_status_to_string (status) : NULL;

  dsn_json_add_string (object, "status", text);
}

/* Where the verdict comes from.  Bytes are counted from the start of the message; they are left out where the part had
 * to be decoded. */
static void
add_evidence (JsonObject *object, const DsnVerdict *verdict)
{
  const char *source = NULL, *text, *rule, *why;
  gsize offset = 0, length = 0;
  guint part = G_MAXUINT;
  JsonArray *candidates;

  text = dsn_verdict_get_evidence (verdict, &source, &part, &offset, &length);
  if (text != NULL)
    {
      JsonObject *evidence = json_object_new ();

      dsn_json_add_string (evidence, "source", source);
      if (part != G_MAXUINT)
        json_object_set_int_member (evidence, "part", part);
      if (length > 0)
        {
          json_object_set_int_member (evidence, "offset", offset);
          json_object_set_int_member (evidence, "length", length);
        }
      dsn_json_add_string (evidence, "text", text);
      dsn_json_add_string (evidence, "origin", dsn_verdict_get_rule_origin (verdict));
      json_object_set_object_member (object, "evidence", evidence);
    }

  candidates = json_array_new ();
  for (guint i = 0; i < dsn_verdict_get_n_candidates (verdict); i++)
    {
      JsonObject *candidate = json_object_new ();
      DsnReason reason = dsn_verdict_get_candidate (verdict, i, &rule, &why);

      dsn_json_add_string (candidate, "reason", dsn_reason_to_string (reason));
      dsn_json_add_string (candidate, "rule", rule);
      dsn_json_add_string (candidate, "why", why);
      json_array_add_object_element (candidates, candidate);
    }
  json_object_set_array_member (object, "candidates", candidates);
}

/* The section of the user's policy that gave the advice. */
static void
add_policy (JsonObject *object, const DsnVerdict *verdict)
{
  const char *origin, *section;
  DsnAdvice usual;
  JsonObject *policy;

  section = dsn_verdict_get_policy (verdict, &origin, &usual);
  if (section == NULL)
    return;
  policy = json_object_new ();
  dsn_json_add_string (policy, "section", section);
  dsn_json_add_string (policy, "origin", origin);
  dsn_json_add_string (policy, "instead_of", dsn_advice_to_string (usual));
  json_object_set_object_member (object, "policy", policy);
}

/* The other addresses under which the message knows the recipient, and who says so; nothing if there is only the one. */
static void
add_identities (JsonObject *object, const DsnRecipient *recipient)
{
  const char *address = dsn_recipient_get_address (recipient), *identity, *source;
  guint n = dsn_recipient_get_n_identities (recipient);
  gboolean others = FALSE;
  JsonArray *array;

  for (guint i = 0; i < n; i++)
    others = others || g_strcmp0 (dsn_recipient_get_identity (recipient, i, NULL), address) != 0;
  if (!others)
    return;
  array = json_array_new ();
  for (guint i = 0; i < n; i++)
    {
      JsonObject *element = json_object_new ();

      identity = dsn_recipient_get_identity (recipient, i, &source);
      dsn_json_add_string (element, "address", identity);
      dsn_json_add_string (element, "source", source);
      json_array_add_object_element (array, element);
    }
  json_object_set_array_member (object, "identities", array);
}

void
dsn_json_add_verdict (JsonObject *object, const DsnRecipient *recipient, const DsnVerdict *verdict, gboolean explain)
{
  DsnBounceType type = dsn_verdict_get_bounce_type (verdict);
  DsnAction action = dsn_verdict_get_action (verdict);

  if (recipient != NULL)
    dsn_json_add_string (object, "address", dsn_recipient_get_address (recipient));
  if (action != DSN_ACTION_NONE)
    dsn_json_add_string (object, "action", dsn_action_to_string (action));
  add_status (object, dsn_verdict_get_status (verdict));
  if (dsn_verdict_get_reply_code (verdict) != 0)
    json_object_set_int_member (object, "reply_code", dsn_verdict_get_reply_code (verdict));
  dsn_json_add_string (object, "diagnostic", dsn_verdict_get_diagnostic (verdict));
  dsn_json_add_string (object, "reason", dsn_reason_to_string (dsn_verdict_get_reason (verdict)));
  if (type != DSN_BOUNCE_TYPE_NONE)
    dsn_json_add_string (object, "type", dsn_bounce_type_to_string (type));
  dsn_json_add_string (object, "fault", dsn_fault_to_string (dsn_verdict_get_fault (verdict)));
  dsn_json_add_string (object, "advice", dsn_advice_to_string (dsn_verdict_get_advice (verdict)));
  add_policy (object, verdict);
  json_object_set_boolean_member (object, "expired", dsn_verdict_get_expired (verdict));
  dsn_json_add_string (object, "confidence", dsn_confidence_to_string (dsn_verdict_get_confidence (verdict)));
  dsn_json_add_string (object, "rule", dsn_verdict_get_rule (verdict));
  add_flags (object, "conflicts", dsn_verdict_get_conflicts (verdict), get_conflict_nick);
  if (recipient != NULL)
    add_identities (object, recipient);
  if (explain)
    add_evidence (object, verdict);
}

void
dsn_json_add_fields (JsonObject *object, const DsnRecipient *recipient)
{
  JsonObject *fields = json_object_new ();

  for (guint i = 0; i < dsn_recipient_get_n_fields (recipient); i++)
    add_field (fields, dsn_recipient_get_field_name (recipient, i), dsn_recipient_get_field_value (recipient, i));
  add_object (object, "fields", fields);
}

void
dsn_json_add_defects (JsonObject *object, DsnDefects defects)
{
  add_flags (object, "defects", defects, get_defect_nick);
}

static void
add_source (JsonObject *object, const DsnResult *result)
{
  JsonObject *source = json_object_new ();
  const char *path = result->path, *bad;

  if (g_utf8_validate (path, -1, NULL))
    json_object_set_string_member (source, "path", path);
  else
    {
      g_autoptr (GString) safe = g_string_new (NULL);

      for (; !g_utf8_validate (path, -1, &bad); path = bad + 1)
        {
          g_string_append_len (safe, path, bad - path);
          g_string_append_printf (safe, "\\x%02X", (guchar) *bad);
        }
      g_string_append (safe, path);
      json_object_set_string_member (source, "path", safe->str);
    }
  json_object_set_int_member (source, "index", result->index);
  json_object_set_int_member (source, "offset", result->offset);
  json_object_set_object_member (object, "source", source);
}

static void
add_original (JsonObject *object, const DsnReport *report, const DsnDetail *detail)
{
  static const struct { const char *member, *field; } members[] = {
    { "message_id", "Message-ID" },
    { "from",       "From" },
    { "to",         "To" },
    { "subject",    "Subject" },
    { "date",       "Date" },
    { "list_id",    "List-Id" },
  };
  JsonObject *original;

  if (!dsn_report_has_original (report))
    return;
  original = json_object_new ();
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    dsn_json_add_string (original, members[i].member, dsn_report_lookup_original_field (report, members[i].field));
  if (detail->headers != NULL)
    {
      JsonObject *headers = json_object_new ();

      for (const char * const *name = detail->headers; *name != NULL; name++)
        dsn_json_add_string (headers, *name, dsn_report_lookup_original_field (report, *name));
      json_object_set_object_member (original, "headers", headers);
    }
  json_object_set_object_member (object, "original", original);
}

/* Writes what json-glib made, with the characters escaped that it leaves raw and a terminal would act on.  They only
 * stand within strings. */
static void
append_harmless (GString *out, const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *start = text;
      gunichar c;

      while (text < end && *text >= 0x20 && *text < 0x7f)
        text++;
      g_string_append_len (out, start, text - start);
      if (text == end)
        break;

      c = g_utf8_get_char_validated (text, end - text);
      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append (out, "\\ufffd");
          text++;
          continue;
        }
      if (!dsn_tool_is_unsafe (c))
        g_string_append_len (out, text, g_utf8_skip[(guchar) *text]);
      else if (c < 0x10000)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_printf (out, "\\u%04x\\u%04x", 0xd7c0 + (c >> 10), 0xdc00 + (c & 0x3ff));
      text += g_utf8_skip[(guchar) *text];
    }
}

/* What writing an object needs, kept by each thread for the next one. */
typedef struct {
  JsonGenerator *generator;
  GString       *text;
} Scratch;

static void
scratch_free (gpointer data)
{
  Scratch *scratch = data;

  g_object_unref (scratch->generator);
  g_string_free (scratch->text, TRUE);
  g_free (scratch);
}

static Scratch *
get_scratch (void)
{
  static GPrivate private = G_PRIVATE_INIT (scratch_free);
  Scratch *scratch = g_private_get (&private);

  if (scratch == NULL)
    {
      scratch = g_new (Scratch, 1);
      scratch->generator = json_generator_new ();
      scratch->text = g_string_sized_new (4096);
      g_private_set (&private, scratch);
    }

  return scratch;
}

static void
append_object (GString *out, JsonObject *object)
{
  Scratch *scratch = get_scratch ();
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), object);

  json_generator_set_root (scratch->generator, root);
  g_string_truncate (scratch->text, 0);
  json_generator_to_gstring (scratch->generator, scratch->text);
  json_generator_set_root (scratch->generator, NULL);
  append_harmless (out, scratch->text->str, scratch->text->len);
  json_object_unref (object);
}

void
dsn_json_append_line (GString *out, JsonObject *object)
{
  append_object (out, object);
  g_string_append_c (out, '\n');
}

/* A message is written in three pieces: what stands before the recipients, each recipient, and what stands after them.
 * The first and the last are objects whose inner brace is taken off. */
static void
begin_message (GString *out, DsnResult *result)
{
  const DsnReport *report = result->report;
  JsonObject *object = json_object_new ();
  JsonObject *fields = json_object_new ();

  json_object_set_int_member (object, "format", 1);
  if (result->path != NULL)
    add_source (object, result);
  dsn_json_add_string (object, "kind", dsn_kind_to_string (dsn_report_get_kind (report)));
  dsn_json_add_string (object, "dialect", dsn_report_get_dialect (report));
  for (guint i = 0; i < dsn_report_get_n_fields (report); i++)
    add_field (fields, dsn_report_get_field_name (report, i), dsn_report_get_field_value (report, i));
  add_object (object, "fields", fields);
  append_object (out, object);
  g_string_truncate (out, out->len - 1);
  g_string_append (out, ",\"recipients\":[");
}

static void
append_recipient (GString *out, DsnResult *result, const DsnJudged *judged)
{
  const DsnRecipient *recipient = judged->recipient;
  JsonObject *object = json_object_new ();

  dsn_json_add_verdict (object, recipient, judged->verdict, result->detail->explain);
  dsn_json_add_fields (object, recipient);
  if (result->n_written > 0)
    g_string_append_c (out, ',');
  append_object (out, object);
}

static void
end_message (GString *out, DsnResult *result)
{
  JsonObject *object = json_object_new ();
  gsize start;

  g_string_append_c (out, ']');
  add_original (object, result->report, result->detail);
  dsn_json_add_defects (object, result->defects);
  start = out->len;
  dsn_json_append_line (out, object);
  out->str[start] = ',';
}

const DsnFormat dsn_format_json = { "json", NULL, begin_message, append_recipient, end_message };
