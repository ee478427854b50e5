/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes the lines of a notice one after the other; follows the SMTP dialogues in them (RFC 5321) and gives each reply that
 * refused something to the recipient whom it refused:
 *
 *   ... while talking to mx.example.com.:
 *   >>> RCPT To:<a@example.com>
 *   <<< 550 5.1.1 No such user
 *   550 5.1.1 <a@example.com>... User unknown
 *
 * A server that sends its commands in one go (sendmail) prints replies before its own lines about each address: a reply
 * belongs to the next address.  The server's own line ("User unknown" for any 550) only counts where no reply came.
 */
#include <string.h>
#include "read/dsn-text-reading.h"

#define TIME_BYTES 64      /* what may stand before the arrow in a log of a dialogue */

static const struct {
  const char *verb;
  DsnStage    stage;
} verbs[] = {
  { "rcpt to", DSN_STAGE_RCPT }, { "mail from", DSN_STAGE_MAIL }, { "data", DSN_STAGE_DOT },    { "ehlo", DSN_STAGE_HELO },
  { "helo", DSN_STAGE_HELO },    { "lhlo", DSN_STAGE_HELO },      { "auth", DSN_STAGE_AUTH },   { "starttls", DSN_STAGE_HELO },
  { "quit", DSN_STAGE_UNKNOWN }, { "bdat", DSN_STAGE_DOT },       { "rset", DSN_STAGE_UNKNOWN },
};

/* Behind a time: "Mon 2008-01-14 15:34:33: --> RCPT To:<a@b>", "[12:00:01] <-- 550 ...". */
static gsize
skip_time (const char *text, gsize at, gsize end)
{
  static const char * const arrows[] = { "--> ", "<-- ", ">>> ", "<<< ", "==> ", "<== " };
  gsize limit = MIN (end, at + TIME_BYTES);

  for (gsize i = at + 1; i + 4 < limit; i++)
    {
      if (text[i] != '-' && text[i] != '<' && text[i] != '>' && text[i] != '=')
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (arrows); k++)
        if (!memcmp (text + i, arrows[k], 4) && text[i - 1] == ' ')
          return i;
    }
  return at;
}

/* Behind the marks that set a dialogue off: ">>> ", "<<< ", "Sent <<< ", "Received >>> ", "C: ", "S: ", "-> ", "SMTP>> ". */
static gsize
skip_marks (const char *text, gsize at, gsize end)
{
  static const char * const words[] = { "sent", "received", "c:", "s:", "smtp", "client:", "server:", "recv:", "send:" };
  gsize begin = at, arrow;
  gboolean marked = FALSE;

  if (at < end && (g_ascii_isalnum (text[at]) || text[at] == '['))
    at = skip_time (text, at, end);

  if (at >= end || !strchr ("<>-=scrSCR", text[at]))
    return begin;
  for (gboolean again = TRUE; again;)
    {
      again = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        {
          gsize n = strlen (words[i]);

          if (end - at > n && !g_ascii_strncasecmp (text + at, words[i], n) && strchr (" <>", text[at + n]))
            {
              marked = marked || words[i][n - 1] == ':';
              at += n;
              again = TRUE;
              break;
            }
        }
      arrow = at;
      while (arrow < end && text[arrow] != '\0' && strchr ("<>=-", text[arrow]))
        arrow++;
      if (arrow - at >= 2 && (strchr ("<>", text[arrow - 1]) || strchr ("<>", text[at])))
        {
          marked = again = TRUE;
          at = arrow;
        }
      while (at < end && (text[at] == ' ' || text[at] == '\t'))
        at++;
    }
  return marked ? at : begin;
}

static gboolean
is_code (const char *text, gsize at, gsize end)
{
  return end - at >= 3 && text[at] >= '2' && text[at] <= '5' && g_ascii_isdigit (text[at + 1]) && g_ascii_isdigit (text[at + 2]) &&
         (end - at == 3 || text[at + 3] == ' ' || text[at + 3] == '-' || text[at + 3] == '\t');
}

