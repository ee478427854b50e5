/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The registry of codes.
 *
 * Takes the code tables of libdsn/data/codes, which are built in; gives their sections as entries.  They are read once,
 * when the first look-up asks for them: classifying mail needs only the two small tables at the top of this file.  The
 * registered codes are those of the IANA registry of RFC 5248; there is no registry of reply codes, so a reply is
 * standard if an RFC defines it or the registry names it.
 */
#include <gio/gio.h>
#include <string.h>
#include "classify/dsn-codes.h"

extern GResource *dsn_codes_get_resource (void);

/* The highest registered detail of each subject; the registry has no gaps. */
static const guint16 highest_detail[] = { 0, 10, 4, 6, 7, 6, 10, 30 };

static const guint16 standard_replies[] = {
  211, 214, 220, 221, 235, 250, 251, 252, 253,
  334, 354, 355,
  421, 422, 430, 432, 450, 451, 452, 453, 454, 455, 458, 459,
  500, 501, 502, 503, 504, 521, 523, 524, 525, 530, 533, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556,
};

/* In the order of trust; class and subject names last. */
static const struct { const char *name; DsnCodeLayer layer; gboolean place; } tables[] = {
  { "registered.codes", DSN_CODE_LAYER_REGISTERED, FALSE },
  { "replies.codes",    DSN_CODE_LAYER_REGISTERED, FALSE },
  { "vendor.codes",     DSN_CODE_LAYER_VENDOR,     FALSE },
  { "folk.codes",       DSN_CODE_LAYER_FOLK,       FALSE },
  { "classes.codes",    DSN_CODE_LAYER_REGISTERED, TRUE },
};

/* Is this code in the IANA registry?  The class plays no part in it. */
gboolean
dsn_codes_is_registered (const DsnStatus *status)
{
  return dsn_status_is_set (status) && status->subject < G_N_ELEMENTS (highest_detail)
    && status->detail <= highest_detail[status->subject];
}

/* Does an RFC define this reply code, or the registry name it? */
gboolean
dsn_codes_is_standard_reply (guint code)
{
  guint low = 0, high = G_N_ELEMENTS (standard_replies);

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (standard_replies[middle] < code)
        low = middle + 1;
      else
        high = middle;
    }
  return low < G_N_ELEMENTS (standard_replies) && standard_replies[low] == code;
}

/* ---- patterns */

/* A number of one to three digits without leading zeros, or X. */
static gboolean
read_portion (const char **p, guint16 *value)
{
  const char *q = *p;

  if (*q == 'X')
    {
      *value = DSN_CODE_ANY;
      *p = q + 1;
      return TRUE;
    }
  for (*value = 0; g_ascii_isdigit (*q) && q - *p < 3; q++)
    *value = (guint16) (*value * 10 + (*q - '0'));
  if (q == *p || (**p == '0' && q - *p > 1))
    return FALSE;
  *p = q;
  return TRUE;
}

static gboolean
read_enhanced (const char **p, DsnCodePattern *pattern)
{
  guint16 detail;

  if (!read_portion (p, &pattern->klass) || *(*p)++ != '.' || !read_portion (p, &pattern->subject) || *(*p)++ != '.'
      || !read_portion (p, &detail))
    return FALSE;
  pattern->first = detail == DSN_CODE_ANY ? 0 : detail;
  pattern->last = detail == DSN_CODE_ANY ? 999 : detail;
  return TRUE;
}

/* Reads "550", "5XX", "5.1.1", "X.1.1", "X.1.X" or "5.7.606-5.7.649". */
gboolean
dsn_code_pattern_parse (const char *text, DsnCodePattern *pattern)
{
  const char *p = text;
  DsnCodePattern end = { 0 };

  *pattern = (DsnCodePattern) { .kind = DSN_CODE_KIND_ENHANCED };
  if (strlen (text) == 3 && g_ascii_isdigit (text[0]))
    {
      guint16 code = (guint16) ((text[0] - '0') * 100);

      pattern->kind = DSN_CODE_KIND_REPLY;
      if (g_ascii_isdigit (text[1]) && g_ascii_isdigit (text[2]))
        code = (guint16) (code + (text[1] - '0') * 10 + (text[2] - '0'));
      else if (strcmp (text + 1, "XX") != 0)
        return FALSE;
      pattern->first = code;
      pattern->last = text[1] == 'X' ? (guint16) (code + 99) : code;
      return TRUE;
    }
  if (!read_enhanced (&p, pattern))
    return FALSE;
  if (*p == '\0')
    return TRUE;
  if (*p++ != '-' || !read_enhanced (&p, &end) || *p != '\0' || end.klass != pattern->klass || end.subject != pattern->subject
      || end.last < pattern->first)
    return FALSE;
  pattern->last = end.last;
  return TRUE;
}

gboolean
dsn_code_entry_takes (const DsnCodeEntry *entry, guint reply, const DsnStatus *status)
{
  for (guint i = 0; i < entry->patterns->len; i++)
    {
      const DsnCodePattern *p = &g_array_index (entry->patterns, DsnCodePattern, i);

      if (p->kind == DSN_CODE_KIND_REPLY
          ? reply >= p->first && reply <= p->last
          : status != NULL && status->detail >= p->first && status->detail <= p->last
            && (p->klass == DSN_CODE_ANY || p->klass == status->klass)
            && (p->subject == DSN_CODE_ANY || p->subject == status->subject))
        return TRUE;
    }
  return FALSE;
}

/* ---- the built-in tables */

static gpointer
read_tables (gpointer data)
{
  DsnCodeTables *self = dsn_code_tables_new ();

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *path = g_strconcat ("/org/libdsn/codes/", tables[i].name, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = g_resource_lookup_data (dsn_codes_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
      gsize length = 0;
      const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : "";
      guint first = self->entries->len;

      /* the tests read the same bytes, so this cannot fail in a library that passed them */
      if (bytes == NULL || !dsn_code_tables_read (self, text, (gssize) length, tables[i].name, tables[i].layer, &error))
        g_critical ("built-in code table: %s", error->message);
      for (guint n = first; n < self->entries->len; n++)
        ((DsnCodeEntry *) g_ptr_array_index (self->entries, n))->place = tables[i].place;
    }
  return self;
}

/* Read once, kept for ever. */
const GPtrArray *
dsn_codes_get_entries (void)
{
  static GOnce once = G_ONCE_INIT;

  return ((DsnCodeTables *) g_once (&once, read_tables, NULL))->entries;
}

const DsnCodeEntry *
dsn_codes_find (DsnCodeLayer layer, gboolean place, guint reply, const DsnStatus *status)
{
  const GPtrArray *entries = dsn_codes_get_entries ();

  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);

      if (entry->layer == layer && entry->place == place && dsn_code_entry_takes (entry, reply, status))
        return entry;
    }
  return NULL;
}
