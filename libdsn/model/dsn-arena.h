/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A bump allocator that a report and its recipients share: one message costs a few allocations instead of hundreds,
 * and everything goes at once with the last reference (the count is atomic; allocation is not thread-safe and ends
 * before a report is handed out).
 */
#pragma once

#include <glib.h>

typedef struct _DsnArena DsnArena;

DsnArena *dsn_arena_new     (void);
DsnArena *dsn_arena_new_small (void);                                             /* for one small thing */
DsnArena *dsn_arena_ref     (DsnArena *self);
void      dsn_arena_unref   (DsnArena *self);
gpointer  dsn_arena_alloc   (DsnArena *self, gsize size);                         /* zeroed, aligned for any type */
char     *dsn_arena_strndup (DsnArena *self, const char *text, gsize length);     /* length bytes and a NUL */
char     *dsn_arena_strdup  (DsnArena *self, const char *text);                   /* NULL gives NULL */
gpointer  dsn_arena_memdup  (DsnArena *self, gconstpointer data, gsize size);


/* Makes room for one more item behind the n of an array that only grows this way; gives the place of the array. */
gpointer  dsn_arena_grow    (DsnArena *self, gpointer array, guint n, gsize item);

#define dsn_arena_new0(arena, Type, n) ((Type *) dsn_arena_alloc ((arena), sizeof (Type) * (n)))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnArena, dsn_arena_unref)
