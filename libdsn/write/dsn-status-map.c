/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which Status (RFC 3464 2.3.4, RFC 3463) a notification carries, given what a server replied, at which command, and
 * what came of it.  Rules M-01 to M-12: the code in the reply first, then a table of reply codes with the stage and
 * the words of the text, and never the digits of the reply.  It says where the status came from, how sure it is, and
 * which facts contradict each other; what the sender of the reply meant beyond its words it leaves alone.
 */
#include <string.h>
#include "model/dsn-text-private.h"
#include "write/dsn-status-map.h"
#include "write/dsn-status-table.h"

/* What is looked at of a text; the rest of a longer one says nothing new. */
#define TEXT_MAX 8192

/* --- words --- */

static gboolean
is_word_byte (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80;
}

/* One of the words (length bytes, perhaps with a "*" behind) in a text in lower case with single blanks. */
static gboolean
has_word (const char *text, const char *word, gsize length)
{
  gboolean open = word[length - 1] == '*';
  const char *p = text;

  length -= open;
  while ((p = memmem (p, strlen (p), word, length)) != NULL)
    {
      if ((p == text || !is_word_byte (p[-1]) || !is_word_byte (word[0]))
          && (open || !is_word_byte (p[length]) || !is_word_byte (word[length - 1])))
        return TRUE;
      p++;
    }
  return FALSE;
}

static gboolean
has_words (const char *text, const char *words)
{
  for (const char *p = words; *p;)
    {
      gsize length = strcspn (p, "|");

      if (length && has_word (text, p, length))
        return TRUE;
      p += length + (p[length] == '|');
    }
  return FALSE;
}

static char *
fold_text (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p && out->len < TEXT_MAX; p++)
    if (!g_ascii_isspace (*p))
      g_string_append_c (out, g_ascii_tolower (*p));
    else if (out->len && out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  return g_string_free (out, FALSE);
}

/* --- the table --- */

/* M-11: where a word of policy stands, nobody's address is at fault.  Codes that mean an address by their RFC are. */
static void
keep_policy_apart (guint reply, const char *folded, DsnStatus *status, DsnMapSource *source)
{
  gboolean about_address = status->subject == 1 || status->subject == 2;
  gboolean says_nothing = status->subject == 0 && *source != DSN_MAP_TEXT;

  if (status->klass == 2 || reply == 556 || !(about_address || says_nothing) || !has_words (folded, dsn_policy_words))
    return;
  status->subject = 7;
  status->detail = status->klass == 5 ? 1 : 0;
  *source = DSN_MAP_TEXT;
}

/* The row for a reply code (M-05); FALSE if the table has none. */
gboolean
dsn_status_map_row (guint reply, DsnStage stage, const char *text, DsnStatus *status, DsnMapSource *source)
{
  g_autofree char *folded = fold_text (text);

  for (guint i = 0; i < G_N_ELEMENTS (dsn_status_rows); i++)
    {
      const DsnStatusRow *row = &dsn_status_rows[i];

      if (row->reply != reply || (row->stages && !(row->stages & (1 << stage)))
          || (row->words && !has_words (folded, row->words)))
        continue;
      *status = (DsnStatus) { row->klass, row->subject, row->detail };
      *source = row->words ? DSN_MAP_TEXT : row->stages ? DSN_MAP_STAGE : DSN_MAP_TABLE;
      keep_policy_apart (reply, folded, status, source);
      return TRUE;
    }
  return FALSE;
}

gboolean
dsn_status_map_is_registered_pair (const DsnStatus *status, guint reply)
{
  for (guint i = 0; i < G_N_ELEMENTS (dsn_registered_pairs); i++)
    if (dsn_registered_pairs[i].subject == status->subject && dsn_registered_pairs[i].detail == status->detail)
      for (guint j = 0; dsn_registered_pairs[i].replies[j]; j++)
        if (dsn_registered_pairs[i].replies[j] == reply)
          return TRUE;
  return FALSE;
}

