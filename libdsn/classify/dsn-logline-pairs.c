/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lines of logs that are lists of key=value: those of Postfix and sendmail ("to=<a@b>, relay=mx, dsn=5.1.1, ...") and
 * of OpenSMTPD ("to=<c@d> result="PermFail" stat="550 ...").  What the keys mean is a table, and so are the words for
 * what became of a delivery.
 */
#include <string.h>
#include "classify/dsn-logline.h"

#define KEY_BYTES 24                /* the longest key */

typedef enum {
  ROLE_NONE,
  ROLE_ADDRESS,        /* of the recipient */
  ROLE_ARGUMENT,       /* of the command that a ruleset checked: an address if it is RCPT */
  ROLE_REMOTE,
  ROLE_STATUS,
  ROLE_STAGE,
  ROLE_COMMAND,        /* "RCPT TO:<a@b>" */
  ROLE_STATE,          /* Postfix: a word, and the cause in brackets up to the end of the line */
  ROLE_RESULT,         /* OpenSMTPD: a word, or the reply that was given to a command */
  ROLE_CAUSE,          /* in quotes, or all up to the end of the line */
  ROLE_REPLY,          /* what the cause was made from */
  ROLE_REJECT,         /* sendmail: the reply that was given, up to the end of the line */
  ROLE_LAST
} Role;

static const struct {
  const char *key;
  Role        role;
} roles[] = {
  { "arg1",    ROLE_ARGUMENT },
  { "command", ROLE_COMMAND },
  { "dsn",     ROLE_STATUS },
  { "reject",  ROLE_REJECT },
  { "relay",   ROLE_REMOTE },
  { "reply",   ROLE_REPLY },
  { "result",  ROLE_RESULT },
  { "ruleset", ROLE_STAGE },
  { "stat",    ROLE_CAUSE },
  { "status",  ROLE_STATE },
  { "to",      ROLE_ADDRESS },
};

/* The words for what became of a delivery.  OpenSMTPD's have capitals. */
static const struct {
  const char *word;
  DsnLogEvent event;
  DsnAction   action;
} states[] = {
  { "sent",          DSN_LOG_OUTCOME, DSN_ACTION_DELIVERED },
  { "deferred",      DSN_LOG_OUTCOME, DSN_ACTION_DELAYED },
  { "SOFTBOUNCE",    DSN_LOG_OUTCOME, DSN_ACTION_DELAYED },
  { "bounced",       DSN_LOG_OUTCOME, DSN_ACTION_FAILED },
  { "expired",       DSN_LOG_OUTCOME, DSN_ACTION_FAILED },
  { "force-expired", DSN_LOG_OUTCOME, DSN_ACTION_FAILED },
  { "deliverable",   DSN_LOG_OTHER,   DSN_ACTION_NONE },       /* a probe: there was no mail */
  { "undeliverable", DSN_LOG_REPLY,   DSN_ACTION_NONE },
  { "Ok",            DSN_LOG_OUTCOME, DSN_ACTION_DELIVERED },
  { "TempFail",      DSN_LOG_OUTCOME, DSN_ACTION_DELAYED },
  { "PermFail",      DSN_LOG_OUTCOME, DSN_ACTION_FAILED },
  { "LoopDetected",  DSN_LOG_OUTCOME, DSN_ACTION_FAILED },
  { "Loop",          DSN_LOG_OUTCOME, DSN_ACTION_FAILED },
};

typedef struct {
  const char *key;      gsize key_length;
  const char *value;    gsize length;
  gboolean    quoted;
} Pair;

/* The first pair of each role; .key NULL: none. */
typedef struct {
  Pair of[ROLE_LAST];
} Pairs;

/* Of the key that begins here; 0 if there is none. */
static gsize
key_length (const char *p)
{
  gsize n = 0;

  while (n <= KEY_BYTES && (g_ascii_isalnum (p[n]) || p[n] == '_' || p[n] == '-'))
    n++;
  return n > 0 && n <= KEY_BYTES && p[n] == '=' ? n : 0;
}

/* An unquoted value ends at a comma or where the next key begins. */
static gsize
value_length (const char *p)
{
  gsize n = 0;

  for (; p[n]; n++)
    if ((p[n] == ',' && (p[n + 1] == ' ' || !p[n + 1])) || (p[n] == ' ' && key_length (p + n + 1)))
      break;
  return n;
}

/* The next pair at or behind *p, which is set behind it. */
static gboolean
next_pair (const char **p, Pair *pair)
{
  const char *at = *p, *stop;

  while (*at && (pair->key_length = key_length (at)) == 0)
    {
      at += strcspn (at, " ,;");
      at += strspn (at, " ,;");
    }
  if (!*at)
    return FALSE;
  pair->key = at;
  pair->value = at + pair->key_length + 1;
  pair->quoted = *pair->value == '"';
  if (pair->quoted)
    stop = dsn_log_find_close (++pair->value, '"');
  else if (*pair->value == '<')
    stop = dsn_log_find_close (pair->value, '>');
  else
    stop = pair->value + value_length (pair->value);
  if (*stop == '>')
    stop++;
  pair->length = (gsize) (stop - pair->value);
  *p = stop + (pair->quoted && *stop);
  return TRUE;
}

static Role
find_role (const Pair *pair)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strlen (roles[i].key) == pair->key_length && strncmp (roles[i].key, pair->key, pair->key_length) == 0)
      return roles[i].role;
  return ROLE_NONE;
}

