/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Why a rule does not take a text, in words.
 */
#include "rules/dsn-rules-private.h"

#define MOST_SHOWN 3      /* of a long list */

/* The pattern of a list that the text holds: its source, or NULL. */
static const char *
find_phrase (const DsnRules *self, const DsnBlobRange *range, const DsnFold *text)
{
  for (guint i = range->first; i < range->first + range->n; i++)
    if (dsn_pattern_match (&self->set, i, text, NULL))
      return dsn_blob_text (self->blob, self->set.patterns[i].source);
  return NULL;
}

static void
append_end (GString *out, guint16 low, guint16 high)
{
  if (low == 0 && high == 999)
    g_string_append_c (out, 'X');
  else if (low == high)
    g_string_append_printf (out, "%u", low);
  else
    g_string_append_printf (out, "%u-%u", low, high);
}

static void
append_status (GString *out, const DsnRules *self, guint i)
{
  const DsnStatusRange *range = (const DsnStatusRange *) dsn_blob_table (self->blob, DSN_TABLE_STATUSES) + i;

  if (range->klass == 0)
    g_string_append (out, "X.");
  else
    g_string_append_printf (out, "%u.", range->klass);
  append_end (out, range->subject[0], range->subject[1]);
  g_string_append_c (out, '.');
  append_end (out, range->detail[0], range->detail[1]);
}

static void
append_reply (GString *out, const DsnRules *self, guint i)
{
  const DsnReplyRange *range = (const DsnReplyRange *) dsn_blob_table (self->blob, DSN_TABLE_REPLIES) + i;

  append_end (out, range->first, range->last);
}

static void
append_text (GString *out, const DsnRules *self, guint i)
{
  g_string_append (out, dsn_blob_text (self->blob, self->strings[i].text));
}

/* "Status is 5.1.1, not 5.7.26 or 5.7.27" */
static char *
explain_list (const DsnRules *self, const char *key, const char *is, const DsnBlobRange *range,
              void (*append) (GString *, const DsnRules *, guint))
{
  GString *out = g_string_new (key);

  if (is == NULL)
    g_string_append (out, " is not known, and must be ");
  else
    g_string_append_printf (out, " is %s, not ", is);
  for (guint i = 0; i < MIN (range->n, MOST_SHOWN); i++)
    {
      g_string_append (out, i > 0 ? " or " : "");
      append (out, self, range->first + i);
    }
  if (range->n > MOST_SHOWN)
    g_string_append (out, " or ...");
  return g_string_free (out, FALSE);
}

static char *
explain_stage (const DsnBlobRule *rule, DsnStage stage)
{
  GString *out = g_string_new ("Stage is ");
  const char *or = "";

  g_string_append_printf (out, "%s, not ", dsn_stage_to_string (stage));
  for (int i = DSN_STAGE_CONNECT; i < DSN_STAGE_LAST; i++)
    if (rule->stages >> i & 1)
      {
        g_string_append_printf (out, "%s%s", or, dsn_stage_to_string ((DsnStage) i));
        or = " or ";
      }
  return g_string_free (out, FALSE);
}

static char *
explain_unmet (const DsnRules *self, const DsnBlobRule *rule, const DsnRuleInput *input, DsnRuleConditions unmet)
{
  g_autofree char *status = input->status.klass != 0 ? dsn_status_to_string (&input->status) : NULL;
  g_autofree char *reply = input->reply_code != 0 ? g_strdup_printf ("%u", input->reply_code) : NULL;

  switch (unmet)
    {
    case DSN_RULE_STATUS:
      return explain_list (self, "Status", status, &rule->statuses, append_status);
    case DSN_RULE_REPLY:
      return explain_list (self, "Reply", reply, &rule->replies, append_reply);
    case DSN_RULE_STAGE:
      return explain_stage (rule, input->stage);
    case DSN_RULE_REMOTE:
      return explain_list (self, "Remote", input->remote, &rule->remotes, append_text);
    case DSN_RULE_REPORTING:
      return explain_list (self, "Reporting", input->reporting, &rule->reportings, append_text);
    default:
      return explain_list (self, "Dialect", input->dialect, &rule->dialects, append_text);
    }
}

char *
dsn_rules_explain (const DsnRules *self, const DsnRuleInput *input, guint index)
{
  const DsnBlobRule *rule = &self->rules[index];
  char scratch[DSN_FOLD_STACK];
  g_auto(DsnFold) text = { 0 };
  DsnRuleConditions unmet;
  const char *phrase;

  if (!dsn_rules_is_enabled (self, index))
    return g_strdup ("the rule is disabled");
  dsn_fold_init (&text, input->text, input->length, scratch, sizeof scratch);
  if (rule->text.n > 0 && find_phrase (self, &rule->text, &text) == NULL)
    return g_strdup ("no Text phrase occurs");
  if (rule->also.n > 0 && find_phrase (self, &rule->also, &text) == NULL)
    return g_strdup ("no Also phrase occurs");
  phrase = find_phrase (self, &rule->not, &text);
  if (phrase != NULL)
    return g_strdup_printf ("the Not phrase '%s' occurs", phrase);
  unmet = dsn_rules_find_unmet (self, rule, input);
  return unmet != 0 ? explain_unmet (self, rule, input, unmet) : NULL;
}
