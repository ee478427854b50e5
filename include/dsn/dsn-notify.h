/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Who is told what: the NOTIFY parameter of SMTP (RFC 3461 4.1).
 */
#pragma once

#include <dsn/dsn-types.h>

G_BEGIN_DECLS

/**
 * DsnNotify:
 * @DSN_NOTIFY_ABSENT: the sender did not say
 * @DSN_NOTIFY_NEVER: nothing, whatever happens
 * @DSN_NOTIFY_SUCCESS: tell of success
 * @DSN_NOTIFY_FAILURE: tell of failure
 * @DSN_NOTIFY_DELAY: tell of delay
 *
 * Of what the sender of a message wants to be told for a recipient.
 */
typedef enum {
  DSN_NOTIFY_ABSENT  = 0,
  DSN_NOTIFY_NEVER   = 1 << 0,
  DSN_NOTIFY_SUCCESS = 1 << 1,
  DSN_NOTIFY_FAILURE = 1 << 2,
  DSN_NOTIFY_DELAY   = 1 << 3,
} DsnNotify;

DSN_API gboolean  dsn_notify_parse     (const char *text, DsnNotify *notify, GError **error);
DSN_API char     *dsn_notify_to_string (DsnNotify notify);
DSN_API gboolean  dsn_notify_is_due    (DsnNotify notify, DsnAction action, const char **why);

G_END_DECLS
