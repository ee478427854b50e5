/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From knowledge files to a compiled block: reads the files in the order of their names, hands each section to the
 * part that knows it, builds the automaton over the patterns that are looked for, and puts all tables into one block.
 */
#include <string.h>
#include "rules/dsn-compile-private.h"
#include "rules/dsn-dialects.h"

/* Never without memory, so that places in it can be counted from its start. */
static GArray *
new_array (gsize size)
{
  return g_array_sized_new (FALSE, TRUE, (guint) size, 16);
}

static DsnCompiler *
compiler_new (void)
{
  DsnCompiler *self = g_new0 (DsnCompiler, 1);

  self->patterns = dsn_pattern_builder_new ();
  self->owners = new_array (sizeof (DsnBlobOwner));
  self->rules = new_array (sizeof (DsnBlobRule));
  self->statuses = new_array (sizeof (DsnStatusRange));
  self->replies = new_array (sizeof (DsnReplyRange));
  self->strings = new_array (sizeof (DsnBlobString));
  self->disabled = new_array (sizeof (DsnBlobDisabled));
  self->dialects = new_array (sizeof (DsnBlobDialect));
  self->values = new_array (sizeof (DsnBlobValue));
  return self;
}

static void
compiler_free (DsnCompiler *self)
{
  dsn_pattern_builder_free (self->patterns);
  g_array_unref (self->owners);
  g_array_unref (self->rules);
  g_array_unref (self->statuses);
  g_array_unref (self->replies);
  g_array_unref (self->strings);
  g_array_unref (self->disabled);
  g_array_unref (self->dialects);
  g_array_unref (self->values);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnCompiler, compiler_free)

gboolean
dsn_compiler_fail (const DsnCompilerFile *file, guint line, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  dsn_sections_error (error, file->file, line, "%s", what);
  return FALSE;
}

guint32
dsn_compiler_intern (const DsnCompilerFile *file, const char *text)
{
  return dsn_pattern_builder_intern (file->into->patterns, text, -1);
}

guint32
dsn_compiler_origin (const DsnCompilerFile *file, guint line)
{
  g_autofree char *origin = g_strdup_printf ("%s:%u", file->file, line);

  return dsn_compiler_intern (file, origin);
}

gboolean
dsn_compiler_add_pattern (const DsnCompilerFile *file, const DsnSectionEntry *entry, const char *source,
                          DsnPatternRole role, guint *index, GError **error)
{
  DsnBlobOwner owner = { .rule = file->into->rules->len, .role = (guint16) role, .line = entry->line };
  g_autoptr(GError) local = NULL;

  if (file->into->owners->len >= DSN_COMPILE_PATTERNS)
    return dsn_compiler_fail (file, entry->line, error, "more than %d patterns", DSN_COMPILE_PATTERNS);
  if (!dsn_pattern_builder_add (file->into->patterns, source,
                                role == DSN_ROLE_LINE ? DSN_PATTERN_LINE : DSN_PATTERN_SEARCH, index, &local))
    return dsn_compiler_fail (file, entry->line, error, "key '%s': %s", entry->key, local->message);
  g_array_append_val (file->into->owners, owner);
  return TRUE;
}

/* "40-codes.rules": layer 40, stem "codes" */
static gboolean
read_name (DsnCompilerFile *file, const char *suffix, GError **error)
{
  g_autofree char *base = g_path_get_basename (file->file);
  const char *stem = base;
  guint64 layer = 0;

  base[strlen (base) - strlen (suffix)] = '\0';
  if (g_ascii_isdigit (*stem))
    {
      layer = g_ascii_strtoull (stem, (char **) &stem, 10);
      if (*stem != '-' || layer > G_MAXUINT16)
        stem = "";
      else
        stem++;
    }
  if (*stem == '\0')
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "%s: the file name is not like 40-codes%s or codes%s",
                   file->file, suffix, suffix);
      return FALSE;
    }
  file->stem = g_strdup (stem);
  file->layer = (guint) layer;
  return TRUE;
}

