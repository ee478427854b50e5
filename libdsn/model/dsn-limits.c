/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The limits by name, with their defaults.
 */
#include <string.h>
#include <dsn/dsn-limits.h>
#include <dsn/dsn-types.h>

static const struct { const char *name; gsize place; guint64 standard; } table[] = {
  { "message-bytes", G_STRUCT_OFFSET (DsnLimits, message_bytes), DSN_LIMIT_MESSAGE_BYTES },
  { "header-bytes",  G_STRUCT_OFFSET (DsnLimits, header_bytes),  DSN_LIMIT_HEADER_BYTES },
  { "field-bytes",   G_STRUCT_OFFSET (DsnLimits, field_bytes),   DSN_LIMIT_FIELD_BYTES },
  { "address-bytes", G_STRUCT_OFFSET (DsnLimits, address_bytes), DSN_LIMIT_ADDRESS_BYTES },
  { "line-bytes",    G_STRUCT_OFFSET (DsnLimits, line_bytes),    DSN_LIMIT_LINE_BYTES },
  { "fields",        G_STRUCT_OFFSET (DsnLimits, fields),        DSN_LIMIT_FIELDS },
  { "parts",         G_STRUCT_OFFSET (DsnLimits, parts),         DSN_LIMIT_PARTS },
  { "depth",         G_STRUCT_OFFSET (DsnLimits, depth),         DSN_LIMIT_DEPTH },
  { "text-bytes",    G_STRUCT_OFFSET (DsnLimits, text_bytes),    DSN_LIMIT_TEXT_BYTES },
  { "report-bytes",  G_STRUCT_OFFSET (DsnLimits, report_bytes),  DSN_LIMIT_REPORT_BYTES },
  { "recipients",    G_STRUCT_OFFSET (DsnLimits, recipients),    DSN_LIMIT_RECIPIENTS },
};

/**
 * dsn_limits_init:
 * @limits: (out caller-allocates): filled with the defaults
 */
void
dsn_limits_init (DsnLimits *limits)
{
  g_return_if_fail (limits != NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    G_STRUCT_MEMBER (guint64, limits, table[i].place) = table[i].standard;
}

/**
 * dsn_limits_complete:
 * @limits: (inout): limits whose members of value 0 are to become the defaults
 */
void
dsn_limits_complete (DsnLimits *limits)
{
  g_return_if_fail (limits != NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (G_STRUCT_MEMBER (guint64, limits, table[i].place) == 0)
      G_STRUCT_MEMBER (guint64, limits, table[i].place) = table[i].standard;
}

/**
 * dsn_limits_parse:
 * @limits: (inout): limits to change
 * @text: "name=number,name=number"; the names are the members' with "-" for "_"
 * @error: return location for a #GError
 *
 * Returns: whether @text was understood; if not, %DSN_ERROR_SYNTAX says what was wrong and @limits may be changed in part
 */
gboolean
dsn_limits_parse (DsnLimits *limits, const char *text, GError **error)
{
  g_auto (GStrv) items = NULL;

  g_return_val_if_fail (limits != NULL && text != NULL, FALSE);

  items = g_strsplit (text, ",", -1);
  for (char **item = items; *item; item++)
    {
      char *equals = strchr (g_strstrip (*item), '=');
      gsize name = equals ? (gsize) (equals - *item) : strlen (*item), i;
      guint64 value;

      for (i = 0; i < G_N_ELEMENTS (table); i++)
        if (strlen (table[i].name) == name && !g_ascii_strncasecmp (table[i].name, *item, name))
          break;
      if (i == G_N_ELEMENTS (table))
        {
          g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "no limit is named '%.*s'; there are message-bytes, header-bytes, "
                       "field-bytes, address-bytes, line-bytes, fields, parts, depth, text-bytes, report-bytes and recipients",
                       (int) MIN (name, 40), *item);
          return FALSE;
        }
      if (!equals || !g_ascii_string_to_unsigned (equals + 1, 10, 1, G_MAXINT64, &value, NULL))
        {
          g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "limit %s wants a whole number from 1 up, as in %s=%" G_GUINT64_FORMAT,
                       table[i].name, table[i].name, table[i].standard);
          return FALSE;
        }
      G_STRUCT_MEMBER (guint64, limits, table[i].place) = value;
    }
  return TRUE;
}
