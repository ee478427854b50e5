/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Knowledge files by path: files as they are, folders for what they hold (not what their folders hold).
 */
#include <string.h>
#include <dsn/dsn-types.h>
#include "rules/dsn-compile.h"

static gboolean
has_suffix (const char *name, const char * const *suffixes)
{
  for (guint i = 0; suffixes[i] != NULL; i++)
    if (g_str_has_suffix (name, suffixes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
list_folder (const char *path, const char * const *suffixes, GPtrArray *paths, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GDir) dir = g_dir_open (path, 0, &local);
  const char *name;

  if (dir == NULL)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "%s: %s", path, local->message);
      return FALSE;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.' && has_suffix (name, suffixes))
      g_ptr_array_add (paths, g_build_filename (path, name, NULL));
  return TRUE;
}

static gboolean
read_file (const char *path, gboolean is_required, GPtrArray *texts, GArray *files, GError **error)
{
  g_autofree char *text = NULL;
  DsnKnowledgeFile file = { .name = path, .is_required = is_required };

  if (!dsn_sections_read_file (path, &text, &file.length, error))
    return FALSE;
  file.text = text;
  g_array_append_val (files, file);
  g_ptr_array_add (texts, g_steal_pointer (&text));
  return TRUE;
}

GBytes *
dsn_compile_paths (const char * const *paths, const char * const *suffixes, GPtrArray *problems, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free), texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) files = g_array_new (FALSE, TRUE, sizeof (DsnKnowledgeFile));

  for (guint i = 0; paths[i] != NULL; i++)
    {
      if (g_file_test (paths[i], G_FILE_TEST_IS_DIR))
        {
          if (!list_folder (paths[i], suffixes, found, error))
            return NULL;
        }
      else if (!read_file (paths[i], TRUE, texts, files, error))
        return NULL;
    }
  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr(GError) local = NULL;

      if (read_file (g_ptr_array_index (found, i), FALSE, texts, files, &local))
        continue;
      if (problems == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      g_ptr_array_add (problems, g_strdup (local->message));
    }
  return dsn_compile ((const DsnKnowledgeFile *) (gconstpointer) files->data, files->len, problems, error);
}