/* A value that goes on to the end of the line, or up to another key. */
static gboolean
stretch (Role role, Pair *pair)
{
  const char *stop;

  switch (role)
    {
    case ROLE_STATE:
      pair->length = strcspn (pair->value, " ,(");
      return TRUE;
    case ROLE_CAUSE:
    case ROLE_REJECT:
      if (pair->quoted)
        return FALSE;
      pair->length = strlen (pair->value);
      return TRUE;
    case ROLE_REPLY:
      stop = pair->quoted ? NULL : strstr (pair->value, ", stat=");
      if (stop)
        pair->length = (gsize) (stop - pair->value);
      return FALSE;
    default:
      return FALSE;
    }
}

static void
find_pairs (DsnLogReader *self, Pairs *pairs, gboolean keep)
{
  const char *p = self->body;
  Pair pair;

  while (next_pair (&p, &pair))
    {
      Role role = find_role (&pair);
      gboolean last = stretch (role, &pair);

      p = MAX (p, pair.value + pair.length);
      if (keep)
        dsn_log_add_field (self, pair.key, pair.key_length, pair.value, pair.length);
      else if (pairs->of[role].key == NULL)
        pairs->of[role] = pair;
      if (last)
        break;
    }
}

static gboolean
set_state (DsnLogReader *self, const char *format, const Pair *pair)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (strlen (states[i].word) == pair->length && strncmp (states[i].word, pair->value, pair->length) == 0)
      {
        dsn_log_set_event (self, format, states[i].event, states[i].action);
        self->recipient->gave_up = g_str_has_suffix (states[i].word, "expired");
        return TRUE;
      }
  return FALSE;
}

static void
set_common (DsnLogReader *self, const Pairs *pairs)
{
  const Pair *address = &pairs->of[ROLE_ADDRESS], *remote = &pairs->of[ROLE_REMOTE], *status = &pairs->of[ROLE_STATUS];

  if (address->key)
    dsn_log_set_address (self, address->value, address->length);
  if (remote->key)
    dsn_log_set_remote (self, remote->value, remote->length);
  if (status->key)
    (void) dsn_status_parse (status->value, &self->recipient->status);
}

/* status=bounced (host mx.example.com[192.0.2.1] said: 550 ...) */
static gboolean
read_postfix (DsnLogReader *self, const Pairs *pairs)
{
  const Pair *state = &pairs->of[ROLE_STATE];
  const char *p;
  gsize length;

  if (!state->key || !set_state (self, "postfix", state))
    return FALSE;
  set_common (self, pairs);
  p = state->value + state->length;
  if (p[0] == ' ' && p[1] == '(')
    {
      length = strlen (p += 2);
      dsn_log_set_text (self, p, length > 0 && p[length - 1] == ')' ? length - 1 : length);
    }
  return TRUE;
}

