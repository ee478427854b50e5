/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The nicks of all enumerations and flags, and the fault that goes with each reason.  A row per value, in the order of
 * the enumeration; the unit test holds both together.
 */
#include <dsn/dsn-types.h>

G_DEFINE_QUARK (dsn-error-quark, dsn_error)

static const char * const kinds[] = {
  [DSN_KIND_ORDINARY]   = "ordinary",
  [DSN_KIND_BOUNCE]     = "bounce",
  [DSN_KIND_DELAY]      = "delay",
  [DSN_KIND_SUCCESS]    = "success",
  [DSN_KIND_COMPLAINT]  = "complaint",
  [DSN_KIND_AUTO_REPLY] = "auto-reply",
  [DSN_KIND_RECEIPT]    = "receipt",
};

static const char * const actions[] = {
  [DSN_ACTION_NONE]      = "none",
  [DSN_ACTION_FAILED]    = "failed",
  [DSN_ACTION_DELAYED]   = "delayed",
  [DSN_ACTION_DELIVERED] = "delivered",
  [DSN_ACTION_RELAYED]   = "relayed",
  [DSN_ACTION_EXPANDED]  = "expanded",
};

static const struct { const char *nick; DsnFault fault; } reasons[] = {
  [DSN_REASON_UNSPECIFIED]          = { "unspecified",          DSN_FAULT_UNKNOWN },
  [DSN_REASON_USER_UNKNOWN]         = { "user-unknown",         DSN_FAULT_RECIPIENT },
  [DSN_REASON_MAILBOX_FULL]         = { "mailbox-full",         DSN_FAULT_RECIPIENT },
  [DSN_REASON_MAILBOX_DISABLED]     = { "mailbox-disabled",     DSN_FAULT_RECIPIENT },
  [DSN_REASON_MOVED]                = { "moved",                DSN_FAULT_RECIPIENT },
  [DSN_REASON_FILTERED]             = { "filtered",             DSN_FAULT_RECIPIENT },
  [DSN_REASON_DOMAIN_UNKNOWN]       = { "domain-unknown",       DSN_FAULT_RECIPIENT },
  [DSN_REASON_NOT_ACCEPTING_MAIL]   = { "not-accepting-mail",   DSN_FAULT_RECIPIENT },
  [DSN_REASON_MESSAGE_TOO_LARGE]    = { "message-too-large",    DSN_FAULT_CONTENT },
  [DSN_REASON_CONTENT_REJECTED]     = { "content-rejected",     DSN_FAULT_CONTENT },
  [DSN_REASON_SPAM]                 = { "spam",                 DSN_FAULT_CONTENT },
  [DSN_REASON_VIRUS]                = { "virus",                DSN_FAULT_CONTENT },
  [DSN_REASON_POLICY]               = { "policy",               DSN_FAULT_SENDER },
  [DSN_REASON_AUTH_FAILURE]         = { "auth-failure",         DSN_FAULT_SENDER },
  [DSN_REASON_REPUTATION]           = { "reputation",           DSN_FAULT_SENDER },
  [DSN_REASON_NO_PTR]               = { "no-ptr",               DSN_FAULT_SENDER },
  [DSN_REASON_SENDER_REJECTED]      = { "sender-rejected",      DSN_FAULT_SENDER },
  [DSN_REASON_RELAY_DENIED]         = { "relay-denied",         DSN_FAULT_SENDER },
  [DSN_REASON_RATE_LIMITED]         = { "rate-limited",         DSN_FAULT_SENDER },
  [DSN_REASON_TOO_MANY_CONNECTIONS] = { "too-many-connections", DSN_FAULT_SENDER },
  [DSN_REASON_GREYLISTED]           = { "greylisted",           DSN_FAULT_RECEIVER },
  [DSN_REASON_BLOCKED]              = { "blocked",              DSN_FAULT_SENDER },
  [DSN_REASON_NETWORK]              = { "network",              DSN_FAULT_TRANSPORT },
  [DSN_REASON_EXPIRED]              = { "expired",              DSN_FAULT_TRANSPORT },
  [DSN_REASON_TLS_FAILURE]          = { "tls-failure",          DSN_FAULT_SENDER },
  [DSN_REASON_SYSTEM_ERROR]         = { "system-error",         DSN_FAULT_RECEIVER },
  [DSN_REASON_SYSTEM_FULL]          = { "system-full",          DSN_FAULT_RECEIVER },
  [DSN_REASON_MAILER_ERROR]         = { "mailer-error",         DSN_FAULT_RECEIVER },
  [DSN_REASON_PROTOCOL]             = { "protocol",             DSN_FAULT_TRANSPORT },
  [DSN_REASON_NON_COMPLIANT]        = { "non-compliant",        DSN_FAULT_SENDER },
  [DSN_REASON_SUPPRESSED]           = { "suppressed",           DSN_FAULT_RECIPIENT },
  [DSN_REASON_DELIVERED]            = { "delivered",            DSN_FAULT_NONE },
};

