/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads "type; value" fields (RFC 3464 2.1.2, 2.2, 2.3) and the ways in which an address may be encoded in one: xtext (RFC 3461 4),
 * the three utf-8 forms (RFC 6533 3), and the octal escapes that Exim prints.  Tolerant: rules G-202, G-301, G-316, G-419, G-509,
 * G-510, G-514 seen from the parser's side.
 */
#include <string.h>
#include "model/dsn-address.h"

static const char *
trim (const char *text, gsize *length)
{
  while (*length && (g_ascii_isspace (text[0]) || text[0] == '\0'))
    text++, (*length)--;
  while (*length && (g_ascii_isspace (text[*length - 1]) || text[*length - 1] == '\0'))
    (*length)--;
  return text;
}

static int
hex_pair (const char *p)
{
  int high = g_ascii_xdigit_value (p[0]), low = high < 0 ? -1 : g_ascii_xdigit_value (p[1]);

  return low < 0 ? -1 : high * 16 + low;
}

/* Undoes +HH.  Small hex digits and a bare "+" are taken as they are but not "clean"; CR, LF and NUL are never made. */
char *
dsn_xtext_decode (DsnArena *arena, const char *text, gsize length, gboolean *clean)
{
  char *out = dsn_arena_alloc (arena, length + 1), *to = out;
  gboolean good = TRUE;

  for (gsize i = 0; i < length; i++)
    {
      int value = text[i] == '+' && i + 2 < length ? hex_pair (text + i + 1) : -1;

      if (value < 0 || value == '\r' || value == '\n' || value == 0)
        {
          good &= text[i] != '+' && text[i] != '=';
          *to++ = text[i];
          continue;
        }
      good &= !g_ascii_islower (text[i + 1]) && !g_ascii_islower (text[i + 2]);
      *to++ = (char) value;
      i += 2;
    }
  if (clean)
    *clean = good;
  if (!g_utf8_validate (out, to - out, NULL))
    return dsn_arena_strndup (arena, text, length);
  return out;
}

/* Undoes \x{HEX} (2 to 6 hex digits, no surrogates, no line ends); of ASCII only the backslash where `text_only`. */
static char *
decode_hex (DsnArena *arena, const char *text, gsize length, gboolean text_only)
{
  char *out = dsn_arena_alloc (arena, length + 1), *to = out;

  for (gsize i = 0; i < length; i++)
    {
      gunichar value = 0;
      gsize digits = 0;

      if (length - i >= 5 && text[i] == '\\' && text[i + 1] == 'x' && text[i + 2] == '{')
        for (digits = 0; digits < 7 && i + 3 + digits < length && g_ascii_isxdigit (text[i + 3 + digits]); digits++)
          value = value * 16 + (gunichar) g_ascii_xdigit_value (text[i + 3 + digits]);
      if (digits < 1 || digits > 6 || i + 3 + digits >= length || text[i + 3 + digits] != '}'
          || !g_unichar_validate (value) || value == 0 || value == '\r' || value == '\n'
          || (text_only && value < 0xa0 && value != '\\'))
        {
          *to++ = text[i];
          continue;
        }
      to += g_unichar_to_utf8 (value, to);
      i += 3 + digits;
    }
  return out;
}

/* RFC 6533 3 */
char *
dsn_utf8_address_decode (DsnArena *arena, const char *text, gsize length)
{
  return decode_hex (arena, text, length, FALSE);
}

static int
octal_byte (const char *p, gsize left)
{
  if (left < 4 || p[0] != '\\' || p[1] < '2' || p[1] > '3' || p[2] < '0' || p[2] > '7' || p[3] < '0' || p[3] > '7')
    return -1;
  return (p[1] - '0') * 64 + (p[2] - '0') * 8 + (p[3] - '0');
}