/* --- the reply --- */

/* The three digits before "-", a blank or the end; 0 if the line has no code. */
static guint
line_code (const char *line)
{
  if (!g_ascii_isdigit (line[0]) || !g_ascii_isdigit (line[1]) || !g_ascii_isdigit (line[2])
      || (line[3] != '\0' && line[3] != ' ' && line[3] != '-'))
    return 0;
  return (guint) g_ascii_strtoull (line, NULL, 10);
}

static const char *
line_text (const char *line)
{
  const char *text = line_code (line) ? line + MIN (strlen (line), 4) : line;

  return text + strspn (text, " ");
}

/* M-02: well-formed, at the start of the text, with an end or a blank behind it. */
static gboolean
line_status (const char *line, DsnStatus *status)
{
  const char *text = line_text (line);
  gsize n = dsn_status_read (text, strlen (text), status);

  return n > 0 && (text[n] == '\0' || text[n] == ' ');
}

static char *
join_text (GPtrArray *lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; lines && i < lines->len && text->len < TEXT_MAX; i++)
    g_string_append_printf (text, "%s%s", i ? " " : "", line_text (g_ptr_array_index (lines, i)));
  return g_string_free (text, FALSE);
}

/* M-01: the code of the last line that has one counts. */
static void
read_code (GPtrArray *lines, DsnMapping *mapping)
{
  for (guint i = 0; lines && i < lines->len; i++)
    {
      guint code = line_code (g_ptr_array_index (lines, i));

      if (code && mapping->reply && code != mapping->reply)
        mapping->conflicts |= DSN_CONFLICT_MULTI_CODE;
      if (code)
        mapping->reply = code;
    }
  mapping->is_smtp = mapping->reply >= 200 && mapping->reply <= 599 && line_code (g_ptr_array_index (lines, 0));
}

/* M-02: the last line first, then the others. */
static gboolean
read_status (GPtrArray *lines, DsnStatus *status)
{
  for (guint i = lines ? lines->len : 0; i > 0; i--)
    if (line_status (g_ptr_array_index (lines, i - 1), status))
      return TRUE;
  return FALSE;
}

/* --- class and outcome --- */

/* Codes that only success has (registry, "usage 2"). */
static gboolean
is_success_only (const DsnStatus *status)
{
  static const guint8 codes[][2] = { { 1, 5 }, { 1, 9 }, { 3, 6 } };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (status->subject == codes[i][0] && status->detail == codes[i][1])
      return TRUE;
  return FALSE;
}

/* M-03: another class, the same subject and detail where the pair makes sense. */
static DsnStatus
with_class (const DsnStatus *status, guint klass)
{
  if (status->klass != klass && (status->klass == 2 || klass == 2 || is_success_only (status)))
    return (DsnStatus) { (guint16) klass, 0, 0 };
  return (DsnStatus) { (guint16) klass, status->subject, status->detail };
}

static gboolean
is_success (DsnAction action)
{
  return action == DSN_ACTION_DELIVERED || action == DSN_ACTION_RELAYED || action == DSN_ACTION_EXPANDED;
}

static DsnAction
default_action (const DsnMapQuery *query, guint reply)
{
  if (query->action != DSN_ACTION_NONE)
    return query->action;
  if (reply / 100 == 2 || (reply == 0 && query->cause == DSN_CAUSE_NONE && query->status.klass == 2))
    return DSN_ACTION_DELIVERED;
  return DSN_ACTION_FAILED;
}

static gboolean
refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error)
    *error = g_error_new_valist (DSN_ERROR, DSN_ERROR_CONFLICT, format, args);
  va_end (args);
  return FALSE;
}

