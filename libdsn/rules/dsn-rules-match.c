/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which rules take a text.
 *
 * The text is folded once and read once: the automaton tells where the first bytes of a segment of some pattern stand,
 * dsn_pattern_segment_fits() looks whether the segment does. A pattern of several segments is put together as they
 * come, with the places of the latest ones remembered, as in dsn-pattern-match.c. Then the rules whose Text was
 * found, and those without, are asked in order whether all else holds.
 */
#include <string.h>
#include "rules/dsn-capture.h"
#include "rules/dsn-rules-private.h"

#define WORDS (DSN_RULE_TEXT | DSN_RULE_ALSO | DSN_RULE_NOT)     /* the conditions that are met by what was found */

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
  guint32        *found[3];    /* by DsnPatternRole: a bit for each rule; in the first also those found by code */
  guint32        *begun;       /* a bit for each slot */
  Span           *spans;       /* of each rule whose Text was found */
  Place         (*places)[2];  /* of a slot: the latest, and the one before */
} Search;

/* Of one phrase the first place is kept, of several phrases the longest. */
static inline void
accept (Search *self, const DsnBlobKey *key, gsize start, gsize end)
{
  if (key->role == DSN_ROLE_TEXT)
    {
      Span *span = &self->spans[key->rule];

      if (!DSN_BIT_IS_SET (self->found[DSN_ROLE_TEXT], key->rule)
          || (span->pattern != key->pattern && end - start > span->end - span->start))
        *span = (Span) { (guint32) start, (guint32) end, key->pattern };
    }
  DSN_BIT_SET (self->found[key->role], key->rule);
}

/* The place of the segment before, if one at @at may follow it. */
static const Place *
find_before (const Search *self, guint32 slot, gsize at)
{
  for (guint k = 0; k < 2; k++)
    if (self->places[slot][k].end <= at)
      return at - self->places[slot][k].end <= DSN_PATTERN_GAP ? &self->places[slot][k] : NULL;
  return NULL;
}

static void
remember (Search *self, guint32 slot, Place place)
{
  if (DSN_BIT_IS_SET (self->begun, slot))
    self->places[slot][1] = self->places[slot][0];
  else
    self->places[slot][1].end = G_MAXUINT32;
  self->places[slot][0] = place;
  DSN_BIT_SET (self->begun, slot);
}

/* A literal of a pattern that cannot be put together: one try for the whole text. */
static void
try_pattern (Search *self, const DsnBlobKey *key)
{
  guint32 slot = self->rules->slots[key->segment];
  gsize start, end;

  if (DSN_BIT_IS_SET (self->begun, slot))
    return;
  DSN_BIT_SET (self->begun, slot);
  if (dsn_pattern_find (&self->rules->set, key->pattern, self->text, self->length, &start, &end))
    accept (self, key, start, end);
}

/* The segment begins with a capture, of which the last byte is before @key_at: the lowest place where it fits. */
static gboolean
find_behind (const Search *self, const DsnPatternSegment *segment, gsize key_at, gsize *at, gsize *end)
{
  DsnCaptureType type = self->rules->set.pieces[segment->first_piece].type;

  for (*at = dsn_capture_reach_back (type, self->text, key_at); *at < key_at; (*at)++)
    if (dsn_capture_may_begin (type, self->text, *at, TRUE)
        && dsn_pattern_segment_fits (&self->rules->set, segment, self->text, self->length, *at, end))
      return TRUE;
  return FALSE;
}

/* The first bytes of a literal of a segment end at @end. */
static void
try_segment (Search *self, const DsnBlobKey *key, gsize end)
{
  const DsnPatternSegment *segment = &self->rules->set.segments[key->segment];
  gsize at = end - key->length, start;

  if (key->flags & DSN_KEY_BEHIND)
    {
      if (!find_behind (self, segment, at, &at, &end))
        return;
    }
  else if (!(key->flags & DSN_KEY_WHOLE)
           && !dsn_pattern_segment_fits (&self->rules->set, segment, self->text, self->length, at, &end))
    return;
  start = at;
  if (key->before != DSN_KEY_FIRST)
    {
      const Place *before = find_before (self, key->before, at);

      if (before == NULL)
        return;
      start = before->start;
    }
  if (segment->index + 1u == self->rules->set.patterns[key->pattern].n_segments)
    accept (self, key, start, end);
  else
    remember (self, self->rules->slots[key->segment], (Place) { (guint32) start, (guint32) end });
}

/* Borders that a key itself can be asked for. */
static inline gboolean
has_borders (const Search *self, guint flags, gsize at, gsize end)
{
  if (!(flags & DSN_KEY_BEHIND) && at > 0
      && (((flags & DSN_SEGMENT_BORDER_BEFORE) && g_ascii_isalnum (self->text[at - 1]))
          || ((flags & DSN_SEGMENT_BLANK_BEFORE) && self->text[at - 1] != ' ')))
    return FALSE;
  return !(flags & DSN_KEY_WHOLE) || end == self->length
         || !(((flags & DSN_SEGMENT_BORDER_AFTER) && g_ascii_isalnum (self->text[end]))
              || ((flags & DSN_SEGMENT_BLANK_AFTER) && self->text[end] != ' '));
}

