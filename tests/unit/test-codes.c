/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The code tables are complete and consistent, the quick tables of the judge agree with them, and questions in every form
 * get the right answer.
 */
#include <string.h>
#include <dsn/dsn.h>
#include "classify/dsn-codes.h"
#include "write/dsn-status-map.h"

#define N_REGISTERED 81        /* rows of the IANA registry */
#define N_REPLIES    45        /* reply codes that an RFC or the registry names */

static guint
count_entries (DsnCodeLayer layer, DsnCodeKind kind)
{
  const GPtrArray *entries = dsn_codes_get_entries ();
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);

      n += !entry->place && entry->layer == layer && g_array_index (entry->patterns, DsnCodePattern, 0).kind == kind;
    }
  return n;
}

static void
test_complete (void)
{
  g_assert_cmpuint (count_entries (DSN_CODE_LAYER_REGISTERED, DSN_CODE_KIND_ENHANCED), ==, N_REGISTERED);
  g_assert_cmpuint (count_entries (DSN_CODE_LAYER_REGISTERED, DSN_CODE_KIND_REPLY), ==, N_REPLIES);
  g_assert_cmpuint (count_entries (DSN_CODE_LAYER_VENDOR, DSN_CODE_KIND_ENHANCED), >, 60);
  g_assert_cmpuint (count_entries (DSN_CODE_LAYER_FOLK, DSN_CODE_KIND_REPLY), >, 20);
}

/* What every entry must say, and that a code is registered once. */
static void
test_entries (void)
{
  const GPtrArray *entries = dsn_codes_get_entries ();

  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);

      g_test_message ("%s:%u: [%s]", entry->file, entry->line, entry->id);
      g_assert_nonnull (entry->title);
      g_assert_nonnull (entry->meaning);
      if (entry->place)
        continue;
      g_assert_nonnull (entry->remedy);
      g_assert_cmpuint (entry->n_reasons, >, 0);
      if (entry->layer == DSN_CODE_LAYER_REGISTERED)
        g_assert_nonnull (entry->references);
      else
        g_assert_nonnull (entry->sources);
      g_assert_true ((entry->layer == DSN_CODE_LAYER_FOLK) == (entry->because != NULL));
      g_assert_true (entry->layer != DSN_CODE_LAYER_VENDOR || entry->vendor != NULL);
      for (guint a = 0; a < entry->n_reasons; a++)
        for (guint b = 0; b < a; b++)
          g_assert_cmpuint (entry->reasons[a], !=, entry->reasons[b]);
    }
}

/* Text that people read: whole sentences, no control characters, nothing that could be taken for markup. */
static void
test_texts (void)
{
  const GPtrArray *entries = dsn_codes_get_entries ();

  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);
      const char *texts[] = { entry->meaning, entry->remedy, entry->because };

      for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
        if (texts[t] != NULL)
          {
            g_test_message ("%s:%u: %s", entry->file, entry->line, texts[t]);
            g_assert_true (g_str_has_suffix (texts[t], "."));
            g_assert_true (g_str_is_ascii (texts[t]));
            g_assert_null (strstr (texts[t], "  "));
          }
      g_assert_false (g_str_has_suffix (entry->title, "."));
    }
}

/* The tables of the hot path hold what the files hold. */
static void
test_quick_tables (void)
{
  for (guint16 subject = 0; subject < 30; subject++)
    for (guint16 detail = 0; detail < 120; detail++)
      {
        DsnStatus status = { 5, subject, detail };

        g_assert_true (dsn_codes_is_registered (&status)
                       == (dsn_codes_find (DSN_CODE_LAYER_REGISTERED, FALSE, 0, &status) != NULL));
      }
  for (guint code = 1; code < 1000; code++)
    g_assert_true (dsn_codes_is_standard_reply (code) == (dsn_codes_find (DSN_CODE_LAYER_REGISTERED, FALSE, code, NULL) != NULL));
  g_assert_false (dsn_codes_is_registered (&(DsnStatus) { 0, 1, 1 }));
  g_assert_false (dsn_codes_is_standard_reply (0));
}

