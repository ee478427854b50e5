/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Results as rows.  One table of columns serves CSV (RFC 4180) and templates; their names are those of the JSON.
 * What comes from mail cannot end a row or reach a terminal as a control character, and in CSV not become a formula
 * of a spreadsheet.
 */
#include <string.h>
#include "dsn-table.h"
#include "dsn-tool.h"

typedef void (*Getter) (GString *out, const DsnResult *result, const DsnJudged *judged);

static void
append_text (GString *out, const char *text)
{
  if (text != NULL)
    dsn_tool_append_safe (out, text, -1);
}

static void
get_path (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, result->path);
}

static void
get_index (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  g_string_append_printf (out, "%" G_GUINT64_FORMAT, result->index);
}

static void
get_offset (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  g_string_append_printf (out, "%" G_GUINT64_FORMAT, result->offset);
}

static void
get_kind (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  g_string_append (out, dsn_kind_to_string (dsn_report_get_kind (result->report)));
}

static void
get_dialect (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, dsn_report_get_dialect (result->report));
}

static void
get_reporting_mta (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  const DsnTyped *mta = dsn_report_get_reporting_mta (result->report);

  append_text (out, mta != NULL ? mta->value : NULL);
}

static void
get_envelope_id (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, dsn_report_get_original_envelope_id (result->report));
}

static void
get_defects (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  const char *separator = "";

  for (guint bit = 0; bit < 32; bit++)
    if ((result->defects & (1u << bit)) != 0 && dsn_defect_to_string (1u << bit) != NULL)
      {
        g_string_append_printf (out, "%s%s", separator, dsn_defect_to_string (1u << bit));
        separator = " ";
      }
}

static void
get_message_id (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, dsn_report_lookup_original_field (result->report, "Message-ID"));
}

static void
get_from (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, dsn_report_lookup_original_field (result->report, "From"));
}

static void
get_to (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, dsn_report_lookup_original_field (result->report, "To"));
}

static void
get_subject (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, dsn_report_lookup_original_field (result->report, "Subject"));
}

static void
get_date (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, dsn_report_lookup_original_field (result->report, "Date"));
}

static void
get_list_id (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, dsn_report_lookup_original_field (result->report, "List-Id"));
}

static void
get_address (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, dsn_recipient_get_address (judged->recipient));
}

static void
get_action (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  DsnAction action = dsn_verdict_get_action (judged->verdict);

  if (action != DSN_ACTION_NONE)
    g_string_append (out, dsn_action_to_string (action));
}

static void
get_status (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  const DsnStatus *status = dsn_verdict_get_status (judged->verdict);
  g_autofree char *text = status != NULL && dsn_status_is_set (status) ? dsn_status_to_string (status) : NULL;

  append_text (out, text);
}

static void
get_reply_code (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  guint code = dsn_verdict_get_reply_code (judged->verdict);

  if (code != 0)
    g_string_append_printf (out, "%u", code);
}

static void
get_diagnostic (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, dsn_verdict_get_diagnostic (judged->verdict));
}

static void
get_reason (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  g_string_append (out, dsn_reason_to_string (dsn_verdict_get_reason (judged->verdict)));
}

static void
get_type (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  DsnBounceType type = dsn_verdict_get_bounce_type (judged->verdict);

  if (type != DSN_BOUNCE_TYPE_NONE)
    g_string_append (out, dsn_bounce_type_to_string (type));
}

static void
get_fault (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  g_string_append (out, dsn_fault_to_string (dsn_verdict_get_fault (judged->verdict)));
}

static void
get_advice (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  g_string_append (out, dsn_advice_to_string (dsn_verdict_get_advice (judged->verdict)));
}

static void
get_expired (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  g_string_append (out, dsn_verdict_get_expired (judged->verdict) ? "true" : "false");
}

static void
get_confidence (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  g_string_append (out, dsn_confidence_to_string (dsn_verdict_get_confidence (judged->verdict)));
}

