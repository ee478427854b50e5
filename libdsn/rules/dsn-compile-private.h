/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the parts of the compiler share.
 */
#pragma once

#include "rules/dsn-blob.h"
#include "rules/dsn-compile.h"

typedef struct {
  DsnPatternBuilder *patterns;
  GArray *owners;          /* DsnBlobOwner */
  GArray *rules;           /* DsnBlobRule */
  GArray *statuses;        /* DsnStatusRange */
  GArray *replies;         /* DsnReplyRange */
  GArray *strings;         /* DsnBlobString */
  GArray *disabled;        /* DsnBlobString */
  GArray *dialects;        /* DsnBlobDialect */
  GArray *values;          /* DsnBlobValue */
} DsnCompiler;

/* A file that is being compiled. */
typedef struct {
  DsnCompiler       *into;
  const DsnSections *sections;
  const char        *file;     /* as given, for messages */
  char              *stem;     /* "codes" of "40-codes.rules" */
  guint              layer;    /* 40 */
} DsnCompilerFile;

extern const DsnSectionKey dsn_rule_keys[];
extern const guint         dsn_n_rule_keys;
extern const DsnSectionKey dsn_dialect_keys[];

gboolean dsn_compiler_add_rule    (const DsnCompilerFile *file, const DsnSection *section, GError **error);
gboolean dsn_compiler_add_dialect (const DsnCompilerFile *file, const DsnSection *section, GError **error);

/* Compiles the pattern of an entry and notes whose it is. */
gboolean dsn_compiler_add_pattern (const DsnCompilerFile *file, const DsnSectionEntry *entry, const char *source,
                                   DsnPatternRole role, guint *index, GError **error);
guint32  dsn_compiler_intern      (const DsnCompilerFile *file, const char *text);
guint32  dsn_compiler_origin      (const DsnCompilerFile *file, guint line);
gboolean dsn_compiler_fail        (const DsnCompilerFile *file, guint line, GError **error, const char *format, ...)
                                  G_GNUC_PRINTF (4, 5);
