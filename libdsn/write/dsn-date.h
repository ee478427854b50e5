/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Dates of a notification.
 */
#pragma once

#include <glib.h>

char *dsn_date_format    (gint64 seconds, int offset_minutes);
char *dsn_date_normalise (const char *text);
