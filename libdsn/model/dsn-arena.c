/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The bump allocator of a report.  Blocks double from 4 KiB, or 1 KiB for small things, to 256 KiB; what is larger gets a block of
 * its own.
 */
#include <string.h>
#include "model/dsn-arena.h"

#define FIRST_BLOCK 4096
#define SMALL_BLOCK 1024       /* malloc() has those at hand */
#define LAST_BLOCK  (256 * 1024)
#define ALIGNMENT   16

typedef struct _Block Block;
struct _Block {
  Block *next;
  gsize  used;
  gsize  size;
};

/* data begins at an aligned place behind the head of its block */
#define HEAD ((sizeof (Block) + ALIGNMENT - 1) & ~(gsize) (ALIGNMENT - 1))

struct _DsnArena {
  gatomicrefcount ref_count;
  Block *blocks;
  gsize  next_size;
};

DsnArena *
dsn_arena_new (void)
{
  DsnArena *self = g_new0 (DsnArena, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->next_size = FIRST_BLOCK;
  return self;
}

DsnArena *
dsn_arena_new_small (void)
{
  DsnArena *self = dsn_arena_new ();

  self->next_size = SMALL_BLOCK;
  return self;
}

DsnArena *
dsn_arena_ref (DsnArena *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
dsn_arena_unref (DsnArena *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  while (self->blocks)
    {
      Block *next = self->blocks->next;
      g_free (self->blocks);
      self->blocks = next;
    }
  g_free (self);
}

static gpointer
take (DsnArena *self, gsize size)
{
  Block *block = self->blocks;
  gpointer place;

  size = (size + ALIGNMENT - 1) & ~(gsize) (ALIGNMENT - 1);
  if (!block || block->size - block->used < size)
    {
      gsize room = MAX (self->next_size, size + HEAD);

      block = g_malloc (room);
      block->size = room;
      block->used = HEAD;
      if (self->blocks && room > self->next_size)
        {
          /* a giant must not close the block that small things still fit in */
          block->next = self->blocks->next;
          self->blocks->next = block;
        }
      else
        {
          block->next = self->blocks;
          self->blocks = block;
          self->next_size = MIN (self->next_size * 2, LAST_BLOCK);
        }
    }
  place = (char *) block + block->used;
  block->used += size;
  return place;
}

gpointer
dsn_arena_alloc (DsnArena *self, gsize size)
{
  return memset (take (self, size), 0, size);
}

char *
dsn_arena_strndup (DsnArena *self, const char *text, gsize length)
{
  char *copy = take (self, length + 1);

  if (length)
    memcpy (copy, text, length);
  copy[length] = '\0';
  return copy;
}

char *
dsn_arena_strdup (DsnArena *self, const char *text)
{
  return text ? dsn_arena_strndup (self, text, strlen (text)) : NULL;
}

gpointer
dsn_arena_memdup (DsnArena *self, gconstpointer data, gsize size)
{
  gpointer copy = take (self, size);

  if (size)
    memcpy (copy, data, size);
  return copy;
}

gpointer
dsn_arena_grow (DsnArena *self, gpointer array, guint n, gsize item)
{
  /* room is always a power of two, so the moment to double is when n is one; the old half is left to the arena */
  if (n == 0)
    return dsn_arena_alloc (self, item);
  if ((n & (n - 1)) == 0)
    {
      gpointer larger = dsn_arena_alloc (self, item * n * 2);

      memcpy (larger, array, item * n);
      return larger;
    }
  return array;
}
