/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A ruleset as a list of rules and dialects, in the order in which they are tried: what a person who writes rules
 * wants to see, and the proofs of all of them.
 */
#include <string.h>
#include "classify/dsn-effective.h"
#include "classify/dsn-ruleset-private.h"
#include "read/dsn-dialect.h"

const DsnRules *
dsn_ruleset_get_builtin (const DsnRuleset *self)
{
  return self->fewer != NULL ? self->fewer : dsn_rules_get_builtin ();
}

static guint
count_user (const DsnRuleset *self)
{
  return self->user != NULL ? dsn_rules_get_n (self->user) : 0;
}

const DsnRules *
dsn_ruleset_find_rule (const DsnRuleset *self, guint i, guint *rule)
{
  guint n = count_user (self);

  *rule = i < n ? i : i - n;
  return i < n ? self->user : dsn_ruleset_get_builtin (self);
}

void
dsn_ruleset_find_codes (DsnRuleInput *input)
{
  g_autofree char *text = g_strndup (input->text, input->length);
  DsnEvidence evidence = { DSN_SOURCE_INPUT, text, DSN_PART_UNKNOWN, DSN_SPAN_NONE };
  DsnWitness witness;

  dsn_witness_read (&evidence, &witness);
  if (input->reply_code == 0)
    input->reply_code = witness.reply_code;
  if (input->status.klass == 0)
    input->status = witness.status;
}

/**
 * dsn_ruleset_get_n_rules:
 * @self: rules
 *
 * Returns: how many rules there are, those that are disabled included
 */
guint
dsn_ruleset_get_n_rules (DsnRuleset *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return count_user (self) + dsn_rules_get_n (dsn_ruleset_get_builtin (self));
}

/**
 * dsn_ruleset_get_rule_name:
 * @self: rules
 * @i: the number of a rule, in the order in which they are tried
 *
 * Returns: (transfer none): its name, such as "codes:5.1.1", valid as long as @self
 */
const char *
dsn_ruleset_get_rule_name (DsnRuleset *self, guint i)
{
  guint rule;
  const DsnRules *rules;

  g_return_val_if_fail (self != NULL && i < dsn_ruleset_get_n_rules (self), NULL);
  rules = dsn_ruleset_find_rule (self, i, &rule);
  return dsn_rules_get_name (rules, rule);
}

/**
 * dsn_ruleset_get_rule_origin:
 * @self: rules
 * @i: the number of a rule
 *
 * Returns: (transfer none): where it is written, as file:line, valid as long as @self
 */
const char *
dsn_ruleset_get_rule_origin (DsnRuleset *self, guint i)
{
  guint rule;
  const DsnRules *rules;

  g_return_val_if_fail (self != NULL && i < dsn_ruleset_get_n_rules (self), NULL);
  rules = dsn_ruleset_find_rule (self, i, &rule);
  return dsn_rules_get_origin (rules, rule);
}

/**
 * dsn_ruleset_get_rule_layer:
 * @self: rules
 * @i: the number of a rule
 *
 * Returns: the number in front of the name of its file: the lower, the more a rule is trusted (docs/rules.md)
 */
guint
dsn_ruleset_get_rule_layer (DsnRuleset *self, guint i)
{
  guint rule;
  const DsnRules *rules;

  g_return_val_if_fail (self != NULL && i < dsn_ruleset_get_n_rules (self), 0);
  rules = dsn_ruleset_find_rule (self, i, &rule);
  return dsn_rules_get_layer (rules, rule);
}

/**
 * dsn_ruleset_get_rule_reason:
 * @self: rules
 * @i: the number of a rule
 *
 * Returns: the reason that it gives
 */
DsnReason
dsn_ruleset_get_rule_reason (DsnRuleset *self, guint i)
{
  guint rule;
  const DsnRules *rules;

  g_return_val_if_fail (self != NULL && i < dsn_ruleset_get_n_rules (self), DSN_REASON_UNSPECIFIED);
  rules = dsn_ruleset_find_rule (self, i, &rule);
  return dsn_rules_get_reason (rules, rule);
}

/**
 * dsn_ruleset_is_rule_builtin:
 * @self: rules
 * @i: the number of a rule
 *
 * Returns: whether it is part of the library
 */
