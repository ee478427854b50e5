/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SMTP replies as values (RFC 5321 4.2, RFC 2034) and the hunt for them in text.  A reply of several lines is accepted as
 * it came over the wire, folded, or flattened into one line with its "550-" marks kept (Postfix); rules P-01, P-08, P-10, M-01.
 */
#include <string.h>
#include <dsn/dsn-reply.h>
#include <dsn/dsn-types.h>
#include "model/dsn-text-private.h"

struct _DsnReply {
  gatomicrefcount ref_count;
  guint     code;
  DsnStatus status;
  gboolean  mixed;
  char     *text;
  GPtrArray *lines;          /* each without its codes */
};

G_DEFINE_BOXED_TYPE (DsnReply, dsn_reply, dsn_reply_ref, dsn_reply_unref)

/* Words behind a number that make it a quantity. */
static const char * const units[] = {
  "byte", "bytes", "kb", "mb", "kbytes", "octets", "seconds", "second", "sec", "secs", "minutes", "minute", "min", "hours",
  "hour", "days", "day", "times", "characters", "lines", "recipients", "messages", "ms", "connections", "attempts",
};

/* Words before a number that make it a reply. */
static const char * const introducers[] = {
  "said", "error", "code", "reply", "replied", "response", "responded", "smtp", "esmtp", "with", "status", "returned", "reason",
  "answer", "answered", "message", "diagnostic", "state", "was", "permanent", "temporary", "failure", "rejected", "is",
};

/* The replies that SMTP servers give in earnest; others need to be introduced as such. */
static const guint16 common_codes[] = {
  421, 422, 431, 432, 441, 442, 446, 447, 449, 450, 451, 452, 453, 454, 455, 500, 501, 502, 503, 504, 510, 511, 512, 513, 521, 523,
  525, 530, 534, 535, 538, 541, 550, 551, 552, 553, 554, 555, 556, 557, 571, 577,
};

static gboolean
word_in (const char * const *words, guint n, const char *word, gsize length)
{
  for (guint i = 0; i < n; i++)
    if (strlen (words[i]) == length && !g_ascii_strncasecmp (words[i], word, length))
      return TRUE;
  return FALSE;
}

static gboolean
is_common (guint code)
{
  for (guint i = 0; i < G_N_ELEMENTS (common_codes); i++)
    if (common_codes[i] == code)
      return TRUE;
  return FALSE;
}

static inline gboolean
is_first_digit (char c)
{
  return (guchar) (c - '2') <= '5' - '2';
}

/* East Asian punctuation before `at`: U+3000 to U+303F, or a wide form of an ASCII mark. */
static gboolean
is_behind_wide_mark (const char *text, gsize at)
{
  const guchar *p = (const guchar *) text + at;

  return at >= 3 && ((p[-3] == 0xe3 && p[-2] == 0x80)
                     || (p[-3] == 0xef && p[-2] == 0xbc && (p[-1] <= 0x8f || (p[-1] >= 0x9a && p[-1] <= 0xa0))));
}

/* Three digits that begin with 2 to 5 and are no piece of something longer. */
static guint
read_code (const char *text, gsize length, gsize at)
{
  char before = at ? text[at - 1] : ' ';
  char after;

  if (at + 3 > length || text[at] < '2' || text[at] > '5' || !g_ascii_isdigit (text[at + 1]) || !g_ascii_isdigit (text[at + 2]))
    return 0;
  if (g_ascii_isalnum (before) || strchr (".-_/@+$%", before) || ((guchar) before >= 0x80 && !is_behind_wide_mark (text, at)))
    return 0;
  after = at + 3 < length ? text[at + 3] : ' ';
  if (g_ascii_isalnum (after) || strchr ("_/@+%", after))
    return 0;
  if ((after == '.' || after == ',') && at + 4 < length && g_ascii_isdigit (text[at + 4]))
    return 0;
  return (guint) ((text[at] - '0') * 100 + (text[at + 1] - '0') * 10 + (text[at + 2] - '0'));
}

static gboolean
is_quantity (const char *text, gsize length, gsize at)
{
  gsize begin = at + 3, end;

  while (begin < length && (text[begin] == ' ' || text[begin] == '-'))
    begin++;
  for (end = begin; end < length && g_ascii_isalpha (text[end]); end++)
    ;
  return end > begin && word_in (units, G_N_ELEMENTS (units), text + begin, end - begin);
}

/* Does what stands before the number say that it is a reply? */
static gboolean
is_introduced (const char *text, gsize at)
{
  gsize end = at, begin;

  while (end > 0 && (text[end - 1] == ' ' || strchr ("\"'(<[", text[end - 1])))
    end--;
  if (end == 0 || strchr (":#>;=\n", text[end - 1]) || is_behind_wide_mark (text, end))
    return TRUE;
  for (begin = end; begin > 0 && g_ascii_isalpha (text[begin - 1]); begin--)
    ;
  return end > begin && word_in (introducers, G_N_ELEMENTS (introducers), text + begin, end - begin);
}

