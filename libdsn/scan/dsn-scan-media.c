/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the structure of a message hangs on: the media type, the transfer encoding and the parameters of structured
 * fields (RFC 2045 5.1 and 6.1, RFC 2231).  All by one walk over the value; comments are skipped, nothing is copied but
 * by dsn_scan_dup_parameter().
 *
 * Parameters are read as they are found in real mail: unquoted values may hold anything but blanks and semicolons
 * (boundary==_x/y:z?), a missing semicolon is overlooked, the first of two equal names counts.  Charsets are left
 * alone.
 */
#include <string.h>

#include "scan/dsn-scan-private.h"

typedef struct {
  const char *subtype;   /* NULL: any other */
  DsnMedia    media;
} MediaRow;

static const MediaRow text_rows[] = {
  { "plain", DSN_MEDIA_TEXT_PLAIN },
  { "html", DSN_MEDIA_TEXT_HTML },
  { "rfc822-headers", DSN_MEDIA_TEXT_RFC822_HEADERS },
  { "rfc822-header", DSN_MEDIA_TEXT_RFC822_HEADERS },
  { NULL, DSN_MEDIA_TEXT_OTHER },
};

static const MediaRow multipart_rows[] = {
  { "report", DSN_MEDIA_MULTIPART_REPORT },
  { "alternative", DSN_MEDIA_MULTIPART_ALTERNATIVE },
  { "related", DSN_MEDIA_MULTIPART_RELATED },
  { NULL, DSN_MEDIA_MULTIPART_OTHER },
};

static const MediaRow message_rows[] = {
  { "rfc822", DSN_MEDIA_MESSAGE_RFC822 },
  { "rfc2822", DSN_MEDIA_MESSAGE_RFC822 },
  { "news", DSN_MEDIA_MESSAGE_RFC822 },
  { "global", DSN_MEDIA_MESSAGE_GLOBAL },
  { "global-headers", DSN_MEDIA_MESSAGE_GLOBAL_HEADERS },
  { "rfc822-headers", DSN_MEDIA_TEXT_RFC822_HEADERS },
  { "delivery-status", DSN_MEDIA_MESSAGE_DELIVERY_STATUS },
  { "xdelivery-status", DSN_MEDIA_MESSAGE_DELIVERY_STATUS },
  { "global-delivery-status", DSN_MEDIA_MESSAGE_GLOBAL_DELIVERY_STATUS },
  { "disposition-notification", DSN_MEDIA_MESSAGE_DISPOSITION_NOTIFICATION },
  { "global-disposition-notification", DSN_MEDIA_MESSAGE_DISPOSITION_NOTIFICATION },
  { "feedback-report", DSN_MEDIA_MESSAGE_FEEDBACK_REPORT },
  { "tracking-status", DSN_MEDIA_MESSAGE_TRACKING_STATUS },
  { "partial", DSN_MEDIA_MESSAGE_PARTIAL },
  { NULL, DSN_MEDIA_MESSAGE_OTHER },
};

static const struct { const char *type; const MediaRow *rows; } type_rows[] = {
  { "text", text_rows },
  { "multipart", multipart_rows },
  { "message", message_rows },
};

static const struct { const char *name; DsnEncoding encoding; } encoding_rows[] = {
  { "7bit", DSN_ENCODING_IDENTITY },
  { "8bit", DSN_ENCODING_IDENTITY },
  { "binary", DSN_ENCODING_IDENTITY },
  { "7-bit", DSN_ENCODING_IDENTITY },
  { "8-bit", DSN_ENCODING_IDENTITY },
  { "none", DSN_ENCODING_IDENTITY },
  { "base64", DSN_ENCODING_BASE64 },
  { "quoted-printable", DSN_ENCODING_QUOTED_PRINTABLE },
  { "uuencode", DSN_ENCODING_UUENCODE },
  { "x-uuencode", DSN_ENCODING_UUENCODE },
  { "x-uue", DSN_ENCODING_UUENCODE },
};