static void
get_rule (GString *out, const DsnResult *result, const DsnJudged *judged)
{
  append_text (out, dsn_verdict_get_rule (judged->verdict));
}

/* In the order of the CSV; new columns are added at the end. */
static const struct {
  const char *name;
  gboolean    of_recipient;
  Getter      get;
} columns[] = {
  { "path",          FALSE, get_path },
  { "index",         FALSE, get_index },
  { "offset",        FALSE, get_offset },
  { "kind",          FALSE, get_kind },
  { "dialect",       FALSE, get_dialect },
  { "reporting_mta", FALSE, get_reporting_mta },
  { "envelope_id",   FALSE, get_envelope_id },
  { "address",       TRUE,  get_address },
  { "action",        TRUE,  get_action },
  { "status",        TRUE,  get_status },
  { "reply_code",    TRUE,  get_reply_code },
  { "diagnostic",    TRUE,  get_diagnostic },
  { "reason",        TRUE,  get_reason },
  { "type",          TRUE,  get_type },
  { "fault",         TRUE,  get_fault },
  { "advice",        TRUE,  get_advice },
  { "expired",       TRUE,  get_expired },
  { "confidence",    TRUE,  get_confidence },
  { "rule",          TRUE,  get_rule },
  { "message_id",    FALSE, get_message_id },
  { "from",          FALSE, get_from },
  { "to",            FALSE, get_to },
  { "subject",       FALSE, get_subject },
  { "date",          FALSE, get_date },
  { "list_id",       FALSE, get_list_id },
  { "defects",       FALSE, get_defects },
};

/* A cell, in quotes if it must be; one that a spreadsheet would take for a formula gets an apostrophe before it. */
static void
append_cell (GString *out, const char *text)
{
  gboolean quoted = strpbrk (text, "\",\r\n") != NULL || text[0] == ' ';

  if (quoted)
    g_string_append_c (out, '"');
  if (text[0] != '\0' && strchr ("=+-@\t\r", text[0]) != NULL)
    g_string_append_c (out, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
  if (quoted)
    g_string_append_c (out, '"');
}

static void
append_csv_header (GString *out, const DsnDetail *detail)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "," : "", columns[i].name);
  for (const char * const *name = detail->headers; name != NULL && *name != NULL; name++)
    {
      g_autofree char *title = g_strconcat ("header:", *name, NULL);

      g_string_append_c (out, ',');
      append_cell (out, title);
    }
  g_string_append (out, "\r\n");
}

static void
append_csv_row (GString *out, DsnResult *result, const DsnJudged *judged)
{
  g_autoptr (GString) cell = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_string_truncate (cell, 0);
      columns[i].get (cell, result, judged);
      if (i > 0)
        g_string_append_c (out, ',');
      append_cell (out, cell->str);
    }
  for (const char * const *name = result->detail->headers; name != NULL && *name != NULL; name++)
    {
      g_string_truncate (cell, 0);
      append_text (cell, dsn_report_lookup_original_field (result->report, *name));
      g_string_append_c (out, ',');
      append_cell (out, cell->str);
    }
  g_string_append (out, "\r\n");
}

const DsnFormat dsn_format_csv = { "csv", append_csv_header, NULL, append_csv_row, NULL };

/* An option ("-"), a comment ("#") or a second line is what the reader of a list must never get. */
static gboolean
is_plain_address (const char *address)
{
  if (address[0] == '\0' || address[0] == '-' || address[0] == '#' || g_ascii_isspace (address[0]))
    return FALSE;
  for (; *address != '\0'; address = g_utf8_next_char (address))
    if (dsn_tool_is_unsafe (g_utf8_get_char (address)))
      return FALSE;

  return TRUE;
}

static void
append_address (GString *out, DsnResult *result, const DsnJudged *judged)
{
  const char *address = dsn_recipient_get_address (judged->recipient);

  if (address == NULL)
    return;
  if (!is_plain_address (address))
    {
      result->n_refused++;
      return;
    }
  g_string_append (out, address);
  g_string_append_c (out, '\n');
}

