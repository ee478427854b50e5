/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The messages of an mbox (RFC 4155), out of a file or a stream, in constant memory: pieces of the mbox are read into a
 * chunk, messages are handed out as slices of it, and one that is larger than DSN_INPUT_MEMORY_BYTES as a mapping of the
 * file (of a temporary one, if the mbox is a stream).
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
#include "mailbox/dsn-mbox.h"
#include "scan/dsn-source.h"

#define CHUNK_BYTES (256 * 1024)
#define LOOK_AHEAD  2048            /* a "From " line and the beginning of the field after it */
#define LOOK_BACK   1024            /* line ends and '>' before a "From " */

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
  gboolean cr_mode;
  gboolean blank_seen;     /* an empty line stood before a "From " line, so it always must */
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

/* The length of the line end right before a place. */
static gsize
line_end_before (const DsnMbox *self, const guint8 *data, gsize place)
{
  if (place == 0)
    return 0;
  if (data[place - 1] == '\n')
    return place > 1 && data[place - 2] == '\r' ? 2 : 1;

  return self->cr_mode && data[place - 1] == '\r' ? 1 : 0;
}

/* The length of the line end at a place. */
static gsize
line_end_at (const DsnMbox *self, const guint8 *data, gsize size)
{
  if (size > 0 && data[0] == '\n')
    return 1;
  if (size > 1 && data[0] == '\r' && data[1] == '\n')
    return 2;

  return size > 0 && self->cr_mode && data[0] == '\r' ? 1 : 0;
}

static gsize
find_line_end (const DsnMbox *self, const guint8 *data, gsize size)
{
  const guint8 *end = memchr (data, self->cr_mode ? '\r' : '\n', size);

  return end == NULL ? size : (gsize) (end - data);
}

/* A time of day and after it a year, as in the date that a "From " line ends with. */
static gboolean
has_date (const guint8 *line, gsize length)
{
  gboolean time = FALSE;
  guint digits = 0;

  for (gsize i = 0; i < length; i++)
    {
      digits = g_ascii_isdigit (line[i]) ? digits + 1 : 0;
      if (line[i] == ':' && i > 0 && i + 1 < length && g_ascii_isdigit (line[i - 1]) && g_ascii_isdigit (line[i + 1]))
        time = TRUE;
      if (time && digits == 4)
        return TRUE;
    }

  return FALSE;
}

static gboolean
begins_with_field (const guint8 *data, gsize size)
{
  gsize i = 0;

  while (i < size && data[i] > 32 && data[i] < 127 && data[i] != ':')
    i++;

  return i > 0 && i < size && data[i] == ':';
}

/* Whether the "From " line at data begins a message. */
static gboolean
is_separator (const DsnMbox *self, const guint8 *data, gsize size, gboolean after_blank)
{
  gsize length = find_line_end (self, data, size);
  gsize next = length + (length < size);
  gboolean dated = has_date (data, length);
  gboolean field = begins_with_field (data + next, size - next);

  if (after_blank)
    return dated || (field && memchr (data, '@', length) != NULL);

  return !self->blank_seen && dated && field;
}

typedef enum { FROM_NONE, FROM_PLAIN, FROM_QUOTED } FromLine;

/* The next line from *place on that begins with "From ", or with that behind '>'; *place is then where it begins
 * (the word From, not the '>'). */
static FromLine
find_from_line (const DsnMbox *self, const guint8 *data, gsize size, gsize *place)
{
  const guint8 *p = data + *place, *end = data + size;

  while ((p = memchr (p, 'F', end - p)) != NULL)
    {
      const guint8 *line = p;

      if (end - p < 5)
        break;
      if (memcmp (p, "From ", 5) != 0)
        {
          p++;
          continue;
        }
      *place = p - data;
      while (line > data && p - line < LOOK_BACK && line[-1] == '>')
        line--;
      if (line > data && line_end_before (self, data, line - data) > 0)
        return line == p ? FROM_PLAIN : FROM_QUOTED;
      p++;
    }
  *place = size > 4 ? MAX (*place, size - 4) : *place;

  return FROM_NONE;
}

