/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From what a builder was told to a DsnReport: the fields of RFC 3464 2.2 and 2.3 in the order of its grammar, each
 * checked (G-201 to G-312, G-606), Action, Status and Diagnostic-Code derived where they were not given (M-01 to
 * M-12).  The field values stand in the report as they will stand in the message.
 */
#include <string.h>
#include <dsn/dsn-xtext.h>
#include "read/dsn-fields.h"
#include "write/dsn-builder-private.h"
#include "write/dsn-field-rules.h"
#include "write/dsn-wire.h"

#define REPLY_LINES_MAX 100
#define REPLY_LINE_MAX  2000

/* --- the reply --- */

static void
cap_line (char **line)
{
  gsize n = REPLY_LINE_MAX;

  if (strlen (*line) <= REPLY_LINE_MAX)
    return;
  while (((guchar) (*line)[n] & 0xc0) == 0x80)
    n--;
  (*line)[n] = '\0';
  g_strchomp (*line);
  {
    char *cut = g_strconcat (*line, " [truncated]", NULL);

    g_free (*line);
    *line = cut;
  }
}

/* A reply of any size in at most 100 lines of at most 2000 bytes: the first ones, and the last, which decides
 * (G-605). */
static GPtrArray *
read_reply (const char *reply)
{
  GPtrArray *lines = dsn_wire_split_reply (reply);

  if (lines->len > REPLY_LINES_MAX)
    {
      char **last_kept = (char **) &lines->pdata[REPLY_LINES_MAX - 2];
      char *cut = g_strconcat (*last_kept, " [truncated]", NULL);

      g_free (*last_kept);
      *last_kept = cut;
      g_ptr_array_remove_range (lines, REPLY_LINES_MAX - 1, lines->len - REPLY_LINES_MAX);
    }
  for (guint i = 0; i < lines->len; i++)
    cap_line ((char **) &lines->pdata[i]);
  return lines;
}

/* "smtp; " only for what an SMTP server said, own words under our name (G-309). */
static char *
format_diagnostic (const DsnDraftRecipient *extra, DsnCause cause)
{
  GString *value;

  if (extra->lines == NULL || extra->lines->len == 0)
    return cause != DSN_CAUSE_NONE ? g_strconcat ("X-Libdsn; ", dsn_cause_get_text (cause), NULL) : NULL;
  value = g_string_new (extra->mapping.is_smtp ? "smtp;" : "X-Libdsn;");
  for (guint i = 0; i < extra->lines->len; i++)
    g_string_append_printf (value, " %s", (const char *) g_ptr_array_index (extra->lines, i));
  return g_string_free (value, FALSE);
}

/* --- values for the part --- */

/* A field body as it may stand in the machine part: UTF-8 where that is global, else ASCII (G-315). */
static char *
fit_value (const DsnDraft *draft, const DsnFieldRule *rule, const char *value)
{
  GString *out;
  gsize type;

  if (draft->global || g_str_is_ascii (value))
    return g_strdup (value);
  out = g_string_new (NULL);
  type = dsn_field_rules_type_length (value);
  if (rule && rule->form == DSN_FORM_ADDRESS && type)
    {
      /* G-509, G-510 */
      g_autofree char *address = dsn_encode_utf8_address (value + type + strspn (value + type, "; \t"),
                                                          DSN_ADDRESS_FORM_XTEXT);

      g_string_append_printf (out, "utf-8; %s", address);
    }
  else
    dsn_wire_escape_ascii (out, value);
  return g_string_free (out, FALSE);
}

static gboolean
format_given (const DsnFieldRule *rule, GArray *fields, char **value, GError **error)
{
  const char *given = dsn_given_lookup (fields, rule->name);

  *value = NULL;
  if (given == NULL)
    return TRUE;
  *value = dsn_field_rules_format (rule, given, error);
  return *value != NULL;
}

static gboolean
check_given (GArray *fields, gboolean per_recipient, GError **error)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const DsnGiven *given = &g_array_index (fields, DsnGiven, i);

      if (!dsn_field_rules_check_name (given->name, per_recipient, error)
          || !dsn_field_rules_check_safe (given->name, given->value, error))
        return FALSE;
    }
  return TRUE;
}

/* --- fields of the message --- */

static void
add_report_field (DsnDraft *draft, const DsnFieldRule *rule, const char *name, const char *value)
{
  DsnArena *arena = draft->report->arena;
  g_autofree char *fitted = fit_value (draft, rule, value);

  dsn_report_add_field (draft->report, dsn_arena_strdup (arena, name), dsn_arena_strdup (arena, fitted), DSN_SPAN_NONE);
}

