/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which rules take a text.
 *
 * The text is folded once and read once: the automaton tells where the first bytes of a segment of some pattern stand,
 * dsn_pattern_segment_fits() looks whether the segment does. A pattern of several segments is put together as they come, with the places of
 * the latest ones remembered, as in dsn-pattern-match.c. Then the rules whose Text was found, and those without, are asked in order
 * whether all else holds.
 */
#include <string.h>
#include "rules/dsn-rules-private.h"

#define SCRATCH_BYTES (48 * 1024)      /* more than the built-in rules need */

typedef struct {
  guint32 start;
  guint32 end;
} Place;

/* What was found of the Text of a rule. */
typedef struct {
  guint32 start;
  guint32 end;
  guint32 pattern;
} Span;

typedef struct {
  const DsnRules *rules;
  const char     *text;        /* folded */
  gsize           length;
  guint32        *found[3];    /* by DsnPatternRole: a bit for each rule */
  guint32        *begun;       /* a bit for each slot */
  Span           *spans;       /* of each rule whose Text was found */
  Place         (*places)[2];  /* of a slot: the latest, and the one before */
} Search;

/* Of one phrase the first place is kept, of several phrases the longest. */
static void
accept (Search *self, guint32 pattern, gsize start, gsize end)
{
  const DsnBlobOwner *owner = &self->rules->owners[pattern];
  Span *span = &self->spans[owner->rule];

  if (owner->role == DSN_ROLE_TEXT
      && (!DSN_BIT_IS_SET (self->found[DSN_ROLE_TEXT], owner->rule)
          || (span->pattern != pattern && end - start > span->end - span->start)))
    *span = (Span) { (guint32) start, (guint32) end, pattern };
  DSN_BIT_SET (self->found[owner->role], owner->rule);
}

/* The place of the segment before, if this one may follow it. */
static const Place *
find_before (const Search *self, guint32 segment, gsize at)
{
  guint32 slot = self->rules->slots[segment - 1];

  if (!DSN_BIT_IS_SET (self->begun, slot))
    return NULL;
  for (guint k = 0; k < 2; k++)
    if (self->places[slot][k].end <= at)
      return at - self->places[slot][k].end <= DSN_PATTERN_GAP ? &self->places[slot][k] : NULL;
  return NULL;
}

static void
remember (Search *self, guint32 segment, Place place)
{
  guint32 slot = self->rules->slots[segment];

  if (DSN_BIT_IS_SET (self->begun, slot))
    self->places[slot][1] = self->places[slot][0];
  else
    self->places[slot][1].end = G_MAXUINT32;
  self->places[slot][0] = place;
  DSN_BIT_SET (self->begun, slot);
}

/* The first bytes of a segment end at @key_end. */
static void
try_segment (Search *self, guint32 index, gsize key_end)
{
  const DsnPatternSegment *segment = &self->rules->set.segments[index];
  const DsnBlobOwner *owner = &self->rules->owners[segment->pattern];
  gsize at = key_end - MIN (self->rules->set.pieces[segment->first_piece].length, DSN_AUTOMATON_KEY_BYTES), start = at, end;

  if (owner->role != DSN_ROLE_TEXT && DSN_BIT_IS_SET (self->found[owner->role], owner->rule))
    return;
  if (segment->index > 0)
    {
      const Place *before = find_before (self, index, at);

      if (before == NULL)
        return;
      start = before->start;
    }
  if (!dsn_pattern_segment_fits (&self->rules->set, segment, self->text, self->length, at, &end))
    return;
  if (segment->index + 1u == self->rules->set.patterns[segment->pattern].n_segments)
    accept (self, segment->pattern, start, end);
  else
    remember (self, index, (Place) { (guint32) start, (guint32) end });
}

/* A literal of a pattern that cannot be put together: one try for the whole text. */
static void
try_pattern (Search *self, guint32 pattern)
{
  guint32 slot = self->rules->slots[self->rules->set.patterns[pattern].first_segment];
  gsize start, end;

  if (DSN_BIT_IS_SET (self->begun, slot))
    return;
  DSN_BIT_SET (self->begun, slot);
  if (dsn_pattern_find (&self->rules->set, pattern, self->text, self->length, &start, &end))
    accept (self, pattern, start, end);
}

