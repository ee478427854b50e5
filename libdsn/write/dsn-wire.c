/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a server said must reach the reader of a notification word for word, and must not be able to do anything
 * there: no control byte, no line that begins a field or a group (rules G-114, G-309, G-318, G-319, G-605; RFC 3464
 * 2.1.1, RFC 5322 2.2.3).  Takes any bytes, gives valid UTF-8 without line ends; folds at blanks that are there, so
 * that unfolding gives the value back.  It leaves the meaning of a value alone.
 */
#include <string.h>
#include "write/dsn-wire.h"

/* A word without a blank that is longer than this has to be broken, whatever it is. */
#define WORD_MAX 900

/* Characters that end lines or turn text around on a screen. */
static gboolean
is_harmful (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0)
         || c == 0x2028 || c == 0x2029 || c == 0x200e || c == 0x200f
         || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static void
append_escaped (GString *out, gunichar c)
{
  g_string_append_printf (out, c < 0x80 ? "\\x%02X" : "\\u%04X", c);
}

/* Any bytes -> valid UTF-8 on one line.  Control characters become \x1B or \u2028, bytes that are no UTF-8 \xE4, a
 * tab becomes a blank; what stands at the ends and is blank is dropped. */
char *
dsn_wire_make_safe (const char *text, gssize length)
{
  gsize left = length < 0 ? strlen (text) : (gsize) length;
  GString *out = g_string_sized_new (left + 1);
  const char *p = text;

  while (left > 0)
    {
      gunichar c = g_utf8_get_char_validated (p, (gssize) left);
      gsize n = 1;

      if (*p == '\0' || c == (gunichar) -1 || c == (gunichar) -2)
        g_string_append_printf (out, "\\x%02X", (guchar) *p);
      else
        {
          n = (gsize) (g_utf8_next_char (p) - p);
          if (c == '\t')
            g_string_append_c (out, ' ');
          else if (is_harmful (c))
            append_escaped (out, c);
          else
            g_string_append_len (out, p, (gssize) n);
        }
      p += n;
      left -= n;
    }
  return g_strstrip (g_string_free (out, FALSE));
}

/* Whether text may stand in a field as it is: valid UTF-8, no line end, no other control character. */
gboolean
dsn_wire_is_safe (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    if (is_harmful (g_utf8_get_char (p)) && *p != '\t')
      return FALSE;
  return TRUE;
}

/* For the 7-bit part (G-315): each character beyond ASCII as \x{HEX}, the form that RFC 6533 3 has for addresses.
 * A backslash that would look like one of these is escaped too, so nothing is lost. */
void
dsn_wire_escape_ascii (GString *out, const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    if ((guchar) *p >= 0x80)
      g_string_append_printf (out, "\\x{%X}", g_utf8_get_char (p));
    else if (g_str_has_prefix (p, "\\x{"))
      g_string_append (out, "\\x{5C}");
    else
      g_string_append_c (out, *p);
}

/* How many bytes of a word that is too long to go on a line by itself fit, whole characters only. */
static gsize
break_word (const char *word, gsize length)
{
  gsize n = MIN (length, WORD_MAX);

  while (n > 0 && n < length && ((guchar) word[n] & 0xc0) == 0x80)
    n--;
  return n;
}

/* Appends a value, with line breaks only before blanks that have something behind them: no line is empty, each
 * further one begins with a blank, and taking the line breaks out gives the value back (a word over 900 bytes
 * excepted). */
void
dsn_wire_append_folded (GString *out, const char *value, gsize *column)
{
  const char *p = value;

  while (*p)
    {
      gsize blanks = strspn (p, " \t");
      gsize word = strcspn (p + blanks, " \t");

      if (word == 0)
        break;                                     /* blanks at the end */
      /* readers make one blank of a fold and the blanks around it, so it had better be one already */
      if (*column > 1 && ((blanks == 1 && *p == ' ' && *column + blanks + word > DSN_LINE_SHOULD)
                          || (blanks > 0 && *column + blanks + word > WORD_MAX)))
        {
          g_string_append_c (out, '\n');
          *column = 0;
        }
      if (blanks > WORD_MAX)
        {
          p += blanks - WORD_MAX;                  /* a desert of blanks: the end of it will do */
          blanks = WORD_MAX;
        }
      g_string_append_len (out, p, (gssize) blanks);
      *column += blanks;
      p += blanks;
      while (*column + word > DSN_LINE_MUST)
        {
          gsize n = break_word (p, word);

          if (*column + n > DSN_LINE_MUST)
            {
              g_string_append (out, "\n ");
              *column = 1;
              continue;
            }
          g_string_append_len (out, p, (gssize) n);
          *column += n;
          p += n;
          word -= n;
        }
      g_string_append_len (out, p, (gssize) word);
      *column += word;
      p += word;
    }
}

/* A whole field with its line end.  A value that holds line ends is written in these lines, each one folded by
 * itself and each further one behind a blank; empty lines are left out.  A field without value is not written. */
void
dsn_wire_append_field (GString *out, const char *name, const char *value)
{
  g_auto (GStrv) lines = g_strsplit (value, "\n", -1);
  gboolean begun = FALSE;

  for (guint i = 0; lines[i]; i++)
    {
      gsize column;

      if (lines[i][strspn (lines[i], " \t")] == '\0')
        continue;
      column = begun ? 1 : strlen (name) + 2;
      g_string_append_printf (out, begun ? "\n " : "%s: ", name);
      begun = TRUE;
      dsn_wire_append_folded (out, lines[i] + strspn (lines[i], " \t"), &column);
    }
  if (begun)
    g_string_append_c (out, '\n');
}

/* The lines of a reply as it came (LF, CR LF or CR between them), each made safe; empty ones are left out. */
GPtrArray *
dsn_wire_split_reply (const char *reply)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (const char *p = reply; *p;)
    {
      gsize length = strcspn (p, "\r\n");
      g_autofree char *line = dsn_wire_make_safe (p, (gssize) length);

      if (*line)
        g_ptr_array_add (lines, g_steal_pointer (&line));
      p += length;
      p += strspn (p, "\r\n");
    }
  return lines;
}
