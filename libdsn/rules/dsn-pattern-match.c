/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Matching one pattern against one folded text (dsn-pattern.h tells the rules).  The rules engine looks for many
 * patterns at once in its own way and uses dsn_pattern_segment_fits() of this file for what it finds.
 */
#include <string.h>
#include "rules/dsn-capture.h"
#include "rules/dsn-pattern.h"

/* Where the segments of a match begin, and where the last of them ends. */
typedef struct {
  gsize starts[DSN_PATTERN_SEGMENTS];
  gsize end;
} Chain;

typedef struct {
  const DsnPatternSet     *set;
  const DsnPattern        *pattern;
  const DsnPatternSegment *segments;
  const char              *text;
  gsize                    length;
} Matcher;

/* The pieces of a segment at a place.  Captures are added to @match in places of the folded text. */
static gboolean
pieces_fit (const DsnPatternSet *set, const DsnPatternSegment *segment, const char *text, gsize length, gsize at,
            gsize *end, DsnPatternMatch *match)
{
  const DsnPatternPiece *piece = &set->pieces[segment->first_piece], *last = piece + segment->n_pieces - 1;

  for (; piece <= last; piece++)
    {
      gsize start, stop, n = piece->length;

      if (piece->type == DSN_CAPTURE_NONE)
        {
          if (length - at < n || memcmp (text + at, set->pool + piece->text, n) != 0)
            return FALSE;
        }
      else
        {
          n = dsn_capture_scan (piece->type, text, length, at, piece == &set->pieces[segment->first_piece],
                                piece < last ? set->pool + piece[1].text : "", &start, &stop);
          if (n == 0)
            return FALSE;
          if (match != NULL)
            match->captures[match->n_captures++] = (DsnCapture) { piece->type, start, stop - start };
        }
      at += n;
    }
  *end = at;
  return TRUE;
}

gboolean
dsn_pattern_segment_fits (const DsnPatternSet *set, const DsnPatternSegment *segment, const char *text, gsize length,
                          gsize at, gsize *end)
{
  guint flags = segment->flags;

  if (at > 0 && (((flags & DSN_SEGMENT_BORDER_BEFORE) && g_ascii_isalnum (text[at - 1]))
                 || ((flags & DSN_SEGMENT_BLANK_BEFORE) && text[at - 1] != ' ')))
    return FALSE;
  if (!pieces_fit (set, segment, text, length, at, end, NULL))
    return FALSE;
  return *end == length || !(((flags & DSN_SEGMENT_BORDER_AFTER) && g_ascii_isalnum (text[*end]))
                             || ((flags & DSN_SEGMENT_BLANK_AFTER) && text[*end] != ' '));
}

/* Whether the first byte allows a segment to begin here; spares most of the calls. */
static inline gboolean
may_start (const Matcher *m, const DsnPatternSegment *segment, gsize at)
{
  const DsnPatternPiece *piece = &m->set->pieces[segment->first_piece];

  return piece->type == DSN_CAPTURE_NONE ? m->text[at] == m->set->pool[piece->text]
                                         : dsn_capture_may_begin (piece->type, m->text, at, TRUE);
}

/* The next place from `at` on at which a segment that stands behind a gap may begin; the length if there is none. */
static gsize
next_start (const Matcher *m, const DsnPatternSegment *segment, gsize at)
{
  const DsnPatternPiece *piece = &m->set->pieces[segment->first_piece];
  const char *p;

  if (piece->type != DSN_CAPTURE_NONE || at >= m->length)
    return at;
  p = memmem (m->text + at, m->length - at, m->set->pool + piece->text, piece->length);
  return p ? (gsize) (p - m->text) : m->length;
}

/* {text} takes at least one character that is no blank. */
static gsize
after_gap (const Matcher *m, guint gap, gsize at)
{
  if (gap != DSN_GAP_TEXT)
    return at;
  if (at < m->length && m->text[at] == ' ')
    at++;
  return at + 1;
}

static gboolean
find_line (const Matcher *m, Chain *chain)
{
  guint n = m->pattern->n_segments;

  chain->end = 0;
  for (guint i = 0; i < n; i++)
    {
      const DsnPatternSegment *segment = &m->segments[i];
      gboolean must_end = i + 1 == n && m->pattern->tail == DSN_GAP_NONE, found = FALSE;
      gsize at = after_gap (m, segment->gap, chain->end), end = 0;
      gsize stop = segment->gap == DSN_GAP_NONE ? MIN (1, m->length) : m->length;

      for (; at < stop && !found; at++)
        {
          if (segment->gap != DSN_GAP_NONE && (at = next_start (m, segment, at)) >= stop)
            break;
          found = may_start (m, segment, at) && dsn_pattern_segment_fits (m->set, segment, m->text, m->length, at, &end)
                  && (!must_end || end == m->length);
        }
      if (!found)
        return FALSE;
      chain->starts[i] = at - 1;
      chain->end = end;
    }
  return after_gap (m, m->pattern->tail, chain->end) <= m->length;
}

/* One segment: its first literal leads to the places worth a try. */
static gboolean
find_one (const Matcher *m, Chain *chain)
{
  const DsnPatternPiece *piece = &m->set->pieces[m->segments[0].first_piece];
  gsize at = after_gap (m, m->segments[0].gap, 0);

  for (; at < m->length; at++)
    {
      const char *p = m->text + at;

      if (piece->type == DSN_CAPTURE_NONE)
        p = memchr (p, m->set->pool[piece->text], m->length - at);
      if (p == NULL)
        return FALSE;
      at = (gsize) (p - m->text);
      if ((piece->type == DSN_CAPTURE_NONE || dsn_capture_may_begin (piece->type, m->text, at, TRUE))
          && dsn_pattern_segment_fits (m->set, &m->segments[0], m->text, m->length, at, &chain->end))
        {
          chain->starts[0] = at;
          return after_gap (m, m->pattern->tail, chain->end) <= m->length;
        }
    }
  return FALSE;
}

