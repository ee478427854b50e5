/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The messages of an mbox (RFC 4155), out of a file or a stream, in constant memory: pieces of the mbox are read into a
 * chunk, messages are handed out as slices of it, and one that is larger than DSN_INPUT_MEMORY_BYTES as a mapping of
 * the file (of a temporary one, if the mbox is a stream).
 *
 * A message begins with its "From " line, which is handed out with it, and ends before the next one; the empty line
 * before that belongs to neither.  The four dialects:
 *
 *   mboxo, mboxrd     lines of the body that begin with "From " have a '>' before; it is taken off again (of messages
 *                     up to DSN_INPUT_MEMORY_BYTES: larger ones are not copied for it)
 *   mboxcl            Content-Length tells where a message ends; '>' as above
 *   mboxcl2           Content-Length, and no '>' anywhere
 *
 * Content-Length is believed as long as it has led to the end of every message from the first on: it may come from
 * outside, and a wrong one must not swallow the messages of others.  Lines end with LF, CRLF or, throughout, with CR.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <dsn/dsn-types.h>
#include "mailbox/dsn-input.h"
#include "mailbox/dsn-mbox-lines.h"
#include "mailbox/dsn-mbox.h"
#include "scan/dsn-source.h"

#define CHUNK_BYTES (256 * 1024)

typedef struct {
  gatomicrefcount ref_count;
  gsize  size;
  guint8 data[];
} Chunk;

typedef enum { LENGTHS_UNKNOWN, LENGTHS_TRUSTED, LENGTHS_IGNORED } Lengths;

struct _DsnMbox {
  int      fd;
  char    *path;
  gboolean is_file;        /* read by place, and can be mapped */
  Chunk   *chunk;
  gsize    used;           /* bytes in the chunk */
  gsize    pos;            /* where the next message begins in it */
  guint64  base;           /* place of the chunk's first byte in the mbox */
  guint64  origin;         /* place of the mbox in the file */
  gboolean at_end;         /* nothing comes after the chunk */
  gboolean started;
  DsnMboxLines lines;
  gboolean verbatim;       /* mboxcl2 */
  Lengths  lengths;
};

/* Where the search for the end of a message stands. */
typedef struct {
  guint64  start;          /* of the message in the mbox */
  gsize    scan;           /* looked at up to here in the chunk */
  gsize    header_end;     /* in the chunk; 0: not known */
  gsize    end;            /* in the chunk */
  gsize    end_line;       /* bytes of the line end before .end that belong to the separator */
  gboolean quoted;
  gboolean truncated;
  gboolean large;          /* the chunk holds only the end of it */
  int      spool;          /* the beginning of a large one in a stream */
} Search;

static void
chunk_unref (gpointer data)
{
  Chunk *chunk = data;

  if (chunk != NULL && g_atomic_ref_count_dec (&chunk->ref_count))
    g_free (chunk);
}

static Chunk *
chunk_new (gsize size)
{
  Chunk *chunk = g_malloc (sizeof (Chunk) + size);

  g_atomic_ref_count_init (&chunk->ref_count);
  chunk->size = size;

  return chunk;
}

/* Makes room behind the bytes from .pos on; messages that were handed out keep the old chunk. */
static void
make_room (DsnMbox *self, Search *search)
{
  gsize rest = self->used - self->pos, shift = self->pos;
  gsize size = rest > self->chunk->size / 2 ? 2 * self->chunk->size : self->chunk->size;

  if (size == self->chunk->size && g_atomic_ref_count_compare (&self->chunk->ref_count, 1))
    memmove (self->chunk->data, self->chunk->data + shift, rest);
  else
    {
      Chunk *chunk = chunk_new (size);

      memcpy (chunk->data, self->chunk->data + shift, rest);
      chunk_unref (self->chunk);
      self->chunk = chunk;
    }
  self->base += shift;
  self->used = rest;
  self->pos = 0;
  search->scan -= MIN (shift, search->scan);
  search->header_end -= MIN (shift, search->header_end);
}

/* Reads more into the chunk, or finds that there is no more. */
static gboolean
fill (DsnMbox *self, Search *search, GError **error)
{
  gssize n;

  if (self->used == self->chunk->size)
    make_room (self, search);
  if (self->is_file)
    do
      n = pread (self->fd, self->chunk->data + self->used, self->chunk->size - self->used,
                 self->origin + self->base + self->used);
    while (n < 0 && errno == EINTR);
  else
    n = dsn_source_read_some (self->fd, self->chunk->data + self->used, self->chunk->size - self->used);

  if (n < 0)
    {
      dsn_input_set_error (error, self->path, "cannot read", errno);
      return FALSE;
    }
  self->used += n;
  self->at_end = n == 0;

  return TRUE;
}

