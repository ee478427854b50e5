/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Holds the scanner against GMime: the same parts in the same places, with the same types, fields and bytes, for every
 * message under samples/ and, where there are any, under the folders of a collection of mail (environment variable
 * DSN_SHARED, or a folder "shared" beside the source tree).  Where the two see a message differently on purpose, a row
 * of known-differences.txt says why; a row counts only for the part that shows its mark, and what is within it.
 *
 * GMime's address parser recurses into groups, so a message whose lines hold many colons is not given to it.
 */
#include <stdio.h>

#include <gmime/gmime.h>

#include "scan/dsn-scan-private.h"

#define MAX_COLONS 300   /* in one line with its folds */

typedef struct {
  char  *mark;
  char  *why;
  guint  n;
} Known;

typedef struct {
  const DsnScan *scan;
  const guint8  *data;         /* what GMime was given; byte for byte at the same places as the data of the scan */
  GPtrArray     *known;        /* all rows */
  GString       *unknown;      /* differences without a row */
} Comparison;

static void
free_known (gpointer data)
{
  Known *row = data;

  g_free (row->mark);
  g_free (row->why);
  g_free (row);
}

/* A returned message of which nothing at all came back. */
static gboolean
is_empty_message (const DsnScan *scan, const DsnPart *part)
{
  const DsnPart *child = part->is_message ? &scan->parts[part->first_child] : NULL;

  return child && !child->header.length && !child->body.length;
}

/* GMime takes the kind of the line end before a boundary from the line end after it. */
static gboolean
is_between_line_ends (const DsnScan *scan, const DsnPart *part)
{
  gsize end = dsn_span_end (part->body), line_end, next;

  if (end == scan->size)
    return FALSE;
  next = end + (scan->data[end] == '\r') + 1;
  dsn_scan_line (scan->data, scan->size, scan->cr_mode, next, &line_end, &next);
  return (scan->data[end] == '\r') != (line_end < scan->size && scan->data[line_end] == '\r');
}

static gboolean
has_mark (const DsnScan *scan, const DsnPart *part, const char *mark)
{
  if (g_str_equal (mark, "empty-message"))
    return is_empty_message (scan, part);
  if (g_str_equal (mark, "line-end-of-boundary"))
    return is_between_line_ends (scan, part);
  for (guint bit = 0; bit < 31; bit++)
    if ((guint) part->defects >> bit & 1 && g_strcmp0 (dsn_defect_to_string (1u << bit), mark) == 0)
      return TRUE;
  return FALSE;
}

/* The row that explains a difference at a part: it or a part around or directly within it has its mark. */
static Known *
find_known (Comparison *self, int part)
{
  const DsnScan *scan = self->scan;

  for (guint i = 0; i < self->known->len; i++)
    {
      Known *row = self->known->pdata[i];
      for (int p = part; p >= 0; p = scan->parts[p].parent)
        if (has_mark (scan, &scan->parts[p], row->mark))
          return row;
      for (int p = scan->parts[part].first_child; p >= 0; p = scan->parts[p].next)
        if (has_mark (scan, &scan->parts[p], row->mark))
          return row;
    }
  return NULL;
}

G_GNUC_PRINTF (3, 4)
static void
differ (Comparison *self, int part, const char *format, ...)
{
  Known *row = find_known (self, part);
  va_list args;

  if (row)
    {
      row->n++;
      return;
    }
  g_string_append_printf (self->unknown, " part %d: ", part);
  va_start (args, format);
  g_string_append_vprintf (self->unknown, format, args);
  va_end (args);
  g_string_append_c (self->unknown, ';');
}

static gboolean
is_content_field (const DsnScan *scan, const DsnRawField *field)
{
  return field->name.length >= 8
         && !g_ascii_strncasecmp ((const char *) scan->data + field->name.offset, "Content-", 8);
}

/* GMime keeps the Content- fields of a message with its body and all others with the message: which is 1, 2 or 3 =
 * both. */
static void
compare_fields (Comparison *self, int index, GMimeObject *object, int which)
{
  const DsnScan *scan = self->scan;
  const DsnPart *part = &scan->parts[index];
  GMimeHeaderList *list = g_mime_object_get_header_list (object);
  int n = g_mime_header_list_get_count (list), at = 0;

  for (guint i = part->first_field; i < part->first_field + part->n_fields; i++)
    {
      const DsnRawField *field = &scan->fields[i];
      GMimeHeader *header = at < n ? g_mime_header_list_get_header_at (list, at) : NULL;
      const char *name, *value;
      gsize length;

      if (!(which & (is_content_field (scan, field) ? 2 : 1)))
        continue;
      at++;
      if (!header)
        {
          differ (self, index, "field %.*s is ours alone", (int) field->name.length, scan->data + field->name.offset);
          return;
        }
      name = g_mime_header_get_name (header);
      value = g_mime_header_get_raw_value (header);
      for (length = strlen (value); length && (value[length - 1] == '\n' || value[length - 1] == '\r'); length--);
      if (strlen (name) != field->name.length || memcmp (name, scan->data + field->name.offset, field->name.length))
        differ (self, index, "name of field: %.*s, GMime %s", (int) field->name.length,
                scan->data + field->name.offset, name);
      if (length != field->value.length || memcmp (value, self->data + field->value.offset, length))
        differ (self, index, "value of field %s: %" G_GSIZE_FORMAT " bytes, GMime %" G_GSIZE_FORMAT, name,
                field->value.length, length);
    }
  if (at < n)
    differ (self, index, "field %s is GMime's alone",
            g_mime_header_get_name (g_mime_header_list_get_header_at (list, at)));
}

