/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The forms of log lines that are no lists: the refusals of Postfix, the marks of Exim's main log, the sentences of
 * qmail, the remarks of sendmail.  Each takes a line whose front is off and says whether it is one.
 */
#include <string.h>
#include "classify/dsn-logline.h"

/* "NOQUEUE: reject: RCPT from mx.example.net[192.0.2.1]: 550 5.1.1 <a@b>: ...; from=<c@d> to=<a@b> proto=ESMTP
 * helo=<e>".  The host is whom we refused, not who spoke. */
gboolean
dsn_log_read_postfix_refusal (DsnLogReader *self)
{
  static const char * const words[] = { "reject: ", "milter-reject: ", "proxy-reject: " };
  const char *p = dsn_log_read_queue_id (self, self->body), *stop, *text, *to, *after;
  gboolean hit = FALSE;

  if (p == self->body)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words) && !hit; i++)
    if ((hit = g_str_has_prefix (p, words[i])))
      p += strlen (words[i]);
  if (!hit)
    return FALSE;
  dsn_log_set_event (self, "postfix", DSN_LOG_REPLY, DSN_ACTION_NONE);
  self->recipient->stage = dsn_log_find_stage (p);
  stop = g_strrstr (p, "; from=<");
  text = strstr (p, ": ");
  /* "header Subject: ... from mx[192.0.2.1]; from=<c@d> to=<a@b> ... helo=<e>: 5.7.1 message" */
  if (stop && self->recipient->stage == DSN_STAGE_DOT && (after = strstr (stop, ">: ")))
    text = after + 1;
  to = stop ? strstr (stop, " to=<") : NULL;
  if (to)
    dsn_log_set_address (self, to + 4, strlen (to + 4));
  if (text == NULL)
    return TRUE;
  text += 2;
  dsn_log_set_text (self, text, stop && stop > text ? (gsize) (stop - text) : strlen (text));
  return TRUE;
}

/* "1abcDE-000123-XY" or "1abcDE-000000001Ab-0Xyz", and a blank */
static const char *
skip_exim_id (DsnLogReader *self, const char *p)
{
  static const gsize lengths[][3] = { { 6, 6, 2 }, { 6, 11, 4 } };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      gsize at = 0;
      gboolean good = TRUE;

      for (guint k = 0; k < 3 && good; k++, at++)
        {
          for (gsize n = 0; n < lengths[i][k] && good; n++, at++)
            good = g_ascii_isalnum (p[at]);
          good = good && p[at] == (k < 2 ? '-' : ' ');
        }
      if (!good)
        continue;
      self->recipient->final_log_id = dsn_arena_strndup (self->arena, p, at - 1);
      return dsn_log_skip_blanks (p + at);
    }
  return p;
}

static const struct {
  const char *mark;
  DsnLogEvent event;
  DsnAction   action;
} exim_marks[] = {
  { "** ", DSN_LOG_OUTCOME, DSN_ACTION_FAILED },
  { "== ", DSN_LOG_OUTCOME, DSN_ACTION_DELAYED },
  { "=> ", DSN_LOG_OUTCOME, DSN_ACTION_DELIVERED },
  { "-> ", DSN_LOG_OUTCOME, DSN_ACTION_DELIVERED },
  { ">> ", DSN_LOG_OUTCOME, DSN_ACTION_DELIVERED },
  { "*> ", DSN_LOG_OTHER,   DSN_ACTION_NONE },             /* delivery was only pretended */
  { "<= ", DSN_LOG_OTHER,   DSN_ACTION_NONE },
};

/* The first ": " that stands in no quotes, or the end. */
static const char *
find_exim_text (const char *p)
{
  do
    p = dsn_log_find_close (p, ':');
  while (*p && p[1] != ' ' && *++p);
  return p;
}

/* " R=dnslookup T=remote_smtp H=mx.example.com [192.0.2.1]:25 C="250 OK"" */
static void
read_exim_fields (DsnLogReader *self, const char *p, const char *end)
{
  while (p < end)
    {
      const char *stop;

      p = dsn_log_skip_blanks (p);
      if (g_ascii_isupper (p[0]) && p[1] == '=')
        {
          stop = p[2] == '"' ? dsn_log_find_close (p + 3, '"') + 1 : p + strcspn (p, " ");
          stop = MIN (stop, end);
          dsn_log_add_field (self, p, 1, p + 2, (gsize) (stop - p) - 2);
          if (p[0] == 'H')
            dsn_log_set_remote (self, p + 2, (gsize) (stop - p) - 2);
          else if (p[0] == 'C')
            dsn_log_set_text (self, p + 2, (gsize) (stop - p) - 2);
        }
      else
        {
          stop = p + strcspn (p, " ");
          if (*p == '[')
            dsn_log_set_remote (self, p, (gsize) (stop - p));
        }
      p = MAX (stop, p + 1);
    }
}

/* "** a@b R=dnslookup T=remote_smtp H=mx [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@b>: 550 ..."
 * */
