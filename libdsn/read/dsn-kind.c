/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the message is.  A machine-readable part decides; without one it takes recipients that the text names, and only then
 * header fields.  A null sender, Auto-Submitted and From are evidence, never proof.
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
  switch (recipient->status.klass)
    {
    case 2:
      return DSN_ACTION_DELIVERED;
    default:
      return DSN_ACTION_FAILED;
    }
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

static gboolean
is_auto_reply (DsnReading *self)
{
  const char *value = dsn_reading_get_header (self, "Auto-Submitted");

  /* RFC 3834 5 */
  if (value && !g_ascii_strncasecmp (value, "auto-replied", 12))
    return TRUE;
  value = dsn_reading_get_header (self, "X-Autoreply");
  if (value && g_ascii_strcasecmp (value, "no"))
    return TRUE;
  return dsn_reading_get_header (self, "X-Autorespond") != NULL;
}

void
dsn_kind_decide (DsnReading *self)
{
  if (self->report->n_recipients > 0)
    decide_by_recipients (self, self->status >= 0 ? "a delivery-status part" : "the text names recipients");
  else if (self->feedback >= 0)
    decide (self, DSN_KIND_COMPLAINT, "a feedback-report part");
  else if (self->disposition >= 0)
    decide (self, DSN_KIND_RECEIPT, "a disposition-notification part");
  else if (is_auto_reply (self))
    decide (self, DSN_KIND_AUTO_REPLY, "Auto-Submitted");
  else
    decide (self, DSN_KIND_ORDINARY, "nothing speaks for a report");
}
