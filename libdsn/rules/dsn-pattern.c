/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Patterns: from the written form to tables (dsn-pattern.h).
 *
 *     literal     itself; ASCII case does not count, a blank stands for any run of white space
 *     *           any run of characters, also none
 *     {addr}      an e-mail address, {host} a host name, {ip} an IP address, {code} a reply code, {status} an
 *                 enhanced code, {num} a number
 *     {text}      the shortest run to what follows it, or all that is left; never empty
 *     \* \{ \} \\ the character itself
 *
 * A blank beside a run also holds at the beginning and at the end of the text, and the blanks on both sides of a run
 * may be the same one: `a * b` takes "a b" and "a x b", but neither "ab" nor "ax b".
 */
#include <string.h>
#include <dsn/dsn-types.h>
#include "rules/dsn-nearest.h"
#include "rules/dsn-pattern.h"

struct _DsnPatternBuilder {
  GArray     *patterns;
  GArray     *segments;
  GArray     *pieces;
  GString    *pool;          /* NUL-terminated strings; offset 0 is "" */
  GHashTable *interned;      /* text -> offset; for look-ups only */
};

/* What is being read. */
typedef struct {
  DsnPatternBuilder *into;
  DsnPattern         pattern;
  DsnPatternSegment  segment;      /* the open one, n_pieces 0: not begun */
  GString           *literal;      /* the open one, as written */
  DsnGap             gap;          /* before the open segment */
  gboolean           blank;        /* a blank stands between the gap and what comes */
  guint              n_captures;
  gboolean           has_mark;     /* something that a search can look for: a literal, {status} or {addr} */
} Reader;

static const char * const capture_names[DSN_CAPTURE_LAST] = {
  [DSN_CAPTURE_NONE]   = "",
  [DSN_CAPTURE_ADDR]   = "addr",
  [DSN_CAPTURE_TEXT]   = "text",
  [DSN_CAPTURE_HOST]   = "host",
  [DSN_CAPTURE_IP]     = "ip",
  [DSN_CAPTURE_CODE]   = "code",
  [DSN_CAPTURE_STATUS] = "status",
  [DSN_CAPTURE_NUM]    = "num",
};

const char *
dsn_capture_type_to_string (DsnCaptureType type)
{
  return capture_names[type];
}

DsnPatternBuilder *
dsn_pattern_builder_new (void)
{
  DsnPatternBuilder *self = g_new0 (DsnPatternBuilder, 1);

  self->patterns = g_array_sized_new (FALSE, TRUE, sizeof (DsnPattern), 16);
  self->segments = g_array_sized_new (FALSE, TRUE, sizeof (DsnPatternSegment), 16);
  self->pieces = g_array_sized_new (FALSE, TRUE, sizeof (DsnPatternPiece), 16);
  self->pool = g_string_new (NULL);
  self->interned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  dsn_pattern_builder_intern (self, "", 0);
  return self;
}

void
dsn_pattern_builder_free (DsnPatternBuilder *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->patterns);
  g_array_unref (self->segments);
  g_array_unref (self->pieces);
  g_string_free (self->pool, TRUE);
  g_hash_table_unref (self->interned);
  g_free (self);
}

guint32
dsn_pattern_builder_intern (DsnPatternBuilder *self, const char *text, gssize length)
{
  g_autofree char *copy = g_strndup (text, length < 0 ? strlen (text) : (gsize) length);
  gpointer known;
  guint32 offset;

  if (g_hash_table_lookup_extended (self->interned, copy, NULL, &known))
    return GPOINTER_TO_UINT (known);
  offset = (guint32) self->pool->len;
  g_string_append_len (self->pool, copy, (gssize) strlen (copy) + 1);
  g_hash_table_insert (self->interned, g_steal_pointer (&copy), GUINT_TO_POINTER (offset));
  return offset;
}

const char *
dsn_pattern_builder_get_text (const DsnPatternBuilder *self, guint32 offset)
{
  return self->pool->str + offset;
}

gsize
dsn_pattern_builder_get_pool_size (const DsnPatternBuilder *self)
{
  return self->pool->len;
}

guint
dsn_pattern_builder_get_n (const DsnPatternBuilder *self, guint *n_segments, guint *n_pieces)
{
  *n_segments = self->segments->len;
  *n_pieces = self->pieces->len;
  return self->patterns->len;
}

DsnPatternSet
dsn_pattern_builder_get_set (const DsnPatternBuilder *self)
{
  return (DsnPatternSet) {
    .patterns = (const DsnPattern *) (gconstpointer) self->patterns->data,
    .segments = (const DsnPatternSegment *) (gconstpointer) self->segments->data,
    .pieces = (const DsnPatternPiece *) (gconstpointer) self->pieces->data,
    .pool = self->pool->str,
  };
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, DSN_ERROR, DSN_ERROR_SYNTAX, what);
  return FALSE;
}