gboolean
dsn_log_read_exim (DsnLogReader *self)
{
  const char *p = skip_exim_id (self, self->body), *name, *end, *text;
  guint i;
  gsize n;

  for (i = 0; i < G_N_ELEMENTS (exim_marks) && !g_str_has_prefix (p, exim_marks[i].mark); i++)
    ;
  if (i == G_N_ELEMENTS (exim_marks) || (p == self->body && !self->stamped))
    return FALSE;
  dsn_log_set_event (self, "exim", exim_marks[i].event, exim_marks[i].action);
  if (exim_marks[i].event == DSN_LOG_OTHER)
    return TRUE;
  name = dsn_log_skip_blanks (p + 3);
  n = strcspn (name, " ");
  end = name + n;
  text = n > 0 && name[n - 1] == ':' ? end - 1 : find_exim_text (end);
  n -= n > 0 && name[n - 1] == ':';
  /* "kim <kim@example.com>" where the mail stays on the host */
  if (!memchr (name, '@', n) && end[0] == ' ' && end[1] == '<')
    {
      name = end + 1;
      n = strcspn (name, " ");
    }
  dsn_log_set_address (self, name, n);
  if (text > end)
    read_exim_fields (self, end, text);
  if (*text)
    {
      text = dsn_log_skip_blanks (text + 1);
      dsn_log_set_text (self, text, strlen (text));
    }
  return TRUE;
}

/* "H=(c) [192.0.2.1] F=<d@e> temporarily rejected RCPT <a@b>: Unknown user" */
gboolean
dsn_log_read_exim_refusal (DsnLogReader *self)
{
  static const char temporarily[] = "temporarily ";
  const char *p = self->stamped ? strstr (self->body, "rejected ") : NULL, *text, *address;
  gsize n = strlen (temporarily);
  gboolean is_temporary;

  if (p == NULL || p == self->body || p[-1] != ' ')
    return FALSE;
  (void) skip_exim_id (self, self->body);
  self->recipient->stage = dsn_log_find_stage (p + strlen ("rejected "));
  if (self->recipient->stage == DSN_STAGE_UNKNOWN)
    return FALSE;
  is_temporary = (gsize) (p - self->body) >= n && strncmp (p - n, temporarily, n) == 0;
  dsn_log_set_event (self, "exim", DSN_LOG_REPLY, is_temporary ? DSN_ACTION_DELAYED : DSN_ACTION_NONE);
  text = find_exim_text (p);
  address = strchr (p, '<');
  if (address && address < text && self->recipient->stage == DSN_STAGE_RCPT)
    dsn_log_set_address (self, address, (gsize) (text - address));
  if (*text)
    {
      text = dsn_log_skip_blanks (text + 1);
      dsn_log_set_text (self, text, strlen (text));
    }
  return TRUE;
}

/* A log of qmail writes blanks as "_" and line ends as "/". */
static char *
decode_qmail (DsnArena *arena, const char *p)
{
  char *out = dsn_arena_strdup (arena, p);

  for (gsize i = 0; out[i]; i++)
    {
      if (out[i] == '_')
        out[i] = ' ';
      else if (out[i] == '/' && p[i + 1] != '/' && i > 0 && strchr ("./_)>", p[i - 1]) && p[i - 1] != '/')
        out[i] = ' ';
      else if (out[i] == '/' && (!p[i + 1] || g_str_has_prefix (p + i + 1, "Giving_up_on_")
                                 || g_str_has_prefix (p + i + 1, "Remote_host_said:")))
        out[i] = ' ';
    }
  return out;
}

static const struct {
  const char *word;
  DsnAction   action;
} qmail_words[] = {
  { "success: ",  DSN_ACTION_DELIVERED },
  { "failure: ",  DSN_ACTION_FAILED },
  { "deferral: ", DSN_ACTION_DELAYED },
};

/* "delivery 17: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_.../" */
gboolean
dsn_log_read_qmail (DsnLogReader *self)
{
  const char *p = self->body + strspn (self->body, "0123456789."), *said;

  p = dsn_log_skip_blanks (p);
  if (!g_str_has_prefix (p, "delivery "))
    return FALSE;
  p += strlen ("delivery ");
  if (!g_ascii_isdigit (*p))
    return FALSE;
  p += strspn (p, "0123456789");
  if (p[0] != ':' || p[1] != ' ')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (qmail_words); i++)
    if (g_str_has_prefix (p + 2, qmail_words[i].word))
      {
        dsn_log_set_event (self, "qmail", DSN_LOG_OUTCOME, qmail_words[i].action);
        p += 2 + strlen (qmail_words[i].word);
        said = strstr (p, "/Remote_host_said:_");
        if (said != NULL && qmail_words[i].action == DSN_ACTION_DELIVERED)
          p = said + strlen ("/Remote_host_said:_");
        dsn_log_add_text (self, decode_qmail (self->arena, p), DSN_SPAN_NONE);
        return TRUE;
      }
  return FALSE;
}

/* "4f1abc2: <a@b>... User unknown" */
gboolean
dsn_log_read_sendmail_remark (DsnLogReader *self)
{
  const char *p = self->tagged ? dsn_log_read_queue_id (self, self->body) : self->body, *close;

  if (p == self->body || *p != '<')
    return FALSE;
  close = dsn_log_find_close (p, '>');
  if (!g_str_has_prefix (close, ">... "))
    return FALSE;
  dsn_log_set_event (self, "sendmail", DSN_LOG_REPLY, DSN_ACTION_NONE);
  dsn_log_set_address (self, p, (gsize) (close + 1 - p));
  dsn_log_set_text (self, close + 5, strlen (close + 5));
  return TRUE;
}