static const char * const faults[] = {
  [DSN_FAULT_UNKNOWN]   = "unknown",
  [DSN_FAULT_RECIPIENT] = "recipient",
  [DSN_FAULT_SENDER]    = "sender",
  [DSN_FAULT_CONTENT]   = "content",
  [DSN_FAULT_TRANSPORT] = "transport",
  [DSN_FAULT_RECEIVER]  = "receiver",
  [DSN_FAULT_NONE]      = "none",
};

static const char * const bounce_types[] = {
  [DSN_BOUNCE_TYPE_NONE] = "none",
  [DSN_BOUNCE_TYPE_HARD] = "hard",
  [DSN_BOUNCE_TYPE_SOFT] = "soft",
};

static const char * const advices[] = {
  [DSN_ADVICE_NONE]   = "none",
  [DSN_ADVICE_REMOVE] = "remove",
  [DSN_ADVICE_COUNT]  = "count",
  [DSN_ADVICE_KEEP]   = "keep",
};

static const char * const confidences[] = {
  [DSN_CONFIDENCE_NONE]   = "none",
  [DSN_CONFIDENCE_LOW]    = "low",
  [DSN_CONFIDENCE_MEDIUM] = "medium",
  [DSN_CONFIDENCE_HIGH]   = "high",
};

static const char * const stages[] = {
  [DSN_STAGE_UNKNOWN] = "unknown",
  [DSN_STAGE_CONNECT] = "connect",
  [DSN_STAGE_HELO]    = "helo",
  [DSN_STAGE_AUTH]    = "auth",
  [DSN_STAGE_MAIL]    = "mail",
  [DSN_STAGE_RCPT]    = "rcpt",
  [DSN_STAGE_DATA]    = "data",
  [DSN_STAGE_DOT]     = "dot",
};

/* flags: row n is bit n */
static const char * const conflicts[] = {
  "status-vs-reply-class",
  "status-vs-text-code",
  "action-vs-status",
  "multi-code",
  "unregistered-code",
  "vendor-meaning",
  "folk-digits",
  "nonstandard-reply",
};

static const char * const defects[] = {
  "empty",
  "truncated",
  "limit-message",
  "limit-header",
  "limit-field",
  "limit-fields",
  "limit-parts",
  "limit-depth",
  "limit-line",
  "limit-text",
  "limit-recipients",
  "limit-address",
  "malformed-header",
  "missing-blank-line",
  "no-boundary",
  "boundary-missing",
  "boundary-open",
  "bare-cr",
  "nul-bytes",
  "encoded-report",
  "bad-encoding",
  "bad-charset",
  "raw-8bit",
  "not-multipart-report",
  "report-type",
  "no-blank-between-groups",
  "empty-report",
  "missing-field",
  "repeated-field",
  "bad-field",
};

static const char *
flag_to_string (const char * const *names, guint n, guint flag)
{
  int bit = g_bit_nth_lsf (flag, -1);

  return bit >= 0 && (guint) bit < n && flag == 1u << bit ? names[bit] : NULL;
}

static gboolean
nick_to_value (const char * const *names, guint n, const char *nick, int *value)
{
  for (guint i = 0; nick && i < n; i++)
    if (!g_ascii_strcasecmp (names[i], nick))
      {
        *value = (int) i;
        return TRUE;
      }
  return FALSE;
}

/* The same pair of functions for each plain enumeration. */
#define DEFINE_NICKS(Type, name, table)                                           \
  const char *                                                                    \
  dsn_##name##_to_string (Type value)                                             \
  {                                                                               \
    return (guint) value < G_N_ELEMENTS (table) ? table[value] : NULL;            \
  }                                                                               \
                                                                                  \
  gboolean                                                                        \
  dsn_##name##_from_string (const char *nick, Type *value)                        \
  {                                                                               \
    int found = 0;                                                                \
                                                                                  \
    g_return_val_if_fail (value != NULL, FALSE);                                  \
    if (!nick_to_value (table, G_N_ELEMENTS (table), nick, &found))               \
      return FALSE;                                                               \
    *value = (Type) found;                                                        \
    return TRUE;                                                                  \
  }

/**
 * dsn_kind_to_string:
 * @kind: a kind
 *
 * Returns: (transfer none) (nullable): its nick, %NULL if there is no such value
 */
/**
 * dsn_kind_from_string:
 * @nick: (nullable): a nick, in any case of letters
 * @kind: (out): what it stands for, unchanged if it is unknown
 *
 * Returns: whether @nick is known
 */
