/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From a reply to a status: rules M-01 to M-12, one table a rule.
 */
#include <string.h>
#include "classify/dsn-codes.h"
#include "write/dsn-status-map.h"
#include "write/dsn-wire.h"

#define MAPPED   DSN_PROFILE_MAPPED
#define STRICT   DSN_PROFILE_STRICT
#define VERBATIM DSN_PROFILE_VERBATIM

typedef struct {
  const char *reply;
  DsnStage    stage;
  DsnAction   action;
  DsnProfile  profile;
  const char *status;        /* NULL: refused */
  int         source;        /* -1: any */
  DsnConflicts conflicts;
} Case;

static gboolean
map_full (const DsnMapQuery *query, const char *reply, DsnMapping *mapping, GError **error)
{
  g_autoptr (GPtrArray) lines = reply ? dsn_wire_split_reply (reply) : NULL;
  DsnMapQuery copy = *query;

  copy.lines = lines;
  return dsn_status_map (&copy, mapping, error);
}

static void
check_cases (const Case *cases, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const Case *c = &cases[i];
      DsnMapQuery query = { .stage = c->stage, .action = c->action, .profile = c->profile };
      g_autoptr (GError) error = NULL;
      g_autofree char *status = NULL;
      DsnMapping mapping;

      g_test_message ("%s", c->reply);
      if (!map_full (&query, c->reply, &mapping, &error))
        {
          g_assert_null (c->status);
          g_assert_error (error, DSN_ERROR, DSN_ERROR_CONFLICT);
          continue;
        }
      status = dsn_status_to_string (&mapping.status);
      g_assert_cmpstr (status, ==, c->status);
      g_assert_cmpuint (mapping.conflicts, ==, c->conflicts);
      if (c->source >= 0)
        g_assert_cmpint (mapping.source, ==, c->source);
    }
}