/* G-307, M-08: what the outcome and the facts have to do with each other. */
static gboolean
check_action (const DsnMapQuery *query, const DsnMapping *mapping, GError **error)
{
  const char *nick = dsn_action_to_string (mapping->action);
  guint klass = mapping->is_smtp ? mapping->reply / 100 : 0;

  if (query->expiry != DSN_EXPIRY_NONE && mapping->action != DSN_ACTION_FAILED)
    return refuse (error, "only a failed delivery can have expired, and the action is '%s'", nick);
  if (is_success (mapping->action) && (query->cause != DSN_CAUSE_NONE || (klass && klass != 2)))
    return refuse (error, klass ? "the action is '%s' but the reply %u is none of success"
                                : "the action is '%s' but there is a cause of failure", nick, mapping->reply);
  if (!is_success (mapping->action) && klass == 2)
    return refuse (error, "the action is '%s' but the reply %u says success", nick, mapping->reply);
  if (mapping->action == DSN_ACTION_DELAYED && klass == 5 && !query->soft_bounce)
    return refuse (error,
                   "the reply %u is final, so the action cannot be 'delayed' (unless it is tried again on purpose)",
                   mapping->reply);
  if (!dsn_status_is_set (&query->status))
    return TRUE;
  if (is_success (mapping->action) != (query->status.klass == 2)
      || (mapping->action == DSN_ACTION_DELAYED && query->status.klass != 4))
    return refuse (error, "the status %u.%u.%u does not go with the action '%s'",
                   query->status.klass, query->status.subject, query->status.detail, nick);
  return TRUE;
}

static guint
action_class (DsnAction action)
{
  return is_success (action) ? 2 : action == DSN_ACTION_DELAYED ? 4 : 5;
}

/* --- the status --- */

/* M-10 and 3461 6.3(g): nothing is known but what came of it. */
static DsnStatus
action_status (DsnAction action, DsnProfile profile)
{
  if (profile == DSN_PROFILE_MAPPED && action == DSN_ACTION_RELAYED)
    return (DsnStatus) { 2, 1, 9 };
  if (profile == DSN_PROFILE_MAPPED && action == DSN_ACTION_EXPANDED)
    return (DsnStatus) { 2, 1, 5 };
  return (DsnStatus) { (guint16) action_class (action), 0, 0 };
}

/* M-02 and M-03. */
static gboolean
take_status_of_reply (const DsnMapQuery *query, const DsnStatus *status, DsnMapping *mapping, GError **error)
{
  guint klass = mapping->is_smtp ? mapping->reply / 100 : mapping->action == DSN_ACTION_FAILED ? status->klass
                                                          : action_class (mapping->action);

  mapping->status = *status;
  mapping->source = DSN_MAP_REPLY;
  mapping->confidence = DSN_CONFIDENCE_HIGH;
  if (status->klass == klass)
    return TRUE;

  mapping->conflicts |= DSN_CONFLICT_STATUS_VS_REPLY_CLASS;
  if (query->profile == DSN_PROFILE_STRICT)
    return refuse (error, "the reply %u and its enhanced code %u.%u.%u contradict each other (RFC 2034 4)",
                   mapping->reply, status->klass, status->subject, status->detail);
  if (query->profile == DSN_PROFILE_MAPPED)
    {
      mapping->status = with_class (status, klass);
      mapping->confidence = DSN_CONFIDENCE_MEDIUM;
    }
  return TRUE;
}

/* "User unknown (#5.1.1)" */
static gboolean
find_marked_status (const char *text, guint klass, DsnStatus *status)
{
  gsize offset = 0;

  while (dsn_status_find (text, -1, status, &offset))
    {
      if (offset > 0 && text[offset - 1] == '#' && status->klass == klass)
        return TRUE;
      offset++;
    }
  return FALSE;
}