static void
add_piece (Reader *reader, DsnPatternPiece piece)
{
  if (reader->segment.n_pieces == 0)
    {
      reader->segment.first_piece = reader->into->pieces->len;
      reader->segment.gap = (guint8) reader->gap;
      reader->segment.flags = reader->blank && reader->gap != DSN_GAP_NONE ? DSN_SEGMENT_BLANK_BEFORE : 0;
    }
  g_array_append_val (reader->into->pieces, piece);
  reader->segment.n_pieces++;
  reader->blank = FALSE;
}

/* Ends the open literal.  A blank at its edge belongs to it only where a capture follows or goes before without gap. */
static void
close_literal (Reader *reader, gboolean capture_follows)
{
  const char *raw = reader->literal->str;
  char scratch[DSN_PATTERN_BYTES];
  g_auto(DsnFold) folded = { 0 };
  g_autoptr(GString) text = NULL;
  gboolean leading, trailing;

  if (reader->literal->len == 0)
    return;
  dsn_fold_init (&folded, raw, reader->literal->len, scratch, sizeof scratch);
  leading = g_ascii_isspace (raw[0]);
  trailing = g_ascii_isspace (raw[reader->literal->len - 1]);
  text = g_string_new_len (folded.text, (gssize) folded.length);
  g_string_truncate (reader->literal, 0);

  if (leading && reader->segment.n_pieces > 0)
    g_string_prepend_c (text, ' ');
  else if (leading)
    reader->blank = TRUE;
  if (trailing && capture_follows && folded.length > 0)
    g_string_append_c (text, ' ');
  if (text->len > 0 && (folded.length > 0 || capture_follows))
    {
      DsnPatternPiece piece = {
        .text = dsn_pattern_builder_intern (reader->into, text->str, (gssize) text->len),
        .length = (guint16) text->len,
      };

      reader->has_mark |= folded.length > 0;
      add_piece (reader, piece);
    }
  reader->blank |= trailing && !capture_follows;
}

static void
close_segment (Reader *reader)
{
  if (reader->segment.n_pieces > 0)
    {
      if (reader->blank)
        reader->segment.flags |= DSN_SEGMENT_BLANK_AFTER;
      reader->segment.pattern = reader->into->patterns->len;
      reader->segment.index = reader->pattern.n_segments++;
      g_array_append_val (reader->into->segments, reader->segment);
    }
  memset (&reader->segment, 0, sizeof reader->segment);
  reader->blank = FALSE;
}

static gboolean
add_gap (Reader *reader, DsnGap gap, GError **error)
{
  close_literal (reader, FALSE);
  if (reader->segment.n_pieces == 0 && reader->gap != DSN_GAP_NONE)
    {
      if (gap == DSN_GAP_RUN && reader->gap == DSN_GAP_RUN)
        return TRUE;
      return fail (error, "two runs side by side: nothing tells where {text} ends");
    }
  if (reader->pattern.n_segments + (reader->segment.n_pieces > 0) > DSN_PATTERN_SEGMENTS)
    return fail (error, "too many '*' and {text}");
  close_segment (reader);
  reader->gap = gap;
  return TRUE;
}

static gboolean
add_capture (Reader *reader, const char *name, gsize length, GError **error)
{
  g_autofree char *wanted = g_strndup (name, length);
  DsnPatternPiece piece = { 0 };
  const char *near;

  for (guint8 type = DSN_CAPTURE_ADDR; type < DSN_CAPTURE_LAST; type++)
    if (strcmp (capture_names[type], wanted) == 0)
      piece.type = type;
  if (piece.type == DSN_CAPTURE_NONE)
    {
      near = dsn_nearest_word (wanted, capture_names + 1, DSN_CAPTURE_LAST - 1);
      if (near != NULL)
        g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "unknown capture {%s} (did you mean {%s}?)", wanted, near);
      else
        g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "unknown capture {%s}; a '{' as such is written \\{", wanted);
      return FALSE;
    }
  if (reader->n_captures++ == DSN_PATTERN_CAPTURES)
    return fail (error, "too many captures");
  if (piece.type == DSN_CAPTURE_TEXT)
    return add_gap (reader, DSN_GAP_TEXT, error);
  close_literal (reader, TRUE);
  add_piece (reader, piece);
  reader->has_mark |= piece.type == DSN_CAPTURE_STATUS || piece.type == DSN_CAPTURE_ADDR;
  return TRUE;
}

