/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Undoes transfer encodings (RFC 2045 6), charsets, folding (RFC 5322 2.2.3) and encoded words (RFC 2047).  GMime does the
 * decoding, on pieces whose size is bounded; it is initialised when the first encoded word is met and not before, because most
 * bounces have none and a process per message pays for it.  Bytes that are no valid text in any charset that is named are read as
 * Windows-1252, so that nothing is lost and the result is always UTF-8.
 */
#include <string.h>
#include <gmime/gmime.h>
#include "read/dsn-decode.h"

static void
init_gmime (void)
{
  static gsize once = 0;

  /* g_mime_init() counts without a lock */
  if (g_once_init_enter (&once))
    {
      g_mime_init ();
      g_once_init_leave (&once, 1);
    }
}

#define ONES(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (byte))

/* How many bytes at the start are ASCII and at least `low` (not NUL, or no control character either), eight at a time. */
static gsize
plain_length (const guint8 *data, gsize length, guint8 low)
{
  gsize i = 0;

  for (; i + 8 <= length; i += 8)
    {
      guint64 word;

      memcpy (&word, data + i, sizeof word);
      /* a byte below `low` borrows into its top bit, one above 0x7f has it set */
      if ((((word - ONES (low)) & ~word) | word) & ONES (0x80))
        break;
    }
  while (i < length && data[i] >= low && data[i] < 0x80)
    i++;
  return i;
}

static gboolean
is_plain_ascii (const guint8 *data, gsize length)
{
  return plain_length (data, length, 1) == length;
}

/* Japanese mail needs no 8-bit bytes and often forgets to name its charset. */
static gboolean
has_iso_2022_jp (const char *text, gsize length)
{
  return memchr (text, '\033', length) && (memmem (text, length, "\033$B", 3) || memmem (text, length, "\033$@", 3));
}

/* Windows-1252, where it differs from Latin-1 */
static const guint16 windows_1252[32] = {
  0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
  0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};

/* Valid UTF-8 stays, every other byte is read as Windows-1252, NUL becomes U+FFFD. */
static const char *
repair_utf8 (DsnArena *arena, const char *text, gsize length, gsize *out_length, DsnDefects *defects)
{
  char *out = dsn_arena_alloc (arena, length * 3 + 1), *to = out;

  for (gsize i = 0; i < length;)
    {
      gunichar c = g_utf8_get_char_validated (text + i, (gssize) (length - i));

      if (text[i] == '\0')
        {
          *defects |= DSN_DEFECT_NUL;
          to += g_unichar_to_utf8 (0xfffd, to);
          i++;
        }
      else if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          guchar byte = (guchar) text[i++];

          *defects |= DSN_DEFECT_BAD_CHARSET;
          to += g_unichar_to_utf8 (byte < 0xa0 ? windows_1252[byte - 0x80] : byte, to);
        }
      else
        {
          gsize n = (gsize) (g_utf8_next_char (text + i) - (text + i));

          memcpy (to, text + i, n);
          to += n;
          i += n;
        }
    }
  *out_length = (gsize) (to - out);
  return out;
}

/* Names that iconv does not know, or that mail uses for something larger than their standard. */
static const struct { const char *name, *iconv; } charset_names[] = {
  { "unicode-1-1-utf-7", "UTF-7" },
  { "x-unicode-2-0-utf-7", "UTF-7" },
  { "ks_c_5601-1987", "CP949" },
  { "euc-kr", "CP949" },
  { "gb2312", "GB18030" },
  { "gbk", "GB18030" },
  { "x-gbk", "GB18030" },
  { "shift_jis", "CP932" },
  { "shift-jis", "CP932" },
  { "x-sjis", "CP932" },
  { "iso-8859-1", "WINDOWS-1252" },
  { "latin1", "WINDOWS-1252" },
  { "iso-8859-8-i", "ISO-8859-8" },
  { "cp-850", "CP850" },
  { "windows-31j", "CP932" },
};

static gboolean
is_ascii_or_utf8 (const char *charset)
{
  return !g_ascii_strcasecmp (charset, "us-ascii") || !g_ascii_strcasecmp (charset, "ascii") || !g_ascii_strcasecmp (charset, "utf-8")
    || !g_ascii_strcasecmp (charset, "utf8") || !g_ascii_strcasecmp (charset, "unknown-8bit") || !g_ascii_strcasecmp (charset, "x-unknown")
    || !g_ascii_strcasecmp (charset, "unknown");
}

