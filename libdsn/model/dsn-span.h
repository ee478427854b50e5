/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A piece of a message by place: nothing is copied while a message is taken apart.
 */
#pragma once

#include <glib.h>

typedef struct {
  gsize offset;
  gsize length;
} DsnSpan;

#define DSN_SPAN_NONE ((DsnSpan) { 0, 0 })

static inline gsize
dsn_span_end (DsnSpan span)
{
  return span.offset + span.length;
}
