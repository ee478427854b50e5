/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How far long work is, on stderr, and the counts at its end.
 */
#pragma once

#include <glib.h>
#include <dsn/dsn.h>

typedef struct {
  gboolean shown;               /* a progress line stands on the terminal */
  gboolean wanted;
  gint64   started;             /* monotonic time, microseconds */
  gint64   next;                /* when to show it again */
  guint64  messages;
  guint64  recipients;
  guint64  failures;            /* inputs that could not be read */
  guint64  by_kind[DSN_KIND_LAST];
  guint64  by_reason[DSN_REASON_LAST];
} DsnProgress;

void dsn_progress_init      (DsnProgress *self, gboolean wanted);
void dsn_progress_message   (DsnProgress *self, DsnKind kind);
void dsn_progress_recipient (DsnProgress *self, DsnReason reason);
void dsn_progress_clear     (DsnProgress *self);
void dsn_progress_finish    (DsnProgress *self, const char *command, gboolean stats);
