/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Proofs of rules: every Example must be taken by its own rule and every Counter by another or none, with all files
 * loaded; and no rule and no phrase may stand behind an earlier rule that takes whatever it could take.
 *
 * An example is a diagnostic text. What is known around it can stand before it in braces:
 *
 *     Example = {remote=mx.example.com stage=rcpt} 550 5.7.1 rejected
 *
 * Codes are found in the text unless they are given; `reply=none` says that no number in it is a reply.
 */
#include <string.h>
#include "model/dsn-text-private.h"
#include "rules/dsn-rules-private.h"

#define NO_REPLY G_MAXUINT /* keeps the finder from taking a number for a reply */
#define FILLER "qzq"       /* stands where a phrase leaves room */

typedef struct {
  const DsnRules   *rules;
  DsnRuleCodeFinder finder;
  GPtrArray        *problems;
  gboolean          failed;
} Check;

void
dsn_rule_problem_free (DsnRuleProblem *self)
{
  g_free (self->origin);
  g_free (self->rule);
  g_free (self->what);
  g_free (self);
}

static void G_GNUC_PRINTF (5, 6)
add_problem (Check *self, guint rule, guint line, gboolean is_warning, const char *format, ...)
{
  DsnRuleProblem *problem = g_new0 (DsnRuleProblem, 1);
  const char *origin = dsn_rules_get_origin (self->rules, rule);
  va_list args;

  va_start (args, format);
  problem->what = g_strdup_vprintf (format, args);
  va_end (args);
  problem->origin = g_strdup_printf ("%.*s:%u", (int) (strrchr (origin, ':') - origin), origin, line);
  problem->rule = g_strdup (dsn_rules_get_name (self->rules, rule));
  problem->is_warning = is_warning;
  self->failed |= !is_warning;
  g_ptr_array_add (self->problems, problem);
}

/**
 * dsn_rules_find_codes:
 *
 * The reply and the status code that a text begins with or holds, as far as the input does not have them.
 */
void
dsn_rules_find_codes (DsnRuleInput *input)
{
  DsnReplyFound reply;

  if (dsn_reply_scan (input->text, input->length, 0, &reply))
    {
      if (input->reply_code == 0)
        input->reply_code = reply.code;
      if (input->status.klass == 0)
        input->status = reply.status;
    }
  if (input->status.klass == 0)
    dsn_status_find (input->text, (gssize) input->length, &input->status, NULL);
}

/* One `name=value` of the braces.  The value is kept by the caller. */
static gboolean
set_known (DsnRuleInput *input, const char *name, const char *value)
{
  guint64 number;

  if (strcmp (name, "remote") == 0)
    input->remote = value;
  else if (strcmp (name, "reporting") == 0)
    input->reporting = value;
  else if (strcmp (name, "dialect") == 0)
    input->dialect = value;
  else if (strcmp (name, "stage") == 0)
    return dsn_stage_from_string (value, &input->stage);
  else if (strcmp (name, "status") == 0)
    return dsn_status_parse (value, &input->status);
  else if (strcmp (name, "reply") == 0 && strcmp (value, "none") == 0)
    input->reply_code = NO_REPLY;
  else if (strcmp (name, "reply") == 0 && g_ascii_string_to_unsigned (value, 10, 100, 999, &number, NULL))
    input->reply_code = (guint) number;
  else
    return FALSE;
  return TRUE;
}

gboolean
dsn_rules_read_example (const char *example, DsnRuleCodeFinder finder, DsnRuleInput *input, char ***words)
{
  const char *close = example[0] == '{' ? strchr (example, '}') : NULL;
  g_autofree char *known = NULL;

  *words = NULL;
  memset (input, 0, sizeof *input);
  if (close == NULL)
    input->text = example;
  else
    {
      known = g_strndup (example + 1, (gsize) (close - example - 1));
      *words = g_strsplit_set (known, " \t", -1);
      for (guint i = 0; (*words)[i] != NULL; i++)
        {
          char *equals = strchr ((*words)[i], '=');

          if (*(*words)[i] == '\0')
            continue;
          if (equals == NULL)
            return FALSE;
          *equals = '\0';
          if (!set_known (input, (*words)[i], equals + 1))
            return FALSE;
        }
      input->text = close + 1;
    }
  input->text += strspn (input->text, " \t");
  input->length = strlen (input->text);
  (finder != NULL ? finder : dsn_rules_find_codes) (input);
  if (input->reply_code == NO_REPLY)
    input->reply_code = 0;
  return TRUE;
}