gboolean
dsn_ruleset_is_rule_builtin (DsnRuleset *self, guint i)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return i >= count_user (self);
}

/**
 * dsn_ruleset_is_rule_enabled:
 * @self: rules
 * @i: the number of a rule
 *
 * Returns: whether it is in force: a user's file can disable rules by name
 */
gboolean
dsn_ruleset_is_rule_enabled (DsnRuleset *self, guint i)
{
  guint rule;
  const DsnRules *rules;

  g_return_val_if_fail (self != NULL && i < dsn_ruleset_get_n_rules (self), FALSE);
  rules = dsn_ruleset_find_rule (self, i, &rule);
  return dsn_rules_is_enabled (rules, rule);
}

static const DsnDialects *
find_dialect (const DsnRuleset *self, guint i, guint *dialect)
{
  guint n = self->dialects != NULL ? dsn_dialects_get_n (self->dialects) : 0;

  *dialect = i < n ? i : i - n;
  return i < n ? self->dialects : dsn_dialects_get_builtin ();
}

/**
 * dsn_ruleset_get_n_dialects:
 * @self: rules
 *
 * Returns: how many dialects there are
 */
guint
dsn_ruleset_get_n_dialects (DsnRuleset *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return (self->dialects != NULL ? dsn_dialects_get_n (self->dialects) : 0)
         + dsn_dialects_get_n (dsn_dialects_get_builtin ());
}

/**
 * dsn_ruleset_get_dialect:
 * @self: rules
 * @i: the number of a dialect, in the order in which they are tried
 * @origin: (out) (optional) (transfer none): where it is written, as file:line
 *
 * Returns: (transfer none): its name, valid as long as @self
 */
const char *
dsn_ruleset_get_dialect (DsnRuleset *self, guint i, const char **origin)
{
  guint dialect;
  const DsnDialects *dialects;

  g_return_val_if_fail (self != NULL && i < dsn_ruleset_get_n_dialects (self), NULL);
  dialects = find_dialect (self, i, &dialect);
  if (origin != NULL)
    *origin = dsn_dialects_get_origin (dialects, dialect);
  return dsn_dialects_get_name (dialects, dialect);
}

static void
check_rules (const DsnRules *rules, GPtrArray *errors, GPtrArray *warnings)
{
  g_autoptr(GPtrArray) problems = NULL;

  dsn_rules_check (rules, dsn_ruleset_find_codes, &problems);
  for (guint i = 0; i < problems->len; i++)
    {
      const DsnRuleProblem *problem = g_ptr_array_index (problems, i);

      g_ptr_array_add (problem->is_warning ? warnings : errors,
                       g_strdup_printf ("%s: %s: %s", problem->origin, problem->rule, problem->what));
    }
}

static void
hand_out (GPtrArray *list, char ***out)
{
  g_ptr_array_add (list, NULL);
  if (out != NULL)
    *out = (char **) g_ptr_array_steal (list, NULL);
}

/**
 * dsn_ruleset_check:
 * @self: rules
 * @errors: (out) (optional) (array zero-terminated=1) (transfer full): examples that do not hold, as "file:line:
 *   rule: what"
 * @warnings: (out) (optional) (array zero-terminated=1) (transfer full): phrases and rules that nothing can reach
 *
 * Proves the rules: each Example must be taken by its own rule, each Counter by another or none, and no rule may
 * stand behind one that takes all it could take. The user's rules and dialects are checked if there are some, else
 * the built-in ones.
 *
 * Returns: whether there are no errors
 */
gboolean
dsn_ruleset_check (DsnRuleset *self, char ***errors, char ***warnings)
{
  g_autoptr (GPtrArray) wrong = g_ptr_array_new_with_free_func (g_free),
                        doubtful = g_ptr_array_new_with_free_func (g_free);
  gboolean ok;

  g_return_val_if_fail (self != NULL, FALSE);
  check_rules (self->user != NULL ? self->user : dsn_rules_get_builtin (), wrong, doubtful);
  dsn_dialects_check (self->dialects != NULL ? self->dialects : dsn_dialects_get_builtin (), wrong);
  ok = wrong->len == 0;
  hand_out (wrong, errors);
  hand_out (doubtful, warnings);
  return ok;
}
