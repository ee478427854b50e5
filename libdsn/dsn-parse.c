/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * START HERE.  From bytes to a report: calls the stages and does nothing else.
 *
 *   dsn_report_new_from_bytes()     bytes -> DsnReport
 *     dsn_read_message()              read/dsn-read.c: which part is which
 *       dsn_scan_new()                scan/: bytes -> tree of spans
 *       dsn_fields_read()             read/dsn-fields.c: RFC 3464 fields
 *       dsn_original_read()           read/dsn-original.c: the returned message's header
 *       dsn_signs_read()              read/dsn-signs.c: who wrote it, where no fields tell
 *       dsn_human_read()              read/dsn-human.c: the text, dialects included, where the fields leave something open
 *       dsn_kind_decide()             read/dsn-kind.c: bounce, delay, ... or ordinary
 *
 * and from there dsn_ruleset_classify() (classify/dsn-judge.c) makes a DsnVerdict of each recipient.
 */
#include <dsn/dsn.h>
#include "read/dsn-read.h"

/**
 * dsn_report_new_from_bytes:
 * @bytes: one message, with line ends of any kind
 * @limits: (nullable): how much of it to read, %NULL for the defaults
 * @flags: how to read it
 * @error: return location for a #GError, reserved: reading never fails, what is wrong with a message becomes defects
 *
 * Reads a message. What comes out is of kind %DSN_KIND_ORDINARY if the message reports nothing.
 *
 * Returns: (transfer full): the report
 */
DsnReport *
dsn_report_new_from_bytes (GBytes *bytes, const DsnLimits *limits, DsnParseFlags flags, GError **error)
{
  gconstpointer data;
  gsize size;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  return dsn_read_message (data ? data : "", size, limits, flags);
}
