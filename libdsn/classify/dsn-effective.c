/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes the texts that speak about a recipient and the stated Status and Action, and finds the effective outcome, status code and reply
 * code (rules P-01 to P-10).  Every code given stands somewhere in the bounce; none is derived.  Contradictions are flagged
 * and never resolved silently.
 *
 * The order of trust for the status code: a code with a detail beats one without, that beats X.0.0; at equal detail the text of the
 * remote's reply beats the Status field; "time expired" (X.4.7) beats nothing but its absence, since it hides the cause.
 */
#include <string.h>
#include "classify/dsn-codes.h"
#include "classify/dsn-effective.h"

static gboolean
is_expired (const DsnStatus *status)
{
  return status->subject == 4 && status->detail == 7 && status->klass >= 4;
}

/* Of several replies in one text the first speaks, unless it is no refusal (a greeting in front of the real reply), or says only that the
 * time ran out while a later one tells the cause (rule P-06). */
static gboolean
is_better_reply (const DsnReplyFound *old, const DsnReplyFound *new)
{
  if (old->code < 400)
    return new->code >= 400;
  return is_expired (&old->status) && new->code >= 400 && !is_expired (&new->status);
}

void
dsn_witness_read (const DsnEvidence *evidence, DsnWitness *witness)
{
  const char *text = evidence->text;
  gsize length = strlen (text), at = 0;
  DsnReplyFound best = { 0 }, found;
  gboolean several = FALSE;

  while (at < length && dsn_reply_scan (text, length, at, &found))
    {
      several = several || (best.code >= 400 && found.code >= 400 && found.code != best.code);
      if (best.code == 0 || is_better_reply (&best, &found))
        best = found;
      at = MAX (found.end, found.offset + 3);
    }
  *witness = (DsnWitness) { evidence, length, best.code, best.status, several };

  /* "5.1.1 User unknown", "... (#5.1.1)": a code without a reply, or far from it */
  if (!dsn_status_is_set (&witness->status))
    {
      DsnStatus status, last_resort = { 0, 0, 0 };

      for (at = 0; dsn_status_find (text, (gssize) length, &status, &at); at += 5)
        {
          if (dsn_status_rank (&status) > dsn_status_rank (&witness->status)
              && (witness->reply_code < 400 || status.klass == witness->reply_code / 100))
            witness->status = status;
          else if (!dsn_status_is_set (&last_resort))
            last_resort = status;
        }
      if (!dsn_status_is_set (&witness->status))
        witness->status = last_resort;
    }
}

/* How far a code is to be preferred: what it says, with X.4.7 below a code of the subject alone.  A code of success beside a failure, or the
 * reverse, was said of something else: any other beats it. */
static int
weight (const DsnStatus *status, DsnAction action)
{
  static const int weights[] = { 0, 1, 3, 2, 4 };    /* by dsn_status_rank() */
  gboolean fits = action == DSN_ACTION_NONE || (action >= DSN_ACTION_DELIVERED) == (status->klass == 2);

  return weights[dsn_status_rank (status)] + (fits && dsn_status_is_set (status) ? 4 : 0);
}

static void
find_reply (const DsnWitness *witnesses, guint n, DsnEffective *effective)
{
  for (guint i = 0; i < n; i++)
    {
      guint code = witnesses[i].reply_code;

      if (witnesses[i].several && witnesses[i].evidence->source <= DSN_SOURCE_TEXT)
        effective->conflicts |= DSN_CONFLICT_MULTI_CODE;
      if (code == 0)
        continue;
      if (effective->reply_code == 0 || (effective->reply_code < 400 && code >= 400))
        {
          effective->reply_code = code;
          effective->reply_source = witnesses[i].evidence->source;
        }
      else if (code != effective->reply_code && code >= 400 && witnesses[i].evidence->source <= DSN_SOURCE_TEXT)
        effective->conflicts |= DSN_CONFLICT_MULTI_CODE;
    }
}

static void
offer_status (DsnEffective *effective, DsnAction action, const DsnStatus *status, DsnSource source)
{
  if (weight (status, action) > weight (&effective->status, action))
    {
      effective->status = *status;
      effective->status_source = source;
    }
}

