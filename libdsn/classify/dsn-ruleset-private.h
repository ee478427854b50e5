/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of a ruleset.
 */
#pragma once

#include <dsn/dsn-policy.h>
#include "rules/dsn-dialects.h"
#include "rules/dsn-rules.h"

struct _DsnRuleset {
  gatomicrefcount ref_count;
  DsnRuleset     *base;        /* whose rules and dialects these are; NULL: its own */
  DsnPolicy      *policy;      /* NULL: none */
  DsnRules       *user;        /* NULL: built-in rules alone */
  DsnDialects    *dialects;    /* the user's; NULL: none */
  DsnRules       *fewer;       /* the built-in rules without those that the user has disabled; NULL: all of them */
};

/* The built-in rules as far as they are in force. */
const DsnRules *dsn_ruleset_get_builtin (const DsnRuleset *self);

/* The rule of that number in its own set: the user's come first. */
const DsnRules *dsn_ruleset_find_rule   (const DsnRuleset *self, guint i, guint *rule);

/* The codes of a text as the judge sees them. */
void            dsn_ruleset_find_codes  (DsnRuleInput *input);
