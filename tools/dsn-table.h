/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Results as rows: CSV (dsn_format_csv), bare addresses (dsn_format_addresses), and lines after the user's template
 * (dsn_format_template).
 */
#pragma once

#include "dsn-result.h"

/* A template: {field} stands for a value, \t \n \r \\ \{ for characters.  NULL with an error for an unknown field. */
DsnTemplate *dsn_template_new  (const char *text, GError **error);
void         dsn_template_free (DsnTemplate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnTemplate, dsn_template_free)