static void
report (Search *self, guint32 outputs, gsize end)
{
  const guint32 *all = self->rules->automaton.outputs;

  while (outputs != 0)
    {
      guint32 n = all[outputs++];

      for (; n > 0; n--, outputs++)
        {
          if (all[outputs] & 1)
            try_pattern (self, all[outputs] >> 1);
          else
            try_segment (self, all[outputs] >> 1, end);
        }
      outputs = all[outputs];
    }
}

static void
scan (Search *self)
{
  const DsnAutomaton *automaton = &self->rules->automaton;
  guint32 state = 0;

  for (gsize i = 0; i < self->length; i++)
    {
      guint byte_class = automaton->classes[(guchar) self->text[i]];

      if (byte_class == 0)
        {
          state = 0;
          continue;
        }
      state = dsn_automaton_step (automaton, state, byte_class);
      if (G_UNLIKELY (automaton->states[state].outputs != 0))
        report (self, automaton->states[state].outputs, i + 1);
    }
}

/* "dns; MX.Example.com. (192.0.2.1)" -> the name alone */
static const char *
trim_host (const char *host, gsize *length)
{
  const char *type = strchr (host, ';');
  gsize n;

  if (type != NULL)
    host = type + 1;
  host += strspn (host, " \t");
  n = strcspn (host, " \t([;,");
  while (n > 0 && host[n - 1] == '.')
    n--;
  *length = n;
  return host;
}

/* `*` is any run; the rest byte for byte, without regard to case.  A pattern is short, a host name too. */
static gboolean
glob_matches (const char *pattern, const char *host, gsize length)
{
  const char *star = NULL;
  gsize i = 0, star_i = 0;

  while (i < length)
    {
      if (*pattern == '*')
        {
          star = ++pattern;
          star_i = i;
        }
      else if (*pattern == g_ascii_tolower (host[i]))
        {
          pattern++;
          i++;
        }
      else if (star != NULL)
        {
          pattern = star;
          i = ++star_i;
        }
      else
        return FALSE;
    }
  while (*pattern == '*')
    pattern++;
  return *pattern == '\0';
}

/* `.example.com` is the domain and all in it. */
static gboolean
host_matches (const char *pattern, const char *host, gsize length)
{
  gsize n = strlen (pattern);

  if (*pattern != '.')
    return glob_matches (pattern, host, length);
  if (length == n - 1)
    return glob_matches (pattern + 1, host, length);
  return length > n && glob_matches (pattern, host + length - n, n);
}

static gboolean
host_is_listed (const DsnRules *self, const DsnBlobRange *range, const char *host)
{
  gsize length = 0;

  if (host == NULL)
    return FALSE;
  host = trim_host (host, &length);
  for (guint i = 0; i < range->n && length <= 255; i++)
    if (host_matches (dsn_blob_text (self->blob, self->strings[range->first + i].text), host, length))
      return TRUE;
  return FALSE;
}

static gboolean
status_is_listed (const DsnRules *self, const DsnBlobRange *range, const DsnStatus *status)
{
  const DsnStatusRange *ranges = (const DsnStatusRange *) dsn_blob_table (self->blob, DSN_TABLE_STATUSES) + range->first;

  if (status->klass == 0)
    return FALSE;
  for (guint i = 0; i < range->n; i++)
    if ((ranges[i].klass == status->klass || ranges[i].klass == 0)
        && status->detail >= ranges[i].detail[0] && status->detail <= ranges[i].detail[1]
        && status->subject >= ranges[i].subject[0] && status->subject <= ranges[i].subject[1])
      return TRUE;
  return FALSE;
}

static gboolean
reply_is_listed (const DsnRules *self, const DsnBlobRange *range, guint reply)
{
  const DsnReplyRange *ranges = (const DsnReplyRange *) dsn_blob_table (self->blob, DSN_TABLE_REPLIES) + range->first;

  for (guint i = 0; i < range->n; i++)
    if (reply >= ranges[i].first && reply <= ranges[i].last)
      return TRUE;
  return FALSE;
}

static gboolean
word_is_listed (const DsnRules *self, const DsnBlobRange *range, const char *word)
{
  for (guint i = 0; word != NULL && i < range->n; i++)
    if (g_ascii_strcasecmp (dsn_blob_text (self->blob, self->strings[range->first + i].text), word) == 0)
      return TRUE;
  return FALSE;
}

