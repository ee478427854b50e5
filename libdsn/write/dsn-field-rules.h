/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The fields of RFC 3464 in the order of its grammar, and what may stand in them.
 */
#pragma once

#include <glib.h>

typedef enum {
  DSN_FORM_TEXT,
  DSN_FORM_ENVELOPE_ID,
  DSN_FORM_MTA,
  DSN_FORM_ADDRESS,
  DSN_FORM_DATE,
  DSN_FORM_ACTION,
  DSN_FORM_STATUS,
  DSN_FORM_DIAGNOSTIC,
} DsnFieldForm;

typedef struct {
  const char  *name;
  gboolean     per_recipient;
  DsnFieldForm form;
  const char  *type;      /* the type to write where none is given; NULL: it depends on the value */
} DsnFieldRule;

extern const DsnFieldRule dsn_field_rules[];
extern const guint dsn_n_field_rules;

const DsnFieldRule *dsn_field_rules_find (const char *name, gboolean per_recipient);
gboolean  dsn_field_rules_check_name (const char *name, gboolean per_recipient, GError **error);
gboolean  dsn_field_rules_check_safe (const char *name, const char *value, GError **error);
char     *dsn_field_rules_format     (const DsnFieldRule *rule, const char *value, GError **error);
char     *dsn_field_rules_format_address (const char *address);
gsize     dsn_field_rules_type_length (const char *value);
