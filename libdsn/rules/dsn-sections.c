/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Strict INI-like sections.
 *
 * Takes UTF-8 text:
 *
 *     # a comment
 *     [id]
 *     Key = value
 *     Key = another value
 *
 * Gives the sections and their entries in the order of the file, each with its line.  Keys may repeat where the list
 * of keys says so; a line is never continued on the next one; a comment fills its line.  Everything else is an error
 * that names file and line: an unknown key (with the one that was meant), a key that is missing, given twice or
 * empty, a second section with the same id, a byte that is not UTF-8.  What a value means is left to the reader of
 * the file.
 *
 * Not GKeyFile: that merges repeated sections, keeps the last of repeated keys and has no line numbers.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <glib/gstdio.h>
#include <dsn/dsn-types.h>
#include "rules/dsn-nearest.h"
#include "rules/dsn-sections.h"

struct _DsnSections {
  char       *file;
  char       *text;          /* cut into strings in place */
  GArray     *entries;       /* DsnSectionEntry, of all sections one after the other */
  GArray     *sections;      /* DsnSection */
  GHashTable *by_id;         /* id -> index + 1; for look-ups only, never for order */
};

typedef struct {
  DsnSections         *into;
  const DsnSectionKey *keys;
  guint                n_keys;
  guint                line;
} Parser;

void
dsn_sections_error (GError **error, const char *file, guint line, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "%s:%u: %s", file, line, what);
}

static gboolean
is_word_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("._-+/:@", c) != NULL);
}

static gboolean
is_word (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!is_word_char (*p))
      return FALSE;
  return *text != '\0';
}

static int
find_key (const Parser *parser, const char *name)
{
  for (guint i = 0; i < parser->n_keys; i++)
    if (strcmp (parser->keys[i].name, name) == 0)
      return (int) i;
  return -1;
}

static gboolean
fail_unknown_key (const Parser *parser, const char *name, GError **error)
{
  g_autofree const char **names = g_new (const char *, parser->n_keys + 1);
  const char *near;

  for (guint i = 0; i < parser->n_keys; i++)
    names[i] = parser->keys[i].name;
  near = dsn_nearest_word (name, names, parser->n_keys);
  if (near != NULL)
    dsn_sections_error (error, parser->into->file, parser->line, "unknown key '%s' (did you mean '%s'?)", name, near);
  else
    dsn_sections_error (error, parser->into->file, parser->line, "unknown key '%s'", name);
  return FALSE;
}

static gboolean
check_value (const Parser *parser, const DsnSectionKey *key, const char *value, GError **error)
{
  guint64 number;

  switch (key->type)
    {
    case DSN_VALUE_WORD:
      if (is_word (value))
        return TRUE;
      dsn_sections_error (error, parser->into->file, parser->line, "key '%s': '%s' is not one word", key->name, value);
      return FALSE;
    case DSN_VALUE_NUMBER:
      if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT32, &number, NULL))
        return TRUE;
      dsn_sections_error (error, parser->into->file, parser->line, "key '%s': '%s' is not a number", key->name, value);
      return FALSE;
    case DSN_VALUE_YES_NO:
      if (strcmp (value, "yes") == 0 || strcmp (value, "no") == 0)
        return TRUE;
      dsn_sections_error (error, parser->into->file, parser->line, "key '%s': '%s' is neither yes nor no", key->name,
                          value);
      return FALSE;
    case DSN_VALUE_TEXT:
    default:
      return TRUE;
    }
}

static DsnSection *
last_section (DsnSections *self)
{
  return self->sections->len > 0 ? &g_array_index (self->sections, DsnSection, self->sections->len - 1) : NULL;
}