/* Undoes \303\274 where that gives valid UTF-8 (Exim prints every byte above 0x7f so); other text is left alone. */
char *
dsn_octal_decode (DsnArena *arena, const char *text, gsize length)
{
  char *out;
  gsize to = 0;

  if (!memchr (text, '\\', length))
    return dsn_arena_strndup (arena, text, length);
  out = dsn_arena_alloc (arena, length + 1);
  for (gsize i = 0; i < length;)
    {
      int value = octal_byte (text + i, length - i);

      if (value < 0)
        out[to++] = text[i++];
      else
        {
          out[to++] = (char) value;
          i += 4;
        }
    }
  if (!g_utf8_validate (out, (gssize) to, NULL))
    return dsn_arena_strndup (arena, text, length);
  out[to] = '\0';
  return out;
}

char *
dsn_address_clean (DsnArena *arena, const char *text, gsize length)
{
  char *out, *at;

  text = trim (text, &length);
  if (length >= 7 && !g_ascii_strncasecmp (text, "mailto:", 7))
    text += 7, length -= 7;
  while (length >= 2 && ((text[0] == '<' && text[length - 1] == '>') || (text[0] == '\'' && text[length - 1] == '\'')
                         || (text[0] == '[' && text[length - 1] == ']')))
    {
      length -= 2;
      text = trim (text + 1, &length);
    }
  /* "Name <user@host>", which RFC 3464 2.3.2 does not allow; a command may hold such a thing as well */
  if (length >= 2 && text[length - 1] == '>' && text[0] != '|' && text[0] != '/')
    {
      const char *angle = memrchr (text, '<', length);

      if (angle && memchr (angle, '@', length - (gsize) (angle - text)))
        {
          length -= (gsize) (angle + 2 - text);
          text = trim (angle + 1, &length);
        }
    }
  if (length >= 2 && text[0] == '"' && text[length - 1] == '"' && memchr (text, '@', length))
    text++, length -= 2;
  /* a source route (RFC 5321 appendix C): "@a,@b:user@c" */
  if (length && text[0] == '@')
    {
      const char *colon = memchr (text, ':', length);

      if (colon)
        {
          length -= (gsize) (colon + 1 - text);
          text = colon + 1;
        }
    }
  while (length && (text[length - 1] == '.' || text[length - 1] == ',' || text[length - 1] == ';') && memchr (text, '@', length))
    length--;
  if (length == 0)
    return NULL;

  out = dsn_arena_strndup (arena, text, length);
  at = strrchr (out, '@');
  for (char *p = at; p && *p; p++)
    *p = g_ascii_tolower (*p);
  return out;
}

gboolean
dsn_address_is_plausible (const char *address)
{
  const char *at = address ? strrchr (address, '@') : NULL;
  gboolean quoted = address && address[0] == '"';

  if (!at || at == address || at[1] == '\0' || at[1] == '.' || at - address > 254 || strlen (at) > 254)
    return FALSE;
  for (const char *p = address; p < at; p++)
    if ((guchar) *p < 0x20 || *p == 0x7f || (!quoted && strchr (" <>()[],;:\"@\\", *p)))
      return FALSE;
  if (at[1] == '[')
    return at[strlen (at) - 1] == ']';
  for (const char *p = at + 1; *p; p++)
    if (!g_ascii_isalnum (*p) && *p != '.' && *p != '-' && *p != '_' && (guchar) *p < 0x80)
      return FALSE;
  return TRUE;
}

gboolean
dsn_address_equal (const char *a, const char *b, gboolean loose)
{
  const char *at_a = strrchr (a, '@'), *at_b = strrchr (b, '@');

  if (loose)
    return !g_ascii_strcasecmp (a, b);
  if (!at_a || !at_b)
    return !strcmp (a, b);
  return at_a - a == at_b - b && !memcmp (a, b, (gsize) (at_a - a)) && !g_ascii_strcasecmp (at_a, at_b);
}

/* Where the comment that begins at `from` ends (behind its last parenthesis), nesting and backslashes understood. */
static gsize
comment_end (const char *text, gsize length, gsize from)
{
  guint depth = 0;

  for (gsize i = from; i < length; i++)
    {
      if (text[i] == '\\')
        i++;
      else if (text[i] == '(')
        depth++;
      else if (text[i] == ')' && --depth == 0)
        return i + 1;
    }
  return length;
}

