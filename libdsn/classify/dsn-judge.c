/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Facts -> verdict.  The texts that speak about a recipient are asked in the order of trust, and each is shown to the
 * rules, which come in layers (the number in front of a rule file's name): vendor rules and specific phrases, then
 * specific codes, then weak phrases, then general codes, then bare replies, then folk readings.  A text that gets a
 * specific answer ends the search; a vaguer answer stands until a later text does better.  So a specific text beats a
 * contradicting code, a specific code beats vague words, and nothing is guessed where nothing speaks.  "Expired" is no
 * cause: it is a flag, and a reason only where no cause is told.
 */
#include <string.h>
#include "classify/dsn-advice.h"
#include "classify/dsn-effective.h"
#include "classify/dsn-judge.h"

#define MAX_WITNESSES 16
#define MAX_HITS      12

/* Layers of rule files; what they promise is written in docs/rules.md. */
#define LAYER_VENDOR   19      /* up to here: what one vendor means */
#define LAYER_CODES    40      /* from here on no words may be needed */
#define LAYER_SPECIFIC 49      /* up to here: the answer is specific */
#define LAYER_CAUSE    59      /* up to here: good enough as the cause of an expiry */
#define LAYER_REPLY    70      /* from here on: only a bare number speaks */

typedef struct {
  const DsnRules *rules;
  guint       rule;
  guint       layer;
  DsnReason   reason;
  const DsnEvidence *evidence;   /* NULL: the codes alone */
  gsize       offset, length;    /* what the rule matched, in the evidence's text */
} Answer;

typedef struct {
  const DsnCase  *facts;
  const DsnRules *sets[2];
  DsnWitness      witnesses[MAX_WITNESSES];
  guint           n_witnesses;
  DsnEffective    effective;
  Answer          answers[MAX_WITNESSES * MAX_HITS];
  guint           n_answers;
  int             best;
} Judge;

/* Replies whose meaning is too unsure to remove anybody when nothing else speaks: 521 is also used to hang up on a
 * client, 553 is said of senders as well. */
static const guint16 unsure_replies[] = { 521, 553 };

/* Names of built-in rules live forever; those of the user's rules must outlive them in the verdict. */
static const char *
keep (const Judge *self, const Answer *answer, DsnVerdict *verdict, const char *text)
{
  return answer->rules == self->sets[0] ? dsn_arena_strdup (verdict->arena, text) : text;
}

static DsnReason
reason_of (const Answer *answer)
{
  return answer->reason;
}

/* Is the new answer to be preferred?  Lower layers always are; "expired" is not, next to a cause. */
static gboolean
is_better (const Answer *old, const Answer *new)
{
  gboolean old_expired = reason_of (old) == DSN_REASON_EXPIRED, new_expired = reason_of (new) == DSN_REASON_EXPIRED;

  if (old_expired != new_expired)
    return old_expired ? new->layer <= LAYER_CAUSE : old->layer > LAYER_CAUSE;
  return new->layer < old->layer;
}

/* Does the text carry a code of its own that tells more than "failed"?  Where a delivery failed, a code of success was
 * said of another step. */
static gboolean
has_own_code (const Judge *self, const DsnWitness *witness)
{
  return dsn_status_is_set (&witness->status) && dsn_status_rank (&witness->status) > 1
         && (self->facts->bare || witness->status.klass != 2);
}

static void
ask (Judge *self, const DsnWitness *witness)
{
  DsnRuleInput input = {
    .text = witness ? witness->evidence->text : "",
    .length = witness ? witness->length : 0,
    .status = witness && has_own_code (self, witness) ? witness->status : self->effective.status,
    .reply_code = witness && witness->reply_code ? witness->reply_code : self->effective.reply_code,
    .stage = self->facts->stage,
    .remote = self->facts->remote,
    .reporting = self->facts->reporting,
    .dialect = self->facts->dialect,
  };

  for (guint set = 0; set < G_N_ELEMENTS (self->sets); set++)
    {
      DsnRuleHit hits[MAX_HITS];
      guint n = self->sets[set] ? dsn_rules_match (self->sets[set], &input, hits, MAX_HITS) : 0;

      for (guint i = 0; i < n && self->n_answers < G_N_ELEMENTS (self->answers); i++)
        {
          Answer *answer = &self->answers[self->n_answers];

          *answer = (Answer) {
            self->sets[set], hits[i].rule, set == 0 ? 0 : dsn_rules_get_layer (self->sets[set], hits[i].rule),
            dsn_rules_get_reason (self->sets[set], hits[i].rule),
            witness ? witness->evidence : NULL, hits[i].offset, hits[i].length
          };
          if (self->best < 0 || is_better (&self->answers[self->best], answer))
            self->best = (int) self->n_answers;
          self->n_answers++;
        }
    }
}

static gboolean
is_settled (const Judge *self)
{
  return self->best >= 0 && self->answers[self->best].layer <= LAYER_SPECIFIC
         && reason_of (&self->answers[self->best]) != DSN_REASON_EXPIRED;
}

static void
find_answer (Judge *self)
{
  self->best = -1;
  for (guint i = 0; i < self->n_witnesses && !is_settled (self); i++)
    ask (self, &self->witnesses[i]);
  if (self->n_witnesses == 0)
    ask (self, NULL);
}

/* A code that stands in the Status field alone, beside a reply that has none, was made from the reply by the server
 * that reports (sendmail writes 5.1.1 for every 550): it says no more than the reply. */
static gboolean
is_derived_code (const Judge *self, const Answer *answer)
{
  return answer->length == 0 && answer->layer >= LAYER_CODES && self->effective.status_source == DSN_SOURCE_STATUS
         && self->effective.reply_code >= 400;
}

/* A code alone says that the address is at fault, while the words, vague as they are, speak of the sender or the
 * content.  Words that only refuse ("rejected") do not count: they are said of addresses too. */
static gboolean
is_contradicted (const Judge *self)
{
  const Answer *best = &self->answers[self->best];

  if (best->layer < LAYER_CODES || best->length > 0 || dsn_reason_get_fault (reason_of (best)) != DSN_FAULT_RECIPIENT)
    return FALSE;
  for (guint i = 0; i < self->n_answers; i++)
    {
      const Answer *answer = &self->answers[i];
      DsnFault fault = dsn_reason_get_fault (reason_of (answer));

      if (answer->length > 0 && answer->layer <= LAYER_CAUSE && reason_of (answer) != DSN_REASON_POLICY
          && (fault == DSN_FAULT_SENDER || fault == DSN_FAULT_CONTENT))
        return TRUE;
    }
  return FALSE;
}

/* "failed", and yet the reply that is quoted says yes: it answered something else, or the report is wrong. */
static gboolean
is_denied_by_reply (const Judge *self)
{
  return !self->facts->bare && self->effective.reply_code >= 200 && self->effective.reply_code < 400;
}

/* docs/rules.md says what each level promises */
static DsnConfidence
find_confidence (const Judge *self)
{
  const Answer *best = self->best >= 0 ? &self->answers[self->best] : NULL;
  DsnConflicts doubts = self->effective.conflicts
                        & (DSN_CONFLICT_STATUS_VS_TEXT_CODE | DSN_CONFLICT_FOLK_DIGITS | DSN_CONFLICT_ACTION_VS_STATUS);

  if (!best)
    return DSN_CONFIDENCE_NONE;
  if (best->layer >= LAYER_REPLY || (best->evidence && best->length > 0 && best->evidence->source >= DSN_SOURCE_NOTICE
                                     && best->evidence->source != DSN_SOURCE_INPUT))
    return DSN_CONFIDENCE_LOW;
  if (is_derived_code (self, best) || is_contradicted (self) || is_denied_by_reply (self))
    return DSN_CONFIDENCE_LOW;
  if (best->layer <= LAYER_SPECIFIC && !(doubts && best->layer >= LAYER_CODES))
    return DSN_CONFIDENCE_HIGH;
  return DSN_CONFIDENCE_MEDIUM;
}

static const char *
find_diagnostic (const Judge *self)
{
  for (guint i = 0; i < self->n_witnesses; i++)
    if (self->witnesses[i].evidence->source != DSN_SOURCE_STATUS && self->witnesses[i].evidence->source != DSN_SOURCE_WHOLE_NOTICE)
      return self->witnesses[i].evidence->text;
  return NULL;
}

/* Has a reply words of its own, addresses and hosts not counted? */
static gboolean
has_words (const DsnWitness *witness)
{
  const char *text = witness->evidence->text;
  DsnReplyFound found;
  gsize length;

  if (!dsn_reply_scan (text, witness->length, 0, &found))
    return FALSE;
  for (text += found.text; *text; text += length)
    {
      gsize letters = 0;

      text += strspn (text, " \t\r\n");
      if (!*text)
        break;
      length = strcspn (text, " \t\r\n");
      for (gsize i = 0; i < length; i++)
        letters += g_ascii_isalpha (text[i]) || (guchar) text[i] >= 0x80;
      if (letters >= 3 && !memchr (text, '@', length) && !memchr (text, '.', length - 1))
        return TRUE;
    }
  return FALSE;
}

/* The number says "the mailbox", but the server has given its reason in words that no rule knows: they may as well
 * name a policy, and nobody is to be removed for a guess. */
static gboolean
is_unsure (const Judge *self)
{
  const Answer *best = self->best >= 0 ? &self->answers[self->best] : NULL;

  if (best && (is_contradicted (self) || is_denied_by_reply (self)))
    return TRUE;
  if (!best || !(best->layer >= LAYER_REPLY || is_derived_code (self, best)))
    return FALSE;
  for (guint i = 0; i < self->n_witnesses; i++)
    if (self->witnesses[i].reply_code == self->effective.reply_code && has_words (&self->witnesses[i]))
      return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (unsure_replies); i++)
    if (unsure_replies[i] == self->effective.reply_code)
      return TRUE;
  return FALSE;
}

