/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The JSON of format 1 (dsn_format_json); docs/json.md describes it.
 */
#pragma once

#include <json-glib/json-glib.h>
#include "dsn-result.h"

/* The members that describe a verdict and, if there is one, its recipient. */
void  dsn_json_add_verdict (JsonObject *object, const DsnRecipient *recipient, const DsnVerdict *verdict,
                            gboolean explain);

/* `fields`: all that stands in the recipient's group; nothing if there is none. */
void  dsn_json_add_fields  (JsonObject *object, const DsnRecipient *recipient);

void  dsn_json_add_defects (JsonObject *object, DsnDefects defects);

/* A string member; nothing if the text is NULL. */
void  dsn_json_add_string  (JsonObject *object, const char *name, const char *text);

/* An object as one line, harmless on a terminal: control characters and what dsn_tool_is_unsafe() names as \uXXXX.
 * Takes the object. */
void  dsn_json_append_line (GString *out, JsonObject *object);
