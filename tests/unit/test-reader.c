/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * DsnReader: the bytes of each message of an mbox, whatever its dialect, from a file and from a stream; errors that let
 * the caller go on.
 */
#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <dsn/dsn.h>
#include "scan/dsn-source.h"

#define FROM "From a@example.org Thu Jan  1 00:00:00 2026\n"

typedef struct {
  const char *name;
  const char *mbox;
  const char *messages[6];
  gboolean    truncated;       /* the last one */
} MboxCase;

static const MboxCase mbox_cases[] = {
  { "one", FROM "A: 1\n\nbody\n\n", { FROM "A: 1\n\nbody\n" } },
  { "two", FROM "A: 1\n\nbody\n\n" FROM "A: 2\n\n\n", { FROM "A: 1\n\nbody\n", FROM "A: 2\n\n" } },
  { "no-last-blank", FROM "A: 1\n\nbody\n", { FROM "A: 1\n\nbody\n" } },
  { "no-body", FROM "A: 1\n\n" FROM "A: 2\n\n", { FROM "A: 1\n", FROM "A: 2\n" } },
  { "no-blank-between", FROM "A: 1\n\nx\n" FROM "A: 2\n\ny\n", { FROM "A: 1\n\nx\n", FROM "A: 2\n\ny\n" } },
  { "crlf", "From a@b 12:30 2026\r\nA: 1\r\n\r\nx\r\n\r\nFrom a@b 12:30 2026\r\nA: 2\r\n\r\n",
    { "From a@b 12:30 2026\r\nA: 1\r\n\r\nx\r\n", "From a@b 12:30 2026\r\nA: 2\r\n" } },
  { "cr", "From a@b 12:30 2026\rA: 1\r\rx\r\rFrom a@b 12:30 2026\rA: 2\r\r",
    { "From a@b 12:30 2026\rA: 1\r\rx\r", "From a@b 12:30 2026\rA: 2\r" } },
  { "undated", "From a@example.org\nA: 1\n\nx\n\nFrom a@example.org\nA: 2\n\n",
    { "From a@example.org\nA: 1\n\nx\n", "From a@example.org\nA: 2\n" } },
  { "mboxrd", FROM "A: 1\n\n>From x\n>>From y\n> From z\na >From\n\n",
    { FROM "A: 1\n\nFrom x\n>From y\n> From z\na >From\n" } },
  { "quote-in-header", FROM ">From uucp\nA: 1\n\n>From x\n\n", { FROM ">From uucp\nA: 1\n\nFrom x\n" } },
  { "sentence", FROM "A: 1\n\nx\n\nFrom now on, see\nyou.\n\n" FROM "A: 2\n\n",
    { FROM "A: 1\n\nx\n\nFrom now on, see\nyou.\n", FROM "A: 2\n" } },
  { "mboxcl", FROM "Content-Length: 14\n\n>From x\nbody.\n\n" FROM "Content-Length: 2\n\ny\n\n",
    { FROM "Content-Length: 14\n\nFrom x\nbody.\n", FROM "Content-Length: 2\n\ny\n" } },
  { "mboxcl2", FROM "Content-Length: 60\n\n" FROM ">From x\nbody.\nx\n\n" FROM "Content-Length: 8\n\n>From y\n\n",
    { FROM "Content-Length: 60\n\n" FROM ">From x\nbody.\nx\n", FROM "Content-Length: 8\n\n>From y\n" } },
  { "length-wrong", FROM "Content-Length: 3\n\nbody\n\n" FROM "Content-Length: 1\n\ny\n\n",
    { FROM "Content-Length: 3\n\nbody\n", FROM "Content-Length: 1\n\ny\n" } },
  { "length-later", FROM "A: 1\n\nx\n\n" FROM "Content-Length: 51\n\ny\n\n" FROM "\nz\n\n" FROM "\n\n",
    { FROM "A: 1\n\nx\n", FROM "Content-Length: 51\n\ny\n", FROM "\nz\n", FROM "\n" } },
  { "blank-before-all", "\n\n" FROM "A: 1\n\nx\n\n", { FROM "A: 1\n\nx\n" } },
  { "cut-in-line", FROM "A: 1\n\nx\n\n" FROM "A: 2\n\nbo", { FROM "A: 1\n\nx\n", FROM "A: 2\n\nbo" }, TRUE },
  { "cut-in-from", FROM "A: 1\n\nx\n\nFrom a@exa", { FROM "A: 1\n\nx\n\nFrom a@exa" }, TRUE },
  { "cut-by-length", FROM "Content-Length: 2\n\nx\n\n" FROM "Content-Length: 20\n\nbody\n",
    { FROM "Content-Length: 2\n\nx\n", FROM "Content-Length: 20\n\nbody\n" }, TRUE },
  { "not-cut-by-length", FROM "Content-Length: 20\n\nbody\n", { FROM "Content-Length: 20\n\nbody\n" } },
};

