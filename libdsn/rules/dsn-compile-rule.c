/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sections of .rules files -> rules.  docs/rules.md has the language.
 */
#include <string.h>
#include "rules/dsn-compile-private.h"
#include "rules/dsn-nearest.h"
#include "rules/dsn-rules.h"

enum {
  KEY_TEXT,
  KEY_ALSO,
  KEY_NOT,
  KEY_STATUS,
  KEY_REPLY,
  KEY_STAGE,
  KEY_REMOTE,
  KEY_REPORTING,
  KEY_DIALECT,
  KEY_REASON,
  KEY_EXPIRED,
  KEY_NOTE,
  KEY_SOURCE,
  KEY_EXAMPLE,
  KEY_COUNTER,
  KEY_DISABLE,
};

const DsnSectionKey dsn_rule_keys[] = {
  [KEY_TEXT]      = { "Text",      DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_ALSO]      = { "Also",      DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_NOT]       = { "Not",       DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_STATUS]    = { "Status",    DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_REPLY]     = { "Reply",     DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_STAGE]     = { "Stage",     DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_REMOTE]    = { "Remote",    DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_REPORTING] = { "Reporting", DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_DIALECT]   = { "Dialect",   DSN_VALUE_WORD,   TRUE,  FALSE },
  [KEY_REASON]    = { "Reason",    DSN_VALUE_WORD,   FALSE, FALSE },
  [KEY_EXPIRED]   = { "Expired",   DSN_VALUE_YES_NO, FALSE, FALSE },
  [KEY_NOTE]      = { "Note",      DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_SOURCE]    = { "Source",    DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_EXAMPLE]   = { "Example",   DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_COUNTER]   = { "Counter",   DSN_VALUE_TEXT,   TRUE,  FALSE },
  [KEY_DISABLE]   = { "Disable",   DSN_VALUE_TEXT,   TRUE,  FALSE },
};
const guint dsn_n_rule_keys = G_N_ELEMENTS (dsn_rule_keys);

/* A number, a range `500-699`, or X in place of digits: `X` is any number, `5XX` is 500 to 599. */
static gboolean
read_range (const char **p, guint16 range[2])
{
  guint low = 0, high = 0, n = 0, n_any = 0;

  for (; n < 3 && (g_ascii_isdigit ((*p)[n]) || (*p)[n] == 'X'); n++)
    {
      gboolean any = (*p)[n] == 'X';

      if (n_any > 0 && !any)
        return FALSE;
      n_any += any;
      low = low * 10 + (any ? 0 : (guint) ((*p)[n] - '0'));
      high = high * 10 + (any ? 9 : (guint) ((*p)[n] - '0'));
    }
  if (n == 0 || (n_any == n && n > 1))
    return FALSE;
  *p += n;
  if (n_any == n)
    high = 999;
  else if (n_any == 0 && **p == '-')
    {
      for (n = 0, high = 0, (*p)++; n < 3 && g_ascii_isdigit (**p); n++)
        high = high * 10 + (guint) (*(*p)++ - '0');
      if (n == 0 || high < low)
        return FALSE;
    }
  range[0] = (guint16) low;
  range[1] = (guint16) high;
  return TRUE;
}

gboolean
dsn_compiler_read_status (const char *word, DsnStatusRange *range)
{
  memset (range, 0, sizeof *range);
  if (strchr ("245X", *word) == NULL || word[1] != '.')
    return FALSE;
  range->klass = *word == 'X' ? 0 : (guint16) (*word - '0');
  word += 2;
  if (!read_range (&word, range->subject) || *word != '.')
    return FALSE;
  word++;
  return read_range (&word, range->detail) && *word == '\0';
}

gboolean
dsn_compiler_read_reply (const char *word, DsnReplyRange *range)
{
  const char *p = word;
  guint16 ends[2];

  if (!read_range (&p, ends) || *p != '\0' || ends[0] < 100)
    return FALSE;
  range->first = ends[0];
  range->last = ends[1];
  return TRUE;
}

/* `*` and what host names are made of */
gboolean
dsn_compiler_is_host (const char *word)
{
  gboolean letter = FALSE;

  for (const char *p = word; *p != '\0'; p++)
    {
      letter |= g_ascii_isalnum (*p);
      if (!g_ascii_isalnum (*p) && strchr (".-_*:", *p) == NULL)
        return FALSE;
    }
  return letter;
}

