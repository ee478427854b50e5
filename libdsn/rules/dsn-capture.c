/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Captures: addresses, hosts, IP addresses, codes and numbers in folded text.
 *
 * Each takes the longest run that can be one and is bounded by what such a thing can be (RFC 5321 4.5.3.1 and some
 * slack for what is printed), so that a search stays linear.  Writing without blanks is met halfway: a Japanese
 * sentence may touch an address on both sides, an internationalized address (RFC 6531) may hold such letters itself.
 */
#include <string.h>
#include "rules/dsn-capture.h"

#define LOCAL_BYTES   320
#define DOMAIN_BYTES  255
#define IP_BYTES      45
#define NUM_BYTES     18

typedef struct {
  const char *text;
  gsize       length;
} Text;

/* A bit for each ASCII character: RFC 5322 3.2.3 atext and the dot; letters, digits and "-._". */
static const guint32 local_chars[8] = { 0x0, 0xa3ffecfa, 0xc7fffffe, 0x7fffffff };
static const guint32 domain_chars[8] = { 0x0, 0x3ff6000, 0x87fffffe, 0x7fffffe };

static inline gboolean
is_in (const guint32 *set, char c)
{
  return (set[(guchar) c / 32] >> (guchar) c % 32 & 1) != 0;
}

static inline gboolean
is_local_char (char c)
{
  return is_in (local_chars, c);
}

static inline gboolean
is_domain_char (char c)
{
  return is_in (domain_chars, c);
}

/* The UTF-8 character at p if a mailbox or domain name may hold it: its bytes, else 0. */
static gsize
scan_letter (const char *p, gsize left, gboolean *unspaced)
{
  gunichar c = g_utf8_get_char_validated (p, (gssize) left);

  if (c == (gunichar) -1 || c == (gunichar) -2 || (!g_unichar_isalnum (c) && !g_unichar_ismark (c)))
    return 0;
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_THAI:
      *unspaced = TRUE;
      break;
    default:
      *unspaced = c == 0x30fc;      /* the long vowel mark belongs to no script */
    }
  return (gsize) g_utf8_skip[(guchar) *p];
}

static gsize
trim_end (const char *p, gsize n)
{
  while (n > 0 && (p[n - 1] == '.' || p[n - 1] == '-'))
    n--;
  return n;
}

/* A domain name; of a label in ASCII letters that touches a sentence, only the ASCII part. */
static gsize
scan_domain (const char *p, gsize left)
{
  gsize n = 0;
  gboolean ascii_label = FALSE;

  while (n < left && n < DOMAIN_BYTES)
    {
      gboolean unspaced = FALSE;
      gsize k;

      if (is_domain_char (p[n]))
        {
          ascii_label = p[n] != '.' && (ascii_label || n == 0 || p[n - 1] == '.');
          n++;
          continue;
        }
      k = (guchar) p[n] >= 0x80 ? scan_letter (p + n, left - n, &unspaced) : 0;
      if (k == 0 || (unspaced && ascii_label))
        break;
      n += k;
    }
  n = trim_end (p, n);
  return n > 0 && p[0] != '.' && p[0] != '-' ? n : 0;
}

static gsize
scan_ip (const char *p, gsize left)
{
  char copy[IP_BYTES + 1];
  gsize n = 0, skip = left > 5 && memcmp (p, "ipv6:", 5) == 0 ? 5 : 0;
  gboolean colon = FALSE;

  p += skip;
  left -= skip;
  while (n < left && n < IP_BYTES && (g_ascii_isxdigit (p[n]) || p[n] == '.' || p[n] == ':'))
    colon |= p[n++] == ':';
  while (n > 0 && (p[n - 1] == '.' || (p[n - 1] == ':' && !(n > 1 && p[n - 2] == ':'))))
    n--;
  for (; n >= 2; n--)
    {
      /* "192.0.2.1:25" */
      memcpy (copy, p, n);
      copy[n] = '\0';
      if (g_hostname_is_ip_address (copy))
        return skip + n;
      if (!colon || strchr (copy, '.') == NULL)
        return 0;
    }
  return 0;
}

