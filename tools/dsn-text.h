/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Results as text for people (dsn_format_text).
 */
#pragma once

#include "dsn-result.h"

/* What happened, in plain words: "there is no such mailbox". */
const char *dsn_text_describe (DsnReason reason);