/* to=<a@b>, ..., dsn=5.1.1, stat=User unknown */
static gboolean
read_sendmail (DsnLogReader *self, const Pairs *pairs)
{
  const Pair *cause = &pairs->of[ROLE_CAUSE], *reply = &pairs->of[ROLE_REPLY];
  DsnAction action = DSN_ACTION_FAILED;

  if (!cause->key || cause->quoted || !pairs->of[ROLE_ADDRESS].key)
    return FALSE;
  set_common (self, pairs);
  if (g_str_has_prefix (cause->value, "Sent"))
    action = DSN_ACTION_DELIVERED;
  else if (g_str_has_prefix (cause->value, "queued"))
    action = DSN_ACTION_NONE;
  else if (g_str_has_prefix (cause->value, "Deferred") || self->recipient->status.klass == 4)
    action = DSN_ACTION_DELAYED;
  dsn_log_set_event (self, "sendmail", action ? DSN_LOG_OUTCOME : DSN_LOG_OTHER, action);
  if (reply->key)
    dsn_log_set_text (self, reply->value, reply->length);
  dsn_log_set_text (self, cause->value, cause->length);
  return TRUE;
}

/* ruleset=check_rcpt, arg1=<a@b>, relay=..., reject=550 5.7.1 ...: the relay is whom we refused, not who spoke */
static gboolean
read_sendmail_refusal (DsnLogReader *self, const Pairs *pairs)
{
  const Pair *reject = &pairs->of[ROLE_REJECT], *ruleset = &pairs->of[ROLE_STAGE];
  const Pair *argument = &pairs->of[ROLE_ARGUMENT];

  if (!reject->key || !ruleset->key)
    return FALSE;
  dsn_log_set_event (self, "sendmail", DSN_LOG_REPLY, DSN_ACTION_NONE);
  self->recipient->stage = dsn_log_find_stage (ruleset->value);
  if (argument->key && self->recipient->stage == DSN_STAGE_RCPT)
    dsn_log_set_address (self, argument->value, argument->length);
  dsn_log_set_text (self, reject->value, reject->length);
  return TRUE;
}

/* to=<a@b> ... result="PermFail" stat="550 5.1.1 ..." */
static gboolean
read_opensmtpd (DsnLogReader *self, const Pairs *pairs)
{
  const Pair *result = &pairs->of[ROLE_RESULT], *cause = &pairs->of[ROLE_CAUSE];

  if (!result->key || !result->quoted || !cause->key || !cause->quoted || !set_state (self, "opensmtpd", result))
    return FALSE;
  set_common (self, pairs);
  dsn_log_set_text (self, cause->value, cause->length);
  return TRUE;
}

/* command="RCPT TO:<a@b>" result="550 Invalid recipient" */
static gboolean
read_opensmtpd_refusal (DsnLogReader *self, const Pairs *pairs)
{
  const Pair *result = &pairs->of[ROLE_RESULT], *command = &pairs->of[ROLE_COMMAND];
  const char *address;

  if (!result->key || !result->quoted || !command->key || !command->quoted)
    return FALSE;
  dsn_log_set_event (self, "opensmtpd", DSN_LOG_REPLY, DSN_ACTION_NONE);
  self->recipient->stage = dsn_log_find_stage (command->value);
  address = memchr (command->value, '<', command->length);
  if (address && self->recipient->stage == DSN_STAGE_RCPT)
    dsn_log_set_address (self, address, command->length - (gsize) (address - command->value));
  dsn_log_set_text (self, result->value, result->length);
  return TRUE;
}

gboolean
dsn_log_read_pairs (DsnLogReader *self)
{
  static gboolean (* const forms[]) (DsnLogReader *self, const Pairs *pairs) = {
    read_postfix, read_sendmail, read_sendmail_refusal, read_opensmtpd, read_opensmtpd_refusal,
  };
  static const char * const needed[] = { "status=", "stat=", "reject=", "result=" };
  Pairs pairs;
  gboolean hit = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (needed) && !hit; i++)
    hit = strstr (self->body, needed[i]) != NULL;
  if (!hit)
    return FALSE;
  memset (&pairs, 0, sizeof pairs);
  find_pairs (self, &pairs, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (forms[i] (self, &pairs))
      {
        find_pairs (self, NULL, TRUE);
        return TRUE;
      }
  return FALSE;
}
