/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes running text; gives the mail addresses in it (RFC 5321 4.1.2, RFC 6531 for UTF-8) as people and servers write them:
 * bare, in angle brackets or quotes, with a quoted local part, with "rfc822;" or "mailto:" before it.  Works from each "@"
 * outwards, so the cost is linear: a byte is looked at once on the way left and once on the way right.
 * Leaves alone: whether an address is a recipient.
 */
#include <string.h>
#include "read/dsn-text-address.h"

#define LOCAL_BYTES   1024        /* VERP tokens and X.400 forms are longer than the 64 of the RFC */
#define DOMAIN_BYTES  255
#define URL_BYTES     256        /* how far back the begin of a URL is looked for */

static gboolean
is_atext (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80 || (c && strchr ("!#$%&'*+-/=?^_`{|}~.", c));
}

static gboolean
is_domain_char (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80 || c == '-' || c == '.' || c == '_';
}

/* Punctuation of other scripts that is no part of an address though its bytes are above 0x7f. */
static const char * const marks[] = {
  "\xe3\x80\x80", "\xe3\x80\x81", "\xe3\x80\x82", "\xe3\x80\x8c", "\xe3\x80\x8d", "\xe3\x80\x8e", "\xe3\x80\x8f", "\xe3\x80\x90",
  "\xe3\x80\x91", "\xe3\x80\x8a", "\xe3\x80\x8b", "\xe3\x80\x88", "\xe3\x80\x89", "\xef\xbc\x88", "\xef\xbc\x89", "\xef\xbc\x8c",
  "\xef\xbc\x9a", "\xef\xbc\x9b", "\xef\xbc\x9c", "\xef\xbc\x9e", "\xef\xbc\x9f", "\xef\xbc\x81", "\xe2\x80\x98", "\xe2\x80\x99",
  "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e", "\xe2\x80\x9a", "\xe2\x80\xa6", "\xe2\x80\x93", "\xe2\x80\x94", "\xc2\xa0",
  "\xc2\xab", "\xc2\xbb", "\xe2\x80\xb9", "\xe2\x80\xba", "\xe2\x80\x8b", "\xe2\x80\x8e", "\xe2\x80\xa2",
};

/* The length of such a mark that begins (or, backwards, ends) at p. */
static gsize
mark_length (const char *p, gsize room, gboolean backwards)
{
  if (room == 0 || (guchar) (backwards ? p[-1] : p[0]) < 0x80)
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      gsize n = strlen (marks[i]);

      if (n <= room && !memcmp (backwards ? p - n : p, marks[i], n))
        return n;
    }
  return 0;
}

/* Scripts that put no blanks between words: kana, ideographs, Hangul, Thai.  Beside ASCII letters they are not part of the
 * address but the sentence around it. */
static gboolean
is_ideograph (const char *p, gsize room)
{
  guchar lead = (guchar) p[0];

  return room >= 3 && ((lead >= 0xe3 && lead <= 0xed) || (lead == 0xe0 && (guchar) p[1] >= 0xb8) || lead == 0xef);
}

static gboolean
ends_ideograph (const char *p, gsize room)
{
  return room >= 3 && ((guchar) p[-3] & 0xc0) == 0xc0 && is_ideograph (p - 3, 3);
}

/* Where the local part that ends before `at` begins; `at` itself if there is none. */
static gsize
local_start (const char *text, gsize floor, gsize at)
{
  gsize start = at;

  if (at - floor > LOCAL_BYTES)
    floor = at - LOCAL_BYTES;
  if (at > floor && text[at - 1] == '"')
    {
      for (start = at - 1; start > floor && text[start - 1] != '\n'; start--)
        if (text[start - 1] == '"' && !(start - 1 > floor && text[start - 2] == '\\'))
          return at - start > 1 ? start - 1 : at;
      return at;
    }
  while (start > floor && is_atext (text[start - 1]))
    {
      if ((guchar) text[start - 1] >= 0x80 && (mark_length (text + start, start - floor, TRUE) ||
                                               (start < at && (guchar) text[start] < 0x80 && ends_ideograph (text + start, start - floor))))
        break;
      start--;
    }
  return start;
}

/* Where the domain that begins at `at` ends. */
static gsize
domain_end (const char *text, gsize at, gsize end)
{
  gsize stop = at;

  if (end - at > DOMAIN_BYTES)
    end = at + DOMAIN_BYTES;
  if (at < end && text[at] == '[')
    {
      for (stop = at + 1; stop < end && (g_ascii_isalnum (text[stop]) || strchr (".:-", text[stop])); stop++)
        if (text[stop] == '\0')
          return at;
      return stop < end && text[stop] == ']' && stop > at + 1 ? stop + 1 : at;
    }
  while (stop < end && is_domain_char (text[stop]))
    {
      if ((guchar) text[stop] >= 0x80 && (mark_length (text + stop, end - stop, FALSE) ||
                                          (stop > at && g_ascii_isalnum (text[stop - 1]) && is_ideograph (text + stop, end - stop))))
        break;
      stop++;
    }
  while (stop > at && strchr (".-_", text[stop - 1]))
    stop--;
  return stop;
}

