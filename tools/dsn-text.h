/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Results as text for people.
 */
#pragma once

#include "dsn-result.h"

void        dsn_text_append_result (GString *out, const DsnResult *result, const DsnDetail *detail);

/* What happened, in plain words: "there is no such mailbox". */
const char *dsn_text_describe      (DsnReason reason);
