/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads files, and those in folders at any depth, with a fuzz target once each: the replay of seeds and of past crashes
 * with any compiler.
 */
#include <stdio.h>

#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
main (int argc, char **argv)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  for (int i = 1; i < argc; i++)
    g_ptr_array_add (paths, g_strdup (argv[i]));
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr(GDir) dir = g_dir_open (paths->pdata[i], 0, NULL);
      g_autofree char *text = NULL;
      g_autofree guint8 *data = NULL;
      const char *name;
      gsize size;

      while (dir && (name = g_dir_read_name (dir)))
        g_ptr_array_add (paths, g_build_filename (paths->pdata[i], name, NULL));
      if (dir || !g_file_get_contents (paths->pdata[i], &text, &size, NULL))
        continue;
      /* a copy of exactly that size: a byte read too far is seen */
      data = g_memdup2 (text, size);
      g_clear_pointer (&text, g_free);
      printf ("%s\n", (const char *) paths->pdata[i]);
      fflush (stdout);
      LLVMFuzzerTestOneInput (data, size);
      n++;
    }
  printf ("%u inputs\n", n);
  return n ? 0 : 1;
}
