/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The lines of an mbox, as places in memory.
 */
#pragma once

#include <glib.h>

#define DSN_MBOX_LOOK_AHEAD 2048   /* a "From " line and the beginning of the field after it */
#define DSN_MBOX_LOOK_BACK  1024   /* line ends and '>' before a "From " */

/* What is known about the lines of one mbox. */
typedef struct {
  gboolean cr_mode;      /* they end with CR */
  gboolean blank_seen;   /* an empty line stood before a "From " line, so it always must */
} DsnMboxLines;

typedef enum {
  DSN_MBOX_FROM_NONE,
  DSN_MBOX_FROM_PLAIN,
  DSN_MBOX_FROM_QUOTED,
} DsnMboxFrom;

gsize       dsn_mbox_line_end_before    (const DsnMboxLines *self, const guint8 *data, gsize place);
gsize       dsn_mbox_line_end_at        (const DsnMboxLines *self, const guint8 *data, gsize size);
gsize       dsn_mbox_find_line_end      (const DsnMboxLines *self, const guint8 *data, gsize size);
gboolean    dsn_mbox_is_separator       (const DsnMboxLines *self, const guint8 *data, gsize size,
                                         gboolean after_blank);
DsnMboxFrom dsn_mbox_find_from          (const DsnMboxLines *self, const guint8 *data, gsize size, gsize *place);
gboolean    dsn_mbox_is_end             (const DsnMboxLines *self, const guint8 *data, gsize size, gboolean is_last,
                                         gsize *gap);
gsize       dsn_mbox_find_header_end    (const DsnMboxLines *self, const guint8 *data, gsize size, gsize place);
gboolean    dsn_mbox_get_content_length (const DsnMboxLines *self, const guint8 *bytes, gsize place, gsize end,
                                         guint64 *length);
GBytes     *dsn_mbox_unquote            (const DsnMboxLines *self, const guint8 *data, gsize header_end, gsize length);