static gboolean
add_file (DsnCompiler *self, const DsnKnowledgeFile *source, GError **error)
{
  gboolean is_dialect = g_str_has_suffix (source->name, ".dialect");
  g_autoptr(DsnSections) sections = NULL;
  g_autofree char *stem = NULL;
  DsnCompilerFile file = { .into = self, .file = source->name };
  gboolean ok = TRUE;

  if (!is_dialect && !g_str_has_suffix (source->name, ".rules"))
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "%s: the name ends neither with .rules nor with .dialect", source->name);
      return FALSE;
    }
  if (!read_name (&file, is_dialect ? ".dialect" : ".rules", error))
    return FALSE;
  stem = file.stem;
  sections = dsn_sections_parse (source->text, (gssize) source->length, source->name,
                                 is_dialect ? dsn_dialect_keys : dsn_rule_keys,
                                 is_dialect ? DSN_DIALECT_LAST : dsn_n_rule_keys, error);
  if (sections == NULL)
    return FALSE;
  file.sections = sections;
  for (guint i = 0; ok && i < dsn_sections_get_n (sections); i++)
    ok = is_dialect ? dsn_compiler_add_dialect (&file, dsn_sections_get (sections, i), error)
                    : dsn_compiler_add_rule (&file, dsn_sections_get (sections, i), error);
  return ok;
}

/* The rules, then the dialects: name and origin of each. */
static const char *
get_name (const DsnCompiler *self, guint i, const char **origin)
{
  const DsnBlobRule *rule = i < self->rules->len ? &g_array_index (self->rules, DsnBlobRule, i) : NULL;
  const DsnBlobDialect *dialect = rule == NULL ? &g_array_index (self->dialects, DsnBlobDialect, i - self->rules->len) : NULL;

  *origin = dsn_pattern_builder_get_text (self->patterns, rule != NULL ? rule->origin : dialect->origin);
  return dsn_pattern_builder_get_text (self->patterns, rule != NULL ? rule->name : dialect->name);
}

/* Names must be unique over all files.  @known: name -> origin, of the files taken so far. */
static gboolean
take_names (const DsnCompiler *file, GHashTable *known, GError **error)
{
  guint n = file->rules->len + file->dialects->len;
  const char *origin;

  for (guint i = 0; i < n; i++)
    {
      const char *name = get_name (file, i, &origin), *other = g_hash_table_lookup (known, name);

      if (other != NULL)
        {
          g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "%s: '%s' stands already in %s", origin, name, other);
          return FALSE;
        }
    }
  for (guint i = 0; i < n; i++)
    {
      const char *name = get_name (file, i, &origin);

      g_hash_table_insert (known, g_strdup (name), g_strdup (origin));
    }
  return TRUE;
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const DsnKnowledgeFile *x = a, *y = b;
  g_autofree char *base_x = g_path_get_basename (x->name), *base_y = g_path_get_basename (y->name);
  int order = strcmp (base_x, base_y);

  return order != 0 ? order : strcmp (x->name, y->name);
}

static void
put_table (GByteArray *block, DsnBlob *head, DsnTable table, gconstpointer data, guint n, gsize size)
{
  static const guint8 zeros[4];

  head->tables[table].offset = block->len;
  head->tables[table].n = n;
  if (n > 0)
    g_byte_array_append (block, data, (guint) (n * size));
  g_byte_array_append (block, zeros, (4 - block->len % 4) % 4);
}

