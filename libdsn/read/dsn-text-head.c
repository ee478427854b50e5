/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes one line of a notice; says whether an address heads it and how: "<a@b>:", "a@b: text", "  a@b", "a@b (remark)",
 * "a@b on Thu, ...", "550 5.1.1 <a@b>... text", "Recipient: a@b", "Name <a@b>"; and how far the text about it goes.
 * Leaves alone: whether the address is a failed recipient (dsn-text.c).
 */
#include <string.h>
#include "read/dsn-text-reading.h"

#define LABEL_BYTES   96
#define NAME_BYTES    80
#define BLOCK_LINES   512
#define ON_BYTES      6          /* the longest word for "on" before a date */
#define COMPOUND_BYTES   48      /* of a label of several words, ... */
#define COMPOUND_BLANKS  4       /* ... and the blanks between them */

/* Labels, folded.  What they introduce is a recipient, ... */
static const char * const good_labels[] = {
  "recipient", "recipients", "recipient(s)", "recipient address", "recipient name", "final recipient", "final-recipient",
  "failed recipient", "failed recipients", "x-failed-recipients", "rcpt to", "rcpt",
  "user", "user id", "userid", "username", "user name", "address", "addresses", "email address", "e-mail address", "mail address",
  "email", "e-mail", "mailbox", "destination", "destination address", "destinations", "addressed to", "intended recipient",
  "intended recipients", "envelope-to", "envelope to", "envelope recipient", "failed address", "failed addresses", "delivery to",
  "message to", "mail to", "addressee", "x-actual-recipient", "target address", "bounced address", "rejected recipient", "account",
  "rejected recipients", "undelivered to", "not delivered to", "delivered to", "unknown user", "invalid recipient", "recipient email",
  "destinataire", "destinataires", "adresse du destinataire", "destinatario", "destinatarios", "destinatari", "destinatário",
  "destinatários", "dirección", "indirizzo", "endereço", "empfänger", "empfaenger", "empfängeradresse", "empfänger-adresse", "adresse",
  "adressat", "zieladresse", "mottagare", "modtager", "mottaker", "vastaanottaja", "ontvanger", "geadresseerde", "odbiorca", "adresat",
  "příjemce", "címzett", "alıcı", "παραλήπτης", "destinatar", "получатель", "получатели", "адресат", "адрес", "адрес получателя", "одержувач",
  "宛先", "宛先アドレス", "宛先メールアドレス", "受信者", "受信者アドレス", "送信先", "送信先アドレス", "送信先メールアドレス", "メールアドレス", "あて先", "配信先",
  "收件人", "收件人地址", "收信人", "收件者", "收件地址", "邮件地址", "받는사람", "받는 사람", "수신자", "수신인", "받는사람 주소", "người nhận", "penerima",
};

/* ... perhaps one: the returned message's own field, ... */
static const char * const weak_labels[] = {
  "to", "cc", "bcc", "an", "à", "a", "para", "per", "till", "til", "do", "aan", "naar", "komu", "кому", "копия", "original to", "original-to",
  "original recipient", "original-recipient", "original address",
  "x-original-to", "delivered-to", "kime", "σε", "수신", "至", "주소",
};

/* ... or certainly none. */
static const char * const bad_labels[] = {
  "from", "sender", "reply-to", "reply to", "return-path", "return path", "mail from", "envelope-from", "envelope from", "mfrom",
  "original sender", "original-sender", "sent by", "sender address", "von", "absender", "de", "expéditeur", "remitente", "da", "mittente",
  "remetente", "från", "fra", "avsändare", "afsender", "avsender", "lähettäjä", "van", "afzender", "od", "nadawca", "odesílatel", "feladó",
  "gönderen", "от", "от кого", "отправитель", "від", "差出人", "送信者", "送信元", "发件人", "寄件者", "寄件人", "보낸사람", "보낸 사람", "발신자", "message-id",
  "message id", "id", "subject", "betreff", "objet", "asunto", "oggetto", "assunto", "тема", "件名", "主题", "主旨", "제목", "contact", "postmaster",
  "errors-to", "list-unsubscribe", "host", "reporting-mta", "mailto", "support", "help", "in-reply-to", "references", "x-postfix-sender",
};

