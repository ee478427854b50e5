/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Addresses in running text.
 */
#pragma once

#include <glib.h>

typedef struct {
  gsize    start;        /* the address itself ... */
  gsize    end;
  gsize    outer_start;  /* ... and with what encloses it: <>, quotes, brackets, "rfc822;", "mailto:" */
  gsize    outer_end;
  gboolean angled;       /* it stands in <> */
} DsnTextAddress;

/* The next address in text[*from, end); *from is set behind it.  Addresses within URLs are passed over. */
gboolean dsn_text_find_address   (const char *text, gsize *from, gsize end, DsnTextAddress *found);

/* Postmaster, mailer-daemon, abuse and their like: who is written to about mail, not the mail's recipient. */
gboolean dsn_text_is_role        (const char *address, gsize length);
gboolean dsn_text_is_daemon      (const char *address, gsize length);

/* A key under which the same addresses meet: all in ASCII lower case, without brackets and source route.  Free with g_free(). */
char    *dsn_text_address_key    (const char *address, gsize length);