static GBytes *
build (const DsnCompiler *self)
{
  DsnPatternSet set = dsn_pattern_builder_get_set (self->patterns);
  g_autoptr(GArray) rows = new_array (sizeof (guint32));
  g_autoptr(GArray) states = new_array (sizeof (DsnAutomatonState));
  g_autoptr(GArray) outputs = new_array (sizeof (guint32));
  g_autoptr(GArray) keys = new_array (sizeof (DsnBlobKey));
  g_autoptr(GArray) slots = new_array (sizeof (guint32));
  g_autoptr(GArray) by_status = new_array (sizeof (DsnBlobIndex));
  g_autoptr(GArray) by_reply = new_array (sizeof (DsnBlobIndex));
  g_autoptr(GArray) open = new_array (sizeof (guint32));
  DsnCompilerIndex index = {
    .rows = rows, .states = states, .outputs = outputs, .keys = keys, .slots = slots,
    .by_status = by_status, .by_reply = by_reply, .open = open,
  };
  const struct { DsnTable table; const GArray *array; } arrays[] = {
    { DSN_TABLE_OWNERS,    self->owners },
    { DSN_TABLE_SLOTS,     slots },
    { DSN_TABLE_ROWS,      rows },
    { DSN_TABLE_STATES,    states },
    { DSN_TABLE_OUTPUTS,   outputs },
    { DSN_TABLE_KEYS,      keys },
    { DSN_TABLE_RULES,     self->rules },
    { DSN_TABLE_BY_STATUS, by_status },
    { DSN_TABLE_BY_REPLY,  by_reply },
    { DSN_TABLE_OPEN,      open },
    { DSN_TABLE_STATUSES,  self->statuses },
    { DSN_TABLE_REPLIES,   self->replies },
    { DSN_TABLE_STRINGS,   self->strings },
    { DSN_TABLE_DISABLED,  self->disabled },
    { DSN_TABLE_DIALECTS,  self->dialects },
    { DSN_TABLE_VALUES,    self->values },
  };
  g_autoptr(GByteArray) block = g_byte_array_new ();
  DsnBlob head = { .magic = DSN_BLOB_MAGIC };
  guint n_segments, n_pieces, n = dsn_pattern_builder_get_n (self->patterns, &n_segments, &n_pieces);

  dsn_compiler_index (self, &index);
  head.n_slots = index.n_slots;
  g_byte_array_append (block, (const guint8 *) &head, sizeof head);
  put_table (block, &head, DSN_TABLE_PATTERNS, set.patterns, n, sizeof (DsnPattern));
  put_table (block, &head, DSN_TABLE_SEGMENTS, set.segments, n_segments, sizeof (DsnPatternSegment));
  put_table (block, &head, DSN_TABLE_PIECES, set.pieces, n_pieces, sizeof (DsnPatternPiece));
  put_table (block, &head, DSN_TABLE_CLASSES, index.classes, 256, 1);
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    put_table (block, &head, arrays[i].table, arrays[i].array->data, arrays[i].array->len,
               g_array_get_element_size ((GArray *) arrays[i].array));
  put_table (block, &head, DSN_TABLE_POOL, set.pool, (guint) dsn_pattern_builder_get_pool_size (self->patterns), 1);
  head.size = block->len;
  memcpy (block->data, &head, sizeof head);
  return g_byte_array_free_to_bytes (g_steal_pointer (&block));
}

/* Either notes what is wrong and goes on, or fails. */
static gboolean
report (GPtrArray *problems, GError *what, GError **error)
{
  if (problems == NULL)
    {
      g_propagate_error (error, what);
      return FALSE;
    }
  g_ptr_array_add (problems, g_strdup (what->message));
  g_error_free (what);
  return TRUE;
}

GBytes *
dsn_compile (const DsnKnowledgeFile *files, guint n_files, GPtrArray *problems, GError **error)
{
  g_autoptr(DsnCompiler) self = compiler_new ();
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree DsnKnowledgeFile *sorted = g_new0 (DsnKnowledgeFile, n_files + 1);

  for (guint i = 0; i < n_files; i++)
    sorted[i] = files[i];
  qsort (sorted, n_files, sizeof *sorted, compare_files);
  for (guint i = 0; i < n_files; i++)
    {
      /* first on its own, so that a bad file leaves nothing behind */
      g_autoptr(DsnCompiler) alone = compiler_new ();
      GError *local = NULL;

      if (!add_file (alone, &sorted[i], &local) || !take_names (alone, known, &local) || !add_file (self, &sorted[i], &local))
        {
          if (!report (sorted[i].is_required ? NULL : problems, local, error))
            return NULL;
        }
    }
  return build (self);
}
