/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Compiled knowledge: one block of memory without pointers, in which everything is found by offset or index.  The
 * built-in one is part of the library as it is, so it costs nothing to load; the user's own files are compiled to the
 * same form.  It is not a file format: it never leaves the machine type and version that made it.
 */
#pragma once

#include <dsn/dsn-status.h>
#include <dsn/dsn-types.h>
#include "rules/dsn-automaton.h"
#include "rules/dsn-pattern.h"

#define DSN_BLOB_MAGIC 0x314e5344       /* "DSN1" as a little-endian machine writes it */

typedef enum {
  DSN_TABLE_POOL,          /* char: strings, each ends with NUL; offset 0 is "" */
  DSN_TABLE_PATTERNS,      /* DsnPattern; those of one key of a rule stand together */
  DSN_TABLE_SEGMENTS,      /* DsnPatternSegment */
  DSN_TABLE_PIECES,        /* DsnPatternPiece */
  DSN_TABLE_OWNERS,        /* DsnBlobOwner, one for each pattern */
  DSN_TABLE_SLOTS,         /* guint32, one for each segment: where a search remembers it */
  DSN_TABLE_CLASSES,       /* guint8: of the automaton */
  DSN_TABLE_ROWS,          /* guint32: of the automaton */
  DSN_TABLE_STATES,        /* DsnAutomatonState */
  DSN_TABLE_OUTPUTS,       /* guint32; values are indices of keys */
  DSN_TABLE_KEYS,          /* DsnBlobKey */
  DSN_TABLE_RULES,         /* DsnBlobRule, in the order in which they are tried */
  DSN_TABLE_BY_STATUS,     /* DsnBlobIndex, sorted: rules without Text that want certain status codes, by DSN_STATUS_CODE */
  DSN_TABLE_BY_REPLY,      /* DsnBlobIndex, sorted: of the others, those that want certain reply codes */
  DSN_TABLE_OPEN,          /* guint32: bits of the rest of the rules without Text */
  DSN_TABLE_STATUSES,      /* DsnStatusRange */
  DSN_TABLE_REPLIES,       /* DsnReplyRange */
  DSN_TABLE_STRINGS,       /* DsnBlobString */
  DSN_TABLE_DISABLED,      /* DsnBlobDisabled */
  DSN_TABLE_DIALECTS,      /* DsnBlobDialect */
  DSN_TABLE_VALUES,        /* DsnBlobValue */
  DSN_TABLE_LAST
} DsnTable;

typedef enum {
  DSN_ROLE_TEXT,
  DSN_ROLE_ALSO,
  DSN_ROLE_NOT,
  DSN_ROLE_LINE,           /* of a dialect: not looked for */
} DsnPatternRole;

typedef struct {
  guint32 rule;
  guint16 role;            /* DsnPatternRole */
  guint16 spare;
  guint32 line;
} DsnBlobOwner;

typedef struct {
  guint32 text;
  guint32 line;
} DsnBlobString;

typedef struct {
  guint32 name;            /* of a rule */
  guint32 origin;
} DsnBlobDisabled;

typedef enum {
  /* DsnSegmentFlags come first */
  DSN_KEY_WHOLE  = 1 << 4,       /* it is all of its segment */
  DSN_KEY_ONLY   = 1 << 5,       /* its segment is all of its pattern */
  DSN_KEY_BEHIND = 1 << 6,       /* it is the second piece of its segment, behind a capture */
  DSN_KEY_SIGN   = 1 << 7,       /* a sign to try the whole pattern */
} DsnKeyFlags;

#define DSN_KEY_FIRST G_MAXUINT32

/* What the automaton looks for: the first bytes of a literal.  First segments that are the same share one. */
typedef struct {
  guint32 segment;
  guint32 pattern;
  guint32 rule;
  guint32 before;          /* the slot of the segment before; DSN_KEY_FIRST: none */
  guint8  role;            /* DsnPatternRole */
  guint8  length;
  guint8  flags;           /* DsnSegmentFlags and DsnKeyFlags */
  guint8  next;            /* the byte of the literal behind the key; 0: the key is all of it */
} DsnBlobKey;

#define DSN_STATUS_CODE(subject, detail) ((subject) * 1000u + (detail))
#define DSN_STATUS_ANY_DETAIL(subject)   (1000000u + (subject))

typedef struct {
  guint32 code;
  guint32 rule;
} DsnBlobIndex;

typedef struct {
  guint32 first;
  guint32 n;
} DsnBlobRange;

typedef struct {
  guint32 magic;
  guint32 size;
  guint32 n_slots;
  guint32 spare;
  struct {
    guint32 offset;        /* a multiple of 4 */
    guint32 n;
  } tables[DSN_TABLE_LAST];
} DsnBlob;

/* "X.7.500-599": klass 0 is any of 2, 4 and 5 */
typedef struct {
  guint16 klass;
  guint16 subject[2];
  guint16 detail[2];
  guint16 spare;
} DsnStatusRange;

typedef struct {
  guint16 first;
  guint16 last;
} DsnReplyRange;

static inline gboolean
dsn_status_range_has (const DsnStatusRange *self, const DsnStatus *status)
{
  return (self->klass == status->klass || self->klass == 0)
         && status->detail >= self->detail[0] && status->detail <= self->detail[1]
         && status->subject >= self->subject[0] && status->subject <= self->subject[1];
}

static inline gboolean
dsn_reply_range_has (const DsnReplyRange *self, guint reply)
{
  return reply >= self->first && reply <= self->last;
}

typedef struct {
  guint32      name;         /* "codes:5.1.1" */
  guint32      origin;       /* "40-codes.rules:12" */
  guint16      layer;
  guint8       reason;
  guint8       expired;
  guint16      conditions;   /* DsnRuleConditions */
  guint16      stages;       /* bits 1 << DsnStage */
  DsnBlobRange text, also, not;                    /* patterns */
  DsnBlobRange statuses, replies;
  DsnBlobRange remotes, reportings, dialects;      /* strings */
  DsnBlobRange notes, sources, examples, counters; /* strings */
} DsnBlobRule;

#define DSN_DIALECT_KEYS 16

typedef struct {
  guint32 name;
  guint32 origin;
  guint32 need;
  guint32 first[DSN_DIALECT_KEYS + 1];             /* values by key; the last is where they end */
} DsnBlobDialect;

typedef struct {
  guint32 text;            /* as written; of Header without the name */
  guint32 name;            /* of Header: the field */
  guint32 pattern;         /* G_MAXUINT32: this key has none */
  guint32 line;
} DsnBlobValue;

static inline gconstpointer
dsn_blob_table (const DsnBlob *blob, DsnTable table)
{
  return (const char *) blob + blob->tables[table].offset;
}

static inline guint
dsn_blob_n (const DsnBlob *blob, DsnTable table)
{
  return blob->tables[table].n;
}

static inline const char *
dsn_blob_text (const DsnBlob *blob, guint32 offset)
{
  return (const char *) dsn_blob_table (blob, DSN_TABLE_POOL) + offset;
}

static inline DsnPatternSet
dsn_blob_patterns (const DsnBlob *blob)
{
  return (DsnPatternSet) {
    .patterns = dsn_blob_table (blob, DSN_TABLE_PATTERNS),
    .segments = dsn_blob_table (blob, DSN_TABLE_SEGMENTS),
    .pieces = dsn_blob_table (blob, DSN_TABLE_PIECES),
    .pool = dsn_blob_table (blob, DSN_TABLE_POOL),
  };
}

/* The knowledge that is part of the library: libdsn/data, compiled by the build. */
extern const guint32 dsn_builtin_data[];
