/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One line of a log -> facts.  What syslog or the server's own clock puts in front is taken off; then one form after
 * the other is tried: the refusals of Postfix, the `key=value` lists of Postfix, sendmail and OpenSMTPD, the marks of
 * Exim, the sentences of qmail.  The words of the remote server are taken out of what the log says around them just as
 * in a notice (dsn_text_refine()). Leaves alone: what they mean.  Every look at the line goes forward, so that the
 * cost is linear in its length.
 */
#include <string.h>
#include "classify/dsn-logline.h"
#include "model/dsn-address.h"
#include "model/dsn-text-private.h"
#include "read/dsn-text-reading.h"

typedef struct {
  const char *word;
  DsnStage    stage;
} StageWord;

static const StageWord stage_words[] = {
  { "CONNECT",        DSN_STAGE_CONNECT },
  { "connection",     DSN_STAGE_CONNECT },
  { "check_relay",    DSN_STAGE_CONNECT },
  { "EHLO",           DSN_STAGE_HELO },
  { "HELO",           DSN_STAGE_HELO },
  { "STARTTLS",       DSN_STAGE_HELO },
  { "AUTH",           DSN_STAGE_AUTH },
  { "MAIL",           DSN_STAGE_MAIL },
  { "check_mail",     DSN_STAGE_MAIL },
  { "RCPT",           DSN_STAGE_RCPT },
  { "check_rcpt",     DSN_STAGE_RCPT },
  { "END-OF-MESSAGE", DSN_STAGE_DOT },
  { "after DATA",     DSN_STAGE_DOT },
  { "DATA",           DSN_STAGE_DATA },
  { "header",         DSN_STAGE_DOT },
  { "body",           DSN_STAGE_DOT },
};

DsnStage
dsn_log_find_stage (const char *p)
{
  for (guint i = 0; i < G_N_ELEMENTS (stage_words); i++)
    if (g_str_has_prefix (p, stage_words[i].word))
      return stage_words[i].stage;
  return DSN_STAGE_UNKNOWN;
}

/* What stands in front */

/* a: letter, 9: digit, ?: digit or blank, h: hex digit, *: anything up to a blank */
static const char * const stamps[] = {
  "aaa ?9 99:99:99",
  "9999-99-99T99:99:99*",
  "9999-99-99 99:99:99*",
  "@hhhhhhhhhhhhhhhhhhhhhhhh",
};

const char *
dsn_log_skip_blanks (const char *p)
{
  return p + strspn (p, " \t");
}

static gboolean
fits (char pattern, char c)
{
  switch (pattern)
    {
    case 'a': return g_ascii_isalpha (c);
    case '9': return g_ascii_isdigit (c);
    case '?': return g_ascii_isdigit (c) || c == ' ';
    case 'h': return g_ascii_isxdigit (c);
    default:  return c == pattern;
    }
}

/* The place behind a date, or NULL. */
static const char *
skip_stamp (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (stamps); i++)
    {
      const char *p = text, *s = stamps[i];

      while (*s && *s != '*' && fits (*s, *p))
        s++, p++;
      if (*s == '*')
        p += strcspn (p, " "), s++;
      if (*s == '\0' && *p == ' ')
        return dsn_log_skip_blanks (p);
    }
  return NULL;
}

/* "smtpd[123]: ", and "smtpd: " where a date stood in front; NULL if there is none */
static const char *
skip_program (const char *p, gboolean stamped)
{
  gsize n = 0, digits = strspn (p, "0123456789");

  while (g_ascii_isalnum (p[n]) || (p[n] && strchr ("._/-", p[n])))
    n++;
  if (n == digits || n > 64)
    return NULL;
  digits = 0;
  p += n;
  if (*p == '[')
    {
      digits = strspn (p + 1, "0123456789");
      if (digits == 0 || p[digits + 1] != ']')
        return NULL;
      p += digits + 2;
    }
  if (p[0] != ':' || p[1] != ' ' || (digits == 0 && !stamped))
    return NULL;
  return dsn_log_skip_blanks (p + 1);
}

static void
skip_front (DsnLogReader *self)
{
  const char *p = self->body, *q;
  gsize n;

  if (*p == '<' && (n = strspn (p + 1, "0123456789")) > 0 && n < 4 && p[n + 1] == '>')
    p += n + 2;
  q = skip_stamp (p);
  self->stamped = q != NULL;
  if (q)
    p = q;
  q = skip_program (p, self->stamped);
  if (!q && (n = strcspn (p, " ")) > 0 && p[n] == ' ' && strcspn (p, "=<>*\"(),") > n)
    q = skip_program (dsn_log_skip_blanks (p + n), self->stamped);
  self->tagged = q != NULL;
  if (q)
    p = q;

  /* the second date is Exim's own, when it writes to syslog */
  if ((q = skip_stamp (p)))
    {
      p = q;
      self->stamped = TRUE;
    }
  if (self->stamped && (*p == '+' || *p == '-') && strspn (p + 1, "0123456789") == 4 && p[5] == ' ')
    p = dsn_log_skip_blanks (p + 5);
  if (self->stamped && *p == '[' && (n = strspn (p + 1, "0123456789")) > 0 && p[n + 1] == ']' && p[n + 2] == ' ')
    p = dsn_log_skip_blanks (p + n + 2);
  self->body = p;
}

/* "4f1abc2: ": the id under which the message is queued; gives the place behind it */
const char *
dsn_log_read_queue_id (DsnLogReader *self, const char *p)
{
  gsize n = 0;

  while (g_ascii_isalnum (p[n]))
    n++;
  if (n < 5 || n > 32 || p[n] != ':' || p[n + 1] != ' ')
    return p;
  if (strncmp (p, "NOQUEUE", n) != 0)
    self->recipient->final_log_id = dsn_arena_strndup (self->arena, p, n);
  return dsn_log_skip_blanks (p + n + 1);
}

