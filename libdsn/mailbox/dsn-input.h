/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Names and errors of what is read.
 */
#pragma once

#include <glib.h>

#define DSN_INPUT_MEMORY_BYTES (1024 * 1024)   /* what may be held in memory of one message of an mbox */

char *dsn_input_display_name (const char *path);
void  dsn_input_set_error    (GError **error, const char *path, const char *what, int code);