DEFINE_NICKS (DsnKind, kind, kinds)

/**
 * dsn_action_to_string:
 * @action: an action
 *
 * Returns: (transfer none) (nullable): its nick, %NULL if there is no such value
 */
/**
 * dsn_action_from_string:
 * @nick: (nullable): a nick, in any case of letters
 * @action: (out): what it stands for, unchanged if it is unknown
 *
 * Returns: whether @nick is known
 */
DEFINE_NICKS (DsnAction, action, actions)

/**
 * dsn_fault_to_string:
 * @fault: a fault
 *
 * Returns: (transfer none) (nullable): its nick, %NULL if there is no such value
 */
/**
 * dsn_fault_from_string:
 * @nick: (nullable): a nick, in any case of letters
 * @fault: (out): what it stands for, unchanged if it is unknown
 *
 * Returns: whether @nick is known
 */
DEFINE_NICKS (DsnFault, fault, faults)

/**
 * dsn_bounce_type_to_string:
 * @type: a type
 *
 * Returns: (transfer none) (nullable): its nick, %NULL if there is no such value
 */
/**
 * dsn_bounce_type_from_string:
 * @nick: (nullable): a nick, in any case of letters
 * @type: (out): what it stands for, unchanged if it is unknown
 *
 * Returns: whether @nick is known
 */
DEFINE_NICKS (DsnBounceType, bounce_type, bounce_types)

/**
 * dsn_advice_to_string:
 * @advice: an advice
 *
 * Returns: (transfer none) (nullable): its nick, %NULL if there is no such value
 */
/**
 * dsn_advice_from_string:
 * @nick: (nullable): a nick, in any case of letters
 * @advice: (out): what it stands for, unchanged if it is unknown
 *
 * Returns: whether @nick is known
 */
DEFINE_NICKS (DsnAdvice, advice, advices)

/**
 * dsn_confidence_to_string:
 * @confidence: a confidence
 *
 * Returns: (transfer none) (nullable): its nick, %NULL if there is no such value
 */
/**
 * dsn_confidence_from_string:
 * @nick: (nullable): a nick, in any case of letters
 * @confidence: (out): what it stands for, unchanged if it is unknown
 *
 * Returns: whether @nick is known
 */
DEFINE_NICKS (DsnConfidence, confidence, confidences)

/**
 * dsn_stage_to_string:
 * @stage: a stage
 *
 * Returns: (transfer none) (nullable): its nick, %NULL if there is no such value
 */
/**
 * dsn_stage_from_string:
 * @nick: (nullable): a nick, in any case of letters
 * @stage: (out): what it stands for, unchanged if it is unknown
 *
 * Returns: whether @nick is known
 */
DEFINE_NICKS (DsnStage, stage, stages)

/**
 * dsn_reason_to_string:
 * @reason: a reason
 *
 * Returns: (transfer none) (nullable): its nick, such as "user-unknown", %NULL if there is no such value
 */
const char *
dsn_reason_to_string (DsnReason reason)
{
  return (guint) reason < G_N_ELEMENTS (reasons) ? reasons[reason].nick : NULL;
}

/**
 * dsn_reason_from_string:
 * @nick: (nullable): a nick, in any case of letters
 * @reason: (out): what it stands for, unchanged if it is unknown
 *
 * Returns: whether @nick is known
 */
gboolean
dsn_reason_from_string (const char *nick, DsnReason *reason)
{
  g_return_val_if_fail (reason != NULL, FALSE);

  for (guint i = 0; nick && i < G_N_ELEMENTS (reasons); i++)
    if (!g_ascii_strcasecmp (reasons[i].nick, nick))
      {
        *reason = (DsnReason) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * dsn_reason_get_fault:
 * @reason: a reason
 *
 * Returns: who has to act when a delivery failed for @reason
 */
DsnFault
dsn_reason_get_fault (DsnReason reason)
{
  return (guint) reason < G_N_ELEMENTS (reasons) ? reasons[reason].fault : DSN_FAULT_UNKNOWN;
}

/**
 * dsn_conflict_to_string:
 * @conflict: one flag
 *
 * Returns: (transfer none) (nullable): its nick, %NULL unless @conflict is exactly one known flag
 */
const char *
dsn_conflict_to_string (DsnConflicts conflict)
{
  return flag_to_string (conflicts, G_N_ELEMENTS (conflicts), conflict);
}

/**
 * dsn_defect_to_string:
 * @defect: one flag
 *
 * Returns: (transfer none) (nullable): its nick, %NULL unless @defect is exactly one known flag
 */
const char *
dsn_defect_to_string (DsnDefects defect)
{
  return flag_to_string (defects, G_N_ELEMENTS (defects), defect);
}