/* Searches what the chunk holds for the "From " line of the next message; FALSE: more has to be read first. */
static gboolean
search_separator (DsnMbox *self, Search *search)
{
  const guint8 *data = self->chunk->data;
  DsnMboxFrom kind;

  while ((kind = dsn_mbox_find_from (&self->lines, data, self->used, &search->scan)) != DSN_MBOX_FROM_NONE)
    {
      gsize place = search->scan, line_end, blank;

      if (kind == DSN_MBOX_FROM_QUOTED)
        search->quoted = TRUE;
      else
        {
          if (!self->at_end && self->used - place < DSN_MBOX_LOOK_AHEAD)
            return FALSE;
          line_end = dsn_mbox_line_end_before (&self->lines, data, place);
          blank = dsn_mbox_line_end_before (&self->lines, data, place - line_end);
          if (dsn_mbox_is_separator (&self->lines, data + place, self->used - place, blank > 0))
            {
              self->lines.blank_seen |= blank > 0;
              search->end = place;
              search->end_line = blank > 0 ? line_end : 0;
              search->truncated = FALSE;
              return TRUE;
            }
        }
      search->scan = place + 5;
    }
  if (!self->at_end)
    return FALSE;

  /* the end of the mbox, where the last message has its empty line too */
  search->end = self->used;
  search->end_line = dsn_mbox_line_end_before (&self->lines, data, self->used);
  search->truncated |= search->end_line == 0 && self->used > self->pos;
  if (dsn_mbox_line_end_before (&self->lines, data, self->used - search->end_line) == 0)
    search->end_line = 0;

  return TRUE;
}

/* Tries to end the message by its Content-Length.  *done: .end is set.  Only messages that the chunk can hold; the
 * ends of larger ones are searched for. */
static gboolean
try_content_length (DsnMbox *self, Search *search, gboolean *done, GError **error)
{
  gsize after_from, gap, target;
  guint64 length;
  Lengths before = self->lengths;

  *done = FALSE;
  while (search->header_end == 0)
    {
      after_from = self->pos + 1 +
                   dsn_mbox_find_line_end (&self->lines, self->chunk->data + self->pos, self->used - self->pos);
      search->header_end = dsn_mbox_find_header_end (&self->lines, self->chunk->data, self->used, after_from);
      if (search->header_end != 0)
        break;
      if (self->at_end || self->used - self->pos > DSN_INPUT_MEMORY_BYTES / 2)
        {
          self->lengths = LENGTHS_IGNORED;
          return TRUE;
        }
      if (!fill (self, search, error))
        return FALSE;
    }

  self->lengths = LENGTHS_IGNORED;
  if (!dsn_mbox_get_content_length (&self->lines, self->chunk->data, self->pos, search->header_end, &length))
    return TRUE;
  if (length > DSN_INPUT_MEMORY_BYTES / 2)
    {
      self->lengths = before;
      return TRUE;
    }
  while (!self->at_end && self->used < search->header_end + length + DSN_MBOX_LOOK_AHEAD)
    if (!fill (self, search, error))
      return FALSE;

  target = search->header_end + length;
  if (target > self->used)
    {
      search->truncated = before == LENGTHS_TRUSTED;
      return TRUE;
    }
  if (!dsn_mbox_is_end (&self->lines, self->chunk->data + target, self->used - target, self->at_end, &gap))
    return TRUE;

  self->lengths = LENGTHS_TRUSTED;
  search->end = target + gap;
  search->end_line = gap;
  *done = TRUE;

  return TRUE;
}

/* What a message with Content-Length says about the dialect: a plain "From " line makes it mboxcl2. */
static void
look_for_quotes (DsnMbox *self, Search *search)
{
  DsnMboxFrom kind;

  for (gsize place = search->header_end; !self->verbatim; place += 5)
    {
      kind = dsn_mbox_find_from (&self->lines, self->chunk->data, search->end - search->end_line, &place);
      if (kind == DSN_MBOX_FROM_NONE)
        break;
      self->verbatim = kind == DSN_MBOX_FROM_PLAIN;
      search->quoted = TRUE;
    }
  search->quoted = search->quoted && !self->verbatim;
}

static gboolean
write_spool (DsnMbox *self, Search *search, gsize size, GError **error)
{
  if (dsn_source_write_all (search->spool, self->chunk->data + self->pos, size))
    return TRUE;
  dsn_input_set_error (error, self->path, "cannot write to a temporary file", errno);

  return FALSE;
}

/* A large message, from the mbox or from the temporary file. */
static GBytes *
map_message (DsnMbox *self, Search *search, gsize length, GError **error)
{
  GBytes *bytes;

  if (self->is_file)
    bytes = dsn_source_map_range (self->fd, self->origin + search->start, length);
  else if (!write_spool (self, search, search->end - self->pos, error))
    return NULL;
  else
    bytes = dsn_source_map_range (search->spool, 0, length);
  if (bytes == NULL)
    dsn_input_set_error (error, self->path, "cannot map", errno);

  return bytes;
}

