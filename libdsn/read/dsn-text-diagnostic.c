/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes the paragraph about one recipient; gives what is left when the words around the diagnostic are taken off, and what
 * these words say: the host that refused ("host mx.example.com[192.0.2.1] said:"), the command it answered ("(in reply to
 * RCPT TO command)", "after RCPT TO:<a@b>:"), the alias it came by ("(expanded from <c@d>)"), that the time ran out.
 * Leaves alone: what the diagnostic means.
 */
#include <string.h>
#include "model/dsn-text-private.h"
#include "read/dsn-text-reading.h"

#define UNFOLD_BYTES  (16 * 1024)

typedef struct {
  DsnArena      *arena;
  const char    *text;
  gsize          at, end;
  DsnDiagnostic *found;
} Refiner;

char *
dsn_text_unfold (DsnArena *arena, const char *text, gsize start, gsize end, gsize limit)
{
  gsize n = 0;
  gboolean blank = FALSE;
  char *out;

  if (end > start + (limit ? limit : UNFOLD_BYTES))
    {
      end = start + (limit ? limit : UNFOLD_BYTES);
      while (end > start && ((guchar) text[end] & 0xc0) == 0x80)      /* no half characters */
        end--;
    }
  out = dsn_arena_alloc (arena, end - start + 1);
  for (gsize i = start; i < end; i++)
    {
      if ((guchar) text[i] <= ' ')
        {
          blank = n > 0;
          continue;
        }
      if (blank)
        out[n++] = ' ';
      blank = FALSE;
      out[n++] = text[i];
    }
  out[n] = '\0';
  return out;
}

static gboolean
accept (Refiner *self, const char *words)
{
  gsize n = strlen (words);

  if (self->end - self->at < n || g_ascii_strncasecmp (self->text + self->at, words, n))
    return FALSE;
  self->at += n;
  return TRUE;
}

static void
blanks (Refiner *self)
{
  while (self->at < self->end && strchr (" .,;", self->text[self->at]))
    self->at++;
}

static gboolean
is_host_char (char c)
{
  return g_ascii_isalnum (c) || c == '.' || c == '-' || c == '_' || c == ':' || (guchar) c >= 0x80;
}

/* A host name or address at `at`: "mx.example.com[192.0.2.1]:25", "192.0.2.1", "mx.example.com (192.0.2.1)".  Gives where it
 * ends with all that belongs to it, or `at`. */
static gsize
read_host (const Refiner *self, gsize at, const char **host)
{
  const char *text = self->text;
  gsize start = at, stop;
  gboolean bracket = at < self->end && text[at] == '[';

  at += bracket;
  stop = at;
  while (stop < self->end && is_host_char (text[stop]))
    stop++;
  while (stop > at && strchr (".:", text[stop - 1]))
    stop--;
  if (stop - at < 2 || stop - at > 255 || (!memchr (text + at, '.', stop - at) && !memchr (text + at, ':', stop - at)))
    return start;
  *host = dsn_arena_strndup (self->arena, text + at, stop - at);
  if (bracket)
    return stop < self->end && text[stop] == ']' ? stop + 1 : start;
  at = stop;
  while (at < self->end && text[at] == '.')
    at++;
  stop = at;
  if (stop < self->end && text[stop] == ' ')
    stop++;
  if (stop < self->end && strchr ("[(", text[stop]))
    {
      const char *close = memchr (text + stop, text[stop] == '[' ? ']' : ')', MIN (self->end - stop, 80));

      if (close)
        at = (gsize) (close - text) + 1;
    }
  if (at + 2 < self->end && text[at] == ':' && g_ascii_isdigit (text[at + 1]))
    for (at++; at < self->end && g_ascii_isdigit (text[at]); at++)
      ;
  return at;
}

static const struct {
  const char *words;
  DsnStage    stage;
} stages[] = {
  { "initial connection", DSN_STAGE_CONNECT }, { "connect", DSN_STAGE_CONNECT }, { "helo", DSN_STAGE_HELO }, { "ehlo", DSN_STAGE_HELO },
  { "lhlo", DSN_STAGE_HELO }, { "starttls", DSN_STAGE_HELO }, { "auth", DSN_STAGE_AUTH }, { "mail from", DSN_STAGE_MAIL },
  { "mail_from", DSN_STAGE_MAIL }, { "mail", DSN_STAGE_MAIL }, { "rcpt to", DSN_STAGE_RCPT }, { "rcpt_to", DSN_STAGE_RCPT },
  { "rcpt", DSN_STAGE_RCPT }, { "end of data", DSN_STAGE_DOT }, { "final data", DSN_STAGE_DOT }, { "data_end", DSN_STAGE_DOT },
  { "text", DSN_STAGE_DOT }, { "dot", DSN_STAGE_DOT }, { "message", DSN_STAGE_DOT }, { "bdat", DSN_STAGE_DOT }, { "data", DSN_STAGE_DATA },
  { "body", DSN_STAGE_DOT },
};

