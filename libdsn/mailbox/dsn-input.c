/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Names and errors of what is read: file names may be any bytes, error messages are UTF-8.
 */
#include <dsn/dsn-types.h>
#include "mailbox/dsn-input.h"

/* A file name for an error message: bytes that are no UTF-8 as \xHH. */
char *
dsn_input_display_name (const char *path)
{
  GString *out = g_string_new (NULL);
  const char *bad;

  while (!g_utf8_validate (path, -1, &bad))
    {
      g_string_append_len (out, path, bad - path);
      g_string_append_printf (out, "\\x%02x", (guchar) *bad);
      path = bad + 1;
    }
  g_string_append (out, path);

  return g_string_free (out, FALSE);
}

void
dsn_input_set_error (GError **error, const char *path, const char *what, int code)
{
  g_autofree char *name = dsn_input_display_name (path);

  g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "%s: %s: %s", name, what, g_strerror (code));
}