/* Every reply has an enhanced code of its own class, and none with 3yz (RFC 2034). */
static void
test_defaults (void)
{
  const GPtrArray *entries = dsn_codes_get_entries ();

  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);
      const DsnCodePattern *p = &g_array_index (entry->patterns, DsnCodePattern, 0);
      guint klass = p->first / 100;

      if (entry->layer != DSN_CODE_LAYER_REGISTERED || p->kind != DSN_CODE_KIND_REPLY)
        continue;
      g_test_message ("%s", entry->id);
      g_assert_true (dsn_status_is_set (&entry->defaults[0]) == (klass != 3));
      for (guint stage = 0; stage < DSN_STAGE_LAST; stage++)
        if (dsn_status_is_set (&entry->defaults[stage]))
          {
            g_assert_cmpuint (entry->defaults[stage].klass, ==, klass);
            g_assert_true (dsn_codes_is_registered (&entry->defaults[stage]));
          }
      for (guint r = 0; r < entry->refinements->len; r++)
        {
          const DsnCodeRefinement *refinement = &g_array_index (entry->refinements, DsnCodeRefinement, r);

          /* RFC 5321 4.5.3.1.10: too many recipients with 552 is to be taken as 452 */
          g_assert_true (refinement->status.klass == klass || (p->first == 552 && strstr (refinement->words, "recipients") != NULL));
          g_assert_true (dsn_codes_is_registered (&refinement->status));
        }
    }
}

/* A folk reading that claims to agree with a registered code names one, and its digits do. */
static void
test_see (void)
{
  const GPtrArray *entries = dsn_codes_get_entries ();

  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);

      if (entry->see == NULL)
        continue;
      g_test_message ("%s", entry->id);
      g_assert_true (dsn_codes_is_registered (&entry->see_status));
      g_assert_cmpuint (entry->reply, ==,
                        entry->see_status.klass * 100u + entry->see_status.subject * 10u + entry->see_status.detail);
    }
}

/* What is explained is what the builder writes. */
static void
test_builder_agrees (void)
{
  const GPtrArray *entries = dsn_codes_get_entries ();

  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);
      const DsnCodePattern *p = &g_array_index (entry->patterns, DsnCodePattern, 0);

      if (entry->place || !dsn_status_is_set (&entry->defaults[0])
          || (entry->layer == DSN_CODE_LAYER_FOLK && dsn_codes_is_standard_reply (p->first)))
        continue;
      for (guint stage = 0; stage < DSN_STAGE_LAST; stage++)
        {
          const DsnStatus *expected = &entry->defaults[dsn_status_is_set (&entry->defaults[stage]) ? stage : 0];
          DsnMapSource source;
          DsnStatus status;

          g_test_message ("%s in answer to %s", entry->id, dsn_stage_to_string (stage));
          g_assert_true (dsn_status_map_row (p->first, stage, "", &status, &source));
          g_assert_cmpuint (status.klass * 1000000 + status.subject * 1000 + status.detail, ==,
                            expected->klass * 1000000 + expected->subject * 1000 + expected->detail);
        }
    }
}

/* The builder has the same reply codes beside the enhanced ones as the registry. */
static void
test_pairs_agree (void)
{
  for (guint16 subject = 0; subject < 8; subject++)
    for (guint16 detail = 0; detail < 40; detail++)
      {
        DsnStatus status = { 5, subject, detail };
        const DsnCodeEntry *entry = dsn_codes_find (DSN_CODE_LAYER_REGISTERED, FALSE, 0, &status);
        g_auto(GStrv) basic = g_strsplit (entry != NULL && entry->basic != NULL ? entry->basic : "", ", ", -1);

        for (guint code = 200; code < 600; code++)
          {
            g_autofree char *text = g_strdup_printf ("%u", code);

            if (dsn_status_map_is_registered_pair (&status, code) != g_strv_contains ((const char * const *) basic, text))
              g_test_fail_printf ("%u beside X.%u.%u", code, subject, detail);
          }
      }
}