static inline void
try_key (Search *self, const DsnBlobKey *key, gsize end)
{
  guint flags = key->flags;

  if (key->before != DSN_KEY_FIRST && !DSN_BIT_IS_SET (self->begun, key->before))
    return;
  if (key->next != 0 && (end == self->length || (guchar) self->text[end] != key->next))
    return;
  if (flags & DSN_KEY_SIGN)
    try_pattern (self, key);
  else if (has_borders (self, flags, end - key->length, end))
    {
      if ((flags & (DSN_KEY_WHOLE | DSN_KEY_ONLY)) == (DSN_KEY_WHOLE | DSN_KEY_ONLY))
        accept (self, key, end - key->length, end);
      else
        try_segment (self, key, end);
    }
}

static void
report (Search *self, guint32 outputs, gsize end)
{
  const guint32 *all = self->rules->automaton.outputs;

  while (outputs != 0)
    {
      guint32 n = all[outputs++];

      for (; n > 0; n--, outputs++)
        try_key (self, &self->rules->keys[all[outputs]], end);
      outputs = all[outputs];
    }
}

static void
scan (Search *self)
{
  const DsnAutomaton automaton = self->rules->automaton;
  guint32 state = 0;

  for (gsize i = 0; i < self->length; i++)
    {
      state = dsn_automaton_step (&automaton, state, (guchar) self->text[i]);
      if (G_UNLIKELY ((state & DSN_AUTOMATON_HIT) != 0))
        {
          state &= ~DSN_AUTOMATON_HIT;
          report (self, automaton.states[state].outputs, i + 1);
        }
    }
}

/* Marks the rules without Text that an index has for a code. */
static void
look_up (Search *self, DsnTable table, guint32 code)
{
  const DsnBlobIndex *entries = dsn_blob_table (self->rules->blob, table);
  guint low = 0, n = dsn_blob_n (self->rules->blob, table), high = n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (entries[middle].code < code)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < n && entries[low].code == code; low++)
    DSN_BIT_SET (self->found[DSN_ROLE_TEXT], entries[low].rule);
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

gboolean
dsn_rules_host_is_like (const char *pattern, const char *host)
{
  gsize length;

  host = trim_host (host, &length);
  return length <= 255 && host_matches (pattern, host, length);
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
  const DsnStatusRange *ranges = (const DsnStatusRange *) dsn_blob_table (self->blob, DSN_TABLE_STATUSES)
                                 + range->first;

  if (status->klass == 0)
    return FALSE;
  for (guint i = 0; i < range->n; i++)
    if (dsn_status_range_has (&ranges[i], status))
      return TRUE;
  return FALSE;
}

static gboolean
reply_is_listed (const DsnRules *self, const DsnBlobRange *range, guint reply)
{
  const DsnReplyRange *ranges = (const DsnReplyRange *) dsn_blob_table (self->blob, DSN_TABLE_REPLIES) + range->first;

  for (guint i = 0; i < range->n; i++)
    if (dsn_reply_range_has (&ranges[i], reply))
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
      guint32 bits = self->found[DSN_ROLE_TEXT][w] | rules->open[w];

      if (rules->disabled != NULL)
        bits &= ~rules->disabled[w];
      for (; bits != 0 && n < max_hits; bits &= bits - 1)
        {
          guint i = w * 32 + (guint) __builtin_ctz (bits);
          const DsnBlobRule *rule = &rules->rules[i];

          if ((rule->also.n > 0 && !DSN_BIT_IS_SET (self->found[DSN_ROLE_ALSO], i))
              || (rule->not.n > 0 && DSN_BIT_IS_SET (self->found[DSN_ROLE_NOT], i))
              || ((rule->conditions & ~WORDS) != 0 && dsn_rules_find_unmet (rules, rule, input) != 0))
            continue;
          hits[n].rule = i;
          hits[n].offset = rule->text.n > 0 ? self->spans[i].start : 0;
          hits[n].length = rule->text.n > 0 ? self->spans[i].end - self->spans[i].start : 0;
          n++;
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
  g_auto(DsnFold) fold = { 0 };
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
  if (input->status.klass != 0)
    {
      look_up (&self, DSN_TABLE_BY_STATUS, DSN_STATUS_CODE (input->status.subject, input->status.detail));
      look_up (&self, DSN_TABLE_BY_STATUS, DSN_STATUS_ANY_DETAIL (input->status.subject));
    }
  look_up (&self, DSN_TABLE_BY_REPLY, input->reply_code);
  n = collect (&self, input, hits, max_hits);
  for (guint i = 0; i < n; i++)
    if (hits[i].length > 0)
      dsn_fold_raw_span (&fold, hits[i].offset, hits[i].offset + hits[i].length, &hits[i].offset, &hits[i].length);
  return n;
}
