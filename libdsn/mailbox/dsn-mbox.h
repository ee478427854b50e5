/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The messages of an mbox, one after the other.
 */
#pragma once

#include <glib.h>

typedef struct _DsnMbox DsnMbox;

typedef struct {
  guint64  offset;      /* of the first byte handed out, in the file or stream */
  gboolean truncated;   /* the mbox ends within this message */
  gboolean mapped;      /* the bytes are a mapping of a file */
} DsnMboxPlace;

DsnMbox  *dsn_mbox_new  (int fd, const char *path);
void      dsn_mbox_free (DsnMbox *self);
gboolean  dsn_mbox_next (DsnMbox *self, GBytes **message, DsnMboxPlace *place, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnMbox, dsn_mbox_free)
