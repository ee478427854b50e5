/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Dates as RFC 3464 2.2.5 and RFC 5322 3.3 want them: four digits for the year, a numeric zone (G-205).  Takes such a
 * date, an ISO 8601 date and time with a zone, or "@" and seconds since 1970; gives NULL for anything else.
 */
#include <string.h>
#include "write/dsn-date.h"

static const char * const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const months[] = {
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};

/* The names of zones that RFC 5322 4.3 defines, with their offsets in hours. */
static const struct {
  const char *name;
  int hours;
} zones[] = {
  { "UT", 0 },   { "GMT", 0 },  { "UTC", 0 },  { "Z", 0 },    { "EST", -5 }, { "EDT", -4 },
  { "CST", -6 }, { "CDT", -5 }, { "MST", -7 }, { "MDT", -6 }, { "PST", -8 }, { "PDT", -7 },
};

static char *
format_date_time (GDateTime *time)
{
  int offset = (int) (g_date_time_get_utc_offset (time) / G_TIME_SPAN_MINUTE);

  return g_strdup_printf ("%s, %d %s %04d %02d:%02d:%02d %c%02d%02d",
                          days[g_date_time_get_day_of_week (time) - 1], g_date_time_get_day_of_month (time),
                          months[g_date_time_get_month (time) - 1], g_date_time_get_year (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time), g_date_time_get_second (time),
                          offset < 0 ? '-' : '+', ABS (offset) / 60, ABS (offset) % 60);
}

char *
dsn_date_format (gint64 seconds, int offset_minutes)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (offset_minutes * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) time = utc ? g_date_time_to_timezone (utc, zone) : NULL;

  return time ? format_date_time (time) : NULL;
}

static const char *
skip_blanks (const char *p)
{
  return p + strspn (p, " \t");
}

static gboolean
read_word (const char **p, const char * const *words, guint n, int *index)
{
  for (guint i = 0; i < n; i++)
    if (!g_ascii_strncasecmp (*p, words[i], 3))
      {
        *p += 3;
        *index = (int) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_number (const char **p, guint min_digits, guint max_digits, int *number)
{
  guint n = 0;

  for (*number = 0; n < max_digits && g_ascii_isdigit (**p); n++, (*p)++)
    *number = *number * 10 + (**p - '0');
  return n >= min_digits && !g_ascii_isdigit (**p);
}

/* "+0100", or a name that stands for an offset. */
static gboolean
read_zone (const char **p, int *minutes)
{
  int hhmm;

  if (**p == '+' || **p == '-')
    {
      int sign = **p == '-' ? -1 : 1;

      (*p)++;
      if (!read_number (p, 4, 4, &hhmm) || hhmm % 100 > 59 || hhmm > 2359)
        return FALSE;
      *minutes = sign * (hhmm / 100 * 60 + hhmm % 100);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      gsize n = strlen (zones[i].name);

      if (!g_ascii_strncasecmp (*p, zones[i].name, n) && !g_ascii_isalpha ((*p)[n]))
        {
          *p += n;
          *minutes = zones[i].hours * 60;
          return TRUE;
        }
    }
  return FALSE;
}

/* At most one comment at the end: the name of the zone. */
static gboolean
is_comment_or_end (const char *p)
{
  p = skip_blanks (p);
  if (*p == '(')
    {
      p += strcspn (p, ")\\");
      if (*p != ')')
        return FALSE;
      p = skip_blanks (p + 1);
    }
  return *p == '\0';
}

static GDateTime *
read_rfc5322 (const char *p, const char **comment)
{
  g_autoptr (GTimeZone) zone = NULL;
  int ignored, day, month, year, hour, minute, second = 0, offset;

  p = skip_blanks (p);
  if (read_word (&p, days, G_N_ELEMENTS (days), &ignored))
    {
      if (*p != ',')
        return NULL;
      p = skip_blanks (p + 1);
    }
  if (!read_number (&p, 1, 2, &day))
    return NULL;
  p = skip_blanks (p);
  if (!read_word (&p, months, G_N_ELEMENTS (months), &month))
    return NULL;
  p = skip_blanks (p);
  if (!read_number (&p, 4, 4, &year))
    return NULL;
  p = skip_blanks (p);
  if (!read_number (&p, 2, 2, &hour) || *p++ != ':' || !read_number (&p, 2, 2, &minute))
    return NULL;
  if (*p == ':')
    {
      p++;
      if (!read_number (&p, 2, 2, &second))
        return NULL;
    }
  p = skip_blanks (p);
  if (!read_zone (&p, &offset) || !is_comment_or_end (p))
    return NULL;
  *comment = skip_blanks (p);
  zone = g_time_zone_new_offset (offset * 60);
  return g_date_time_new (zone, year, month + 1, day, hour, minute, MIN (second, 59));
}

/* The date in the form of RFC 5322 with its comment kept, or NULL if it is none. */
char *
dsn_date_normalise (const char *text)
{
  const char *comment = "";
  g_autoptr (GDateTime) time = read_rfc5322 (text, &comment);
  g_autofree char *date = NULL;
  gint64 seconds;

  if (text[0] == '@')
    return g_ascii_string_to_signed (text + 1, 10, 0, G_MAXINT32 * G_GINT64_CONSTANT (64), &seconds, NULL)
           ? dsn_date_format (seconds, 0) : NULL;
  if (time == NULL)
    time = g_date_time_new_from_iso8601 (text, NULL);
  if (time == NULL)
    return NULL;
  date = format_date_time (time);
  return *comment ? g_strconcat (date, " ", comment, NULL) : g_steal_pointer (&date);
}