/* M-01: the code of the last line; what is no SMTP reply keeps away from SMTP */
static void
test_code (void)
{
  static const struct {
    const char *reply;
    guint       code;
    gboolean    smtp;
    const char *status;
    DsnConflicts conflicts;
  } cases[] = {
    { "550 no", 550, TRUE, "5.0.0", 0 },
    { "550-a\r\n550 b", 550, TRUE, "5.0.0", 0 },
    { "450-a\n550 b", 550, TRUE, "5.0.0", DSN_CONFLICT_MULTI_CODE },
    { "550", 550, TRUE, "5.0.0", 0 },
    { "550-\n550 ", 550, TRUE, "5.0.0", 0 },
    { "699 what", 699, FALSE, "5.5.0", 0 },
    { "000 what", 0, FALSE, "5.0.0", 0 },
    { "101 cannot open connection", 101, FALSE, "4.4.1", 0 },
    { "111 connection refused", 111, FALSE, "4.4.1", 0 },
    { "10060 timeout", 0, FALSE, "5.0.0", 0 },
    { "User unknown", 0, FALSE, "5.0.0", 0 },
    { "577 odd", 577, TRUE, "5.0.0", 0 },
    { "354 go on", 354, TRUE, "4.4.2", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DsnMapQuery query = { .profile = MAPPED };
      g_autofree char *status = NULL;
      DsnMapping mapping;

      g_test_message ("%s", cases[i].reply);
      g_assert_true (map_full (&query, cases[i].reply, &mapping, NULL));
      status = dsn_status_to_string (&mapping.status);
      g_assert_cmpuint (mapping.reply, ==, cases[i].code);
      g_assert_cmpint (mapping.is_smtp, ==, cases[i].smtp);
      g_assert_cmpstr (status, ==, cases[i].status);
      g_assert_cmpuint (mapping.conflicts, ==, cases[i].conflicts);
    }
}

/* M-02: an enhanced code of the reply wins if it is well-formed and of the reply's class */
static void
test_own_code (void)
{
  static const Case cases[] = {
    { "550 5.1.1 User unknown", 0, 0, MAPPED, "5.1.1", DSN_MAP_REPLY },
    { "550 5.1.1", 0, 0, STRICT, "5.1.1", DSN_MAP_REPLY },
    { "550-5.7.1 a\n550 5.7.26 b", 0, 0, MAPPED, "5.7.26", DSN_MAP_REPLY },
    { "550-5.7.26 a\n550 b", 0, 0, MAPPED, "5.7.26", DSN_MAP_REPLY },
    { "550 5.1.351 x", 0, 0, MAPPED, "5.1.351", DSN_MAP_REPLY },
    { "550 5.01.1 x", 0, 0, STRICT, "5.0.0", DSN_MAP_TABLE },
    { "550 5.1.1234 x", 0, 0, STRICT, "5.0.0", DSN_MAP_TABLE },
    { "550 3.1.1 x", 0, 0, STRICT, "5.0.0", DSN_MAP_TABLE },
    { "550 5.1.1: x", 0, 0, STRICT, "5.0.0", DSN_MAP_TABLE },
    { "550 Sorry 5.1.1", 0, 0, STRICT, "5.0.0", DSN_MAP_TABLE },
    { "550 No such user here (#5.1.1)", 0, 0, MAPPED, "5.1.1", DSN_MAP_TEXT },
    { "550 No such user here (#4.1.1)", DSN_STAGE_RCPT, 0, MAPPED, "5.1.1", DSN_MAP_TEXT },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* M-03: classes that differ are mended, refused or written as they are */
static void
test_class_conflict (void)
{
  static const Case cases[] = {
    { "550 4.2.2 full", 0, 0, MAPPED, "5.2.2", DSN_MAP_REPLY, DSN_CONFLICT_STATUS_VS_REPLY_CLASS },
    { "450 5.1.1 unknown", 0, 0, MAPPED, "4.1.1", DSN_MAP_REPLY, DSN_CONFLICT_STATUS_VS_REPLY_CLASS },
    { "550 4.7.1 x", 0, 0, MAPPED, "5.7.1", DSN_MAP_REPLY, DSN_CONFLICT_STATUS_VS_REPLY_CLASS },
    { "421 5.7.1 x", 0, 0, MAPPED, "4.7.1", DSN_MAP_REPLY, DSN_CONFLICT_STATUS_VS_REPLY_CLASS },
    { "550 2.1.5 ok", 0, 0, MAPPED, "5.0.0", DSN_MAP_REPLY, DSN_CONFLICT_STATUS_VS_REPLY_CLASS },
    { "450 5.1.9 x", 0, 0, MAPPED, "4.0.0", DSN_MAP_REPLY, DSN_CONFLICT_STATUS_VS_REPLY_CLASS },
    { "550 4.2.2 full", 0, 0, STRICT, NULL, -1, 0 },
    { "550 4.2.2 full", 0, 0, VERBATIM, "4.2.2", DSN_MAP_REPLY, DSN_CONFLICT_STATUS_VS_REPLY_CLASS },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* M-04 */
static void
test_strict (void)
{
  static const Case cases[] = {
    { "550 User unknown", DSN_STAGE_RCPT, 0, STRICT, "5.0.0", -1, 0 },
    { "451 try later", DSN_STAGE_RCPT, 0, STRICT, "4.0.0", -1, 0 },
    { "250 ok", DSN_STAGE_RCPT, 0, STRICT, "2.0.0", -1, 0 },
    { "101 refused", 0, 0, STRICT, "5.5.0", -1, 0 },
    { "550 User unknown", DSN_STAGE_RCPT, 0, VERBATIM, "5.0.0", -1, 0 },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* M-05: stage and table, then the words */
static void
test_mapped (void)
{
  static const Case cases[] = {
    { "550 rejected", DSN_STAGE_RCPT, 0, MAPPED, "5.1.1", DSN_MAP_STAGE },
    { "550 rejected", DSN_STAGE_MAIL, 0, MAPPED, "5.7.0", DSN_MAP_STAGE },
    { "550 rejected", DSN_STAGE_DOT, 0, MAPPED, "5.7.0", DSN_MAP_STAGE },
    { "550 rejected", DSN_STAGE_UNKNOWN, 0, MAPPED, "5.0.0", DSN_MAP_TABLE },
    { "550 user  UNKNOWN", DSN_STAGE_UNKNOWN, 0, MAPPED, "5.1.1", DSN_MAP_TEXT },
    { "550 mailbox full", DSN_STAGE_RCPT, 0, MAPPED, "5.2.2", DSN_MAP_TEXT },
    { "550 account disabled", DSN_STAGE_RCPT, 0, MAPPED, "5.2.1", DSN_MAP_TEXT },
    { "550 SPF check failed", DSN_STAGE_RCPT, 0, MAPPED, "5.7.23", DSN_MAP_TEXT },
    { "550 no PTR record", DSN_STAGE_RCPT, 0, MAPPED, "5.7.25", DSN_MAP_TEXT },
    { "550 user has moved to x@example.com", DSN_STAGE_RCPT, 0, MAPPED, "5.1.6", DSN_MAP_TEXT },
    { "451 greylisted, come back", DSN_STAGE_RCPT, 0, MAPPED, "4.7.0", DSN_MAP_TEXT },
    { "452 too many recipients", DSN_STAGE_RCPT, 0, MAPPED, "4.5.3", DSN_MAP_TEXT },
    { "452 over quota", DSN_STAGE_RCPT, 0, MAPPED, "4.2.2", DSN_MAP_TEXT },
    { "452 insufficient system storage", DSN_STAGE_RCPT, 0, MAPPED, "4.3.1", DSN_MAP_TABLE },
    { "421 closing", DSN_STAGE_CONNECT, 0, MAPPED, "4.3.2", DSN_MAP_STAGE },
    { "421 closing", DSN_STAGE_RCPT, 0, MAPPED, "4.3.0", DSN_MAP_TABLE },
    { "552 too many recipients", DSN_STAGE_RCPT, 0, MAPPED, "4.5.3", DSN_MAP_TEXT },
    { "552 exceeded storage allocation", DSN_STAGE_RCPT, 0, MAPPED, "5.2.2", DSN_MAP_TEXT },
    { "552 message size exceeds fixed maximum", DSN_STAGE_MAIL, 0, MAPPED, "5.3.4", DSN_MAP_TEXT },
    { "551 User not local; please try <a@example.com>", DSN_STAGE_RCPT, 0, MAPPED, "5.1.6", DSN_MAP_TEXT },
    { "551 not our customer, we do not relay", DSN_STAGE_RCPT, 0, MAPPED, "5.7.1", DSN_MAP_TEXT },
    { "553 mailbox name not allowed", DSN_STAGE_RCPT, 0, MAPPED, "5.1.3", DSN_MAP_STAGE },
    { "554 too many hops", DSN_STAGE_DOT, 0, MAPPED, "5.4.6", DSN_MAP_TEXT },
    { "554 no SMTP service here", DSN_STAGE_CONNECT, 0, MAPPED, "5.3.2", DSN_MAP_STAGE },
    { "556 no mail here", DSN_STAGE_RCPT, 0, MAPPED, "5.1.10", DSN_MAP_TABLE },
    { "450 moderate trouble", DSN_STAGE_UNKNOWN, 0, MAPPED, "4.2.0", DSN_MAP_TABLE },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* M-06: digits are no status, but for the lists' own codes, whose meaning the digits happen to have */
static void
test_never_folk (void)
{
  static const Case cases[] = {
    { "550 x", 0, 0, MAPPED, "5.0.0", -1, 0 },
    { "554 x", 0, 0, MAPPED, "5.0.0", -1, 0 },
    { "451 x", 0, 0, MAPPED, "4.3.0", -1, 0 },
    { "420 x", 0, 0, MAPPED, "4.4.2", -1, 0 },
    { "541 x", 0, 0, MAPPED, "5.7.1", -1, 0 },
    { "572 x", 0, 0, MAPPED, "5.7.1", -1, 0 },
    { "512 x", 0, 0, MAPPED, "5.1.2", -1, 0 },
    { "441 x", 0, 0, MAPPED, "4.4.1", -1, 0 },
    { "447 x", 0, 0, MAPPED, "4.4.7", -1, 0 },
    { "571 x", 0, 0, MAPPED, "5.7.1", -1, 0 },
    { "599 x", 0, 0, MAPPED, "5.0.0", -1, 0 },
    { "499 x", 0, 0, MAPPED, "4.0.0", -1, 0 },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* M-07: giving up keeps class 4 unless it is asked for otherwise */
static void
test_expiry (void)
{
  static const struct { DsnExpiry expiry; const char *reply, *status; } cases[] = {
    { DSN_EXPIRY_NONE, "452 4.2.2 full", "4.2.2" },
    { DSN_EXPIRY_LAST, "452 4.2.2 full", "4.2.2" },
    { DSN_EXPIRY_TIMEOUT, "452 4.2.2 full", "4.4.7" },
    { DSN_EXPIRY_PERMANENT, "452 4.2.2 full", "5.2.2" },
    { DSN_EXPIRY_PERMANENT, "446 too many hops", "5.4.6" },
    { DSN_EXPIRY_TIMEOUT, NULL, "4.4.7" },
  };
  DsnMapQuery delayed = { .expiry = DSN_EXPIRY_LAST, .action = DSN_ACTION_DELAYED };
  DsnMapping mapping;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DsnMapQuery query = { .expiry = cases[i].expiry, .profile = MAPPED };
      g_autofree char *status = NULL;

      g_assert_true (map_full (&query, cases[i].reply, &mapping, NULL));
      status = dsn_status_to_string (&mapping.status);
      g_assert_cmpstr (status, ==, cases[i].status);
      g_assert_cmpint (mapping.action, ==, DSN_ACTION_FAILED);
    }
  g_assert_false (map_full (&delayed, NULL, &mapping, NULL));
}

/* M-08, G-307: what the action allows */
static void
test_actions (void)
{
  static const Case cases[] = {
    { "451 4.7.1 later", 0, DSN_ACTION_DELAYED, MAPPED, "4.7.1", -1, 0 },
    { "550 5.1.1 no", 0, DSN_ACTION_DELAYED, MAPPED, NULL, -1, 0 },
    { "450 5.1.1 no", 0, DSN_ACTION_DELAYED, VERBATIM, "4.1.1", -1,
      DSN_CONFLICT_STATUS_VS_REPLY_CLASS | DSN_CONFLICT_ACTION_VS_STATUS },
    { "250 ok", DSN_STAGE_DOT, DSN_ACTION_FAILED, MAPPED, NULL, -1, 0 },
    { "550 no", 0, DSN_ACTION_DELIVERED, MAPPED, NULL, -1, 0 },
    { "250 ok", DSN_STAGE_DOT, DSN_ACTION_RELAYED, MAPPED, "2.0.0", -1, 0 },
    { "451 x", 0, DSN_ACTION_FAILED, MAPPED, "4.3.0", -1, 0 },
  };
  DsnMapQuery soft = { .action = DSN_ACTION_DELAYED, .soft_bounce = TRUE, .profile = MAPPED };
  DsnMapping mapping;

  check_cases (cases, G_N_ELEMENTS (cases));
  g_assert_true (map_full (&soft, "550 5.1.1 no", &mapping, NULL));
  g_assert_cmpuint (mapping.status.klass, ==, 4);
  g_assert_cmpuint (mapping.status.detail, ==, 1);
  g_assert_true (mapping.conflicts & DSN_CONFLICT_ACTION_VS_STATUS);
}

static void
test_given_status (void)
{
  DsnMapQuery query = { .status = { 5, 1, 1 }, .profile = MAPPED };
  DsnMapping mapping;

  g_assert_true (map_full (&query, "550 no", &mapping, NULL));
  g_assert_cmpint (mapping.source, ==, DSN_MAP_GIVEN);
  query.action = DSN_ACTION_DELAYED;
  g_assert_false (map_full (&query, NULL, &mapping, NULL));
  query.action = DSN_ACTION_DELIVERED;
  g_assert_false (map_full (&query, NULL, &mapping, NULL));
  query.status.klass = 2;
  g_assert_true (map_full (&query, NULL, &mapping, NULL));
}

/* M-09 */
static void
test_causes (void)
{
  static const struct { DsnCause cause; DsnAction action; const char *status; } cases[] = {
    { DSN_CAUSE_NO_DOMAIN, DSN_ACTION_NONE, "5.1.2" },
    { DSN_CAUSE_NULL_MX, DSN_ACTION_NONE, "5.1.10" },
    { DSN_CAUSE_NO_ADDRESS, DSN_ACTION_NONE, "5.4.4" },
    { DSN_CAUSE_DNS_FAILURE, DSN_ACTION_DELAYED, "4.4.3" },
    { DSN_CAUSE_REFUSED, DSN_ACTION_NONE, "4.4.1" },
    { DSN_CAUSE_CONNECT_TIMEOUT, DSN_ACTION_NONE, "4.4.1" },
    { DSN_CAUSE_LOST, DSN_ACTION_NONE, "4.4.2" },
    { DSN_CAUSE_TIMEOUT, DSN_ACTION_NONE, "4.4.2" },
    { DSN_CAUSE_TLS, DSN_ACTION_NONE, "4.7.0" },
    { DSN_CAUSE_REQUIRETLS, DSN_ACTION_NONE, "5.7.30" },
    { DSN_CAUSE_LOOP, DSN_ACTION_NONE, "5.4.6" },
    { DSN_CAUSE_HOPS, DSN_ACTION_NONE, "5.4.6" },
    { DSN_CAUSE_SIZE, DSN_ACTION_NONE, "5.3.4" },
    { DSN_CAUSE_SMTPUTF8, DSN_ACTION_NONE, "5.6.7" },
    { DSN_CAUSE_8BIT, DSN_ACTION_NONE, "5.6.3" },
    { DSN_CAUSE_EXPIRED, DSN_ACTION_NONE, "4.4.7" },
    { DSN_CAUSE_NO_USER, DSN_ACTION_NONE, "5.1.1" },
    { DSN_CAUSE_QUOTA, DSN_ACTION_FAILED, "5.2.2" },
    { DSN_CAUSE_QUOTA, DSN_ACTION_DELAYED, "4.2.2" },
    { DSN_CAUSE_POLICY, DSN_ACTION_NONE, "5.7.1" },
    { DSN_CAUSE_VIRUS, DSN_ACTION_NONE, "5.7.1" },
    { DSN_CAUSE_CONFIG, DSN_ACTION_NONE, "5.3.5" },
    { DSN_CAUSE_MOVED, DSN_ACTION_NONE, "5.1.6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DsnMapQuery query = { .cause = cases[i].cause, .action = cases[i].action };
      g_autofree char *status = NULL;
      DsnMapping mapping;

      g_assert_true (map_full (&query, NULL, &mapping, NULL));
      status = dsn_status_to_string (&mapping.status);
      g_assert_cmpstr (status, ==, cases[i].status);
      g_assert_cmpint (mapping.source, ==, DSN_MAP_CAUSE);
    }
}

static void
test_cause_nicks (void)
{
  for (guint i = 0; i < DSN_CAUSE_LAST; i++)
    {
      DsnCause cause = DSN_CAUSE_LAST;

      g_assert_nonnull (dsn_cause_to_string ((DsnCause) i));
      g_assert_true (dsn_cause_from_string (dsn_cause_to_string ((DsnCause) i), &cause));
      g_assert_cmpuint (cause, ==, i);
      g_assert_nonnull (dsn_cause_get_text (cause));
    }
  for (guint i = 0; i < DSN_PROFILE_LAST; i++)
    {
      DsnProfile profile = DSN_PROFILE_LAST;

      g_assert_true (dsn_profile_from_string (dsn_profile_to_string ((DsnProfile) i), &profile));
      g_assert_cmpuint (profile, ==, i);
    }
}

/* M-10 */
static void
test_success (void)
{
  static const Case cases[] = {
    { "250 ok", DSN_STAGE_MAIL, 0, MAPPED, "2.1.0", -1, 0 },
    { "250 ok", DSN_STAGE_RCPT, 0, MAPPED, "2.1.5", -1, 0 },
    { "250 ok", DSN_STAGE_DOT, 0, MAPPED, "2.0.0", -1, 0 },
    { NULL, 0, DSN_ACTION_DELIVERED, MAPPED, "2.0.0", DSN_MAP_ACTION, 0 },
    { NULL, 0, DSN_ACTION_RELAYED, MAPPED, "2.1.9", DSN_MAP_ACTION, 0 },
    { NULL, 0, DSN_ACTION_EXPANDED, MAPPED, "2.1.5", DSN_MAP_ACTION, 0 },
    { NULL, 0, DSN_ACTION_RELAYED, STRICT, "2.0.0", DSN_MAP_ACTION, 0 },
    { NULL, 0, DSN_ACTION_FAILED, MAPPED, "5.0.0", DSN_MAP_ACTION, 0 },
    { NULL, 0, DSN_ACTION_DELAYED, MAPPED, "4.0.0", DSN_MAP_ACTION, 0 },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* M-11: words of policy never become a fault of the address, whatever else is there and at whatever stage */
static void
test_policy (void)
{
  static const char *const texts[] = {
    "Recipient address rejected: blocked using RBL",
    "Recipient rejected: Access denied",
    "user unknown, sender is a spammer",
    "no such user (relaying denied)",
    "mailbox unavailable: policy violation",
    "invalid recipient, authentication required",
    "mailbox full of spam",
    "User unknown; your IP is listed at example.org",
    "rejected by DMARC, no such user",
    "too many messages per hour to unknown user",
    "virus found for unknown user",
    "STARTTLS needed, no such user",
    "Helo command rejected: Host not found",
    "Client host rejected: user unknown",
  };
  static const guint replies[] = { 450, 451, 550, 551, 552, 553, 554, 541, 510, 511, 513 };
  static const DsnStage stages[] = { DSN_STAGE_UNKNOWN, DSN_STAGE_MAIL, DSN_STAGE_RCPT, DSN_STAGE_DOT };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint j = 0; j < G_N_ELEMENTS (replies); j++)
      for (guint k = 0; k < G_N_ELEMENTS (stages); k++)
        {
          g_autofree char *reply = g_strdup_printf ("%u %s", replies[j], texts[i]);
          DsnMapQuery query = { .stage = stages[k], .profile = MAPPED };
          DsnMapping mapping;

          g_test_message ("%s", reply);
          g_assert_true (map_full (&query, reply, &mapping, NULL));
          g_assert_cmpuint (mapping.status.klass, ==, replies[j] / 100);
          g_assert_cmpuint (mapping.status.subject, !=, 1);
          g_assert_cmpuint (mapping.status.subject, !=, 2);
        }
}

/* M-05: words refine within the class of the reply; the one exception is 552 for too many recipients */
static void
test_same_class (void)
{
  for (guint reply = 200; reply < 600; reply++)
    for (guint stage = 0; stage < DSN_STAGE_LAST; stage++)
      {
        g_autofree char *text = g_strdup_printf ("%u something", reply);
        DsnMapQuery query = { .stage = (DsnStage) stage, .profile = MAPPED };
        DsnMapping mapping;

        g_assert_true (map_full (&query, text, &mapping, NULL));
        if (reply / 100 != 3)
          g_assert_cmpuint (mapping.status.klass, ==, reply / 100);
      }
}

/* M-12 */
static void
test_registered_pairs (void)
{
  DsnMapQuery query = { .profile = MAPPED };
  DsnStatus address = { 5, 1, 1 }, list = { 5, 7, 2 };
  DsnMapping mapping;

  g_assert_true (dsn_status_map_is_registered_pair (&address, 550));
  g_assert_false (dsn_status_map_is_registered_pair (&list, 554));
  g_assert_true (map_full (&query, "556 x", &mapping, NULL));
  g_assert_cmpint (mapping.confidence, ==, DSN_CONFIDENCE_MEDIUM);
  g_assert_true (map_full (&query, "444 x", &mapping, NULL));
  g_assert_cmpint (mapping.confidence, ==, DSN_CONFIDENCE_LOW);
  g_assert_true (map_full (&query, "550 5.1.1 x", &mapping, NULL));
  g_assert_cmpint (mapping.confidence, ==, DSN_CONFIDENCE_HIGH);
}

/* The code tables, which people read, say the same as the table behind the mapping. */
static void
test_code_tables (void)
{
  const GPtrArray *entries = dsn_codes_get_entries ();
  guint checked = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);
      const DsnCodePattern *pattern = &g_array_index (entry->patterns, DsnCodePattern, 0);

      if (pattern->kind != DSN_CODE_KIND_REPLY || pattern->first != pattern->last
          || entry->layer == DSN_CODE_LAYER_VENDOR)
        continue;
      for (guint stage = 0; stage < DSN_STAGE_LAST; stage++)
        {
          g_autofree char *expected = dsn_status_to_string (&entry->defaults[stage]), *got = NULL;
          DsnStatus status = { 0, 0, 0 };
          DsnMapSource source;

          if (expected == NULL)
            continue;
          dsn_status_map_row (pattern->first, (DsnStage) stage, "", &status, &source);
          got = dsn_status_to_string (&status);
          g_test_message ("%s at %s", entry->id, dsn_stage_to_string ((DsnStage) stage));
          g_assert_cmpstr (got, ==, expected);
          checked++;
        }
      for (guint k = 0; entry->refinements && k < entry->refinements->len; k++)
        {
          const DsnCodeRefinement *refinement = &g_array_index (entry->refinements, DsnCodeRefinement, k);
          g_auto (GStrv) words = g_strsplit (refinement->words, ",", -1);

          /* "(at a login)" is for people */
          for (guint w = 0; words[w] && !strchr (refinement->words, '('); w++)
            {
              g_autofree char *expected = dsn_status_to_string (&refinement->status), *got = NULL;
              DsnStatus status = { 0, 0, 0 };
              DsnMapSource source;

              dsn_status_map_row (pattern->first, DSN_STAGE_UNKNOWN, g_strstrip (words[w]), &status, &source);
              got = dsn_status_to_string (&status);
              g_test_message ("%s '%s'", entry->id, words[w]);
              g_assert_cmpstr (got, ==, expected);
            }
        }
    }
  g_assert_cmpuint (checked, >, 80);
}

/* M-12 */
static void
test_basic_codes (void)
{
  const GPtrArray *entries = dsn_codes_get_entries ();
  guint checked = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);
      const DsnCodePattern *pattern = &g_array_index (entry->patterns, DsnCodePattern, 0);
      DsnStatus status = { 5, pattern->subject, pattern->first };

      if (entry->layer != DSN_CODE_LAYER_REGISTERED || pattern->kind != DSN_CODE_KIND_ENHANCED
          || pattern->first != pattern->last || entry->basic == NULL)
        continue;
      for (guint reply = 200; reply < 600; reply++)
        {
          g_autofree char *digits = g_strdup_printf ("%u", reply);

          g_test_message ("%s %u", entry->id, reply);
          g_assert_cmpint (strstr (entry->basic, digits) != NULL, ==,
                           dsn_status_map_is_registered_pair (&status, reply));
          checked++;
        }
    }
  g_assert_cmpuint (checked, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/status-map/m-01/code", test_code);
  g_test_add_func ("/status-map/m-02/own-code", test_own_code);
  g_test_add_func ("/status-map/m-03/class-conflict", test_class_conflict);
  g_test_add_func ("/status-map/m-04/strict", test_strict);
  g_test_add_func ("/status-map/m-05/mapped", test_mapped);
  g_test_add_func ("/status-map/m-05/same-class", test_same_class);
  g_test_add_func ("/status-map/m-06/never-folk", test_never_folk);
  g_test_add_func ("/status-map/m-07/expiry", test_expiry);
  g_test_add_func ("/status-map/m-08/actions", test_actions);
  g_test_add_func ("/status-map/given-status", test_given_status);
  g_test_add_func ("/status-map/m-09/causes", test_causes);
  g_test_add_func ("/status-map/m-09/nicks", test_cause_nicks);
  g_test_add_func ("/status-map/m-10/success", test_success);
  g_test_add_func ("/status-map/m-11/policy", test_policy);
  g_test_add_func ("/status-map/m-12/registered-pairs", test_registered_pairs);
  g_test_add_func ("/status-map/m-12/basic-codes", test_basic_codes);
  g_test_add_func ("/status-map/code-tables", test_code_tables);

  return g_test_run ();
}
