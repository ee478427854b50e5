/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sets of rules: where they come from and what is written in them.
 */
#include <string.h>
#include "rules/dsn-compile.h"
#include "rules/dsn-rules-private.h"

static void
set_blob (DsnRules *self, const DsnBlob *blob)
{
  g_assert (blob->magic == DSN_BLOB_MAGIC);
  self->blob = blob;
  self->set = dsn_blob_patterns (blob);
  self->automaton.classes = dsn_blob_table (blob, DSN_TABLE_CLASSES);
  self->automaton.rows = dsn_blob_table (blob, DSN_TABLE_ROWS);
  self->automaton.n_rows = self->automaton.rows[0];
  self->automaton.states = dsn_blob_table (blob, DSN_TABLE_STATES);
  self->automaton.outputs = dsn_blob_table (blob, DSN_TABLE_OUTPUTS);
  self->rules = dsn_blob_table (blob, DSN_TABLE_RULES);
  self->n_rules = dsn_blob_n (blob, DSN_TABLE_RULES);
  self->owners = dsn_blob_table (blob, DSN_TABLE_OWNERS);
  self->slots = dsn_blob_table (blob, DSN_TABLE_SLOTS);
  self->keys = dsn_blob_table (blob, DSN_TABLE_KEYS);
  self->open = dsn_blob_table (blob, DSN_TABLE_OPEN);
  self->strings = dsn_blob_table (blob, DSN_TABLE_STRINGS);
}

/**
 * dsn_rules_get_builtin:
 *
 * Returns: (transfer none): the rules that are part of the library; loading them costs nothing
 */
const DsnRules *
dsn_rules_get_builtin (void)
{
  static DsnRules builtin;
  static gsize once;

  if (g_once_init_enter (&once))
    {
      set_blob (&builtin, (const DsnBlob *) (gconstpointer) dsn_builtin_data);
      g_once_init_leave (&once, 1);
    }
  return &builtin;
}

/**
 * dsn_rules_new_from_bytes:
 * @compiled: what dsn_compile() gave
 */
DsnRules *
dsn_rules_new_from_bytes (GBytes *compiled)
{
  DsnRules *self = g_new0 (DsnRules, 1);

  self->bytes = g_bytes_ref (compiled);
  set_blob (self, g_bytes_get_data (compiled, NULL));
  return self;
}

/**
 * dsn_rules_new_from_files:
 * @paths: (array zero-terminated=1): rule files, and folders of which all `.rules` files are taken
 *
 * Returns: (transfer full): the rules of these files alone, in the order of the names of the files; NULL with an
 *   error that
 *   names file and line
 */
DsnRules *
dsn_rules_new_from_files (const char * const *paths, GError **error)
{
  static const char * const suffixes[] = { ".rules", NULL };
  g_autoptr(GBytes) compiled = dsn_compile_paths (paths, suffixes, NULL, error);

  return compiled != NULL ? dsn_rules_new_from_bytes (compiled) : NULL;
}

/**
 * dsn_rules_new_without:
 *
 * Returns: (transfer full): rules that share everything with @rules, which must outlive them if they are built in
 */
DsnRules *
dsn_rules_new_without (const DsnRules *rules, const char * const *names, guint n_names)
{
  DsnRules *self = g_memdup2 (rules, sizeof *rules);
  gsize size = (rules->n_rules + 31) / 32 * sizeof (guint32);
  guint rule;

  if (self->bytes != NULL)
    g_bytes_ref (self->bytes);
  self->disabled = rules->disabled != NULL ? g_memdup2 (rules->disabled, size) : g_malloc0 (size);
  for (guint i = 0; i < n_names; i++)
    if (dsn_rules_lookup (rules, names[i], &rule))
      DSN_BIT_SET (self->disabled, rule);
  return self;
}

void
dsn_rules_free (DsnRules *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->disabled);
  g_free (self);
}

guint
dsn_rules_get_n (const DsnRules *self)
{
  return self->n_rules;
}

gboolean
dsn_rules_lookup (const DsnRules *self, const char *name, guint *rule)
{
  for (guint i = 0; i < self->n_rules; i++)
    if (strcmp (dsn_rules_get_name (self, i), name) == 0)
      {
        *rule = i;
        return TRUE;
      }
  return FALSE;
}

const char *
dsn_rules_get_name (const DsnRules *self, guint rule)
{
  return dsn_blob_text (self->blob, self->rules[rule].name);
}

const char *
dsn_rules_get_origin (const DsnRules *self, guint rule)
{
  return dsn_blob_text (self->blob, self->rules[rule].origin);
}

guint
dsn_rules_get_layer (const DsnRules *self, guint rule)
{
  return self->rules[rule].layer;
}

DsnReason
dsn_rules_get_reason (const DsnRules *self, guint rule)
{
  return (DsnReason) self->rules[rule].reason;
}

gboolean
dsn_rules_is_expired (const DsnRules *self, guint rule)
{
  return self->rules[rule].expired != 0;
}

gboolean
dsn_rules_is_enabled (const DsnRules *self, guint rule)
{
  return self->disabled == NULL || !DSN_BIT_IS_SET (self->disabled, rule);
}

DsnRuleConditions
dsn_rules_get_conditions (const DsnRules *self, guint rule)
{
  return (DsnRuleConditions) self->rules[rule].conditions;
}

static const char *
get_string (const DsnRules *self, const DsnBlobRange *range, guint i)
{
  return i < range->n ? dsn_blob_text (self->blob, self->strings[range->first + i].text) : NULL;
}

const char *
dsn_rules_get_note (const DsnRules *self, guint rule, guint i)
{
  return get_string (self, &self->rules[rule].notes, i);
}

const char *
dsn_rules_get_source (const DsnRules *self, guint rule, guint i)
{
  return get_string (self, &self->rules[rule].sources, i);
}

const char *
dsn_rules_get_disabled (const DsnRules *self, guint i, const char **origin)
{
  const DsnBlobDisabled *names = dsn_blob_table (self->blob, DSN_TABLE_DISABLED);

  if (i >= dsn_blob_n (self->blob, DSN_TABLE_DISABLED))
    return NULL;
  if (origin != NULL)
    *origin = dsn_blob_text (self->blob, names[i].origin);
  return dsn_blob_text (self->blob, names[i].name);
}
