/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The things that a pattern can take out of a text.
 */
#pragma once

#include "rules/dsn-pattern.h"

/* The longest thing of that type that begins at @at of a folded text: how many bytes it takes, 0 if there is none.
 * What counts of it is at [*start, *end).  @first: nothing but a run stands before it in the pattern, so it must
 * begin at a border.
 * @next: the text that must follow it, "" if that is anything. */
gsize dsn_capture_scan (DsnCaptureType type, const char *text, gsize length, gsize at, gboolean first, const char *next,
                        gsize *start, gsize *end);

/* Whether it is worth while to look for one at @at: nearly always FALSE where there is none. */
gboolean dsn_capture_may_begin (DsnCaptureType type, const char *text, gsize at, gboolean first);

/* The lowest place where one that ends at @at may begin; @at if there can be none.  Not for hosts and {text}. */
gsize dsn_capture_reach_back (DsnCaptureType type, const char *text, gsize at);
