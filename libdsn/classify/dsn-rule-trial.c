/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A text shown to all rules, for those who write them.
 */
#include <string.h>
#include <dsn/dsn-rule-trial.h>
#include "classify/dsn-ruleset-private.h"

struct _DsnRuleTrial {
  gatomicrefcount ref_count;
  DsnRuleset   *rules;
  char         *example;     /* what the input points into */
  char        **words;
  DsnRuleInput  input;
  GArray       *hits;        /* DsnRuleHit, with the number of the rule in the whole set */
};

G_DEFINE_BOXED_TYPE (DsnRuleTrial, dsn_rule_trial, dsn_rule_trial_ref, dsn_rule_trial_unref)

static void
ask (DsnRuleTrial *self, const DsnRules *rules, guint first)
{
  guint n = dsn_rules_get_n (rules), at = self->hits->len;

  g_array_set_size (self->hits, at + n);
  n = dsn_rules_match (rules, &self->input, &g_array_index (self->hits, DsnRuleHit, at), n);
  g_array_set_size (self->hits, at + n);
  for (; at < self->hits->len; at++)
    g_array_index (self->hits, DsnRuleHit, at).rule += first;
}

/**
 * dsn_rule_trial_new:
 * @rules: rules
 * @text: a reply or diagnostic, valid UTF-8. What is known around it may stand before it in braces, as in an Example
 *   of a
 *   rule: `{remote=mx.example.com stage=rcpt} 550 5.7.1 rejected`; docs/rules.md lists the words
 * @error: return location for a #GError
 *
 * Shows a text to all rules.
 *
 * Returns: (transfer full): the outcome, or %NULL with %DSN_ERROR_SYNTAX for words in the braces that are none
 */
DsnRuleTrial *
dsn_rule_trial_new (DsnRuleset *rules, const char *text, GError **error)
{
  g_autoptr(DsnRuleTrial) self = NULL;

  g_return_val_if_fail (rules != NULL && text != NULL, NULL);

  self = g_new0 (DsnRuleTrial, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->rules = dsn_ruleset_ref (rules);
  self->example = g_strdup (text);
  self->hits = g_array_new (FALSE, TRUE, sizeof (DsnRuleHit));
  if (!dsn_rules_read_example (self->example, dsn_ruleset_find_codes, &self->input, &self->words))
    {
      g_set_error (
        error, DSN_ERROR, DSN_ERROR_SYNTAX,
        "braces hold remote=, reporting=, dialect=, stage=, status= and reply=, each with its value: '%.80s'", text);
      return NULL;
    }
  if (rules->user != NULL)
    ask (self, rules->user, 0);
  ask (self, dsn_ruleset_get_builtin (rules), rules->user != NULL ? dsn_rules_get_n (rules->user) : 0);
  return g_steal_pointer (&self);
}

/**
 * dsn_rule_trial_ref:
 * @self: a trial
 *
 * Returns: (transfer full): @self
 */
DsnRuleTrial *
dsn_rule_trial_ref (DsnRuleTrial *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * dsn_rule_trial_unref:
 * @self: (transfer full): a trial
 */
void
dsn_rule_trial_unref (DsnRuleTrial *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  dsn_ruleset_unref (self->rules);
  g_strfreev (self->words);
  g_free (self->example);
  g_array_unref (self->hits);
  g_free (self);
}

/**
 * dsn_rule_trial_get_text:
 * @self: a trial
 *
 * Returns: (transfer none): the text without the braces, valid as long as @self
 */
const char *
dsn_rule_trial_get_text (const DsnRuleTrial *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->input.text;
}

/**
 * dsn_rule_trial_get_reply_code:
 * @self: a trial
 *
 * Returns: the reply code (RFC 5321 4.2) that was given or found in the text, 0 if there is none
 */
guint
dsn_rule_trial_get_reply_code (const DsnRuleTrial *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->input.reply_code;
}

/**
 * dsn_rule_trial_get_status:
 * @self: a trial
 *
 * Returns: (transfer none) (nullable): the status code (RFC 3463) that was given or found in the text, valid as long
 *   as @self
 */
const DsnStatus *
dsn_rule_trial_get_status (const DsnRuleTrial *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return dsn_status_is_set (&self->input.status) ? &self->input.status : NULL;
}

/**
 * dsn_rule_trial_get_stage:
 * @self: a trial
 *
 * Returns: the stage that was given
 */
DsnStage
dsn_rule_trial_get_stage (const DsnRuleTrial *self)
{
  g_return_val_if_fail (self != NULL, DSN_STAGE_UNKNOWN);
  return self->input.stage;
}

/**
 * dsn_rule_trial_get_remote:
 * @self: a trial
 *
 * Returns: (transfer none) (nullable): the remote host that was given, valid as long as @self
 */
const char *
dsn_rule_trial_get_remote (const DsnRuleTrial *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->input.remote;
}

/**
 * dsn_rule_trial_get_n_hits:
 * @self: a trial
 *
 * Returns: how many rules take the text
 */
guint
dsn_rule_trial_get_n_hits (const DsnRuleTrial *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->hits->len;
}

/**
 * dsn_rule_trial_get_hit:
 * @self: a trial
 * @i: which of the rules that take the text; the first is the one that counts
 * @offset: (out) (optional): where its phrase stands in the text, in bytes
 * @length: (out) (optional): how long that is, 0 if the rule needs no words
 *
 * Returns: the number of the rule in the ruleset
 */
guint
dsn_rule_trial_get_hit (const DsnRuleTrial *self, guint i, gsize *offset, gsize *length)
{
  const DsnRuleHit *hit;

  g_return_val_if_fail (self != NULL && i < self->hits->len, 0);
  hit = &g_array_index (self->hits, DsnRuleHit, i);
  if (offset != NULL)
    *offset = hit->offset;
  if (length != NULL)
    *length = hit->length;
  return hit->rule;
}

/**
 * dsn_rule_trial_explain:
 * @self: a trial
 * @rule: the number of a rule in the ruleset
 *
 * Returns: (transfer full) (nullable): why the rule does not take the text, in a few words; %NULL if it does
 */
char *
dsn_rule_trial_explain (const DsnRuleTrial *self, guint rule)
{
  const DsnRules *rules;

  g_return_val_if_fail (self != NULL && rule < dsn_ruleset_get_n_rules (self->rules), NULL);
  rules = dsn_ruleset_find_rule (self->rules, rule, &rule);
  return dsn_rules_explain (rules, &self->input, rule);
}
