/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reading messages with the dialects of a ruleset: the user's before the built-in ones.
 */
#include <dsn/dsn-ruleset.h>
#include "classify/dsn-ruleset-private.h"
#include "read/dsn-read.h"

/**
 * dsn_ruleset_read:
 * @self: rules
 * @bytes: one message, with line ends of any kind
 * @limits: (nullable): how much of it to read, %NULL for the defaults
 * @flags: how to read it
 *
 * Reads a message like dsn_report_new_from_bytes(), and tries the dialects of @self first.
 *
 * Returns: (transfer full): the report
 */
DsnReport *
dsn_ruleset_read (DsnRuleset *self, GBytes *bytes, const DsnLimits *limits, DsnParseFlags flags)
{
  gconstpointer data;
  gsize size;

  g_return_val_if_fail (self != NULL && bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  return dsn_read_message_with (data ? data : "", size, limits, flags, self->dialects, NULL);
}

/**
 * dsn_ruleset_try_dialects:
 * @self: rules
 * @bytes: one message
 * @limits: (nullable): how much of it to read
 *
 * Tries every dialect on a message, for people who write one. A dialect takes a message if enough of its header lines hold, one of
 * its start lines begins the notice and recipients follow; the first that does is the message's.
 *
 * Returns: (transfer full) (array zero-terminated=1): a line for each dialect, in the order in which they are tried, with what held and
 *   what did not; none for a message without text
 */
char **
dsn_ruleset_try_dialects (DsnRuleset *self, GBytes *bytes, const DsnLimits *limits)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new ();
  gconstpointer data;
  gsize size;

  g_return_val_if_fail (self != NULL && bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  dsn_report_unref (dsn_read_message_with (data ? data : "", size, limits, DSN_PARSE_FLAGS_NONE, self->dialects, lines));
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}