/* The command named at the cursor; the cursor is set behind its name. */
static DsnStage
read_stage (Refiner *self)
{
  (void) (accept (self, "pipelined ") || accept (self, "sending ") || accept (self, "the ") || accept (self, "our "));
  (void) accept (self, "pipelined ");
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (accept (self, stages[i].words))
      return stages[i].stage;
  return DSN_STAGE_UNKNOWN;
}

static void
set_stage (Refiner *self, DsnStage stage)
{
  if (self->found->stage == DSN_STAGE_UNKNOWN)
    self->found->stage = stage;
}

/* "(expanded from: <a@b>)", "(generated from a@b)", "(ultimately generated from a@b)", "(reason: ...)". */
static gboolean
read_remark (Refiner *self)
{
  static const char * const froms[] = { "expanded from", "generated from", "ultimately generated from", "alias of", "forwarded from" };
  gsize mark = self->at, from, stop;
  DsnTextAddress address;
  const char *close;

  if (!accept (self, "("))
    return FALSE;
  close = memchr (self->text + self->at, ')', self->end - self->at);
  stop = close ? (gsize) (close - self->text) : self->end;
  for (guint i = 0; i < G_N_ELEMENTS (froms); i++)
    if (accept (self, froms[i]))
      {
        from = self->at;
        if (dsn_text_find_address (self->text, &from, stop, &address) && self->found->expanded_from == NULL)
          self->found->expanded_from = dsn_arena_strndup (self->arena, self->text + address.start, address.end - address.start);
        self->at = close ? stop + 1 : stop;
        if (self->at < self->end && self->text[self->at] == ':')
          self->at++;
        return TRUE;
      }
  self->at = mark;
  return FALSE;
}

/* "(reason: 550 ...)", with anything in it, up to its last bracket. */
static void
open_reason (Refiner *self)
{
  static const char * const behind[] = { " (expanded from", " (generated from" };
  gsize end = self->end;

  if (!accept (self, "(reason: "))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (behind); i++)
    {
      const char *p = g_strstr_len (self->text + self->at, (gssize) (end - self->at), behind[i]);

      if (p)
        {
          Refiner remark = { self->arena, self->text, (gsize) (p - self->text) + 1, end, self->found };

          read_remark (&remark);
          end = (gsize) (p - self->text);
        }
    }
  while (end > self->at && self->text[end - 1] == ' ')
    end--;
  if (end > self->at && self->text[end - 1] == ')')
    end--;
  self->end = end;
}

/* "SMTP error from remote mail server after RCPT TO:<a@b>:" (Exim), "... server for TEXT command, host: h (ip) reason:". */
static gboolean
read_error_from (Refiner *self)
{
  static const char * const begins[] = {
    "smtp error from remote mail server after ", "smtp error from remote mailer after ", "smtp error from remote server after ",
    "smtp error from remote server for ", "smtp error from remote mail server for ", "lmtp error from remote mail server after ",
    "lmtp error after ", "remote smtp server error after ", "error from remote mail server after ",
  };
  gboolean hit = FALSE;
  const char *host = NULL;
  gsize stop;

  for (guint i = 0; i < G_N_ELEMENTS (begins) && !hit; i++)
    hit = accept (self, begins[i]);
  if (!hit)
    return FALSE;
  set_stage (self, read_stage (self));
  (void) accept (self, " command");
  if (self->at < self->end && self->text[self->at] == ',')
    self->at++;
  else if (self->at < self->end)
    {
      const char *p = self->text + self->at;
      const char *angle = p[0] == ':' && self->at + 1 < self->end && p[1] == '<' ? memchr (p, '>', self->end - self->at) : NULL;
      const char *colon = memchr (angle ? angle : p, ':', self->end - (gsize) ((angle ? angle : p) - self->text));

      if (colon)
        self->at = (gsize) (colon - self->text) + 1;
    }
  blanks (self);
  if (accept (self, "host: ") && (stop = read_host (self, self->at, &host)) > self->at)
    {
      self->found->remote_host = self->found->remote_host ? self->found->remote_host : host;
      self->at = stop;
      blanks (self);
    }
  (void) accept (self, "reason: ");
  return TRUE;
}