/* Searches what the chunk holds for the "From " line of the next message; FALSE: more has to be read first. */
static gboolean
search_separator (DsnMbox *self, Search *search)
{
  const guint8 *data = self->chunk->data;
  FromLine kind;

  while ((kind = find_from_line (self, data, self->used, &search->scan)) != FROM_NONE)
    {
      gsize place = search->scan, line_end, blank;

      if (kind == FROM_QUOTED)
        search->quoted = TRUE;
      else
        {
          if (!self->at_end && self->used - place < LOOK_AHEAD)
            return FALSE;
          line_end = line_end_before (self, data, place);
          blank = line_end_before (self, data, place - line_end);
          if (is_separator (self, data + place, self->used - place, blank > 0))
            {
              self->blank_seen |= blank > 0;
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
  search->end_line = line_end_before (self, data, self->used);
  search->truncated |= search->end_line == 0 && self->used > self->pos;
  if (line_end_before (self, data, self->used - search->end_line) == 0)
    search->end_line = 0;

  return TRUE;
}

/* The place behind the empty line after the header; 0 if the chunk ends before. */
static gsize
find_header_end (const DsnMbox *self, gsize place)
{
  const guint8 *data = self->chunk->data;

  while (place < self->used)
    {
      gsize blank = line_end_at (self, data + place, self->used - place);

      if (blank > 0)
        return place + blank;
      place += find_line_end (self, data + place, self->used - place) + 1;
    }

  return 0;
}

/* The value of Content-Length, of which there must be exactly one. */
static gboolean
get_content_length (const DsnMbox *self, gsize place, gsize end, guint64 *length)
{
  static const char name[] = "Content-Length:";
  const char *data = (const char *) self->chunk->data;
  guint found = 0;

  for (; place < end; place += find_line_end (self, self->chunk->data + place, end - place) + 1)
    {
      gsize p = place + strlen (name);
      guint digits = 0;

      if (p >= end || g_ascii_strncasecmp (data + place, name, strlen (name)) != 0)
        continue;
      found++;
      for (*length = 0; p < end && (data[p] == ' ' || data[p] == '\t'); )
        p++;
      for (; p < end && g_ascii_isdigit (data[p]) && digits < 18; p++, digits++)
        *length = *length * 10 + (data[p] - '0');
      if (digits == 0)
        return FALSE;
    }

  return found == 1;
}

/* Whether a message may end where these bytes begin: with the end of the mbox or a "From " line, a line end or two
 * before it. *gap: the line ends. */
static gboolean
is_end (const DsnMbox *self, const guint8 *data, gsize size, gboolean is_last, gsize *gap)
{
  *gap = 0;
  for (guint i = 0; i < 2; i++)
    *gap += line_end_at (self, data + *gap, size - *gap);
  if (*gap == size)
    return is_last;

  return size - *gap > 5 && memcmp (data + *gap, "From ", 5) == 0 &&
         is_separator (self, data + *gap, size - *gap, TRUE);
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
      after_from = self->pos + find_line_end (self, self->chunk->data + self->pos, self->used - self->pos) + 1;
      search->header_end = find_header_end (self, after_from);
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
  if (!get_content_length (self, self->pos, search->header_end, &length))
    return TRUE;
  if (length > DSN_INPUT_MEMORY_BYTES / 2)
    {
      self->lengths = before;
      return TRUE;
    }
  while (!self->at_end && self->used < search->header_end + length + LOOK_AHEAD)
    if (!fill (self, search, error))
      return FALSE;

  target = search->header_end + length;
  if (target > self->used)
    {
      search->truncated = before == LENGTHS_TRUSTED;
      return TRUE;
    }
  if (!is_end (self, self->chunk->data + target, self->used - target, self->at_end, &gap))
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
  FromLine kind;

  for (gsize place = search->header_end; !self->verbatim; place += 5)
    {
      kind = find_from_line (self, self->chunk->data, search->end - search->end_line, &place);
      if (kind == FROM_NONE)
        break;
      self->verbatim = kind == FROM_PLAIN;
      search->quoted = TRUE;
    }
  search->quoted = search->quoted && !self->verbatim;
}

/* A copy without the '>' before From. */
static GBytes *
unquote (const DsnMbox *self, const guint8 *data, gsize header_end, gsize length)
{
  guint8 *copy = g_malloc (length);
  gsize from = 0, used = 0, place = header_end;
  FromLine kind;

  for (; (kind = find_from_line (self, data, length, &place)) != FROM_NONE; place += 5)
    if (kind == FROM_QUOTED)
      {
        memcpy (copy + used, data + from, place - 1 - from);
        used += place - 1 - from;
        from = place;
      }
  memcpy (copy + used, data + from, length - from);

  return g_bytes_new_take (copy, used + length - from);
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
  gsize keep = search->scan - self->pos > LOOK_BACK ? search->scan - LOOK_BACK : self->pos;

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
      gsize first_line = self->pos + find_line_end (self, data, self->used - self->pos) + 1;
      gsize header_end = find_header_end (self, MIN (first_line, self->used));

      if (header_end != 0 && header_end < search->end - search->end_line)
        return unquote (self, data, header_end - self->pos, length);
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
  while (!self->at_end && self->used < LOOK_AHEAD)
    if (!fill (self, search, error))
      return FALSE;
  cr = memchr (self->chunk->data, '\r', self->used);
  self->cr_mode = cr != NULL && cr + 1 < self->chunk->data + self->used && cr[1] != '\n' &&
                  memchr (self->chunk->data, '\n', self->used) == NULL;
  while (self->pos < self->used)
    {
      gsize blank = line_end_at (self, self->chunk->data + self->pos, self->used - self->pos);

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