/* The segment @i at @at after the best of the chains that end with the segment before: the latest that leaves room. */
static const Chain *
pick_chain (const Matcher *m, Chain before[2], guint n_before, guint i, gsize at)
{
  for (guint k = 0; k < MIN (n_before, 2); k++)
    if (after_gap (m, m->segments[i].gap, before[k].end) <= at)
      return at - before[k].end <= DSN_PATTERN_GAP ? &before[k] : NULL;
  return NULL;
}

/* All segments are looked for at once.  Of each, the two latest places that continue a match so far are remembered: a
 * run bridges a limited distance, so a later one is never worse, unless it overlaps with what follows. */
static gboolean
find_search (const Matcher *m, Chain *chain)
{
  guint n = m->pattern->n_segments, n_chains[DSN_PATTERN_SEGMENTS] = { 0 };
  Chain chains[DSN_PATTERN_SEGMENTS][2];

  for (gsize at = after_gap (m, m->segments[0].gap, 0); at < m->length; at++)
    {
      for (guint i = n; i-- > 0;)
        {
          const Chain *before = NULL;
          Chain now;

          if (!may_start (m, &m->segments[i], at)
              || (i > 0 && (before = pick_chain (m, chains[i - 1], n_chains[i - 1], i, at)) == NULL)
              || !dsn_pattern_segment_fits (m->set, &m->segments[i], m->text, m->length, at, &now.end))
            continue;
          if (before != NULL)
            memcpy (now.starts, before->starts, i * sizeof now.starts[0]);
          now.starts[i] = at;
          if (i + 1 == n)
            {
              *chain = now;
              return after_gap (m, m->pattern->tail, now.end) <= m->length;
            }
          chains[i][1] = chains[i][0];
          chains[i][0] = now;
          n_chains[i]++;
        }
    }
  return FALSE;
}

static void
add_text (const Matcher *m, DsnPatternMatch *match, gsize start, gsize end)
{
  while (start < end && m->text[start] == ' ')
    start++;
  while (end > start && m->text[end - 1] == ' ')
    end--;
  match->captures[match->n_captures++] = (DsnCapture) { DSN_CAPTURE_TEXT, start, end - start };
}

/* How much of the text a match takes. */
static void
get_extent (const Matcher *m, const Chain *chain, gsize *start, gsize *end)
{
  gboolean is_line = m->pattern->mode == DSN_PATTERN_LINE;

  *start = is_line || m->segments[0].gap == DSN_GAP_TEXT ? 0 : chain->starts[0];
  *end = is_line || m->pattern->tail == DSN_GAP_TEXT ? m->length : chain->end;
}

/* Takes the captures out of a match and turns all places into those of the raw text. */
static void
fill_match (const Matcher *m, const DsnFold *fold, const Chain *chain, DsnPatternMatch *match)
{
  gsize start, end, at = 0;

  match->n_captures = 0;
  for (guint i = 0; i < m->pattern->n_segments; i++)
    {
      if (m->segments[i].gap == DSN_GAP_TEXT)
        add_text (m, match, at, chain->starts[i]);
      pieces_fit (m->set, &m->segments[i], m->text, m->length, chain->starts[i], &at, match);
    }
  if (m->pattern->tail == DSN_GAP_TEXT)
    add_text (m, match, at, m->length);
  get_extent (m, chain, &start, &end);
  dsn_fold_raw_span (fold, start, end, &match->offset, &match->length);
  for (guint i = 0; i < match->n_captures; i++)
    dsn_fold_raw_span (fold, match->captures[i].offset, match->captures[i].offset + match->captures[i].length,
                       &match->captures[i].offset, &match->captures[i].length);
}

static gboolean
find (const Matcher *m, Chain *chain)
{
  if (m->pattern->mode == DSN_PATTERN_LINE)
    return find_line (m, chain);
  return m->pattern->n_segments == 1 ? find_one (m, chain) : find_search (m, chain);
}

static Matcher
new_matcher (const DsnPatternSet *set, guint index, const char *text, gsize length)
{
  const DsnPattern *pattern = &set->patterns[index];

  return (Matcher) {
    .set = set,
    .pattern = pattern,
    .segments = pattern->n_segments > 0 ? &set->segments[pattern->first_segment] : NULL,
    .text = text,
    .length = length,
  };
}

/**
 * dsn_pattern_match:
 * @match: (out) (optional): where, and what was captured
 */
gboolean
dsn_pattern_match (const DsnPatternSet *set, guint pattern, const DsnFold *text, DsnPatternMatch *match)
{
  Matcher m = new_matcher (set, pattern, text->text, text->length);
  Chain chain;

  if (!find (&m, &chain))
    return FALSE;
  if (match != NULL)
    fill_match (&m, text, &chain, match);
  return TRUE;
}

gboolean
dsn_pattern_find (const DsnPatternSet *set, guint pattern, const char *text, gsize length, gsize *start, gsize *end)
{
  Matcher m = new_matcher (set, pattern, text, length);
  Chain chain;

  if (!find (&m, &chain))
    return FALSE;
  get_extent (&m, &chain, start, end);
  return TRUE;
}

const DsnCapture *
dsn_pattern_match_get (const DsnPatternMatch *match, DsnCaptureType type)
{
  for (guint i = 0; i < match->n_captures; i++)
    if (match->captures[i].type == type)
      return &match->captures[i];
  return NULL;
}
