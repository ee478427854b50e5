/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The compiler's last step for rules: what the automaton looks for, and which rules without words to ask for which
 * codes.
 */
#include <string.h>
#include "rules/dsn-compile-private.h"
#include "rules/dsn-rules.h"

#define MOST_CODES 128      /* a range of more is not put into the index */

typedef struct {
  const DsnCompiler   *compiler;
  DsnCompilerIndex    *into;
  DsnPatternSet        set;
  DsnAutomatonBuilder *automaton;
  GHashTable          *firsts;     /* what a first segment looks for -> slot + 1; for look-ups only */
} Indexer;

/* What no address or status code is without, for patterns that hold no literal. */
static const struct { DsnCaptureType type; const char *mark; } marks[] = {
  { DSN_CAPTURE_ADDR,   "@" },
  { DSN_CAPTURE_STATUS, "2." },
  { DSN_CAPTURE_STATUS, "4." },
  { DSN_CAPTURE_STATUS, "5." },
};

/* The literal by which a segment is found: its first piece, or the second behind a capture of limited reach.  NULL:
 * none */
static const DsnPatternPiece *
get_key_piece (const DsnPatternSet *set, const DsnPatternSegment *segment)
{
  const DsnPatternPiece *piece = &set->pieces[segment->first_piece];

  if (piece->type == DSN_CAPTURE_NONE)
    return piece;
  if (piece->type == DSN_CAPTURE_HOST || segment->n_pieces == 1 || piece[1].type != DSN_CAPTURE_NONE
      || strcmp (set->pool + piece[1].text, " ") == 0)
    return NULL;
  return piece + 1;
}

/* Every segment has its key, and no {text} wants room between them. */
static gboolean
is_simple (const DsnPatternSet *set, const DsnPattern *pattern)
{
  gboolean simple = pattern->tail != DSN_GAP_TEXT;

  for (guint s = pattern->first_segment; s < pattern->first_segment + pattern->n_segments; s++)
    simple = simple && set->segments[s].gap != DSN_GAP_TEXT && get_key_piece (set, &set->segments[s]) != NULL;
  return simple;
}

static void
add_key (Indexer *self, guint pattern, guint segment, const char *text, gsize length, guint flags)
{
  const DsnBlobOwner *owner = &g_array_index (self->compiler->owners, DsnBlobOwner, pattern);
  DsnBlobKey key = {
    .segment = segment,
    .pattern = pattern,
    .rule = owner->rule,
    .before = self->set.segments[segment].index > 0 ? g_array_index (self->into->slots, guint32, segment - 1)
                                                    : DSN_KEY_FIRST,
    .role = (guint8) owner->role,
    .length = (guint8) MIN (length, DSN_AUTOMATON_KEY_BYTES),
    .flags = (guint8) flags,
    .next = length > DSN_AUTOMATON_KEY_BYTES ? (guint8) text[DSN_AUTOMATON_KEY_BYTES] : 0,
  };

  dsn_automaton_builder_add (self->automaton, text, length, self->into->keys->len);
  g_array_append_val (self->into->keys, key);
}

/* The sign that makes a try of the whole pattern worth while: its longest literal, else what marks its capture. */
static void
add_sign (Indexer *self, guint index)
{
  const DsnPatternSet *set = &self->set;
  const DsnPattern *pattern = &set->patterns[index];
  const DsnPatternSegment *last = &set->segments[pattern->first_segment + pattern->n_segments - 1];
  const DsnPatternPiece *first = &set->pieces[set->segments[pattern->first_segment].first_piece], *longest = NULL;
  DsnCaptureType type = DSN_CAPTURE_ADDR;

  for (const DsnPatternPiece *piece = first; piece < &set->pieces[last->first_piece + last->n_pieces]; piece++)
    {
      if (piece->type == DSN_CAPTURE_STATUS)
        type = DSN_CAPTURE_STATUS;         /* rarer than an address */
      if (piece->length > (longest != NULL ? longest->length : 0) && strcmp (set->pool + piece->text, " ") != 0)
        longest = piece;
    }
  if (longest != NULL)
    add_key (self, index, pattern->first_segment, set->pool + longest->text, longest->length, DSN_KEY_SIGN);
  for (guint i = 0; i < G_N_ELEMENTS (marks) && longest == NULL; i++)
    if (marks[i].type == type)
      add_key (self, index, pattern->first_segment, marks[i].mark, strlen (marks[i].mark), DSN_KEY_SIGN);
}

static void
add_segment (Indexer *self, guint index, guint s)
{
  const DsnPatternSegment *segment = &self->set.segments[s];
  const DsnPatternPiece *piece = get_key_piece (&self->set, segment);
  guint flags = segment->flags;

  if (segment->n_pieces == 1 && piece->length <= DSN_AUTOMATON_KEY_BYTES)
    flags |= DSN_KEY_WHOLE;
  if (self->set.patterns[index].n_segments == 1)
    flags |= DSN_KEY_ONLY;
  if (piece != &self->set.pieces[segment->first_piece])
    flags |= DSN_KEY_BEHIND;
  add_key (self, index, s, self->set.pool + piece->text, piece->length, flags);
}

/* "mailbox * full" and "mailbox * closed" begin alike: one key and one slot do for both.  TRUE if it is there
 * already. */