static gboolean
read_pattern (Reader *reader, const char *p, GError **error)
{
  while (*p != '\0')
    {
      if (*p == '\\')
        {
          if (p[1] == '\0' || strchr ("*{}\\", p[1]) == NULL)
            return fail (error, "'\\' must stand before '*', '{', '}' or '\\'");
          g_string_append_c (reader->literal, p[1]);
          p += 2;
        }
      else if (*p == '*')
        {
          if (!add_gap (reader, DSN_GAP_RUN, error))
            return FALSE;
          p++;
        }
      else if (*p == '{')
        {
          const char *close = strchr (p, '}');

          if (close == NULL)
            return fail (error, "'{' without '}'; a '{' as such is written \\{");
          if (!add_capture (reader, p + 1, (gsize) (close - p - 1), error))
            return FALSE;
          p = close + 1;
        }
      else if (*p == '}')
        return fail (error, "'}' without '{'; a '}' as such is written \\}");
      else
        g_string_append_c (reader->literal, *p++);
    }
  return TRUE;
}

/* A search holds word borders where the pattern begins and ends with a letter or digit; a `*` there takes them off. */
static void
set_borders (Reader *reader)
{
  DsnPatternSegment *first, *last;
  const DsnPatternPiece *piece;
  guint n = reader->into->segments->len;

  if (reader->pattern.mode != DSN_PATTERN_SEARCH || reader->pattern.n_segments == 0)
    return;
  first = &g_array_index (reader->into->segments, DsnPatternSegment, n - reader->pattern.n_segments);
  last = &g_array_index (reader->into->segments, DsnPatternSegment, n - 1);
  piece = &g_array_index (reader->into->pieces, DsnPatternPiece, first->first_piece);
  if (first->gap == DSN_GAP_NONE && piece->type == DSN_CAPTURE_NONE
      && g_ascii_isalnum (reader->into->pool->str[piece->text]))
    first->flags |= DSN_SEGMENT_BORDER_BEFORE;
  piece = &g_array_index (reader->into->pieces, DsnPatternPiece, last->first_piece + last->n_pieces - 1u);
  if (reader->pattern.tail == DSN_GAP_NONE && piece->type == DSN_CAPTURE_NONE
      && g_ascii_isalnum (reader->into->pool->str[piece->text + piece->length - 1]))
    last->flags |= DSN_SEGMENT_BORDER_AFTER;
}

/* Ends the last segment.  A gap that is still open stands at the end of the pattern. */
static gboolean
close_pattern (Reader *reader, GError **error)
{
  close_literal (reader, FALSE);
  if (reader->segment.n_pieces == 0)
    reader->pattern.tail = (guint8) reader->gap;
  else
    reader->blank = FALSE;
  close_segment (reader);
  if (reader->pattern.n_segments > DSN_PATTERN_SEGMENTS)
    return fail (error, "too many '*' and {text}");
  if (reader->pattern.n_segments == 0 && reader->pattern.tail == DSN_GAP_NONE)
    return fail (error, "pattern has nothing but blanks");
  if (reader->pattern.mode == DSN_PATTERN_SEARCH && !reader->has_mark)
    return fail (error, "pattern has no text to look for");
  reader->pattern.n_captures = (guint8) reader->n_captures;
  set_borders (reader);
  return TRUE;
}

/**
 * dsn_pattern_builder_add:
 * @source: UTF-8 text
 * @index: (out): the number of the new pattern
 *
 * Returns: FALSE with DSN_ERROR_SYNTAX, which says what is wrong but not where; the builder is as before then
 */
gboolean
dsn_pattern_builder_add (DsnPatternBuilder *self, const char *source, DsnPatternMode mode, guint *index, GError **error)
{
  g_autoptr(GString) literal = g_string_new (NULL);
  Reader reader = { .into = self, .literal = literal };
  guint n_segments = self->segments->len, n_pieces = self->pieces->len;

  if (strlen (source) > DSN_PATTERN_BYTES)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "pattern is longer than %d bytes", DSN_PATTERN_BYTES);
      return FALSE;
    }
  reader.pattern.source = dsn_pattern_builder_intern (self, source, -1);
  reader.pattern.first_segment = n_segments;
  reader.pattern.mode = (guint8) mode;
  if (!read_pattern (&reader, source, error) || !close_pattern (&reader, error))
    {
      g_array_set_size (self->segments, n_segments);
      g_array_set_size (self->pieces, n_pieces);
      return FALSE;
    }
  *index = self->patterns->len;
  g_array_append_val (self->patterns, reader.pattern);
  return TRUE;
}
