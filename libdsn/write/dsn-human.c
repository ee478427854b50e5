/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The first part of a notification (RFC 6522 3, RFC 3464 2.1): what happened, to whom, what the server said word for
 * word, what that means and what the sender can do.  Takes a draft and the words of a language; gives UTF-8 text in
 * lines of at most 78 columns where its words allow.  What servers said stands indented and is never looked at as a
 * template (G-605).
 */
#include <string.h>
#include "write/dsn-builder-private.h"
#include "write/dsn-wire.h"

#define WIDTH           76
#define QUOTE_LINES_MAX 40

static const DsnAction actions[] = {
  DSN_ACTION_FAILED, DSN_ACTION_DELAYED, DSN_ACTION_DELIVERED, DSN_ACTION_RELAYED, DSN_ACTION_EXPANDED,
};

static guint
char_width (gunichar c)
{
  return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

static void
new_line (GString *out, guint indent, guint *column)
{
  g_string_append_c (out, '\n');
  for (guint i = 0; i < indent; i++)
    g_string_append_c (out, ' ');
  *column = indent;
}

/* One word; scripts that write without blanks may break before any wide character. */
static void
append_word (GString *out, const char *word, gsize length, guint indent, guint *column)
{
  gsize run = 0;

  for (const char *p = word; p < word + length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      run += (gsize) (g_utf8_next_char (p) - p);
      if ((g_unichar_iswide (c) && *column + 2 > WIDTH && g_unichar_isalnum (c)) || run > DSN_LINE_MUST - 100)
        {
          new_line (out, indent, column);
          run = 0;
        }
      g_string_append_unichar (out, c);
      *column += char_width (c);
    }
}

/* A paragraph, its first line at `first` blanks and the others at `indent`. */
static void
append_wrapped (GString *out, const char *text, guint first, guint indent)
{
  guint column = first;
  gboolean begun = FALSE;

  for (guint i = 0; i < first; i++)
    g_string_append_c (out, ' ');
  while (*text)
    {
      gsize blanks = strspn (text, " "), length = strcspn (text + blanks, " ");
      guint width = 0;

      text += blanks;
      if (length == 0)
        break;
      for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
        width += char_width (g_utf8_get_char (p));
      if (begun && column + 1 + width > WIDTH && (width < WIDTH / 2 || !g_unichar_iswide (g_utf8_get_char (text))))
        new_line (out, indent, &column);
      else if (begun)
        {
          g_string_append_c (out, ' ');
          column++;
        }
      append_word (out, text, length, indent, &column);
      begun = TRUE;
      text += length;
    }
  g_string_append_c (out, '\n');
}

static void
append_paragraph (GString *out, const char *text, guint indent)
{
  if (text)
    append_wrapped (out, text, indent, indent);
}

static guint
count_action (const DsnReport *report, DsnAction action)
{
  guint n = 0;

  for (guint i = 0; i < report->n_recipients; i++)
    n += report->recipients[i]->action == action;
  return n;
}

/* --- one recipient --- */

static const char *
stage_key (DsnStage stage, gboolean has_remote)
{
  if (!has_remote)
    return "server-said";
  switch (stage)
    {
    case DSN_STAGE_CONNECT:
    case DSN_STAGE_HELO:
      return "remote-said-connect";
    case DSN_STAGE_MAIL:
      return "remote-said-mail";
    case DSN_STAGE_RCPT:
      return "remote-said-rcpt";
    case DSN_STAGE_DATA:
    case DSN_STAGE_DOT:
      return "remote-said-dot";
    default:
      return "remote-said";
    }
}

static void
append_quote (const DsnDraft *draft, GString *out, const DsnRecipient *recipient, const DsnDraftRecipient *extra)
{
  gboolean failed = recipient->action == DSN_ACTION_FAILED;
  gboolean remote = recipient->remote_mta.verbatim != NULL;
  const char *key = extra->lines == NULL || extra->lines->len == 0 || !extra->mapping.is_smtp ? "reason"
                    : failed ? stage_key (extra->stage, remote) : remote ? "remote-said" : "server-said";
  g_autofree char *said = dsn_language_fill (draft->language, "recipient", key,
                                             "remote", remote ? recipient->remote_mta.value : "", NULL);
  g_autofree char *more = NULL, *count = NULL;

  append_paragraph (out, said, 4);
  if (extra->lines == NULL || extra->lines->len == 0)
    append_wrapped (out, recipient->diagnostic_code.value, 6, 8);
  for (guint i = 0; extra->lines && i < MIN (extra->lines->len, QUOTE_LINES_MAX); i++)
    append_wrapped (out, g_ptr_array_index (extra->lines, i), 6, 8);
  if (extra->lines && extra->lines->len > QUOTE_LINES_MAX)
    {
      count = g_strdup_printf ("%u", extra->lines->len - QUOTE_LINES_MAX);
      more = dsn_language_fill (draft->language, "recipient", "More", "count", count, NULL);
      append_paragraph (out, more, 6);
    }
}

static void
append_labelled (const DsnDraft *draft, GString *out, const char *label, const DsnStatus *status)
{
  const char *head = dsn_language_get (draft->language, "recipient", label);
  const char *text = dsn_language_get_status (draft->language, status, label);
  g_autofree char *line = text ? g_strdup_printf ("%s: %s", head, text) : NULL;

  if (line)
    append_wrapped (out, line, 4, 6);
}

static void
append_date (const DsnDraft *draft, GString *out, const char *key, const char *date)
{
  g_autofree char *line = date ? dsn_language_fill (draft->language, "recipient", key, "date", date, NULL) : NULL;

  append_paragraph (out, line, 4);
}

static void
append_recipient (const DsnDraft *draft, GString *out, const DsnRecipient *recipient, const DsnDraftRecipient *extra)
{
  const char *address = recipient->final_recipient.value;
  gboolean failed = recipient->action == DSN_ACTION_FAILED || recipient->action == DSN_ACTION_DELAYED;

  g_string_append_c (out, '\n');
  append_wrapped (out, address, 2, 4);
  if (recipient->original_recipient.value && g_ascii_strcasecmp (recipient->original_recipient.value, address))
    {
      g_autofree char *sent = dsn_language_fill (draft->language, "recipient", "Sent-as",
                                                 "original", recipient->original_recipient.value, NULL);

      append_paragraph (out, sent, 4);
    }
  if (recipient->diagnostic_code.value)
    append_quote (draft, out, recipient, extra);
  if (failed && recipient->status.subject)
    {
      append_labelled (draft, out, "meaning", &recipient->status);
      if (recipient->action == DSN_ACTION_FAILED)
        append_labelled (draft, out, "advice", &recipient->status);
    }
  if (extra->expiry != DSN_EXPIRY_NONE)
    {
      const char *expired = dsn_language_get (draft->language, "recipient", "Expired");

      append_paragraph (out, expired, 4);
    }
  append_date (draft, out, "last-attempt", recipient->last_attempt_date);
  append_date (draft, out, "retry-until", recipient->will_retry_until);
}

/* --- the whole --- */

static void
append_outcome (const DsnDraft *draft, GString *out, DsnAction action)
{
  const DsnReport *report = draft->report;
  guint n = count_action (report, action);
  g_autofree char *key = g_strconcat (dsn_action_to_string (action), n > 1 ? "-many" : NULL, NULL);
  const char *text = dsn_language_get (draft->language, "outcome", key);

  if (n == 0)
    return;
  g_string_append_c (out, '\n');
  append_paragraph (out, text, 0);
  for (guint i = 0; i < report->n_recipients; i++)
    if (report->recipients[i]->action == action)
      append_recipient (draft, out, report->recipients[i], &g_array_index (draft->recipients, DsnDraftRecipient, i));
}

static void
append_original (const DsnDraft *draft, GString *out)
{
  static const char * const names[][2] = {
    { "from", "From" }, { "to", "To" }, { "subject", "Subject" }, { "date", "Date" }, { "message-id", "Message-ID" },
  };
  gboolean begun = FALSE;

  for (guint i = 0; draft->original && i < G_N_ELEMENTS (names); i++)
    {
      const char *value = dsn_returned_lookup (draft->original, names[i][1]);
      g_autofree char *safe = value ? dsn_wire_make_safe (value, (gssize) MIN (strlen (value), 300)) : NULL;
      const char *name = dsn_language_get (draft->language, "original", names[i][0]);
      g_autofree char *line = safe && *safe ? g_strdup_printf ("%s: %s", name, safe) : NULL;

      if (line && !begun)
        {
          const char *intro = dsn_language_get (draft->language, "opening", "Message");

          g_string_append_c (out, '\n');
          append_paragraph (out, intro, 0);
          begun = TRUE;
        }
      if (line)
        append_wrapped (out, line, 2, 4);
    }
}

static void
append_closing (const DsnDraft *draft, GString *out)
{
  const char *key = draft->part3 == DSN_PART3_FULL ? "full" : draft->part3 == DSN_PART3_HEADERS ? "headers" : NULL;
  const char *attached = key ? dsn_language_get (draft->language, "closing", key) : NULL;
  g_autofree char *help = dsn_language_fill (draft->language, "closing", "Help", "postmaster", draft->from, NULL);
  g_autofree char *text = attached ? g_strconcat (attached, " ", help, NULL) : g_strdup (help);

  g_string_append_c (out, '\n');
  append_paragraph (out, text, 0);
}

char *
dsn_human_write (const DsnDraft *draft)
{
  GString *out = g_string_new (NULL);
  g_autofree char *host = dsn_language_fill (draft->language, "opening", "Host", "host", draft->host, NULL);

  append_paragraph (out, host, 0);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    append_outcome (draft, out, actions[i]);
  append_original (draft, out);
  append_closing (draft, out);
  return g_string_free (out, FALSE);
}
