/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Results as text for people: a line for the message, then for each recipient what happened, what to do and the
 * server's own words.  With detail->explain also where the verdict comes from.  Everything from mail is made harmless.
 */
#include <string.h>
#include "dsn-text.h"
#include "dsn-tool.h"

/* What is said about a delivery that failed or is late for a reason. */
static const char * const descriptions[] = {
  [DSN_REASON_UNSPECIFIED]          = "not delivered, the reason is not clear",
  [DSN_REASON_USER_UNKNOWN]         = "there is no such mailbox",
  [DSN_REASON_MAILBOX_FULL]         = "the mailbox is full",
  [DSN_REASON_MAILBOX_DISABLED]     = "the mailbox is disabled",
  [DSN_REASON_MOVED]                = "the recipient has moved to another address",
  [DSN_REASON_FILTERED]             = "the recipient's own filter refused it",
  [DSN_REASON_DOMAIN_UNKNOWN]       = "the domain does not exist or takes no mail",
  [DSN_REASON_NOT_ACCEPTING_MAIL]   = "the domain accepts no mail at all",
  [DSN_REASON_MESSAGE_TOO_LARGE]    = "the message is too large",
  [DSN_REASON_CONTENT_REJECTED]     = "the content was refused",
  [DSN_REASON_SPAM]                 = "the message was taken for spam",
  [DSN_REASON_VIRUS]                = "a virus or phishing was found in it",
  [DSN_REASON_POLICY]               = "a rule of the receiving site refuses it",
  [DSN_REASON_AUTH_FAILURE]         = "the sender is not authenticated (SPF, DKIM, DMARC or login)",
  [DSN_REASON_REPUTATION]           = "the sending address, host or a link has a bad reputation",
  [DSN_REASON_NO_PTR]               = "the sending host has no proper reverse DNS or HELO name",
  [DSN_REASON_SENDER_REJECTED]      = "the sender's address was refused",
  [DSN_REASON_RELAY_DENIED]         = "the server does not relay for this sender or domain",
  [DSN_REASON_RATE_LIMITED]         = "too much mail in too short a time",
  [DSN_REASON_TOO_MANY_CONNECTIONS] = "too many connections at once",
  [DSN_REASON_GREYLISTED]           = "refused at the first try on purpose, to be tried again",
  [DSN_REASON_BLOCKED]              = "the sending host was refused",
  [DSN_REASON_NETWORK]              = "DNS or the network failed",
  [DSN_REASON_EXPIRED]              = "tried for too long without success",
  [DSN_REASON_TLS_FAILURE]          = "an encrypted connection was needed and failed",
  [DSN_REASON_SYSTEM_ERROR]         = "the receiving system has a fault",
  [DSN_REASON_SYSTEM_FULL]          = "the receiving system has no storage left",
  [DSN_REASON_MAILER_ERROR]         = "a program of the receiving system failed",
  [DSN_REASON_PROTOCOL]             = "the servers did not understand each other",
  [DSN_REASON_NON_COMPLIANT]        = "the message breaks the rules of its format",
  [DSN_REASON_SUPPRESSED]           = "not sent: on the sending platform's suppression list",
  [DSN_REASON_DELIVERED]            = "delivered",
};
G_STATIC_ASSERT (G_N_ELEMENTS (descriptions) == DSN_REASON_LAST);

static const char * const kind_titles[] = {
  [DSN_KIND_ORDINARY]   = "Ordinary mail",
  [DSN_KIND_BOUNCE]     = "Bounce",
  [DSN_KIND_DELAY]      = "Delay",
  [DSN_KIND_SUCCESS]    = "Delivery report",
  [DSN_KIND_COMPLAINT]  = "Complaint",
  [DSN_KIND_AUTO_REPLY] = "Automatic reply",
  [DSN_KIND_RECEIPT]    = "Receipt",
};

