/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The returned message (RFC 6522 3, RFC 3464 2).  Takes bytes or a file descriptor that can seek; reads windows of
 * 256 KB, so that memory does not grow with the message, and reads with pread(), so that a file cut short meanwhile
 * is an error and no SIGBUS. Gives its header, what in it cannot be sent as it is (G-504, G-505), whether a boundary
 * occurs in it (G-115), and a copy with the line ends wanted.  It leaves every other byte of the message alone.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <dsn/dsn-types.h>
#include "read/dsn-decode.h"
#include "scan/dsn-scan.h"
#include "write/dsn-wire.h"
#include "write/dsn-returned.h"

#define WINDOW_BYTES (256 * 1024)
#define HEAD_BYTES   (DSN_LIMIT_HEADER_BYTES + 1024)

struct _DsnReturned {
  GBytes    *bytes;          /* or a descriptor */
  int        fd;
  guint64    start;          /* behind a leading "From " line */
  guint64    size;
  char      *window;
  gboolean   examined;
  DsnReturnedTraits traits;
  char      *head;           /* its first bytes, with the header in them */
  DsnScan   *scan;           /* of these */
  DsnArena  *arena;
  GArray    *fields;         /* of DsnField */
};

/* The lines of a window that ends with a whole line, or with the message. */
typedef gboolean (*LineFunc) (DsnReturned *self, const char *lines, gsize length, gpointer data, GError **error);

static DsnReturned *
returned_new (GBytes *bytes, int fd, guint64 size)
{
  DsnReturned *self = g_new0 (DsnReturned, 1);

  self->bytes = bytes;
  self->fd = fd;
  self->size = size;
  self->arena = dsn_arena_new ();
  self->fields = g_array_new (FALSE, FALSE, sizeof (DsnField));
  return self;
}

DsnReturned *
dsn_returned_new_from_bytes (GBytes *bytes)
{
  return returned_new (g_bytes_ref (bytes), -1, g_bytes_get_size (bytes));
}

/* The descriptor is duplicated; it must be a file that can seek. */
DsnReturned *
dsn_returned_new_from_fd (int fd, GError **error)
{
  struct stat info;
  int copy;

  if (fstat (fd, &info) < 0 || (copy = dup (fd)) < 0)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "cannot read the original message: %s", g_strerror (errno));
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      close (copy);
      g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "the original message is no regular file");
      return NULL;
    }
  return returned_new (NULL, copy, (guint64) info.st_size);
}

void
dsn_returned_free (DsnReturned *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->window);
  g_free (self->head);
  dsn_scan_free (self->scan);
  g_array_unref (self->fields);
  dsn_arena_unref (self->arena);
  g_free (self);
}

static gboolean
read_at (DsnReturned *self, guint64 offset, char *buffer, gsize length, GError **error)
{
  gsize done = 0;

  if (self->bytes && length)
    {
      memcpy (buffer, (const char *) g_bytes_get_data (self->bytes, NULL) + offset, length);
      done = length;
    }
  while (done < length)
    {
      gssize n = pread (self->fd, buffer + done, length - done, (off_t) (offset + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "cannot read the original message: %s",
                       n < 0 ? g_strerror (errno) : "it became shorter while it was read");
          return FALSE;
        }
      done += (gsize) n;
    }
  return TRUE;
}

/* Hands over the message from `start` in windows that end at a line end.  A line longer than a window comes in
 * pieces. */
static gboolean
for_each_window (DsnReturned *self, LineFunc func, gpointer data, GError **error)
{
  guint64 offset = self->start;
  gsize held = 0;

  if (self->window == NULL)
    self->window = g_malloc (WINDOW_BYTES);
  while (offset < self->size || held > 0)
    {
      gsize n = (gsize) MIN (self->size - offset, WINDOW_BYTES - held);
      gsize whole = held + n;

      if (!read_at (self, offset, self->window + held, n, error))
        return FALSE;
      offset += n;
      if (offset < self->size)
        {
          const char *end = memrchr (self->window, '\n', whole);

          if (end)
            whole = (gsize) (end + 1 - self->window);
        }
      if (!func (self, self->window, whole, data, error))
        return FALSE;
      held = held + n - whole;
      memmove (self->window, self->window + whole, held);
    }
  return TRUE;
}

static gboolean
has_high_bytes (const char *data, gsize length)
{
  const guchar *p = (const guchar *) data;
  guchar all = 0;

  for (gsize i = 0; i < length; i++)
    all |= p[i];
  return (all & 0x80) != 0;
}

/* --- the header --- */

/* Where the header ends is for the scan to say, so that what is written and what is read back agree.  An mbox
 * separator before it is no part of the message. */
static gboolean
read_header (DsnReturned *self, GError **error)
{
  gsize length = (gsize) MIN (self->size, HEAD_BYTES);
  DsnSpan header;
  const char *data;

  self->head = g_malloc (length + 1);
  if (!read_at (self, 0, self->head, length, error))
    return FALSE;
  self->scan = dsn_scan_new_fields ((const guint8 *) self->head, length, NULL);
  header = self->scan->parts[0].header;
  self->start = header.length ? header.offset : 0;
  data = self->head + header.offset;
  if (dsn_span_end (header) == length && length < self->size)
    self->traits |= DSN_RETURNED_CUT_HEADER;
  if (has_high_bytes (data, header.length))
    self->traits |= DSN_RETURNED_8BIT_HEADER;
  if ((self->traits & DSN_RETURNED_8BIT_HEADER) && g_utf8_validate_len (data, header.length, NULL))
    self->traits |= DSN_RETURNED_UTF8_HEADER;
  for (guint i = 0; i < self->scan->parts[0].n_fields; i++)
    {
      const DsnRawField *raw = &self->scan->fields[self->scan->parts[0].first_field + i];
      DsnDefects ignored = 0;
      DsnField field = {
        dsn_decode_name (self->arena, (const guint8 *) self->head + raw->name.offset, raw->name.length),
        dsn_decode_header (self->arena, (const guint8 *) self->head + raw->value.offset, raw->value.length, &ignored),
        DSN_SPAN_NONE
      };

      g_array_append_val (self->fields, field);
    }
  return TRUE;
}

