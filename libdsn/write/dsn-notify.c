/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Whether a notification is due for a recipient, given what its sender asked for with NOTIFY and what came of it (RFC
 * 3461 4.1 and 5.2, rules G-304, G-401 to G-405).  Pure functions: they know nothing of the message.
 */
#include <string.h>
#include <dsn/dsn-notify.h>

#define NOTIFY_BYTES 28    /* RFC 3461 5.1, G-418 */

static const struct {
  const char *keyword;
  DsnNotify   flag;
} keywords[] = {
  { "NEVER", DSN_NOTIFY_NEVER },
  { "SUCCESS", DSN_NOTIFY_SUCCESS },
  { "FAILURE", DSN_NOTIFY_FAILURE },
  { "DELAY", DSN_NOTIFY_DELAY },
};

static gboolean
read_keyword (const char *word, gsize length, DsnNotify *notify)
{
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (strlen (keywords[i].keyword) == length && !g_ascii_strncasecmp (word, keywords[i].keyword, length)
        && !(*notify & keywords[i].flag))
      {
        *notify |= keywords[i].flag;
        return TRUE;
      }
  return FALSE;
}

/**
 * dsn_notify_parse:
 * @text: the value of a NOTIFY parameter, such as "SUCCESS,FAILURE"
 * @notify: (out): what it asks for
 * @error: return location for a #GError
 *
 * Reads a NOTIFY parameter (RFC 3461 4.1). NEVER stands alone (G-402).
 *
 * Returns: whether it is one; %FALSE with %DSN_ERROR_SYNTAX, which a server answers with 501
 */
gboolean
dsn_notify_parse (const char *text, DsnNotify *notify, GError **error)
{
  DsnNotify found = DSN_NOTIFY_ABSENT;
  gboolean good;
  const char *p = text;

  g_return_val_if_fail (text != NULL && notify != NULL, FALSE);

  good = strlen (text) <= NOTIFY_BYTES;
  while (good)
    {
      gsize length = strcspn (p, ",");

      good = read_keyword (p, length, &found);
      if (p[length] == '\0')
        break;
      p += length + 1;
    }
  if (!good || ((found & DSN_NOTIFY_NEVER) && found != DSN_NOTIFY_NEVER))
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX,
                   "NOTIFY is NEVER alone, or a list of SUCCESS, FAILURE and DELAY divided by ','");
      return FALSE;
    }
  *notify = found;
  return TRUE;
}

/**
 * dsn_notify_to_string:
 * @notify: what is asked for
 *
 * Returns: (transfer full) (nullable): the value of the NOTIFY parameter, %NULL for none
 */
char *
dsn_notify_to_string (DsnNotify notify)
{
  GString *out;

  if (notify == DSN_NOTIFY_ABSENT)
    return NULL;
  out = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (notify & keywords[i].flag)
      g_string_append_printf (out, "%s%s", out->len ? "," : "", keywords[i].keyword);
  return g_string_free (out, FALSE);
}

/**
 * dsn_notify_is_due:
 * @notify: what the sender asked for
 * @action: what came of it
 * @why: (out) (optional) (transfer none): the reason, in a few words
 *
 * Says whether a notification about one recipient may be sent. Without NOTIFY that is so for failures and delays
 * (RFC 3461 4.1), and never for success.
 *
 * Returns: whether it is due
 */
gboolean
dsn_notify_is_due (DsnNotify notify, DsnAction action, const char **why)
{
  const char *reason;
  gboolean due;

  if (notify & DSN_NOTIFY_NEVER)
    {
      due = FALSE;
      reason = "the sender wants to be told nothing (NOTIFY=NEVER)";
    }
  else if (action == DSN_ACTION_FAILED)
    {
      due = notify == DSN_NOTIFY_ABSENT || (notify & DSN_NOTIFY_FAILURE);
      reason = due ? "it failed" : "the sender did not ask to be told of failure";
    }
  else if (action == DSN_ACTION_DELAYED)
    {
      due = notify == DSN_NOTIFY_ABSENT || (notify & DSN_NOTIFY_DELAY);
      reason = due ? "it is late" : "the sender did not ask to be told of delay";
    }
  else
    {
      due = (notify & DSN_NOTIFY_SUCCESS) != 0;
      reason = due ? "the sender asked to be told of success" : "the sender did not ask to be told of success";
    }
  if (why)
    *why = reason;
  return due;
}
