/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Results as rows: CSV, bare addresses, and lines after a template of the user's.
 */
#pragma once

#include "dsn-result.h"

typedef struct _DsnTemplate DsnTemplate;

void         dsn_table_append_csv_header (GString *out, const DsnDetail *detail);
void         dsn_table_append_csv        (GString *out, const DsnResult *result, const DsnDetail *detail);

/* The addresses, one a line.  Gives the number of those that were left out because a program that reads them could take
 * them for something else. */
guint        dsn_table_append_addresses  (GString *out, const DsnResult *result);

/* A template: {field} stands for a value, \t \n \r \\ \{ for characters.  NULL with an error for an unknown field. */
DsnTemplate *dsn_template_new            (const char *text, GError **error);
void         dsn_template_free           (DsnTemplate *self);
void         dsn_template_append         (GString *out, const DsnTemplate *self, const DsnResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnTemplate, dsn_template_free)