static inline gboolean
is_blank (guint8 c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline gboolean
span_is (const guint8 *data, DsnSpan span, const char *word)
{
  return dsn_scan_span_is (data, span, word, strlen (word));
}

/* After blanks, line ends and comments; comments nest, a backslash quotes. */
static gsize
skip_cfws (const guint8 *data, gsize pos, gsize end)
{
  gsize depth = 0;

  for (; pos < end; pos++)
    {
      guint8 c = data[pos];
      if (c == '(')
        depth++;
      else if (depth && c == ')')
        depth--;
      else if (depth && c == '\\')
        pos++;
      else if (!depth && !is_blank (c))
        break;
    }
  return MIN (pos, end);
}

/* A word that ends at a blank, a semicolon, a comment, a quote or at the character stop. */
static DsnSpan
take_token (const guint8 *data, gsize *pos, gsize end, guint8 stop)
{
  gsize start = skip_cfws (data, *pos, end), p = start;

  while (p < end && data[p] > ' ' && data[p] != ';' && data[p] != '(' && data[p] != '"' && data[p] != stop)
    p++;
  *pos = p;
  return (DsnSpan) { start, p - start };
}

/* A type that is not known here is DSN_MEDIA_OTHER; nothing at all is text/plain
 * (RFC 2045 5.2), and so is "text" alone as very old software writes it. */
DsnMedia
dsn_scan_media_from_value (const guint8 *data, DsnSpan value, gboolean *is_digest)
{
  gsize pos = value.offset, end = dsn_span_end (value);
  DsnSpan type = take_token (data, &pos, end, '/'), subtype = DSN_SPAN_NONE;

  *is_digest = FALSE;
  pos = skip_cfws (data, pos, end);
  if (pos < end && data[pos] == '/')
    {
      pos++;
      subtype = take_token (data, &pos, end, ';');
    }
  if (!subtype.length && (!type.length || span_is (data, type, "text")))
    return DSN_MEDIA_TEXT_PLAIN;
  for (guint i = 0; i < G_N_ELEMENTS (type_rows); i++)
    if (span_is (data, type, type_rows[i].type))
      {
        const MediaRow *row = type_rows[i].rows;
        while (row->subtype && !span_is (data, subtype, row->subtype))
          row++;
        *is_digest = row->media == DSN_MEDIA_MULTIPART_OTHER && span_is (data, subtype, "digest");
        return row->media;
      }
  return DSN_MEDIA_OTHER;
}

DsnEncoding
dsn_scan_encoding_from_value (const guint8 *data, DsnSpan value)
{
  gsize end = dsn_span_end (value), pos = skip_cfws (data, value.offset, end);
  DsnSpan word;

  pos += pos < end && data[pos] == '"';
  word = take_token (data, &pos, end, ',');
  if (!word.length)
    return DSN_ENCODING_IDENTITY;
  for (guint i = 0; i < G_N_ELEMENTS (encoding_rows); i++)
    if (span_is (data, word, encoding_rows[i].name))
      return encoding_rows[i].encoding;
  return DSN_ENCODING_UNKNOWN;
}

/* The next name=value at or after *pos; names without a value are passed over. */
static gboolean
next_parameter (const guint8 *data, gsize *pos, gsize end, DsnSpan *name, DsnSpan *value)
{
  for (;;)
    {
      gsize p = skip_cfws (data, *pos, end);
      if (p >= end)
        return FALSE;
      *pos = p;
      *name = take_token (data, pos, end, '=');
      p = skip_cfws (data, *pos, end);
      if (p >= end || data[p] != '=' || !name->length)
        {
          *pos = MAX (p, *pos);
          if (!name->length)
            (*pos)++;
          continue;
        }
      p = skip_cfws (data, p + 1, end);
      if (p < end && data[p] == '"')
        {
          gsize start = ++p;
          for (; p < end && data[p] != '"'; p++)
            if (data[p] == '\\')
              p++;
          p = MIN (p, end);
          *value = (DsnSpan) { start, p - start };
          *pos = MIN (p + 1, end);
          return TRUE;
        }
      *value = (DsnSpan) { p, 0 };
      while (p < end && data[p] != ';' && !is_blank (data[p]))
        p++;
      value->length = p - value->offset;
      *pos = p;
      return TRUE;
    }
}

/* How a parameter name fits: -1 not at all, else the number of the piece; *extended for name*= and name*0*=. */
static int
match_name (const guint8 *data, DsnSpan span, const char *name, gboolean *extended, gboolean *in_pieces)
{
  gsize length = strlen (name), left;
  const guint8 *p = data + span.offset;
  int piece = 0;

  *extended = *in_pieces = FALSE;
  if (span.length < length || !dsn_scan_span_is (data, (DsnSpan) { span.offset, length }, name, length))
    return -1;
  p += length;
  left = span.length - length;
  if (!left)
    return 0;
  if (*p++ != '*')
    return -1;
  for (left--; left && g_ascii_isdigit (*p); left--, p++)
    {
      *in_pieces = TRUE;
      piece = MIN (piece * 10 + (*p - '0'), 1000000);
    }
  *extended = !*in_pieces || left > 0;
  return !left || (left == 1 && *p == '*' && *in_pieces) ? piece : -1;
}

/* charset'language'value: only the value. */
static void
skip_charset (const guint8 *data, DsnSpan *value)
{
  const guint8 *start = data + value->offset, *quote = memchr (start, '\'', value->length);

  if (quote)
    quote = memchr (quote + 1, '\'', start + value->length - quote - 1);
  if (!quote)
    return;
  value->length -= quote + 1 - start;
  value->offset += quote + 1 - start;
}

gboolean
dsn_scan_get_parameter (const DsnScan *self, const DsnRawField *field, const char *name, DsnSpan *value)
{
  gsize pos = field->value.offset, end = dsn_span_end (field->value);
  DsnSpan word;
  gboolean extended, in_pieces;

  while (next_parameter (self->data, &pos, end, &word, value))
    if (match_name (self->data, word, name, &extended, &in_pieces) == 0)
      {
        if (extended)
          skip_charset (self->data, value);
        return TRUE;
      }
  *value = DSN_SPAN_NONE;
  return FALSE;
}

static void
append_decoded (GString *out, const guint8 *data, DsnSpan value, gboolean extended)
{
  gsize end = dsn_span_end (value);

  for (gsize p = value.offset; p < end; p++)
    {
      if (data[p] == '\r' || data[p] == '\n' || !data[p])
        continue;
      if (extended && data[p] == '%' && end - p > 2 && g_ascii_isxdigit (data[p + 1]) && g_ascii_isxdigit (data[p + 2]))
        {
          guint8 c = g_ascii_xdigit_value (data[p + 1]) << 4 | g_ascii_xdigit_value (data[p + 2]);
          if (c)
            g_string_append_c (out, c);
          p += 2;
          continue;
        }
      if (!extended && data[p] == '\\' && p + 1 < end)
        p++;
      g_string_append_c (out, data[p]);
    }
}

/* The value without folds, backslashes and percent codes, NUL bytes left out; pieces are joined as long as they come in
 * order.  NULL if there is none.  The bytes are in whatever charset they are. */
char *
dsn_scan_dup_parameter (const DsnScan *self, const DsnRawField *field, const char *name)
{
  gsize pos = field->value.offset, end = dsn_span_end (field->value);
  g_autoptr(GString) out = NULL;
  DsnSpan word, value;
  gboolean extended, in_pieces;
  int next = 0;

  while (next_parameter (self->data, &pos, end, &word, &value))
    {
      if (match_name (self->data, word, name, &extended, &in_pieces) != next || (next > 0 && !in_pieces))
        continue;
      if (extended && next == 0)
        skip_charset (self->data, &value);
      if (!out)
        out = g_string_new (NULL);
      append_decoded (out, self->data, value, extended);
      if (!in_pieces)
        break;
      next++;
    }
  return out ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}