/* M-04 and M-05: a reply without a code of its own. */
static void
map_bare_reply (const DsnMapQuery *query, DsnMapping *mapping)
{
  g_autofree char *text = join_text (query->lines);
  guint klass = mapping->is_smtp && mapping->reply / 100 != 3 ? mapping->reply / 100 : action_class (mapping->action);

  mapping->confidence = DSN_CONFIDENCE_LOW;
  mapping->source = DSN_MAP_TABLE;
  if (query->profile == DSN_PROFILE_MAPPED)
    {
      if (find_marked_status (text, klass, &mapping->status))
        {
          mapping->source = DSN_MAP_TEXT;
          mapping->confidence = DSN_CONFIDENCE_HIGH;
          return;
        }
      if (dsn_status_map_row (mapping->reply, query->stage, text, &mapping->status, &mapping->source))
        {
          if (mapping->source != DSN_MAP_TABLE)
            mapping->confidence = DSN_CONFIDENCE_MEDIUM;
          return;
        }
    }
  /* no reply of SMTP at all (M-01), or one that no table knows */
  mapping->status = (DsnStatus) { (guint16) klass, !mapping->is_smtp && mapping->reply ? 5 : 0, 0 };
  if (mapping->is_smtp && mapping->reply / 100 == 3)
    mapping->status.subject = 5;
}

static gboolean
find_status (const DsnMapQuery *query, DsnMapping *mapping, GError **error)
{
  DsnStatus of_reply = { 0, 0, 0 };

  mapping->confidence = DSN_CONFIDENCE_HIGH;
  if (dsn_status_is_set (&query->status))
    {
      mapping->status = query->status;
      mapping->source = DSN_MAP_GIVEN;
      if (mapping->is_smtp && mapping->reply / 100 != query->status.klass)
        mapping->conflicts |= DSN_CONFLICT_STATUS_VS_REPLY_CLASS;
    }
  else if (query->cause != DSN_CAUSE_NONE)
    {
      mapping->status = dsn_cause_get_status (query->cause, mapping->action);
      mapping->source = DSN_MAP_CAUSE;
    }
  else if (read_status (query->lines, &of_reply))
    return take_status_of_reply (query, &of_reply, mapping, error);
  else if (query->lines && query->lines->len)
    map_bare_reply (query, mapping);
  else
    {
      mapping->status = action_status (mapping->action, query->profile);
      mapping->source = DSN_MAP_ACTION;
      mapping->confidence = DSN_CONFIDENCE_LOW;
    }
  return TRUE;
}

/* M-07: the time ran out.  M-08: a delay is of class 4, whatever was said. */
static void
fit_to_outcome (const DsnMapQuery *query, DsnMapping *mapping)
{
  guint klass = action_class (mapping->action);

  if (query->expiry == DSN_EXPIRY_TIMEOUT && !dsn_status_is_set (&query->status))
    mapping->status = (DsnStatus) { 4, 4, 7 };
  if (query->expiry == DSN_EXPIRY_PERMANENT)
    mapping->status = with_class (&mapping->status, 5);
  if (mapping->action != DSN_ACTION_FAILED && mapping->status.klass != klass)
    {
      mapping->conflicts |= DSN_CONFLICT_ACTION_VS_STATUS;
      mapping->status = with_class (&mapping->status, klass);
    }
  if (mapping->action == DSN_ACTION_FAILED && mapping->status.klass == 2)
    mapping->status = (DsnStatus) { 5, 0, 0 };
}

/* FALSE with DSN_ERROR_CONFLICT if the facts exclude each other. */
gboolean
dsn_status_map (const DsnMapQuery *query, DsnMapping *mapping, GError **error)
{
  *mapping = (DsnMapping) { 0 };
  read_code (query->lines, mapping);
  mapping->action = default_action (query, mapping->is_smtp ? mapping->reply : 0);
  if (!check_action (query, mapping, error) || !find_status (query, mapping, error))
    return FALSE;
  fit_to_outcome (query, mapping);

  /* M-12: a pair that the registry lists is a little surer; one that it does not list is none the worse */
  if (mapping->confidence == DSN_CONFIDENCE_LOW && mapping->source == DSN_MAP_TABLE && mapping->status.subject
      && dsn_status_map_is_registered_pair (&mapping->status, mapping->reply))
    mapping->confidence = DSN_CONFIDENCE_MEDIUM;
  return TRUE;
}