static void
check_example (Check *self, guint rule, const DsnBlobString *string, gboolean is_counter)
{
  g_auto(GStrv) words = NULL;
  g_autofree char *why = NULL;
  DsnRuleInput input;
  DsnRuleHit hit;
  guint n;

  if (!dsn_rules_read_example (dsn_blob_text (self->rules->blob, string->text), self->finder, &input, &words))
    {
      add_problem (self, rule, string->line, FALSE,
                   "braces hold remote=, reporting=, dialect=, stage=, status= and reply=, each with its value");
      return;
    }
  n = dsn_rules_match (self->rules, &input, &hit, 1);
  if (is_counter && n > 0 && hit.rule == rule)
    add_problem (self, rule, string->line, FALSE, "the rule takes this counter-example");
  if (is_counter || (n > 0 && hit.rule == rule))
    return;
  why = dsn_rules_explain (self->rules, &input, rule);
  if (why != NULL)
    add_problem (self, rule, string->line, FALSE, "the rule does not take this example: %s", why);
  else
    add_problem (self, rule, string->line, FALSE, "the example is taken by '%s' (%s), which stands before",
                 dsn_rules_get_name (self->rules, hit.rule), dsn_rules_get_origin (self->rules, hit.rule));
}

/* A text that holds a phrase and as little else as can be. */
static void
append_sample (GString *out, const DsnPatternSet *set, guint index)
{
  static const char *const things[DSN_CAPTURE_LAST] = {
    [DSN_CAPTURE_ADDR] = "q@z.test", [DSN_CAPTURE_HOST] = "qz.test",   [DSN_CAPTURE_IP] = "192.0.2.1",
    [DSN_CAPTURE_CODE] = "299",      [DSN_CAPTURE_STATUS] = "2.0.999", [DSN_CAPTURE_NUM] = "7",
  };
  const DsnPattern *pattern = &set->patterns[index];

  for (guint s = pattern->first_segment; s < pattern->first_segment + pattern->n_segments; s++)
    {
      const DsnPatternSegment *segment = &set->segments[s];

      if (segment->index > 0 || segment->gap == DSN_GAP_TEXT)
        {
          if (segment->index > 0 && set->segments[s - 1].flags & DSN_SEGMENT_BLANK_AFTER)
            g_string_append_c (out, ' ');
          g_string_append (out, FILLER);
          if (segment->flags & DSN_SEGMENT_BLANK_BEFORE)
            g_string_append_c (out, ' ');
        }
      for (guint p = segment->first_piece; p < segment->first_piece + segment->n_pieces; p++)
        if (set->pieces[p].type == DSN_CAPTURE_NONE)
          g_string_append_len (out, set->pool + set->pieces[p].text, set->pieces[p].length);
        else
          g_string_append (out, things[set->pieces[p].type]);
    }
  if (pattern->tail == DSN_GAP_TEXT)
    g_string_append (out, " " FILLER);
}

/* A phrase is out of reach if an earlier rule that asks for nothing but words takes every text that holds it. */
static void
check_phrase (Check *self, guint index, guint pattern)
{
  const DsnRules *rules = self->rules;
  g_autoptr(GString) sample = g_string_new (NULL);
  g_autofree DsnRuleHit *hits = g_new (DsnRuleHit, rules->n_rules);
  guint n;

  append_sample (sample, &rules->set, pattern);
  n = dsn_rules_match (rules, &(DsnRuleInput) { .text = sample->str, .length = sample->len }, hits, rules->n_rules);
  for (guint i = 0; i < n && hits[i].rule < index; i++)
    if (rules->rules[hits[i].rule].conditions == DSN_RULE_TEXT)
      {
        add_problem (self, index, rules->owners[pattern].line, TRUE,
                     "the phrase '%s' is out of reach: '%s' (%s) takes it before",
                     dsn_blob_text (rules->blob, rules->set.patterns[pattern].source),
                     dsn_rules_get_name (rules, hits[i].rule), dsn_rules_get_origin (rules, hits[i].rule));
        return;
      }
}

