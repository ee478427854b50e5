/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * HTML to text, as far as notices need it.
 */
#pragma once

#include "model/dsn-arena.h"

/* The text of an HTML document in lines; valid UTF-8 if the document is.  Never longer than the document. */
char *dsn_html_to_text (DsnArena *arena, const char *html, gsize length, gsize *out_length);
