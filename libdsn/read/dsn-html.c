/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes an HTML document in UTF-8; gives its text, a line for each block, cells of a table apart by a tab, paragraphs apart by
 * an empty line; entities decoded; scripts, styles, titles and comments dropped.  One pass, each byte looked at a bounded number
 * of times: what has no end is looked for once and then never again.
 * An address in angle brackets that the server forgot to escape ("<a@b>") stays text.
 * Leaves alone: styles, images, links' targets.
 */
#include <string.h>
#include "read/dsn-html.h"

typedef struct {
  const char *html;
  gsize       length;
  char       *out;
  gsize       n;
  guint       pre;          /* how many <pre> are open */
  gboolean    blank;        /* white space was seen and not yet written */
  gboolean    no_gt;        /* no ">" from here to the end */
  gboolean    no_comment;   /* no "-->" from here to the end */
} Html;

typedef enum { TAG_INLINE, TAG_LINE, TAG_PARAGRAPH, TAG_CELL, TAG_DROP, TAG_PRE } TagKind;

static const struct {
  const char *name;
  TagKind     kind;
} tags[] = {
  { "address", TAG_LINE },        { "article", TAG_LINE },    { "blockquote", TAG_PARAGRAPH }, { "body", TAG_LINE },
  { "br", TAG_LINE },             { "center", TAG_LINE },     { "dd", TAG_LINE },              { "div", TAG_LINE },
  { "dl", TAG_PARAGRAPH },        { "dt", TAG_LINE },         { "fieldset", TAG_LINE },        { "footer", TAG_LINE },
  { "form", TAG_LINE },           { "h1", TAG_PARAGRAPH },    { "h2", TAG_PARAGRAPH },         { "h3", TAG_PARAGRAPH },
  { "h4", TAG_PARAGRAPH },        { "h5", TAG_PARAGRAPH },    { "h6", TAG_PARAGRAPH },         { "head", TAG_LINE },
  { "header", TAG_LINE },         { "hr", TAG_PARAGRAPH },    { "html", TAG_LINE },            { "li", TAG_LINE },
  { "noscript", TAG_LINE },       { "ol", TAG_PARAGRAPH },    { "option", TAG_LINE },          { "p", TAG_PARAGRAPH },
  { "pre", TAG_PRE },             { "script", TAG_DROP },     { "section", TAG_LINE },         { "style", TAG_DROP },
  { "table", TAG_PARAGRAPH },     { "tbody", TAG_LINE },      { "td", TAG_CELL },              { "textarea", TAG_LINE },
  { "th", TAG_CELL },             { "title", TAG_DROP },      { "tr", TAG_LINE },              { "ul", TAG_PARAGRAPH },
};

/* No name may be shorter than the UTF-8 it stands for, so that the text never outgrows the document. */
static const struct {
  const char *name;
  const char *text;
} entities[] = {
  { "amp", "&" },         { "lt", "<" },          { "gt", ">" },          { "quot", "\"" },       { "apos", "'" },        { "nbsp", " " },
  { "commat", "@" },      { "period", "." },      { "colon", ":" },       { "lowbar", "_" },      { "hyphen", "-" },      { "shy", "" },
  { "ndash", "–" },       { "mdash", "—" },       { "lsquo", "‘" },       { "rsquo", "’" },       { "ldquo", "“" },       { "rdquo", "”" },
  { "laquo", "«" },       { "raquo", "»" },       { "hellip", "…" },      { "bull", "•" },        { "middot", "·" },      { "copy", "©" },
  { "reg", "®" },         { "trade", "™" },       { "sect", "§" },        { "deg", "°" },         { "euro", "€" },        { "times", "×" },
  { "iexcl", "¡" },       { "iquest", "¿" },      { "ordf", "ª" },        { "ordm", "º" },        { "szlig", "ß" },       { "ensp", " " },
  { "emsp", " " },        { "thinsp", " " },      { "zwnj", "" },         { "zwj", "" },          { "lrm", "" },          { "rlm", "" },
  { "agrave", "à" },      { "aacute", "á" },      { "acirc", "â" },       { "atilde", "ã" },      { "auml", "ä" },        { "aring", "å" },
  { "aelig", "æ" },       { "ccedil", "ç" },      { "egrave", "è" },      { "eacute", "é" },      { "ecirc", "ê" },       { "euml", "ë" },
  { "igrave", "ì" },      { "iacute", "í" },      { "icirc", "î" },       { "iuml", "ï" },        { "ntilde", "ñ" },      { "ograve", "ò" },
  { "oacute", "ó" },      { "ocirc", "ô" },       { "otilde", "õ" },      { "ouml", "ö" },        { "oslash", "ø" },      { "ugrave", "ù" },
  { "uacute", "ú" },      { "ucirc", "û" },       { "uuml", "ü" },        { "yacute", "ý" },      { "yuml", "ÿ" },
  { "Agrave", "À" },      { "Aacute", "Á" },      { "Acirc", "Â" },       { "Atilde", "Ã" },      { "Auml", "Ä" },        { "Aring", "Å" },
  { "AElig", "Æ" },       { "Ccedil", "Ç" },      { "Egrave", "È" },      { "Eacute", "É" },      { "Ecirc", "Ê" },       { "Euml", "Ë" },
  { "Iacute", "Í" },      { "Ntilde", "Ñ" },      { "Oacute", "Ó" },      { "Ocirc", "Ô" },       { "Otilde", "Õ" },      { "Ouml", "Ö" },
  { "Oslash", "Ø" },      { "Uacute", "Ú" },      { "Ucirc", "Û" },       { "Uuml", "Ü" },
};