static void
add_labels (GHashTable *table, const char * const *labels, guint n, DsnHeadShape shape)
{
  for (guint i = 0; i < n; i++)
    {
      g_hash_table_insert (table, (gpointer) labels[i], GINT_TO_POINTER (shape));
      for (DsnSpelling spelling = DSN_SPELLING_PLAIN; spelling <= DSN_SPELLING_LETTERS; spelling++)
        {
          g_autofree char *other = dsn_text_respell (labels[i], spelling);

          if (other && !g_hash_table_contains (table, other))
            g_hash_table_insert (table, g_steal_pointer (&other), GINT_TO_POINTER (shape));    /* as long as the table */
        }
    }
}

/* What introduces such an address: a label of the lists above, or DSN_HEAD_NONE. */
static DsnHeadShape
look_up_label (const char *folded, gsize length)
{
  static GHashTable *table;
  static gsize once;
  char key[LABEL_BYTES + 1];

  if (g_once_init_enter (&once))
    {
      table = g_hash_table_new (g_str_hash, g_str_equal);
      add_labels (table, good_labels, G_N_ELEMENTS (good_labels), DSN_HEAD_LABEL);
      add_labels (table, weak_labels, G_N_ELEMENTS (weak_labels), DSN_HEAD_WEAK_LABEL);
      add_labels (table, bad_labels, G_N_ELEMENTS (bad_labels), DSN_HEAD_BAD_LABEL);
      g_once_init_leave (&once, 1);
    }
  if (length > LABEL_BYTES)
    return DSN_HEAD_NONE;
  memcpy (key, folded, length);
  key[length] = '\0';
  return (DsnHeadShape) GPOINTER_TO_INT (g_hash_table_lookup (table, key));
}

/* text[start, end) without these bytes and blanks of any script at its end. */
static gsize
trim_end (const char *text, gsize start, gsize end, const char *bytes)
{
  for (;;)
    if (end > start && strchr (bytes, text[end - 1]))
      end--;
    else if (end > start + 2 && !memcmp (text + end - 3, "\xe3\x80\x80", 3))
      end -= 3;
    else if (end > start + 1 && !memcmp (text + end - 2, "\xc2\xa0", 2))
      end -= 2;
    else
      return end;
}

/* The length of a colon, of any width, that ends at `end`. */
static gsize
colon_before (const char *text, gsize start, gsize end)
{
  static const char * const colons[] = { ":", "=", "\xef\xbc\x9a", "\xef\xb8\xb0", "\xef\xb9\x95", "\xe2\x88\xb6", "\xef\xbc\x9d" };

  for (guint i = 0; i < G_N_ELEMENTS (colons); i++)
    {
      gsize n = strlen (colons[i]);

      if (end - start > n && !memcmp (text + end - n, colons[i], n))
        return n;
    }
  return 0;
}

/* Words within a longer label that say that the address is not a recipient's. */
static const char * const foreign_nouns[] = {
  "sender", "from", "return", "reply", "contact", "support", "help", "abuse", "admin", "postmaster", "questions", "report", "host", "server",
  "absender", "kontakt", "fragen", "expéditeur", "expediteur", "remitente", "mittente", "remetente", "contato", "contacto", "afzender",
  "avsändare", "nadawc", "отправител", "差出人", "送信者", "送信元", "发件人", "寄件", "發件人", "보낸", "발신",
};