/* Copies text without its comments; the first one is kept aside. */
static const char *
strip_comments (DsnArena *arena, const char *text, gsize *length, const char **comment)
{
  char *out, *to;
  gboolean quoted = FALSE;

  if (!memchr (text, '(', *length))
    return text;
  to = out = dsn_arena_alloc (arena, *length + 1);
  for (gsize i = 0; i < *length; i++)
    {
      if (text[i] == '\\' && i + 1 < *length)
        {
          *to++ = text[i++];
          *to++ = text[i];
        }
      else if (text[i] == '(' && !quoted)
        {
          gsize end = comment_end (text, *length, i);

          if (!*comment)
            *comment = dsn_arena_strndup (arena, text + i + 1, end - i - 1 - (text[end - 1] == ')' && end - 1 > i));
          i = end - 1;
        }
      else
        {
          quoted ^= text[i] == '"';
          *to++ = text[i];
        }
    }
  *length = (gsize) (to - out);
  return trim (out, length);
}

/* How long the type is that stands before a ";", 0 if there is none: a token, so "550 no such user; sorry" has none. */
static gsize
type_length (const char *text, gsize length)
{
  const char *semicolon = memchr (text, ';', MIN (length, 64));
  gsize n;

  if (!semicolon)
    return 0;
  n = (gsize) (semicolon - text);
  while (n && g_ascii_isspace (text[n - 1]))
    n--;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (text[i]) && !strchr ("-_.+/", text[i]))
      return 0;
  return n;
}

/* An Original-Recipient that nobody decoded (Exim): only escapes that an encoder had to write count, so that "user+42@" stays. */
static gboolean
looks_like_xtext (const char *text, gsize length)
{
  for (gsize i = 0; i + 2 < length; i++)
    {
      int value = text[i] == '+' ? hex_pair (text + i + 1) : -1;

      if (value == '+' || value == '=' || value == ' ' || value > 126)
        return TRUE;
    }
  return FALSE;
}

static const char *
read_address (DsnArena *arena, DsnTypedKind kind, const char *type, const char *text, gsize length)
{
  const char *address;

  if (kind == DSN_TYPED_ORIGINAL && looks_like_xtext (text, length))
    {
      text = dsn_xtext_decode (arena, text, length, NULL);
      length = strlen (text);
    }
  if (memchr (text, '\\', length))
    {
      gboolean utf8 = type && (!g_ascii_strcasecmp (type, "utf-8") || !g_ascii_strcasecmp (type, "utf8"));

      text = utf8 ? dsn_utf8_address_decode (arena, text, length) : dsn_octal_decode (arena, text, length);
      length = strlen (text);
    }
  address = dsn_address_clean (arena, text, length);
  return address ? address : "";
}

void
dsn_typed_parse (DsnArena *arena, DsnTypedKind kind, const char *verbatim, DsnTyped *typed)
{
  gsize length = strlen (verbatim), n;
  const char *text = trim (verbatim, &length);

  typed->verbatim = verbatim;
  typed->comment = NULL;
  typed->type = NULL;

  n = type_length (text, length);
  if (n || (length && text[0] == ';'))
    {
      const char *semicolon = memchr (text, ';', length);

      typed->type = n ? dsn_arena_strndup (arena, text, n) : NULL;
      length -= (gsize) (semicolon + 1 - text);
      text = trim (semicolon + 1, &length);
    }
  if (kind == DSN_TYPED_DIAGNOSTIC)
    {
      typed->value = dsn_octal_decode (arena, text, length);
      /* our own writer puts text beyond ASCII into a 7-bit part as RFC 6533 3 does with addresses */
      if (strstr (typed->value, "\\x{"))
        typed->value = decode_hex (arena, typed->value, strlen (typed->value), TRUE);
      return;
    }
  text = strip_comments (arena, text, &length, &typed->comment);
  if (kind == DSN_TYPED_MTA)
    typed->value = dsn_arena_strndup (arena, text, length);
  else
    typed->value = read_address (arena, kind, typed->type, text, length);
}
