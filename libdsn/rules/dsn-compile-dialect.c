/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sections of .dialect files -> dialects.  docs/rules.md has the language.
 */
#include <string.h>
#include "rules/dsn-compile-private.h"
#include "rules/dsn-dialects.h"

G_STATIC_ASSERT (DSN_DIALECT_LAST == DSN_DIALECT_KEYS);

const DsnSectionKey dsn_dialect_keys[] = {
  [DSN_DIALECT_HEADER]        = { "Header",       DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_NEED]          = { "Need",         DSN_VALUE_NUMBER, FALSE, FALSE },
  [DSN_DIALECT_START]         = { "Start",        DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_STOP]          = { "Stop",         DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_RECIPIENT]     = { "Recipient",    DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_DIAGNOSTIC]    = { "Diagnostic",   DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_REPLY]         = { "Reply",        DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_STATUS]        = { "Status",       DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_EXPANDED_FROM] = { "ExpandedFrom", DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_REMOTE_HOST]   = { "RemoteHost",   DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_ACTION]        = { "Action",       DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_LANGUAGE]      = { "Language",     DSN_VALUE_WORD,   TRUE,  FALSE },
  [DSN_DIALECT_SOURCE]        = { "Source",       DSN_VALUE_TEXT,   TRUE,  TRUE },
  [DSN_DIALECT_NOTE]          = { "Note",         DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_EXAMPLE]       = { "Example",      DSN_VALUE_TEXT,   TRUE,  FALSE },
  [DSN_DIALECT_COUNTER]       = { "Counter",      DSN_VALUE_TEXT,   TRUE,  FALSE },
};

/* The captures that give a key its value: one of them must be there.  None: the key needs no value. */
static const DsnCaptureType needed_captures[DSN_DIALECT_LAST][3] = {
  [DSN_DIALECT_RECIPIENT]     = { DSN_CAPTURE_ADDR,   DSN_CAPTURE_TEXT },
  [DSN_DIALECT_DIAGNOSTIC]    = { DSN_CAPTURE_TEXT,   DSN_CAPTURE_CODE, DSN_CAPTURE_STATUS },
  [DSN_DIALECT_REPLY]         = { DSN_CAPTURE_CODE,   DSN_CAPTURE_TEXT },
  [DSN_DIALECT_STATUS]        = { DSN_CAPTURE_STATUS, DSN_CAPTURE_TEXT },
  [DSN_DIALECT_EXPANDED_FROM] = { DSN_CAPTURE_ADDR,   DSN_CAPTURE_TEXT },
  [DSN_DIALECT_REMOTE_HOST]   = { DSN_CAPTURE_HOST,   DSN_CAPTURE_IP,   DSN_CAPTURE_TEXT },
  [DSN_DIALECT_ACTION]        = { DSN_CAPTURE_TEXT },
};

static gboolean
has_pattern (DsnDialectKey key)
{
  return key <= DSN_DIALECT_ACTION && key != DSN_DIALECT_NEED;
}

static gboolean
has_capture (const DsnPatternSet *set, const DsnPattern *pattern, DsnCaptureType type)
{
  if (type == DSN_CAPTURE_TEXT && pattern->tail == DSN_GAP_TEXT)
    return TRUE;
  for (guint s = 0; s < pattern->n_segments; s++)
    {
      const DsnPatternSegment *segment = &set->segments[pattern->first_segment + s];

      if (type == DSN_CAPTURE_TEXT && segment->gap == DSN_GAP_TEXT)
        return TRUE;
      for (guint p = 0; p < segment->n_pieces; p++)
        if (set->pieces[segment->first_piece + p].type == type)
          return TRUE;
    }
  return FALSE;
}