/* Whether the word around an address is a URL or a message-id of the kind "<x@y>/". */
static gboolean
in_url (const char *text, gsize floor, gsize start, gsize end, gsize limit)
{
  gsize word = start;
  gsize low = start - floor > URL_BYTES ? start - URL_BYTES : floor;

  while (word > low && !g_ascii_isspace (text[word - 1]) && !strchr ("<>\"()", text[word - 1]))
    word--;
  for (gsize i = word; i + 3 <= end; i++)
    if (text[i] == ':' && text[i + 1] == '/' && text[i + 2] == '/')
      return TRUE;
  if (start - word >= 4 && !g_ascii_strncasecmp (text + word, "www.", 4))
    return TRUE;
  return end + 1 < limit && text[end] == '/' && g_ascii_isalnum (text[end + 1]) && word < start && text[start - 1] == '/';
}

/* Words before an address that belong to it. */
static const char * const prefixes[] = { "rfc822;", "rfc822; ", "utf-8;", "utf-8; ", "smtp:", "mailto:", "smtp;", "x400;", "smtp=", "dda:" };

/* Takes what encloses an address into the outer range. */
static void
enclose (const char *text, gsize floor, gsize end, DsnTextAddress *found)
{
  static const char open[] = "<\"'([", close[] = ">\"')]";
  gboolean again = TRUE;

  while (again)
    {
      gsize n = mark_length (text + found->outer_start, found->outer_start - floor, TRUE);

      again = FALSE;
      for (guint i = 0; found->outer_start > floor && strchr (";:= ", text[found->outer_start - 1]) && i < G_N_ELEMENTS (prefixes); i++)
        {
          gsize length = strlen (prefixes[i]);

          if (found->outer_start - floor >= length &&
              !g_ascii_strncasecmp (text + found->outer_start - length, prefixes[i], length))
            {
              found->outer_start -= length;
              again = TRUE;
            }
        }
      for (guint i = 0; open[i]; i++)
        if (found->outer_start > floor && found->outer_end < end && text[found->outer_start - 1] == open[i] &&
            text[found->outer_end] == close[i])
          {
            found->angled = found->angled || open[i] == '<';
            found->outer_start--;
            found->outer_end++;
            again = TRUE;
          }
      if (n > 0 && found->outer_end < end && mark_length (text + found->outer_end, end - found->outer_end, FALSE) == n && n == 3)
        {
          found->outer_start -= n;
          found->outer_end += n;
          again = TRUE;
        }
    }
}

gboolean
dsn_text_find_address (const char *text, gsize *from, gsize end, DsnTextAddress *found)
{
  gsize floor = *from;

  while (*from < end)
    {
      const char *at = memchr (text + *from, '@', end - *from);
      gsize middle, start, stop;

      if (at == NULL)
        break;
      middle = (gsize) (at - text);
      start = local_start (text, floor, middle);
      while (start < middle && text[start] == '.')
        start++;
      stop = domain_end (text, middle + 1, end);
      *from = MAX (stop, middle + 1);
      if (start == middle || stop == middle + 1)
        continue;
      /* 'user@example.com', or 'user@example.com (host: ...)': an apostrophe may be part of a local part, but hardly its first byte. */
      if (text[start] == '\'' && start + 1 < middle)
        start++;
      while (start + 1 < middle && strchr ("=`|", text[start]))
        start++;
      if (middle - start > 5 && !g_ascii_strncasecmp (text + start, "smtp=", 5))      /* X.400: "dda:SMTP=a@b" */
        start += 5;
      if (in_url (text, floor, start, stop, end))
        continue;
      *found = (DsnTextAddress) { start, stop, start, stop, FALSE };
      enclose (text, floor, end, found);
      *from = MAX (*from, found->outer_end);
      return TRUE;
    }
  *from = end;
  return FALSE;
}

static gboolean
local_in (const char *address, gsize length, const char * const *names, guint n)
{
  const char *at = length ? memchr (address, '@', length) : NULL;
  gsize local = at ? (gsize) (at - address) : length;

  for (guint i = 0; i < n; i++)
    if (strlen (names[i]) == local && !g_ascii_strncasecmp (address, names[i], local))
      return TRUE;
  return FALSE;
}

gboolean
dsn_text_is_daemon (const char *address, gsize length)
{
  static const char * const names[] = { "mailer-daemon", "mailerdaemon", "mail-daemon", "double-bounce", "maildaemon" };

  return local_in (address, length, names, G_N_ELEMENTS (names));
}

gboolean
dsn_text_is_role (const char *address, gsize length)
{
  static const char * const names[] = {
    "postmaster", "abuse", "hostmaster", "helpdesk", "help", "support", "mailadmin", "mail-admin", "postmaster-help", "noc", "security",
    "admin", "administrator", "sysadmin", "root", "webmaster", "unblock", "whitelist", "delist", "spam", "antispam", "feedback",
    "mailmaster", "servicedesk", "it-support", "itsupport", "system-administrator", "no-reply", "noreply", "delisting", "mailsupport",
  };

  return dsn_text_is_daemon (address, length) || local_in (address, length, names, G_N_ELEMENTS (names));
}

static void
trim_brackets (const char **address, gsize *length)
{
  while (*length && strchr ("<> ", **address))
    (*address)++, (*length)--;
  while (*length && strchr ("<> ", (*address)[*length - 1]))
    (*length)--;
}

char *
dsn_text_address_key (const char *address, gsize length)
{
  trim_brackets (&address, &length);
  /* RFC 5321 C: "@a,@b:user@c" */
  if (length && address[0] == '@')
    {
      const char *colon = memchr (address, ':', length);

      if (colon)
        {
          length -= (gsize) (colon + 1 - address);
          address = colon + 1;
        }
    }
  return g_ascii_strdown (address, (gssize) length);
}
