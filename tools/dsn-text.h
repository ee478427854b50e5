/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Results as text for people (dsn_format_text).
 */
#pragma once

#include "dsn-result.h"

/* What happened, in plain words: "there is no such mailbox". */
const char *dsn_text_describe (DsnReason reason);

/* Where a verdict comes from, as indented lines. */
void        dsn_text_append_explanation (GString *out, const DsnVerdict *verdict);
