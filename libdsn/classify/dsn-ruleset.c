/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * DsnRuleset: the rules as users of the library see them, and the door to the judge.  Immutable and thread-safe.
 */
#include <string.h>
#include <dsn/dsn-ruleset.h>
#include "classify/dsn-judge.h"
#include "classify/dsn-ruleset-private.h"
#include "rules/dsn-compile.h"
#include "classify/dsn-logline.h"
#include "model/dsn-report-private.h"

G_DEFINE_BOXED_TYPE (DsnRuleset, dsn_ruleset, dsn_ruleset_ref, dsn_ruleset_unref)

static DsnRuleset *
ruleset_new (void)
{
  DsnRuleset *self = g_new0 (DsnRuleset, 1);

  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

/* Takes the rules out that the user's files disable by name, their own ones as well. */
static gboolean
disable_rules (DsnRuleset *self, GPtrArray *problems, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  const DsnRules *builtin = dsn_rules_get_builtin ();
  DsnRules *all = self->user;
  const char *name, *origin;
  guint rule;

  for (guint i = 0; (name = dsn_rules_get_disabled (self->user, i, &origin)) != NULL; i++)
    {
      if (!dsn_rules_lookup (builtin, name, &rule) && !dsn_rules_lookup (self->user, name, &rule))
        {
          if (!problems)
            {
              g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "%s: no rule is called '%s'", origin, name);
              return FALSE;
            }
          g_ptr_array_add (problems, g_strdup_printf ("%s: no rule is called '%s'", origin, name));
          continue;
        }
      g_ptr_array_add (names, (gpointer) name);
    }
  if (names->len == 0)
    return TRUE;
  self->fewer = dsn_rules_new_without (builtin, (const char * const *) names->pdata, names->len);
  self->user = dsn_rules_new_without (all, (const char * const *) names->pdata, names->len);
  dsn_rules_free (all);
  return TRUE;
}

/**
 * dsn_ruleset_get_default:
 *
 * The built-in rules. They are part of the library, cost nothing to load and are shared by all.
 *
 * Returns: (transfer none): the rules, valid for the life of the process
 */
DsnRuleset *
dsn_ruleset_get_default (void)
{
  static DsnRuleset *ruleset = NULL;
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      ruleset = ruleset_new ();
      g_once_init_leave (&once, 1);
    }
  return ruleset;
}