/* One word of a list of codes, stages or hosts. */
static gboolean
add_word (const DsnCompilerFile *file, const DsnSectionEntry *entry, const char *word, DsnBlobRule *rule,
          GError **error)
{
  DsnStatusRange status;
  DsnReplyRange reply;
  DsnStage stage;
  DsnBlobString host = { .line = entry->line };
  g_autofree char *lower = NULL;

  switch (entry->index)
    {
    case KEY_STATUS:
      if (!dsn_compiler_read_status (word, &status))
        return dsn_compiler_fail (file, entry->line, error,
                                  "'%s' is no status code such as 5.1.1, X.7.X, 4.2.1-3 or 5.7.5XX", word);
      g_array_append_val (file->into->statuses, status);
      return TRUE;
    case KEY_REPLY:
      if (!dsn_compiler_read_reply (word, &reply))
        return dsn_compiler_fail (file, entry->line, error, "'%s' is no reply code such as 550, 55X or 450-452", word);
      g_array_append_val (file->into->replies, reply);
      return TRUE;
    case KEY_STAGE:
      if (!dsn_stage_from_string (word, &stage) || stage == DSN_STAGE_UNKNOWN)
        return dsn_compiler_fail (file, entry->line, error,
                                  "'%s' is no stage; they are connect, helo, auth, mail, rcpt, data and dot", word);
      rule->stages |= (guint16) (1 << stage);
      return TRUE;
    default:
      if (!dsn_compiler_is_host (word))
        return dsn_compiler_fail (file, entry->line, error, "'%s' is no host such as mx.example.com, *.example.com or .example.com", word);
      lower = g_ascii_strdown (word, -1);
      host.text = dsn_compiler_intern (file, lower);
      g_array_append_val (file->into->strings, host);
      return TRUE;
    }
}

/* All words of a repeatable key; commas and blanks separate. */
static gboolean
add_words (const DsnCompilerFile *file, const DsnSection *section, int key, DsnBlobRule *rule, GError **error)
{
  const DsnSectionEntry *entry = NULL;

  while ((entry = dsn_section_next (section, dsn_rule_keys[key].name, entry)) != NULL)
    {
      g_auto(GStrv) words = g_strsplit_set (entry->value, ", \t", -1);

      for (guint i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0' && !add_word (file, entry, words[i], rule, error))
          return FALSE;
    }
  return TRUE;
}

static void
add_strings (const DsnCompilerFile *file, const DsnSection *section, int key, DsnBlobRange *range)
{
  const DsnSectionEntry *entry = NULL;

  range->first = file->into->strings->len;
  while ((entry = dsn_section_next (section, dsn_rule_keys[key].name, entry)) != NULL)
    {
      DsnBlobString string = { dsn_compiler_intern (file, entry->value), entry->line };

      g_array_append_val (file->into->strings, string);
    }
  range->n = file->into->strings->len - range->first;
}

static gboolean
add_patterns (const DsnCompilerFile *file, const DsnSection *section, int key, DsnPatternRole role, DsnBlobRange *range,
              GError **error)
{
  const DsnSectionEntry *entry = NULL;
  guint index;

  range->first = file->into->owners->len;
  while ((entry = dsn_section_next (section, dsn_rule_keys[key].name, entry)) != NULL)
    if (!dsn_compiler_add_pattern (file, entry, entry->value, role, &index, error))
      return FALSE;
  range->n = file->into->owners->len - range->first;
  return TRUE;
}

static gboolean
add_codes_and_hosts (const DsnCompilerFile *file, const DsnSection *section, DsnBlobRule *rule, GError **error)
{
  static const int hosts[] = { KEY_REMOTE, KEY_REPORTING };
  DsnBlobRange *host_ranges[] = { &rule->remotes, &rule->reportings };

  rule->statuses.first = file->into->statuses->len;
  rule->replies.first = file->into->replies->len;
  if (!add_words (file, section, KEY_STATUS, rule, error) || !add_words (file, section, KEY_REPLY, rule, error)
      || !add_words (file, section, KEY_STAGE, rule, error))
    return FALSE;
  rule->statuses.n = file->into->statuses->len - rule->statuses.first;
  rule->replies.n = file->into->replies->len - rule->replies.first;
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      host_ranges[i]->first = file->into->strings->len;
      if (!add_words (file, section, hosts[i], rule, error))
        return FALSE;
      host_ranges[i]->n = file->into->strings->len - host_ranges[i]->first;
    }
  add_strings (file, section, KEY_DIALECT, &rule->dialects);
  return TRUE;
}