/* Charsets whose text is made of 7-bit bytes and is still no ASCII. */
static gboolean
is_seven_bit_charset (const char *charset)
{
  return !g_ascii_strncasecmp (charset, "iso-2022", 8) || !g_ascii_strcasecmp (charset, "utf-7") || strstr (charset, "utf-7")
    || !g_ascii_strcasecmp (charset, "hz-gb-2312") || !g_ascii_strncasecmp (charset, "utf-16", 6);
}

static const char *
convert (DsnArena *arena, const char *text, gsize length, const char *charset, gsize *out_length, DsnDefects *defects)
{
  g_autofree char *converted = NULL;
  gsize n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (charset_names); i++)
    if (!g_ascii_strcasecmp (charset_names[i].name, charset))
      {
        charset = charset_names[i].iconv;
        break;
      }
  converted = g_convert_with_fallback (text, (gssize) length, "UTF-8", charset, "\xef\xbf\xbd", NULL, &n, NULL);
  if (!converted || !g_utf8_validate (converted, (gssize) n, NULL))
    {
      *defects |= DSN_DEFECT_BAD_CHARSET;
      return repair_utf8 (arena, converted ? converted : text, converted ? n : length, out_length, defects);
    }
  *out_length = n;
  return dsn_arena_strndup (arena, converted, n);
}

const char *
dsn_decode_charset (DsnArena *arena, const char *text, gsize length, const char *charset, gsize *out_length, DsnDefects *defects)
{
  gboolean ascii = is_plain_ascii ((const guint8 *) text, length);

  *out_length = length;
  if (charset && is_seven_bit_charset (charset))
    return convert (arena, text, length, charset, out_length, defects);
  if (ascii && (!charset || is_ascii_or_utf8 (charset)) && has_iso_2022_jp (text, length))
    return convert (arena, text, length, "ISO-2022-JP", out_length, defects);
  if (ascii)
    return text;
  if (g_utf8_validate (text, (gssize) length, NULL))
    return text;
  if (charset && !is_ascii_or_utf8 (charset))
    return convert (arena, text, length, charset, out_length, defects);
  return repair_utf8 (arena, text, length, out_length, defects);
}

/* Does it look like the text that should have come out of the encoding?  Servers have put plain fields under "base64". */
static gboolean
is_not_base64 (const guint8 *data, gsize size)
{
  for (gsize i = 0; i < size && i < 512; i++)
    if (data[i] == ':' || data[i] == '<' || data[i] == '@')
      return TRUE;
  return FALSE;
}

static void
decode_with (DsnArena *arena, const guint8 *data, gsize size, GMimeContentEncoding encoding, DsnBody *body)
{
  GMimeEncoding state;
  char *out;

  g_mime_encoding_init_decode (&state, encoding);
  out = dsn_arena_alloc (arena, g_mime_encoding_outlen (&state, size) + 1);
  body->size = g_mime_encoding_flush (&state, (const char *) data, size, out);
  body->data = (const guint8 *) out;
  body->exact = FALSE;
}

/* In a message whose lines end with CR the decoders would not see the ends of lines, and quoted-printable needs them. */
static const guint8 *
with_line_feeds (DsnArena *arena, const DsnScan *scan, const guint8 *data, gsize size)
{
  guint8 *copy;

  if (!scan->cr_mode)
    return data;
  copy = dsn_arena_memdup (arena, data, size);
  for (gsize i = 0; i < size; i++)
    if (copy[i] == '\r')
      copy[i] = '\n';
  return copy;
}

