/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Bytes out of file descriptors: small ones read into memory, large ones mapped, large streams through an unlinked
 * temporary file, so that memory does not grow with a message.
 */
#pragma once

#include <gio/gio.h>

#define DSN_INPUT_HEAP_BYTES (1024 * 1024)   /* what may be held in memory of one message */

char    *dsn_input_display_name (const char *path);
void     dsn_input_set_error    (GError **error, const char *path, const char *what, int code);

gssize   dsn_input_read_some    (int fd, gpointer data, gsize size);
GBytes  *dsn_input_read_rest    (int fd, const char *path, guint64 limit, gboolean *mapped, GError **error);
GBytes  *dsn_input_map_range    (int fd, const char *path, guint64 offset, gsize length, GError **error);

int      dsn_input_open_spool   (GError **error);
gboolean dsn_input_write_spool  (int fd, gconstpointer data, gsize size, GError **error);
