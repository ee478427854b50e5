/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Classification rules: what a diagnostic means.  docs/rules.md has the language.  A set of rules is immutable; any
 * number of threads may ask it at once.
 */
#pragma once

#include <dsn/dsn-status.h>
#include <dsn/dsn-types.h>

/* The file name's number: how much a rule is to be trusted.  Below DSN_LAYER_WEAK a rule speaks of something
 * specific. */
#define DSN_LAYER_VENDOR   10
#define DSN_LAYER_PHRASES  20
#define DSN_LAYER_CODES    40
#define DSN_LAYER_WEAK     50
#define DSN_LAYER_GENERAL  60
#define DSN_LAYER_REPLIES  70
#define DSN_LAYER_FOLK     90

typedef struct _DsnRules DsnRules;

/* What a rule asks for. */
typedef enum {
  DSN_RULE_TEXT      = 1 << 0,
  DSN_RULE_ALSO      = 1 << 1,
  DSN_RULE_NOT       = 1 << 2,
  DSN_RULE_STATUS    = 1 << 3,
  DSN_RULE_REPLY     = 1 << 4,
  DSN_RULE_STAGE     = 1 << 5,
  DSN_RULE_REMOTE    = 1 << 6,
  DSN_RULE_REPORTING = 1 << 7,
  DSN_RULE_DIALECT   = 1 << 8,
} DsnRuleConditions;

/* A text and what is known around it.  Absent: NULL, klass 0, reply code 0, stage unknown. */
typedef struct {
  const char *text;
  gsize       length;
  DsnStatus   status;
  guint       reply_code;
  DsnStage    stage;
  const char *remote;         /* the host that spoke */
  const char *reporting;      /* the host that reports */
  const char *dialect;
} DsnRuleInput;

typedef struct {
  guint rule;
  gsize offset;               /* what it matched of the text; length 0: no words, or codes alone */
  gsize length;
} DsnRuleHit;

/* What dsn_rules_check() finds. */
typedef struct {
  char    *origin;            /* file:line */
  char    *rule;
  char    *what;
  gboolean is_warning;
} DsnRuleProblem;

const DsnRules *dsn_rules_get_builtin    (void);
DsnRules       *dsn_rules_new_from_files (const char * const *paths, GError **error);
DsnRules       *dsn_rules_new_from_bytes (GBytes *compiled);
/* The same rules without some of them: names that @rules does not know are left alone. */
DsnRules       *dsn_rules_new_without    (const DsnRules *rules, const char * const *names, guint n_names);
void            dsn_rules_free           (DsnRules *self);

guint           dsn_rules_get_n          (const DsnRules *self);
gboolean        dsn_rules_lookup         (const DsnRules *self, const char *name, guint *rule);
const char     *dsn_rules_get_name       (const DsnRules *self, guint rule);
const char     *dsn_rules_get_origin     (const DsnRules *self, guint rule);
guint           dsn_rules_get_layer      (const DsnRules *self, guint rule);
DsnReason       dsn_rules_get_reason     (const DsnRules *self, guint rule);
gboolean        dsn_rules_is_expired     (const DsnRules *self, guint rule);
gboolean        dsn_rules_is_enabled     (const DsnRules *self, guint rule);
DsnRuleConditions dsn_rules_get_conditions (const DsnRules *self, guint rule);
const char     *dsn_rules_get_note       (const DsnRules *self, guint rule, guint i);    /* NULL past the last */
const char     *dsn_rules_get_source     (const DsnRules *self, guint rule, guint i);
/* The names that Disable keys of these files give, and where; NULL past the last. */
const char     *dsn_rules_get_disabled   (const DsnRules *self, guint i, const char **origin);

/* All rules that take the input, the first in precedence first; how many (at most @max_hits). */
guint           dsn_rules_match          (const DsnRules *self, const DsnRuleInput *input, DsnRuleHit *hits, guint max_hits);
/* Why a rule does not take the input, in words; NULL if it does. */
char           *dsn_rules_explain        (const DsnRules *self, const DsnRuleInput *input, guint rule);

/* Fills in status and reply code from the text. */
typedef void  (*DsnRuleCodeFinder)       (DsnRuleInput *input);
void            dsn_rules_find_codes     (DsnRuleInput *input);
/* A text, with what is known around it before it in braces, as in an Example.  @words: keeps what the input points to.
 * FALSE: the braces hold something else.  @finder: NULL for dsn_rules_find_codes() */
gboolean        dsn_rules_read_example   (const char *example, DsnRuleCodeFinder finder, DsnRuleInput *input, char ***words);

/* Runs all examples and looks for rules that nothing can reach.  FALSE if something is wrong, warnings aside.
 * @finder: NULL for dsn_rules_find_codes(); @problems: (element-type DsnRuleProblem), may be NULL */
gboolean        dsn_rules_check          (const DsnRules *self, DsnRuleCodeFinder finder, GPtrArray **problems);
void            dsn_rule_problem_free    (DsnRuleProblem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnRules, dsn_rules_free)
