/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What codes mean, as text for people.
 */
#pragma once

#include <glib.h>
#include <dsn/dsn.h>

/* The verdict is NULL where the question was a mere code. */
void dsn_explain_append_text (GString *out, const char *question, const DsnCodeAnswer *answer, const DsnVerdict *verdict);