static gboolean
share_first (Indexer *self, guint s)
{
  const DsnPatternSegment *segment = &self->set.segments[s];
  g_autoptr(GString) looks = g_string_new (NULL);
  guint slot;

  g_string_append_printf (looks, "%u", segment->flags);
  for (guint p = segment->first_piece; p < segment->first_piece + segment->n_pieces; p++)
    g_string_append_printf (looks, " %u %u", self->set.pieces[p].type, self->set.pieces[p].text);
  slot = GPOINTER_TO_UINT (g_hash_table_lookup (self->firsts, looks->str));
  if (slot == 0)
    {
      g_array_index (self->into->slots, guint32, s) = self->into->n_slots++;
      g_hash_table_insert (self->firsts, g_strdup (looks->str), GUINT_TO_POINTER (self->into->n_slots));
      return FALSE;
    }
  g_array_index (self->into->slots, guint32, s) = slot - 1;
  return TRUE;
}

static void
add_pattern (Indexer *self, guint index)
{
  const DsnPattern *pattern = &self->set.patterns[index];
  guint last = pattern->first_segment + pattern->n_segments - 1;

  if (!is_simple (&self->set, pattern))
    {
      add_sign (self, index);
      g_array_index (self->into->slots, guint32, pattern->first_segment) = self->into->n_slots++;
      return;
    }
  for (guint s = pattern->first_segment; s <= last; s++)
    {
      if (s == pattern->first_segment && s < last)
        {
          if (share_first (self, s))
            continue;
        }
      else if (s < last)
        g_array_index (self->into->slots, guint32, s) = self->into->n_slots++;
      add_segment (self, index, s);
    }
}

static void
add_entry (GArray *table, guint32 code, guint32 rule)
{
  DsnBlobIndex entry = { code, rule };

  g_array_append_val (table, entry);
}

/* FALSE if the rule wants no status, or too many. */
static gboolean
add_by_status (Indexer *self, guint index, const DsnBlobRule *rule)
{
  const DsnStatusRange *ranges = (const DsnStatusRange *) (gconstpointer) self->compiler->statuses->data;

  if (rule->statuses.n == 0)
    return FALSE;
  ranges += rule->statuses.first;
  for (guint i = 0; i < rule->statuses.n; i++)
    if (ranges[i].subject[0] != ranges[i].subject[1]
        || (ranges[i].detail[1] - ranges[i].detail[0] >= MOST_CODES && ranges[i].detail[1] - ranges[i].detail[0] < 999))
      return FALSE;
  for (guint i = 0; i < rule->statuses.n; i++)
    {
      if (ranges[i].detail[1] - ranges[i].detail[0] == 999)
        add_entry (self->into->by_status, DSN_STATUS_ANY_DETAIL (ranges[i].subject[0]), index);
      else
        for (guint detail = ranges[i].detail[0]; detail <= ranges[i].detail[1]; detail++)
          add_entry (self->into->by_status, DSN_STATUS_CODE (ranges[i].subject[0], detail), index);
    }
  return TRUE;
}

static gboolean
add_by_reply (Indexer *self, guint index, const DsnBlobRule *rule)
{
  const DsnReplyRange *ranges = (const DsnReplyRange *) (gconstpointer) self->compiler->replies->data;

  if (rule->replies.n == 0)
    return FALSE;
  ranges += rule->replies.first;
  for (guint i = 0; i < rule->replies.n; i++)
    if (ranges[i].last - ranges[i].first >= MOST_CODES)
      return FALSE;
  for (guint i = 0; i < rule->replies.n; i++)
    for (guint code = ranges[i].first; code <= ranges[i].last; code++)
      add_entry (self->into->by_reply, code, index);
  return TRUE;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const DsnBlobIndex *x = a, *y = b;

  if (x->code != y->code)
    return x->code < y->code ? -1 : 1;
  return x->rule < y->rule ? -1 : x->rule > y->rule;
}

void
dsn_compiler_index (const DsnCompiler *compiler, DsnCompilerIndex *into)
{
  g_autoptr(DsnAutomatonBuilder) automaton = dsn_automaton_builder_new ();
  g_autoptr(GHashTable) firsts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Indexer self = { compiler, into, dsn_pattern_builder_get_set (compiler->patterns), automaton, firsts };
  guint n_segments, n_pieces;

  dsn_pattern_builder_get_n (compiler->patterns, &n_segments, &n_pieces);
  g_array_set_size (into->slots, n_segments);
  for (guint i = 0; i < compiler->owners->len; i++)
    if (g_array_index (compiler->owners, DsnBlobOwner, i).role != DSN_ROLE_LINE)
      add_pattern (&self, i);
  dsn_automaton_builder_build (automaton, into->classes, into->rows, into->states, into->outputs);

  g_array_set_size (into->open, (compiler->rules->len + 31) / 32);
  for (guint i = 0; i < compiler->rules->len; i++)
    {
      const DsnBlobRule *rule = &g_array_index (compiler->rules, DsnBlobRule, i);

      if (rule->text.n == 0 && !add_by_status (&self, i, rule) && !add_by_reply (&self, i, rule))
        g_array_index (into->open, guint32, i / 32) |= 1u << i % 32;
    }
  g_array_sort (into->by_status, compare_entries);
  g_array_sort (into->by_reply, compare_entries);
}
