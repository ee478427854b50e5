/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where `dsn generate` reads the original from and writes the notification to.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
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

static gboolean
fail (const char *path, GError **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
write_fd (DsnBuilder *builder, int fd, GError **error)
{
  g_autoptr (GOutputStream) raw = g_unix_output_stream_new (fd, FALSE);
  g_autoptr (GOutputStream) stream = g_buffered_output_stream_new_sized (raw, BUFFER_BYTES);

  return dsn_builder_write (builder, stream, NULL, error) && g_output_stream_close (stream, NULL, error);
}

/* A pipe or a device stays what it is. */
static gboolean
write_in_place (DsnBuilder *builder, const char *path, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  gboolean ok;

  if (fd < 0)
    return fail (path, error);
  ok = write_fd (builder, fd, error);
  if (close (fd) < 0 && ok)
    return fail (path, error);
  return ok;
}

/* A file that is there, whole, or not at all.  What a symbolic link points to is replaced, not the link. */
gboolean
dsn_generate_write_file (DsnBuilder *builder, const char *path, GError **error)
{
  g_autofree char *real = realpath (path, NULL);
  g_autofree char *temporary = NULL;
  struct stat info;
  gboolean written;
  int fd;

  if (real && stat (real, &info) == 0 && !S_ISREG (info.st_mode))
    return write_in_place (builder, real, error);
  temporary = g_strdup_printf ("%s.XXXXXX", real ? real : path);
  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    return fail (path, error);
  written = write_fd (builder, fd, error);
  if (written && (fsync (fd) < 0 || g_rename (temporary, real ? real : path) < 0))
    written = fail (path, error);
  if (!written)
    g_unlink (temporary);
  close (fd);
  return written;
}
