/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Bytes out of file descriptors.  What is small is read, which costs less than a mapping and cannot fault when another
 * program truncates the file; what is large is mapped read-only and private.  A large stream is written to a temporary
 * file without a name (mode 0600) and mapped from there.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
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

/* read() that is not stopped by signals. */
gssize
dsn_input_read_some (int fd, gpointer data, gsize size)
{
  gssize n;

  do
    n = read (fd, data, size);
  while (n < 0 && errno == EINTR);

  return n;
}

typedef struct {
  gpointer start;
  gsize    length;
} Mapping;

static void
unmap (gpointer data)
{
  Mapping *mapping = data;

  munmap (mapping->start, mapping->length);
  g_free (mapping);
}

GBytes *
dsn_input_map_range (int fd, const char *path, guint64 offset, gsize length, GError **error)
{
  gsize before = offset % (guint64) sysconf (_SC_PAGESIZE);
  gpointer start;
  Mapping *mapping;

  if (length == 0)
    return g_bytes_new_static ("", 0);
  start = mmap (NULL, before + length, PROT_READ, MAP_PRIVATE, fd, offset - before);
  if (start == MAP_FAILED)
    {
      dsn_input_set_error (error, path, "cannot map", errno);
      return NULL;
    }
  mapping = g_new (Mapping, 1);
  mapping->start = start;
  mapping->length = before + length;

  return g_bytes_new_with_free_func ((guint8 *) start + before, length, unmap, mapping);
}

int
dsn_input_open_spool (GError **error)
{
  g_autofree char *template = NULL;
  int fd = open (g_get_tmp_dir (), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0)
    return fd;

  /* not every file system knows O_TMPFILE */
  fd = g_file_open_tmp ("dsn-XXXXXX", &template, NULL);
  if (fd >= 0)
    unlink (template);
  else
    dsn_input_set_error (error, g_get_tmp_dir (), "cannot make a temporary file", errno);

  return fd;
}

gboolean
dsn_input_write_spool (int fd, gconstpointer data, gsize size, GError **error)
{
  const guint8 *bytes = data;

  while (size > 0)
    {
      gssize n = write (fd, bytes, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          dsn_input_set_error (error, g_get_tmp_dir (), "cannot write a temporary file", errno);
          return FALSE;
        }
      bytes += n;
      size -= n;
    }

  return TRUE;
}

/* The stream beyond what is held in memory: all of it is read, so that the writer is not cut off, but no more than the
 * limit (and a byte that shows that it was passed) is kept. */
static GBytes *
spool_stream (int fd, const char *path, const guint8 *head, gsize n_head, guint64 limit, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (64 * 1024);
  int spool = dsn_input_open_spool (error);
  guint64 kept = n_head;
  GBytes *bytes = NULL;
  gssize n;

  if (spool < 0)
    return NULL;

  if (dsn_input_write_spool (spool, head, n_head, error))
    {
      while ((n = dsn_input_read_some (fd, buffer, 64 * 1024)) > 0)
        {
          gsize keep = MIN ((guint64) n, limit + 1 > kept ? limit + 1 - kept : 0);

          if (!dsn_input_write_spool (spool, buffer, keep, error))
            break;
          kept += keep;
        }
      if (n < 0)
        dsn_input_set_error (error, path, "cannot read", errno);
      else if (n == 0)
        bytes = dsn_input_map_range (spool, path, 0, kept, error);
    }
  close (spool);

  return bytes;
}

/* Everything from the place of fd to its end.  *mapped tells whether the bytes are a mapping of a file. */
GBytes *
dsn_input_read_rest (int fd, const char *path, guint64 limit, gboolean *mapped, GError **error)
{
  g_autofree guint8 *data = NULL;
  gsize size = 16 * 1024, used = 0;
  struct stat st;

  *mapped = FALSE;
  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode))
    {
      off_t place = lseek (fd, 0, SEEK_CUR);
      guint64 rest = place >= 0 && place < st.st_size ? st.st_size - place : 0;

      if (rest > DSN_INPUT_HEAP_BYTES)
        {
          *mapped = TRUE;
          return dsn_input_map_range (fd, path, place, MIN (rest, limit + 1), error);
        }
      size = rest + 1;
    }

  data = g_malloc (size);
  while (TRUE)
    {
      gssize n = dsn_input_read_some (fd, data + used, size - used);

      if (n < 0)
        {
          dsn_input_set_error (error, path, "cannot read", errno);
          return NULL;
        }
      used += n;
      if (n == 0)
        return g_bytes_new_take (g_steal_pointer (&data), used);
      if (used > DSN_INPUT_HEAP_BYTES)
        {
          *mapped = TRUE;
          return spool_stream (fd, path, data, used, limit, error);
        }
      if (used == size)
        {
          size = MAX (2 * size, 16 * 1024);
          data = g_realloc (data, size);
        }
    }
}
