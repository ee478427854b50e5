/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of DsnVerdict, for the judge that fills it.
 */
#pragma once

#include <dsn/dsn-verdict.h>
#include "model/dsn-arena.h"
#include "model/dsn-report-private.h"

typedef struct {
  DsnReason   reason;
  const char *rule;
  const char *why;            /* why it lost */
} DsnCandidate;

struct _DsnVerdict {
  gatomicrefcount ref_count;
  DsnArena *arena;            /* strings below live here, in the ruleset or in the report's arena (held) */
  DsnArena *facts;            /* the recipient's arena, kept alive for the evidence */

  DsnAction     action;
  DsnStatus     status;       DsnSource status_source;
  guint         reply_code;   DsnSource reply_source;
  const char   *diagnostic;
  DsnReason     reason;
  DsnBounceType type;
  DsnFault      fault;
  DsnAdvice     advice;
  gboolean      expired;
  DsnConfidence confidence;
  const char   *rule;         /* "codes:5.1.1" */
  const char   *rule_origin;  /* file:line */
  DsnConflicts  conflicts;
  const char   *policy;       /* the section of the user's policy that gave the advice; NULL: none did */
  const char   *policy_origin;
  DsnAdvice     usual_advice; /* what it was without the policy */
  DsnEvidence   evidence;     /* .text is what the rule matched */
  DsnCandidate *candidates;   guint n_candidates;
};

DsnVerdict *dsn_verdict_new (void);