void
dsn_decode_body (DsnArena *arena, const DsnScan *scan, const DsnPart *part, gsize limit, DsnBody *body)
{
  const guint8 *data = scan->data + part->body.offset;
  gsize size = part->body.length;

  *body = (DsnBody) { .data = data, .size = size, .exact = TRUE, .base = part->body.offset };
  body->cut = (scan->defects & DSN_DEFECT_TRUNCATED) && size > 0 && dsn_span_end (part->body) == scan->size
              && data[size - 1] != '\n' && data[size - 1] != '\r';
  if (size > limit)
    {
      body->size = size = limit;
      body->defects |= DSN_DEFECT_LIMIT_TEXT;
    }
  if (size == 0)
    {
      body->data = (const guint8 *) "";
      return;
    }
  switch (part->encoding)
    {
    case DSN_ENCODING_BASE64:
      if (is_not_base64 (data, size))
        body->defects |= DSN_DEFECT_BAD_ENCODING;
      else
        decode_with (arena, data, size, GMIME_CONTENT_ENCODING_BASE64, body);
      break;
    case DSN_ENCODING_QUOTED_PRINTABLE:
      decode_with (arena, with_line_feeds (arena, scan, data, size), size, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, body);
      break;
    case DSN_ENCODING_UUENCODE:
      decode_with (arena, data, size, GMIME_CONTENT_ENCODING_UUENCODE, body);
      break;
    case DSN_ENCODING_UNKNOWN:
      body->defects |= DSN_DEFECT_BAD_ENCODING;
      break;
    case DSN_ENCODING_IDENTITY:
    default:
      break;
    }
}

const char *
dsn_decode_text (DsnArena *arena, const DsnScan *scan, const DsnPart *part, gsize limit, gsize *length, gboolean *exact,
                 DsnDefects *defects)
{
  g_autofree char *charset = NULL;
  const char *text;
  DsnBody body;

  dsn_decode_body (arena, scan, part, limit, &body);
  *defects |= body.defects;
  if (part->content_type >= 0)
    {
      DsnSpan value;

      if (dsn_scan_get_parameter (scan, &scan->fields[part->content_type], "charset", &value) && value.length < 64)
        charset = g_ascii_strdown ((const char *) scan->data + value.offset, (gssize) value.length);
    }
  text = dsn_decode_charset (arena, (const char *) body.data, body.size, charset, length, defects);
  *exact = body.exact && text == (const char *) body.data;
  return text;
}

/* Line ends with the white space around them become one blank; gives the length of what is left. */
static gsize
unfold (char *out, const guint8 *data, gsize length)
{
  char *to = out;

  for (gsize i = 0; i < length;)
    {
      gsize n = 0;

      while (i + n < length && data[i + n] != '\r' && data[i + n] != '\n')
        n++;
      memcpy (to, data + i, n);
      to += n;
      i += n;
      if (i == length)
        break;
      while (i < length && g_ascii_isspace (data[i]))
        i++;
      while (to > out && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
      *to++ = ' ';
    }
  *to = '\0';
  return (gsize) (to - out);
}

const char *
dsn_decode_value (DsnArena *arena, const guint8 *data, gsize length, DsnDefects *defects)
{
  char *out;

  while (length && (g_ascii_isspace (data[0])))
    data++, length--;
  while (length && (g_ascii_isspace (data[length - 1]) || data[length - 1] == '\0'))
    length--;

  if (plain_length (data, length, ' ') == length)
    return dsn_arena_strndup (arena, (const char *) data, length);
  out = dsn_arena_strndup (arena, (const char *) data, length);
  length = unfold (out, data, length);
  if (is_plain_ascii ((const guint8 *) out, length))
    return has_iso_2022_jp (out, length) ? dsn_decode_charset (arena, out, length, NULL, &length, defects) : out;
  if (!memchr (out, '\0', length) && g_utf8_validate (out, (gssize) length, NULL))
    return out;
  return repair_utf8 (arena, out, length, &length, defects);
}

const char *
dsn_decode_header (DsnArena *arena, const guint8 *data, gsize length, DsnDefects *defects)
{
  const char *value = dsn_decode_value (arena, data, length, defects);
  g_autofree char *decoded = NULL;

  if (!strstr (value, "=?"))
    return value;
  init_gmime ();
  decoded = g_mime_utils_header_decode_text (NULL, value);
  if (!g_utf8_validate (decoded, -1, NULL))
    {
      gsize ignored;

      return repair_utf8 (arena, decoded, strlen (decoded), &ignored, defects);
    }
  return dsn_arena_strdup (arena, decoded);
}

const char *
dsn_decode_name (DsnArena *arena, const guint8 *data, gsize length)
{
  char *name = dsn_arena_strndup (arena, (const char *) data, length);

  for (char *p = name; *p; p++)
    if ((guchar) *p < 0x21 || (guchar) *p >= 0x7f)
      *p = '?';
  return name;
}
