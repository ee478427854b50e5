/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Enhanced status codes: strict values, and the hunt for them in text (rule P-08).  RFC 3463 2: class 2, 4 or 5, subject and
 * detail of one to three digits without leading zeros.  What a code means is not known here.
 */
#include <string.h>
#include <dsn/dsn-status.h>
#include "model/dsn-text-private.h"

static DsnStatus *
status_copy (const DsnStatus *status)
{
  return g_memdup2 (status, sizeof *status);
}

G_DEFINE_BOXED_TYPE (DsnStatus, dsn_status, status_copy, g_free)

/* One to three digits without a leading zero. */
static gsize
read_number (const char *p, gsize length, guint16 *value)
{
  gsize n = 0;
  guint v = 0;

  while (n < length && n < 4 && g_ascii_isdigit (p[n]))
    v = v * 10 + (guint) (p[n++] - '0');
  if (n == 0 || n > 3 || (n > 1 && p[0] == '0'))
    return 0;
  *value = (guint16) v;
  return n;
}

/* The code that begins at p: how many bytes it takes, 0 if there is none. */
gsize
dsn_status_read (const char *p, gsize length, DsnStatus *status)
{
  DsnStatus s = { 0, 0, 0 };
  gsize at = 2, n;

  if (length < 5 || (p[0] != '2' && p[0] != '4' && p[0] != '5') || p[1] != '.')
    return 0;
  s.klass = (guint16) (p[0] - '0');
  n = read_number (p + at, length - at, &s.subject);
  if (n == 0 || at + n >= length || p[at + n] != '.')
    return 0;
  at += n + 1;
  n = read_number (p + at, length - at, &s.detail);
  if (n == 0)
    return 0;
  at += n;

  /* "5.1.1.2" is an address and "5.1.1a" no code, but a full stop may end the sentence */
  if (at < length && (g_ascii_isalnum (p[at]) || p[at] == '_'
                      || (p[at] == '.' && at + 1 < length && g_ascii_isalnum (p[at + 1]))))
    return 0;
  *status = s;
  return at;
}

/**
 * dsn_status_parse:
 * @text: a Status field's value or a code alone; blanks around it and a comment behind it are allowed
 * @status: (out): the code
 *
 * RFC 3463 2, RFC 3464 2.3.4.
 *
 * Returns: whether @text begins with a well-formed code
 */
gboolean
dsn_status_parse (const char *text, DsnStatus *status)
{
  gsize length;

  g_return_val_if_fail (text != NULL && status != NULL, FALSE);

  while (g_ascii_isspace (*text))
    text++;
  length = strlen (text);
  return dsn_status_read (text, length, status) > 0;
}

static gboolean
follows_reply_code (const char *text, gsize at)
{
  return at >= 4 && (text[at - 1] == ' ' || text[at - 1] == '-')
    && g_ascii_isdigit (text[at - 2]) && g_ascii_isdigit (text[at - 3])
    && text[at - 4] >= '2' && text[at - 4] <= '5'
    && (at == 4 || !g_ascii_isalnum (text[at - 5]));
}

/**
 * dsn_status_find:
 * @text: any text
 * @length: its length in bytes, -1 if it ends with a NUL
 * @status: (out): the code
 * @offset: (inout) (optional): where to begin to look, and where the code was found, in bytes; %NULL to begin at 0
 *
 * Looks for a status code in free text: not within an IP address, a version or a date, with a subject of 0 to 7 unless
 * a reply code or a number sign stands before it.
 *
 * Returns: whether there is one
 */
gboolean
dsn_status_find (const char *text, gssize length, DsnStatus *status, gsize *offset)
{
  gsize size, at = offset ? *offset : 0;

  g_return_val_if_fail (text != NULL && status != NULL, FALSE);

  size = length < 0 ? strlen (text) : (gsize) length;
  for (; at + 5 <= size; at++)
    {
      const char *dot = memchr (text + at + 1, '.', size - at - 4);
      gboolean introduced;
      char before;

      if (dot == NULL)
        return FALSE;
      at = (gsize) (dot - text) - 1;
      before = at ? text[at - 1] : ' ';
      if (text[at] != '2' && text[at] != '4' && text[at] != '5')
        continue;
      introduced = before == '#' || follows_reply_code (text, at);
      if (!introduced && (g_ascii_isalnum (before) || strchr (".-_/@", before)))
        continue;
      if (dsn_status_read (text + at, size - at, status) == 0 || (status->subject > 7 && !introduced))
        continue;
      if (offset)
        *offset = at;
      return TRUE;
    }
  return FALSE;
}

/**
 * dsn_status_is_set:
 * @status: a code
 *
 * Returns: whether there is a code at all
 */
gboolean
dsn_status_is_set (const DsnStatus *status)
{
  return status && status->klass != 0;
}

/**
 * dsn_status_equal:
 * @a: a code
 * @b: another
 *
 * Returns: whether both are the same
 */
gboolean
dsn_status_equal (const DsnStatus *a, const DsnStatus *b)
{
  return a->klass == b->klass && a->subject == b->subject && a->detail == b->detail;
}

/**
 * dsn_status_rank:
 * @status: a code
 *
 * How much a code says (rule P-03): nothing (0), its class (1), its subject (2), that the time ran out, which says
 * nothing about the cause (3), or everything (4).
 *
 * Returns: a number from 0 to 4
 */
int
dsn_status_rank (const DsnStatus *status)
{
  if (!dsn_status_is_set (status))
    return 0;
  if (status->detail == 0)
    return status->subject == 0 ? 1 : 2;
  return status->subject == 4 && status->detail == 7 ? 3 : 4;
}

/**
 * dsn_status_to_string:
 * @status: a code
 *
 * Returns: (transfer full) (nullable): "5.1.1", %NULL if there is no code
 */
char *
dsn_status_to_string (const DsnStatus *status)
{
  return dsn_status_is_set (status) ? g_strdup_printf ("%u.%u.%u", status->klass, status->subject, status->detail) : NULL;
}
