/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Addresses and other "type; value" fields as values: xtext (RFC 3461 4), the utf-8 address forms (RFC 6533 3), comments.
 */
#pragma once

#include <dsn/dsn-recipient.h>
#include "model/dsn-arena.h"

typedef enum {
  DSN_TYPED_ADDRESS,        /* Final-Recipient */
  DSN_TYPED_ORIGINAL,       /* Original-Recipient: an address that may still be in xtext */
  DSN_TYPED_MTA,            /* Reporting-MTA, Remote-MTA, ... */
  DSN_TYPED_DIAGNOSTIC,     /* Diagnostic-Code */
} DsnTypedKind;

/* Reads an unfolded field value, valid UTF-8.  What it does not understand it keeps as the value. */
void     dsn_typed_parse          (DsnArena *arena, DsnTypedKind kind, const char *verbatim, DsnTyped *typed);

/* The spelling of an address to report: without <>, blanks, "mailto:" and a final dot, domain in lower case.  NULL if
 * nothing is left. */
char    *dsn_address_clean        (DsnArena *arena, const char *text, gsize length);

/* Whether it has the form local@domain with neither side empty and no byte that no address may have. */
gboolean dsn_address_is_plausible (const char *address);

/* Same mailbox as far as spelling tells: domain case-blind, local part as it is; of equal text apart from letter case in
 * the local part when `loose`. */
gboolean dsn_address_equal        (const char *a, const char *b, gboolean loose);

char    *dsn_xtext_decode         (DsnArena *arena, const char *text, gsize length, gboolean *clean);
char    *dsn_utf8_address_decode  (DsnArena *arena, const char *text, gsize length);
char    *dsn_octal_decode         (DsnArena *arena, const char *text, gsize length);
