/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Notices: their lines, where the returned message begins, and HTML as text.
 */
#include <string.h>
#include "read/dsn-html.h"
#include "read/dsn-notice.h"

#define HEADER "Received: from a by b\nMessage-ID: <1@example.net>\nTo: ann@example.com\nSubject: x\n\nbody of the message\n"
#define QUOTED "> Received: from a by b\n> Message-ID: <1@example.net>\n> To: ann@example.com\n>\n> body\n"

/* Where a text ends as a notice, and what then stands as the returned message. */
static const struct {
  const char *name, *text;
  const char *notice;          /* the notice ends with this */
  const char *original;        /* the returned message begins with this; NULL: there is none */
} originals[] = {
  { "qmail", "could not be delivered\n\n--- Below this line is a copy of the message.\n\n" HEADER, "delivered\n\n", "Received: from a" },
  { "exim", "failed:\n  a@b.example\n\n------ This is a copy of the message, including all the headers. ------\n\n" HEADER, "\n\n", "Received: from a" },
  { "exim-cut", "x\n\n------ This is a copy of the message, including all the headers. ------\n------ The body of the message is 5122 characters long; only the first\n"
    "------ 106496 or so are included here.\n\n" HEADER, "x\n\n", "Received: from a" },
  { "sendmail-5", "550 no\n\n   ----- Unsent message follows -----\n" HEADER, "no\n\n", "Received: from a" },
  { "gmail", "was:\n550 no\n\n----- Original message -----\n\n" HEADER, "no\n\n", "Received: from a" },
  { "imail", "Unknown user: a@b.example\n\n\nOriginal message follows.\n\n" HEADER, "\n\n\n", "Received: from a" },
  { "rule-below", "x\n\nIncluded is a copy of the message header:\n-----------------------------------------\n" HEADER, "x\n\n", "Received: from a" },
  { "mail-info", "x\n\n-------original mail info\nFrom: me@example.net\nSubject: x\n\n", "x\n\n", "From: me" },
  { "german", "x\n\n----- Urspr\xc3\xbcngliche Nachricht -----\n\n" HEADER, "x\n\n", "Received: from a" },
  { "russian", "x\n\n---- \xd0\x9a\xd0\xbe\xd0\xbf\xd0\xb8\xd1\x8f \xd1\x81\xd0\xbe\xd0\xbe\xd0\xb1\xd1\x89\xd0\xb5\xd0\xbd\xd0\xb8\xd1\x8f ----\n\n" HEADER, "x\n\n", "Received: from a" },
  { "japanese", "x\n\n--- \xe5\x85\x83\xe3\x81\xae\xe3\x83\xa1\xe3\x83\x83\xe3\x82\xbb\xe3\x83\xbc\xe3\x82\xb8 ---\n" HEADER, "x\n\n", "Received: from a" },
  { "no-divider", "could not be delivered\n\n" HEADER, "\n\n", "Received: from a" },
  { "quoted", "x\n\n----- Original message -----\n" QUOTED, "x\n\n", "Received: from a by b\nMessage-ID:" },
  { "indented", "x\n\nOriginal mail as follows:\n\n   From me@example.net  Thu Apr 29 23:34:45 2017\n   Received: from a\n   To: ann@example.com\n\n   body\n", "x\n\n",
    "Received: from a\nTo: ann" },
  { "left-out", "x\n\n------ This is a copy of the message, including all the headers. ------\n\n\n", "x\n\n", NULL },
  { "transcript-goes-on", "x\n\n   ----- Transcript of session follows -----\n550 no\n", "550 no\n", NULL },
  { "description-goes-on", "Your message\n\n  To: a@b.example\n  Subject: x\n  Sent: now\n\ndid not reach\n", "reach\n", NULL },
  { "words-in-a-sentence", "The original message was received at noon.\nTo: somebody\n\nmore\n", "more\n", NULL },
  { "nothing", "", "", NULL },
};

static DsnNotice *
make (DsnArena *arena, const char *text)
{
  return dsn_notice_new (arena, text, strlen (text), 0, TRUE, 1000);
}

static void
check_original (guint row, const char *text, const char *eol)
{
  g_autoptr(DsnArena) arena = dsn_arena_new ();
  g_auto(GStrv) end_lines = g_strsplit (originals[row].notice, "\n", -1);
  g_autofree char *notice_end = g_strjoinv (eol, end_lines);
  const DsnNotice *notice = make (arena, text);
  gsize length;
  const char *original = dsn_notice_get_original (notice, arena, &length);

  g_test_message ("%s", originals[row].name);
  g_assert_cmpuint (notice->end, >=, strlen (notice_end));
  g_assert_true (!strncmp (text + notice->end - strlen (notice_end), notice_end, strlen (notice_end)));
  if (originals[row].original == NULL)
    g_assert_true (original == NULL);
  else
    {
      g_auto(GStrv) lines = g_strsplit (originals[row].original, "\n", -1);

      g_assert_nonnull (original);
      for (guint i = 0; lines[i]; i++)
        g_assert_nonnull (g_strstr_len (original, (gssize) length, lines[i]));
      g_assert_true (g_str_has_prefix (original, lines[0]));
    }
}

