/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the stages of reading share: the scan, the report that is being filled, and which part is which.
 */
#pragma once

#include "model/dsn-report-private.h"
#include "read/dsn-decode.h"
#include "scan/dsn-scan.h"

typedef struct {
  const DsnScan  *scan;
  const DsnLimits *limits;
  DsnReport      *report;
  DsnArena       *arena;

  /* indices in scan->parts, -1: there is none; parts within a returned message never count */
  int             status;        /* first message/delivery-status or message/global-delivery-status */
  int             feedback;      /* message/feedback-report */
  int             disposition;   /* message/disposition-notification */
  int             returned;      /* the returned message or its header */
  GArray         *texts;         /* of int: the human-readable parts, in order */
} DsnReading;

/* The message's own header field, decoded; NULL if it has none of that name. */
const char *dsn_reading_get_header (DsnReading *self, const char *name);

/* dsn-original.c */
void        dsn_original_read      (DsnReading *self);
void        dsn_original_read_text (DsnReading *self, const char *text, gsize length, gsize base);

/* dsn-kind.c: what the message is, once fields and text have been read */
void        dsn_kind_decide        (DsnReading *self);

