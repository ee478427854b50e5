/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text in the form in which patterns and mail are compared, and the way back to the bytes it came from.
 */
#pragma once

#include <glib.h>

#define DSN_FOLD_STACK 4096    /* a good size for the scratch buffer: most diagnostics and lines fit */

typedef struct {
  const char *raw;
  gsize       raw_length;
  const char *text;          /* folded; not NUL-terminated */
  gsize       length;
  char       *heap;
} DsnFold;

void  dsn_fold_init     (DsnFold *self, const char *raw, gsize length, char *scratch, gsize scratch_size);
void  dsn_fold_clear    (DsnFold *self);

/* The raw bytes that [start, end) of the folded text stands for.  Costs a walk over the raw text where folding
 * changed its length. */
void  dsn_fold_raw_span (const DsnFold *self, gsize start, gsize end, gsize *offset, gsize *length);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsnFold, dsn_fold_clear)
