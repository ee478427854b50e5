/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text that came from elsewhere made safe for header fields, and field values folded.
 */
#pragma once

#include <glib.h>

#define DSN_LINE_SHOULD 78     /* RFC 5322 2.1.1 */
#define DSN_LINE_MUST   998

char     *dsn_wire_make_safe     (const char *text, gssize length);
gboolean  dsn_wire_is_safe       (const char *text);
void      dsn_wire_escape_ascii  (GString *out, const char *text);
void      dsn_wire_append_folded        (GString *out, const char *value, gsize *column);
void      dsn_wire_append_field  (GString *out, const char *name, const char *value);
GPtrArray *dsn_wire_split_reply  (const char *reply);
