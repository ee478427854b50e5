/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What went wrong where no server replied (M-09): the nick, the status, and the words for the Diagnostic-Code, which
 * go into every notification alike (i-default, RFC 2277).
 */
#include "write/dsn-status-map.h"

typedef struct {
  const char *nick;
  DsnStatus   status;
  guint16     final_class;    /* the class where the delivery failed for good */
  const char *text;
} DsnCauseInfo;

static const DsnCauseInfo causes[] = {
  [DSN_CAUSE_NONE] = { "none", { 5, 0, 0 }, 5, "not delivered" },
  [DSN_CAUSE_NO_DOMAIN] = { "nxdomain", { 5, 1, 2 }, 5, "the domain does not exist" },
  [DSN_CAUSE_NULL_MX] = { "null-mx", { 5, 1, 10 }, 5, "the domain says that it accepts no mail (null MX)" },
  [DSN_CAUSE_NO_ADDRESS] = { "no-address", { 5, 4, 4 }, 5, "the mail host has no address in the DNS" },
  [DSN_CAUSE_DNS_FAILURE] = { "dns-failure", { 4, 4, 3 }, 4, "the DNS gave no answer" },
  [DSN_CAUSE_REFUSED] = { "refused", { 4, 4, 1 }, 4, "connection refused" },
  [DSN_CAUSE_CONNECT_TIMEOUT] = { "connect-timeout", { 4, 4, 1 }, 4, "the mail host did not answer" },
  [DSN_CAUSE_LOST] = { "lost", { 4, 4, 2 }, 4, "the connection was lost" },
  [DSN_CAUSE_TIMEOUT] = { "timeout", { 4, 4, 2 }, 4, "the conversation timed out" },
  [DSN_CAUSE_TLS] = { "tls", { 4, 7, 0 }, 4, "no TLS connection could be made, and one is needed" },
  [DSN_CAUSE_REQUIRETLS] = { "requiretls", { 5, 7, 30 }, 5, "REQUIRETLS is needed and not supported" },
  [DSN_CAUSE_LOOP] = { "loop", { 5, 4, 6 }, 5, "the message goes round in a loop" },
  [DSN_CAUSE_HOPS] = { "hop-count", { 5, 4, 6 }, 5, "too many hops" },
  [DSN_CAUSE_SIZE] = { "size", { 5, 3, 4 }, 5, "the message is larger than the next server takes" },
  [DSN_CAUSE_SMTPUTF8] = { "smtputf8", { 5, 6, 7 }, 5, "SMTPUTF8 is needed and not supported by the next server" },
  [DSN_CAUSE_8BIT] = { "8bit", { 5, 6, 3 }, 5, "8BITMIME is needed and not supported by the next server" },
  [DSN_CAUSE_EXPIRED] = { "expired", { 4, 4, 7 }, 4, "the message could not be delivered in time" },
  [DSN_CAUSE_NO_USER] = { "no-user", { 5, 1, 1 }, 5, "unknown user" },
  [DSN_CAUSE_QUOTA] = { "quota", { 4, 2, 2 }, 5, "the mailbox is full" },
  [DSN_CAUSE_POLICY] = { "policy", { 5, 7, 1 }, 5, "refused by a rule of this system" },
  [DSN_CAUSE_VIRUS] = { "virus", { 5, 7, 1 }, 5, "malware was found in the message" },
  [DSN_CAUSE_CONFIG] = { "config", { 5, 3, 5 }, 5, "this mail system is wrongly configured" },
  [DSN_CAUSE_MOVED] = { "moved", { 5, 1, 6 }, 5, "the user has moved and left no address" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (causes) == DSN_CAUSE_LAST);

static const char * const profiles[] = {
  [DSN_PROFILE_MAPPED]   = "mapped",
  [DSN_PROFILE_STRICT]   = "strict",
  [DSN_PROFILE_VERBATIM] = "verbatim",
};

G_STATIC_ASSERT (G_N_ELEMENTS (profiles) == DSN_PROFILE_LAST);

/**
 * dsn_cause_to_string:
 * @cause: a cause
 *
 * Returns: (transfer none) (nullable): its nick, such as "null-mx"
 */
const char *
dsn_cause_to_string (DsnCause cause)
{
  return (guint) cause < DSN_CAUSE_LAST ? causes[cause].nick : NULL;
}

/**
 * dsn_cause_from_string:
 * @nick: the nick of a cause
 * @cause: (out): the cause
 *
 * Returns: whether there is one of that nick
 */
gboolean
dsn_cause_from_string (const char *nick, DsnCause *cause)
{
  for (guint i = 0; i < DSN_CAUSE_LAST; i++)
    if (!g_strcmp0 (nick, causes[i].nick))
      {
        *cause = (DsnCause) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * dsn_profile_to_string:
 * @profile: a profile
 *
 * Returns: (transfer none) (nullable): its nick, such as "mapped"
 */
const char *
dsn_profile_to_string (DsnProfile profile)
{
  return (guint) profile < DSN_PROFILE_LAST ? profiles[profile] : NULL;
}

/**
 * dsn_profile_from_string:
 * @nick: the nick of a profile
 * @profile: (out): the profile
 *
 * Returns: whether there is one of that nick
 */
gboolean
dsn_profile_from_string (const char *nick, DsnProfile *profile)
{
  for (guint i = 0; i < DSN_PROFILE_LAST; i++)
    if (!g_strcmp0 (nick, profiles[i]))
      {
        *profile = (DsnProfile) i;
        return TRUE;
      }
  return FALSE;
}

const char *
dsn_cause_get_text (DsnCause cause)
{
  return causes[cause].text;
}

/* A delay is of class 4 (G-307); what failed keeps the class that its cause has (M-07). */
DsnStatus
dsn_cause_get_status (DsnCause cause, DsnAction action)
{
  DsnStatus status = causes[cause].status;

  status.klass = action == DSN_ACTION_DELAYED ? 4 : causes[cause].final_class;
  return status;
}