static const DsnTextStyle kind_styles[] = {
  [DSN_KIND_ORDINARY]   = DSN_STYLE_PLAIN,
  [DSN_KIND_BOUNCE]     = DSN_STYLE_RED,
  [DSN_KIND_DELAY]      = DSN_STYLE_YELLOW,
  [DSN_KIND_SUCCESS]    = DSN_STYLE_GREEN,
  [DSN_KIND_COMPLAINT]  = DSN_STYLE_RED,
  [DSN_KIND_AUTO_REPLY] = DSN_STYLE_PLAIN,
  [DSN_KIND_RECEIPT]    = DSN_STYLE_PLAIN,
};
G_STATIC_ASSERT (G_N_ELEMENTS (kind_titles) == DSN_KIND_LAST && G_N_ELEMENTS (kind_styles) == DSN_KIND_LAST);

static const char * const advice_words[] = {
  [DSN_ADVICE_NONE]   = NULL,
  [DSN_ADVICE_REMOVE] = "remove the address",
  [DSN_ADVICE_COUNT]  = "count it, act if it goes on",
  [DSN_ADVICE_KEEP]   = "keep the address",
};
G_STATIC_ASSERT (G_N_ELEMENTS (advice_words) == DSN_ADVICE_LAST);

/* Defects that mean that not all of the message was read. */
#define DEFECTS_PARTIAL (DSN_DEFECT_EMPTY | DSN_DEFECT_TRUNCATED | DSN_DEFECT_LIMIT_MESSAGE | \
                         DSN_DEFECT_LIMIT_HEADER | DSN_DEFECT_LIMIT_FIELD | DSN_DEFECT_LIMIT_FIELDS | \
                         DSN_DEFECT_LIMIT_PARTS | DSN_DEFECT_LIMIT_DEPTH | DSN_DEFECT_LIMIT_LINE | \
                         DSN_DEFECT_LIMIT_TEXT | DSN_DEFECT_LIMIT_RECIPIENTS | DSN_DEFECT_LIMIT_ADDRESS)

const char *
dsn_text_describe (DsnReason reason)
{
  return descriptions[reason];
}

/* How much is shown of what may be as long as its sender likes. */
#define NAME_CHARACTERS  120
#define WORDS_CHARACTERS 400

static char *
shorten (const char *text, gsize characters)
{
  g_autofree char *head = NULL;

  if (strlen (text) <= characters || (gsize) g_utf8_strlen (text, -1) <= characters)
    return g_strdup (text);
  head = g_utf8_substring (text, 0, characters);

  return g_strconcat (head, "...", NULL);
}

static void
begin_message (GString *out, DsnResult *result)
{
  const DsnReport *report = result->report;
  const DsnTyped *server = dsn_report_get_reporting_mta (report);
  const char *dialect = dsn_report_get_dialect (report);
  DsnKind kind = dsn_report_get_kind (report);

  dsn_tool_append_styled (out, kind_styles[kind], kind_titles[kind]);
  if (server != NULL && server->value != NULL && server->value[0] != '\0')
    {
      g_autofree char *name = shorten (server->value, NAME_CHARACTERS);

      g_string_append (out, " from ");
      dsn_tool_append_safe (out, name, -1);
    }
  if (dialect != NULL)
    {
      g_string_append (out, " (");
      dsn_tool_append_safe (out, dialect, -1);
      g_string_append_c (out, ')');
    }
  if (result->path != NULL)
    {
      g_string_append (out, "  ");
      dsn_tool_append_styled (out, DSN_STYLE_DIM, result->path);
      if (result->offset > 0 || result->index > 0)
        g_string_append_printf (out, " #%" G_GUINT64_FORMAT, result->index + 1);
    }
  g_string_append_c (out, '\n');
}

