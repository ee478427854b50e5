/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads code tables: the section language of rules/dsn-sections.h with the keys that docs/codes.md explains, turned into
 * entries.  Every value is checked here (codes, reasons, faults, stages), so that a wrong table fails with file and line.
 */
#include <stdlib.h>
#include <string.h>
#include "classify/dsn-codes.h"
#include "rules/dsn-sections.h"

enum { KEY_BASIC, KEY_BECAUSE, KEY_CHECK, KEY_CLASS, KEY_CODE, KEY_CONFLICT, KEY_DEFAULT, KEY_FAULT, KEY_FOR, KEY_MEANING, KEY_REASONS,
       KEY_REFERENCE, KEY_REMEDY, KEY_REMOTE, KEY_SEE, KEY_SOURCE, KEY_STAGE, KEY_TEMPORARY, KEY_TEXT, KEY_TITLE, KEY_TOKEN, KEY_VENDOR };

static const DsnSectionKey keys[] = {
  [KEY_BASIC]     = { "Basic",     DSN_VALUE_TEXT,   FALSE, FALSE },
  [KEY_BECAUSE]   = { "Because",   DSN_VALUE_TEXT,   FALSE, FALSE },
  [KEY_CHECK]     = { "Check",     DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_CLASS]     = { "Class",     DSN_VALUE_TEXT,   FALSE, FALSE },
  [KEY_CODE]      = { "Code",      DSN_VALUE_WORD,   TRUE,  FALSE },
  [KEY_CONFLICT]  = { "Conflict",  DSN_VALUE_YES_NO, FALSE, FALSE },
  [KEY_DEFAULT]   = { "Default",   DSN_VALUE_WORD,   FALSE, FALSE },
  [KEY_FAULT]     = { "Fault",     DSN_VALUE_WORD,   FALSE, FALSE },
  [KEY_FOR]       = { "For",       DSN_VALUE_NUMBER, FALSE, FALSE },
  [KEY_MEANING]   = { "Meaning",   DSN_VALUE_TEXT,   FALSE, TRUE },
  [KEY_REASONS]   = { "Reasons",   DSN_VALUE_TEXT,   FALSE, FALSE },
  [KEY_REFERENCE] = { "Reference", DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_REMEDY]    = { "Remedy",    DSN_VALUE_TEXT,   FALSE, FALSE },
  [KEY_REMOTE]    = { "Remote",    DSN_VALUE_TEXT,   FALSE, FALSE },
  [KEY_SEE]       = { "See",       DSN_VALUE_WORD,   FALSE, FALSE },
  [KEY_SOURCE]    = { "Source",    DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_STAGE]     = { "Stage",     DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_TEMPORARY] = { "Temporary", DSN_VALUE_TEXT,   FALSE, FALSE },
  [KEY_TEXT]      = { "Text",      DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_TITLE]     = { "Title",     DSN_VALUE_TEXT,   FALSE, TRUE },
  [KEY_TOKEN]     = { "Token",     DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_VENDOR]    = { "Vendor",    DSN_VALUE_TEXT,   FALSE, FALSE },
};

typedef struct {
  DsnCodeEntry          *entry;
  const char            *file;
  const DsnSectionEntry *line;
} Reading;

static gboolean
fail (const Reading *r, GError **error)
{
  dsn_sections_error (error, r->file, r->line->line, "key '%s': '%s' is not understood", r->line->key, r->line->value);
  return FALSE;
}

static void
add_string (GPtrArray **list, const char *text)
{
  if (*list == NULL)
    {
      *list = g_ptr_array_new ();
      g_ptr_array_add (*list, NULL);
    }
  g_ptr_array_insert (*list, (int) (*list)->len - 1, (gpointer) text);
}

static gboolean
read_pattern (const Reading *r, const char *text, GError **error)
{
  DsnCodePattern pattern;

  if (!dsn_code_pattern_parse (text, &pattern))
    return fail (r, error);
  g_array_append_val (r->entry->patterns, pattern);
  return TRUE;
}