/* "... while talking to mx.example.com.:" */
static gboolean
read_host (DsnTextReading *reading, DsnTranscript *self, const DsnLine *line)
{
  static const char words[] = "while talking to ";
  const char *text = reading->text;
  gsize at = line->content, end = line->end;

  while (at < end && text[at] == '.')
    at++;
  while (at < end && text[at] == ' ')
    at++;
  if (end - at <= strlen (words) || g_ascii_strncasecmp (text + at, words, strlen (words)))
    return FALSE;
  at += strlen (words);
  while (end > at && strchr (":. ", text[end - 1]))
    end--;
  self->host_start = at;
  self->host_end = end;
  self->rcpt_start = self->rcpt_end = 0;
  self->reply_start = self->reply_end = 0;
  self->reply_open = self->quit = FALSE;
  self->stage = DSN_STAGE_CONNECT;
  return TRUE;
}

static const char *
host_name (DsnTextReading *reading, const DsnTranscript *self)
{
  if (self->host_end <= self->host_start)
    return NULL;
  return dsn_arena_strndup (reading->arena, reading->text + self->host_start, self->host_end - self->host_start);
}

/* A reply of one or more lines without the marks before each. */
static const char *
unmark (DsnTextReading *reading, gsize start, gsize end)
{
  char *text = dsn_text_unfold (reading->arena, reading->text, start, end, 0), *out = text;

  for (const char *p = text; *p; p++)
    {
      if (p > text && p[-1] == ' ' && (g_str_has_prefix (p, "<<< ") || g_str_has_prefix (p, ">>> ")))
        {
          p += 3;
          continue;
        }
      *out++ = *p;
    }
  *out = '\0';
  return text;
}

/* Gives text[start, end) to the address as what the dialogue says of it. */
static void
give (DsnTextReading *reading, const DsnTranscript *self, gsize rcpt_start, gsize rcpt_end, gsize start, gsize end, DsnStage stage)
{
  DsnTextHit *hit = dsn_text_add_hit (reading, rcpt_start, rcpt_end, DSN_TEXT_FORM_TRANSCRIPT, 5);

  if (hit == NULL || hit->transcript.text != NULL)
    return;
  hit->transcript.text = unmark (reading, start, end);
  hit->transcript.span = dsn_notice_span (reading->notice, start, end);
  if (hit->remote_host == NULL && stage != DSN_STAGE_UNKNOWN)
    hit->remote_host = host_name (reading, self);
  if (hit->stage == DSN_STAGE_UNKNOWN)
    hit->stage = stage;
}

/* Without an address it may belong to any; kept for those about whom nothing else is said. */
static void
give_all (DsnTextReading *reading, const DsnTranscript *self)
{
  DsnTextScan *scan = reading->scan;

  if (self->reply_end <= self->reply_start || scan->common.text != NULL)
    return;
  scan->common.text = unmark (reading, self->reply_start, self->reply_end);
  scan->common.span = dsn_notice_span (reading->notice, self->reply_start, self->reply_end);
  scan->remote_host = host_name (reading, self);
  scan->stage = self->stage;
}

static gboolean
client_line (DsnTextReading *reading, DsnTranscript *self, gsize at, gsize end)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      gsize n = strlen (verbs[i].verb), from;
      DsnTextAddress address;

      if (end - at < n || g_ascii_strncasecmp (reading->text + at, verbs[i].verb, n) ||
          (end - at > n && g_ascii_isalnum (reading->text[at + n])))
        continue;
      if (!self->claimed)
        give_all (reading, self);
      self->stage = verbs[i].stage;
      self->quit = !g_ascii_strcasecmp (verbs[i].verb, "quit");
      self->rcpt_start = self->rcpt_end = 0;
      self->reply_start = self->reply_end = 0;
      self->reply_open = self->claimed = FALSE;
      from = at + n;
      if (self->stage == DSN_STAGE_RCPT && dsn_text_find_address (reading->text, &from, end, &address))
        {
          self->rcpt_start = address.start;
          self->rcpt_end = address.end;
        }
      return TRUE;
    }
  return FALSE;
}

/* "554 5.5.1 Error: no valid recipients": what follows refused recipients is no news about any. */
static gboolean
is_sequel (const DsnTextReading *reading, gsize at, gsize end)
{
  static const char * const words[] = { "no valid recipients", "valid rcpt command", "need rcpt", "no recipients", "no valid rcpt" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strstr_len (reading->folded + at, (gssize) (end - at), words[i]))
      return TRUE;
  return FALSE;
}

