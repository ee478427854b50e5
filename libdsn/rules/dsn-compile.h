/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Knowledge files -> one compiled block (dsn-blob.h).  The same code serves the build, for what is built in, and run
 * time, for the user's own files.
 */
#pragma once

#include "rules/dsn-sections.h"

/* A file: its name decides the kind (.rules, .dialect), the order and the names of its rules. */
typedef struct {
  const char *name;
  const char *text;
  gsize       length;
  gboolean    is_required;     /* if it is wrong, everything is */
} DsnKnowledgeFile;

#define DSN_COMPILE_PATTERNS 200000      /* the most that is taken */

/* @problems: (nullable) (element-type utf8): takes what is wrong with a file that is not required, which is left out then.
 * Without it, the first wrong file is an error. */
GBytes *dsn_compile       (const DsnKnowledgeFile *files, guint n_files, GPtrArray *problems, GError **error);

/* Files, which are required, and of folders what ends with one of @suffixes (NULL-terminated), in the order of their names. */
GBytes *dsn_compile_paths (const char * const *paths, const char * const *suffixes, GPtrArray *problems, GError **error);
