/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * DsnVerdict: what we conclude about one recipient, from which facts and by which rule.  Immutable once handed out; the
 * reference count is atomic.
 */
#include "model/dsn-verdict-private.h"

G_DEFINE_BOXED_TYPE (DsnVerdict, dsn_verdict, dsn_verdict_ref, dsn_verdict_unref)

DsnVerdict *
dsn_verdict_new (void)
{
  DsnArena *arena = dsn_arena_new_small ();
  DsnVerdict *self = dsn_arena_new0 (arena, DsnVerdict, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->arena = arena;
  return self;
}

/**
 * dsn_verdict_ref:
 * @self: a verdict
 *
 * Returns: (transfer full): @self
 */
DsnVerdict *
dsn_verdict_ref (DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * dsn_verdict_unref:
 * @self: (transfer full): a verdict
 */
void
dsn_verdict_unref (DsnVerdict *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->facts)
    dsn_arena_unref (self->facts);
  dsn_arena_unref (self->arena);
}

/**
 * dsn_verdict_get_action:
 * @self: a verdict
 *
 * The effective outcome: the Action where it is stated, else the class of the code, else the text (rule P-02).
 *
 * Returns: what became of the delivery
 */
DsnAction
dsn_verdict_get_action (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, DSN_ACTION_NONE);
  return self->action;
}

/**
 * dsn_verdict_get_status:
 * @self: a verdict
 *
 * The best status code that the bounce carries somewhere (rule P-03); never one that was derived.
 *
 * Returns: (transfer none) (nullable): the effective status code, %NULL if there is none
 */
const DsnStatus *
dsn_verdict_get_status (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return dsn_status_is_set (&self->status) ? &self->status : NULL;
}

/**
 * dsn_verdict_get_status_source:
 * @self: a verdict
 *
 * Returns: (transfer none) (nullable): where the effective status code stands, %NULL if there is none
 */
const char *
dsn_verdict_get_status_source (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return dsn_status_is_set (&self->status) ? dsn_source_to_string (self->status_source) : NULL;
}

/**
 * dsn_verdict_get_reply_code:
 * @self: a verdict
 *
 * The SMTP reply code that the bounce carries (rule P-03); never one that was derived.
 *
 * Returns: the effective reply code, 0 if there is none
 */
guint
dsn_verdict_get_reply_code (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->reply_code;
}

/**
 * dsn_verdict_get_reply_code_source:
 * @self: a verdict
 *
 * Returns: (transfer none) (nullable): where the effective reply code stands, %NULL if there is none
 */
const char *
dsn_verdict_get_reply_code_source (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->reply_code ? dsn_source_to_string (self->reply_source) : NULL;
}

/**
 * dsn_verdict_get_diagnostic:
 * @self: a verdict
 *
 * The words of the server that refused, in one line.
 *
 * Returns: (transfer none) (nullable): the best diagnostic text, %NULL if there is none
 */
const char *
dsn_verdict_get_diagnostic (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->diagnostic;
}

/**
 * dsn_verdict_get_reason:
 * @self: a verdict
 *
 * Returns: why
 */
DsnReason
dsn_verdict_get_reason (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, DSN_REASON_UNSPECIFIED);
  return self->reason;
}

/**
 * dsn_verdict_get_bounce_type:
 * @self: a verdict
 *
 * Returns: whether the address itself is permanently unusable
 */
DsnBounceType
dsn_verdict_get_bounce_type (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, DSN_BOUNCE_TYPE_NONE);
  return self->type;
}

/**
 * dsn_verdict_get_fault:
 * @self: a verdict
 *
 * Returns: who has to act
 */
DsnFault
dsn_verdict_get_fault (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, DSN_FAULT_UNKNOWN);
  return self->fault;
}

/**
 * dsn_verdict_get_advice:
 * @self: a verdict
 *
 * Returns: what a list manager should do
 */
DsnAdvice
dsn_verdict_get_advice (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, DSN_ADVICE_NONE);
  return self->advice;
}