/* "Recipient of the message", "收件人邮件地址": a longer label is good if a word for recipients stands in it, and none for others. */
static DsnHeadShape
judge_compound (const DsnTextReading *reading, gsize start, gsize end)
{
  gssize length = (gssize) (end - start);
  guint blanks = 0;

  if (length > COMPOUND_BYTES || !(dsn_text_said (reading, start, end) & DSN_WORD_RECIPIENT))
    return DSN_HEAD_NONE;
  for (gsize i = start; i < end; i++)
    blanks += reading->folded[i] == ' ';
  if (blanks > COMPOUND_BLANKS)
    return DSN_HEAD_NONE;
  for (guint i = 0; i < G_N_ELEMENTS (foreign_nouns); i++)
    if (g_strstr_len (reading->folded + start, length, foreign_nouns[i]))
      return DSN_HEAD_NONE;
  return DSN_HEAD_LABEL;
}

gboolean
dsn_text_announces_sender (const DsnTextReading *reading, gsize start, gsize end)
{
  gsize word;

  end = trim_end (reading->folded, start, end, " .*-");
  for (word = end; word > start && reading->folded[word - 1] != ' '; word--)
    ;
  return end - word > 3 && look_up_label (reading->folded + word, end - word) == DSN_HEAD_BAD_LABEL;
}

/* What a label makes of the address behind it. */
static DsnHeadShape
judge_label (const DsnTextReading *reading, gsize start, gsize end)
{
  const char *p = reading->folded + start;
  gsize length = end - start;
  DsnHeadShape shape;
  DsnWords words;

  length = trim_end (reading->folded, start, end, " .*-") - start;
  /* "[Status: Error, Address: <a@b>, ...]" */
  for (gsize i = length; i-- > 0;)
    if (strchr (",;[({|", p[i]) && p[i])
      {
        gsize skip = i + 1;

        while (skip < length && p[skip] == ' ')
          skip++;
        p += skip;
        length -= skip;
        break;
      }
  if (length == 0 || length > LABEL_BYTES)
    return DSN_HEAD_NONE;
  shape = look_up_label (p, length);
  if (shape != DSN_HEAD_NONE)
    return shape;
  shape = judge_compound (reading, (gsize) (p - reading->folded), (gsize) (p - reading->folded) + length);
  if (shape != DSN_HEAD_NONE)
    return shape;
  words = dsn_text_said (reading, start, end);
  if ((words & DSN_WORD_FAIL) || ((words & DSN_WORD_CAUSE) && !(words & DSN_WORD_CONTACT)))
    return DSN_HEAD_LABEL;
  return DSN_HEAD_NONE;
}

/* Behind "* ", "- ", "1. ", "2) ", ">>> ": the begin of an item. */
static gsize
skip_bullet (const char *text, gsize at, gsize end)
{
  gsize i = at;

  while (i < end && (text[i] == '-' || text[i] == '>' || text[i] == '*') && text[i] == text[at])
    i++;
  if (i - at < 2)
    i = at;
  if (i > at)
    ;
  else if (i + 1 < end && strchr ("*-+o~", text[i]) && (text[i + 1] == ' ' || text[i + 1] == '\t'))
    i++;
  else if (i + 3 < end && (!memcmp (text + i, "\xe2\x80\xa2", 3) || !memcmp (text + i, "\xe3\x83\xbb", 3)))
    i += 3;
  else if (i + 2 < end && !memcmp (text + i, "\xc2\xb7", 2))
    i += 2;
  else
    {
      while (i < end && i - at < 4 && g_ascii_isdigit (text[i]))
        i++;
      if (i == at || i + 1 >= end || !strchr (".)", text[i]) || text[i + 1] != ' ')
        return at;
      i++;
    }
  while (i < end && (text[i] == ' ' || text[i] == '\t'))
    i++;
  return i;
}

static gsize
skip_blanks (const char *text, gsize at, gsize end)
{
  while (at < end && (text[at] == ' ' || text[at] == '\t'))
    at++;
  return at;
}