static gboolean
check_captures (const DsnCompilerFile *file, const DsnSectionEntry *entry, guint index, GError **error)
{
  const DsnCaptureType *needed = needed_captures[entry->index];
  DsnPatternSet set = dsn_pattern_builder_get_set (file->into->patterns);

  if (needed[0] == DSN_CAPTURE_NONE)
    return TRUE;
  for (guint k = 0; k < G_N_ELEMENTS (needed_captures[0]) && needed[k] != DSN_CAPTURE_NONE; k++)
    if (has_capture (&set, &set.patterns[index], needed[k]))
      return TRUE;
  return dsn_compiler_fail (file, entry->line, error, "key '%s': the pattern has no {%s} and so nothing to take",
                            entry->key, dsn_capture_type_to_string (needed[0]));
}

/* `Name: pattern` */
static gboolean
read_header (const DsnCompilerFile *file, const DsnSectionEntry *entry, DsnBlobValue *value, const char **pattern,
             GError **error)
{
  const char *colon = strchr (entry->value, ':');
  g_autofree char *name = NULL;

  if (colon == NULL || colon == entry->value)
    return dsn_compiler_fail (file, entry->line, error, "key 'Header': '%s' is not 'Name: pattern'", entry->value);
  name = g_strndup (entry->value, (gsize) (colon - entry->value));
  for (const char *p = name; *p != '\0'; p++)
    if (*p <= ' ' || *p > '~')
      return dsn_compiler_fail (file, entry->line, error, "key 'Header': '%s' is no name of a field", name);
  for (*pattern = colon + 1; g_ascii_isspace (**pattern);)
    (*pattern)++;
  value->name = dsn_compiler_intern (file, name);
  return TRUE;
}

static gboolean
add_value (const DsnCompilerFile *file, const DsnSectionEntry *entry, GError **error)
{
  DsnBlobValue value = { .pattern = G_MAXUINT32, .line = entry->line };
  const char *text = entry->value;

  if (entry->index == DSN_DIALECT_HEADER && !read_header (file, entry, &value, &text, error))
    return FALSE;
  if (has_pattern ((DsnDialectKey) entry->index)
      && (!dsn_compiler_add_pattern (file, entry, text, DSN_ROLE_LINE, &value.pattern, error)
          || !check_captures (file, entry, value.pattern, error)))
    return FALSE;
  value.text = dsn_compiler_intern (file, text);
  g_array_append_val (file->into->values, value);
  return TRUE;
}

gboolean
dsn_compiler_add_dialect (const DsnCompilerFile *file, const DsnSection *section, GError **error)
{
  DsnBlobDialect dialect = { .need = 1 };
  const char *need = dsn_section_get (section, "Need");
  guint n_headers;

  dialect.name = dsn_compiler_intern (file, section->id);
  dialect.origin = dsn_compiler_origin (file, section->line);
  for (int key = 0; key < DSN_DIALECT_LAST; key++)
    {
      const DsnSectionEntry *entry = NULL;

      dialect.first[key] = file->into->values->len;
      while ((entry = dsn_section_next (section, dsn_dialect_keys[key].name, entry)) != NULL)
        if (!add_value (file, entry, error))
          return FALSE;
    }
  dialect.first[DSN_DIALECT_LAST] = file->into->values->len;

  n_headers = dialect.first[DSN_DIALECT_HEADER + 1] - dialect.first[DSN_DIALECT_HEADER];
  if (need != NULL)
    dialect.need = (guint32) g_ascii_strtoull (need, NULL, 10);
  else if (n_headers == 0)
    dialect.need = 0;
  if (dialect.need > n_headers)
    return dsn_compiler_fail (file, dsn_section_next (section, "Need", NULL)->line, error,
                              "section [%s] needs %u headers and has %u", section->id, dialect.need, n_headers);
  if (dialect.need == 0 && dialect.first[DSN_DIALECT_START] == dialect.first[DSN_DIALECT_START + 1])
    return dsn_compiler_fail (file, section->line, error,
                              "section [%s] has neither 'Header' nor 'Start' to be known by", section->id);
  g_array_append_val (file->into->dialects, dialect);
  return TRUE;
}
