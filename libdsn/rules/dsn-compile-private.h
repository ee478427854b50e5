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
  GArray *disabled;        /* DsnBlobDisabled */
  GArray *dialects;        /* DsnBlobDialect */
  GArray *values;          /* DsnBlobValue */
} DsnCompiler;

/* What makes rules quick to find. */
typedef struct {
  guint8  classes[256];
  GArray *rows;            /* guint32 */
  GArray *states;          /* DsnAutomatonState */
  GArray *outputs;         /* guint32 */
  GArray *keys;            /* DsnBlobKey */
  GArray *slots;           /* guint32 */
  guint   n_slots;
  GArray *by_status;       /* DsnBlobIndex */
  GArray *by_reply;        /* DsnBlobIndex */
  GArray *open;            /* guint32 */
} DsnCompilerIndex;

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

/* The arrays must be empty and set to clear what they grow by. */
void     dsn_compiler_index       (const DsnCompiler *compiler, DsnCompilerIndex *into);

/* The words of lists of codes and hosts: "5.7.5XX", "450-452", ".example.com". */
gboolean dsn_compiler_read_status (const char *word, DsnStatusRange *range);
gboolean dsn_compiler_read_reply  (const char *word, DsnReplyRange *range);
gboolean dsn_compiler_is_host     (const char *word);

/* Compiles the pattern of an entry and notes whose it is. */
gboolean dsn_compiler_add_pattern (const DsnCompilerFile *file, const DsnSectionEntry *entry, const char *source,
                                   DsnPatternRole role, guint *index, GError **error);
guint32  dsn_compiler_intern      (const DsnCompilerFile *file, const char *text);
guint32  dsn_compiler_origin      (const DsnCompilerFile *file, guint line);
gboolean dsn_compiler_fail        (const DsnCompilerFile *file, guint line, GError **error, const char *format, ...)
                                  G_GNUC_PRINTF (4, 5);
