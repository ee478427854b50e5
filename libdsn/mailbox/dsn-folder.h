/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The files of a folder or Maildir, one after the other.
 */
#pragma once

#include <glib.h>

typedef struct _DsnFolder DsnFolder;

DsnFolder  *dsn_folder_new      (const char *path, GError **error);
void        dsn_folder_free     (DsnFolder *self);
gboolean    dsn_folder_next     (DsnFolder *self, int *fd, guint64 *size, GError **error);
const char *dsn_folder_get_path (const DsnFolder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnFolder, dsn_folder_free)
