/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * DsnPolicy: sections of policy files that replace the advice of a verdict, and nothing else of it.  docs/rules.md has
 * the language. Immutable and thread-safe.
 *
 * Nobody is unsubscribed for another's fault: a section that advises to remove must be about faults of the recipient
 * alone, or say that it means it (`Unjust = yes`); what it might do is known when it is read, so that is when it is
 * refused.  What did not fail is no matter of a policy, and a delivery that is still being tried only of a section
 * that asks for it.
 */
#include <string.h>
#include <dsn/dsn-policy.h>
#include "rules/dsn-compile-private.h"
#include "rules/dsn-rules-private.h"
#include "rules/dsn-nearest.h"
#include "rules/dsn-nearest.h"
#include "rules/dsn-sections.h"

enum {
  KEY_REASON, KEY_FAULT, KEY_TYPE, KEY_ACTION, KEY_EXPIRED, KEY_STATUS, KEY_REPLY, KEY_REMOTE, KEY_DOMAIN, KEY_RULE,
  KEY_ADVICE, KEY_UNJUST, KEY_NOTE,
};

static const DsnSectionKey keys[] = {
  [KEY_REASON]  = { "Reason",  DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_FAULT]   = { "Fault",   DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_TYPE]    = { "Type",    DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_ACTION]  = { "Action",  DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_EXPIRED] = { "Expired", DSN_VALUE_YES_NO, FALSE, FALSE },
  [KEY_STATUS]  = { "Status",  DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_REPLY]   = { "Reply",   DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_REMOTE]  = { "Remote",  DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_DOMAIN]  = { "Domain",  DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_RULE]    = { "Rule",    DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_ADVICE]  = { "Advice",  DSN_VALUE_WORD,   FALSE, TRUE  },
  [KEY_UNJUST]  = { "Unjust",  DSN_VALUE_YES_NO, FALSE, FALSE },
  [KEY_NOTE]    = { "Note",    DSN_VALUE_TEXT,   TRUE,  FALSE },
};

/* Each list may be empty, which is any value. */
typedef struct {
  char      *name;
  char      *origin;          /* file:line */
  guint64    reasons, faults, types, actions;    /* bit n: value n */
  gboolean   has_expired, expired;
  GArray    *statuses;        /* DsnStatusRange */
  GArray    *replies;         /* DsnReplyRange */
  GPtrArray *remotes, *domains, *rules;
  DsnAdvice  advice;
} Section;

struct _DsnPolicy {
  gatomicrefcount ref_count;
  GPtrArray *sections;
};

G_DEFINE_BOXED_TYPE (DsnPolicy, dsn_policy, dsn_policy_ref, dsn_policy_unref)

