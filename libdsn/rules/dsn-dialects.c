/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sets of dialects (dsn-dialects.h): where they come from, what is written in them, and their patterns against a line.
 */
#include "rules/dsn-blob.h"
#include "rules/dsn-compile.h"
#include "rules/dsn-dialects.h"

struct _DsnDialects {
  const DsnBlob        *blob;
  GBytes               *bytes;        /* NULL: the blob is part of the library */
  DsnPatternSet         set;
  const DsnBlobDialect *dialects;
  const DsnBlobValue   *values;
  guint                 n;
};

static void
set_blob (DsnDialects *self, const DsnBlob *blob)
{
  g_assert (blob->magic == DSN_BLOB_MAGIC);
  self->blob = blob;
  self->set = dsn_blob_patterns (blob);
  self->dialects = dsn_blob_table (blob, DSN_TABLE_DIALECTS);
  self->values = dsn_blob_table (blob, DSN_TABLE_VALUES);
  self->n = dsn_blob_n (blob, DSN_TABLE_DIALECTS);
}

/**
 * dsn_dialects_get_builtin:
 *
 * Returns: (transfer none): the dialects that are part of the library; loading them costs nothing
 */
const DsnDialects *
dsn_dialects_get_builtin (void)
{
  static DsnDialects builtin;
  static gsize once;

  if (g_once_init_enter (&once))
    {
      set_blob (&builtin, (const DsnBlob *) (gconstpointer) dsn_builtin_data);
      g_once_init_leave (&once, 1);
    }
  return &builtin;
}

/**
 * dsn_dialects_new_from_bytes:
 * @compiled: what dsn_compile() gave
 */
DsnDialects *
dsn_dialects_new_from_bytes (GBytes *compiled)
{
  DsnDialects *self = g_new0 (DsnDialects, 1);

  self->bytes = g_bytes_ref (compiled);
  set_blob (self, g_bytes_get_data (compiled, NULL));
  return self;
}

/**
 * dsn_dialects_new_from_files:
 * @paths: (array zero-terminated=1): dialect files, and folders of which all `.dialect` files are taken
 *
 * Returns: (transfer full): the dialects of these files alone; NULL with an error that names file and line
 */
DsnDialects *
dsn_dialects_new_from_files (const char * const *paths, GError **error)
{
  static const char * const suffixes[] = { ".dialect", NULL };
  g_autoptr(GBytes) compiled = dsn_compile_paths (paths, suffixes, NULL, error);

  return compiled != NULL ? dsn_dialects_new_from_bytes (compiled) : NULL;
}

void
dsn_dialects_free (DsnDialects *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

guint
dsn_dialects_get_n (const DsnDialects *self)
{
  return self->n;
}

const char *
dsn_dialects_get_name (const DsnDialects *self, guint dialect)
{
  return dsn_blob_text (self->blob, self->dialects[dialect].name);
}

const char *
dsn_dialects_get_origin (const DsnDialects *self, guint dialect)
{
  return dsn_blob_text (self->blob, self->dialects[dialect].origin);
}

guint
dsn_dialects_get_need (const DsnDialects *self, guint dialect)
{
  return self->dialects[dialect].need;
}

static const DsnBlobValue *
get_value (const DsnDialects *self, guint dialect, DsnDialectKey key, guint i)
{
  return &self->values[self->dialects[dialect].first[key] + i];
}

guint
dsn_dialects_get_n_values (const DsnDialects *self, guint dialect, DsnDialectKey key)
{
  return self->dialects[dialect].first[key + 1] - self->dialects[dialect].first[key];
}

const char *
dsn_dialects_get_value (const DsnDialects *self, guint dialect, DsnDialectKey key, guint i)
{
  return dsn_blob_text (self->blob, get_value (self, dialect, key, i)->text);
}

guint
dsn_dialects_get_line (const DsnDialects *self, guint dialect, DsnDialectKey key, guint i)
{
  return get_value (self, dialect, key, i)->line;
}

const char *
dsn_dialects_get_field (const DsnDialects *self, guint dialect, guint i)
{
  return dsn_blob_text (self->blob, get_value (self, dialect, DSN_DIALECT_HEADER, i)->name);
}

gboolean
dsn_dialects_match (const DsnDialects *self, guint dialect, DsnDialectKey key, guint i, const DsnFold *line,
                    DsnPatternMatch *match)
{
  guint32 pattern = get_value (self, dialect, key, i)->pattern;

  g_return_val_if_fail (pattern != G_MAXUINT32, FALSE);
  return dsn_pattern_match (&self->set, pattern, line, match);
}

int
dsn_dialects_match_any (const DsnDialects *self, guint dialect, DsnDialectKey key, const DsnFold *line,
                        DsnPatternMatch *match)
{
  guint n = dsn_dialects_get_n_values (self, dialect, key);

  for (guint i = 0; i < n; i++)
    if (dsn_dialects_match (self, dialect, key, i, line, match))
      return (int) i;
  return -1;
}
