/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/dsn-verdict-private.h"
#include "rules/dsn-rules.h"

/* Everything the judge goes by. */
typedef struct {
  const DsnEvidence *evidence;   guint n_evidence;     /* best first */
  DsnStatus   stated;            /* the Status field */
  DsnAction   action;            /* as stated */
  DsnStage    stage;
  const char *remote;
  const char *reporting;
  const char *dialect;
  gboolean    gave_up;
  DsnConfidence certainty;       /* that it is a recipient; NONE: beyond doubt */
  gboolean    bare;              /* a reply line without any delivery behind it */
} DsnCase;

/* user: rules to try before the built-in ones, or NULL */
DsnVerdict *dsn_judge (const DsnRules *user, const DsnRules *builtin, const DsnCase *facts);
