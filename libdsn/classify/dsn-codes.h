/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The registry of codes: two quick tests for the judge, and the code tables of libdsn/data/codes for look-ups.
 */
#pragma once

#include <dsn/dsn-codes.h>

/* The hot path: small tables, no file is read.  The unit test holds them against the data files. */
gboolean dsn_codes_is_registered     (const DsnStatus *status);
gboolean dsn_codes_is_standard_reply (guint code);

#define DSN_CODE_ANY      G_MAXUINT16
#define DSN_CODE_REASONS  8            /* reasons that one entry may have */

/* A code or a family of them: 550, 5XX, 5.1.1, X.1.1, 5.7.606-5.7.649, 4.7.X. */
typedef struct {
  DsnCodeKind kind;            /* reply or enhanced */
  guint16     klass;           /* 2, 4, 5 or any; of an enhanced code */
  guint16     subject;         /* or any; of an enhanced code */
  guint16     first, last;     /* the details; of a reply: the codes themselves */
} DsnCodePattern;

/* Words of the server that make another enhanced code fit better. */
typedef struct {
  const char *words;
  DsnStatus   status;
} DsnCodeRefinement;

/* A section of a code table. */
typedef struct {
  DsnCodeLayer  layer;
  gboolean      place;         /* it names a class or subject, not a code */
  const char   *id;
  const char   *file;
  guint         line;
  GArray       *patterns;      /* DsnCodePattern */
  guint         reply;         /* the reply code that a folk reading stands for, 0 = none */
  const char   *see;           /* the registered code that means the same */
  DsnStatus     see_status;
  gboolean      conflict;      /* the registry means something else */
  const char   *title, *meaning, *because, *vendor, *basic, *classes, *remedy;
  DsnReason     reasons[DSN_CODE_REASONS];   guint n_reasons;
  DsnReason     temporary[DSN_CODE_REASONS]; guint n_temporary;
  DsnFault      fault;
  gboolean      has_fault;
  GPtrArray    *checks, *references, *tokens, *sources, *hosts;   /* strings, NULL at the end */
  DsnStatus     defaults[DSN_STAGE_LAST];
  GArray       *refinements;   /* DsnCodeRefinement */
} DsnCodeEntry;

typedef struct {
  GPtrArray *entries;          /* DsnCodeEntry, in the order of the files */
  GPtrArray *sections;         /* what they point into */
} DsnCodeTables;

DsnCodeTables   *dsn_code_tables_new    (void);
void             dsn_code_tables_free   (DsnCodeTables *self);
gboolean         dsn_code_tables_read   (DsnCodeTables *self, const char *text, gssize length, const char *file,
                                         DsnCodeLayer layer, GError **error);
const GPtrArray *dsn_codes_get_entries  (void);   /* those of the built-in tables */
gboolean         dsn_code_pattern_parse (const char *text, DsnCodePattern *pattern);
/* Is there a pattern that takes this code (a reply code, or else a status)? */
gboolean         dsn_code_entry_takes   (const DsnCodeEntry *entry, guint reply, const DsnStatus *status);

/* The first entry of a layer that takes the code, or NULL; place: among those that name classes and subjects. */
const DsnCodeEntry *dsn_codes_find      (DsnCodeLayer layer, gboolean place, guint reply, const DsnStatus *status);

/* A code of a question with one of its meanings. */
DsnCodeInfo     *dsn_code_info_new      (const DsnCodeEntry *entry, const char *code, DsnCodeMatch match, gboolean recognized);
const DsnCodeEntry *dsn_code_info_get_entry (const DsnCodeInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnCodeTables, dsn_code_tables_free)
