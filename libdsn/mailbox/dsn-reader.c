/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One pull reader over everything that holds messages: looks what a path is and hands out its messages one after the
 * other.  Knows nothing of their content but the "From " that an mbox begins with.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <dsn/dsn-limits.h>
#include <dsn/dsn-reader.h>
#include <dsn/dsn-types.h>
#include "mailbox/dsn-folder.h"
#include "mailbox/dsn-input.h"
#include "mailbox/dsn-mbox.h"
#include "scan/dsn-source.h"

/**
 * DsnReader:
 *
 * Reads the messages of a file, a folder, a Maildir, an mbox or a stream, in a fixed order: that of the mbox, and the
 * byte order of names.  A message is held in memory or mapped; memory does not grow with what is read.
 *
 * A reader belongs to one thread at a time; the messages that it hands out are free of it.
 */
struct _DsnReader {
  GObject parent_instance;

  char      *path;            /* as given, or of the current file in a folder */
  int        fd;              /* of the file or stream; -1: none is left to be read */
  gboolean   owns_fd;
  DsnFolder *folder;
  DsnMbox   *mbox;
  gboolean   started;
  guint64    index;
  guint64    offset;
  gboolean   truncated;
  gboolean   mapped;
  DsnLimits  limits;
};

G_DEFINE_FINAL_TYPE (DsnReader, dsn_reader, G_TYPE_OBJECT)