static DsnRuleset *
load (const char * const *paths, GPtrArray *problems, GError **error)
{
  static const char * const suffixes[] = { ".rules", ".dialect", NULL };
  g_autoptr(DsnRuleset) self = NULL;
  g_autoptr(GBytes) compiled = dsn_compile_paths (paths, suffixes, problems, error);

  if (!compiled)
    return NULL;
  self = ruleset_new ();
  self->user = dsn_rules_new_from_bytes (compiled);
  self->dialects = dsn_dialects_new_from_bytes (compiled);
  return disable_rules (self, problems, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * dsn_ruleset_new_from_paths:
 * @paths: (array zero-terminated=1): files with rules (.rules) and dialects (.dialect), or folders of which all such
 *   files are read, in the order of their names
 * @error: return location for a #GError
 *
 * The rules of these files, tried before the built-in ones.
 *
 * Returns: (transfer full): the rules, or %NULL with an error that names file and line
 */
DsnRuleset *
dsn_ruleset_new_from_paths (const char * const *paths, GError **error)
{
  g_return_val_if_fail (paths != NULL, NULL);
  return load (paths, NULL, error);
}

/**
 * dsn_ruleset_new_from_good_paths:
 * @paths: (array zero-terminated=1): files, or folders, as for dsn_ruleset_new_from_paths()
 * @problems: (out) (transfer full) (array zero-terminated=1): what is wrong, a line each that names file and line;
 *   empty if nothing is
 * @error: return location for a #GError
 *
 * Like dsn_ruleset_new_from_paths(), but a file in a folder that is wrong fails alone: it is left out, and the others
 * are in force. A file that is named itself must be right.
 *
 * Returns: (transfer full): the rules, or %NULL with an error that names file and line
 */
DsnRuleset *
dsn_ruleset_new_from_good_paths (const char * const *paths, char ***problems, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  DsnRuleset *self;

  g_return_val_if_fail (paths != NULL && problems != NULL, NULL);
  self = load (paths, found, error);
  if (!self)
    return NULL;
  g_ptr_array_add (found, NULL);
  *problems = (char **) g_ptr_array_free (g_steal_pointer (&found), FALSE);
  return self;
}

/**
 * dsn_ruleset_ref:
 * @self: rules
 *
 * Returns: (transfer full): @self
 */
DsnRuleset *
dsn_ruleset_ref (DsnRuleset *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * dsn_ruleset_unref:
 * @self: (transfer full): rules
 */
void
dsn_ruleset_unref (DsnRuleset *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->base)
    dsn_ruleset_unref (self->base);
  else
    {
      g_clear_pointer (&self->user, dsn_rules_free);
      g_clear_pointer (&self->fewer, dsn_rules_free);
      g_clear_pointer (&self->dialects, dsn_dialects_free);
    }
  g_clear_pointer (&self->policy, dsn_policy_unref);
  g_free (self);
}

/**
 * dsn_ruleset_new_with_policy:
 * @self: rules
 * @policy: a policy
 *
 * The same rules, with the advice that @policy gives.
 *
 * Returns: (transfer full): the rules
 */
DsnRuleset *
dsn_ruleset_new_with_policy (DsnRuleset *self, DsnPolicy *policy)
{
  DsnRuleset *copy;

  g_return_val_if_fail (self != NULL && policy != NULL, NULL);

  copy = ruleset_new ();
  copy->base = dsn_ruleset_ref (self);
  copy->policy = dsn_policy_ref (policy);
  copy->user = self->user;
  copy->fewer = self->fewer;
  copy->dialects = self->dialects;
  return copy;
}

/* The judge's verdict, then the user's advice. */
static DsnVerdict *
judge (DsnRuleset *self, const DsnCase *facts, const char *address)
{
  DsnVerdict *verdict = dsn_judge (self->user, dsn_ruleset_get_builtin (self), facts);
  const char *section, *origin;
  DsnAdvice advice;

  if (!self->policy)
    return verdict;
  advice = dsn_policy_get_advice (self->policy, verdict, address, facts->remote, &section, &origin);
  if (section)
    {
      verdict->policy = dsn_arena_strdup (verdict->arena, section);
      verdict->policy_origin = dsn_arena_strdup (verdict->arena, origin);
      verdict->usual_advice = verdict->advice;
      verdict->advice = advice;
    }
  return verdict;
}

/* A complaint is no failure: the recipient wants no more of it.  A report about authentication is about our own
 * domain, and one that says "not spam" takes a complaint back (RFC 5965 7.3, RFC 6591 3.2.1). */
static DsnVerdict *
judge_complaint (const DsnReport *report)
{
  static const char * const harmless[] = { "auth-failure", "not-spam", "dmarc" };
  const char *type = dsn_report_lookup_field (report, "Feedback-Type");
  DsnVerdict *verdict = dsn_verdict_new ();

  verdict->fault = DSN_FAULT_NONE;
  verdict->confidence = DSN_CONFIDENCE_HIGH;
  verdict->advice = DSN_ADVICE_REMOVE;
  for (gsize i = 0; type && i < G_N_ELEMENTS (harmless); i++)
    if (!g_ascii_strncasecmp (type, harmless[i], strlen (harmless[i])))
      verdict->advice = DSN_ADVICE_NONE;
  return verdict;
}

/**
 * dsn_ruleset_classify:
 * @self: rules
 * @report: a report
 * @recipient: one of its recipients
 *
 * Judges why the delivery to @recipient failed, whose fault that is, and what to do. A recipient who complained has
 * neither action nor type, and the advice to be removed.
 *
 * Returns: (transfer full): the verdict
 */
DsnVerdict *
dsn_ruleset_classify (DsnRuleset *self, const DsnReport *report, const DsnRecipient *recipient)
{
  DsnVerdict *verdict;
  DsnCase facts;

  g_return_val_if_fail (self != NULL && report != NULL && recipient != NULL, NULL);

  if (report->kind == DSN_KIND_COMPLAINT)
    return judge_complaint (report);
  facts = (DsnCase) {
    .evidence = recipient->evidence,
    .n_evidence = recipient->n_evidence,
    .stated = recipient->status,
    .action = recipient->action,
    .stage = recipient->stage,
    .remote = recipient->remote_mta.value ? recipient->remote_mta.value : recipient->remote_host,
    .reporting = report->reporting_mta.value,
    .dialect = report->dialect,
    .gave_up = recipient->gave_up,
    .certainty = recipient->certainty,
  };
  verdict = judge (self, &facts, recipient->address);
  verdict->facts = dsn_arena_ref (recipient->arena);
  return verdict;
}

/**
 * dsn_ruleset_classify_reply:
 * @self: rules
 * @reply: a reply, or any line that holds one, from a log or a session; valid UTF-8
 * @stage: the command that it answers, %DSN_STAGE_UNKNOWN if that is not known
 * @remote: (nullable): the host that gave it
 *
 * Judges a bare reply. As no delivery stands behind it, the verdict has no action but that of a success.
 *
 * Returns: (transfer full): the verdict
 */
DsnVerdict *
dsn_ruleset_classify_reply (DsnRuleset *self, const char *reply, DsnStage stage, const char *remote)
{
  DsnEvidence evidence;
  DsnVerdict *verdict;
  DsnCase facts;

  g_return_val_if_fail (self != NULL && reply != NULL, NULL);

  evidence = (DsnEvidence) { DSN_SOURCE_INPUT, reply, DSN_PART_UNKNOWN, DSN_SPAN_NONE };
  facts = (DsnCase) { .evidence = &evidence, .n_evidence = 1, .stage = stage, .remote = remote, .bare = TRUE };
  verdict = judge (self, &facts, NULL);
  /* the line is the caller's, the verdict must not point into it */
  verdict->diagnostic = dsn_arena_strdup (verdict->arena, verdict->diagnostic);
  return verdict;
}

/**
 * dsn_ruleset_classify_line:
 * @self: rules
 * @line: a line of a log, or a bare reply
 * @stage: the command that it answers, for a line that does not tell; %DSN_STAGE_UNKNOWN if that is not known
 * @remote: (nullable): the host that answered, for a line that does not tell
 *
 * Judges a line. Where it tells what became of a delivery this is like dsn_ruleset_classify(), where it holds a reply
 * alone like dsn_ruleset_classify_reply(). A line that tells nothing of a delivery has the reason
 * %DSN_REASON_UNSPECIFIED and the advice %DSN_ADVICE_NONE.
 *
 * Returns: (transfer full): the verdict
 */
DsnVerdict *
dsn_ruleset_classify_line (DsnRuleset *self, const DsnLogLine *line, DsnStage stage, const char *remote)
{
  const DsnRecipient *recipient;
  DsnVerdict *verdict;
  DsnCase facts;

  g_return_val_if_fail (self != NULL && line != NULL, NULL);

  recipient = line->recipient;
  facts = (DsnCase) {
    .evidence = recipient->evidence,
    .n_evidence = line->event == DSN_LOG_OTHER ? 0 : recipient->n_evidence,
    .stated = recipient->status,
    .action = recipient->action,
    .stage = recipient->stage ? recipient->stage : stage,
    .remote = recipient->remote_host ? recipient->remote_host : remote,
    .gave_up = recipient->gave_up,
    .certainty = recipient->certainty,
    .bare = line->event != DSN_LOG_OUTCOME,
  };
  verdict = judge (self, &facts, recipient->address);
  verdict->facts = dsn_arena_ref (line->arena);
  return verdict;
}