static void
compare_type (Comparison *self, int index, GMimeObject *object)
{
  const DsnPart *part = &self->scan->parts[index];
  g_autofree char *type = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (object));
  gboolean is_digest;
  DsnMedia media = dsn_scan_media_from_value ((const guint8 *) type, (DsnSpan) { 0, strlen (type) }, &is_digest);

  if (media != part->media)
    differ (self, index, "type %d, GMime %s", part->media, type);
}

static void
compare_body (Comparison *self, int index, GMimePart *object)
{
  const DsnPart *part = &self->scan->parts[index];
  GMimeDataWrapper *content = g_mime_part_get_content (object);
  GMimeStream *stream = content ? g_mime_data_wrapper_get_stream (content) : NULL;
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[4096];
  gssize n;

  if (stream && g_mime_stream_reset (stream) == 0)
    while ((n = g_mime_stream_read (stream, (char *) buffer, sizeof buffer)) > 0)
      g_byte_array_append (bytes, buffer, n);
  if (bytes->len != part->body.length
      || (bytes->len && memcmp (bytes->data, self->data + part->body.offset, bytes->len) != 0))
    differ (self, index, "body: %" G_GSIZE_FORMAT " bytes, GMime %u", part->body.length, bytes->len);
}

/* Pairs the parts of a multipart. */
static void
pair_parts (Comparison *self, int index, GMimeMultipart *multipart, GArray *indices, GPtrArray *objects)
{
  int n = g_mime_multipart_get_count (multipart), ours = 0;

  for (int i = self->scan->parts[index].first_child; i >= 0; i = self->scan->parts[i].next)
    {
      if (ours < n)
        {
          g_array_append_val (indices, i);
          g_ptr_array_add (objects, g_mime_multipart_get_part (multipart, ours));
        }
      ours++;
    }
  if (ours != n)
    differ (self, index, "%d parts, GMime %d", ours, n);
}

/* Compares a part and pairs what is within it. */
static void
compare_part (Comparison *self, int index, GMimeObject *object, gboolean is_root, GArray *indices, GPtrArray *objects)
{
  int child = self->scan->parts[index].first_child;

  compare_fields (self, index, object, is_root ? 2 : 3);
  compare_type (self, index, object);
  if (GMIME_IS_MULTIPART (object))
    pair_parts (self, index, GMIME_MULTIPART (object), indices, objects);
  else if (GMIME_IS_MESSAGE_PART (object))
    {
      GMimeMessage *message = g_mime_message_part_get_message (GMIME_MESSAGE_PART (object));
      if ((child < 0) != !message)
        differ (self, index, message ? "no message, GMime has one" : "a message, GMime has none");
      if (child >= 0 && message)
        {
          g_array_append_val (indices, child);
          g_ptr_array_add (objects, message);
        }
    }
  else if (child >= 0)
    differ (self, index, "children, GMime has a leaf");
  else if (GMIME_IS_PART (object))
    compare_body (self, index, GMIME_PART (object));
}

static void
compare_trees (Comparison *self, GMimeMessage *message)
{
  g_autoptr(GArray) indices = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr(GPtrArray) objects = g_ptr_array_new ();
  int root = 0;

  g_array_append_val (indices, root);
  g_ptr_array_add (objects, message);
  for (guint i = 0; i < objects->len; i++)
    {
      int index = g_array_index (indices, int, i);
      GMimeObject *object = objects->pdata[i];
      gboolean is_root = GMIME_IS_MESSAGE (object);
      if (is_root)
        {
          compare_fields (self, index, object, 1);
          object = g_mime_message_get_mime_part (GMIME_MESSAGE (object));
        }
      if (object)
        compare_part (self, index, object, is_root, indices, objects);
      else
        differ (self, index, "GMime has no body");
    }
}

static gboolean
is_safe_for_gmime (const char *data, gsize size)
{
  guint colons = 0;

  for (gsize i = 0; i < size; i++)
    {
      if (data[i] == ':' && ++colons > MAX_COLONS)
        return FALSE;
      if (data[i] == '\n' && i + 1 < size && data[i + 1] != ' ' && data[i + 1] != '\t')
        colons = 0;
    }
  return TRUE;
}

