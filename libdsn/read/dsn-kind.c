/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the message is.  A machine-readable part decides; without one it takes recipients that the text names and a header that speaks for a
 * mail system, and only then the word of an answering machine.  A notice that our own address could not be reached is no report of a
 * delivery of ours: so writes who wants our password.  A null sender, Auto-Submitted and From are evidence, never proof.
 */
#include <string.h>
#include "read/dsn-read-private.h"

static void
decide (DsnReading *self, DsnKind kind, const char *evidence)
{
  self->report->kind = kind;
  self->report->kind_evidence = evidence;
}

/* RFC 3464 2.3.3; without an Action its Status has to do (rule P-02). */
static DsnAction
outcome (const DsnRecipient *recipient)
{
  if (recipient->action)
    return recipient->action;
  return recipient->status.klass == 2 ? DSN_ACTION_DELIVERED : DSN_ACTION_FAILED;
}

/* One failure makes a bounce, else one delay a delay. */
static void
decide_by_recipients (DsnReading *self, const char *evidence)
{
  gboolean failed = FALSE, delayed = FALSE;

  for (guint i = 0; i < self->report->n_recipients; i++)
    {
      DsnAction action = outcome (self->report->recipients[i]);

      failed |= action == DSN_ACTION_FAILED;
      delayed |= action == DSN_ACTION_DELAYED;
    }
  decide (self, failed ? DSN_KIND_BOUNCE : delayed ? DSN_KIND_DELAY : DSN_KIND_SUCCESS, evidence);
}

void
dsn_kind_decide (DsnReading *self, const DsnSigns *signs)
{
  if (self->report->n_recipients > 0)
    decide_by_recipients (self, self->status >= 0 ? "a delivery-status part" : "the text names recipients");
  else if (dsn_complaint_read (self))
    decide (self, DSN_KIND_COMPLAINT, self->feedback >= 0 ? "a feedback-report part" : "the form of a provider's complaint");
  else if (self->disposition >= 0)
    decide (self, DSN_KIND_RECEIPT, "a disposition-notification part");
  else if (signs->named && signs->bounce >= DSN_SIGNS_CERTAIN
           && (self->status >= 0 || self->report->has_original || (signs->daemon && !self->about_us && (self->says_failed || self->notices->len == 0))))
    decide (self, signs->delay_subject ? DSN_KIND_DELAY : signs->success_subject ? DSN_KIND_SUCCESS : DSN_KIND_BOUNCE,
            "the header of a mail system's notice");
  else if (signs->auto_reply)
    decide (self, DSN_KIND_AUTO_REPLY, "an answering machine says so");
  else if (self->report->n_recipients == 0 && !signs->talk && dsn_answer_read (self))
    decide (self, DSN_KIND_AUTO_REPLY, "the text says that a machine answers");
  else
    decide (self, DSN_KIND_ORDINARY, "nothing speaks for a report");
}