static gboolean
status_within (const DsnStatusRange *inner, const DsnStatusRange *outer)
{
  return (outer->klass == 0 || outer->klass == inner->klass)
         && outer->subject[0] <= inner->subject[0] && outer->subject[1] >= inner->subject[1]
         && outer->detail[0] <= inner->detail[0] && outer->detail[1] >= inner->detail[1];
}

static gboolean
reply_within (const DsnReplyRange *inner, const DsnReplyRange *outer)
{
  return outer->first <= inner->first && outer->last >= inner->last;
}

/* Whether each code of the later rule lies within one of the earlier. */
static gboolean
codes_within (const DsnRules *rules, const DsnBlobRule *later, const DsnBlobRule *earlier)
{
  const DsnStatusRange *statuses = dsn_blob_table (rules->blob, DSN_TABLE_STATUSES);
  const DsnReplyRange *replies = dsn_blob_table (rules->blob, DSN_TABLE_REPLIES);

  for (guint i = 0; i < later->statuses.n && earlier->statuses.n > 0; i++)
    {
      gboolean within = FALSE;

      for (guint k = 0; k < earlier->statuses.n; k++)
        within |= status_within (&statuses[later->statuses.first + i], &statuses[earlier->statuses.first + k]);
      if (!within)
        return FALSE;
    }
  for (guint i = 0; i < later->replies.n && earlier->replies.n > 0; i++)
    {
      gboolean within = FALSE;

      for (guint k = 0; k < earlier->replies.n; k++)
        within |= reply_within (&replies[later->replies.first + i], &replies[earlier->replies.first + k]);
      if (!within)
        return FALSE;
    }
  return TRUE;
}

/* A rule is out of reach if an earlier one that asks for codes alone takes all its codes. */
static void
check_reach (Check *self, guint index)
{
  const DsnRules *rules = self->rules;
  const DsnBlobRule *later = &rules->rules[index];
  guint line = (guint) g_ascii_strtoull (strrchr (dsn_rules_get_origin (rules, index), ':') + 1, NULL, 10);

  for (guint i = 0; i < index; i++)
    {
      const DsnBlobRule *earlier = &rules->rules[i];

      if (dsn_rules_is_enabled (rules, i) && (earlier->conditions & ~(DSN_RULE_STATUS | DSN_RULE_REPLY)) == 0
          && (earlier->conditions & ~later->conditions) == 0 && codes_within (rules, later, earlier))
        {
          add_problem (self, index, line, TRUE, "the rule is out of reach: '%s' (%s) takes its codes before",
                       dsn_rules_get_name (rules, i), dsn_rules_get_origin (rules, i));
          return;
        }
    }
}

gboolean
dsn_rules_check (const DsnRules *rules, DsnRuleCodeFinder finder, GPtrArray **problems)
{
  Check self = { .rules = rules, .finder = finder };

  self.problems = g_ptr_array_new_with_free_func ((GDestroyNotify) dsn_rule_problem_free);
  for (guint i = 0; i < rules->n_rules; i++)
    {
      const DsnBlobRule *rule = &rules->rules[i];

      if (!dsn_rules_is_enabled (rules, i))
        continue;
      for (guint k = 0; k < rule->examples.n; k++)
        check_example (&self, i, &rules->strings[rule->examples.first + k], FALSE);
      for (guint k = 0; k < rule->counters.n; k++)
        check_example (&self, i, &rules->strings[rule->counters.first + k], TRUE);
      check_reach (&self, i);
      for (guint k = 0; k < rule->text.n; k++)
        check_phrase (&self, i, rule->text.first + k);
    }
  if (problems != NULL)
    *problems = g_ptr_array_ref (self.problems);
  g_ptr_array_unref (self.problems);
  return !self.failed;
}