static void
put (Html *self, const char *bytes, gsize n)
{
  memcpy (self->out + self->n, bytes, n);
  self->n += n;
}

static gboolean
at_line_start (const Html *self)
{
  return self->n == 0 || self->out[self->n - 1] == '\n';
}

/* White space that was held back, unless it would begin a line. */
static void
flush_blank (Html *self)
{
  if (self->blank && !at_line_start (self) && self->out[self->n - 1] != '\t')
    put (self, " ", 1);
  self->blank = FALSE;
}

/* Ends the line, and with `empty` makes sure that an empty one follows.  `room` bytes of markup are replaced by it. */
static void
break_line (Html *self, gboolean empty, gsize room)
{
  self->blank = FALSE;
  if (!at_line_start (self) && room-- > 0)
    put (self, "\n", 1);
  if (empty && self->n > 0 && !(self->n > 1 && self->out[self->n - 2] == '\n') && room-- > 0)
    put (self, "\n", 1);
}

static void
put_text (Html *self, const char *bytes, gsize n)
{
  flush_blank (self);
  put (self, bytes, n);
}

/* An entity at `at` ("&"); gives where it ends, or `at` if it is none. */
static gsize
read_entity (Html *self, gsize at)
{
  const char *p = self->html + at + 1;
  gsize room = MIN (self->length - at - 1, 12), n = 0;
  char utf8[6];

  if (room > 2 && p[0] == '#')
    {
      gboolean hex = p[1] == 'x' || p[1] == 'X';
      guint64 code = 0;
      gsize digits = 0;

      for (n = hex ? 2 : 1; n < room && (hex ? g_ascii_isxdigit (p[n]) : g_ascii_isdigit (p[n])); n++, digits++)
        code = MIN (code * (hex ? 16 : 10) + (guint64) g_ascii_xdigit_value (p[n]), 0x110000);
      if (digits == 0)
        return at;
      if (n < room && p[n] == ';')
        n++;
      if (code == 0xa0 || code == '\n' || code == '\r' || code == '\t' || code == ' ')
        self->blank = TRUE;
      else if (code >= ' ' && code != 0x7f && g_unichar_validate ((gunichar) code))
        put_text (self, utf8, (gsize) g_unichar_to_utf8 ((gunichar) code, utf8));
      return at + 1 + n;
    }
  while (n < room && g_ascii_isalnum (p[n]))
    n++;
  for (guint i = 0; n > 0 && i < G_N_ELEMENTS (entities); i++)
    if (strlen (entities[i].name) == n && !memcmp (entities[i].name, p, n))
      {
        if (entities[i].text[0] == ' ')
          self->blank = TRUE;
        else
          put_text (self, entities[i].text, strlen (entities[i].text));
        return at + 1 + n + (n < room && p[n] == ';');
      }
  return at;
}

/* Behind "</name" of a dropped element; the end of the document if it is never closed. */
static gsize
skip_element (const Html *self, gsize at, const char *name)
{
  gsize n = strlen (name);

  while (at < self->length)
    {
      const char *p = memchr (self->html + at, '<', self->length - at);

      if (p == NULL)
        break;
      at = (gsize) (p - self->html) + 1;
      if (self->length - at > n && p[1] == '/' && !g_ascii_strncasecmp (p + 2, name, n))
        return at - 1;
    }
  return self->length;
}

