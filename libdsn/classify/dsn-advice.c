/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From a reason to type and advice: a row per reason.  Only reasons that lie in the address itself, and only for good, give "hard" and
 * "remove"; what is the sender's, the content's or the transport's fault never does.
 */
#include "classify/dsn-advice.h"

typedef enum { ADDRESS, COUNT, KEEP } Group;

static const Group groups[DSN_REASON_LAST] = {
  [DSN_REASON_USER_UNKNOWN]         = ADDRESS,
  [DSN_REASON_MAILBOX_DISABLED]     = ADDRESS,
  [DSN_REASON_MOVED]                = ADDRESS,
  [DSN_REASON_DOMAIN_UNKNOWN]       = ADDRESS,
  [DSN_REASON_NOT_ACCEPTING_MAIL]   = ADDRESS,
  [DSN_REASON_MAILBOX_FULL]         = COUNT,
  [DSN_REASON_SYSTEM_ERROR]         = COUNT,
  [DSN_REASON_SYSTEM_FULL]          = COUNT,
  [DSN_REASON_NETWORK]              = COUNT,
  [DSN_REASON_EXPIRED]              = COUNT,
  [DSN_REASON_MAILER_ERROR]         = COUNT,
  [DSN_REASON_UNSPECIFIED]          = COUNT,
  [DSN_REASON_FILTERED]             = KEEP,
  [DSN_REASON_MESSAGE_TOO_LARGE]    = KEEP,
  [DSN_REASON_CONTENT_REJECTED]     = KEEP,
  [DSN_REASON_SPAM]                 = KEEP,
  [DSN_REASON_VIRUS]                = KEEP,
  [DSN_REASON_POLICY]               = KEEP,
  [DSN_REASON_AUTH_FAILURE]         = KEEP,
  [DSN_REASON_REPUTATION]           = KEEP,
  [DSN_REASON_NO_PTR]               = KEEP,
  [DSN_REASON_SENDER_REJECTED]      = KEEP,
  [DSN_REASON_RELAY_DENIED]         = KEEP,
  [DSN_REASON_RATE_LIMITED]         = KEEP,
  [DSN_REASON_TOO_MANY_CONNECTIONS] = KEEP,
  [DSN_REASON_GREYLISTED]           = KEEP,
  [DSN_REASON_BLOCKED]              = KEEP,
  [DSN_REASON_TLS_FAILURE]          = KEEP,
  [DSN_REASON_PROTOCOL]             = KEEP,
  [DSN_REASON_NON_COMPLIANT]        = KEEP,
  [DSN_REASON_SUPPRESSED]           = KEEP,
  [DSN_REASON_DELIVERED]            = KEEP,
};

DsnBounceType
dsn_advice_find (DsnReason reason, DsnAction action, gboolean temporary, DsnAdvice *advice)
{
  DsnBounceType type = DSN_BOUNCE_TYPE_SOFT;

  if (action >= DSN_ACTION_DELIVERED || reason == DSN_REASON_DELIVERED)
    {
      *advice = DSN_ADVICE_NONE;
      return DSN_BOUNCE_TYPE_NONE;
    }
  switch (groups[reason])
    {
    case ADDRESS:
      type = temporary ? DSN_BOUNCE_TYPE_SOFT : DSN_BOUNCE_TYPE_HARD;
      *advice = temporary ? DSN_ADVICE_COUNT : DSN_ADVICE_REMOVE;
      break;
    case COUNT:
      *advice = DSN_ADVICE_COUNT;
      break;
    case KEEP:
    default:
      *advice = DSN_ADVICE_KEEP;
      break;
    }
  if (action == DSN_ACTION_DELAYED)
    *advice = DSN_ADVICE_NONE;
  return type;
}