/* [192.0.2.1], without the brackets: 0 if it is none */
static gsize
scan_bracketed_ip (const char *p, gsize left, char open, char close)
{
  gsize n;

  if (left < 4 || p[0] != open)
    return 0;
  n = scan_ip (p + 1, left - 1);
  return n > 0 && n + 1 < left && p[n + 1] == close ? n : 0;
}

/* RFC 5321 4.1.2: a quoted local part.  Blanks are left of any white space in it. */
static gsize
scan_quoted (const char *p, gsize left)
{
  for (gsize n = 1; n < left && n < LOCAL_BYTES; n++)
    {
      if (p[n] == '"')
        return n + 1;
      if (p[n] == '\\')
        n++;
    }
  return 0;
}

static gsize
scan_local (const char *p, gsize left)
{
  gsize n = 0;
  gboolean sentence = FALSE;     /* begins with letters of a writing without blanks */

  if (left > 0 && p[0] == '"')
    return scan_quoted (p, left);
  if (left == 0 || p[0] == '\'' || p[0] == '.')
    return 0;
  while (n < left && n < LOCAL_BYTES)
    {
      gboolean unspaced = FALSE;
      gsize k;

      if (is_local_char (p[n]))
        {
          if (sentence && g_ascii_isalpha (p[n]))
            return 0;
          n++;
          continue;
        }
      k = (guchar) p[n] >= 0x80 ? scan_letter (p + n, left - n, &unspaced) : 0;
      if (k == 0)
        break;
      sentence |= unspaced && n == 0;
      n += k;
    }
  return n;
}

/* Not in the middle of something that looks like an address. */
static gboolean
may_addr_begin (const char *text, gsize at)
{
  char before = at > 0 ? text[at - 1] : ' ';

  if (is_local_char (before) && before != '\'' && before != '`' && text[at] != '"')
    return FALSE;
  return (guchar) before < 0x80 || (guchar) text[at] < 0x80;
}

static gsize
scan_addr (Text t, gsize at, gboolean first)
{
  const char *p = t.text + at;
  gsize left = t.length - at, local, domain;

  if (first && !may_addr_begin (t.text, at))
    return 0;
  local = scan_local (p, left);
  if (local == 0 || local >= left || p[local] != '@')
    return 0;
  p += local + 1;
  left -= local + 1;
  domain = scan_bracketed_ip (p, left, '[', ']');
  domain = domain > 0 ? domain + 2 : scan_domain (p, left);
  return domain > 0 ? local + 1 + domain : 0;
}

/* The address that follows a host name in brackets, if it is not the pattern's own business. */
static gsize
scan_address_of_host (const char *p, gsize left, const char *next)
{
  gsize blank = left > 0 && p[0] == ' ' ? 1 : 0, n;

  if (next[0] != '\0' && left > 0 && next[0] == p[0]
      && (blank == 0 || next[1] == '\0' || (left > 1 && next[1] == p[1])))
    return 0;
  n = scan_bracketed_ip (p + blank, left - blank, '[', ']');
  if (n == 0)
    n = scan_bracketed_ip (p + blank, left - blank, '(', ')');
  return n > 0 ? blank + n + 2 : 0;
}

static gsize
scan_host (Text t, gsize at, gboolean first, const char *next, gsize *start, gsize *end)
{
  const char *p = t.text + at;
  gsize left = t.length - at, n;

  if (first && at > 0 && is_domain_char (p[-1]))
    return 0;
  n = scan_bracketed_ip (p, left, '[', ']');
  if (n > 0)
    {
      *start = at + 1;
      *end = at + 1 + n;
      return n + 2;
    }
  n = scan_domain (p, left);
  *end = at + n;
  return n > 0 ? n + scan_address_of_host (p + n, left - n, next) : 0;
}

static gsize
scan_digits (const char *p, gsize left, gsize most)
{
  gsize n = 0;

  while (n < left && n <= most && g_ascii_isdigit (p[n]))
    n++;
  return n <= most ? n : 0;
}

/* RFC 5321 4.2: three digits, the first 2 to 5 */
static gsize
scan_code (const char *p, gsize left)
{
  return scan_digits (p, left, 3) == 3 && p[0] >= '2' && p[0] <= '5' ? 3 : 0;
}

