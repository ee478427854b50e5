/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A file, pipe or terminal -> the bytes of it, mapped where that saves memory.
 */
#pragma once

#include <glib.h>

#include <dsn/dsn-limits.h>

#define DSN_SOURCE_READ_BYTES   (128 * 1024)    /* a file up to this is read, a longer one mapped */
#define DSN_SOURCE_MEMORY_BYTES (1024 * 1024)   /* a stream up to this stays in memory, a longer one goes to a file */

/* No more than the limit of message bytes and one is given, so that the scan sees when there is more.  *mapped says
 * whether the bytes are a private mapping, for which DSN_SCAN_DROP_PAGES may be used.  Limits and mapped may be NULL.
 * */
GBytes *dsn_source_map_path  (const char *path, const DsnLimits *limits, gboolean *mapped, GError **error);
GBytes *dsn_source_map_fd    (int fd, const DsnLimits *limits, gboolean *mapped, GError **error);
GBytes *dsn_source_read_fd   (int fd, const DsnLimits *limits, gboolean *mapped, GError **error);

/* The pieces, for readers that find their own messages in a file or stream. */
gssize   dsn_source_read_some     (int fd, void *buffer, gsize size);
gboolean dsn_source_write_all     (int fd, const guint8 *data, gsize size);
GBytes  *dsn_source_map_range     (int fd, guint64 offset, gsize size);
int      dsn_source_open_nameless (GError **error);
