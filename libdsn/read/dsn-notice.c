/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes the decoded text of one human-readable part; gives its lines and the place where the returned message begins.
 * Mail servers that know no MIME put the returned message behind a divider ("--- Below this line is a copy of the
 * message.", "----- Unsent message follows -----", in many languages) or just behind an empty line, whole, headers only,
 * indented or quoted.  What stands there is the sender's own text: nothing in it may be taken for a fact about the delivery.
 * Leaves alone: what the returned message says (dsn-original.c).
 */
#include <string.h>
#include "read/dsn-notice.h"

#define LOOK_AHEAD_LINES  8       /* lines without a field between a divider and the first field */
#define BLOCK_FIELDS      12      /* fields that are looked at to know a header block */
#define LIST_LINES        64      /* at the end of a text that tell whether it is a list */
#define LIST_LINE_BYTES   1024
#define NOTICE_BYTES      (64 * 1024 * 1024)

typedef struct {
  const char *text;
  gsize       length;
  gboolean    cr_mode;
} Cursor;

/* The next line; FALSE at the end. */
static gboolean
next_line (const Cursor *cursor, gsize *offset, DsnLine *line)
{
  const char *text = cursor->text, *stop;
  gsize start = *offset, end, content;
  guint column = 0;

  if (start >= cursor->length)
    return FALSE;
  stop = memchr (text + start, cursor->cr_mode ? '\r' : '\n', cursor->length - start);
  end = stop ? (gsize) (stop - text) : cursor->length;
  *offset = stop ? end + 1 : end;
  for (content = start; content < end; content++)
    {
      if (text[content] == '\t')
        column = (column | 7) + 1;
      else if (text[content] == ' ' || text[content] == '\r' || text[content] == '\0')
        column++;
      else if (end - content >= 2 && !memcmp (text + content, "\xc2\xa0", 2))
        column++, content++;
      else if (end - content >= 3 && !memcmp (text + content, "\xe3\x80\x80", 3))
        column += 2, content += 2;
      else
        break;
    }
  while (end > content && strchr (" \t\r", text[end - 1]))
    end--;
  *line = (DsnLine) { (guint32) start, (guint32) content, (guint32) end, column };
  return TRUE;
}

/* Field names that tell a returned header; the strong ones are seldom written by people or servers elsewhere. */
static const struct {
  const char *name;
  gboolean    strong;
} field_names[] = {
  { "received", TRUE },          { "return-path", TRUE },    { "message-id", TRUE },     { "mime-version", TRUE },
  { "dkim-signature", TRUE },    { "delivered-to", TRUE },   { "x-received", TRUE },     { "arc-seal", TRUE },
  { "domainkey-signature", TRUE }, { "received-spf", TRUE }, { "x-mailer", TRUE },       { "content-type", TRUE },
  { "content-transfer-encoding", TRUE }, { "authentication-results", TRUE },             { "user-agent", TRUE },
  { "arc-message-signature", TRUE }, { "x-originating-ip", TRUE }, { "list-id", TRUE },  { "list-unsubscribe", TRUE },
  { "in-reply-to", TRUE },       { "references", TRUE },     { "thread-index", TRUE },   { "envelope-to", TRUE },
  { "from", FALSE },             { "to", FALSE },            { "cc", FALSE },            { "subject", FALSE },
  { "date", FALSE },             { "reply-to", FALSE },      { "sender", FALSE },        { "precedence", FALSE },
  { "errors-to", FALSE },        { "x-priority", FALSE },    { "importance", FALSE },    { "organization", FALSE },
};

/* The length of a field name that a colon follows, or 0. */
static gsize
field_name_length (const char *p, gsize length)
{
  gsize n = 0;

  while (n < length && n < 72 && p[n] > ' ' && p[n] < 0x7f && p[n] != ':')
    n++;
  if (n == 0 || n >= length || p[n] != ':' || !g_ascii_isalpha (p[0]))
    return 0;
  return n;
}

/* 0: no known field, 1: a known one, 2: a strong one. */
static int
field_weight (const char *p, gsize length)
{
  gsize n = field_name_length (p, length);

  for (guint i = 0; n && i < G_N_ELEMENTS (field_names); i++)
    if (field_names[i].name[0] == g_ascii_tolower (p[0]) && strlen (field_names[i].name) == n && !g_ascii_strncasecmp (field_names[i].name, p, n))
      return field_names[i].strong ? 2 : 1;
  return n > 2 && (!g_ascii_strncasecmp (p, "x-", 2) || !g_ascii_strncasecmp (p, "arc-", 4)) ? 1 : 0;
}

/* What a line begins with once the mark of quoting is taken off. */
static gsize
unmark (const Cursor *cursor, const DsnLine *line, char mark)
{
  gsize at = line->content;

  if ((mark == '>' || mark == '|') && at < line->end && cursor->text[at] == mark)
    {
      at++;
      if (at < line->end && cursor->text[at] == ' ')
        at++;
    }
  return at;
}

/* How much of a header block begins at a line: known fields, strong ones among them. */
static void
weigh_block (const Cursor *cursor, gsize offset, char mark, guint indent, guint *known, guint *strong)
{
  DsnLine line;
  guint seen = 0, folded = 0;

  *known = *strong = 0;
  while (seen < BLOCK_FIELDS && folded < 64 && next_line (cursor, &offset, &line))
    {
      gsize at = unmark (cursor, &line, mark);
      int weight;

      if (at >= line.end)
        break;
      if (mark == '>' || mark == '|' ? g_ascii_isspace (cursor->text[at]) : line.indent > indent)
        {
          folded++;
          continue;
        }
      weight = field_weight (cursor->text + at, line.end - at);
      if (weight == 0 && field_name_length (cursor->text + at, line.end - at) == 0)
        break;
      seen++;
      folded = 0;
      *known += weight > 0;
      *strong += weight > 1;
    }
}

/* The words that stand on a divider.  Compared with ASCII case folded, at the begin of the line behind its decoration. */
static const char * const dividers[] = {
  "this is a copy of the message", "this is a copy of your message", "this is a copy of the headers", "this is the original message",
  "below this line is a copy of the", "below is a copy of the", "below this line is the original",
  "the header of the original message", "the headers of the original message", "the original message header",
  "the original message", "original message", "original mail", "original e-mail", "original email", "original header",
  "the following is a copy of the", "the following is the original", "here is a copy of the", "here is your original",
  "included is a copy of the", "included below is", "enclosed is a copy of", "a copy of the original", "a copy of the message",
  "a copy of your message", "a copy of your original", "copy of the original", "copy of your message", "copy of message",
  "unsent message", "unsent mail", "undelivered message", "undelivered mail", "undeliverable message", "undeliverable mail",
  "undeliverable original message", "rejected message", "failed message", "bounced message",
  "message header", "message headers", "message text", "message follows", "mail header", "header of", "headers of", "headers follow",
  "returned message", "returned mail", "returned content", "start of returned message", "start of message", "begin returned message", "begin message",
  "begin original message", "your message follows", "your original message", "your mail follows", "text of your message",
  "contents of the message", "rfc822 header",
  "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "originalmail", "kopie der", "es folgt", "nachrichtenkopf",
  "die kopfzeilen", "kopfzeilen", "message d'origine", "message original", "message d’origine", "en-têtes", "copie du message",
  "voici une copie", "messaggio originale", "copia del messaggio", "intestazioni", "mensaje original", "copia del mensaje",
  "encabezados", "mensagem original", "cópia da mensagem", "cabeçalhos", "oorspronkelijk bericht", "kopie van", "berichtkoppen",
  "ursprungligt meddelande", "opprinnelig melding", "oprindelig meddelelse", "alkuperäinen viesti", "oryginalna wiadomość",
  "wiadomość oryginalna", "kopia wiadomości", "původní zpráva", "kopie zprávy", "eredeti üzenet", "mesaj original",
  "исходное сообщение", "Исходное сообщение", "копия сообщения", "Копия сообщения", "Заголовки", "заголовки", "Оригинал",
  "Ниже приведена копия", "αρχικό μήνυμα", "Αρχικό μήνυμα", "orijinal ileti", "özgün ileti",
  "元のメッセージ", "元のメール", "以下は元の", "以下に元の", "以下は、元の", "オリジナルメッセージ", "オリジナルメール", "オリジナルの",
  "原始邮件", "原邮件", "原始信件", "原信件", "邮件原文", "原始郵件", "원본 메시지", "원본 메일", "원본메일",
};

/* Dividers of the kind "----- x -----" whose words say that the notice goes on. */
static const char * const goes_on[] = {
  "transcript", "the following addresses", "the following address", "the following recipients", "delivery", "failure", "reason",
  "message status", "server message", "smtp", "diagnostic", "error", "non-delivered", "session", "details", "recipient",
};

/* Words by their first byte, folded. */
typedef struct {
  const char * const *words;
  guint               n;
  guint8              next[256];        /* of a word: the next with the same first byte + 1 */
  guint8              first[256];
} WordList;

G_STATIC_ASSERT (G_N_ELEMENTS (dividers) < 256);

static guchar
fold_byte (char c)
{
  return (guchar) g_ascii_tolower (c);
}

static void
fill_list (WordList *list)
{
  for (guint i = list->n; i-- > 0;)
    {
      list->next[i] = list->first[fold_byte (list->words[i][0])];
      list->first[fold_byte (list->words[i][0])] = (guint8) (i + 1);
    }
}

static gboolean
begins_with_any (const char *p, gsize length, const WordList *list)
{
  for (guint k = length ? list->first[fold_byte (p[0])] : 0; k; k = list->next[k - 1])
    {
      gsize word = strlen (list->words[k - 1]);

      if (word <= length && !g_ascii_strncasecmp (p, list->words[k - 1], word))
        return TRUE;
    }
  return FALSE;
}

/* Whether a line is a divider by its words; *decorated: it stands between dashes or their like. */
static gboolean
is_divider (const Cursor *cursor, const DsnLine *line, gboolean *decorated)
{
  static WordList divider_list = { dividers, G_N_ELEMENTS (dividers) }, goes_on_list = { goes_on, G_N_ELEMENTS (goes_on) };
  static gsize once;
  const char *p = cursor->text + line->content;
  gsize length = line->end - line->content, skip = 0;

  if (g_once_init_enter (&once))
    {
      fill_list (&divider_list);
      fill_list (&goes_on_list);
      g_once_init_leave (&once, 1);
    }
  while (skip < length && strchr ("-=*_#+~<>|: ", p[skip]))
    skip++;
  *decorated = skip >= 2 && strchr ("-=*_#+~", p[0]);
  if (skip == length || length - skip > 160)
    return FALSE;
  if (*decorated && begins_with_any (p + skip, length - skip, &goes_on_list))
    return FALSE;
  return begins_with_any (p + skip, length - skip, &divider_list);
}

static gboolean
is_rule (const Cursor *cursor, const DsnLine *line)
{
  for (gsize i = line->content; i < line->end; i++)
    if (!strchr ("-=*_#+~ ", cursor->text[i]))
      return FALSE;
  return TRUE;
}

/* What stands behind a divider: the first line of a header block, if there is one within reach. */
static gboolean
find_block (const Cursor *cursor, gsize offset, gboolean decorated, DsnNotice *notice)
{
  DsnLine line;
  guint skipped = 0, known, strong;

  while (skipped < LOOK_AHEAD_LINES && next_line (cursor, &offset, &line))
    {
      const char *p = cursor->text + line.content;
      gsize length = line.end - line.content;
      char mark = 0;

      if (length == 0 || is_rule (cursor, &line) || (length > 5 && !memcmp (p, "From ", 5)) || p[0] == '[')
        {
          skipped += length != 0;
          continue;
        }
      if (p[0] == '>' || p[0] == '|')
        mark = p[0];
      else if (line.indent > 0)
        mark = ' ';
      if (p[0] == '-' && decorated)
        {
          skipped++;
          continue;
        }
      weigh_block (cursor, line.start, mark, line.indent, &known, &strong);
      if (known >= 2 || (known == 1 && (strong || decorated)))
        {
          notice->original_at = line.start;
          notice->original_mark = mark;
          notice->original_indent = mark == ' ' ? line.indent : 0;
          return TRUE;
        }
      return FALSE;
    }
  return FALSE;
}

/* Whether the returned message begins at or right behind this line. */
static gboolean
begins_original (const Cursor *cursor, const DsnLine *line, gsize next, gboolean after_blank, DsnNotice *notice)
{
  guint known, strong;
  gboolean decorated;
  DsnLine ahead;
  gsize offset = next;

  if (is_divider (cursor, line, &decorated))
    {
      if (find_block (cursor, next, decorated, notice))
        return TRUE;
      if (decorated)
        {
          /* Nothing behind it: the returned message was left out. */
          while (next_line (cursor, &offset, &ahead))
            if (!dsn_line_is_blank (&ahead))
              return FALSE;
          return TRUE;
        }
      return FALSE;
    }
  /* "You wrote:" and the header with marks of quoting */
  if (after_blank && line->indent == 0 && (cursor->text[line->content] == '>' || cursor->text[line->content] == '|'))
    {
      weigh_block (cursor, line->start, cursor->text[line->content], 0, &known, &strong);
      if (known < 3 || strong == 0)
        return FALSE;
      notice->original_at = line->start;
      notice->original_mark = cursor->text[line->content];
      return TRUE;
    }
  if (!after_blank || line->indent > 0 || field_weight (cursor->text + line->content, line->end - line->content) == 0)
    return FALSE;
  weigh_block (cursor, line->start, 0, 0, &known, &strong);
  if (known < 3 || strong == 0)
    return FALSE;
  notice->original_at = line->start;
  return TRUE;
}

/**
 * dsn_notice_new: (skip)
 * @arena: where the notice lives
 * @text: valid UTF-8 with line ends of any kind, not copied; must live as long as the notice
 * @length: its length in bytes; what is over 64 MiB is not read
 * @part: index of the MIME part
 * @exact: whether @text is a piece of the message byte for byte
 * @base: where in the message it then begins
 *
 * Takes a text apart into lines and finds where the returned message begins.  Linear in the length.
 */
DsnNotice *
dsn_notice_new (DsnArena *arena, const char *text, gsize length, guint part, gboolean exact, gsize base)
{
  DsnNotice *self = dsn_arena_new0 (arena, DsnNotice, 1);
  g_autoptr(GArray) lines = g_array_new (FALSE, FALSE, sizeof (DsnLine));
  Cursor cursor = { text, MIN (length, NOTICE_BYTES), FALSE };
  gboolean after_blank = TRUE;
  gsize offset = 0;
  DsnLine line;

  self->text = text;
  self->length = self->end = self->original_at = cursor.length;
  self->part = part;
  self->exact = exact;
  self->base = base;
  cursor.cr_mode = cursor.length > 0 && !memchr (text, '\n', cursor.length) && memchr (text, '\r', cursor.length);
  while (next_line (&cursor, &offset, &line))
    {
      if (!dsn_line_is_blank (&line) && begins_original (&cursor, &line, offset, after_blank, self))
        {
          self->end = line.start;
          break;
        }
      after_blank = dsn_line_is_blank (&line) || is_rule (&cursor, &line);
      g_array_append_val (lines, line);
    }
  self->n_lines = lines->len;
  self->lines = lines->len ? dsn_arena_memdup (arena, lines->data, lines->len * sizeof (DsnLine)) : NULL;
  return self;
}

const char *
dsn_notice_get_original (const DsnNotice *self, DsnArena *arena, gsize *length)
{
  Cursor cursor = { self->text, self->length, FALSE };
  gsize offset = self->original_at, n = 0;
  DsnLine line;
  char *copy;

  *length = self->length - self->original_at;
  if (*length == 0)
    return NULL;
  if (self->original_mark == 0)
    return self->text + self->original_at;
  cursor.cr_mode = !memchr (self->text, '\n', self->length);
  copy = dsn_arena_alloc (arena, *length + 1);
  while (next_line (&cursor, &offset, &line))
    {
      gsize at = line.start;

      if (self->original_mark == ' ')
        for (guint column = 0; column < self->original_indent && at < line.content; column++)
          at++;
      else
        at = unmark (&cursor, &line, self->original_mark);
      memcpy (copy + n, self->text + at, line.end > at ? line.end - at : 0);
      n += line.end > at ? line.end - at : 0;
      copy[n++] = '\n';
    }
  *length = MIN (n, *length);
  return copy;
}

gboolean
dsn_notice_is_list (const DsnNotice *self)
{
  guint lines = 0, addresses = 0;

  if (self->end < self->length)
    return FALSE;
  for (guint i = self->n_lines; i-- > 0 && lines < LIST_LINES;)
    {
      const DsnLine *line = &self->lines[i];

      lines += !dsn_line_is_blank (line);
      addresses += line->end - line->content < LIST_LINE_BYTES && memchr (self->text + line->content, '@', line->end - line->content) != NULL;
    }
  return lines > 0 && addresses * 6 >= lines;
}

DsnSpan
dsn_notice_span (const DsnNotice *self, gsize start, gsize end)
{
  if (!self->exact || end <= start)
    return DSN_SPAN_NONE;
  return (DsnSpan) { self->base + start, end - start };
}
