/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A program of the build: knowledge files -> a C file that holds them in compiled form.  Fails with file and line if
 * a file is wrong.
 *
 *     dsn-compile-data OUTPUT.c [FILE...]
 */
#include <stdio.h>
#include "rules/dsn-compile.h"

static gboolean
read_files (char **paths, guint n, GPtrArray *texts, DsnKnowledgeFile *files, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      char *text = NULL;

      if (!dsn_sections_read_file (paths[i], &text, &files[i].length, error))
        return FALSE;
      files[i].text = text;
      files[i].name = g_path_get_basename (paths[i]);
      g_ptr_array_add (texts, text);
      g_ptr_array_add (texts, (gpointer) files[i].name);
    }
  return TRUE;
}

/* As words, so that the compiler lays them out for any access. */
static char *
to_source (GBytes *block)
{
  gsize size;
  const guint32 *words = g_bytes_get_data (block, &size);
  GString *out = g_string_sized_new (size * 3);

  g_string_append (
    out,
    "/* made by dsn-compile-data from libdsn/data */\n#include \"rules/dsn-blob.h\"\n\nconst guint32 dsn_builtin_data[] = {");
  for (gsize i = 0; i < size / sizeof *words; i++)
    g_string_append_printf (out, "%s0x%x,", i % 16 == 0 ? "\n" : "", words[i]);
  g_string_append (out, "\n};\n");
  return g_string_free (out, FALSE);
}

int
main (int argc, char **argv)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree DsnKnowledgeFile *files = g_new0 (DsnKnowledgeFile, (gsize) argc);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) block = NULL;
  g_autofree char *source = NULL;
  guint n = argc > 2 ? (guint) argc - 2 : 0;

  if (argc < 2)
    {
      fprintf (stderr, "usage: %s OUTPUT.c [FILE...]\n", argv[0]);
      return 2;
    }
  if (read_files (argv + 2, n, texts, files, &error))
    block = dsn_compile (files, n, NULL, &error);
  if (block != NULL)
    {
      source = to_source (block);
      g_file_set_contents (argv[1], source, -1, &error);
    }
  if (error != NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  return 0;
}
