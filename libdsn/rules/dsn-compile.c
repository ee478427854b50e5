/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From knowledge files to a compiled block: reads the files in the order of their names, hands each section to the part that knows it,
 * builds the automaton over the patterns that are looked for, and puts all tables into one block.
 */
#include <string.h>
#include "rules/dsn-compile-private.h"
#include "rules/dsn-dialects.h"

static DsnCompiler *
compiler_new (void)
{
  DsnCompiler *self = g_new0 (DsnCompiler, 1);

  self->patterns = dsn_pattern_builder_new ();
  self->owners = g_array_new (FALSE, TRUE, sizeof (DsnBlobOwner));
  self->rules = g_array_new (FALSE, TRUE, sizeof (DsnBlobRule));
  self->statuses = g_array_new (FALSE, TRUE, sizeof (DsnStatusRange));
  self->replies = g_array_new (FALSE, TRUE, sizeof (DsnReplyRange));
  self->strings = g_array_new (FALSE, TRUE, sizeof (DsnBlobString));
  self->disabled = g_array_new (FALSE, TRUE, sizeof (DsnBlobString));
  self->dialects = g_array_new (FALSE, TRUE, sizeof (DsnBlobDialect));
  self->values = g_array_new (FALSE, TRUE, sizeof (DsnBlobValue));
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
dsn_compiler_add_pattern (const DsnCompilerFile *file, const DsnSectionEntry *entry, const char *source, DsnPatternRole role,
                          guint *index, GError **error)
{
  DsnBlobOwner owner = { .rule = file->into->rules->len, .role = (guint16) role, .line = entry->line };
  g_autoptr(GError) local = NULL;

  if (file->into->owners->len >= DSN_COMPILE_PATTERNS)
    return dsn_compiler_fail (file, entry->line, error, "more than %d patterns", DSN_COMPILE_PATTERNS);
  if (!dsn_pattern_builder_add (file->into->patterns, source, role == DSN_ROLE_LINE ? DSN_PATTERN_LINE : DSN_PATTERN_SEARCH,
                                index, &local))
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
      g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "%s: the file name is not like 40-codes%s or codes%s", file->file, suffix, suffix);
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

/* What no address or status code is without, for patterns that hold no literal. */
static const struct { DsnCaptureType type; const char *mark; } marks[] = {
  { DSN_CAPTURE_ADDR,   "@" },
  { DSN_CAPTURE_STATUS, "2." },
  { DSN_CAPTURE_STATUS, "4." },
  { DSN_CAPTURE_STATUS, "5." },
};

/* Every segment begins with a literal and nothing needs room in between. */
static gboolean
is_simple (const DsnPatternSet *set, const DsnPattern *pattern)
{
  gboolean simple = pattern->tail != DSN_GAP_TEXT;

  for (guint s = pattern->first_segment; s < pattern->first_segment + pattern->n_segments; s++)
    simple = simple && set->segments[s].gap != DSN_GAP_TEXT
             && set->pieces[set->segments[s].first_piece].type == DSN_CAPTURE_NONE;
  return simple;
}

/* The sign that makes a try of the whole pattern worth while: its longest literal, else what marks its capture. */
static void
add_sign (const DsnPatternSet *set, guint index, DsnAutomatonBuilder *automaton)
{
  const DsnPattern *pattern = &set->patterns[index];
  const DsnPatternSegment *last = &set->segments[pattern->first_segment + pattern->n_segments - 1];
  const DsnPatternPiece *first = &set->pieces[set->segments[pattern->first_segment].first_piece], *longest = NULL;
  DsnCaptureType type = DSN_CAPTURE_ADDR;

  for (const DsnPatternPiece *piece = first; piece < &set->pieces[last->first_piece + last->n_pieces]; piece++)
    {
      if (piece->type == DSN_CAPTURE_STATUS)
        type = DSN_CAPTURE_STATUS;         /* rarer than an address */
      if (piece->length > (longest != NULL ? longest->length : 0) && strcmp (set->pool + piece->text, " ") != 0)
        longest = piece;
    }
  if (longest != NULL)
    dsn_automaton_builder_add (automaton, set->pool + longest->text, longest->length, index << 1 | 1);
  for (guint i = 0; i < G_N_ELEMENTS (marks) && longest == NULL; i++)
    if (marks[i].type == type)
      dsn_automaton_builder_add (automaton, marks[i].mark, strlen (marks[i].mark), index << 1 | 1);
}

/* What the automaton looks for: every segment if all begin with a literal, else a sign to try the pattern. */
static void
add_keys (const DsnPatternSet *set, guint index, DsnAutomatonBuilder *automaton, GArray *slots, guint32 *n_slots)
{
  const DsnPattern *pattern = &set->patterns[index];
  guint32 last = pattern->first_segment + pattern->n_segments - 1;

  if (!is_simple (set, pattern))
    {
      add_sign (set, index, automaton);
      g_array_index (slots, guint32, pattern->first_segment) = (*n_slots)++;
      return;
    }
  for (guint32 s = pattern->first_segment; s <= last; s++)
    {
      const DsnPatternPiece *piece = &set->pieces[set->segments[s].first_piece];

      dsn_automaton_builder_add (automaton, set->pool + piece->text, piece->length, s << 1);
      if (s < last)
        g_array_index (slots, guint32, s) = (*n_slots)++;
    }
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

static void
put_array (GByteArray *block, DsnBlob *head, DsnTable table, const GArray *array)
{
  put_table (block, head, table, array->data, array->len, g_array_get_element_size ((GArray *) array));
}

static GArray *
find_wordless (const DsnCompiler *self)
{
  GArray *bits = g_array_new (FALSE, TRUE, sizeof (guint32));

  g_array_set_size (bits, (self->rules->len + 31) / 32);
  for (guint i = 0; i < self->rules->len; i++)
    if (g_array_index (self->rules, DsnBlobRule, i).text.n == 0)
      g_array_index (bits, guint32, i / 32) |= 1u << i % 32;
  return bits;
}

static GBytes *
build (const DsnCompiler *self)
{
  DsnPatternSet set = dsn_pattern_builder_get_set (self->patterns);
  g_autoptr(DsnAutomatonBuilder) automaton = dsn_automaton_builder_new ();
  g_autoptr(GArray) slots = g_array_new (FALSE, TRUE, sizeof (guint32));
  g_autoptr(GArray) states = g_array_new (FALSE, TRUE, sizeof (DsnAutomatonState));
  g_autoptr(GArray) outputs = g_array_new (FALSE, TRUE, sizeof (guint32));
  g_autoptr(GArray) wordless = find_wordless (self);
  g_autoptr(GByteArray) block = g_byte_array_new ();
  DsnBlob head = { .magic = DSN_BLOB_MAGIC };
  guint n_segments, n_pieces, n = dsn_pattern_builder_get_n (self->patterns, &n_segments, &n_pieces);
  guint8 classes[256];

  g_array_set_size (slots, n_segments);
  for (guint i = 0; i < n; i++)
    if (g_array_index (self->owners, DsnBlobOwner, i).role != DSN_ROLE_LINE)
      add_keys (&set, i, automaton, slots, &head.n_slots);
  dsn_automaton_builder_build (automaton, classes, states, outputs);

  g_byte_array_append (block, (const guint8 *) &head, sizeof head);
  put_table (block, &head, DSN_TABLE_PATTERNS, set.patterns, n, sizeof (DsnPattern));
  put_table (block, &head, DSN_TABLE_SEGMENTS, set.segments, n_segments, sizeof (DsnPatternSegment));
  put_table (block, &head, DSN_TABLE_PIECES, set.pieces, n_pieces, sizeof (DsnPatternPiece));
  put_array (block, &head, DSN_TABLE_OWNERS, self->owners);
  put_array (block, &head, DSN_TABLE_SLOTS, slots);
  put_table (block, &head, DSN_TABLE_CLASSES, classes, 256, 1);
  put_array (block, &head, DSN_TABLE_STATES, states);
  put_array (block, &head, DSN_TABLE_OUTPUTS, outputs);
  put_array (block, &head, DSN_TABLE_RULES, self->rules);
  put_array (block, &head, DSN_TABLE_WORDLESS, wordless);
  put_array (block, &head, DSN_TABLE_STATUSES, self->statuses);
  put_array (block, &head, DSN_TABLE_REPLIES, self->replies);
  put_array (block, &head, DSN_TABLE_STRINGS, self->strings);
  put_array (block, &head, DSN_TABLE_DISABLED, self->disabled);
  put_array (block, &head, DSN_TABLE_DIALECTS, self->dialects);
  put_array (block, &head, DSN_TABLE_VALUES, self->values);
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
          if (!report (problems, local, error))
            return NULL;
        }
    }
  return build (self);
}