/* "04.05.2010", "2010-05-04", "5/4/10": no status code, which has points and short numbers. */
static gboolean
is_numeric_date (const char *text, gsize at, gsize end)
{
  gsize digits[3] = { 0 };
  char mark = 0;

  for (guint i = 0; i < 3; i++)
    {
      for (; at < end && g_ascii_isdigit (text[at]); at++)
        digits[i]++;
      if (digits[i] == 0 || digits[i] > 4 || (i < 2 && (at >= end || !strchr ("./-", text[at]) || (mark && text[at] != mark))))
        return FALSE;
      mark = i < 2 ? text[at] : mark;
      at += i < 2;
    }
  if (at < end && text[at] == '.')
    return FALSE;
  return mark != '.' || digits[0] == 4 || digits[2] == 4 || (digits[0] == 2 && digits[1] == 2);
}

/* Behind an address, as Exchange writes it: "on Thu, 29 Apr 2004 ...", "am 29.04.2004 ...", "le 29/04/2004", "( 2004/04/29 ... )": "on" in any
 * language and a date. */
static gboolean
is_dated (const char *text, gsize at, gsize end)
{
  static const char * const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
  gsize word = at;

  while (word < end && word - at < ON_BYTES && text[word] != ' ')
    word++;
  if (word < end && text[word] == ' ')
    word = skip_blanks (text, word, end);
  if (is_numeric_date (text, word, end))
    return TRUE;
  if (end - at < 6 || g_ascii_strncasecmp (text + at, "on ", 3))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    if (!g_ascii_strncasecmp (text + at + 3, days[i], 3))
      return TRUE;
  return g_ascii_isdigit (text[at + 3]);
}

static gboolean
same_address (const char *text, const DsnTextAddress *a, const DsnTextAddress *b)
{
  return a->end - a->start == b->end - b->start && !g_ascii_strncasecmp (text + a->start, text + b->start, a->end - a->start);
}

/* What stands behind an address that begins the line. */
static void
read_tail (const DsnTextReading *reading, const DsnLine *line, DsnHead *head)
{
  const char *text = reading->text;
  gsize at = head->address.outer_end, end = line->end, from, next;
  DsnTextAddress other;
  gboolean colon = FALSE;

  /* The same address again: "a@b <a@b>", "a@b<mailto:a@b>", "a@b (a@b)". */
  from = at;
  if (at < end && end - at < 1024 && dsn_text_find_address (text, &from, end, &other) && same_address (text, &head->address, &other) &&
      other.outer_start <= at + 2 && other.outer_start > at - 1)
    at = other.outer_end;
  next = skip_blanks (text, at, end);
  head->text = end;
  if (next >= end)
    {
      head->shape = DSN_HEAD_ALONE;
      return;
    }
  if (end - next >= 3 && !memcmp (text + next, "...", 3))
    {
      head->shape = DSN_HEAD_DOTS;
      head->text = skip_blanks (text, next + 3, end);
      return;
    }
  if (end - next >= 3 && !memcmp (text + next, "\xef\xbc\x9a", 3))
    colon = TRUE, next += 3;
  else if (text[next] == ':' && (next + 1 == end || strchr (" \t", text[next + 1])))
    colon = TRUE, next += 1;
  if (colon)
    {
      head->shape = DSN_HEAD_COLON;
      head->text = skip_blanks (text, next, end);
      return;
    }
  if (is_dated (text, strchr (",;", text[next]) ? skip_blanks (text, next + 1, end) : next, end))
    {
      head->shape = DSN_HEAD_DATED;
      head->text = end;
      return;
    }
  if (strchr (",;.", text[next]))
    {
      gsize rest = skip_blanks (text, next + 1, end);

      from = rest;
      if (rest >= end)
        head->shape = DSN_HEAD_ALONE;
      else if (text[next] != '.' && dsn_text_find_address (text, &from, end, &other) && other.outer_start == rest)
        {
          head->shape = DSN_HEAD_ALONE;
          head->more = TRUE;
        }
      else if (next == at && rest == next + 1 && text[next] == ';')
        {
          head->shape = DSN_HEAD_COLON;
          head->text = rest;
        }
      else if (next > at || rest == next + 1)
        head->shape = DSN_HEAD_NONE;
      else
        {
          head->shape = DSN_HEAD_SPACED;
          head->text = rest;
        }
      return;
    }
  if (strchr ("([{", text[next]))
    {
      head->shape = DSN_HEAD_REMARK;
      head->text = next;
      return;
    }
  if (next == at)
    {
      head->shape = DSN_HEAD_NONE;
      return;
    }
  head->text = next;
  head->shape = next - at >= 2 || text[at] == '\t' ? DSN_HEAD_REMARK : DSN_HEAD_SPACED;
  if (end - next > 2 && strchr ("-=|/", text[next]) && strchr (" >-", text[next + 1]))
    {
      while (next < end && strchr ("-=>|/ ", text[next]))
        next++;
      head->shape = DSN_HEAD_COLON;
      head->text = next;
    }
  else if (end - next > 4 && !memcmp (text + next, "\xe2\x80\x93 ", 4))
    {
      head->shape = DSN_HEAD_COLON;
      head->text = next + 4;
    }
}

