/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The pattern language: literal text, `*` for any run, captures such as {addr}.  A pattern is compiled once, into
 * tables without pointers that can be written to a file, and matched against folded text (dsn-fold.h).
 *
 * A pattern is cut at its runs (`*` and {text}) into segments; a segment is literals and captures, which follow each
 * other without gap.  Matching takes the segments from left to right, each at the leftmost place where it fits after
 * the one before, and never goes back: the cost is O(text x pieces) for any pattern and any text.
 */
#pragma once

#include "rules/dsn-fold.h"

#define DSN_PATTERN_BYTES     1024    /* the longest pattern */
#define DSN_PATTERN_SEGMENTS  8
#define DSN_PATTERN_CAPTURES  8
#define DSN_PATTERN_GAP       256     /* how many bytes a run bridges in a search */

typedef enum {
  DSN_PATTERN_SEARCH,      /* found anywhere in the text, between word borders */
  DSN_PATTERN_LINE,        /* takes the whole line */
} DsnPatternMode;

typedef enum {
  DSN_CAPTURE_NONE,        /* a literal */
  DSN_CAPTURE_ADDR,
  DSN_CAPTURE_TEXT,
  DSN_CAPTURE_HOST,
  DSN_CAPTURE_IP,
  DSN_CAPTURE_CODE,
  DSN_CAPTURE_STATUS,
  DSN_CAPTURE_NUM,
  DSN_CAPTURE_LAST
} DsnCaptureType;

typedef enum {
  DSN_GAP_NONE,
  DSN_GAP_RUN,             /* `*` */
  DSN_GAP_TEXT,            /* {text} */
} DsnGap;

typedef enum {
  DSN_SEGMENT_BORDER_BEFORE = 1 << 0,    /* no ASCII letter or digit before */
  DSN_SEGMENT_BORDER_AFTER  = 1 << 1,
  DSN_SEGMENT_BLANK_BEFORE  = 1 << 2,    /* a blank or the beginning of the text before */
  DSN_SEGMENT_BLANK_AFTER   = 1 << 3,
} DsnSegmentFlags;

/* The compiled form.  Texts are offsets in the pool. */
typedef struct {
  guint32 text;
  guint16 length;          /* of a literal */
  guint8  type;            /* DsnCaptureType */
  guint8  spare;
} DsnPatternPiece;

typedef struct {
  guint32 pattern;
  guint32 first_piece;
  guint8  n_pieces;
  guint8  index;           /* in its pattern */
  guint8  gap;             /* DsnGap before it */
  guint8  flags;
} DsnPatternSegment;

typedef struct {
  guint32 source;          /* as it was written */
  guint32 first_segment;
  guint8  n_segments;      /* 0: one run and nothing else */
  guint8  mode;
  guint8  tail;            /* DsnGap after the last segment */
  guint8  n_captures;
} DsnPattern;

typedef struct {
  const DsnPattern        *patterns;
  const DsnPatternSegment *segments;
  const DsnPatternPiece   *pieces;
  const char              *pool;
} DsnPatternSet;

/* Places in the raw text. */
typedef struct {
  DsnCaptureType type;
  gsize          offset;
  gsize          length;
} DsnCapture;

typedef struct {
  gsize      offset;
  gsize      length;
  guint      n_captures;
  DsnCapture captures[DSN_PATTERN_CAPTURES];     /* in the order of the pattern */
} DsnPatternMatch;

typedef struct _DsnPatternBuilder DsnPatternBuilder;

DsnPatternBuilder *dsn_pattern_builder_new      (void);
void               dsn_pattern_builder_free     (DsnPatternBuilder *self);
gboolean           dsn_pattern_builder_add      (DsnPatternBuilder *self, const char *source, DsnPatternMode mode,
                                                 guint *index, GError **error);
guint32            dsn_pattern_builder_intern   (DsnPatternBuilder *self, const char *text, gssize length);
const char        *dsn_pattern_builder_get_text (const DsnPatternBuilder *self, guint32 offset);
gsize              dsn_pattern_builder_get_pool_size (const DsnPatternBuilder *self);
guint              dsn_pattern_builder_get_n    (const DsnPatternBuilder *self, guint *n_segments, guint *n_pieces);
/* A view of what was added so far; the next addition makes it invalid. */
DsnPatternSet      dsn_pattern_builder_get_set  (const DsnPatternBuilder *self);

gboolean           dsn_pattern_match            (const DsnPatternSet *set, guint pattern, const DsnFold *text,
                                                 DsnPatternMatch *match);
const DsnCapture  *dsn_pattern_match_get        (const DsnPatternMatch *match, DsnCaptureType type);
const char        *dsn_capture_type_to_string   (DsnCaptureType type);

/* Like dsn_pattern_match(), in places of the folded text. */
gboolean           dsn_pattern_find             (const DsnPatternSet *set, guint pattern, const char *text, gsize length,
                                                 gsize *start, gsize *end);
/* For the engines: whether a segment stands at that place of a folded text, and where it ends. */
gboolean           dsn_pattern_segment_fits     (const DsnPatternSet *set, const DsnPatternSegment *segment,
                                                 const char *text, gsize length, gsize at, gsize *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnPatternBuilder, dsn_pattern_builder_free)
