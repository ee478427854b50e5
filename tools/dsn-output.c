/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Output to people and programs: text from mail made harmless, colour, wrapping, and stdout that fails loudly when it
 * cannot be written and quietly when nobody reads it any more.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "dsn-tool.h"
#include "dsn-output.h"

static enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color_mode;

/* stdin, stdout and stderr exist afterwards, so that no mail file gets one of their numbers; a stdout that was closed
 * stays one that cannot be written. */
void
dsn_output_init (void)
{
  for (int fd = 0; fd <= 2; fd++)
    if (fcntl (fd, F_GETFD) == -1 && errno == EBADF)
      {
        int got = open ("/dev/null", O_RDONLY);

        if (got >= 0 && got != fd)
          close (got);
      }
  signal (SIGPIPE, SIG_IGN);
}

gboolean
dsn_output_set_color (const char *when)
{
  if (g_str_equal (when, "auto"))
    color_mode = COLOR_AUTO;
  else if (g_str_equal (when, "always"))
    color_mode = COLOR_ALWAYS;
  else if (g_str_equal (when, "never"))
    color_mode = COLOR_NEVER;
  else
    return FALSE;

  return TRUE;
}

gboolean
dsn_tool_has_color (void)
{
  if (color_mode == COLOR_AUTO)
    {
      const char *no_color = getenv ("NO_COLOR"), *term = getenv ("TERM");

      color_mode = (no_color == NULL || no_color[0] == '\0') && term != NULL && !g_str_equal (term, "dumb") &&
                   isatty (STDOUT_FILENO) ? COLOR_ALWAYS : COLOR_NEVER;
    }

  return color_mode == COLOR_ALWAYS;
}

guint
dsn_tool_get_width (void)
{
  static guint width;

  if (width == 0)
    {
      const char *columns = getenv ("COLUMNS");
      struct winsize size;

      if (isatty (STDOUT_FILENO) && ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        width = size.ws_col;
      else if (columns != NULL)
        width = g_ascii_strtoull (columns, NULL, 10);
      width = width == 0 ? 80 : CLAMP (width, 40, 200);
    }

  return width;
}

/* What a terminal may act on or what turns text around: C0, DEL, C1, bidi controls and marks, line and paragraph
 * separators, invisible blanks, tags and code points that are no characters. */
gboolean
dsn_tool_is_unsafe (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x180e || c == 0x200b ||
         c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
         (c >= 0xfdd0 && c <= 0xfdef) || c == 0xfeff || (c >= 0xfff0 && c <= 0xfffb) || (c & 0xfffe) == 0xfffe ||
         (c >= 0xe0000 && c <= 0xe0fff) || c > 0x10ffff;
}

static void
append_escape (GString *out, gunichar c)
{
  switch (c)
    {
    case '\t': g_string_append (out, "\\t"); break;
    case '\n': g_string_append (out, "\\n"); break;
    case '\r': g_string_append (out, "\\r"); break;
    default:   g_string_append_printf (out, c < 0x80 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c); break;
    }
}

void
dsn_tool_append_safe (GString *out, const char *text, gssize length)
{
  const char *end = text + (length < 0 ? strlen (text) : (gsize) length);

  while (text < end)
    {
      const char *start = text;
      gunichar c;

      while (text < end && *text >= 0x20 && *text < 0x7f)
        text++;
      g_string_append_len (out, start, text - start);
      if (text == end)
        break;

      c = g_utf8_get_char_validated (text, end - text);
      if (*text == '\0' || c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append_printf (out, "\\x%02x", (guchar) *text);
          text++;
          continue;
        }
      if (dsn_tool_is_unsafe (c))
        append_escape (out, c);
      else
        g_string_append_len (out, text, g_utf8_skip[(guchar) *text]);
      text += g_utf8_skip[(guchar) *text];
    }
}

void
dsn_tool_append_styled (GString *out, DsnTextStyle style, const char *text)
{
  static const char * const codes[] = {
    [DSN_STYLE_PLAIN]  = "",
    [DSN_STYLE_BOLD]   = "\033[1m",
    [DSN_STYLE_DIM]    = "\033[2m",
    [DSN_STYLE_RED]    = "\033[31m",
    [DSN_STYLE_GREEN]  = "\033[32m",
    [DSN_STYLE_YELLOW] = "\033[33m",
    [DSN_STYLE_CYAN]   = "\033[36m",
  };
  gboolean colored = style != DSN_STYLE_PLAIN && dsn_tool_has_color ();

  if (colored)
    g_string_append (out, codes[style]);
  dsn_tool_append_safe (out, text, -1);
  if (colored)
    g_string_append (out, "\033[0m");
}

static guint
get_columns (const char *text)
{
  guint columns = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      columns += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }

  return columns;
}

void
dsn_tool_append_wrapped (GString *out, guint indent, DsnTextStyle style, const char *text)
{
  g_autoptr (GString) safe = g_string_new (NULL);
  g_autoptr (GString) line = g_string_new (NULL);
  g_auto (GStrv) words = NULL;
  guint room = dsn_tool_get_width () - MIN (indent, 20), used = 0;

  dsn_tool_append_safe (safe, text, -1);
  words = g_strsplit (safe->str, " ", -1);
  for (guint i = 0; ; i++)
    {
      guint columns;

      if (words[i] != NULL && words[i][0] == '\0')
        continue;
      columns = words[i] != NULL ? get_columns (words[i]) : 0;
      if (line->len > 0 && (words[i] == NULL || used + 1 + columns > room))
        {
          g_string_append_printf (out, "%*s", (int) indent, "");
          dsn_tool_append_styled (out, style, line->str);
          g_string_append_c (out, '\n');
          g_string_truncate (line, 0);
          used = 0;
        }
      if (words[i] == NULL)
        break;
      if (line->len > 0)
        g_string_append_c (line, ' ');
      used += columns + (line->len > 0);
      g_string_append (line, words[i]);
    }
}

static int output_errno;

gboolean
dsn_tool_output_broken (void)
{
  int saved = errno;

  if (ferror (stdout) == 0)
    return FALSE;
  if (output_errno == 0)
    output_errno = saved;

  return TRUE;
}

/* A reader that has gone wanted no more, which is no error. */
static gboolean
is_reader_gone (void)
{
  struct pollfd pfd = { .fd = STDOUT_FILENO, .events = POLLOUT };

  return poll (&pfd, 1, 0) == 1 && (pfd.revents & (POLLERR | POLLHUP)) != 0;
}

/* Flushes and closes stdout; gives the exit status of the process. */
int
dsn_tool_finish_output (const char *command, int status)
{
  gboolean failed = dsn_tool_output_broken ();

  errno = 0;
  if (fflush (stdout) != 0 && !failed)
    {
      output_errno = errno;
      failed = TRUE;
    }
  if (failed && is_reader_gone ())
    return status;
  if (fclose (stdout) != 0 && !failed)
    {
      output_errno = errno;
      failed = TRUE;
    }
  if (!failed)
    return status;

  if (output_errno != 0)
    dsn_tool_error (command, "cannot write the output: %s", g_strerror (output_errno));
  else
    dsn_tool_error (command, "cannot write the output");

  return DSN_EXIT_OUTPUT;
}
