/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Walks a folder: each regular file is a message, names in byte order, folders within at their place.  A folder with
 * cur, new and tmp is a Maildir: cur and new are read, tmp is not, names with a leading dot are none of its messages.
 * Symbolic links are reported, not followed; FIFOs, sockets and devices are passed over.  Only names are held.
 *
 * Other programs use a Maildir at the same time: they move messages from new to cur and change the flags at the end of
 * names.  So that nothing is lost or read twice, new is listed before cur, and a name that has gone is looked for again
 * by the part that never changes.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <dsn/dsn-types.h>
#include "mailbox/dsn-folder.h"
#include "mailbox/dsn-input.h"

#define OPEN_FOLDER (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#define OPEN_FILE   (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* The names of one folder, sorted; the byte before each tells what it is: 'f'ile, 'd'irectory, 'l'ink. */
typedef struct {
  gatomicrefcount ref_count;
  GStringChunk *text;
  GPtrArray    *names;
} Listing;

typedef struct {
  int      fd;
  gsize    path_length;   /* of the folder within DsnFolder.path */
  Listing *listing;
  Listing *cur;           /* for the new of a Maildir: what its cur held */
  guint    next;
  gboolean is_maildir;    /* the cur or new of one */
} Level;

struct _DsnFolder {
  GString *path;
  GArray  *levels;        /* of Level, the innermost last */
  GError  *pending;       /* half of a Maildir could not be opened; told before the other half is read */
};

static void
listing_unref (Listing *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_string_chunk_free (self->text);
  g_ptr_array_unref (self->names);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listing, listing_unref)

static void
level_clear (gpointer data)
{
  Level *level = data;

  close (level->fd);
  listing_unref (level->listing);
  listing_unref (level->cur);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char * const *) a + 1, *(const char * const *) b + 1);
}