static gsize
skip_blanks (const char *text, gsize length, gsize at)
{
  while (at < length && (text[at] == ' ' || text[at] == '\t'))
    at++;
  return at;
}

/* Where the text of a line begins that has its code at `at`; reads the enhanced code that may stand there. */
static gsize
read_line_head (const char *text, gsize length, gsize at, DsnStatus *status)
{
  gsize p = skip_blanks (text, length, at + 3), n;

  if (p < length && (text[p] == '-' || text[p] == ':'))
    p = skip_blanks (text, length, p + 1);
  if (p < length && (text[p] == '#' || text[p] == '(' || text[p] == '['))
    {
      gsize q = p + 1 + (p + 1 < length && text[p + 1] == '#');

      n = dsn_status_read (text + q, length - q, status);
      if (n)
        return q + n;
      return p;
    }
  n = dsn_status_read (text + p, length - p, status);
  return n ? skip_blanks (text, length, p + n) : p;
}

static gboolean
is_reply_start (const char *text, gsize length, gsize at, guint *code)
{
  DsnStatus status = { 0, 0, 0 };
  guint c = read_code (text, length, at);

  if (c == 0)
    return FALSE;
  read_line_head (text, length, at, &status);
  if (at != 0 && !dsn_status_is_set (&status))
    {
      if (is_quantity (text, length, at))
        return FALSE;
      /* a bare number in the middle of a sentence is a reply only if it is a likely one, and success never is one there */
      if (!is_introduced (text, at) && !is_common (c))
        return FALSE;
      if (c < 400 && text[at - 1] != '\n')
        return FALSE;
    }
  *code = c;
  return TRUE;
}

/* A further line of the reply whose last line ended its code with "-": the same code, or any at the start of a line. */
static gboolean
is_next_line (const char *text, gsize at, guint code, guint next)
{
  return next == code || text[at - 1] == '\n';
}

static gboolean
announces_more (const char *text, gsize length, gsize at)
{
  return at + 3 < length && text[at + 3] == '-';
}

static void
add_line (DsnReplyFound *found, guint code, const DsnStatus *status)
{
  found->n_lines++;
  found->mixed |= code != found->code;
  found->code = code;                 /* the last line decides (rule M-01) */
  if (dsn_status_is_set (status) && (!dsn_status_is_set (&found->status) || found->status.klass != code / 100))
    found->status = *status;
}

gboolean
dsn_reply_scan (const char *text, gsize length, gsize from, DsnReplyFound *found)
{
  gsize at = from;
  guint code = 0;
  gboolean more;

  for (;; at++)
    {
      while (at < length && !is_first_digit (text[at]))
        at++;
      if (at >= length)
        return FALSE;
      if (is_reply_start (text, length, at, &code))
        break;
    }

  *found = (DsnReplyFound) { .code = code, .offset = at, .n_lines = 1, .end = length };
  found->text = at = read_line_head (text, length, at, &found->status);
  more = announces_more (text, length, found->offset);

  while (at < length)
    {
      if (!is_first_digit (text[at]) || (code = read_code (text, length, at)) == 0)
        at++;
      else if (more && is_next_line (text, at, found->code, code))
        {
          DsnStatus status = { 0, 0, 0 };

          more = announces_more (text, length, at);
          at = MAX (at + 3, read_line_head (text, length, at, &status));
          add_line (found, code, &status);
        }
      else if (code != found->code && is_reply_start (text, length, at, &code))
        {
          found->end = at;
          break;
        }
      else
        at += 3;
    }
  return TRUE;
}

static DsnReply *
reply_new (const char *text, gsize length, const DsnReplyFound *found)
{
  DsnReply *self = g_new0 (DsnReply, 1);
  gsize at = found->offset, end = MIN (found->end, length);
  GString *joined = g_string_new (NULL);

  g_atomic_ref_count_init (&self->ref_count);
  self->code = found->code;
  self->status = found->status;
  self->mixed = found->mixed;
  self->lines = g_ptr_array_new_with_free_func (g_free);

  /* the lines again, now to keep them */
  for (guint line = 0; line < found->n_lines; line++)
    {
      DsnStatus ignored = { 0, 0, 0 };
      gsize begin = read_line_head (text, end, at, &ignored), stop = begin;
      gboolean more = announces_more (text, end, at);
      guint code;
      g_autofree char *content = NULL;

      while (stop < end && !(line + 1 < found->n_lines && more && (code = read_code (text, end, stop)) != 0
                             && is_next_line (text, stop, found->code, code)))
        stop++;
      at = stop;
      content = g_strstrip (g_strndup (text + begin, stop - begin));
      if (joined->len)
        g_string_append_c (joined, ' ');
      g_string_append (joined, content);
      g_ptr_array_add (self->lines, g_steal_pointer (&content));
    }
  self->text = g_string_free (joined, FALSE);
  return self;
}

