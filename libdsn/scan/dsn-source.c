/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where the bytes come from.  Memory does not grow with them: a regular file above a small size is mapped, a stream
 * above 1 MiB goes to a file without a name in the folder for temporary files, which is then mapped.
 *
 * A file that somebody cuts while it is mapped makes the reader die by SIGBUS when it touches what is gone.  A library
 * must not take the signal from the program, and copying every file would cost what the mapping saves; so: files up to
 * 128 KiB, nearly all bounces, are read; longer ones are mapped, because files of a Maildir are never changed in place
 * and mboxes are locked while they are read; a caller who cannot trust the file uses dsn_source_read_fd(), which
 * copies.  A file that grows meanwhile is read as long as it was at the start.
 *
 * Errors are DSN_ERROR_IO; they do not name the file unless a path was given.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include <dsn/dsn-types.h>

#include "scan/dsn-source.h"

typedef struct {
  void  *start;
  gsize  length;
} Mapping;

typedef int AutoFd;

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (AutoFd, close, -1)

static void
set_io_error (GError **error, const char *what)
{
  g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "%s: %s", what, g_strerror (errno));
}

static guint64
bytes_wanted (const DsnLimits *limits)
{
  guint64 limit = limits && limits->message_bytes ? limits->message_bytes : DSN_LIMIT_MESSAGE_BYTES;

  return MIN (limit, G_MAXSSIZE - 1) + 1;
}

/* As read(), but not disturbed by signals, and waiting where the descriptor would not. */
gssize
dsn_source_read_some (int fd, void *buffer, gsize size)
{
  for (;;)
    {
      gssize n = read (fd, buffer, size);
      if (n >= 0)
        return n;
      if (errno == EAGAIN || errno == EWOULDBLOCK)
        {
          struct pollfd wait = { .fd = fd, .events = POLLIN };
          if (poll (&wait, 1, -1) < 0 && errno != EINTR)
            return -1;
        }
      else if (errno != EINTR)
        return -1;
    }
}

/* Writes all of it; FALSE with errno set if that fails. */
gboolean
dsn_source_write_all (int fd, const guint8 *data, gsize size)
{
  while (size)
    {
      gssize n = write (fd, data, size);
      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          data += n;
          size -= n;
        }
    }
  return TRUE;
}

static void
unmap (gpointer data)
{
  Mapping *mapping = data;

  munmap (mapping->start, mapping->length);
  g_free (mapping);
}

/* The bytes [offset, offset + size) of a file; NULL with errno set if it cannot be mapped. */
GBytes *
dsn_source_map_range (int fd, guint64 offset, gsize size)
{
  gsize skip = offset % (guint64) sysconf (_SC_PAGESIZE);
  void *start = mmap (NULL, size + skip, PROT_READ, MAP_PRIVATE, fd, offset - skip);
  Mapping *mapping;

  if (start == MAP_FAILED)
    return NULL;
  mapping = g_new (Mapping, 1);
  *mapping = (Mapping) { start, size + skip };
  return g_bytes_new_with_free_func ((const guint8 *) start + skip, size, unmap, mapping);
}

/* A temporary file that nobody else can see; -1 with an error if there can be none. */
int
dsn_source_open_nameless (GError **error)
{
  int fd = open (g_get_tmp_dir (), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  g_autofree char *name = NULL;

  if (fd >= 0)
    return fd;
  name = g_build_filename (g_get_tmp_dir (), "dsn-XXXXXX", NULL);
  fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    set_io_error (error, "cannot make a temporary file");
  else
    g_unlink (name);
  return fd;
}

/* The rest of a stream, after what stands in head, by way of a file. */
static GBytes *
spool (int fd, const GByteArray *head, guint64 wanted, gboolean *mapped, GError **error)
{
  g_auto(AutoFd) file = dsn_source_open_nameless (error);
  g_autofree guint8 *buffer = g_malloc (DSN_SOURCE_READ_BYTES);
  guint64 size = head->len;
  GBytes *bytes;

  if (file < 0)
    return NULL;
  if (!dsn_source_write_all (file, head->data, head->len))
    {
      set_io_error (error, "cannot write to a temporary file");
      return NULL;
    }
  while (size < wanted)
    {
      gssize n = dsn_source_read_some (fd, buffer, MIN (wanted - size, DSN_SOURCE_READ_BYTES));
      if (n == 0)
        break;
      if (n < 0 || !dsn_source_write_all (file, buffer, n))
        {
          set_io_error (error, n < 0 ? "cannot read" : "cannot write to a temporary file");
          return NULL;
        }
      size += n;
    }
  bytes = dsn_source_map_range (file, 0, size);
  if (bytes && mapped)
    *mapped = TRUE;
  if (!bytes)
    set_io_error (error, "cannot map a temporary file");
  return bytes;
}

/* Reads a descriptor to its end, of whatever kind it is. */
GBytes *
dsn_source_read_fd (int fd, const DsnLimits *limits, gboolean *mapped, GError **error)
{
  guint64 wanted = bytes_wanted (limits);
  g_autoptr(GByteArray) head = g_byte_array_new ();

  if (mapped)
    *mapped = FALSE;
  while (head->len < wanted)
    {
      guint old = head->len;
      gssize n;

      if (old >= DSN_SOURCE_MEMORY_BYTES)
        return spool (fd, head, wanted, mapped, error);
      g_byte_array_set_size (head, old + 16 * 1024);
      n = dsn_source_read_some (fd, head->data + old, MIN (wanted - old, 16 * 1024));
      g_byte_array_set_size (head, old + MAX (n, 0));
      if (n < 0)
        {
          set_io_error (error, "cannot read");
          return NULL;
        }
      if (n == 0)
        break;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&head));
}

/* The rest of a file from where the descriptor stands, which need not be the start. */
GBytes *
dsn_source_map_fd (int fd, const DsnLimits *limits, gboolean *mapped, GError **error)
{
  guint64 wanted = bytes_wanted (limits);
  struct stat st;
  off_t offset = lseek (fd, 0, SEEK_CUR);
  GBytes *bytes;

  if (offset < 0 || fstat (fd, &st) < 0 || !S_ISREG (st.st_mode) || st.st_size - offset <= DSN_SOURCE_READ_BYTES)
    return dsn_source_read_fd (fd, limits, mapped, error);
  bytes = dsn_source_map_range (fd, offset, MIN (wanted, (guint64) (st.st_size - offset)));
  if (!bytes)
    return dsn_source_read_fd (fd, limits, mapped, error);
  if (mapped)
    *mapped = TRUE;
  return bytes;
}

GBytes *
dsn_source_map_path (const char *path, const DsnLimits *limits, gboolean *mapped, GError **error)
{
  g_auto(AutoFd) fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  GBytes *bytes;

  if (fd < 0)
    {
      set_io_error (error, path);
      return NULL;
    }
  bytes = dsn_source_map_fd (fd, limits, mapped, error);
  if (!bytes)
    g_prefix_error (error, "%s: ", path);
  return bytes;
}