static void
test_originals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (originals); i++)
    check_original (i, originals[i].text, "\n");
}

/* The same with other line ends. */
static void
test_line_ends (void)
{
  static const char * const eols[] = { "\r\n", "\r" };

  for (guint k = 0; k < G_N_ELEMENTS (eols); k++)
    for (guint i = 0; i < G_N_ELEMENTS (originals); i++)
      {
        g_auto(GStrv) lines = g_strsplit (originals[i].text, "\n", -1);
        g_autofree char *text = g_strjoinv (eols[k], lines);

        check_original (i, text, eols[k]);
      }
}

static void
test_lines (void)
{
  g_autoptr(DsnArena) arena = dsn_arena_new ();
  const DsnNotice *notice = make (arena, "  two\n\n\tnine \r\n\xc2\xa0x");

  g_assert_cmpuint (notice->n_lines, ==, 4);
  g_assert_cmpuint (notice->lines[0].indent, ==, 2);
  g_assert_true (dsn_line_is_blank (&notice->lines[1]));
  g_assert_cmpuint (notice->lines[2].indent, ==, 8);
  g_assert_cmpuint (notice->lines[2].end - notice->lines[2].content, ==, 4);
  g_assert_cmpuint (notice->lines[3].end - notice->lines[3].content, ==, 1);
}

static void
test_span (void)
{
  g_autoptr(DsnArena) arena = dsn_arena_new ();
  const DsnNotice *exact = make (arena, "abc"), *decoded = dsn_notice_new (arena, "abc", 3, 0, FALSE, 1000);

  g_assert_cmpuint (dsn_notice_span (exact, 1, 3).offset, ==, 1001);
  g_assert_cmpuint (dsn_notice_span (exact, 1, 3).length, ==, 2);
  g_assert_cmpuint (dsn_notice_span (decoded, 1, 3).length, ==, 0);
}

static const struct { const char *name, *html, *text; } pages[] = {
  { "blocks", "<html><body><p>a<br>b</p><p>c</p></body></html>", "a\nb\n\nc\n\n" },
  { "space", "<div>  a \n b\t</div><div>c</div>", "a b\nc\n" },
  { "table", "<table><tr><td>To:</td><td>a@b.example</td></tr><tr><td>x</td></tr></table>", "To:\ta@b.example\nx\n\n" },
  { "pre", "<pre>a\n  b\n</pre>c", "a\n  b\n\nc" },
  { "entities", "<p>&lt;a&#64;b&gt; &amp; &nbsp;&eacute;&#x41;&copy;&unknown; &</p>", "<a@b> & \xc3\xa9" "A\xc2\xa9&unknown; &\n\n" },
  { "dropped", "<head><title>t</title><style>p{}</style></head><script>if (a<b) x</script><p>y<!-- z <b> --></p>", "y\n\n" },
  { "address-as-tag", "<p>to <a@b.example>: no</p>", "to <a@b.example>: no\n\n" },
  { "no-markup", "a < b\n<c@d.example>\n", "a < b\n<c@d.example>\n" },
  { "open-tag", "<p>a<b", "a<b" },
  { "open-comment", "<p>a<!-- b", "a<!-- b" },
  { "open-script", "<p>a<script>b", "a" },
  { "attributes", "<p class=\"x\" title='y'>a</p><img src=x alt=y/>b", "a\n\nb" },
};

static void
test_html (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr(DsnArena) arena = dsn_arena_new ();
      gsize length;
      const char *text = dsn_html_to_text (arena, pages[i].html, strlen (pages[i].html), &length);
      g_autofree char *got = g_strndup (text, length);

      g_test_message ("%s", pages[i].name);
      g_assert_cmpstr (got, ==, pages[i].text);
      g_assert_cmpuint (length, <=, strlen (pages[i].html));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notice/originals", test_originals);
  g_test_add_func ("/notice/line-ends", test_line_ends);
  g_test_add_func ("/notice/lines", test_lines);
  g_test_add_func ("/notice/span", test_span);
  g_test_add_func ("/notice/html", test_html);
  return g_test_run ();
}