static void
server_line (DsnTextReading *reading, DsnTranscript *self, gsize at, gsize end)
{
  if (is_sequel (reading, at, end))
    return;
  if (self->reply_open && self->reply_end > self->reply_start)
    self->reply_end = end;
  else
    {
      if (!self->claimed)
        give_all (reading, self);
      self->reply_start = at;
      self->reply_end = end;
      self->claimed = FALSE;
    }
  self->reply_open = end - at > 3 && reading->text[at + 3] == '-';
  if (self->reply_open)
    return;
  if (self->quit || strchr ("23", reading->text[self->reply_start]))
    self->reply_start = self->reply_end = 0;
  else if (self->rcpt_end > self->rcpt_start)
    {
      give (reading, self, self->rcpt_start, self->rcpt_end, self->reply_start, self->reply_end, DSN_STAGE_RCPT);
      self->claimed = TRUE;
    }
}

/* "550 5.1.1 <a@b>... User unknown", "<a@b>... Deferred: 450 ..." */
static void
own_line (DsnTextReading *reading, DsnTranscript *self, const DsnLine *line, const DsnHead *head)
{
  if (self->reply_end > self->reply_start && !self->claimed && !self->quit)
    {
      DsnStage stage = self->stage == DSN_STAGE_DOT ? DSN_STAGE_RCPT : self->stage;

      give (reading, self, head->address.start, head->address.end, self->reply_start, self->reply_end, stage);
    }
  else
    {
      /* "554 <a@b>... 550 Host unknown": what comes last is the cause. */
      gsize start = is_code (reading->text, head->text, line->end) ? head->text : line->content;

      give (reading, self, head->address.start, head->address.end, start, line->end, DSN_STAGE_UNKNOWN);
    }
  self->reply_start = self->reply_end = 0;
  self->claimed = FALSE;
}

/* "554 5.0.0 Service unavailable" closes what the remote said before; "421 example.com (smtp)... Deferred: ..." does not. */
static gboolean
closing_line (DsnTextReading *reading, DsnTranscript *self, const DsnLine *line)
{
  if (self->reply_end <= self->reply_start || !is_code (reading->text, line->content, line->end) ||
      g_strstr_len (reading->text + line->content, (gssize) (line->end - line->content), "... "))
    return FALSE;
  if (!self->claimed)
    give_all (reading, self);
  self->reply_start = self->reply_end = 0;
  self->claimed = FALSE;
  return TRUE;
}

/* TRUE if the line belongs to a dialogue.  `within`: it lies in a paragraph about an address, where a folded reply may look like
 * a server's own line. */
gboolean
dsn_transcript_line (DsnTextReading *reading, DsnTranscript *self, const DsnLine *line, gboolean within)
{
  const char *text = reading->text;
  gsize at = skip_marks (text, line->content, line->end);
  DsnHead head;

  if (at > line->content)
    {
      if (is_code (text, at, line->end))
        {
          server_line (reading, self, at, line->end);
          return TRUE;
        }
      return client_line (reading, self, at, line->end);
    }
  if (within)
    return FALSE;
  if (read_host (reading, self, line))
    return TRUE;
  if (!memchr (text + line->content, '@', line->end - line->content))
    return closing_line (reading, self, line);
  if (dsn_text_read_head (reading, line, &head) && head.shape == DSN_HEAD_DOTS)
    {
      own_line (reading, self, line, &head);
      return TRUE;
    }
  return FALSE;
}

gboolean
dsn_transcript_looks_like (const DsnTextReading *reading, const DsnLine *line)
{
  gsize at = skip_marks (reading->text, line->content, line->end);

  if (at == line->content)
    return FALSE;
  if (is_code (reading->text, at, line->end))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (line->end - at >= strlen (verbs[i].verb) && !g_ascii_strncasecmp (reading->text + at, verbs[i].verb, strlen (verbs[i].verb)))
      return TRUE;
  return FALSE;
}

void
dsn_transcript_end (DsnTextReading *reading, DsnTranscript *self)
{
  if (!self->claimed && !self->quit)
    give_all (reading, self);
}