/* What happened, for any action. */
static char *
describe (const DsnJudged *judged)
{
  const DsnVerdict *verdict = judged->verdict;
  const char *until = dsn_recipient_get_will_retry_until (judged->recipient);
  DsnReason reason = dsn_verdict_get_reason (verdict);
  const char *words = descriptions[reason];

  switch (dsn_verdict_get_action (verdict))
    {
    case DSN_ACTION_DELAYED:
      return g_strdup_printf ("not delivered yet%s%s%s%s", reason == DSN_REASON_UNSPECIFIED ? "" : ": ",
                              reason == DSN_REASON_UNSPECIFIED ? "" : words,
                              until != NULL ? "; will be tried until " : "", until != NULL ? until : "");
    case DSN_ACTION_DELIVERED:
      return g_strdup ("delivered");
    case DSN_ACTION_RELAYED:
      return g_strdup ("handed to a system that sends no notifications");
    case DSN_ACTION_EXPANDED:
      return g_strdup ("handed to the members of an alias");
    default:
      return g_strdup_printf ("%s%s", words,
                              dsn_verdict_get_expired (verdict) && reason != DSN_REASON_EXPIRED
                              ? "; given up after many tries" : "");
    }
}

/* "user-unknown, hard (5.1.1, 550): remove the address" */
static void
append_verdict (GString *out, const DsnVerdict *verdict)
{
  static const DsnTextStyle styles[] = {
    [DSN_ADVICE_NONE]   = DSN_STYLE_PLAIN,
    [DSN_ADVICE_REMOVE] = DSN_STYLE_RED,
    [DSN_ADVICE_COUNT]  = DSN_STYLE_YELLOW,
    [DSN_ADVICE_KEEP]   = DSN_STYLE_GREEN,
  };
  const DsnStatus *status = dsn_verdict_get_status (verdict);
  DsnBounceType type = dsn_verdict_get_bounce_type (verdict);
  DsnAdvice advice = dsn_verdict_get_advice (verdict);
  guint code = dsn_verdict_get_reply_code (verdict);
  g_autofree char *status_text = status != NULL && dsn_status_is_set (status) ? dsn_status_to_string (status) : NULL;

  g_string_append_printf (out, "    %s", dsn_reason_to_string (dsn_verdict_get_reason (verdict)));
  if (type != DSN_BOUNCE_TYPE_NONE)
    g_string_append_printf (out, ", %s", dsn_bounce_type_to_string (type));
  if (status_text != NULL && code != 0)
    g_string_append_printf (out, " (%s, %u)", status_text, code);
  else if (status_text != NULL)
    g_string_append_printf (out, " (%s)", status_text);
  else if (code != 0)
    g_string_append_printf (out, " (%u)", code);
  if (advice_words[advice] != NULL)
    {
      g_string_append (out, ": ");
      dsn_tool_append_styled (out, styles[advice], advice_words[advice]);
    }
  g_string_append_c (out, '\n');
}

static void
append_label (GString *out, guint indent, const char *label, const char *text)
{
  g_autofree char *line = g_strconcat (label, ": ", text, NULL);

  dsn_tool_append_wrapped (out, indent, DSN_STYLE_DIM, line);
}

static void
append_flags (GString *out, guint indent, const char *label, guint flags, gboolean defects)
{
  g_autoptr (GString) nicks = g_string_new (NULL);

  for (guint bit = 0; bit < 32; bit++)
    {
      guint flag = flags & (1u << bit);
      const char *nick = flag == 0 ? NULL : defects ? dsn_defect_to_string (flag) : dsn_conflict_to_string (flag);

      if (nick != NULL)
        g_string_append_printf (nicks, "%s%s", nicks->len > 0 ? ", " : "", nick);
    }
  if (nicks->len > 0)
    append_label (out, indent, label, nicks->str);
}

static void
append_policy (GString *out, const DsnVerdict *verdict)
{
  const char *origin, *section;
  DsnAdvice usual;
  g_autofree char *line = NULL;

  section = dsn_verdict_get_policy (verdict, &origin, &usual);
  if (section == NULL)
    return;
  line = g_strdup_printf ("%s (%s), instead of the usual advice '%s'", section, origin, dsn_advice_to_string (usual));
  append_label (out, 6, "policy", line);
}