static int
open_with (const char *text)
{
  int fd = dsn_source_open_nameless (NULL);

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (dsn_source_write_all (fd, (const guint8 *) text, strlen (text)));
  lseek (fd, 0, SEEK_SET);

  return fd;
}

static void
check_messages (const MboxCase *mbox, int fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsnReader) reader = dsn_reader_new_for_fd (fd, "-", DSN_READER_FLAGS_MBOX, &error);
  guint n = 0;

  g_assert_no_error (error);
  while (TRUE)
    {
      g_autoptr (GBytes) message = NULL;
      g_autofree char *text = NULL;

      g_assert_true (dsn_reader_iterate (reader, &message, NULL, &error));
      g_assert_no_error (error);
      if (message == NULL)
        break;
      text = g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
      g_assert_cmpstr (text, ==, mbox->messages[n]);
      g_assert_cmpuint (dsn_reader_get_index (reader), ==, n);
      n++;
      g_assert_cmpint (dsn_reader_is_truncated (reader), ==, mbox->truncated && mbox->messages[n] == NULL);
    }
  g_assert_null (mbox->messages[n]);
}

static void
test_mbox_file (gconstpointer data)
{
  const MboxCase *mbox = data;
  int fd = open_with (mbox->mbox);

  check_messages (mbox, fd);
  close (fd);
}

static void
test_mbox_stream (gconstpointer data)
{
  const MboxCase *mbox = data;
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_true (dsn_source_write_all (fds[1], (const guint8 *) mbox->mbox, strlen (mbox->mbox)));
  close (fds[1]);
  check_messages (mbox, fds[0]);
  close (fds[0]);
}

typedef struct {
  int      fd;
  GString *text;
} Writer;

static gpointer
write_pipe (gpointer data)
{
  Writer *writer = data;

  g_assert_true (dsn_source_write_all (writer->fd, (const guint8 *) writer->text->str, writer->text->len));
  close (writer->fd);

  return NULL;
}

/* A large message that stands between two small ones, by way of a mapping or of a temporary file. */
static void
test_mbox_large (gconstpointer data)
{
  gboolean stream = GPOINTER_TO_INT (data);
  g_autoptr (GString) large = g_string_new (FROM "A: 2\n\n");
  g_autoptr (GString) text = g_string_new (FROM "A: 1\n\nx\n\n");
  g_autoptr (DsnReader) reader = NULL;
  const char *const small[] = { FROM "A: 1\n\nx\n", FROM "A: 3\n\nz\n" };
  g_autoptr (GError) error = NULL;
  GThread *thread = NULL;
  Writer writer;
  int fd, fds[2];

  while (large->len < 5 * 1024 * 1024)
    g_string_append (large, "a line of the body From where it comes\n\n");
  g_string_append_printf (text, "%s\n%s\n", large->str, small[1]);
  fd = open_with (text->str);
  if (stream)
    {
      g_assert_cmpint (pipe (fds), ==, 0);
      writer.fd = fds[1];
      writer.text = text;
      thread = g_thread_new ("writer", write_pipe, &writer);
    }
  reader = dsn_reader_new_for_fd (stream ? fds[0] : fd, "-", DSN_READER_FLAGS_MBOX, &error);

  for (guint i = 0; i < 3; i++)
    {
      const char *expected = i == 1 ? large->str : small[i / 2];
      g_autoptr (GBytes) message = NULL;

      g_assert_true (dsn_reader_iterate (reader, &message, NULL, &error));
      g_assert_cmpmem (g_bytes_get_data (message, NULL), g_bytes_get_size (message), expected, strlen (expected));
      g_assert_cmpint (dsn_reader_is_mapped (reader), ==, i == 1);
    }
  if (thread != NULL)
    {
      g_thread_join (thread);
      close (fds[0]);
    }
  close (fd);
}