static Section *
section_new (void)
{
  Section *self = g_new0 (Section, 1);

  self->statuses = g_array_new (FALSE, FALSE, sizeof (DsnStatusRange));
  self->replies = g_array_new (FALSE, FALSE, sizeof (DsnReplyRange));
  self->remotes = g_ptr_array_new_with_free_func (g_free);
  self->domains = g_ptr_array_new_with_free_func (g_free);
  self->rules = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
section_free (Section *self)
{
  g_free (self->name);
  g_free (self->origin);
  g_array_unref (self->statuses);
  g_array_unref (self->replies);
  g_ptr_array_unref (self->remotes);
  g_ptr_array_unref (self->domains);
  g_ptr_array_unref (self->rules);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Section, section_free)

/* Reading */

typedef struct {
  const char             *file;
  const DsnSectionEntry  *entry;
  GError                **error;
} Place;

static const char *
get_reason_nick (guint value)
{
  return dsn_reason_to_string (value);
}

static const char *
get_fault_nick (guint value)
{
  return dsn_fault_to_string (value);
}

static const char *
get_type_nick (guint value)
{
  return value == DSN_BOUNCE_TYPE_NONE ? "" : dsn_bounce_type_to_string (value);
}

/* What failed, or is late. */
static const char *
get_action_nick (guint value)
{
  return value == DSN_ACTION_FAILED || value == DSN_ACTION_DELAYED ? dsn_action_to_string (value) : "";
}

static const char *
get_advice_nick (guint value)
{
  return dsn_advice_to_string (value);
}

/* The value of a nick; names the nearest one if there is none. */
static gboolean
read_nick (const Place *place, const char *word, const char *(*nick) (guint value), guint n, guint *value)
{
  const char *names[64], *near;
  guint n_names = 0;

  for (guint i = 0; i < n; i++)
    {
      if (*nick (i) == '\0')
        continue;
      if (strcmp (nick (i), word) == 0)
        {
          *value = i;
          return TRUE;
        }
      names[n_names++] = nick (i);
    }
  near = dsn_nearest_word (word, names, n_names);
  if (near != NULL)
    dsn_sections_error (place->error, place->file, place->entry->line,
                        "unknown word '%s' for '%s'; did you mean '%s'?", word, place->entry->key, near);
  else
    dsn_sections_error (place->error, place->file, place->entry->line, "unknown word '%s' for '%s'", word,
                        place->entry->key);
  return FALSE;
}

static gboolean
read_bit (const Place *place, const char *word, const char *(*nick) (guint value), guint n, guint64 *bits)
{
  guint value = 0;

  if (!read_nick (place, word, nick, n, &value))
    return FALSE;
  *bits |= G_GUINT64_CONSTANT (1) << value;
  return TRUE;
}

static gboolean
read_host (const Place *place, const char *word, GPtrArray *hosts)
{
  if (!dsn_compiler_is_host (word))
    {
      dsn_sections_error (place->error, place->file, place->entry->line,
                          "'%s' is no host such as mx.example.com, *.example.com or .example.com", word);
      return FALSE;
    }
  g_ptr_array_add (hosts, g_ascii_strdown (word, -1));
  return TRUE;
}

static gboolean
read_word (Section *self, const Place *place, const char *word)
{
  DsnStatusRange status;
  DsnReplyRange reply;

  switch (place->entry->index)
    {
    case KEY_REASON:
      return read_bit (place, word, get_reason_nick, DSN_REASON_LAST, &self->reasons);
    case KEY_FAULT:
      return read_bit (place, word, get_fault_nick, DSN_FAULT_LAST, &self->faults);
    case KEY_TYPE:
      return read_bit (place, word, get_type_nick, DSN_BOUNCE_TYPE_LAST, &self->types);
    case KEY_ACTION:
      return read_bit (place, word, get_action_nick, DSN_ACTION_LAST, &self->actions);
    case KEY_STATUS:
      if (!dsn_compiler_read_status (word, &status))
        {
          dsn_sections_error (place->error, place->file, place->entry->line,
                              "'%s' is no status code such as 5.1.1, X.7.X, 4.2.1-3 or 5.7.5XX", word);
          return FALSE;
        }
      g_array_append_val (self->statuses, status);
      return TRUE;
    case KEY_REPLY:
      if (!dsn_compiler_read_reply (word, &reply))
        {
          dsn_sections_error (place->error, place->file, place->entry->line,
                              "'%s' is no reply code such as 550, 55X or 450-452", word);
          return FALSE;
        }
      g_array_append_val (self->replies, reply);
      return TRUE;
    case KEY_REMOTE:
      return read_host (place, word, self->remotes);
    case KEY_DOMAIN:
      return read_host (place, word, self->domains);
    case KEY_RULE:
      g_ptr_array_add (self->rules, g_strdup (word));
      return TRUE;
    default:
      return TRUE;
    }
}

/* Whether all that the section takes is the recipient's fault. */
static gboolean
is_just (const Section *self)
{
  if (self->faults != 0)
    return self->faults == G_GUINT64_CONSTANT (1) << DSN_FAULT_RECIPIENT;
  for (guint reason = 0; reason < DSN_REASON_LAST; reason++)
    if ((self->reasons >> reason & 1) != 0 && dsn_reason_get_fault (reason) != DSN_FAULT_RECIPIENT)
      return FALSE;
  return self->reasons != 0;
}

static Section *
read_section (const char *file, const DsnSection *from, GError **error)
{
  g_autoptr(Section) self = section_new ();
  Place advice = { file, dsn_section_next (from, "Advice", NULL), error };
  guint value = 0;

  self->name = g_strdup (from->id);
  self->origin = g_strdup_printf ("%s:%u", file, from->line);
  for (guint i = 0; i < from->n_entries; i++)
    {
      Place place = { file, &from->entries[i], error };
      g_auto(GStrv) words = g_strsplit_set (place.entry->value, ", \t", -1);
      guint n = 0;

      for (guint k = 0; words[k] != NULL; k++)
        if (*words[k] != '\0' && (n++, !read_word (self, &place, words[k])))
          return NULL;
      if (n == 0)
        {
          dsn_sections_error (error, file, place.entry->line, "'%s' names nothing", place.entry->key);
          return NULL;
        }
    }
  self->has_expired = dsn_section_get (from, "Expired") != NULL;
  self->expired = dsn_section_is_yes (from, "Expired");
  if (!read_nick (&advice, advice.entry->value, get_advice_nick, DSN_ADVICE_LAST, &value))
    return NULL;
  self->advice = (DsnAdvice) value;
  if (self->advice == DSN_ADVICE_REMOVE && !is_just (self) && !dsn_section_is_yes (from, "Unjust"))
    {
      dsn_sections_error (error, file, advice.entry->line,
                          "'Advice = remove' might remove addresses for another's fault: name 'Fault = recipient' or "
                          "reasons of that fault, or say 'Unjust = yes'");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * dsn_policy_new_from_files:
 * @paths: (array zero-terminated=1): policy files, in the order in which their sections are tried
 * @error: return location for a #GError
 *
 * Reads policy files; docs/rules.md describes them.
 *
 * Returns: (transfer full): the policy, or %NULL with an error that names file and line
 */
DsnPolicy *
dsn_policy_new_from_files (const char * const *paths, GError **error)
{
  g_autoptr(DsnPolicy) self = NULL;

  g_return_val_if_fail (paths != NULL, NULL);

  self = g_new0 (DsnPolicy, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) section_free);
  for (; *paths != NULL; paths++)
    {
      g_autoptr(DsnSections) sections = dsn_sections_load (*paths, keys, G_N_ELEMENTS (keys), error);

      if (sections == NULL)
        return NULL;
      for (guint i = 0; i < dsn_sections_get_n (sections); i++)
        {
          Section *section = read_section (*paths, dsn_sections_get (sections, i), error);

          if (section == NULL)
            return NULL;
          g_ptr_array_add (self->sections, section);
        }
    }
  return g_steal_pointer (&self);
}

/**
 * dsn_policy_ref:
 * @self: a policy
 *
 * Returns: (transfer full): @self
 */
DsnPolicy *
dsn_policy_ref (DsnPolicy *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * dsn_policy_unref:
 * @self: (transfer full): a policy
 */
void
dsn_policy_unref (DsnPolicy *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->sections);
  g_free (self);
}

/* Asking */

static gboolean
has_value (guint64 bits, guint value)
{
  return bits == 0 || (bits >> value & 1) != 0;
}

static gboolean
has_host (const GPtrArray *patterns, const char *host)
{
  if (patterns->len == 0)
    return TRUE;
  for (guint i = 0; host != NULL && i < patterns->len; i++)
    if (dsn_rules_host_is_like (g_ptr_array_index (patterns, i), host))
      return TRUE;
  return FALSE;
}

static gboolean
has_status (const GArray *ranges, const DsnStatus *status)
{
  if (ranges->len == 0)
    return TRUE;
  for (guint i = 0; status != NULL && i < ranges->len; i++)
    if (dsn_status_range_has (&g_array_index (ranges, DsnStatusRange, i), status))
      return TRUE;
  return FALSE;
}

static gboolean
has_reply (const GArray *ranges, guint reply)
{
  if (ranges->len == 0)
    return TRUE;
  for (guint i = 0; i < ranges->len; i++)
    if (dsn_reply_range_has (&g_array_index (ranges, DsnReplyRange, i), reply))
      return TRUE;
  return FALSE;
}

static gboolean
has_rule (const GPtrArray *names, const char *rule)
{
  if (names->len == 0)
    return TRUE;
  for (guint i = 0; rule != NULL && i < names->len; i++)
    if (strcmp (g_ptr_array_index (names, i), rule) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
takes (const Section *self, const DsnVerdict *verdict, const char *domain, const char *remote)
{
  DsnAction action = dsn_verdict_get_action (verdict) == DSN_ACTION_DELAYED ? DSN_ACTION_DELAYED : DSN_ACTION_FAILED;
  guint64 actions = self->actions != 0 ? self->actions : 1u << DSN_ACTION_FAILED;

  return has_value (actions, action)
         && has_value (self->reasons, dsn_verdict_get_reason (verdict))
         && has_value (self->faults, dsn_verdict_get_fault (verdict))
         && has_value (self->types, dsn_verdict_get_bounce_type (verdict))
         && (!self->has_expired || self->expired == dsn_verdict_get_expired (verdict))
         && has_status (self->statuses, dsn_verdict_get_status (verdict))
         && has_reply (self->replies, dsn_verdict_get_reply_code (verdict))
         && has_host (self->remotes, remote)
         && has_host (self->domains, domain)
         && has_rule (self->rules, dsn_verdict_get_rule (verdict));
}

/**
 * dsn_policy_get_advice:
 * @self: a policy
 * @verdict: a verdict
 * @address: (nullable): the address of the recipient
 * @remote: (nullable): the host that answered
 * @section: (out) (optional) (transfer none) (nullable): the name of the section that decides, %NULL if none does
 * @origin: (out) (optional) (transfer none) (nullable): its file and line
 *
 * Asks what to do. The first section that takes the verdict decides; if there is none, the advice of the verdict
 * stays. Nothing but failures and delays is ever taken.
 *
 * Returns: the advice
 */
DsnAdvice
dsn_policy_get_advice (const DsnPolicy *self, const DsnVerdict *verdict, const char *address, const char *remote,
                       const char **section, const char **origin)
{
  const char *at = address != NULL ? strrchr (address, '@') : NULL;
  const Section *found = NULL;

  g_return_val_if_fail (self != NULL && verdict != NULL, DSN_ADVICE_NONE);

  if (dsn_verdict_get_bounce_type (verdict) != DSN_BOUNCE_TYPE_NONE)
    for (guint i = 0; i < self->sections->len && found == NULL; i++)
      if (takes (g_ptr_array_index (self->sections, i), verdict, at != NULL ? at + 1 : NULL, remote))
        found = g_ptr_array_index (self->sections, i);
  if (section != NULL)
    *section = found != NULL ? found->name : NULL;
  if (origin != NULL)
    *origin = found != NULL ? found->origin : NULL;
  return found != NULL ? found->advice : dsn_verdict_get_advice (verdict);
}
