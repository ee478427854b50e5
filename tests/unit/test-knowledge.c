/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The built-in rules and dialects: each example proves its rule, and what is built in is what the files say.
 */
#include <string.h>
#include "rules/dsn-blob.h"
#include "rules/dsn-compile.h"
#include "rules/dsn-rules.h"

static char **paths;

static void
test_examples (void)
{
  g_autoptr(GPtrArray) problems = NULL;
  gboolean ok = dsn_rules_check (dsn_rules_get_builtin (), NULL, &problems);

  for (guint i = 0; i < problems->len; i++)
    {
      const DsnRuleProblem *problem = g_ptr_array_index (problems, i);

      g_test_message ("%s: %s%s: %s", problem->origin, problem->is_warning ? "warning: " : "", problem->rule, problem->what);
    }
  g_assert_true (ok);
}

/* The files are arguments of the program. */
static void
test_built_in_is_what_the_files_say (void)
{
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) files = g_array_new (FALSE, FALSE, sizeof (DsnKnowledgeFile));
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) compiled = NULL;
  const DsnBlob *blob = (const DsnBlob *) (gconstpointer) dsn_builtin_data;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      DsnKnowledgeFile file = { .name = g_path_get_basename (paths[i]) };
      char *text = NULL;

      g_assert_true (dsn_sections_read_file (paths[i], &text, &file.length, NULL));
      file.text = text;
      g_ptr_array_add (keep, text);
      g_ptr_array_add (keep, (gpointer) file.name);
      g_array_append_val (files, file);
    }
  compiled = dsn_compile ((const DsnKnowledgeFile *) (gconstpointer) files->data, files->len, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (blob, blob->size, g_bytes_get_data (compiled, NULL), g_bytes_get_size (compiled));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  paths = argv + 1;
  g_test_add_func ("/knowledge/examples", test_examples);
  g_test_add_func ("/knowledge/built-in", test_built_in_is_what_the_files_say);
  return g_test_run ();
}