/* A message handed out stays as it is while the reader goes on. */
static void
test_messages_outlive (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (DsnReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, FROM "A: %u\n\nsome body\n\n", i);
  fd = open_with (text->str);
  reader = dsn_reader_new_for_fd (fd, "-", DSN_READER_FLAGS_MBOX, &error);
  while (TRUE)
    {
      GBytes *message = NULL;

      g_assert_true (dsn_reader_iterate (reader, &message, NULL, &error));
      if (message == NULL)
        break;
      g_ptr_array_add (messages, message);
    }
  g_clear_object (&reader);
  close (fd);

  g_assert_cmpuint (messages->len, ==, 20000);
  for (guint i = 0; i < messages->len; i++)
    {
      g_autofree char *expected = g_strdup_printf (FROM "A: %u\n\nsome body\n", i);

      g_assert_cmpmem (g_bytes_get_data (messages->pdata[i], NULL), g_bytes_get_size (messages->pdata[i]), expected,
                       strlen (expected));
    }
}

static void
test_errors_let_go_on (void)
{
  g_autofree char *folder = g_dir_make_tmp ("dsn-reader-XXXXXX", NULL);
  g_autofree char *a = g_build_filename (folder, "a", NULL);
  g_autofree char *b = g_build_filename (folder, "b", NULL);
  g_autofree char *c = g_build_filename (folder, "c", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsnReader) reader = NULL;
  g_autoptr (GBytes) message = NULL;

  g_assert_true (g_file_set_contents (a, "x", 1, NULL) && g_file_set_contents (c, "y", 1, NULL));
  g_assert_cmpint (symlink ("a", b), ==, 0);
  reader = dsn_reader_new_for_path (folder, DSN_READER_FLAGS_NONE, &error);
  g_assert_no_error (error);

  g_assert_true (dsn_reader_iterate (reader, &message, NULL, &error));
  g_assert_cmpstr (dsn_reader_get_path (reader), ==, a);
  g_clear_pointer (&message, g_bytes_unref);
  g_assert_false (dsn_reader_iterate (reader, &message, NULL, &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_IO);
  g_assert_null (message);
  g_assert_cmpstr (dsn_reader_get_path (reader), ==, b);
  g_clear_error (&error);
  g_assert_true (dsn_reader_iterate (reader, &message, NULL, &error));
  g_assert_cmpstr (dsn_reader_get_path (reader), ==, c);
  g_clear_pointer (&message, g_bytes_unref);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (dsn_reader_iterate (reader, &message, NULL, &error));
      g_assert_null (message);
    }

  g_unlink (a);
  g_unlink (b);
  g_unlink (c);
  g_rmdir (folder);
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (dsn_reader_new_for_path ("/nonexistent/m\xff.eml", DSN_READER_FLAGS_NONE, &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_IO);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (strstr (error->message, "m\\xff.eml"));
  g_clear_error (&error);
  g_assert_null (dsn_reader_new_for_fd (-1, "-", DSN_READER_FLAGS_NONE, &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_IO);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DsnReader) reader = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GError) error = NULL;
  int fd = open_with ("Subject: x\n\n");

  reader = dsn_reader_new_for_fd (fd, "-", DSN_READER_FLAGS_NONE, &error);
  g_cancellable_cancel (cancellable);
  g_assert_false (dsn_reader_iterate (reader, &message, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (dsn_reader_iterate (reader, &message, NULL, &error));
  g_assert_nonnull (message);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (mbox_cases); i++)
    {
      g_autofree char *file = g_strconcat ("/reader/mbox/file/", mbox_cases[i].name, NULL);
      g_autofree char *stream = g_strconcat ("/reader/mbox/stream/", mbox_cases[i].name, NULL);

      g_test_add_data_func (file, &mbox_cases[i], test_mbox_file);
      g_test_add_data_func (stream, &mbox_cases[i], test_mbox_stream);
    }
  g_test_add_data_func ("/reader/mbox/large/file", GINT_TO_POINTER (FALSE), test_mbox_large);
  g_test_add_data_func ("/reader/mbox/large/stream", GINT_TO_POINTER (TRUE), test_mbox_large);
  g_test_add_func ("/reader/mbox/messages-outlive", test_messages_outlive);
  g_test_add_func ("/reader/errors-let-go-on", test_errors_let_go_on);
  g_test_add_func ("/reader/missing", test_missing);
  g_test_add_func ("/reader/cancelled", test_cancelled);

  return g_test_run ();
}