/* Rules that say that the mail did not get out of our own program: that tells nothing about any address. */
static const char * const own_rules[] = { "folk:101" };

static gboolean
is_our_own (const Judge *self)
{
  for (guint i = 0; i < self->n_answers; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (own_rules); k++)
      if (strcmp (dsn_rules_get_name (self->answers[i].rules, self->answers[i].rule), own_rules[k]) == 0)
        return TRUE;
  return FALSE;
}

static void
list_candidates (const Judge *self, DsnVerdict *verdict)
{
  for (guint i = 0; i < self->n_answers; i++)
    {
      const Answer *answer = &self->answers[i], *best = &self->answers[self->best];
      gboolean known = (int) i == self->best || reason_of (answer) == verdict->reason;
      const char *why = best->layer < answer->layer ? "a more specific rule spoke" : "another rule came first";

      for (guint k = 0; k < verdict->n_candidates && !known; k++)
        known = verdict->candidates[k].reason == reason_of (answer);
      if (known)
        continue;
      if (reason_of (answer) == DSN_REASON_EXPIRED)
        why = "a cause is told beside it";
      verdict->candidates = dsn_arena_grow (verdict->arena, verdict->candidates, verdict->n_candidates,
                                            sizeof (DsnCandidate));
      verdict->candidates[verdict->n_candidates++] =
        (DsnCandidate) {
          reason_of (answer), keep (self, answer, verdict, dsn_rules_get_name (answer->rules, answer->rule)), why
        };
    }
}