/* Facts */

const char *
dsn_log_find_close (const char *p, char close)
{
  gboolean quoted = FALSE;

  for (; *p && (quoted || *p != close); p++)
    {
      if (*p == '\\' && p[1])
        p++;
      else if (*p == '"' && close != '"')
        quoted = !quoted;
    }
  return p;
}

/* "<a@b>", "a@b"; the first of several */
void
dsn_log_set_address (DsnLogReader *self, const char *p, gsize length)
{
  const char *end = p + length, *stop;
  char *address;

  if (self->recipient->address)
    return;
  if (*p == '<')
    {
      p++;
      stop = dsn_log_find_close (p, '>');
    }
  else
    stop = MIN (p + strcspn (p, " ,;"), end);
  if (stop > end || stop == p)
    return;
  address = dsn_address_clean (self->arena, p, (gsize) (stop - p));
  if (!address || !*address || strcmp (address, "-") == 0)
    return;
  self->recipient->address = address;
}

/* "mx.example.com[192.0.2.1]:25", "mx.example.com. [192.0.2.1]", "192.0.2.1 (mx.example.com)": the name where there is
 * one */
void
dsn_log_set_remote (DsnLogReader *self, const char *p, gsize length)
{
  static const char * const none[] = { "none", "local", "virtual", "<local>" };
  const char *name = memchr (p, '(', length);
  gsize n;

  if (self->recipient->remote_host)
    return;
  if (name && g_ascii_isalnum (name[1]) && memchr (name, ')', length - (gsize) (name - p)))
    {
      length -= (gsize) (name + 1 - p);
      p = name + 1;
    }
  else if (*p == '[' && length > 1)
    {
      p++;
      length--;
    }
  for (n = 0; n < length && (g_ascii_isalnum (p[n]) || strchr (".-_:", p[n]) || (guchar) p[n] >= 0x80); n++)
    ;
  while (n > 0 && strchr (".:", p[n - 1]))
    n--;
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    if (strlen (none[i]) == n && strncmp (none[i], p, n) == 0)
      return;
  if (n > 1 && (memchr (p, '.', n) || memchr (p, ':', n)))
    self->recipient->remote_host = dsn_arena_strndup (self->arena, p, n);
}

/* What the log says as the cause; the words around the reply are taken off, unless the line is nothing but that. */
void
dsn_log_add_text (DsnLogReader *self, const char *cause, DsnSpan span)
{
  DsnRecipient *recipient = self->recipient;
  gsize length = strlen (cause);
  const char *unfolded = dsn_text_unfold (self->arena, cause, 0, length, length + 1);
  DsnDiagnostic found;
  const char *text;

  if (*unfolded == '\0')
    return;
  text = dsn_text_refine (self->arena, unfolded, &found);
  if (self->line->event == DSN_LOG_BARE || *text == '\0')
    text = unfolded;
  dsn_recipient_add_evidence (recipient, DSN_SOURCE_INPUT, text, DSN_PART_UNKNOWN, span);
  if (found.remote_host)
    recipient->remote_host = found.remote_host;
  if (recipient->stage == DSN_STAGE_UNKNOWN)
    recipient->stage = found.stage;
  recipient->gave_up |= found.gave_up;
}

void
dsn_log_set_text (DsnLogReader *self, const char *p, gsize length)
{
  DsnSpan span = { (gsize) (p - self->line->text), length };

  dsn_log_add_text (self, dsn_arena_strndup (self->arena, p, length), span);
}

void
dsn_log_add_field (DsnLogReader *self, const char *key, gsize key_length, const char *value, gsize length)
{
  DsnSpan span = { (gsize) (value - self->line->text), length };

  dsn_recipient_add_field (self->recipient, dsn_arena_strndup (self->arena, key, key_length),
                           dsn_arena_strndup (self->arena, value, length), span);
}

void
dsn_log_set_event (DsnLogReader *self, const char *format, DsnLogEvent event, DsnAction action)
{
  self->line->format = format;
  self->line->event = event;
  self->recipient->action = action;
}

/* Another line of a log: something is said of a delivery if a reply with a status code stands in it, or a host is
 * quoted. */
static void
read_other (DsnLogReader *self)
{
  const char *p = dsn_log_read_queue_id (self, self->body);
  DsnReplyFound found;

  dsn_log_set_event (self, NULL, DSN_LOG_OTHER, DSN_ACTION_NONE);
  if (!dsn_reply_scan (p, strlen (p), 0, &found) || found.code < 400)
    return;
  dsn_log_set_text (self, p, strlen (p));
  if (dsn_status_is_set (&found.status) || self->recipient->remote_host)
    self->line->event = DSN_LOG_REPLY;
}

void
dsn_log_line_read (DsnLogLine *line)
{
  static gboolean (* const forms[]) (DsnLogReader *self) = {
    dsn_log_read_postfix_refusal, dsn_log_read_pairs, dsn_log_read_exim, dsn_log_read_exim_refusal, dsn_log_read_qmail,
    dsn_log_read_sendmail_remark,
  };
  DsnLogReader self = { .line = line, .arena = line->arena, .recipient = line->recipient, .body = line->text };

  skip_front (&self);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (forms[i] (&self))
      {
        if (!line->recipient->final_log_id)
          (void) dsn_log_read_queue_id (&self, self.body);
        return;
      }
  if (self.stamped || self.tagged)
    read_other (&self);
  else if (*line->text)
    {
      dsn_log_set_event (&self, NULL, DSN_LOG_BARE, DSN_ACTION_NONE);
      dsn_log_set_text (&self, line->text, strlen (line->text));
    }
}
