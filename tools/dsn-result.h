/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One message that was read and judged, as the output formats see it.
 */
#pragma once

#include <glib.h>
#include <dsn/dsn.h>

typedef struct {
  DsnRecipient *recipient;
  DsnVerdict   *verdict;
} DsnJudged;

typedef struct {
  const char *path;             /* NULL: there is no source to be told */
  guint64     index;
  guint64     offset;
  DsnReport  *report;
  DsnDefects  defects;          /* those of the report, and what the reader found */
  GArray     *judged;           /* of DsnJudged: the recipients that were selected */
} DsnResult;

/* What to tell. */
typedef struct {
  const char * const *headers;  /* (nullable): fields of the returned message to report too */
  gboolean    explain;          /* tell the evidence */
} DsnDetail;