static gboolean
read_reasons (const Reading *r, DsnReason *reasons, guint *n, GError **error)
{
  g_auto(GStrv) words = g_strsplit (r->line->value, ",", 0);

  for (*n = 0; words[*n] != NULL; (*n)++)
    if (*n == DSN_CODE_REASONS || !dsn_reason_from_string (g_strstrip (words[*n]), &reasons[*n]))
      {
        dsn_sections_error (error, r->file, r->line->line, "key '%s': '%s' is not a reason", r->line->key, words[*n]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_status (const Reading *r, const char *text, DsnStatus *status, GError **error)
{
  g_autofree char *again = NULL;

  if (!dsn_status_parse (text, status) || strcmp (again = dsn_status_to_string (status), text) != 0)
    return fail (r, error);
  return TRUE;
}

/* "rcpt: 5.1.1" or "quota, full: 5.2.2" */
static gboolean
read_refined (const Reading *r, GError **error)
{
  const char *colon = strrchr (r->line->value, ':');
  DsnCodeRefinement refinement = { 0 };
  g_autofree char *words = NULL;
  DsnStage stage;

  if (colon == NULL || !read_status (r, colon + 1 + strspn (colon + 1, " "), &refinement.status, error))
    return colon != NULL ? FALSE : fail (r, error);
  words = g_strchomp (g_strndup (r->line->value, (gsize) (colon - r->line->value)));
  if (r->line->index == KEY_STAGE)
    {
      if (!dsn_stage_from_string (words, &stage) || stage == DSN_STAGE_UNKNOWN)
        return fail (r, error);
      r->entry->defaults[stage] = refinement.status;
      return TRUE;
    }
  refinement.words = g_steal_pointer (&words);
  g_array_append_val (r->entry->refinements, refinement);
  return TRUE;
}

static gboolean
read_classes (const Reading *r, GError **error)
{
  for (const char *p = r->line->value; *p != '\0'; p++)
    if (strchr ("245, ", *p) == NULL)
      return fail (r, error);
  r->entry->classes = r->line->value;
  return TRUE;
}

static void
read_hosts (const Reading *r)
{
  g_auto(GStrv) hosts = g_strsplit (r->line->value, ",", 0);

  for (guint i = 0; hosts[i] != NULL; i++)
    add_string (&r->entry->hosts, g_strdup (g_strstrip (hosts[i])));
}

static gboolean
read_line (const Reading *r, GError **error)
{
  DsnCodeEntry *entry = r->entry;
  const char *value = r->line->value;

  switch (r->line->index)
    {
    case KEY_CODE:      return read_pattern (r, value, error);
    case KEY_SEE:       entry->see = value; return read_status (r, value, &entry->see_status, error);
    case KEY_DEFAULT:   return read_status (r, value, &entry->defaults[DSN_STAGE_UNKNOWN], error);
    case KEY_STAGE:
    case KEY_TEXT:      return read_refined (r, error);
    case KEY_REASONS:   return read_reasons (r, entry->reasons, &entry->n_reasons, error);
    case KEY_TEMPORARY: return read_reasons (r, entry->temporary, &entry->n_temporary, error);
    case KEY_CLASS:     return read_classes (r, error);
    case KEY_FAULT:     entry->has_fault = dsn_fault_from_string (value, &entry->fault); return entry->has_fault || fail (r, error);
    case KEY_FOR:       entry->reply = (guint) strtoul (value, NULL, 10); return TRUE;
    case KEY_CONFLICT:  entry->conflict = strcmp (value, "yes") == 0; return TRUE;
    case KEY_BASIC:     entry->basic = value; return TRUE;
    case KEY_BECAUSE:   entry->because = value; return TRUE;
    case KEY_MEANING:   entry->meaning = value; return TRUE;
    case KEY_REMEDY:    entry->remedy = value; return TRUE;
    case KEY_TITLE:     entry->title = value; return TRUE;
    case KEY_VENDOR:    entry->vendor = value; return TRUE;
    case KEY_CHECK:     add_string (&entry->checks, value); return TRUE;
    case KEY_REFERENCE: add_string (&entry->references, value); return TRUE;
    case KEY_SOURCE:    add_string (&entry->sources, value); return TRUE;
    case KEY_TOKEN:     add_string (&entry->tokens, value); return TRUE;
    case KEY_REMOTE:    read_hosts (r); return TRUE;
    default:            return fail (r, error);
    }
}

static void
entry_free (gpointer data)
{
  DsnCodeEntry *entry = data;
  GPtrArray **lists[] = { &entry->checks, &entry->references, &entry->tokens, &entry->sources };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_clear_pointer (lists[i], g_ptr_array_unref);
  for (guint i = 0; entry->hosts != NULL && i < entry->hosts->len; i++)
    g_free (g_ptr_array_index (entry->hosts, i));
  g_clear_pointer (&entry->hosts, g_ptr_array_unref);
  for (guint i = 0; i < entry->refinements->len; i++)
    g_free ((char *) g_array_index (entry->refinements, DsnCodeRefinement, i).words);
  g_array_unref (entry->refinements);
  g_array_unref (entry->patterns);
  g_free (entry);
}

static gboolean
read_section (DsnCodeEntry *entry, const DsnSection *section, const char *file, GError **error)
{
  Reading r = { .entry = entry, .file = file };

  entry->id = section->id;
  entry->file = file;
  entry->line = section->line;
  entry->patterns = g_array_new (FALSE, FALSE, sizeof (DsnCodePattern));
  entry->refinements = g_array_new (FALSE, FALSE, sizeof (DsnCodeRefinement));
  for (guint i = 0; i < section->n_entries; i++)
    {
      r.line = &section->entries[i];
      if (!read_line (&r, error))
        return FALSE;
    }
  if (entry->patterns->len == 0)                  /* the section is called after its code */
    {
      DsnSectionEntry id = { .key = "Code", .value = section->id, .line = section->line };

      r.line = &id;
      return read_pattern (&r, section->id, error);
    }
  return TRUE;
}

DsnCodeTables *
dsn_code_tables_new (void)
{
  DsnCodeTables *self = g_new0 (DsnCodeTables, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) dsn_sections_free);
  return self;
}

void
dsn_code_tables_free (DsnCodeTables *self)
{
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->sections);
  g_free (self);
}

/* Adds the sections of a table.  FALSE with DSN_ERROR_SYNTAX and `file:line: what`. */
gboolean
dsn_code_tables_read (DsnCodeTables *self, const char *text, gssize length, const char *file, DsnCodeLayer layer, GError **error)
{
  DsnSections *sections = dsn_sections_parse (text, length, file, keys, G_N_ELEMENTS (keys), error);

  if (sections == NULL)
    return FALSE;
  g_ptr_array_add (self->sections, sections);     /* the entries point into it */
  for (guint i = 0; i < dsn_sections_get_n (sections); i++)
    {
      DsnCodeEntry *entry = g_new0 (DsnCodeEntry, 1);

      entry->layer = layer;
      g_ptr_array_add (self->entries, entry);
      if (!read_section (entry, dsn_sections_get (sections, i), dsn_sections_get_file (sections), error))
        return FALSE;
    }
  return TRUE;
}
