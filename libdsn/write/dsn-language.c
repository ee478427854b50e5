/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds the words of a notification in a language file (sections, keys, UTF-8 values with {names} to be replaced).  A key that a
 * language does not have is taken from English.  What is put in for a name is text and never looked at again, so words of a
 * remote server cannot act as a template (G-605).
 */
#include <stdarg.h>
#include <string.h>
#include <dsn/dsn-types.h>
#include "write/dsn-language.h"

struct _DsnLanguage {
  char     *tag;
  GKeyFile *words;
  GKeyFile *english;
};

static GKeyFile *
load_builtin (const char *tag)
{
  for (guint i = 0; i < dsn_n_builtin_languages; i++)
    if (!g_ascii_strcasecmp (dsn_builtin_languages[i].tag, tag))
      {
        g_autoptr (GKeyFile) words = g_key_file_new ();

        if (g_key_file_load_from_data (words, dsn_builtin_languages[i].data, dsn_builtin_languages[i].length, G_KEY_FILE_NONE, NULL))
          return g_steal_pointer (&words);
      }
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
  self->words = load_builtin (tag);
  if (self->words == NULL)
    {
      self->words = load_builtin (base);
      g_free (self->tag);
      self->tag = g_steal_pointer (&base);
    }
  self->english = load_builtin ("en");
  if (self->words == NULL)
    {
      g_autoptr (GString) known = g_string_new (NULL);

      list_builtin (known);
      g_set_error (error, DSN_ERROR, DSN_ERROR_MISSING, "there is no language '%s'; there are: %s", self->tag, known->str);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
dsn_language_free (DsnLanguage *self)
{
  g_free (self->tag);
  g_clear_pointer (&self->words, g_key_file_unref);
  g_clear_pointer (&self->english, g_key_file_unref);
  g_free (self);
}

const char *
dsn_language_get_tag (const DsnLanguage *self)
{
  return self->tag;
}

/* (nullable) */
char *
dsn_language_get (const DsnLanguage *self, const char *section, const char *key)
{
  char *text = g_key_file_get_string (self->words, section, key, NULL);

  return text ? text : g_key_file_get_string (self->english, section, key, NULL);
}

/* The text with each {name} replaced; the names and values follow in pairs. (nullable) */
char *
dsn_language_fill (const DsnLanguage *self, const char *section, const char *key, ...)
{
  g_autofree char *text = dsn_language_get (self, section, key);
  GString *out;
  const char *p = text;

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

/* "meaning" or "advice" of a status: that of the code, else of its subject. (nullable) */
char *
dsn_language_get_status (const DsnLanguage *self, const DsnStatus *status, const char *key)
{
  g_autofree char *code = g_strdup_printf ("status %u.%u", status->subject, status->detail);
  g_autofree char *subject = g_strdup_printf ("status %u.0", status->subject);
  char *text = dsn_language_get (self, code, key);

  return text ? text : dsn_language_get (self, subject, key);
}