static void
find_status (const DsnWitness *witnesses, guint n, const DsnStatus *stated, DsnAction action, DsnEffective *effective)
{
  guint i = 0;

  for (; i < n && witnesses[i].evidence->source < DSN_SOURCE_STATUS; i++)
    offer_status (effective, action, &witnesses[i].status, witnesses[i].evidence->source);
  offer_status (effective, action, stated, DSN_SOURCE_STATUS);
  for (; i < n; i++)
    offer_status (effective, action, &witnesses[i].status, witnesses[i].evidence->source);
}

static DsnAction
find_action (const DsnEffective *effective, DsnAction stated)
{
  guint klass = effective->reply_code >= 400 ? effective->reply_code / 100 : effective->status.klass;

  if (stated)
    return stated;
  return klass == 2 ? DSN_ACTION_DELIVERED : DSN_ACTION_FAILED;
}

/* Rule M-21: 550 written as 5.5.0 */
static gboolean
is_folk (const DsnStatus *status, guint reply)
{
  return status->klass * 100u + status->subject * 10u + status->detail == reply && status->subject < 10 && status->detail < 10
         && (reply == 421 || (reply >= 450 && reply <= 452) || (reply >= 550 && reply <= 554));
}

static void
find_conflicts (const DsnStatus *stated, DsnAction action, DsnEffective *effective)
{
  guint klass = effective->reply_code / 100;

  if ((klass == 2 || klass >= 4) && ((dsn_status_is_set (&effective->status) && effective->status.klass != klass)
                     || (dsn_status_is_set (stated) && stated->klass != klass)))
    effective->conflicts |= DSN_CONFLICT_STATUS_VS_REPLY_CLASS;
  if (dsn_status_is_set (stated) && effective->status_source != DSN_SOURCE_STATUS && !dsn_status_equal (stated, &effective->status)
      && dsn_status_rank (stated) > 1)
    effective->conflicts |= DSN_CONFLICT_STATUS_VS_TEXT_CODE;
  if (dsn_status_is_set (stated)
      && ((action == DSN_ACTION_FAILED && stated->klass == 2) || (action == DSN_ACTION_DELAYED && stated->klass != 4)
          || (action >= DSN_ACTION_DELIVERED && stated->klass != 2)))
    effective->conflicts |= DSN_CONFLICT_ACTION_VS_STATUS;
  if (dsn_status_is_set (&effective->status) && !dsn_codes_is_registered (&effective->status))
    effective->conflicts |= DSN_CONFLICT_UNREGISTERED_CODE;
  if (effective->reply_code && !dsn_codes_is_standard_reply (effective->reply_code))
    effective->conflicts |= DSN_CONFLICT_NONSTANDARD_REPLY;
  if (is_folk (&effective->status, effective->reply_code) && effective->status_source == DSN_SOURCE_STATUS)
    effective->conflicts |= DSN_CONFLICT_FOLK_DIGITS;
}

void
dsn_effective_find (const DsnWitness *witnesses, guint n_witnesses, const DsnStatus *stated, DsnAction action, DsnEffective *effective)
{
  guint klass;

  memset (effective, 0, sizeof *effective);
  find_reply (witnesses, n_witnesses, effective);
  find_status (witnesses, n_witnesses, stated, action, effective);
  effective->action = find_action (effective, action);
  find_conflicts (stated, action, effective);

  /* the reply's first digit decides whether it is for good (rule P-04); never the Status alone where a reply speaks */
  klass = effective->reply_code >= 400 ? effective->reply_code / 100 : effective->status.klass;
  effective->temporary = effective->action == DSN_ACTION_DELAYED || klass == 4;

  for (guint i = 0; i < n_witnesses; i++)
    effective->expired |= is_expired (&witnesses[i].status);
  effective->expired |= is_expired (stated) || is_expired (&effective->status);
  effective->expired |= effective->action == DSN_ACTION_FAILED && (klass == 4 || (stated->klass == 4 && dsn_status_rank (stated) == 1));
}