static gboolean
add_reason (const DsnCompilerFile *file, const DsnSection *section, DsnBlobRule *rule, GError **error)
{
  const DsnSectionEntry *entry = dsn_section_next (section, "Reason", NULL);
  const char *nicks[DSN_REASON_LAST], *near;
  DsnReason reason;

  if (entry == NULL)
    return dsn_compiler_fail (file, section->line, error, "section [%s] has no key 'Reason'", section->id);
  if (dsn_reason_from_string (entry->value, &reason))
    {
      rule->reason = (guint8) reason;
      return TRUE;
    }
  for (guint i = 0; i < DSN_REASON_LAST; i++)
    nicks[i] = dsn_reason_to_string ((DsnReason) i);
  near = dsn_nearest_word (entry->value, nicks, DSN_REASON_LAST);
  if (near != NULL)
    return dsn_compiler_fail (file, entry->line, error, "unknown reason '%s' (did you mean '%s'?)", entry->value, near);
  return dsn_compiler_fail (file, entry->line, error, "unknown reason '%s'", entry->value);
}

static void
set_conditions (DsnBlobRule *rule)
{
  const struct { guint n; DsnRuleConditions condition; } rows[] = {
    { rule->text.n,       DSN_RULE_TEXT },
    { rule->also.n,       DSN_RULE_ALSO },
    { rule->not.n,        DSN_RULE_NOT },
    { rule->statuses.n,   DSN_RULE_STATUS },
    { rule->replies.n,    DSN_RULE_REPLY },
    { rule->stages,       DSN_RULE_STAGE },
    { rule->remotes.n,    DSN_RULE_REMOTE },
    { rule->reportings.n, DSN_RULE_REPORTING },
    { rule->dialects.n,   DSN_RULE_DIALECT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].n > 0)
      rule->conditions |= (guint16) rows[i].condition;
}

/* A section that only switches off other rules. */
static gboolean
add_disabled (const DsnCompilerFile *file, const DsnSection *section, GError **error)
{
  for (guint i = 0; i < section->n_entries; i++)
    {
      const DsnSectionEntry *entry = &section->entries[i];
      DsnBlobDisabled name = { dsn_compiler_intern (file, entry->value), dsn_compiler_origin (file, entry->line) };

      if (entry->index == KEY_DISABLE)
        g_array_append_val (file->into->disabled, name);
      else if (entry->index != KEY_NOTE && entry->index != KEY_SOURCE)
        return dsn_compiler_fail (file, entry->line, error, "key '%s' cannot stand beside 'Disable'", entry->key);
    }
  return TRUE;
}

gboolean
dsn_compiler_add_rule (const DsnCompilerFile *file, const DsnSection *section, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s:%s", file->stem, section->id);
  DsnBlobRule rule = { .layer = (guint16) file->layer };

  if (dsn_section_get (section, "Disable") != NULL)
    return add_disabled (file, section, error);
  rule.name = dsn_compiler_intern (file, name);
  rule.origin = dsn_compiler_origin (file, section->line);
  rule.expired = dsn_section_is_yes (section, "Expired");
  if (!add_reason (file, section, &rule, error)
      || !add_patterns (file, section, KEY_TEXT, DSN_ROLE_TEXT, &rule.text, error)
      || !add_patterns (file, section, KEY_ALSO, DSN_ROLE_ALSO, &rule.also, error)
      || !add_patterns (file, section, KEY_NOT, DSN_ROLE_NOT, &rule.not, error)
      || !add_codes_and_hosts (file, section, &rule, error))
    return FALSE;
  add_strings (file, section, KEY_NOTE, &rule.notes);
  add_strings (file, section, KEY_SOURCE, &rule.sources);
  add_strings (file, section, KEY_EXAMPLE, &rule.examples);
  add_strings (file, section, KEY_COUNTER, &rule.counters);
  set_conditions (&rule);
  if ((rule.conditions & ~DSN_RULE_NOT) == 0)
    return dsn_compiler_fail (file, section->line, error, "section [%s] asks for nothing: it would take everything", section->id);
  if (rule.also.n > 0 && rule.text.n == 0)
    return dsn_compiler_fail (file, section->line, error, "section [%s] has 'Also' without 'Text'", section->id);
  if (rule.examples.n == 0)
    return dsn_compiler_fail (file, section->line, error, "section [%s] has no key 'Example'", section->id);
  g_array_append_val (file->into->rules, rule);
  return TRUE;
}