/* What must be there when a section ends. */
static gboolean
close_section (const Parser *parser, GError **error)
{
  const DsnSections *self = parser->into;
  const DsnSection *section = last_section (parser->into);
  guint first;

  if (section == NULL)
    return TRUE;
  first = self->entries->len - section->n_entries;
  for (guint k = 0; k < parser->n_keys; k++)
    {
      gboolean found = FALSE;

      for (guint i = first; !found && i < self->entries->len; i++)
        found = g_array_index (self->entries, DsnSectionEntry, i).index == (int) k;
      if (parser->keys[k].required && !found)
        {
          dsn_sections_error (error, self->file, section->line, "section [%s] has no key '%s'", section->id,
                              parser->keys[k].name);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_section (Parser *parser, char *line, GError **error)
{
  DsnSections *self = parser->into;
  DsnSection section = { .line = parser->line };
  gsize length = strlen (line);
  guint known;

  if (!close_section (parser, error))
    return FALSE;
  if (line[length - 1] != ']')
    {
      dsn_sections_error (error, self->file, parser->line, "a section line must end with ']'");
      return FALSE;
    }
  line[length - 1] = '\0';
  section.id = g_strstrip (line + 1);
  if (!is_word (section.id))
    {
      dsn_sections_error (error, self->file, parser->line,
                          "section id '%s' must be made of letters, digits and . _ - + / : @", section.id);
      return FALSE;
    }
  known = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, section.id));
  if (known != 0)
    {
      dsn_sections_error (error, self->file, parser->line, "section [%s] stands already in line %u", section.id,
                          g_array_index (self->sections, DsnSection, known - 1).line);
      return FALSE;
    }
  g_array_append_val (self->sections, section);
  g_hash_table_insert (self->by_id, (gpointer) section.id, GUINT_TO_POINTER (self->sections->len));
  return TRUE;
}

static gboolean
add_entry (Parser *parser, DsnSectionEntry *entry, GError **error)
{
  DsnSections *self = parser->into;
  DsnSection *section = last_section (self);

  if (parser->n_keys > 0)
    {
      const DsnSectionKey *key;

      entry->index = find_key (parser, entry->key);
      if (entry->index < 0)
        return fail_unknown_key (parser, entry->key, error);
      key = &parser->keys[entry->index];
      entry->key = key->name;
      for (guint i = self->entries->len - section->n_entries; !key->repeatable && i < self->entries->len; i++)
        if (g_array_index (self->entries, DsnSectionEntry, i).index == entry->index)
          {
            dsn_sections_error (error, self->file, parser->line, "key '%s' was given already in line %u", entry->key,
                                g_array_index (self->entries, DsnSectionEntry, i).line);
            return FALSE;
          }
      if (!check_value (parser, key, entry->value, error))
        return FALSE;
    }
  g_array_append_val (self->entries, *entry);
  section->n_entries++;
  return TRUE;
}

static gboolean
read_entry (Parser *parser, char *line, GError **error)
{
  DsnSections *self = parser->into;
  DsnSectionEntry entry = { .line = parser->line, .index = -1 };
  char *equals = strchr (line, '=');

  if (equals == NULL)
    {
      dsn_sections_error (error, self->file, parser->line, "neither a section nor 'key = value': '%.40s'", line);
      return FALSE;
    }
  if (self->sections->len == 0)
    {
      dsn_sections_error (error, self->file, parser->line, "a key before the first section");
      return FALSE;
    }
  *equals = '\0';
  entry.key = g_strstrip (line);
  entry.value = g_strstrip (equals + 1);
  if (!is_word (entry.key))
    {
      dsn_sections_error (error, self->file, parser->line, "'%.40s' is not a key", entry.key);
      return FALSE;
    }
  if (*entry.value == '\0')
    {
      dsn_sections_error (error, self->file, parser->line, "key '%s' has no value", entry.key);
      return FALSE;
    }
  return add_entry (parser, &entry, error);
}

/* Control characters would end up in output; a tab is a blank. */
static gboolean
check_line (const Parser *parser, const char *line, gsize length, GError **error)
{
  const char *bad;

  if (length > DSN_SECTIONS_LINE_BYTES)
    {
      dsn_sections_error (error, parser->into->file, parser->line, "line is longer than %d bytes",
                          DSN_SECTIONS_LINE_BYTES);
      return FALSE;
    }
  if (!g_utf8_validate_len (line, length, &bad))
    {
      dsn_sections_error (error, parser->into->file, parser->line, "byte 0x%02x is not UTF-8 text", (guint) (guchar) *bad);
      return FALSE;
    }
  for (gsize i = 0; i < length; i++)
    if ((guchar) line[i] < 0x20 && line[i] != '\t')
      {
        dsn_sections_error (error, parser->into->file, parser->line, "control character 0x%02x", (guint) (guchar) line[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
parse_lines (Parser *parser, gsize length, GError **error)
{
  char *p = parser->into->text, *end = p + length;

  if (length >= 3 && memcmp (p, "\xef\xbb\xbf", 3) == 0)     /* editors leave this mark behind */
    p += 3;
  while (p < end)
    {
      char *eol = memchr (p, '\n', (gsize) (end - p));
      char *next = eol != NULL ? eol + 1 : end;
      gsize n = (gsize) ((eol != NULL ? eol : end) - p);
      char *line;

      parser->line++;
      if (n > 0 && p[n - 1] == '\r')
        n--;
      if (!check_line (parser, p, n, error))
        return FALSE;
      p[n] = '\0';
      line = g_strstrip (p);
      if (*line == '[' ? !read_section (parser, line, error)
                       : *line != '\0' && *line != '#' && !read_entry (parser, line, error))
        return FALSE;
      p = next;
    }
  return close_section (parser, error);
}

/**
 * dsn_sections_parse:
 * @text: what the file holds
 * @length: its bytes, -1 if it ends with NUL
 * @file: its name, for messages
 * @keys: (nullable): the keys that a section may hold; NULL takes any
 *
 * Returns: (transfer full): the sections, or NULL with DSN_ERROR_SYNTAX
 */
DsnSections *
dsn_sections_parse (const char *text, gssize length, const char *file, const DsnSectionKey *keys, guint n_keys, GError **error)
{
  g_autoptr(DsnSections) self = g_new0 (DsnSections, 1);
  Parser parser = { .into = self, .keys = keys, .n_keys = n_keys };
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  guint first = 0;

  self->file = g_strdup (file);
  self->entries = g_array_new (FALSE, FALSE, sizeof (DsnSectionEntry));
  self->sections = g_array_new (FALSE, FALSE, sizeof (DsnSection));
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->text = g_malloc (n + 1);
  if (n > 0)
    memcpy (self->text, text, n);
  self->text[n] = '\0';
  if (!parse_lines (&parser, n, error))
    return NULL;

  for (guint i = 0; i < self->sections->len; i++)
    {
      DsnSection *section = &g_array_index (self->sections, DsnSection, i);

      if (section->n_entries > 0)                  /* the array of a file without keys has no data at all */
        section->entries = &g_array_index (self->entries, DsnSectionEntry, first);
      first += section->n_entries;
    }
  return g_steal_pointer (&self);
}

/**
 * dsn_sections_read_file:
 *
 * Reads a knowledge file into memory, which must be a regular file of sensible size.
 *
 * Returns: FALSE with DSN_ERROR_LIMIT or DSN_ERROR_IO
 */
gboolean
dsn_sections_read_file (const char *path, char **text, gsize *length, GError **error)
{
  g_autoptr(GError) local = NULL;
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "%s: not a regular file", path);
      return FALSE;
    }
  if (info.st_size > DSN_SECTIONS_FILE_BYTES)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_LIMIT, "%s: larger than %d bytes", path, DSN_SECTIONS_FILE_BYTES);
      return FALSE;
    }
  if (!g_file_get_contents (path, text, length, &local))
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "%s: %s", path, local->message);
      return FALSE;
    }
  return TRUE;
}