static void
apply_tag (Html *self, TagKind kind, gboolean closing, gsize room)
{
  switch (kind)
    {
    case TAG_LINE:
      break_line (self, FALSE, room);
      break;
    case TAG_PARAGRAPH:
      break_line (self, TRUE, room);
      break;
    case TAG_CELL:
      if (!closing && !at_line_start (self) && self->out[self->n - 1] != '\t')
        put (self, "\t", 1);
      self->blank = FALSE;
      break;
    case TAG_PRE:
      break_line (self, TRUE, room);
      self->pre = closing ? self->pre - (self->pre > 0) : self->pre + 1;
      break;
    default:
      break;
    }
}

/* <br> after <br> is an empty line, unlike the ends of blocks, which fall together. */
static gboolean
is_break (const char *name, gsize n)
{
  return n == 2 && !g_ascii_strncasecmp (name, "br", 2);
}

/* Markup at `at` ("<"); gives where it ends, or `at` if it is text. */
static gsize
read_tag (Html *self, gsize at)
{
  const char *p = self->html + at, *end;
  gsize room = self->length - at, name = 1, n = 0, size;
  gboolean closing = room > 1 && p[1] == '/';

  if (room > 3 && !memcmp (p, "<!--", 4))
    {
      end = self->no_comment ? NULL : memmem (p, room, "-->", 3);
      if (end != NULL)
        return (gsize) (end - self->html) + 3;
      self->no_comment = TRUE;
    }
  name += closing;
  if (name >= room || !(g_ascii_isalpha (p[name]) || p[name] == '!' || p[name] == '?') || self->no_gt)
    return at;
  end = memchr (p, '>', room);
  if (end == NULL)
    {
      self->no_gt = TRUE;
      return at;
    }
  size = (gsize) (end - p) + 1;
  while (name + n < size && g_ascii_isalnum (p[name + n]))
    n++;
  if (size < 512 && memchr (p, '@', size) && !memchr (p, ' ', size) && !memchr (p, '=', size))
    return at;
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (strlen (tags[i].name) == n && !g_ascii_strncasecmp (tags[i].name, p + name, n))
      {
        if (tags[i].kind == TAG_DROP)
          return closing ? at + size : skip_element (self, at + size, tags[i].name);
        if (is_break (p + name, n))
          {
            self->blank = FALSE;
            put (self, "\n", 1);
          }
        else
          apply_tag (self, tags[i].kind, closing, size);
        break;
      }
  return at + size;
}

/* Text that somebody sent as HTML without any markup keeps its lines. */
static gboolean
has_markup (const char *html, gsize length)
{
  static const char * const names[] = { "html", "body", "p", "br", "div", "table", "pre", "span", "font", "a", "b", "head", "ul", "h1", "h2" };

  for (const char *p = html; (p = memchr (p, '<', length - (gsize) (p - html))) != NULL; p++)
    {
      gsize room = length - (gsize) (p - html) - 1;

      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          gsize n = strlen (names[i]);

          if (room > n && !g_ascii_strncasecmp (p + 1, names[i], n) && strchr (" >/\t\r\n", p[1 + n]))
            return TRUE;
        }
    }
  return FALSE;
}

char *
dsn_html_to_text (DsnArena *arena, const char *html, gsize length, gsize *out_length)
{
  Html self = { .html = html, .length = length };

  if (!has_markup (html, length))
    {
      *out_length = length;
      return dsn_arena_strndup (arena, html, length);
    }
  self.out = dsn_arena_alloc (arena, length + 1);
  for (gsize at = 0; at < length;)
    {
      char c = html[at];
      gsize next = at;

      if (c == '<')
        next = read_tag (&self, at);
      else if (c == '&')
        next = read_entity (&self, at);
      else if (strchr (" \t\r\n", c) && c != '\0')
        {
          next = at + 1;
          if (self.pre == 0)
            self.blank = TRUE;
          else if (c != '\r')
            put (&self, &c, 1);
        }
      if (next == at)
        {
          put_text (&self, &c, 1);
          next = at + 1;
        }
      at = next;
    }
  *out_length = self.n;
  return self.out;
}