static void
dsn_reader_close (DsnReader *self)
{
  if (self->owns_fd && self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static void
dsn_reader_finalize (GObject *object)
{
  DsnReader *self = DSN_READER (object);

  dsn_reader_close (self);
  g_clear_pointer (&self->folder, dsn_folder_free);
  g_clear_pointer (&self->mbox, dsn_mbox_free);
  g_free (self->path);

  G_OBJECT_CLASS (dsn_reader_parent_class)->finalize (object);
}

static void
dsn_reader_class_init (DsnReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dsn_reader_finalize;
}

static void
dsn_reader_init (DsnReader *self)
{
  self->fd = -1;
  dsn_limits_init (&self->limits);
}

static gboolean
begins_with_from (int fd)
{
  char start[5];

  return pread (fd, start, sizeof start, 0) == sizeof start && memcmp (start, "From ", sizeof start) == 0;
}

/* Waits for a writer.  The first descriptor is kept until then: a writer that came meanwhile would find nobody. */
static gboolean
open_fifo (DsnReader *self, GError **error)
{
  int fd = open (self->path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    {
      dsn_input_set_error (error, self->path, "cannot open", errno);
      return FALSE;
    }
  dsn_reader_close (self);
  self->fd = fd;

  return TRUE;
}

/**
 * dsn_reader_new_for_path:
 * @path: (type filename): a message, an mbox (it begins with `From `), a Maildir (it has cur, new and tmp), a folder or
 *   a FIFO
 * @flags: how to read
 * @error: return location for an error
 *
 * Opens a path for reading.  In a folder, and in the folders in it, each regular file is one message; of a Maildir cur
 * and new are read, not tmp and no folders within.  Symbolic links in folders are not followed but reported by
 * dsn_reader_iterate(); FIFOs, sockets and devices in folders are passed over.
 *
 * Returns: (transfer full): a reader, or %NULL with an error of the domain %DSN_ERROR
 */
DsnReader *
dsn_reader_new_for_path (const char *path, DsnReaderFlags flags, GError **error)
{
  g_autoptr (DsnReader) self = g_object_new (DSN_TYPE_READER, NULL);
  struct stat st;

  g_return_val_if_fail (path != NULL, NULL);

  self->path = g_strdup (path);
  self->owns_fd = TRUE;
  self->fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (self->fd < 0 || fstat (self->fd, &st) != 0)
    {
      dsn_input_set_error (error, path, "cannot open", errno);
      return NULL;
    }

  if (S_ISDIR (st.st_mode))
    {
      dsn_reader_close (self);
      self->folder = dsn_folder_new (path, error);
      if (self->folder == NULL)
        return NULL;
    }
  else if (S_ISREG (st.st_mode))
    {
      if ((flags & DSN_READER_FLAGS_MBOX) || begins_with_from (self->fd))
        self->mbox = dsn_mbox_new (self->fd, path);
    }
  else if (S_ISFIFO (st.st_mode))
    {
      if (!open_fifo (self, error))
        return NULL;
      if (flags & DSN_READER_FLAGS_MBOX)
        self->mbox = dsn_mbox_new (self->fd, path);
    }
  else
    {
      g_autofree char *name = dsn_input_display_name (path);

      g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "%s: neither a file nor a folder nor a pipe", name);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * dsn_reader_new_for_fd:
 * @fd: a file descriptor open for reading; it stays the caller's and open
 * @name: (type filename): what dsn_reader_get_path() and errors call it, such as "-"
 * @flags: how to read
 * @error: return location for an error
 *
 * Reads from the place of @fd to the end: one message, or an mbox with %DSN_READER_FLAGS_MBOX.
 *
 * Returns: (transfer full): a reader, or %NULL with an error of the domain %DSN_ERROR
 */
DsnReader *
dsn_reader_new_for_fd (int fd, const char *name, DsnReaderFlags flags, GError **error)
{
  g_autoptr (DsnReader) self = g_object_new (DSN_TYPE_READER, NULL);

  g_return_val_if_fail (name != NULL, NULL);

  self->path = g_strdup (name);
  if (fcntl (fd, F_GETFD) == -1)
    {
      dsn_input_set_error (error, name, "cannot read", errno);
      return NULL;
    }
  self->fd = fd;
  if (flags & DSN_READER_FLAGS_MBOX)
    self->mbox = dsn_mbox_new (fd, name);

  return g_steal_pointer (&self);
}

static gboolean
read_rest (DsnReader *self, GBytes **message, GError **error)
{
  *message = dsn_source_map_fd (self->fd, &self->limits, &self->mapped, error);
  dsn_reader_close (self);
  if (*message == NULL && error != NULL)
    {
      g_autofree char *name = dsn_input_display_name (self->path);

      g_prefix_error (error, "%s: ", name);
    }

  return *message != NULL;
}

/* A small file of a folder, with as few system calls as it takes; one that grew meanwhile is read as long as it was. */
static gboolean
read_small (DsnReader *self, gsize size, GBytes **message, GError **error)
{
  g_autofree guint8 *data = g_malloc (MAX (size, 1));
  gsize used = 0;
  gssize n;

  do
    {
      n = dsn_source_read_some (self->fd, data + used, size - used);
      used += MAX (n, 0);
    }
  while (n > 0 && used < size);
  if (n < 0)
    dsn_input_set_error (error, self->path, "cannot read", errno);
  else
    *message = g_bytes_new_take (g_steal_pointer (&data), used);
  dsn_reader_close (self);

  return n >= 0;
}

static gboolean
iterate_folder (DsnReader *self, GBytes **message, GError **error)
{
  guint64 size = 0;
  gboolean ok = dsn_folder_next (self->folder, &self->fd, &size, error);

  if (ok && self->fd < 0)
    return TRUE;
  g_free (self->path);
  self->path = g_strdup (dsn_folder_get_path (self->folder));
  if (!ok)
    return FALSE;

  return size <= DSN_SOURCE_READ_BYTES && size < self->limits.message_bytes ? read_small (self, size, message, error)
                                                                            : read_rest (self, message, error);
}

static gboolean
iterate_mbox (DsnReader *self, GBytes **message, GError **error)
{
  DsnMboxPlace place = { 0 };

  if (!dsn_mbox_next (self->mbox, message, &place, error))
    return FALSE;
  self->offset = place.offset;
  self->truncated = place.truncated;
  self->mapped = place.mapped;
  if (*message != NULL && self->started)
    self->index++;
  self->started = TRUE;

  return TRUE;
}

/**
 * dsn_reader_set_limits:
 * @self: a reader
 * @limits: the limits with which the messages will be parsed
 *
 * Sets how much of a message is handed out: its first bytes up to the limit of message bytes, and at least one more, by
 * which a parser sees that there was more.  Without this the default limit holds.
 */
void
dsn_reader_set_limits (DsnReader *self, const DsnLimits *limits)
{
  g_return_if_fail (DSN_IS_READER (self));
  g_return_if_fail (limits != NULL);

  self->limits = *limits;
}

/**
 * dsn_reader_iterate:
 * @self: a reader
 * @message: (out) (transfer full) (nullable): the next message, %NULL after the last one
 * @cancellable: (nullable): a cancellable, looked at between messages
 * @error: return location for an error
 *
 * Gives the next message.  A message of an mbox begins with its `From ` line, and so does any other that has one; the
 * '>' before From in its body is undone if the message is not above 1 MiB.
 *
 * An error concerns one file, which dsn_reader_get_path() names: the caller may report it and go on, and will come to
 * the end.  Only with a cancelled @cancellable the same error comes again and again.
 *
 * Returns: %TRUE, or %FALSE with an error of the domain %DSN_ERROR or %G_IO_ERROR_CANCELLED
 */
gboolean
dsn_reader_iterate (DsnReader *self, GBytes **message, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (DSN_IS_READER (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  *message = NULL;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  self->mapped = FALSE;
  if (self->folder != NULL)
    return iterate_folder (self, message, error);
  if (self->mbox != NULL)
    return iterate_mbox (self, message, error);
  if (self->fd < 0)
    return TRUE;

  return read_rest (self, message, error);
}

/**
 * dsn_reader_get_path:
 * @self: a reader
 *
 * Gives the path of the current message, or of what could not be read: the path as given, with the names in a folder
 * joined to it.
 *
 * Returns: (type filename) (transfer none): the path, valid until the next message
 */
const char *
dsn_reader_get_path (DsnReader *self)
{
  g_return_val_if_fail (DSN_IS_READER (self), NULL);

  return self->path;
}

/**
 * dsn_reader_get_index:
 * @self: a reader
 *
 * Returns: the number of the current message in its file, from 0; always 0 outside of mboxes
 */
guint64
dsn_reader_get_index (DsnReader *self)
{
  g_return_val_if_fail (DSN_IS_READER (self), 0);

  return self->index;
}

/**
 * dsn_reader_get_offset:
 * @self: a reader
 *
 * Returns: where in its file the current message begins, in bytes; always 0 outside of mboxes
 */
guint64
dsn_reader_get_offset (DsnReader *self)
{
  g_return_val_if_fail (DSN_IS_READER (self), 0);

  return self->offset;
}

/**
 * dsn_reader_is_truncated:
 * @self: a reader
 *
 * Tells whether the mbox ends in the middle of the current message: its last line has no end, or its Content-Length
 * leads beyond the end of the mbox while those before did not.
 *
 * Returns: %TRUE if the current message was cut off
 */
gboolean
dsn_reader_is_truncated (DsnReader *self)
{
  g_return_val_if_fail (DSN_IS_READER (self), FALSE);

  return self->truncated;
}

/**
 * dsn_reader_is_mapped:
 * @self: a reader
 *
 * Tells whether the current message is a private read-only mapping of a file.  Its pages can be given back to the
 * system while it is read, which keeps memory small.
 *
 * Returns: %TRUE if the current message is a mapping
 */
gboolean
dsn_reader_is_mapped (DsnReader *self)
{
  g_return_val_if_fail (DSN_IS_READER (self), FALSE);

  return self->mapped;
}
