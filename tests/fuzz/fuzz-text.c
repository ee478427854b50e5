/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Any bytes as the text of a notice, plain and as HTML: nothing breaks, what is found is valid UTF-8 and lies in the text, and
 * the same bytes give the same recipients.
 */
#include <string.h>
#include <dsn/dsn.h>
#include "read/dsn-html.h"
#include "read/dsn-text.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check (const DsnRecipient *recipient, gsize length)
{
  g_assert_nonnull (recipient->address);
  g_assert_nonnull (strchr (recipient->address, '@'));
  for (guint i = 0; i < recipient->n_evidence; i++)
    {
      g_assert_true (g_utf8_validate (recipient->evidence[i].text, -1, NULL));
      g_assert_cmpuint (dsn_span_end (recipient->evidence[i].span), <=, length);
    }
}

static guint
read_notice (const char *text, gsize length)
{
  static const char * const never[] = { "me@example.net", NULL }, * const returned[] = { "ann@example.com", NULL };
  const DsnTextHints hints = { .never = never, .returned = returned, .domain = "example.net", .subject = "failure notice" };
  g_autoptr(DsnArena) arena = dsn_arena_new ();
  g_autoptr(GPtrArray) recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) dsn_recipient_unref);
  const DsnNotice *notice = dsn_notice_new (arena, text, length, 0, TRUE, 0);
  gsize original_length;

  g_assert_cmpuint (notice->end, <=, notice->original_at);
  g_assert_cmpuint (notice->original_at, <=, length);
  dsn_notice_get_original (notice, arena, &original_length);
  g_assert_cmpuint (original_length, <=, length);
  dsn_text_read (arena, notice, &hints, recipients);
  for (guint i = 0; i < recipients->len; i++)
    check (g_ptr_array_index (recipients, i), length);
  return recipients->len;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_utf8_make_valid (data ? (const char *) data : "", (gssize) size);
  g_autoptr(DsnArena) arena = dsn_arena_new ();
  gsize length = strlen (text), html_length;
  const char *html = dsn_html_to_text (arena, text, length, &html_length);

  g_assert_cmpuint (html_length, <=, length);
  g_assert_true (g_utf8_validate (html, (gssize) html_length, NULL));
  g_assert_cmpuint (read_notice (text, length), ==, read_notice (text, length));
  read_notice (html, html_length);
  return 0;
}