/**
 * dsn_sections_load:
 *
 * Reads a file.  Returns: (transfer full): its sections, or NULL with DSN_ERROR_SYNTAX, DSN_ERROR_LIMIT or DSN_ERROR_IO
 */
DsnSections *
dsn_sections_load (const char *path, const DsnSectionKey *keys, guint n_keys, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  if (!dsn_sections_read_file (path, &text, &length, error))
    return NULL;
  return dsn_sections_parse (text, (gssize) length, path, keys, n_keys, error);
}

void
dsn_sections_free (DsnSections *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->sections, g_array_unref);
  g_clear_pointer (&self->entries, g_array_unref);
  g_free (self->text);
  g_free (self->file);
  g_free (self);
}

const char *
dsn_sections_get_file (const DsnSections *self)
{
  return self->file;
}

guint
dsn_sections_get_n (const DsnSections *self)
{
  return self->sections->len;
}

const DsnSection *
dsn_sections_get (const DsnSections *self, guint i)
{
  return &g_array_index (self->sections, DsnSection, i);
}

const DsnSection *
dsn_sections_lookup (const DsnSections *self, const char *id)
{
  guint i = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, id));

  return i > 0 ? dsn_sections_get (self, i - 1) : NULL;
}

const DsnSectionEntry *
dsn_section_next (const DsnSection *self, const char *key, const DsnSectionEntry *after)
{
  for (guint i = after != NULL ? (guint) (after - self->entries) + 1 : 0; i < self->n_entries; i++)
    if (strcmp (self->entries[i].key, key) == 0)
      return &self->entries[i];
  return NULL;
}

const char *
dsn_section_get (const DsnSection *self, const char *key)
{
  const DsnSectionEntry *entry = dsn_section_next (self, key, NULL);

  return entry != NULL ? entry->value : NULL;
}

gboolean
dsn_section_is_yes (const DsnSection *self, const char *key)
{
  return g_strcmp0 (dsn_section_get (self, key), "yes") == 0;
}
