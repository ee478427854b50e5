/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Dialects: how mail servers write their notices, as sections of patterns.  This room stores them and matches the
 * patterns; what a dialect does with a mail is the business of the reader.
 */
#pragma once

#include "rules/dsn-pattern.h"

typedef struct _DsnDialects DsnDialects;

typedef enum {
  DSN_DIALECT_HEADER,          /* `Name: pattern`: a header field of the mail */
  DSN_DIALECT_NEED,            /* how many of the Header lines must hold */
  DSN_DIALECT_START,           /* the line with which the notice begins */
  DSN_DIALECT_STOP,            /* the line at which it ends */
  DSN_DIALECT_RECIPIENT,       /* a line that names a recipient */
  DSN_DIALECT_DIAGNOSTIC,      /* a line that tells why */
  DSN_DIALECT_REPLY,
  DSN_DIALECT_STATUS,
  DSN_DIALECT_EXPANDED_FROM,
  DSN_DIALECT_REMOTE_HOST,
  DSN_DIALECT_ACTION,          /* a line that holds failed, delayed, ... */
  DSN_DIALECT_LANGUAGE,        /* for the reader of the file, as all below */
  DSN_DIALECT_SOURCE,
  DSN_DIALECT_NOTE,
  DSN_DIALECT_EXAMPLE,
  DSN_DIALECT_COUNTER,
  DSN_DIALECT_LAST
} DsnDialectKey;

const DsnDialects *dsn_dialects_get_builtin    (void);
DsnDialects       *dsn_dialects_new_from_files (const char * const *paths, GError **error);
DsnDialects       *dsn_dialects_new_from_bytes (GBytes *compiled);
void               dsn_dialects_free           (DsnDialects *self);

guint              dsn_dialects_get_n          (const DsnDialects *self);
const char        *dsn_dialects_get_name       (const DsnDialects *self, guint dialect);
const char        *dsn_dialects_get_origin     (const DsnDialects *self, guint dialect);
guint              dsn_dialects_get_need       (const DsnDialects *self, guint dialect);

/* The values of a key, in the order of the file. */
guint              dsn_dialects_get_n_values   (const DsnDialects *self, guint dialect, DsnDialectKey key);
const char        *dsn_dialects_get_value      (const DsnDialects *self, guint dialect, DsnDialectKey key, guint i);
guint              dsn_dialects_get_line       (const DsnDialects *self, guint dialect, DsnDialectKey key, guint i);
/* The field that a Header value is about, such as "Subject"; its value and pattern are what follows the colon. */
const char        *dsn_dialects_get_field      (const DsnDialects *self, guint dialect, guint i);
/* Whether value @i of a key with patterns takes the whole line; what it captured. */
gboolean           dsn_dialects_match          (const DsnDialects *self, guint dialect, DsnDialectKey key, guint i,
                                                const DsnFold *line, DsnPatternMatch *match);
/* The first value of a key that takes the line: its number, or -1. */
int                dsn_dialects_match_any      (const DsnDialects *self, guint dialect, DsnDialectKey key,
                                                const DsnFold *line, DsnPatternMatch *match);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnDialects, dsn_dialects_free)