/**
 * dsn_reply_parse:
 * @text: a reply of one or more lines, such as "550 5.1.1 User unknown"
 * @error: return location for a #GError
 *
 * Reads @text as one SMTP reply (RFC 5321 4.2, RFC 2034 4). The code is that of the last line.
 *
 * Returns: (transfer full): the reply, or %NULL with %DSN_ERROR_SYNTAX if @text does not begin with a reply code
 */
DsnReply *
dsn_reply_parse (const char *text, GError **error)
{
  DsnReplyFound found;
  gsize length, at;

  g_return_val_if_fail (text != NULL, NULL);

  length = strlen (text);
  at = skip_blanks (text, length, 0);
  if (!dsn_reply_scan (text + at, length - at, 0, &found) || found.offset != 0)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX,
                   "a reply begins with a three-digit code from 200 to 599, as in '550 5.1.1 User unknown'");
      return NULL;
    }
  found.end = length - at;
  return reply_new (text + at, length - at, &found);
}

/**
 * dsn_reply_find:
 * @text: any text
 * @length: its length in bytes, -1 if it ends with a NUL
 * @offset: (inout) (optional): where to begin to look, and where the reply was found, in bytes; %NULL to begin at 0
 *
 * Looks for an SMTP reply in free text.
 *
 * Returns: (transfer full) (nullable): the reply, %NULL if there is none
 */
DsnReply *
dsn_reply_find (const char *text, gssize length, gsize *offset)
{
  DsnReplyFound found;
  gsize size;

  g_return_val_if_fail (text != NULL, NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  if (!dsn_reply_scan (text, size, offset ? *offset : 0, &found))
    return NULL;
  if (offset)
    *offset = found.offset;
  return reply_new (text, size, &found);
}

/**
 * dsn_reply_ref:
 * @self: a reply
 *
 * Returns: (transfer full): @self
 */
DsnReply *
dsn_reply_ref (DsnReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * dsn_reply_unref:
 * @self: (transfer full): a reply
 */
void
dsn_reply_unref (DsnReply *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->lines);
  g_free (self->text);
  g_free (self);
}

/**
 * dsn_reply_get_code:
 * @self: a reply
 *
 * Returns: its code, 200 to 599
 */
guint
dsn_reply_get_code (const DsnReply *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->code;
}

/**
 * dsn_reply_get_status:
 * @self: a reply
 *
 * Returns: (transfer none) (nullable): the enhanced code in it, %NULL if it has none
 */
const DsnStatus *
dsn_reply_get_status (const DsnReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return dsn_status_is_set (&self->status) ? &self->status : NULL;
}

/**
 * dsn_reply_get_text:
 * @self: a reply
 *
 * Returns: (transfer none): the text of all lines joined by blanks, without the codes
 */
const char *
dsn_reply_get_text (const DsnReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->text;
}

/**
 * dsn_reply_get_n_lines:
 * @self: a reply
 *
 * Returns: how many lines it has
 */
guint
dsn_reply_get_n_lines (const DsnReply *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->lines->len;
}

/**
 * dsn_reply_get_line:
 * @self: a reply
 * @i: which line, from 0
 *
 * Returns: (transfer none) (nullable): the line without its codes, %NULL if there are not so many
 */
const char *
dsn_reply_get_line (const DsnReply *self, guint i)
{
  g_return_val_if_fail (self != NULL, NULL);
  return i < self->lines->len ? g_ptr_array_index (self->lines, i) : NULL;
}

/**
 * dsn_reply_has_mixed_codes:
 * @self: a reply
 *
 * Returns: whether its lines carry different reply codes, which RFC 5321 4.2.1 forbids
 */
gboolean
dsn_reply_has_mixed_codes (const DsnReply *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->mixed;
}

/**
 * dsn_reply_to_string:
 * @self: a reply
 *
 * Returns: (transfer full): the reply as it goes over the wire, lines divided by LF, without one at the end
 */
char *
dsn_reply_to_string (const DsnReply *self)
{
  GString *out;
  g_autofree char *status = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  out = g_string_new (NULL);
  status = dsn_status_to_string (&self->status);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const char *line = g_ptr_array_index (self->lines, i);

      g_string_append_printf (out, "%s%u%c", i ? "\n" : "", self->code, i + 1 < self->lines->len ? '-' : ' ');
      if (status)
        g_string_append_printf (out, "%s%s", status, *line ? " " : "");
      g_string_append (out, line);
    }
  return g_string_free (out, FALSE);
}