DsnRuleConditions
dsn_rules_find_unmet (const DsnRules *self, const DsnBlobRule *rule, const DsnRuleInput *input)
{
  guint conditions = rule->conditions;

  if ((conditions & DSN_RULE_STATUS) && !status_is_listed (self, &rule->statuses, &input->status))
    return DSN_RULE_STATUS;
  if ((conditions & DSN_RULE_REPLY) && !reply_is_listed (self, &rule->replies, input->reply_code))
    return DSN_RULE_REPLY;
  if ((conditions & DSN_RULE_STAGE) && (rule->stages >> input->stage & 1) == 0)
    return DSN_RULE_STAGE;
  if ((conditions & DSN_RULE_REMOTE) && !host_is_listed (self, &rule->remotes, input->remote))
    return DSN_RULE_REMOTE;
  if ((conditions & DSN_RULE_REPORTING) && !host_is_listed (self, &rule->reportings, input->reporting))
    return DSN_RULE_REPORTING;
  if ((conditions & DSN_RULE_DIALECT) && !word_is_listed (self, &rule->dialects, input->dialect))
    return DSN_RULE_DIALECT;
  return 0;
}

/* Asks the rules in their order.  Places of the hits are those of the folded text. */
static guint
collect (const Search *self, const DsnRuleInput *input, DsnRuleHit *hits, guint max_hits)
{
  const DsnRules *rules = self->rules;
  guint n = 0;

  for (guint w = 0; w < (rules->n_rules + 31) / 32; w++)
    {
      guint32 bits = self->found[DSN_ROLE_TEXT][w] | rules->wordless[w];

      if (rules->disabled != NULL)
        bits &= ~rules->disabled[w];
      for (; bits != 0 && n < max_hits; bits &= bits - 1)
        {
          guint i = w * 32 + (guint) __builtin_ctz (bits);
          const DsnBlobRule *rule = &rules->rules[i];
          Span none = { 0, 0, 0 }, *span = rule->text.n > 0 ? &self->spans[i] : &none;

          if ((rule->also.n > 0 && !DSN_BIT_IS_SET (self->found[DSN_ROLE_ALSO], i))
              || (rule->not.n > 0 && DSN_BIT_IS_SET (self->found[DSN_ROLE_NOT], i))
              || dsn_rules_find_unmet (rules, rule, input) != 0)
            continue;
          hits[n++] = (DsnRuleHit) { i, span->start, span->end - span->start };
        }
    }
  return n;
}

/* One block for all that a search keeps; what must be zero comes first. */
static void
lay_out (Search *self, char *scratch, gsize n_words, gsize n_slot_words)
{
  guint32 *words = (guint32 *) (gpointer) scratch;

  for (guint i = 0; i < 3; i++)
    self->found[i] = words + i * n_words;
  self->begun = words + 3 * n_words;
  self->places = (Place (*)[2]) (gpointer) (words + 3 * n_words + n_slot_words);
  self->spans = (Span *) (gpointer) (self->places + self->rules->blob->n_slots);
  memset (words, 0, (3 * n_words + n_slot_words) * sizeof *words);
}

guint
dsn_rules_match (const DsnRules *rules, const DsnRuleInput *input, DsnRuleHit *hits, guint max_hits)
{
  Search self = { .rules = rules };
  char folded[DSN_FOLD_STACK];
  guint64 scratch[SCRATCH_BYTES / sizeof (guint64)];
  g_autofree char *heap = NULL;
  g_auto(DsnFold) fold = { NULL };
  gsize n_words = (rules->n_rules + 31) / 32, n_slot_words = ((gsize) rules->blob->n_slots + 31) / 32, size;
  guint n;

  dsn_fold_init (&fold, input->text, MIN (input->length, G_MAXUINT32 / 2), folded, sizeof folded);
  self.text = fold.text;
  self.length = fold.length;
  size = (3 * n_words + n_slot_words) * sizeof (guint32) + rules->n_rules * sizeof (Span)
         + rules->blob->n_slots * sizeof (Place[2]);
  if (size > sizeof scratch)
    heap = g_malloc (size);
  lay_out (&self, heap != NULL ? heap : (char *) scratch, n_words, n_slot_words);
  scan (&self);
  n = collect (&self, input, hits, max_hits);
  for (guint i = 0; i < n; i++)
    if (hits[i].length > 0)
      dsn_fold_raw_span (&fold, hits[i].offset, hits[i].offset + hits[i].length, &hits[i].offset, &hits[i].length);
  return n;
}
