/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Messages out of files, folders, Maildirs, mboxes and streams, one after the other.
 */
#pragma once

#include <gio/gio.h>
#include <dsn/dsn-macros.h>

G_BEGIN_DECLS

#define DSN_TYPE_READER (dsn_reader_get_type ())
DSN_API G_DECLARE_FINAL_TYPE (DsnReader, dsn_reader, DSN, READER, GObject)

/**
 * DsnReaderFlags:
 * @DSN_READER_FLAGS_NONE: find out what a path is by looking
 * @DSN_READER_FLAGS_MBOX: the stream is an mbox
 */
typedef enum {
  DSN_READER_FLAGS_NONE = 0,
  DSN_READER_FLAGS_MBOX = 1 << 0,
} DsnReaderFlags;

DSN_API DsnReader  *dsn_reader_new_for_path  (const char *path, DsnReaderFlags flags, GError **error);
DSN_API DsnReader  *dsn_reader_new_for_fd    (int fd, const char *name, DsnReaderFlags flags, GError **error);
DSN_API gboolean    dsn_reader_iterate       (DsnReader *self, GBytes **message, GCancellable *cancellable, GError **error);
DSN_API const char *dsn_reader_get_path      (DsnReader *self);
DSN_API guint64     dsn_reader_get_index     (DsnReader *self);
DSN_API guint64     dsn_reader_get_offset    (DsnReader *self);

G_END_DECLS
