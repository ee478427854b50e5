/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Notices joined to recipients that fields have named.
 */
#include <string.h>
#include "read/dsn-join.h"

typedef struct {
  const char *address;         /* of the group */
  const char *evidence;        /* how what the notice gives begins; NULL: nothing */
  DsnSource   source;
  DsnStage    stage;
  const char *host;
} Expected;

static const struct {
  const char *name, *text;
  Expected    groups[3];
} rows[] = {
  { "domain-in-other-case", "could not be delivered to:\n\nann@EXAMPLE.com: 550 5.1.1 no such user\n",
    { { "ann@example.com", "550 5.1.1 no such user", DSN_SOURCE_TEXT } } },
  { "local-part-in-other-case", "could not be delivered to:\n\nANN@example.com: 550 5.1.1 no such user\n",
    { { "ann@example.com", "550 5.1.1 no such user", DSN_SOURCE_TEXT } } },
  { "plus-address", "failed:\n\nann+tag@example.com: 550 5.1.1 a\nann@example.com: 552 5.2.2 b\n",
    { { "ann+tag@example.com", "550 5.1.1 a", DSN_SOURCE_TEXT }, { "ann@example.com", "552 5.2.2 b", DSN_SOURCE_TEXT } } },
  { "alias", "could not be delivered\n\n<ann@example.org> (expanded from <list@example.com>): host mx.example.org[192.0.2.1] said: 550 no\n    (in reply to RCPT TO command)\n",
    { { "list@example.com", "550 no", DSN_SOURCE_TEXT, DSN_STAGE_RCPT, "mx.example.org" } } },
  { "reason-over-own-line", "   ----- The following addresses had permanent fatal errors -----\n<ann@example.com>\n    (reason: 550 5.7.1 spam)\n\n"
    "   ----- Transcript of session follows -----\n... while talking to mx.example.com.:\n>>> DATA\n<<< 550 5.7.1 spam\n550 5.1.1 <ann@example.com>... User unknown\n",
    { { "ann@example.com", "550 5.7.1 spam", DSN_SOURCE_TEXT, DSN_STAGE_RCPT, "mx.example.com" } } },
  { "reply-over-own-line", "   ----- The following addresses had permanent fatal errors -----\n<ann@example.com>\n\n"
    "   ----- Transcript of session follows -----\n... while talking to mx.example.com.:\n>>> DATA\n<<< 550 4.2.2 full\n550 5.1.1 <ann@example.com>... User unknown\n<<< 554 5.5.1 Error: no valid recipients\n",
    { { "ann@example.com", "550 4.2.2 full", DSN_SOURCE_TRANSCRIPT, DSN_STAGE_RCPT, "mx.example.com" } } },
  { "end-of-data", "   ----- The following addresses had permanent fatal errors -----\n<ann@example.com>\n    (reason: 554 5.7.1 spam of yours (1))\n\n"
    "   ----- Transcript of session follows -----\n... while talking to mx.example.com.:\n>>> DATA\n<<< 554 5.7.1 spam of yours (1)\n554 5.0.0 Service unavailable\n",
    { { "ann@example.com", "554 5.7.1 spam of yours (1)", DSN_SOURCE_TEXT, DSN_STAGE_DOT, "mx.example.com" } } },
  { "each-its-own", "failed:\n\n<ann@example.com>: host a.example[192.0.2.1] said: 550 first\n    <bob@example.com>: not you (in reply to RCPT TO command)\n\n<bob@example.com>: host b.example[192.0.2.2] said: 552 second\n",
    { { "bob@example.com", "552 second", DSN_SOURCE_TEXT, 0, "b.example" }, { "ann@example.com", "550 first <bob@example.com>: not you", DSN_SOURCE_TEXT, DSN_STAGE_RCPT, "a.example" } } },
  { "not-mentioned", "failed:\n\nann@example.com: 550 first\n", { { "ann@example.com", "550 first", DSN_SOURCE_TEXT }, { "bob@example.com", NULL } } },
  { "no-address", "The response from the remote server was:\n550 5.1.1 gone\n", { { "ann@example.com", "550 5.1.1 gone", DSN_SOURCE_NOTICE } } },
  { "no-address-several", "The response from the remote server was:\n550 5.1.1 gone\n", { { "ann@example.com", NULL }, { "bob@example.com", NULL } } },
  { "reply-to-quit", "   ----- The following addresses had permanent fatal errors -----\n<ann@example.com>\n    (reason: 221 2.0.0 bye)\n\n"
    "   ----- Transcript of session follows -----\n... while talking to mx.example.com.:\n<<< 421 4.7.0 too many\n<ann@example.com>... Deferred: 421 4.7.0 too many\n",
    { { "ann@example.com", "421 4.7.0 too many", DSN_SOURCE_TRANSCRIPT } } },
  { "forged-field-in-reply", "failed:\n\n  ann@example.com\n    host mx.example.com [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<ann@example.com>:\n"
    "    550-5.1.1 no such user\n    550-Final-Recipient: rfc822; bob@example.com\n    550 Status: 5.1.1\n",
    { { "ann@example.com", "550-5.1.1 no such user", DSN_SOURCE_TEXT, DSN_STAGE_RCPT, "mx.example.com" }, { "bob@example.com", NULL } } },
  { "returned-message", "failed:\n\nann@example.com: 550 first\n\n--- Below this line is a copy of the message.\n\nReceived: x\nTo: y@example.com\nSubject: z\n\nbob@example.com: 550 forged\n",
    { { "ann@example.com", "550 first", DSN_SOURCE_TEXT }, { "bob@example.com", NULL } } },
};

static void
test_row (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data), n = 0;
  g_autoptr(DsnArena) arena = dsn_arena_new ();
  DsnRecipient *recipients[3] = { NULL };

  for (; n < G_N_ELEMENTS (recipients) && rows[row].groups[n].address; n++)
    {
      recipients[n] = dsn_recipient_new (arena);
      recipients[n]->address = rows[row].groups[n].address;
      recipients[n]->action = DSN_ACTION_FAILED;
    }
  dsn_join_text (recipients, n, arena, dsn_notice_new (arena, rows[row].text, strlen (rows[row].text), 3, TRUE, 0), NULL);
  for (guint i = 0; i < n; i++)
    {
      const Expected *expected = &rows[row].groups[i];

      if (expected->evidence == NULL)
        g_assert_cmpuint (recipients[i]->n_evidence, ==, 0);
      else
        {
          const DsnEvidence *evidence = &recipients[i]->evidence[0];

          g_assert_cmpuint (recipients[i]->n_evidence, >, 0);
          if (!g_str_has_prefix (evidence->text, expected->evidence))
            g_assert_cmpstr (evidence->text, ==, expected->evidence);
          g_assert_cmpint (evidence->source, ==, expected->source);
          g_assert_cmpuint (evidence->part, ==, 3);
          g_assert_cmpuint (dsn_span_end (evidence->span), <=, strlen (rows[row].text));
          g_assert_cmpuint (evidence->span.length, >, 0);
        }
      if (expected->stage)
        g_assert_cmpint (recipients[i]->stage, ==, expected->stage);
      if (expected->host)
        g_assert_cmpstr (recipients[i]->remote_host, ==, expected->host);
      dsn_recipient_unref (recipients[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/join/", rows[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
    }
  return g_test_run ();
}
