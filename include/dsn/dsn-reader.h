/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Messages out of files, folders, Maildirs, mboxes and streams, one after the other.
 */
#pragma once

#include <gio/gio.h>
#include <dsn/dsn-limits.h>

G_BEGIN_DECLS

#define DSN_TYPE_READER (dsn_reader_get_type ())
DSN_API G_DECLARE_FINAL_TYPE (DsnReader, dsn_reader, DSN, READER, GObject)

/**
 * DsnReaderFlags:
 * @DSN_READER_FLAGS_NONE: find out what a path is by looking; a stream is one message
 * @DSN_READER_FLAGS_MBOX: the file or stream is an mbox
 *
 * How to read.
 */
typedef enum {
  DSN_READER_FLAGS_NONE = 0,
  DSN_READER_FLAGS_MBOX = 1 << 0,
} DsnReaderFlags;

DSN_API DsnReader  *dsn_reader_new_for_path  (const char *path, DsnReaderFlags flags, GError **error);
DSN_API DsnReader  *dsn_reader_new_for_fd    (int fd, const char *name, DsnReaderFlags flags, GError **error);
DSN_API void        dsn_reader_set_limits    (DsnReader *self, const DsnLimits *limits);
DSN_API gboolean    dsn_reader_iterate       (DsnReader *self, GBytes **message, GCancellable *cancellable, GError **error);
DSN_API const char *dsn_reader_get_path      (DsnReader *self);
DSN_API guint64     dsn_reader_get_index     (DsnReader *self);
DSN_API guint64     dsn_reader_get_offset    (DsnReader *self);
DSN_API gboolean    dsn_reader_is_truncated  (DsnReader *self);
DSN_API gboolean    dsn_reader_is_mapped     (DsnReader *self);

G_END_DECLS
