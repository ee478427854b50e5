/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds the words of a notification in a language file: sections of keys and values, {names} in them to be replaced.
 * A key that a language does not have is taken from English.  What is put in for a name is text and never looked at
 * again, so words of a remote server cannot act as a template (G-605).
 */
#include <stdarg.h>
#include <string.h>
#include <dsn/dsn-types.h>
#include "rules/dsn-sections.h"
#include "write/dsn-language.h"

struct _DsnLanguage {
  char     *tag;
  DsnSections *words;
  DsnSections *english;
};

static DsnSections *
load_builtin (const char *tag, GError **error)
{
  for (guint i = 0; i < dsn_n_builtin_languages; i++)
    if (!g_ascii_strcasecmp (dsn_builtin_languages[i].tag, tag))
      return dsn_sections_parse (dsn_builtin_languages[i].data, (gssize) dsn_builtin_languages[i].length,
                                 dsn_builtin_languages[i].tag, NULL, 0, error);
  return NULL;
}

static void
list_builtin (GString *out)
{
  for (guint i = 0; i < dsn_n_builtin_languages; i++)
    g_string_append_printf (out, "%s%s", i ? ", " : "", dsn_builtin_languages[i].tag);
}

/* tag: "de", or "de-AT", which falls back to "de". */
DsnLanguage *
dsn_language_new_builtin (const char *tag, GError **error)
{
  g_autofree char *base = g_strndup (tag, strcspn (tag, "-_"));
  g_autoptr (DsnLanguage) self = g_new0 (DsnLanguage, 1);

  self->tag = g_strdup (tag);
  self->words = load_builtin (tag, error);
  if (self->words == NULL)
    {
      self->words = load_builtin (base, error);
      g_free (self->tag);
      self->tag = g_steal_pointer (&base);
    }
  self->english = load_builtin ("en", error);
  if (self->words == NULL)
    {
      g_autoptr (GString) known = g_string_new (NULL);

      list_builtin (known);
      g_set_error (error, DSN_ERROR, DSN_ERROR_MISSING, "there is no language '%s'; there are: %s", self->tag,
                   known->str);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
dsn_language_free (DsnLanguage *self)
{
  g_free (self->tag);
  g_clear_pointer (&self->words, dsn_sections_free);
  g_clear_pointer (&self->english, dsn_sections_free);
  g_free (self);
}

static const char *
look_up (const DsnSections *words, const char *section, const char *key)
{
  const DsnSection *found = words ? dsn_sections_lookup (words, section) : NULL;

  for (guint i = 0; found && i < found->n_entries; i++)
    if (!g_ascii_strcasecmp (found->entries[i].key, key))
      return found->entries[i].value;
  return NULL;
}

/* (nullable) */
const char *
dsn_language_get (const DsnLanguage *self, const char *section, const char *key)
{
  const char *text = look_up (self->words, section, key);

  return text ? text : look_up (self->english, section, key);
}

/* The text with each {name} replaced; the names and values follow in pairs. (nullable) */
char *
dsn_language_fill (const DsnLanguage *self, const char *section, const char *key, ...)
{
  const char *text = dsn_language_get (self, section, key), *p = text;
  GString *out;

  if (text == NULL)
    return NULL;
  out = g_string_new (NULL);
  while (*p)
    {
      const char *brace = strchr (p, '{'), *end = brace ? strchr (brace, '}') : NULL;
      const char *value = NULL, *name;
      va_list pairs;

      if (end == NULL)
        break;
      va_start (pairs, key);
      while ((name = va_arg (pairs, const char *)) != NULL)
        {
          const char *candidate = va_arg (pairs, const char *);

          if (strlen (name) == (gsize) (end - brace - 1) && !strncmp (name, brace + 1, strlen (name)))
            value = candidate;
        }
      va_end (pairs);
      g_string_append_len (out, p, value ? brace - p : end + 1 - p);
      g_string_append (out, value ? value : "");
      p = end + 1;
    }
  g_string_append (out, p);
  return g_string_free (out, FALSE);
}

/* "Meaning" or "Advice" of a status: that of the code, else of its subject. (nullable) */
const char *
dsn_language_get_status (const DsnLanguage *self, const DsnStatus *status, const char *key)
{
  g_autofree char *code = g_strdup_printf ("%u.%u", status->subject, status->detail);
  g_autofree char *subject = g_strdup_printf ("%u.0", status->subject);
  const char *text = dsn_language_get (self, code, key);

  return text ? text : dsn_language_get (self, subject, key);
}
