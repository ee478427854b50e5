/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where bytes come from: files of all sizes, pipes, places within a file, limits and errors.
 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <dsn/dsn-types.h>

#include "scan/dsn-source.h"

/* Bytes that differ from place to place. */
static char *
pattern (gsize size)
{
  char *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = (i * 7 + i / 251) % 256;
  return data;
}

static char *
write_file (const char *data, gsize size)
{
  g_autoptr(GError) error = NULL;
  char *name = NULL;
  int fd = g_file_open_tmp ("dsn-test-XXXXXX", &name, &error);

  g_assert_no_error (error);
  close (fd);
  g_assert_true (g_file_set_contents (name, data, size, &error));
  return name;
}

static void
assert_bytes (GBytes *bytes, const char *data, gsize size)
{
  gsize found;
  const char *p = g_bytes_get_data (bytes, &found);

  g_assert_cmpuint (found, ==, size);
  g_assert_true (!size || !memcmp (p, data, size));
}

static void
test_files (void)
{
  static const struct { gsize size; gboolean mapped; } rows[] = {
    { 0, FALSE },
    { 1, FALSE },
    { DSN_SOURCE_READ_BYTES, FALSE },
    { DSN_SOURCE_READ_BYTES + 1, TRUE },
    { 3 * DSN_SOURCE_MEMORY_BYTES, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *data = pattern (rows[i].size), *name = write_file (data, rows[i].size);
      g_autoptr(GError) error = NULL;
      gboolean mapped = -1;
      g_autoptr(GBytes) bytes = dsn_source_map_path (name, NULL, &mapped, &error);
      g_assert_no_error (error);
      g_assert_cmpint (mapped, ==, rows[i].mapped);
      assert_bytes (bytes, data, rows[i].size);
      unlink (name);
    }
}

/* The descriptor of stdin may stand anywhere, in small files and in mapped ones. */
static void
test_offset (void)
{
  static const gsize sizes[] = { 2000, 300 * 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *data = pattern (sizes[i]), *name = write_file (data, sizes[i]);
      g_autoptr(GError) error = NULL;
      int fd = open (name, O_RDONLY);
      g_assert_cmpint (lseek (fd, 1001, SEEK_SET), ==, 1001);
      g_autoptr(GBytes) bytes = dsn_source_map_fd (fd, NULL, NULL, &error);
      g_assert_no_error (error);
      assert_bytes (bytes, data + 1001, sizes[i] - 1001);
      close (fd);
      unlink (name);
    }
}

typedef struct {
  int         fd;
  const char *data;
  gsize       size;
} Feed;

static gpointer
feed (gpointer user_data)
{
  Feed *self = user_data;
  gsize done = 0;

  while (done < self->size)
    {
      gssize n = write (self->fd, self->data + done, MIN (self->size - done, 10000));
      if (n < 0)
        break;
      done += n;
    }
  close (self->fd);
  return NULL;
}

static void
check_pipe (gsize size, int flags, const DsnLimits *limits, gsize expected, gboolean expect_mapped)
{
  g_autofree char *data = pattern (size);
  g_autoptr(GError) error = NULL;
  gboolean mapped;
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  if (flags)
    g_assert_cmpint (fcntl (fds[0], F_SETFL, flags), ==, 0);
  Feed self = { fds[1], data, size };
  GThread *thread = g_thread_new ("feed", feed, &self);
  g_autoptr(GBytes) bytes = dsn_source_map_fd (fds[0], limits, &mapped, &error);
  close (fds[0]);
  g_thread_join (thread);
  g_assert_no_error (error);
  g_assert_cmpint (mapped, ==, expect_mapped);
  assert_bytes (bytes, data, expected);
}

static void
test_pipes (void)
{
  check_pipe (0, 0, NULL, 0, FALSE);
  check_pipe (5000, 0, NULL, 5000, FALSE);
  check_pipe (DSN_SOURCE_MEMORY_BYTES - 1, 0, NULL, DSN_SOURCE_MEMORY_BYTES - 1, FALSE);
  check_pipe (3 * DSN_SOURCE_MEMORY_BYTES + 17, 0, NULL, 3 * DSN_SOURCE_MEMORY_BYTES + 17, TRUE);
}

static void
test_nonblocking (void)
{
  check_pipe (200000, O_NONBLOCK, NULL, 200000, FALSE);
}

/* One byte more than the limit is given, so that the scan can tell. */
static void
test_limits (void)
{
  const DsnLimits small = { .message_bytes = 100 }, large = { .message_bytes = 2 * DSN_SOURCE_MEMORY_BYTES };
  g_autofree char *data = pattern (200 * 1024), *name = write_file (data, 200 * 1024);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = dsn_source_map_path (name, &small, NULL, &error);

  g_assert_no_error (error);
  assert_bytes (bytes, data, 101);
  unlink (name);
  check_pipe (5000, 0, &small, 101, FALSE);
  check_pipe (3 * DSN_SOURCE_MEMORY_BYTES, 0, &large, 2 * DSN_SOURCE_MEMORY_BYTES + 1, TRUE);
}

/* A copy stays whole when the file is cut. */
static void
test_copy (void)
{
  const gsize size = 3 * DSN_SOURCE_MEMORY_BYTES;
  g_autofree char *data = pattern (size), *name = write_file (data, size);
  g_autoptr(GError) error = NULL;
  int fd = open (name, O_RDONLY);
  g_autoptr(GBytes) bytes = dsn_source_read_fd (fd, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (truncate (name, 0), ==, 0);
  assert_bytes (bytes, data, size);
  close (fd);
  unlink (name);
}

static void
test_errors (void)
{
  g_autoptr(GError) missing = NULL, folder = NULL, closed = NULL;

  g_assert_null (dsn_source_map_path ("/nonexistent/mail", NULL, NULL, &missing));
  g_assert_error (missing, DSN_ERROR, DSN_ERROR_IO);
  g_assert_true (g_str_has_prefix (missing->message, "/nonexistent/mail: "));
  g_assert_null (dsn_source_map_path (g_get_tmp_dir (), NULL, NULL, &folder));
  g_assert_error (folder, DSN_ERROR, DSN_ERROR_IO);
  g_assert_true (g_str_has_prefix (folder->message, g_get_tmp_dir ()));
  g_assert_null (dsn_source_map_fd (-1, NULL, NULL, &closed));
  g_assert_error (closed, DSN_ERROR, DSN_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  g_test_add_func ("/source/files", test_files);
  g_test_add_func ("/source/offset", test_offset);
  g_test_add_func ("/source/pipes", test_pipes);
  g_test_add_func ("/source/nonblocking", test_nonblocking);
  g_test_add_func ("/source/limits", test_limits);
  g_test_add_func ("/source/copy", test_copy);
  g_test_add_func ("/source/errors", test_errors);
  return g_test_run ();
}
