/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of a set of rules.
 */
#pragma once

#include "rules/dsn-blob.h"
#include "rules/dsn-rules.h"

struct _DsnRules {
  const DsnBlob *blob;
  GBytes        *bytes;        /* NULL: the blob is part of the library */
  guint32       *disabled;     /* a bit for each rule; NULL: none */

  /* views into the blob */
  DsnPatternSet        set;
  DsnAutomaton         automaton;
  const DsnBlobRule   *rules;
  guint                n_rules;
  const DsnBlobOwner  *owners;
  const guint32       *slots;
  const DsnBlobKey    *keys;
  const guint32       *open;
  const DsnBlobString *strings;
};

#define DSN_BIT_IS_SET(bits, i) (((bits)[(i) / 32] >> (i) % 32 & 1) != 0)
#define DSN_BIT_SET(bits, i)    ((bits)[(i) / 32] |= 1u << (i) % 32)

/* Whether the host is one of the pattern, which is in lower case: "mx.example.com", "*.example.com", ".example.com"
 * (the domain and all in it). */
gboolean dsn_rules_host_is_like (const char *pattern, const char *host);

/* The first of the conditions without text (status, reply, stage, hosts, dialect) that the input does not meet; 0 if
 * it meets all. */
DsnRuleConditions dsn_rules_find_unmet (const DsnRules *self, const DsnBlobRule *rule, const DsnRuleInput *input);
