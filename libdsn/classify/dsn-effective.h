/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which of the codes that a bounce carries are the ones to go by, and what contradicts what.
 */
#pragma once

#include "model/dsn-report-private.h"
#include "model/dsn-text-private.h"

/* A piece of evidence with the reply and the code that speak in it. */
typedef struct {
  const DsnEvidence *evidence;
  gsize     length;
  guint     reply_code;      /* 0: none */
  DsnStatus status;          /* klass 0: none */
  gboolean  several;         /* other replies stand beside it, with other codes */
} DsnWitness;

typedef struct {
  DsnAction    action;
  gboolean     temporary;    /* by the reply's first digit, else by the class of the code, else by the action */
  gboolean     expired;      /* a code says so, or a temporary error has become a failure */
  DsnStatus    status;       DsnSource status_source;
  guint        reply_code;   DsnSource reply_source;
  DsnConflicts conflicts;
} DsnEffective;

void dsn_witness_read   (const DsnEvidence *evidence, DsnWitness *witness);

/* stated: the Status field, klass 0 if there is none; action: as stated */
void dsn_effective_find (const DsnWitness *witnesses, guint n_witnesses, const DsnStatus *stated, DsnAction action,
                         DsnEffective *effective);