/**
 * dsn_verdict_get_expired:
 * @self: a verdict
 *
 * Returns: whether the server gave up because the time had run out
 */
gboolean
dsn_verdict_get_expired (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->expired;
}

/**
 * dsn_verdict_get_confidence:
 * @self: a verdict
 *
 * Returns: how far the reason can be trusted
 */
DsnConfidence
dsn_verdict_get_confidence (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, DSN_CONFIDENCE_NONE);
  return self->confidence;
}

/**
 * dsn_verdict_get_rule:
 * @self: a verdict
 *
 * Returns: (transfer none) (nullable): the rule that decided, such as "codes:5.1.1"; %NULL if none did
 */
const char *
dsn_verdict_get_rule (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->rule;
}

/**
 * dsn_verdict_get_rule_origin:
 * @self: a verdict
 *
 * Returns: (transfer none) (nullable): file and line of the rule; %NULL if none decided
 */
const char *
dsn_verdict_get_rule_origin (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->rule_origin;
}

/**
 * dsn_verdict_get_policy:
 * @self: a verdict
 * @origin: (out) (optional) (transfer none) (nullable): the file and line of the section
 * @usual: (out) (optional): what the advice would be without the policy
 *
 * Returns: (transfer none) (nullable): the section of the user's policy that gave the advice, %NULL if none did
 */
const char *
dsn_verdict_get_policy (const DsnVerdict *self, const char **origin, DsnAdvice *usual)
{
  g_return_val_if_fail (self != NULL, NULL);
  if (origin)
    *origin = self->policy_origin;
  if (usual)
    *usual = self->policy ? self->usual_advice : self->advice;
  return self->policy;
}

/**
 * dsn_verdict_get_conflicts:
 * @self: a verdict
 *
 * Returns: the contradictions between the facts (rule P-05)
 */
DsnConflicts
dsn_verdict_get_conflicts (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->conflicts;
}

/**
 * dsn_verdict_get_evidence:
 * @self: a verdict
 * @source: (out) (optional) (transfer none) (nullable): where the words stand, such as "Diagnostic-Code"
 * @part: (out) (optional): index of the MIME part, %G_MAXUINT if not known
 * @offset: (out) (optional): where in the message, in bytes
 * @length: (out) (optional): how long, in bytes; 0 if the place in the message is not known
 *
 * Returns: (transfer none) (nullable): the words that the rule went by, %NULL if none decided
 */
const char *
dsn_verdict_get_evidence (const DsnVerdict *self, const char **source, guint *part, gsize *offset, gsize *length)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (source)
    *source = self->evidence.text ? dsn_source_to_string (self->evidence.source) : NULL;
  if (part)
    *part = self->evidence.text ? self->evidence.part : DSN_PART_UNKNOWN;
  if (offset)
    *offset = self->evidence.span.offset;
  if (length)
    *length = self->evidence.span.length;
  return self->evidence.text;
}

/**
 * dsn_verdict_get_n_candidates:
 * @self: a verdict
 *
 * Returns: how many other reasons had something for them
 */
guint
dsn_verdict_get_n_candidates (const DsnVerdict *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_candidates;
}

/**
 * dsn_verdict_get_candidate:
 * @self: a verdict
 * @i: which candidate, from 0, best first
 * @rule: (out) (optional) (transfer none): the rule that spoke for it
 * @why: (out) (optional) (transfer none): why it lost
 *
 * Returns: a reason that lost, %DSN_REASON_UNSPECIFIED if there are not so many
 */
DsnReason
dsn_verdict_get_candidate (const DsnVerdict *self, guint i, const char **rule, const char **why)
{
  g_return_val_if_fail (self != NULL, DSN_REASON_UNSPECIFIED);

  if (rule)
    *rule = i < self->n_candidates ? self->candidates[i].rule : NULL;
  if (why)
    *why = i < self->n_candidates ? self->candidates[i].why : NULL;
  return i < self->n_candidates ? self->candidates[i].reason : DSN_REASON_UNSPECIFIED;
}