/* A vendor's rule decided, and the registered meaning of the code is another (rule P-05). */
static gboolean
is_vendor_meaning (const Judge *self, const Answer *best)
{
  if (best->rules != self->sets[1] || best->layer > LAYER_VENDOR)
    return FALSE;
  for (guint i = 0; i < self->n_answers; i++)
    {
      const Answer *answer = &self->answers[i];

      if (answer->length == 0 && answer->layer >= LAYER_CODES && answer->layer < LAYER_REPLY && reason_of (answer) != reason_of (best))
        return TRUE;
    }
  return FALSE;
}

static void
take_answer (const Judge *self, DsnVerdict *verdict)
{
  const Answer *best = &self->answers[self->best];

  verdict->reason = reason_of (best);
  verdict->rule = keep (self, best, verdict, dsn_rules_get_name (best->rules, best->rule));
  verdict->rule_origin = keep (self, best, verdict, dsn_rules_get_origin (best->rules, best->rule));
  if (best->evidence)
    {
      const char *text = best->length ? best->evidence->text + best->offset : best->evidence->text;
      gsize length = best->length ? best->length : strlen (text);

      verdict->evidence = *best->evidence;
      verdict->evidence.text = dsn_arena_strndup (verdict->arena, text, length);
    }
  if (is_vendor_meaning (self, best))
    verdict->conflicts |= DSN_CONFLICT_VENDOR_MEANING;
  for (guint i = 0; i < self->n_answers; i++)
    verdict->expired |= dsn_rules_is_expired (self->answers[i].rules, self->answers[i].rule)
                        || reason_of (&self->answers[i]) == DSN_REASON_EXPIRED;
  list_candidates (self, verdict);
}

