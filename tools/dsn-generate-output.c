/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where `dsn generate` reads the original from and writes the notification to.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <gio/gio.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include "dsn-generate.h"

#define BUFFER_BYTES (128 * 1024)

/* stdin cannot be read twice, so it goes to a file that has no name. */
int
dsn_generate_spool_stdin (GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("dsn-XXXXXX", &path, error);
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);
  gssize n = 0;

  if (fd < 0)
    return -1;
  g_unlink (path);
  while ((n = read (STDIN_FILENO, buffer, BUFFER_BYTES)) > 0 || (n < 0 && errno == EINTR))
    for (gssize done = 0; done < n;)
      {
        gssize m = write (fd, buffer + done, (gsize) (n - done));

        if (m < 0 && errno != EINTR)
          {
            n = -1;
            break;
          }
        done += MAX (m, 0);
      }
  if (n < 0)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "cannot keep stdin: %s", g_strerror (errno));
      close (fd);
      return -1;
    }
  return fd;
}

/* To standard output. */
gboolean
dsn_generate_write_stdout (DsnBuilder *builder, GError **error)
{
  g_autoptr (GOutputStream) raw = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  g_autoptr (GOutputStream) stream = g_buffered_output_stream_new_sized (raw, BUFFER_BYTES);

  return dsn_builder_write (builder, stream, NULL, error) && g_output_stream_close (stream, NULL, error);
}

/* A file that is there, whole, or not at all. */
gboolean
dsn_generate_write_file (DsnBuilder *builder, const char *path, GError **error)
{
  g_autofree char *temporary = g_strdup_printf ("%s.XXXXXX", path);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  g_autoptr (GOutputStream) raw = NULL, stream = NULL;

  if (fd < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  raw = g_unix_output_stream_new (fd, TRUE);
  stream = g_buffered_output_stream_new_sized (raw, BUFFER_BYTES);
  if (!dsn_builder_write (builder, stream, NULL, error) || !g_output_stream_flush (stream, NULL, error))
    {
      g_unlink (temporary);
      return FALSE;
    }
  if (fsync (fd) < 0 || !g_output_stream_close (stream, NULL, NULL) || g_rename (temporary, path) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      g_unlink (temporary);
      return FALSE;
    }
  return TRUE;
}
