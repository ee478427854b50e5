/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Folding: ASCII letters become small, every run of white space, line ends and control characters becomes one blank,
 * blanks at both ends go.  The typographic forms that mail programs put in place of ASCII (no-break space, curly
 * quotes, dashes) become the ASCII ones, and invisible characters (soft hyphen, zero-width space, marks of direction)
 * go.  All other bytes stay as they are, UTF-8 or not.  A folded text is never longer than the raw one.
 */
#include "rules/dsn-fold.h"

#define DROP 0x100       /* the character goes */

/* What a byte becomes; 0: it may begin something typographic. */
static const guchar fold_table[256] = {
   ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',
   ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',
   ' ',  '!',  '"',  '#',  '$',  '%',  '&', '\'',  '(',  ')',  '*',  '+',  ',',  '-',  '.',  '/',
   '0',  '1',  '2',  '3',  '4',  '5',  '6',  '7',  '8',  '9',  ':',  ';',  '<',  '=',  '>',  '?',
   '@',  'a',  'b',  'c',  'd',  'e',  'f',  'g',  'h',  'i',  'j',  'k',  'l',  'm',  'n',  'o',
   'p',  'q',  'r',  's',  't',  'u',  'v',  'w',  'x',  'y',  'z',  '[', '\\',  ']',  '^',  '_',
   '`',  'a',  'b',  'c',  'd',  'e',  'f',  'g',  'h',  'i',  'j',  'k',  'l',  'm',  'n',  'o',
   'p',  'q',  'r',  's',  't',  'u',  'v',  'w',  'x',  'y',  'z',  '{',  '|',  '}',  '~',  ' ',
  0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f,
  0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f,
  0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf,
  0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf,
  0xc0, 0xc1,    0, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf,
  0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf,
  0xe0, 0xe1,    0,    0, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee,    0,
  0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff,
};

/* U+2000 to U+203F by their last byte: 0 where they stay. */
static guint
fold_general_punctuation (guchar last)
{
  if (last <= 0x8a || last == 0xa8 || last == 0xa9 || last == 0xaf)
    return ' ';
  if (last <= 0x8f || (last >= 0xaa && last <= 0xae))
    return DROP;
  if (last <= 0x95)
    return '-';
  if (last >= 0x98 && last <= 0x9b)
    return '\'';
  if (last >= 0x9c && last <= 0x9f)
    return '"';
  return 0;
}

/* A byte that may begin something typographic: how many bytes it takes and what becomes of them. */
static gsize
fold_special (const guchar *p, gsize left, guint *out)
{
  guint c = 0;
  gsize n = 2;

  if (p[0] == 0xc2 && left >= 2)
    c = p[1] == 0xa0 ? ' ' : p[1] == 0xad ? DROP : p[1] == 0xb4 ? '\'' : 0;
  else if (left >= 3)
    {
      n = 3;
      if (p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0x80 && p[2] < 0xc0)
        c = fold_general_punctuation (p[2]);
      else if (p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80)
        c = ' ';
      else if (p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf)
        c = DROP;
    }
  *out = c != 0 ? c : p[0];
  return c != 0 ? n : 1;
}

/**
 * dsn_fold_init:
 * @raw: text that outlives @self
 * @scratch: room for the folded text, used if it suffices
 *
 * Free with dsn_fold_clear().
 */
void
dsn_fold_init (DsnFold *self, const char *raw, gsize length, char *scratch, gsize scratch_size)
{
  const guchar *p = (const guchar *) raw, *end = p + length;
  char *begin, *out;

  self->raw = raw;
  self->raw_length = length;
  self->heap = length > scratch_size ? g_malloc (length) : NULL;
  begin = out = self->heap != NULL ? self->heap : scratch;
  while (p < end)
    {
      guint c = fold_table[*p];

      if (G_LIKELY (c > ' '))
        {
          *out++ = (char) c;
          p++;
          continue;
        }
      p += c == ' ' ? 1 : fold_special (p, (gsize) (end - p), &c);
      if (c != DROP && (c != ' ' || (out > begin && out[-1] != ' ')))
        *out++ = (char) c;
    }
  if (out > begin && out[-1] == ' ')
    out--;
  self->text = begin;
  self->length = (gsize) (out - begin);
}

void
dsn_fold_clear (DsnFold *self)
{
  g_clear_pointer (&self->heap, g_free);
}

/* Folds once more and counts. */
void
dsn_fold_raw_span (const DsnFold *self, gsize start, gsize end, gsize *offset, gsize *length)
{
  const guchar *raw = (const guchar *) self->raw;
  gboolean blank = TRUE;       /* a blank now would follow a blank or the beginning */
  gsize n = 0, step;

  *offset = start;
  *length = end - start;
  if (self->length == self->raw_length)
    return;
  *offset = self->raw_length;
  *length = 0;
  for (gsize i = 0; i < self->raw_length; i += step)
    {
      guint c = fold_table[raw[i]];

      step = c != 0 ? 1 : fold_special (raw + i, self->raw_length - i, &c);
      if (c == DROP || (c == ' ' && blank))
        continue;
      blank = c == ' ';
      if (n == start)
        *offset = i;
      if (++n >= end && n > start)
        {
          *length = end > start ? i + step - *offset : 0;
          return;
        }
    }
}