static void
fill_success (const Judge *self, DsnVerdict *verdict)
{
  gboolean delivered = !self->facts->bare || verdict->reply_code / 10 == 25;

  if (delivered)
    verdict->action = self->effective.action;
  verdict->reason = delivered ? DSN_REASON_DELIVERED : DSN_REASON_UNSPECIFIED;
  verdict->fault = DSN_FAULT_NONE;
  verdict->confidence = DSN_CONFIDENCE_HIGH;
}

/* A bare line tells no outcome of a delivery but success. */
static gboolean
is_success (const Judge *self)
{
  if (!self->facts->bare)
    return self->effective.action >= DSN_ACTION_DELIVERED;
  return (self->effective.reply_code >= 200 && self->effective.reply_code < 400)
         || (self->effective.reply_code == 0 && self->effective.status.klass == 2);
}

DsnVerdict *
dsn_judge (const DsnRules *user, const DsnRules *builtin, const DsnCase *facts)
{
  DsnVerdict *verdict = dsn_verdict_new ();
  Judge self;

  self.facts = facts;
  self.sets[0] = user;
  self.sets[1] = builtin;
  self.n_answers = 0;
  self.best = -1;
  self.n_witnesses = MIN (facts->n_evidence, MAX_WITNESSES);
  for (guint i = 0; i < self.n_witnesses; i++)
    dsn_witness_read (&facts->evidence[i], &self.witnesses[i]);
  dsn_effective_find (self.witnesses, self.n_witnesses, &facts->stated, facts->action, &self.effective);

  verdict->action = facts->bare ? DSN_ACTION_NONE : self.effective.action;
  verdict->status = self.effective.status;
  verdict->status_source = self.effective.status_source;
  verdict->reply_code = self.effective.reply_code;
  verdict->reply_source = self.effective.reply_source;
  verdict->conflicts = self.effective.conflicts;
  verdict->diagnostic = find_diagnostic (&self);

  if (is_success (&self))
    {
      fill_success (&self, verdict);
      return verdict;
    }
  verdict->expired = !facts->bare && verdict->action == DSN_ACTION_FAILED && (self.effective.expired || facts->gave_up);
  find_answer (&self);
  if (self.best >= 0)
    take_answer (&self, verdict);
  else if (verdict->expired)
    verdict->reason = DSN_REASON_EXPIRED;
  if (verdict->action == DSN_ACTION_DELAYED)
    verdict->expired = FALSE;

  verdict->fault = dsn_reason_get_fault (verdict->reason);
  verdict->confidence = find_confidence (&self);
  if (facts->certainty && verdict->confidence > facts->certainty)
    verdict->confidence = facts->certainty;
  if (facts->bare && self.best < 0 && verdict->reply_code == 0 && !dsn_status_is_set (&verdict->status))
    return verdict;                              /* a line that tells of no failure: no type, no advice */
  verdict->type = dsn_advice_find (verdict->reason, verdict->action, self.effective.temporary || is_unsure (&self),
                                   &verdict->advice);
  if (verdict->advice == DSN_ADVICE_COUNT && is_our_own (&self))
    verdict->advice = DSN_ADVICE_KEEP;
  return verdict;
}