static char
get_type (int fd, const struct dirent *entry)
{
  struct stat st;

  switch (entry->d_type)
    {
    case DT_REG: return 'f';
    case DT_DIR: return 'd';
    case DT_LNK: return 'l';
    case DT_UNKNOWN: break;
    default: return 0;
    }
  if (fstatat (fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
    return 'f';            /* opening it will tell what is wrong */

  return S_ISREG (st.st_mode) ? 'f' : S_ISDIR (st.st_mode) ? 'd' : S_ISLNK (st.st_mode) ? 'l' : 0;
}

/* Reads the names of a folder; fd stays open. */
static Listing *
list_folder (int fd, const char *path, gboolean is_maildir, GError **error)
{
  g_autoptr (Listing) self = g_new0 (Listing, 1);
  int copy = openat (fd, ".", OPEN_FOLDER);
  DIR *dir = copy < 0 ? NULL : fdopendir (copy);
  struct dirent *entry;
  int code;

  g_atomic_ref_count_init (&self->ref_count);
  self->text = g_string_chunk_new (4096);
  self->names = g_ptr_array_new ();
  if (dir == NULL)
    {
      dsn_input_set_error (error, path, "cannot read the folder", errno);
      if (copy >= 0)
        close (copy);
      return NULL;
    }

  while ((errno = 0, entry = readdir (dir)) != NULL)
    {
      const char *name = entry->d_name;
      char record[sizeof entry->d_name + 1];

      if (g_str_equal (name, ".") || g_str_equal (name, "..") || (is_maildir && name[0] == '.'))
        continue;
      record[0] = get_type (fd, entry);
      if (record[0] == 0 || (is_maildir && record[0] == 'd'))
        continue;
      g_strlcpy (record + 1, name, sizeof record - 1);
      g_ptr_array_add (self->names, g_string_chunk_insert (self->text, record));
    }
  code = errno;
  closedir (dir);
  if (code != 0)
    {
      dsn_input_set_error (error, path, "cannot read the folder", code);
      return NULL;
    }
  g_ptr_array_sort (self->names, compare_names);

  return g_steal_pointer (&self);
}

static gboolean
listing_has (const Listing *self, const char *name, gsize length, const char *suffix)
{
  guint low = 0, high = self->names->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const char *other = (const char *) self->names->pdata[middle] + 1;
      int order = strncmp (other, name, length);

      if (order == 0)
        order = strncmp (other + length, suffix, MAX (1, strlen (suffix)));
      if (order == 0)
        return TRUE;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return FALSE;
}

static void
push_level (DsnFolder *self, int fd, Listing *listing, Listing *cur, gsize path_length, gboolean is_maildir)
{
  Level level = { .fd = fd, .path_length = path_length, .listing = listing, .is_maildir = is_maildir };

  if (cur != NULL)
    {
      g_atomic_ref_count_inc (&cur->ref_count);
      level.cur = cur;
    }
  g_array_append_val (self->levels, level);
}

/* Opens and lists the cur or new of a Maildir; fd -1 if it cannot be read. */
static Listing *
open_box (DsnFolder *self, int parent, const char *name, int *fd, GError **error)
{
  g_autofree char *path = g_strconcat (self->path->str, name, NULL);
  Listing *listing;

  *fd = openat (parent, name, OPEN_FOLDER | O_NOFOLLOW);
  if (*fd < 0)
    {
      dsn_input_set_error (error, path, "cannot open", errno);
      return NULL;
    }
  listing = list_folder (*fd, path, TRUE, error);
  if (listing == NULL)
    close (*fd);

  return listing;
}

/* New is listed first and read last: what another program moves from new to cur meanwhile is in one of them. */
static gboolean
push_maildir (DsnFolder *self, int parent, GError **error)
{
  g_autoptr (GError) new_error = NULL;
  g_autoptr (GError) cur_error = NULL;
  gsize length = self->path->len;
  int new_fd, cur_fd;
  Listing *new_listing = open_box (self, parent, "new", &new_fd, &new_error);
  Listing *cur_listing = open_box (self, parent, "cur", &cur_fd, &cur_error);

  if (new_listing != NULL)
    push_level (self, new_fd, new_listing, cur_listing, length, TRUE);
  if (cur_listing != NULL)
    push_level (self, cur_fd, cur_listing, NULL, length, TRUE);
  if (cur_error != NULL)
    g_propagate_error (error, g_steal_pointer (&cur_error));
  else if (new_error != NULL)
    g_propagate_error (error, g_steal_pointer (&new_error));
  else
    return TRUE;

  return FALSE;
}

/* Goes into a folder; self->path is its path.  Takes fd. */
static gboolean
enter (DsnFolder *self, int fd, GError **error)
{
  g_autoptr (Listing) listing = list_folder (fd, self->path->str, FALSE, error);
  static const char * const boxes[] = { "cur", "new", "tmp" };
  gboolean is_maildir = listing != NULL;
  gboolean entered;

  if (listing == NULL)
    {
      close (fd);
      return FALSE;
    }
  if (self->path->len > 0 && self->path->str[self->path->len - 1] != '/')
    g_string_append_c (self->path, '/');

  for (guint i = 0; is_maildir && i < G_N_ELEMENTS (boxes); i++)
    {
      struct stat st;

      is_maildir = listing_has (listing, boxes[i], 3, "") && fstatat (fd, boxes[i], &st, 0) == 0 &&
                   S_ISDIR (st.st_mode);
    }
  if (!is_maildir)
    {
      push_level (self, fd, g_steal_pointer (&listing), NULL, self->path->len, FALSE);
      return TRUE;
    }
  entered = push_maildir (self, fd, error);
  close (fd);

  return entered;
}

/* The path of an entry of the innermost folder. */
static void
set_path (DsnFolder *self, const Level *level, const char *name)
{
  g_string_truncate (self->path, level->path_length);
  if (level->is_maildir)
    g_string_append (self->path, level->cur != NULL ? "new/" : "cur/");
  g_string_append (self->path, name);
}

/* A message of a Maildir whose name has changed: opens it under the new one. *seen: it was, or will be, read anyway. */
static int
open_renamed (DsnFolder *self, const Level *level, const char *name, gboolean *seen)
{
  g_autofree char *base = g_strndup (name, strcspn (name, ":"));
  gsize length = strlen (base);
  int cur, fd = -1;
  DIR *dir;
  struct dirent *entry;

  *seen = level->cur != NULL &&
          (listing_has (level->cur, base, length, "") || listing_has (level->cur, base, length, ":"));
  if (*seen)
    return -1;
  cur = openat (level->fd, level->cur != NULL ? "../cur" : ".", OPEN_FOLDER | O_NOFOLLOW);
  dir = cur < 0 ? NULL : fdopendir (cur);
  if (dir == NULL)
    {
      if (cur >= 0)
        close (cur);
      return -1;
    }

  while (fd < 0 && (entry = readdir (dir)) != NULL)
    if (strncmp (entry->d_name, base, length) == 0 && (entry->d_name[length] == ':' || entry->d_name[length] == '\0'))
      {
        fd = openat (cur, entry->d_name, OPEN_FILE);
        g_string_truncate (self->path, level->path_length);
        g_string_append_printf (self->path, "cur/%s", entry->d_name);
      }
  closedir (dir);

  return fd;
}

/* Opens a file.  *fd is -1 without an error if there is nothing to read after all. */
static gboolean
open_file (DsnFolder *self, const Level *level, const char *name, int *fd, guint64 *size, GError **error)
{
  gboolean seen = FALSE;
  struct stat st;

  *fd = openat (level->fd, name, OPEN_FILE);
  if (*fd < 0 && errno == ENOENT && level->is_maildir)
    {
      *fd = open_renamed (self, level, name, &seen);
      if (seen)
        return TRUE;
      if (*fd < 0)
        errno = ENOENT;
    }
  if (*fd < 0)
    {
      dsn_input_set_error (error, self->path->str, "cannot open", errno);
      return FALSE;
    }
  if (fstat (*fd, &st) != 0 || !S_ISREG (st.st_mode))
    {
      close (*fd);
      *fd = -1;
      return TRUE;
    }
  *size = st.st_size;

  return TRUE;
}

static gboolean
report_link (DsnFolder *self, GError **error)
{
  g_autofree char *name = dsn_input_display_name (self->path->str);

  g_set_error (error, DSN_ERROR, DSN_ERROR_IO, "%s: a symbolic link, not followed", name);

  return FALSE;
}

/* Opens the next file and tells its size; *fd is -1 at the end.  After an error the walk goes on behind what could not
 * be read. */
gboolean
dsn_folder_next (DsnFolder *self, int *fd, guint64 *size, GError **error)
{
  *fd = -1;
  if (self->pending != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->pending));
      return FALSE;
    }
  while (*fd < 0 && self->levels->len > 0)
    {
      Level *level = &g_array_index (self->levels, Level, self->levels->len - 1);
      const char *record;
      int child;

      if (level->next == level->listing->names->len)
        {
          g_array_set_size (self->levels, self->levels->len - 1);
          continue;
        }
      record = level->listing->names->pdata[level->next++];
      set_path (self, level, record + 1);
      switch (record[0])
        {
        case 'l':
          return report_link (self, error);
        case 'f':
          if (!open_file (self, level, record + 1, fd, size, error))
            return FALSE;
          break;
        default:
          child = openat (level->fd, record + 1, OPEN_FOLDER | O_NOFOLLOW);
          if (child < 0)
            {
              dsn_input_set_error (error, self->path->str, "cannot open", errno);
              return FALSE;
            }
          if (!enter (self, child, error))
            return FALSE;
        }
    }

  return TRUE;
}

const char *
dsn_folder_get_path (const DsnFolder *self)
{
  return self->path->str;
}

DsnFolder *
dsn_folder_new (const char *path, GError **error)
{
  g_autoptr (DsnFolder) self = g_new0 (DsnFolder, 1);
  int fd = open (path, OPEN_FOLDER);

  self->path = g_string_new (path);
  self->levels = g_array_new (FALSE, FALSE, sizeof (Level));
  g_array_set_clear_func (self->levels, level_clear);
  if (fd < 0)
    {
      dsn_input_set_error (error, path, "cannot open", errno);
      return NULL;
    }
  if (!enter (self, fd, &self->pending) && self->levels->len == 0)
    {
      g_propagate_error (error, g_steal_pointer (&self->pending));
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
dsn_folder_free (DsnFolder *self)
{
  g_clear_error (&self->pending);
  g_array_unref (self->levels);
  g_string_free (self->path, TRUE);
  g_free (self);
}