/* "550", "554 5.0.0", nothing else. */
static gboolean
is_reply_prefix (const char *text, gsize start, gsize end)
{
  if (end - start < 3 || !g_ascii_isdigit (text[start]) || !g_ascii_isdigit (text[start + 1]) || !g_ascii_isdigit (text[start + 2]))
    return FALSE;
  for (gsize i = start + 3; i < end; i++)
    if (!g_ascii_isdigit (text[i]) && !strchr (" .-", text[i]))
      return FALSE;
  return TRUE;
}

/* Words that may stand before an address in brackets as a name: few and short, no sentence. */
static gboolean
is_name (const DsnTextReading *reading, gsize start, gsize end)
{
  guint blanks = 0;

  if (end - start > NAME_BYTES)
    return FALSE;
  for (gsize i = start; i < end; i++)
    {
      blanks += reading->text[i] == ' ';
      if (strchr (":=>|", reading->text[i]))
        return FALSE;
    }
  return blanks <= 5 && !g_ascii_isdigit (reading->text[start]) && !dsn_text_said (reading, start, end);
}

gboolean
dsn_text_read_head (const DsnTextReading *reading, const DsnLine *line, DsnHead *head)
{
  const char *text = reading->text;
  gsize start = skip_bullet (text, line->content, line->end), from = start, prefix;

  *head = (DsnHead) { .shape = DSN_HEAD_NONE, .indent = line->indent };
  if (!dsn_text_find_address (text, &from, line->end, &head->address))
    return FALSE;
  head->text = line->end;
  prefix = head->address.outer_start;
  prefix = trim_end (text, start, prefix, " \t");
  head->label_end = prefix;
  if (prefix == start)
    {
      read_tail (reading, line, head);
      return head->shape != DSN_HEAD_NONE;
    }
  if (is_reply_prefix (text, start, prefix))
    {
      read_tail (reading, line, head);
      if (head->shape != DSN_HEAD_DOTS)
        head->shape = DSN_HEAD_NONE;
      return head->shape != DSN_HEAD_NONE;
    }
  if (prefix - start <= LABEL_BYTES + 3)
    {
      gsize label = prefix;
      gboolean gap = head->address.outer_start - prefix >= 2 || text[prefix] == '\t';
      DsnHeadShape shape = DSN_HEAD_NONE;

      if (colon_before (text, start, prefix) > 0)
        shape = judge_label (reading, start, label - colon_before (text, start, prefix));
      else if (gap)
        shape = judge_label (reading, start, label);
      if (shape != DSN_HEAD_NONE)
        {
          read_tail (reading, line, head);
          if (head->shape == DSN_HEAD_NONE)
            head->text = line->end;
          head->shape = shape;
          return TRUE;
        }
    }
  if ((head->address.angled || text[head->address.outer_start] == '(') && is_name (reading, start, prefix))
    {
      read_tail (reading, line, head);
      if (head->shape == DSN_HEAD_ALONE)
        head->shape = DSN_HEAD_NAMED;
      else if (head->shape != DSN_HEAD_COLON && head->shape != DSN_HEAD_DATED)
        head->shape = DSN_HEAD_NONE;
      return head->shape != DSN_HEAD_NONE;
    }
  head->shape = DSN_HEAD_NONE;
  return FALSE;
}

