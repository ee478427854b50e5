/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Any bytes as a knowledge file, and what compiles against a text: an error names the file, and a rule that is found
 * lies in the text.
 */
#include <string.h>
#include <dsn/dsn-types.h>
#include "rules/dsn-compile.h"
#include "rules/dsn-dialects.h"
#include "rules/dsn-rules.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Pieces of diagnostics: what the seeds' phrases are made of. */
static const char text[] =
  "550-5.1.1 <User@Example.com>:  Recipient address rejected:\r\n User unknown in mailbox x (192.0.2.1)";

static void
ask (const DsnRules *rules)
{
  DsnRuleInput input = {
    .text = text, .length = sizeof text - 1, .status = { 5, 1, 1 }, .reply_code = 550, .stage = DSN_STAGE_RCPT,
    .remote = "mx.example.com", .reporting = "mx.example.org", .dialect = "postfix",
  };
  DsnRuleHit hits[32];
  guint n = dsn_rules_match (rules, &input, hits, G_N_ELEMENTS (hits));

  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (hits[i].rule, <, dsn_rules_get_n (rules));
      g_assert_cmpuint (hits[i].offset + hits[i].length, <=, input.length);
      g_assert_true (i == 0 || hits[i - 1].rule < hits[i].rule);
    }
  for (guint i = 0, at = 0; i < MIN (dsn_rules_get_n (rules), 32) && n < G_N_ELEMENTS (hits); i++)
    {
      g_autofree char *why = dsn_rules_explain (rules, &input, i);
      gboolean found = at < n && hits[at].rule == i;

      g_assert_cmpint (why == NULL, ==, found);
      at += found;
    }
}

static void
try_kind (const guint8 *data, gsize size, const char *name)
{
  DsnKnowledgeFile file = { name, (const char *) data, size };
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = dsn_compile (&file, 1, NULL, &error);
  g_autoptr(DsnRules) rules = NULL;
  g_autoptr(DsnDialects) dialects = NULL;

  if (bytes == NULL)
    {
      g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
      g_assert_true (g_str_has_prefix (error->message, name));
      return;
    }
  rules = dsn_rules_new_from_bytes (bytes);
  ask (rules);
  if (size < 4096)
    dsn_rules_check (rules, NULL, NULL);
  dialects = dsn_dialects_new_from_bytes (bytes);
  for (guint i = 0; i < dsn_dialects_get_n (dialects); i++)
    g_assert_nonnull (dsn_dialects_get_name (dialects, i));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *bytes = data != NULL ? data : (const guint8 *) "";

  try_kind (bytes, size, "10-f.rules");
  try_kind (bytes, size, "10-f.dialect");
  return 0;
}