static gboolean
fill_message (DsnDraft *draft, DsnBuilder *builder, GError **error)
{
  if (!check_given (builder->fields, FALSE, error))
    return FALSE;
  if (dsn_given_lookup (builder->fields, "Reporting-MTA") == NULL)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_MISSING, "Reporting-MTA is missing");
      return FALSE;
    }
  for (guint i = 0; i < dsn_n_field_rules; i++)
    {
      const DsnFieldRule *rule = &dsn_field_rules[i];
      g_autofree char *value = NULL;

      if (rule->per_recipient)
        continue;
      if (!format_given (rule, builder->fields, &value, error))
        return FALSE;
      if (value)
        add_report_field (draft, rule, rule->name, value);
    }
  for (guint i = 0; i < builder->fields->len; i++)
    {
      const DsnGiven *given = &g_array_index (builder->fields, DsnGiven, i);
      g_autofree char *value = g_strstrip (g_strdup (given->value));

      if (*value && !dsn_field_rules_find (given->name, FALSE))
        add_report_field (draft, NULL, given->name, value);
    }
  dsn_fields_fill_report (draft->report);
  return TRUE;
}

/* --- fields of a recipient --- */

static gboolean
map_status (DsnBuilder *builder, const DsnBuilderRecipient *told, DsnDraftRecipient *extra, GError **error)
{
  const char *action = dsn_given_lookup (told->fields, "Action"), *status = dsn_given_lookup (told->fields, "Status");
  DsnMapQuery query = {
    .lines = extra->lines,
    .stage = told->stage,
    .cause = told->cause,
    .expiry = told->expiry,
    .profile = builder->profile,
    .soft_bounce = (told->flags & DSN_RECIPIENT_SOFT_BOUNCE) != 0,
  };
  g_autofree char *checked_action = NULL, *checked_status = NULL;

  if (action)
    {
      checked_action = dsn_field_rules_format (dsn_field_rules_find ("Action", TRUE), action, error);
      if (checked_action == NULL || !dsn_action_from_string (checked_action, &query.action))
        return FALSE;
    }
  if (status)
    {
      checked_status = dsn_field_rules_format (dsn_field_rules_find ("Status", TRUE), status, error);
      if (checked_status == NULL || !dsn_status_parse (checked_status, &query.status))
        return FALSE;
    }
  if (told->cause != DSN_CAUSE_NONE && extra->lines && extra->lines->len)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_CONFLICT,
                   "a recipient has a reply or a cause of this host's own, not both");
      return FALSE;
    }
  return dsn_status_map (&query, &extra->mapping, error);
}

static void
note_mapping (DsnDraft *draft, const char *address, const DsnMapping *mapping)
{
  g_autofree char *status = dsn_status_to_string (&mapping->status);

  if (mapping->conflicts & DSN_CONFLICT_STATUS_VS_REPLY_CLASS)
    dsn_draft_note (draft, "%s: the reply %u and its enhanced code are of different classes; the status is %s", address,
                    mapping->reply, status);
  else if (mapping->conflicts & DSN_CONFLICT_ACTION_VS_STATUS)
    dsn_draft_note (draft, "%s: the class of the status was made to fit the action; the status is %s", address, status);
  if (mapping->conflicts & DSN_CONFLICT_MULTI_CODE)
    dsn_draft_note (draft, "%s: the lines of the reply have different codes; the last one counts (%u)", address,
                    mapping->reply);
}

/* What is written where nothing was given. (nullable) */
static char *
derive_value (const DsnFieldRule *rule, const DsnBuilderRecipient *told, const DsnDraftRecipient *extra,
              const char *final)
{
  g_autofree char *status = NULL;

  if (g_str_equal (rule->name, "Final-Recipient"))
    return g_strdup (final);
  if (g_str_equal (rule->name, "Action"))
    return g_strdup (dsn_action_to_string (extra->mapping.action));
  if (g_str_equal (rule->name, "Diagnostic-Code"))
    return format_diagnostic (extra, told->cause);
  if (!g_str_equal (rule->name, "Status"))
    return NULL;
  status = dsn_status_to_string (&extra->mapping.status);
  return g_strconcat (status, told->expiry != DSN_EXPIRY_NONE ? " (expired)" : NULL, NULL);
}

/* G-313: where the mail went on to must not be told. */
static gboolean
is_confidential (const DsnBuilderRecipient *told, const DsnFieldRule *rule)
{
  return (told->flags & DSN_RECIPIENT_CONFIDENTIAL)
    && (rule == NULL || g_str_equal (rule->name, "Remote-MTA") || g_str_equal (rule->name, "Diagnostic-Code"));
}

static gboolean
check_when (const DsnFieldRule *rule, const DsnMapping *mapping, GError **error)
{
  if (!g_str_equal (rule->name, "Will-Retry-Until") || mapping->action == DSN_ACTION_DELAYED)
    return TRUE;
  g_set_error (error, DSN_ERROR, DSN_ERROR_CONFLICT,
               "Will-Retry-Until goes with the action 'delayed' only (RFC 3464 2.3.9), "
               "and the action is '%s'",
               dsn_action_to_string (mapping->action));
  return FALSE;
}