static void
test_patterns (void)
{
  static const struct { const char *text; gboolean good; DsnCodePattern pattern; } rows[] = {
    { "550",             TRUE,  { DSN_CODE_KIND_REPLY, 0, 0, 550, 550 } },
    { "5XX",             TRUE,  { DSN_CODE_KIND_REPLY, 0, 0, 500, 599 } },
    { "5.1.1",           TRUE,  { DSN_CODE_KIND_ENHANCED, 5, 1, 1, 1 } },
    { "X.7.10",          TRUE,  { DSN_CODE_KIND_ENHANCED, DSN_CODE_ANY, 7, 10, 10 } },
    { "X.1.X",           TRUE,  { DSN_CODE_KIND_ENHANCED, DSN_CODE_ANY, 1, 0, 999 } },
    { "4.X.X",           TRUE,  { DSN_CODE_KIND_ENHANCED, 4, DSN_CODE_ANY, 0, 999 } },
    { "5.7.606-5.7.649", TRUE,  { DSN_CODE_KIND_ENHANCED, 5, 7, 606, 649 } },
    { "",                FALSE, { 0 } },
    { "55",              FALSE, { 0 } },
    { "5500",            FALSE, { 0 } },
    { "55X",             FALSE, { 0 } },
    { "5.1",             FALSE, { 0 } },
    { "5.1.",            FALSE, { 0 } },
    { "5.01.1",          FALSE, { 0 } },
    { "5.1.1.1",         FALSE, { 0 } },
    { "5.1.1234",        FALSE, { 0 } },
    { "5.7.649-5.7.606", FALSE, { 0 } },
    { "5.7.1-5.6.9",     FALSE, { 0 } },
    { "5.7.1-4.7.9",     FALSE, { 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DsnCodePattern pattern;

      g_test_message ("'%s'", rows[i].text);
      g_assert_true (dsn_code_pattern_parse (rows[i].text, &pattern) == rows[i].good);
      if (!rows[i].good)
        continue;
      g_assert_cmpuint (pattern.kind, ==, rows[i].pattern.kind);
      g_assert_cmpuint (pattern.klass, ==, rows[i].pattern.klass);
      g_assert_cmpuint (pattern.subject, ==, rows[i].pattern.subject);
      g_assert_cmpuint (pattern.first, ==, rows[i].pattern.first);
      g_assert_cmpuint (pattern.last, ==, rows[i].pattern.last);
    }
}

static void
test_bad_tables (void)
{
  static const struct { const char *text, *message; } rows[] = {
    { "[550]\nTitle = a\n", "t.codes:1: section [550] has no key 'Meaning'" },
    { "[abc]\nTitle = a\nMeaning = b.\n", "t.codes:1: key 'Code': 'abc' is not understood" },
    { "[a]\nCode = 5.1\nTitle = a\nMeaning = b.\n", "t.codes:2: key 'Code': '5.1' is not understood" },
    { "[550]\nTitle = a\nMeaning = b.\nReasons = policy, polcy\n", "t.codes:4: key 'Reasons': 'polcy' is not a reason" },
    { "[550]\nTitle = a\nMeaning = b.\nFault = me\n", "t.codes:4: key 'Fault': 'me' is not understood" },
    { "[550]\nTitle = a\nMeaning = b.\nDefault = 5.1\n", "t.codes:4: key 'Default': '5.1' is not understood" },
    { "[550]\nTitle = a\nMeaning = b.\nStage = noon: 5.1.1\n", "t.codes:4: key 'Stage': 'noon: 5.1.1' is not understood" },
    { "[550]\nTitle = a\nMeaning = b.\nText = full\n", "t.codes:4: key 'Text': 'full' is not understood" },
    { "[550]\nTitle = a\nMeaning = b.\nClass = 3\n", "t.codes:4: key 'Class': '3' is not understood" },
    { "[550]\nTitle = a\nMeaning = b.\nMeanning = c.\n", "t.codes:4: unknown key 'Meanning' (did you mean 'Meaning'?)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(DsnCodeTables) tables = dsn_code_tables_new ();
      g_autoptr(GError) error = NULL;

      g_assert_false (dsn_code_tables_read (tables, rows[i].text, -1, "t.codes", DSN_CODE_LAYER_VENDOR, &error));
      g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
      g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

/* Every meaning of an answer as "layer:id", with "~" before one that fits by subject or class only. */
static char *
describe (const DsnCodeAnswer *answer)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < dsn_code_answer_get_n_codes (answer); i++)
    {
      DsnCodeKind kind;
      const char *code = dsn_code_answer_get_code (answer, i, &kind, NULL);

      g_string_append_printf (out, "%s%s %s", i > 0 ? ", " : "", dsn_code_kind_to_string (kind), code);
    }
  g_string_append (out, ":");
  for (guint i = 0; i < dsn_code_answer_get_n_infos (answer); i++)
    {
      DsnCodeInfo *info = dsn_code_answer_get_info (answer, i);

      g_string_append_printf (out, " %c%s%s", dsn_code_layer_to_string (dsn_code_info_get_layer (info))[0],
                              dsn_code_info_get_match (info) == DSN_CODE_MATCH_EXACT ? "." : "~", dsn_code_info_get_id (info));
    }
  if (!dsn_code_answer_is_known (answer))
    g_string_append (out, " (unknown)");
  return g_string_free (out, FALSE);
}

static void
test_questions (void)
{
  static const struct { const char *question, *answer; } rows[] = {
    /* the forms of M-25 */
    { "550",                     "reply-code 550: r.550" },
    { " 5.1.1 ",                 "enhanced-code 5.1.1: r.X.1.1 v.exchange-recipient-not-found v.google-no-such-user v.chkuser" },
    { "#5.1.4",                  "enhanced-code 5.1.4: r.X.1.4" },
    { "(#5.1.4)",                "enhanced-code 5.1.4: r.X.1.4" },
    { "\"550 5.1.1 User unknown\"", "reply-code 550, enhanced-code 5.1.1: r.550 r.X.1.1" },
    { "450-4.7.1 text",          "reply-code 450, enhanced-code 4.7.1: r.450 r.X.7.1" },
    { "550 #5.1.1",              "reply-code 550, enhanced-code 5.1.1: r.550 r.X.1.1" },
    { "553 sorry, no relaying (#5.7.1)", "reply-code 553, enhanced-code 5.7.1: r.553 r.X.7.1" },
    { "450/451/452",             "reply-code 450, reply-code 451, reply-code 452: r.450 r.451 r.452" },
    /* folk: digits without dots and dots without a code */
    { "512",                     "folk 512: r~5XX f.512" },
    { "505",                     "folk 505: r~5XX f.505" },
    { "1.0.1",                   "folk 1.0.1: f.101" },
    { "101",                     "folk 101: f.101" },
    { "SMTP Error 101, cannot open SMTP stream", "folk 101: f.101" },
    { "3.5.4",                   "folk 3.5.4: f.3.5.4" },
    { "5.5.1",                   "enhanced-code 5.5.1: r.X.5.1 v.stalwart-dotted-reply f.5.5.1" },
    { "2.1.23",                  "enhanced-code 2.1.23: r~X.1.0 f.2.1.23" },
    { "5.0.2",                   "enhanced-code 5.0.2: r~X.0.0 f.5.0.2" },
    /* vendors: by the words of a whole reply, a single code before a range */
    { "550 5.4.1 Recipient address rejected: Access denied", "reply-code 550, enhanced-code 5.4.1: r.550 r.X.4.1 v.microsoft-access-denied" },
    { "550 5.4.1 No answer from host", "reply-code 550, enhanced-code 5.4.1: r.550 r.X.4.1" },
    { "5.7.515",                 "enhanced-code 5.7.515: r~X.7.0 v.microsoft-authentication-level" },
    { "5.7.620",                 "enhanced-code 5.7.620: r~X.7.0 v.microsoft-banned-sender-ip" },
    { "5.7.550",                 "enhanced-code 5.7.550: r~X.7.0 v.microsoft-access-denied-range" },
    { "4.16.55",                 "enhanced-code 4.16.55: r~X.0.0 v.yahoo-deferred" },
    /* the digits of the reply again (M-21) */
    { "550 5.5.0 Mailbox unavailable", "reply-code 550, enhanced-code 5.5.0: r.550 r.X.5.0 v.stalwart-dotted-reply f.5.5.0" },
    /* nobody knows it (RFC 3463 2) */
    { "5.1.77",                  "enhanced-code 5.1.77: r~X.1.0 (unknown)" },
    { "5.99.1",                  "enhanced-code 5.99.1: r~X.0.0 (unknown)" },
    { "577",                     "reply-code 577: r~5XX (unknown)" },
    { "999",                     "none 999: (unknown)" },
    { "150",                     "none 150: (unknown)" },
    { "9.9.9",                   "none 9.9.9: (unknown)" },
    { "5.1.1.1",                 ": (unknown)" },
    { "5500",                    ": (unknown)" },
    { "hello",                   ": (unknown)" },
    { "",                        ": (unknown)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(DsnCodeAnswer) answer = dsn_code_answer_new (rows[i].question, NULL);
      g_autofree char *found = describe (answer);

      g_test_message ("%s", rows[i].question);
      g_assert_cmpstr (found, ==, rows[i].answer);
    }
}

static void
test_reply_line (void)
{
  static const struct { const char *question; gboolean line; } rows[] = {
    { "550", FALSE }, { "5.1.1", FALSE }, { "(#5.7.1)", FALSE }, { "450/451/550 4.7.1", FALSE },
    { "550 5.1.1", TRUE }, { "550 User unknown", TRUE }, { "5.1.1 User unknown", TRUE }, { "User unknown", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(DsnCodeAnswer) answer = dsn_code_answer_new (rows[i].question, NULL);

      g_test_message ("%s", rows[i].question);
      g_assert_true (dsn_code_answer_is_reply_line (answer) == rows[i].line);
    }
}

static void
test_remarks (void)
{
  static const struct { const char *question, *part; } rows[] = {
    { "550",              "write 550 as 5.5.0" },
    { "501",              "write 501 as 5.0.1" },
    { "5.1.1",            "without dots, 511" },
    { "512",              "No RFC defines the reply code 512" },
    { "577",              "Nobody defines the reply code 577" },
    { "101",              "no replies that begin with 1" },
    { "700",              "no reply code of SMTP" },
    { "1.0.1",            "no enhanced status code" },
    { "5.1.77",           "read by its subject" },
    { "5.99.1",           "read by its class" },
    { "2.2.1",            "Class 2 is success" },
    { "4.7.1",            "with class 4 it is met all the same" },
    { "5.2.2",            "with class 5 it is met all the same" },
    { "550 4.7.1",        "RFC 2034 forbids: 550" },
    { "550 5.5.0",        "no more than 550 with dots" },
    { "354 2.0.0 go",     "begins with 3 carries no enhanced code" },
    { "hello",            "neither a reply code nor" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(DsnCodeAnswer) answer = dsn_code_answer_new (rows[i].question, NULL);
      gboolean found = FALSE;

      for (guint r = 0; r < dsn_code_answer_get_n_remarks (answer); r++)
        found |= strstr (dsn_code_answer_get_remark (answer, r), rows[i].part) != NULL;
      g_test_message ("%s", rows[i].question);
      g_assert_true (found);
    }
}

/* Success never fails, failure never delivers, and the class can change the reason. */
static void
test_class_fit (void)
{
  static const struct { const char *code; DsnReason reason; DsnFault fault; } rows[] = {
    { "2.2.1", DSN_REASON_UNSPECIFIED,  DSN_FAULT_NONE },
    { "2.7.0", DSN_REASON_UNSPECIFIED,  DSN_FAULT_NONE },
    { "2.1.5", DSN_REASON_DELIVERED,    DSN_FAULT_NONE },
    { "5.1.5", DSN_REASON_UNSPECIFIED,  DSN_FAULT_UNKNOWN },
    { "5.6.4", DSN_REASON_CONTENT_REJECTED, DSN_FAULT_CONTENT },
    { "4.7.0", DSN_REASON_GREYLISTED,   DSN_FAULT_RECEIVER },
    { "5.7.0", DSN_REASON_POLICY,       DSN_FAULT_SENDER },
    { "5.1.1", DSN_REASON_USER_UNKNOWN, DSN_FAULT_RECIPIENT },
    { "250",   DSN_REASON_DELIVERED,    DSN_FAULT_NONE },
    { "354",   DSN_REASON_UNSPECIFIED,  DSN_FAULT_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(DsnCodeAnswer) answer = dsn_code_answer_new (rows[i].code, NULL);
      DsnCodeInfo *info = dsn_code_answer_get_info (answer, 0);
      guint n = 0;
      const DsnReason *reasons = dsn_code_info_get_reasons (info, &n);

      g_test_message ("%s", rows[i].code);
      g_assert_cmpuint (n, >, 0);
      g_assert_cmpstr (dsn_reason_to_string (reasons[0]), ==, dsn_reason_to_string (rows[i].reason));
      g_assert_cmpstr (dsn_fault_to_string (dsn_code_info_get_fault (info)), ==, dsn_fault_to_string (rows[i].fault));
      if (rows[i].code[0] == '2')
        {
          g_assert_true (g_str_has_prefix (dsn_code_info_get_remedy (info), "Nothing to do."));
          g_assert_null (dsn_code_info_get_checks (info)[0]);
        }
    }
}

static void
test_info (void)
{
  g_autoptr(DsnCodeAnswer) answer = dsn_code_answer_new ("550", NULL);
  g_autoptr(DsnCodeInfo) info = dsn_code_info_ref (dsn_code_answer_get_info (answer, 0));
  g_autoptr(DsnCodeAnswer) folk = dsn_code_answer_new ("512", NULL);
  const char *title = NULL;
  DsnStatus status;

  g_assert_true (dsn_status_equal (dsn_code_info_get_default (info, DSN_STAGE_UNKNOWN), &(DsnStatus) { 5, 0, 0 }));
  g_assert_true (dsn_status_equal (dsn_code_info_get_default (info, DSN_STAGE_RCPT), &(DsnStatus) { 5, 1, 1 }));
  g_assert_null (dsn_code_info_get_default (info, DSN_STAGE_AUTH));
  g_assert_cmpuint (dsn_code_info_get_n_refinements (info), >, 5);
  g_assert_cmpstr (dsn_code_info_get_refinement (info, 0, &status), ==, "user unknown, no such");
  g_assert_true (dsn_status_equal (&status, &(DsnStatus) { 5, 1, 1 }));
  g_assert_cmpstr (dsn_code_info_get_references (info)[0], ==, "RFC 5321 4.2.2");
  g_assert_cmpstr (dsn_code_info_get_checks (info)[0], ==, "dig +short MX DOMAIN");
  g_assert_null (dsn_code_info_get_tokens (info)[0]);
  g_assert_null (dsn_code_info_get_see (info, &title));

  g_assert_cmpstr (dsn_code_info_get_see (dsn_code_answer_get_info (folk, 1), &title), ==, "5.1.2");
  g_assert_cmpstr (title, ==, "Bad destination system address");
}

/* A vendor can be told by words, by a host in the text, and by the host that replied. */
static void
test_recognized (void)
{
  static const struct { const char *question, *remote; gboolean recognized; } rows[] = {
    { "550 5.4.1 Recipient address rejected: Access denied", NULL, TRUE },
    { "550 5.4.1 recipient ADDRESS rejected: access denied", NULL, TRUE },
    { "550 5.4.1 refused by a.mail.protection.outlook.com", NULL, TRUE },
    { "550 5.4.1 refused", "a.mail.protection.OUTLOOK.com", TRUE },
    { "550 5.4.1 refused", "mx.example.com", FALSE },
    { "5.4.1", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(DsnCodeAnswer) answer = dsn_code_answer_new (rows[i].question, rows[i].remote);
      gboolean recognized = FALSE;

      for (guint k = 0; k < dsn_code_answer_get_n_infos (answer); k++)
        if (g_str_equal (dsn_code_info_get_id (dsn_code_answer_get_info (answer, k)), "microsoft-access-denied"))
          recognized = dsn_code_info_get_recognized (dsn_code_answer_get_info (answer, k));
      g_test_message ("%s", rows[i].question);
      g_assert_true (recognized == rows[i].recognized);
    }
}

/* Nothing that is asked can do harm. */
static void
test_hostile (void)
{
  g_autofree char *digits = g_strnfill (200000, '5');
  g_autofree char *slashes = g_malloc (4 * 10000 + 1);
  g_autofree char *bytes = g_malloc (256);

  for (guint i = 0; i < 10000; i++)
    memcpy (slashes + 4 * i, "550/", 4);
  slashes[4 * 10000] = '\0';
  for (guint i = 0; i < 255; i++)
    bytes[i] = (char) (i + 1);
  bytes[255] = '\0';
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(DsnCodeAnswer) answer = dsn_code_answer_new (i == 0 ? digits : i == 1 ? slashes : bytes, NULL);

      g_assert_cmpuint (dsn_code_answer_get_n_codes (answer), <, 10);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/codes/complete", test_complete);
  g_test_add_func ("/codes/entries", test_entries);
  g_test_add_func ("/codes/texts", test_texts);
  g_test_add_func ("/codes/quick-tables", test_quick_tables);
  g_test_add_func ("/codes/defaults", test_defaults);
  g_test_add_func ("/codes/see", test_see);
  g_test_add_func ("/codes/builder-agrees", test_builder_agrees);
  g_test_add_func ("/codes/pairs-agree", test_pairs_agree);
  g_test_add_func ("/codes/patterns", test_patterns);
  g_test_add_func ("/codes/bad-tables", test_bad_tables);
  g_test_add_func ("/codes/questions", test_questions);
  g_test_add_func ("/codes/reply-line", test_reply_line);
  g_test_add_func ("/codes/remarks", test_remarks);
  g_test_add_func ("/codes/class-fit", test_class_fit);
  g_test_add_func ("/codes/info", test_info);
  g_test_add_func ("/codes/recognized", test_recognized);
  g_test_add_func ("/codes/hostile", test_hostile);

  return g_test_run ();
}