/* Whether a line at the same depth begins the next recipient rather than going on about this one. */
static gboolean
begins_next (const DsnTextReading *reading, const DsnLine *first, const DsnHead *head, const DsnLine *line)
{
  DsnHead other;

  if (!dsn_text_read_head (reading, line, &other))
    return FALSE;
  /* "Unknown user: a@b" below "Mailbox full: c@d": each says all. */
  if (head->shape == DSN_HEAD_LABEL && other.shape == DSN_HEAD_LABEL && !same_address (reading->text, &head->address, &other.address) &&
      (dsn_text_said (reading, line->content, other.label_end) & DSN_WORD_CAUSE))
    return TRUE;
  if (head->shape == DSN_HEAD_LABEL || head->shape == DSN_HEAD_WEAK_LABEL)
    return other.shape == head->shape && other.label_end - line->content == head->label_end - first->content &&
           !memcmp (reading->folded + line->content, reading->folded + first->content, head->label_end - first->content);
  if (head->shape == DSN_HEAD_COLON || head->shape == DSN_HEAD_SPACED)
    return other.shape == head->shape && other.address.angled == head->address.angled;
  return other.shape == DSN_HEAD_COLON || other.shape == DSN_HEAD_ALONE || other.shape == DSN_HEAD_REMARK ||
         other.shape == DSN_HEAD_DATED || other.shape == DSN_HEAD_NAMED || other.shape == DSN_HEAD_SPACED;
}

static gboolean
begins_with_code (const char *text, const DsnLine *line)
{
  const char *p = text + line->content;

  return line->end - line->content >= 3 && strchr ("245", p[0]) && g_ascii_isdigit (p[1]) && g_ascii_isdigit (p[2]);
}

/* "From: ...", "Subject: ..." behind "Recipient: ...": a list of what the message was, no text about the recipient. */
static gboolean
describes (const DsnTextReading *reading, const DsnLine *line)
{
  const char *p = reading->folded + line->content;
  const char *colon = memchr (p, ':', MIN (line->end - line->content, LABEL_BYTES));
  gsize length = colon ? (gsize) (colon - p) : 0;

  DsnHeadShape shape = length ? look_up_label (p, length) : DSN_HEAD_NONE;

  return shape == DSN_HEAD_BAD_LABEL || (shape == DSN_HEAD_WEAK_LABEL && strncmp (p, "original", 8));
}

/* The last line of the block that a head at lines[index] begins. */
guint
dsn_text_block_end (const DsnTextReading *reading, guint index, const DsnHead *head)
{
  const DsnNotice *notice = reading->notice;
  const DsnLine *first = &notice->lines[index];
  guint last = index, limit = MIN (notice->n_lines, index + BLOCK_LINES);

  for (guint i = index + 1; i < limit; i++)
    {
      const DsnLine *line = &notice->lines[i];
      const char *p = reading->text + line->content;

      if (dsn_line_is_blank (line))
        {
          const DsnLine *next = i + 1 < limit ? &notice->lines[i + 1] : NULL;

          /* "<address>:", an empty line, and only then the text. */
          if (last == index && head->text >= first->end && next != NULL && !dsn_line_is_blank (next) &&
              (next->indent > head->indent || begins_with_code (reading->text, next)) &&
              !begins_next (reading, first, head, next) && (head->shape == DSN_HEAD_COLON || next->indent > head->indent))
            continue;
          break;
        }
      if (line->end - line->content >= 2 && (!memcmp (p, "--", 2) || !memcmp (p, "==", 2) || !memcmp (p, "__", 2)))
        break;
      if (line->indent < head->indent && !strchr ("<>", p[0]))
        break;
      if (line->indent <= head->indent && begins_next (reading, first, head, line))
        break;
      if (head->shape == DSN_HEAD_LABEL && describes (reading, line))
        break;
      last = i;
    }
  return last;
}