/* What may stand between a host and what it said. */
static gboolean
read_verb (Refiner *self)
{
  static const char * const verbs[] = {
    "said:", "says:", "replied:", "responded:", "responded with failure:", "responded with:", "returned:", "reported:", "answered:",
    "rejected:", "reported error:", "returned error:", "responds:", "error:",
  };

  blanks (self);
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (accept (self, verbs[i]))
      return TRUE;
  if (accept (self, "refused to talk to me:"))
    {
      set_stage (self, DSN_STAGE_CONNECT);
      return TRUE;
    }
  if (accept (self, "did not like "))
    {
      set_stage (self, read_stage (self));
      return accept (self, ":");
    }
  return FALSE;
}

/* "host mx.example.com[192.0.2.1] said:", "mx.example.com [192.0.2.1] did not like our RCPT TO:", "[192.0.2.1] said:",
 * "host mx.example.com [192.0.2.1]" alone (Exim). */
static gboolean
read_said (Refiner *self)
{
  static const char * const names[] = { "host ", "host: ", "server ", "remote host ", "mail server ", "smtp server ", "remote server " };
  gsize mark = self->at, stop;
  const char *host = NULL;
  gboolean named = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (names) && !named; i++)
    named = accept (self, names[i]);
  if (self->at < self->end && self->text[self->at] == '<')
    self->at++;
  stop = read_host (self, self->at, &host);
  if (stop > self->at)
    {
      self->at = stop;
      if (self->at < self->end && self->text[self->at] == '>')
        self->at++;
      stop = self->at;
      named = named || (self->text[stop - 1] == ']' && stop < self->end && self->text[stop] == ':');
      if (read_verb (self) || (named && (stop == self->end || strchr (" :", self->text[stop]))))
        {
          if (self->at == stop && stop < self->end && self->text[stop] == ':')
            self->at++;
          if (self->found->remote_host == NULL)
            self->found->remote_host = host;
          return TRUE;
        }
    }
  self->at = mark;
  return FALSE;
}