void
dsn_text_append_explanation (GString *out, const DsnVerdict *verdict)
{
  const char *rule = dsn_verdict_get_rule (verdict), *origin = dsn_verdict_get_rule_origin (verdict);
  const char *source = NULL, *text;
  gsize offset = 0, length = 0;
  guint part = G_MAXUINT;

  text = dsn_verdict_get_evidence (verdict, &source, &part, &offset, &length);
  if (rule != NULL)
    {
      g_autofree char *line = origin == NULL ? g_strdup (rule) : g_strdup_printf ("%s (%s)", rule, origin);
      append_label (out, 6, "rule", line);
    }
  if (text != NULL)
    {
      g_autoptr (GString) line = g_string_new (source);

      if (part != G_MAXUINT)
        g_string_append_printf (line, ", part %u", part);
      if (length > 0)
        g_string_append_printf (line, ", bytes %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT, offset, offset + length - 1);
      g_string_append_printf (line, ": %s", text);
      append_label (out, 6, "evidence", line->str);
    }
  append_label (out, 6, "fault", dsn_fault_to_string (dsn_verdict_get_fault (verdict)));
  append_label (out, 6, "confidence", dsn_confidence_to_string (dsn_verdict_get_confidence (verdict)));
  append_policy (out, verdict);
  append_flags (out, 6, "conflicts", dsn_verdict_get_conflicts (verdict), FALSE);
  for (guint i = 0; i < dsn_verdict_get_n_candidates (verdict); i++)
    {
      const char *loser = NULL, *why = NULL;
      DsnReason reason = dsn_verdict_get_candidate (verdict, i, &loser, &why);
      g_autofree char *line = g_strdup_printf ("%s by %s: %s", dsn_reason_to_string (reason),
                                               loser != NULL ? loser : "?", why != NULL ? why : "");

      append_label (out, 6, "also considered", line);
    }
}

static void
append_recipient (GString *out, DsnResult *result, const DsnJudged *judged)
{
  gboolean explain = result->detail->explain;
  const char *address = dsn_recipient_get_address (judged->recipient);
  const char *words = dsn_verdict_get_diagnostic (judged->verdict);
  g_autofree char *happened = describe (judged);

  g_string_append (out, "  ");
  dsn_tool_append_styled (out, DSN_STYLE_BOLD, address != NULL ? address : "(no address)");
  g_string_append (out, ": ");
  dsn_tool_append_safe (out, happened, -1);
  g_string_append_c (out, '\n');
  append_verdict (out, judged->verdict);
  if (words != NULL && words[0] != '\0')
    {
      g_autofree char *head = explain ? g_strdup (words) : shorten (words, WORDS_CHARACTERS);

      dsn_tool_append_wrapped (out, 6, DSN_STYLE_CYAN, head);
    }
  if (explain)
    dsn_text_append_explanation (out, judged->verdict);
}

static void
append_original (GString *out, const DsnReport *report, const DsnDetail *detail)
{
  const char *subject = dsn_report_lookup_original_field (report, "Subject");
  const char *id = dsn_report_lookup_original_field (report, "Message-ID");
  g_autoptr (GString) line = g_string_new ("your message");

  if (subject != NULL)
    {
      g_autofree char *head = shorten (subject, NAME_CHARACTERS);

      g_string_append_printf (line, " \"%s\"", head);
    }
  if (id != NULL)
    g_string_append_printf (line, " %s", id);
  if (subject != NULL || id != NULL)
    dsn_tool_append_wrapped (out, 2, DSN_STYLE_PLAIN, line->str);
  for (const char * const *name = detail->headers; name != NULL && *name != NULL; name++)
    {
      const char *value = dsn_report_lookup_original_field (report, *name);
      g_autofree char *field = g_strdup_printf ("%s: %s", *name, value);

      if (value != NULL)
        dsn_tool_append_wrapped (out, 4, DSN_STYLE_PLAIN, field);
    }
}

static void
end_message (GString *out, DsnResult *result)
{
  gboolean all = result->detail->explain;

  if (dsn_report_has_original (result->report) && dsn_report_get_kind (result->report) != DSN_KIND_ORDINARY)
    append_original (out, result->report, result->detail);
  append_flags (out, 2, "defects", all ? result->defects : result->defects & DEFECTS_PARTIAL, TRUE);
}

const DsnFormat dsn_format_text = { "text", NULL, begin_message, append_recipient, end_message };