/* GMime knows no lines that end with CR: it gets LF in place of each CR that ends one. */
static guint8 *
copy_for_gmime (const DsnScan *scan)
{
  guint8 *data = g_memdup2 (scan->data, scan->size + !scan->size);

  for (gsize i = 0; scan->cr_mode && i < scan->size; i++)
    if (data[i] == '\r' && !(i + 1 < scan->size && data[i + 1] == '\n'))
      data[i] = '\n';
  return data;
}

/* TRUE if the file was compared. */
static gboolean
compare_file (const char *path, GPtrArray *known)
{
  const DsnLimits wide = { .header_bytes = G_MAXUINT32, .field_bytes = G_MAXUINT32, .fields = G_MAXUINT32,
                           .parts = G_MAXINT32, .depth = 500 };
  g_autofree char *text = NULL;
  g_autofree guint8 *data = NULL;
  g_autoptr(DsnScan) scan = NULL;
  g_autoptr(GString) unknown = g_string_new (NULL);
  gsize size, start;

  if (!g_file_get_contents (path, &text, &size, NULL) || !is_safe_for_gmime (text, size))
    return FALSE;
  scan = dsn_scan_new ((const guint8 *) text, size, &wide, DSN_SCAN_FLAGS_NONE);
  data = copy_for_gmime (scan);
  start = scan->parts[0].header.offset;

  Comparison comparison = { scan, data, known, unknown };
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer ((const char *) data + start, size - start);
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);
  if (message)
    compare_trees (&comparison, message);
  else
    differ (&comparison, 0, "GMime sees no message");
  g_clear_object (&message);
  g_object_unref (parser);
  g_object_unref (stream);
  if (unknown->len)
    {
      g_test_message ("%s:%s", path, unknown->str);
      g_test_fail ();
    }
  return TRUE;
}

static GPtrArray *
read_known (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "known-differences.txt", NULL), *text = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *rows = g_ptr_array_new_with_free_func (free_known);

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line; line++)
    {
      const char *colon = strchr (*line, ':');
      if (**line == '#' || !**line)
        continue;
      g_assert_nonnull (colon);
      Known *row = g_new0 (Known, 1);
      row->mark = g_strndup (*line, colon - *line);
      row->why = g_strdup (colon + 1);
      g_ptr_array_add (rows, row);
    }
  return rows;
}

/* All files below a folder but our own lists, in the order of their names. */
static void
list_files (const char *folder, GPtrArray *paths)
{
  g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (folders, g_strdup (folder));
  for (guint i = 0; i < folders->len; i++)
    {
      g_autoptr(GDir) dir = g_dir_open (folders->pdata[i], 0, NULL);
      const char *name;
      while (dir && (name = g_dir_read_name (dir)))
        {
          char *path = g_build_filename (folders->pdata[i], name, NULL);
          if (g_file_test (path, G_FILE_TEST_IS_DIR))
            g_ptr_array_add (folders, path);
          else if (g_str_has_suffix (name, ".json") || g_str_equal (name, "README.md"))
            g_free (path);
          else
            g_ptr_array_add (paths, path);
        }
    }
}

static void
test_folder (gconstpointer data)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free), known = read_known ();
  guint n = 0;

  list_files (data, paths);
  if (!paths->len)
    {
      g_test_skip ("there is no such folder");
      return;
    }
  for (guint i = 0; i < paths->len; i++)
    n += compare_file (paths->pdata[i], known);
  g_test_message ("%u of %u files compared", n, paths->len);
  for (guint i = 0; i < known->len; i++)
    {
      Known *row = known->pdata[i];
      if (row->n)
        g_test_message ("known: %u x %s:%s", row->n, row->mark, row->why);
    }
}

int
main (int argc, char **argv)
{
  static const struct { const char *name, *folder; } collections[] = {
    { "/scan-gmime/corpus", "corpus/mail" },
    { "/scan-gmime/real-bounces", "real-bounces/mail" },
  };
  g_autofree char *samples = NULL, *beside = NULL;
  const char *shared;

  g_test_init (&argc, &argv, NULL);
  g_mime_init ();
  samples = g_test_build_filename (G_TEST_DIST, "..", "..", "samples", NULL);
  beside = g_test_build_filename (G_TEST_DIST, "..", "..", "..", "shared", NULL);
  shared = g_getenv ("DSN_SHARED") && *g_getenv ("DSN_SHARED") ? g_getenv ("DSN_SHARED") : beside;
  g_test_add_data_func ("/scan-gmime/samples", samples, test_folder);
  for (guint i = 0; i < G_N_ELEMENTS (collections); i++)
    g_test_add_data_func_full (collections[i].name, g_build_filename (shared, collections[i].folder, NULL), test_folder,
                               g_free);
  return g_test_run ();
}
