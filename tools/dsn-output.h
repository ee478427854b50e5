/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The part of the output code that only the frame of the command needs; the rest is in dsn-tool.h.
 */
#pragma once

#include <glib.h>

void     dsn_output_init      (void);
gboolean dsn_output_set_color (const char *when);