/* RFC 3463 2 */
static gsize
scan_status (const char *p, gsize left)
{
  gsize subject, detail, n;

  if (left < 5 || (p[0] != '2' && p[0] != '4' && p[0] != '5') || p[1] != '.')
    return 0;
  subject = scan_digits (p + 2, left - 2, 3);
  if (subject == 0 || 2 + subject >= left || p[2 + subject] != '.')
    return 0;
  detail = scan_digits (p + 3 + subject, left - 3 - subject, 3);
  n = 3 + subject + detail;
  if (detail == 0 || (n + 1 < left && p[n] == '.' && g_ascii_isdigit (p[n + 1])))
    return 0;
  return n;
}

static gboolean
may_number_begin (DsnCaptureType type, const char *text, gsize at)
{
  return at == 0 || !(g_ascii_isalnum (text[at - 1]) || (text[at - 1] == '.' && type != DSN_CAPTURE_NUM));
}

static gsize
scan_number (DsnCaptureType type, Text t, gsize at, gboolean first)
{
  const char *p = t.text + at;
  gsize left = t.length - at;

  if (first && !may_number_begin (type, t.text, at))
    return 0;
  switch (type)
    {
    case DSN_CAPTURE_IP:
      return scan_ip (p, left);
    case DSN_CAPTURE_CODE:
      return scan_code (p, left);
    case DSN_CAPTURE_STATUS:
      return scan_status (p, left);
    default:
      return scan_digits (p, left, NUM_BYTES);
    }
}

gsize
dsn_capture_scan (DsnCaptureType type, const char *text, gsize length, gsize at, gboolean first, const char *next,
                  gsize *start, gsize *end)
{
  Text t = { text, length };
  gsize n;

  *start = at;
  *end = at;
  switch (type)
    {
    case DSN_CAPTURE_ADDR:
      n = scan_addr (t, at, first);
      break;
    case DSN_CAPTURE_HOST:
      return scan_host (t, at, first, next, start, end);
    default:
      n = scan_number (type, t, at, first);
    }
  *end = at + n;
  return n;
}

gboolean
dsn_capture_may_begin (DsnCaptureType type, const char *text, gsize at, gboolean first)
{
  switch (type)
    {
    case DSN_CAPTURE_ADDR:
      return !first || may_addr_begin (text, at);
    case DSN_CAPTURE_HOST:
      return !first || at == 0 || !is_domain_char (text[at - 1]);
    case DSN_CAPTURE_IP:
      return (g_ascii_isxdigit (text[at]) || text[at] == ':' || text[at] == 'i')
             && (!first || may_number_begin (type, text, at));
    default:
      return g_ascii_isdigit (text[at]) && (!first || may_number_begin (type, text, at));
    }
}

static gsize
reach_back_addr (const char *text, gsize at)
{
  gsize s = at;

  if (s > 0 && text[s - 1] == ']')
    while (s > 0 && at - s < IP_BYTES + 8 && text[s - 1] != '@')
      s--;
  else
    while (s > 0 && at - s <= DOMAIN_BYTES && (is_domain_char (text[s - 1]) || (guchar) text[s - 1] >= 0x80))
      s--;
  if (s < 2 || text[s - 1] != '@')
    return at;
  at = --s;
  if (text[s - 1] == '"')
    return s > LOCAL_BYTES ? s - LOCAL_BYTES : 0;
  while (s > 0 && at - s <= LOCAL_BYTES && (is_local_char (text[s - 1]) || (guchar) text[s - 1] >= 0x80))
    s--;
  return s;
}

gsize
dsn_capture_reach_back (DsnCaptureType type, const char *text, gsize at)
{
  gsize s = at;

  switch (type)
    {
    case DSN_CAPTURE_ADDR:
      return reach_back_addr (text, at);
    case DSN_CAPTURE_IP:
      while (s > 0 && at - s < IP_BYTES + 5
             && (g_ascii_isxdigit (text[s - 1]) || strchr (".:ipv", text[s - 1]) != NULL))
        s--;
      return s;
    default:
      while (s > 0 && at - s < NUM_BYTES && (g_ascii_isdigit (text[s - 1]) || text[s - 1] == '.'))
        s--;
      return s;
    }
}