/* Words that only say that the cause follows. */
static gboolean
read_label (Refiner *self)
{
  static const char * const labels[] = {
    "remote host said:", "remote server said:", "remote server returned:", "remote server returned", "delay reason:", "reason:",
    "reason for failure:", "diagnostic code:", "diagnostic-code:", "diagnostic information:", "error:", "error message:", "because:",
    "because of", "error details:", "details:", "the error was:", "response:", "server message:", "delivery failed:", "cause:",
    "raison :", "raison:", "motif :", "motif:", "motivo:", "grund:", "ursache:", "fehler:", "причина:", "ошибка:", "smtp;", "理由:", "原因:",
    "エラー内容:", "失败原因:", "失败原因：", "原因：", "理由：",
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (accept (self, labels[i]))
      return TRUE;
  return FALSE;
}

/* qmail's own sentence before the reply: "192.0.2.1 does not like recipient. Remote host said: 550 ..." */
static void
read_qmail (Refiner *self)
{
  static const struct {
    const char *words;
    DsnStage    stage;
  } sentences[] = {
    { " does not like recipient.", DSN_STAGE_RCPT }, { " but sender was rejected.", DSN_STAGE_MAIL }, { " but greeting failed.", DSN_STAGE_CONNECT },
    { " but my name was rejected.", DSN_STAGE_HELO }, { " failed on DATA command.", DSN_STAGE_DATA },
    { " failed after I sent the message.", DSN_STAGE_DOT }, { " but connection died", DSN_STAGE_UNKNOWN },
  };
  Refiner probe = *self;
  const char *host = NULL, *said, *giving;
  gsize stop;

  (void) accept (&probe, "connected to ");
  stop = read_host (&probe, probe.at, &host);
  if (stop == probe.at)
    return;
  probe.at = stop;
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (accept (&probe, sentences[i].words))
      {
        set_stage (self, sentences[i].stage);
        if (self->found->remote_host == NULL)
          self->found->remote_host = host;
        said = g_strstr_len (self->text + probe.at, (gssize) (self->end - probe.at), "Remote host said: ");
        giving = g_strrstr_len (self->text + probe.at, (gssize) (self->end - probe.at), "Giving up on ");
        if (giving != NULL)
          self->end = (gsize) (giving - self->text);
        if (said != NULL && said < self->text + self->end)
          self->at = (gsize) (said - self->text) + strlen ("Remote host said: ");
        return;
      }
}

/* "connect to h[ip]:25: Connection refused", "lost connection with h[ip] while ...", "conversation with h[ip] timed out while ...":
 * the words stay, they are the cause. */
static void
read_connect (Refiner *self)
{
  static const char * const begins[] = { "connect to ", "lost connection with ", "conversation with ", "delivery via ", "timed out talking to " };
  Refiner probe = *self;
  const char *host = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    if (accept (&probe, begins[i]))
      {
        gsize stop = read_host (&probe, probe.at, &host);

        if (stop == probe.at)
          return;
        if (self->found->remote_host == NULL)
          self->found->remote_host = host;
        if (i == 0 || g_strstr_len (self->text + stop, (gssize) (self->end - stop), "initial server greeting"))
          set_stage (self, DSN_STAGE_CONNECT);
        return;
      }
}

/* "... (in reply to RCPT TO command)", "... [RCPT_TO]". */
static void
read_end (Refiner *self)
{
  static const char reply[] = "(in reply to ";
  const char *p = g_strrstr_len (self->text + self->at, (gssize) (self->end - self->at), reply);
  Refiner probe = *self;

  if (p != NULL)
    {
      probe.at = (gsize) (p - self->text) + strlen (reply);
      set_stage (self, read_stage (&probe));
      if (self->end - (gsize) (p - self->text) < 80)
        self->end = (gsize) (p - self->text);
    }
  else if (self->end > self->at + 6 && self->text[self->end - 1] == ']')
    {
      p = g_strrstr_len (self->text + self->at, (gssize) (self->end - self->at), " [");
      if (p != NULL && self->end - (gsize) (p - self->text) < 16)
        {
          DsnStage stage;

          probe.at = (gsize) (p - self->text) + 2;
          stage = read_stage (&probe);
          if (stage != DSN_STAGE_UNKNOWN && probe.at == self->end - 1)
            {
              set_stage (self, stage);
              self->end = (gsize) (p - self->text);
            }
        }
    }
  while (self->end > self->at && self->text[self->end - 1] == ' ')
    self->end--;
}

/* "Original address: a@b": the name it was sent to. */
static gboolean
read_original (Refiner *self)
{
  gsize mark = self->at, from;
  DsnTextAddress address;

  if (!accept (self, "original address:") && !accept (self, "original recipient:") && !accept (self, "original-recipient:"))
    return FALSE;
  from = self->at;
  if (!dsn_text_find_address (self->text, &from, self->end, &address) || address.outer_start > self->at + 9)
    {
      self->at = mark;
      return FALSE;
    }
  if (self->found->expanded_from == NULL)
    self->found->expanded_from = dsn_arena_strndup (self->arena, self->text + address.start, address.end - address.start);
  self->at = address.outer_end;
  return TRUE;
}

/* What is left of an unfolded paragraph, in the arena; "" if it was all context. */
const char *
dsn_text_refine (DsnArena *arena, const char *unfolded, DsnDiagnostic *found)
{
  Refiner self = { arena, unfolded, 0, strlen (unfolded), found };
  gsize mark = 0;
  g_autofree char *folded = NULL;

  *found = (DsnDiagnostic) { 0 };
  for (guint turn = 0; turn < 8; turn++)
    {
      blanks (&self);
      mark = self.at;
      open_reason (&self);
      if (self.at == mark && !read_remark (&self) && !read_original (&self) && !read_error_from (&self) && !read_label (&self) &&
          !read_said (&self))
        break;
    }
  read_qmail (&self);
  read_connect (&self);
  read_end (&self);
  if (self.end > self.at + 1 && strchr ("'\"", self.text[self.at]) && self.text[self.end - 1] == self.text[self.at])
    self.at++, self.end--;
  folded = dsn_text_fold (unfolded, strlen (unfolded));
  found->gave_up = (dsn_text_words (folded, 0, strlen (unfolded)) & DSN_WORD_GAVE_UP) != 0;
  found->start = self.at;
  found->end = self.end;
  return dsn_arena_strndup (arena, unfolded + self.at, self.end - self.at);
}
