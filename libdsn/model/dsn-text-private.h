/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Codes and replies in text without any allocation: for the readers and the judge.
 */
#pragma once

#include <dsn/dsn-status.h>
#include "model/dsn-span.h"

/* One SMTP reply within a text; several lines, also when a server has flattened them into one, are one reply. */
typedef struct {
  guint     code;
  DsnStatus status;          /* the enhanced code of its first line that has one of the reply's class, else of the first */
  gsize     offset;          /* where its first digit stands */
  gsize     end;             /* where its text ends: at the next reply or the end of the text */
  gsize     text;            /* where its text begins, behind the codes */
  guint     n_lines;
  gboolean  mixed;           /* its lines have different codes */
} DsnReplyFound;

gsize    dsn_status_read (const char *p, gsize length, DsnStatus *status);

/* The next reply at or behind `from`. */
gboolean dsn_reply_scan  (const char *text, gsize length, gsize from, DsnReplyFound *found);
