/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The words of notifications, one file a language.
 */
#pragma once

#include <dsn/dsn-status.h>

typedef struct _DsnLanguage DsnLanguage;

DsnLanguage *dsn_language_new_builtin (const char *tag, GError **error);
void         dsn_language_free        (DsnLanguage *self);
const char  *dsn_language_get         (const DsnLanguage *self, const char *section, const char *key);
char *dsn_language_fill (const DsnLanguage *self, const char *section, const char *key, ...) G_GNUC_NULL_TERMINATED;
const char  *dsn_language_get_status  (const DsnLanguage *self, const DsnStatus *status, const char *key);

/* Built in, made from libdsn/data/languages at build time. */
typedef struct {
  const char *tag;
  const char *data;
  gsize       length;
} DsnBuiltinLanguage;

extern const DsnBuiltinLanguage dsn_builtin_languages[];
extern const guint dsn_n_builtin_languages;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnLanguage, dsn_language_free)