/* The message is larger than what is held: lets go of what was searched, writing it to a temporary file if it could not
 * be had again. */
static gboolean
let_go (DsnMbox *self, Search *search, GError **error)
{
  gsize keep = search->scan - self->pos > DSN_MBOX_LOOK_BACK ? search->scan - DSN_MBOX_LOOK_BACK : self->pos;

  search->large = TRUE;
  if (!self->is_file)
    {
      if (search->spool < 0)
        search->spool = dsn_source_open_nameless (error);
      if (search->spool < 0 || !write_spool (self, search, keep - self->pos, error))
        return FALSE;
    }
  self->pos = keep;

  return TRUE;
}

static gboolean
find_end (DsnMbox *self, Search *search, GError **error)
{
  gboolean done = FALSE;

  if (self->lengths != LENGTHS_IGNORED)
    {
      if (!try_content_length (self, search, &done, error))
        return FALSE;
      if (done)
        {
          look_for_quotes (self, search);
          return TRUE;
        }
    }

  search->scan = self->pos + MIN (5, self->used - self->pos);
  while (!search_separator (self, search))
    {
      if (self->used - self->pos > DSN_INPUT_MEMORY_BYTES && !let_go (self, search, error))
        return FALSE;
      if (!fill (self, search, error))
        return FALSE;
    }

  return TRUE;
}

/* The bytes of the message that was found. */
static GBytes *
take_message (DsnMbox *self, Search *search, GError **error)
{
  guint64 length = self->base + search->end - search->end_line - search->start;
  const guint8 *data = self->chunk->data + self->pos;

  if (search->large)
    return map_message (self, search, length, error);
  if (search->quoted)
    {
      gsize first_line = self->pos + dsn_mbox_find_line_end (&self->lines, data, self->used - self->pos) + 1;
      gsize header_end = dsn_mbox_find_header_end (&self->lines, self->chunk->data, self->used,
                                                   MIN (first_line, self->used));

      if (header_end != 0 && header_end < search->end - search->end_line)
        return dsn_mbox_unquote (&self->lines, data, header_end - self->pos, length);
    }
  g_atomic_ref_count_inc (&self->chunk->ref_count);

  return g_bytes_new_with_free_func (data, length, chunk_unref, self->chunk);
}

/* Finds out how lines end, and passes over empty lines before the first message. */
static gboolean
start (DsnMbox *self, Search *search, GError **error)
{
  const guint8 *cr;

  self->started = TRUE;
  while (!self->at_end && self->used < DSN_MBOX_LOOK_AHEAD)
    if (!fill (self, search, error))
      return FALSE;
  cr = memchr (self->chunk->data, '\r', self->used);
  self->lines.cr_mode = cr != NULL && cr + 1 < self->chunk->data + self->used && cr[1] != '\n' &&
                  memchr (self->chunk->data, '\n', self->used) == NULL;
  while (self->pos < self->used)
    {
      gsize blank = dsn_mbox_line_end_at (&self->lines, self->chunk->data + self->pos, self->used - self->pos);

      if (blank == 0)
        break;
      self->pos += blank;
    }

  return TRUE;
}

/* The next message; *message is NULL at the end.  An error of reading ends the mbox. */
gboolean
dsn_mbox_next (DsnMbox *self, GBytes **message, DsnMboxPlace *place, GError **error)
{
  Search search = { .spool = -1 };
  gboolean ok = self->started || start (self, &search, error);

  *message = NULL;
  while (ok && self->pos == self->used && !self->at_end)
    ok = fill (self, &search, error);
  if (ok && self->pos < self->used)
    {
      search.start = self->base + self->pos;
      ok = find_end (self, &search, error) && (*message = take_message (self, &search, error)) != NULL;
      place->offset = self->origin + search.start;
      place->truncated = search.truncated;
      place->mapped = search.large;
      self->pos = search.end;
    }
  if (search.spool >= 0)
    close (search.spool);
  if (!ok)
    {
      self->at_end = TRUE;
      self->pos = self->used;
    }

  return ok;
}

/* fd stays the caller's and open. */
DsnMbox *
dsn_mbox_new (int fd, const char *path)
{
  DsnMbox *self = g_new0 (DsnMbox, 1);
  struct stat st;

  self->fd = fd;
  self->path = g_strdup (path);
  self->chunk = chunk_new (CHUNK_BYTES);
  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode))
    {
      off_t place = lseek (fd, 0, SEEK_CUR);

      self->is_file = place >= 0;
      self->origin = MAX (place, 0);
    }

  return self;
}

void
dsn_mbox_free (DsnMbox *self)
{
  chunk_unref (self->chunk);
  g_free (self->path);
  g_free (self);
}
