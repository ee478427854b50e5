/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Strict INI-like sections: the one syntax of all knowledge files (rules, dialects, codes, styles, policies).
 */
#pragma once

#include <glib.h>

#define DSN_SECTIONS_FILE_BYTES  (16 * 1024 * 1024)   /* the largest file that is read */
#define DSN_SECTIONS_LINE_BYTES  8192                 /* the longest line */

/* What a value must look like.  What it means is the business of the reader of the file. */
typedef enum {
  DSN_VALUE_TEXT,       /* anything but nothing */
  DSN_VALUE_WORD,       /* letters, digits and . _ - + / : @ */
  DSN_VALUE_NUMBER,     /* 0 to 4294967295 */
  DSN_VALUE_YES_NO,
} DsnValueType;

/* A key that a section may hold. */
typedef struct {
  const char  *name;
  DsnValueType type;
  gboolean     repeatable;
  gboolean     required;
} DsnSectionKey;

/* A line `key = value`. */
typedef struct {
  const char *key;
  const char *value;         /* blanks at both ends taken off; never empty */
  guint       line;
  int         index;         /* in the list of keys; -1 where none was given */
} DsnSectionEntry;

typedef struct {
  const char            *id;
  guint                  line;
  const DsnSectionEntry *entries;     /* as they stand in the file */
  guint                  n_entries;
} DsnSection;

typedef struct _DsnSections DsnSections;

DsnSections       *dsn_sections_parse     (const char *text, gssize length, const char *file,
                                           const DsnSectionKey *keys, guint n_keys, GError **error);
DsnSections       *dsn_sections_load      (const char *path, const DsnSectionKey *keys, guint n_keys, GError **error);
gboolean           dsn_sections_read_file (const char *path, char **text, gsize *length, GError **error);
void               dsn_sections_free      (DsnSections *self);
const char        *dsn_sections_get_file  (const DsnSections *self);
guint              dsn_sections_get_n     (const DsnSections *self);
const DsnSection  *dsn_sections_get       (const DsnSections *self, guint i);
const DsnSection  *dsn_sections_lookup    (const DsnSections *self, const char *id);

/* The first value of a key, or NULL. */
const char            *dsn_section_get    (const DsnSection *self, const char *key);
/* The entry of that key after the given one (NULL: the first), or NULL. */
const DsnSectionEntry *dsn_section_next   (const DsnSection *self, const char *key, const DsnSectionEntry *after);
gboolean               dsn_section_is_yes (const DsnSection *self, const char *key);

/* Sets DSN_ERROR_SYNTAX with `file:line: what`. */
void               dsn_sections_error     (GError **error, const char *file, guint line,
                                           const char *format, ...) G_GNUC_PRINTF (4, 5);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnSections, dsn_sections_free)