const DsnFormat dsn_format_addresses = { "addresses", NULL, NULL, append_address, NULL };

/* A piece of a template: a text, a column, or a field of the returned message. */
typedef struct {
  char  *text;
  Getter get;
  char  *header;
} Piece;

struct _DsnTemplate {
  GArray  *pieces;
  gboolean of_recipient;
};

static void
piece_clear (gpointer data)
{
  Piece *piece = data;

  g_free (piece->text);
  g_free (piece->header);
}

static gboolean
add_field (DsnTemplate *self, const char *name, GError **error)
{
  const char *names[G_N_ELEMENTS (columns) + 2];
  g_autofree char *message = NULL;
  Piece piece = { NULL };

  if (g_str_has_prefix (name, "header:") && name[strlen ("header:")] != '\0')
    {
      piece.header = g_strdup (name + strlen ("header:"));
      g_array_append_val (self->pieces, piece);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (g_str_equal (columns[i].name, name))
        {
          piece.get = columns[i].get;
          self->of_recipient |= columns[i].of_recipient;
          g_array_append_val (self->pieces, piece);
          return TRUE;
        }
      names[i] = columns[i].name;
    }
  names[G_N_ELEMENTS (columns)] = "header:NAME";
  names[G_N_ELEMENTS (columns) + 1] = NULL;
  message = dsn_tool_unknown ("field", name, names);
  g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "--template: %s", message);

  return FALSE;
}

static void
add_text (DsnTemplate *self, GString *text)
{
  Piece piece = { NULL };

  if (text->len == 0)
    return;
  piece.text = g_strdup (text->str);
  g_array_append_val (self->pieces, piece);
  g_string_truncate (text, 0);
}

DsnTemplate *
dsn_template_new (const char *text, GError **error)
{
  g_autoptr (DsnTemplate) self = g_new0 (DsnTemplate, 1);
  g_autoptr (GString) plain = g_string_new (NULL);

  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (self->pieces, piece_clear);
  for (; *text != '\0'; text++)
    {
      if (*text == '\\' && text[1] != '\0')
        {
          text++;
          g_string_append_c (plain, *text == 't' ? '\t' : *text == 'n' ? '\n' : *text == 'r' ? '\r' : *text);
        }
      else if (*text == '{')
        {
          const char *end = strchr (text, '}');
          g_autofree char *name = NULL;

          if (end == NULL)
            {
              g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "--template: no '}' after '%s'", text);
              return NULL;
            }
          add_text (self, plain);
          name = g_strndup (text + 1, end - text - 1);
          if (!add_field (self, name, error))
            return NULL;
          text = end;
        }
      else
        g_string_append_c (plain, *text);
    }
  add_text (self, plain);

  return g_steal_pointer (&self);
}

void
dsn_template_free (DsnTemplate *self)
{
  g_array_unref (self->pieces);
  g_free (self);
}

static void
append_row (GString *out, const DsnTemplate *self, const DsnResult *result, const DsnJudged *judged)
{
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, i);

      if (piece->text != NULL)
        g_string_append (out, piece->text);
      else if (piece->get != NULL)
        piece->get (out, result, judged);
      else
        append_text (out, dsn_report_lookup_original_field (result->report, piece->header));
    }
}

/* A row for each recipient, or one for the message if the template names nothing of a recipient. */
static void
append_template_recipient (GString *out, DsnResult *result, const DsnJudged *judged)
{
  if (result->detail->template->of_recipient)
    append_row (out, result->detail->template, result, judged);
}

static void
append_template_message (GString *out, DsnResult *result)
{
  if (!result->detail->template->of_recipient)
    append_row (out, result->detail->template, result, NULL);
}

const DsnFormat dsn_format_template = { "template", NULL, NULL, append_template_recipient, append_template_message };