static void
add_recipient_field (DsnDraft *draft, DsnRecipient *recipient, const DsnFieldRule *rule, const char *name,
                     const char *value)
{
  DsnArena *arena = draft->report->arena;
  g_autofree char *fitted = fit_value (draft, rule, value);

  dsn_recipient_add_field (recipient, dsn_arena_strdup (arena, name), dsn_arena_strdup (arena, fitted), DSN_SPAN_NONE);
}

static gboolean
add_standard_fields (DsnDraft *draft, DsnRecipient *recipient, const DsnBuilderRecipient *told,
                     const DsnDraftRecipient *extra, GError **error)
{
  const char *original = dsn_given_lookup (told->fields, "Original-Recipient");
  const char *address = (told->flags & DSN_RECIPIENT_CONFIDENTIAL) && original ? original : told->address;
  g_autofree char *final = dsn_field_rules_format (dsn_field_rules_find ("Final-Recipient", TRUE), address, error);

  if (final == NULL)
    return FALSE;
  for (guint i = 0; i < dsn_n_field_rules; i++)
    {
      const DsnFieldRule *rule = &dsn_field_rules[i];
      gboolean derived = rule->form == DSN_FORM_ACTION || rule->form == DSN_FORM_STATUS;
      g_autofree char *value = NULL;

      if (!rule->per_recipient)
        continue;
      if (!derived && !format_given (rule, told->fields, &value, error))
        return FALSE;
      if (value && !check_when (rule, &extra->mapping, error))
        return FALSE;
      if (value == NULL)
        value = derive_value (rule, told, extra, final);
      if (value && !is_confidential (told, rule))
        add_recipient_field (draft, recipient, rule, rule->name, value);
    }
  return TRUE;
}

static gboolean
fill_recipient (DsnDraft *draft, DsnBuilder *builder, const DsnBuilderRecipient *told, GError **error)
{
  DsnDraftRecipient extra = { .stage = told->stage, .expiry = told->expiry };
  DsnRecipient *recipient;
  const char *why;

  if (!dsn_field_rules_check_safe ("recipient", told->address, error) || !check_given (told->fields, TRUE, error))
    return FALSE;
  extra.lines = told->reply ? read_reply (told->reply) : NULL;
  g_array_append_val (draft->recipients, extra);
  if (!map_status (builder, told, &g_array_index (draft->recipients, DsnDraftRecipient, draft->recipients->len - 1),
                   error))
    return FALSE;
  extra = g_array_index (draft->recipients, DsnDraftRecipient, draft->recipients->len - 1);
  if (told->has_notify && !dsn_notify_is_due (told->notify, extra.mapping.action, &why))
    {
      dsn_draft_note (draft, "%s is left out: %s", told->address, why);
      g_array_set_size (draft->recipients, draft->recipients->len - 1);
      return TRUE;
    }
  note_mapping (draft, told->address, &extra.mapping);

  recipient = dsn_recipient_new (draft->report->arena);
  dsn_report_add_recipient (draft->report, recipient);
  if (!add_standard_fields (draft, recipient, told, &extra, error))
    return FALSE;
  for (guint i = 0; i < told->fields->len; i++)
    {
      const DsnGiven *given = &g_array_index (told->fields, DsnGiven, i);
      g_autofree char *value = g_strstrip (g_strdup (given->value));

      if (*value && !dsn_field_rules_find (given->name, TRUE) && !is_confidential (told, NULL))
        add_recipient_field (draft, recipient, NULL, given->name, value);
    }
  dsn_fields_fill_recipient (draft->report, recipient, DSN_PART_UNKNOWN);
  return TRUE;
}

static DsnKind
find_kind (const DsnReport *report)
{
  DsnKind kind = DSN_KIND_SUCCESS;

  for (guint i = 0; i < report->n_recipients; i++)
    if (report->recipients[i]->action == DSN_ACTION_FAILED)
      return DSN_KIND_BOUNCE;
    else if (report->recipients[i]->action == DSN_ACTION_DELAYED)
      kind = DSN_KIND_DELAY;
  return kind;
}

/* Fills the report of the draft.  Errors name the recipient where there are several. */
gboolean
dsn_facts_fill (DsnDraft *draft, DsnBuilder *builder, GError **error)
{
  if (builder->recipients->len == 0)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_MISSING, "there is no recipient to report about");
      return FALSE;
    }
  if (!fill_message (draft, builder, error))
    return FALSE;
  for (guint i = 0; i < builder->recipients->len; i++)
    if (!fill_recipient (draft, builder, g_ptr_array_index (builder->recipients, i), error))
      {
        if (builder->recipients->len > 1)
          g_prefix_error (error, "recipient %u: ", i + 1);
        return FALSE;
      }
  if (draft->report->n_recipients == 0)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_SUPPRESSED, "%s",
                   (const char *) g_ptr_array_index (draft->notes, draft->notes->len - 1));
      return FALSE;
    }
  draft->report->kind = find_kind (draft->report);
  return TRUE;
}
