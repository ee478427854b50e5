/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the files of `dsn generate` share.
 */
#pragma once

#include <dsn/dsn.h>

int      dsn_generate_spool_stdin  (GError **error);
gboolean dsn_generate_write_stdout (DsnBuilder *builder, GError **error);
gboolean dsn_generate_write_file   (DsnBuilder *builder, const char *path, GError **error);