/* --- the whole --- */

/* data: how long the line has grown that goes on from the window before */
static gboolean
examine_window (DsnReturned *self, const char *data, gsize length, gpointer user_data, GError **error)
{
  gsize *running = user_data;
  const char *p = data, *end = data + length;

  if (memchr (data, '\0', length))
    self->traits |= DSN_RETURNED_NUL;
  if (!(self->traits & DSN_RETURNED_8BIT_BODY) && has_high_bytes (data, length))
    self->traits |= DSN_RETURNED_8BIT_BODY;
  while (p < end)
    {
      const char *lf = memchr (p, '\n', (gsize) (end - p));
      const char *stop = lf ? lf : end;
      const char *cr = memchr (p, '\r', (gsize) (stop - p));

      if (cr && !(lf && cr == lf - 1))
        self->traits |= DSN_RETURNED_BARE_CR;
      *running += (gsize) (stop - p) - (cr && lf && cr == lf - 1);
      if (*running > DSN_LINE_MUST)
        self->traits |= DSN_RETURNED_LONG_LINE;
      if (lf == NULL)
        return TRUE;
      *running = 0;
      p = lf + 1;
    }
  return TRUE;
}

/* Looks the message through; the other functions need it. */
gboolean
dsn_returned_examine (DsnReturned *self, GError **error)
{
  gsize running = 0;

  if (!self->examined)
    self->examined = read_header (self, error) && for_each_window (self, examine_window, &running, error);
  return self->examined;
}

typedef struct {
  char  *delimiter;      /* with its dashes */
  gsize  length;
  gboolean found;
} BoundarySearch;

static gboolean
search_window (DsnReturned *self, const char *data, gsize length, gpointer user_data, GError **error)
{
  BoundarySearch *search = user_data;
  const char *p = data;

  /* cheaper than line by line; a window begins with a line */
  while (!search->found && (p = memmem (p, length - (gsize) (p - data), search->delimiter, search->length)) != NULL)
    {
      search->found = p == data || p[-1] == '\n';
      p++;
    }
  return TRUE;
}

gboolean
dsn_returned_has_boundary (DsnReturned *self, const char *boundary, gboolean *found, GError **error)
{
  g_autofree char *delimiter = g_strconcat ("--", boundary, NULL);
  BoundarySearch search = { delimiter, strlen (delimiter), FALSE };

  if (!for_each_window (self, search_window, &search, error))
    return FALSE;
  *found = search.found;
  return TRUE;
}

typedef struct {
  DsnReturnedSink sink;
  gpointer data;
  gboolean crlf;
} Copy;

/* Windows end with a line, so a CR and its LF are never parted. */
static gboolean
copy_window (DsnReturned *self, const char *data, gsize length, gpointer user_data, GError **error)
{
  Copy *copy = user_data;
  const char *p = data, *end = data + length;

  if (!copy->crlf && !memchr (data, '\r', length))
    return copy->sink (copy->data, data, length, error);
  while (p < end)
    {
      const char *lf = memchr (p, '\n', (gsize) (end - p));
      const char *stop = lf ? lf : end;

      if (lf && stop > p && stop[-1] == '\r')
        stop--;
      if (!copy->sink (copy->data, p, (gsize) (stop - p), error))
        return FALSE;
      if (lf && !copy->sink (copy->data, copy->crlf ? "\r\n" : "\n", copy->crlf ? 2 : 1, error))
        return FALSE;
      p = lf ? lf + 1 : end;
    }
  return TRUE;
}

gboolean
dsn_returned_copy (DsnReturned *self, gboolean crlf, DsnReturnedSink sink, gpointer data, GError **error)
{
  Copy copy = { sink, data, crlf };

  return for_each_window (self, copy_window, &copy, error);
}

/* --- what was found --- */

DsnReturnedTraits
dsn_returned_get_traits (const DsnReturned *self)
{
  return self->traits;
}

guint64
dsn_returned_get_size (const DsnReturned *self)
{
  return self->size - self->start;
}

/* The header as it stands, without the empty line behind it. */
const char *
dsn_returned_get_header (const DsnReturned *self, gsize *length)
{
  *length = self->scan->parts[0].header.length;
  return self->head + self->scan->parts[0].header.offset;
}

guint
dsn_returned_get_n_fields (const DsnReturned *self)
{
  return self->fields->len;
}

/* Name and value, unfolded and decoded, as a reader of the notification will have them. */
const DsnField *
dsn_returned_get_field (const DsnReturned *self, guint i)
{
  return &g_array_index (self->fields, DsnField, i);
}

const char *
dsn_returned_lookup (const DsnReturned *self, const char *name)
{
  return dsn_fields_lookup ((const DsnField *) self->fields->data, self->fields->len, name);
}
