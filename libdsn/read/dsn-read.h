/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <dsn/dsn-report.h>
#include "rules/dsn-dialects.h"

/* Reads one message; never fails. */
DsnReport *dsn_read_message      (const guint8 *data, gsize size, const DsnLimits *limits, DsnParseFlags flags);

/* The same with a user's dialects (NULL: none) tried before the built-in ones.  trace: takes one line of text (to be freed with
 * g_free()) for each dialect that was tried, with what it took or what it lacked; NULL: nobody asks. */
DsnReport *dsn_read_message_with (const guint8 *data, gsize size, const DsnLimits *limits, DsnParseFlags flags,
                                  const DsnDialects *dialects, GPtrArray *trace);
