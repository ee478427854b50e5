/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The per-message and per-recipient fields of RFC 3464 2.2 and 2.3 (G-201 to G-312): takes a name and the value that
 * a caller gives, with or without a type, and gives the field body to write, or an error that names the field.
 * Addresses are never rewritten (G-302); host names become A-labels, dates get a numeric zone.
 */
#include <string.h>
#include <dsn/dsn-types.h>
#include <dsn/dsn-xtext.h>
#include "model/dsn-text-private.h"
#include "write/dsn-date.h"
#include "write/dsn-field-rules.h"
#include "write/dsn-wire.h"

#define VALUE_MAX       65536   /* one field */
#define ADDRESS_MAX     900     /* must fit on one line with its name */

const DsnFieldRule dsn_field_rules[] = {
  { "Original-Envelope-Id", FALSE, DSN_FORM_ENVELOPE_ID, NULL },
  { "Reporting-MTA",        FALSE, DSN_FORM_MTA,         NULL },
  { "DSN-Gateway",          FALSE, DSN_FORM_MTA,         NULL },
  { "Received-From-MTA",    FALSE, DSN_FORM_MTA,         "dns" },
  { "Arrival-Date",         FALSE, DSN_FORM_DATE,        NULL },

  { "Original-Recipient",   TRUE,  DSN_FORM_ADDRESS,     NULL },
  { "Final-Recipient",      TRUE,  DSN_FORM_ADDRESS,     NULL },
  { "Action",               TRUE,  DSN_FORM_ACTION,      NULL },
  { "Status",               TRUE,  DSN_FORM_STATUS,      NULL },
  { "Remote-MTA",           TRUE,  DSN_FORM_MTA,         "dns" },
  { "Diagnostic-Code",      TRUE,  DSN_FORM_DIAGNOSTIC,  "X-Libdsn" },
  { "Last-Attempt-Date",    TRUE,  DSN_FORM_DATE,        NULL },
  { "Final-Log-ID",         TRUE,  DSN_FORM_TEXT,        NULL },
  { "Will-Retry-Until",     TRUE,  DSN_FORM_DATE,        NULL },
};

const guint dsn_n_field_rules = G_N_ELEMENTS (dsn_field_rules);

/* Registered, or defined by an RFC, beside those of RFC 3464; others have to begin with "X-" (G-206). */
static const struct {
  const char *name;
  gboolean    per_recipient;
} extensions[] = {
  { "Deliver-By-Date", FALSE },          /* RFC 2852 */
  { "Deliver-By-Date", TRUE },
  { "Future-Release-Request", FALSE },   /* RFC 4865 */
  { "SMTP-Remote-Recipient", TRUE },     /* RFC 3461 6.3 (j) */
  { "Localized-Diagnostic", TRUE },      /* RFC 6533 4 */
};

const DsnFieldRule *
dsn_field_rules_find (const char *name, gboolean per_recipient)
{
  for (guint i = 0; i < G_N_ELEMENTS (dsn_field_rules); i++)
    if (dsn_field_rules[i].per_recipient == per_recipient && !g_ascii_strcasecmp (dsn_field_rules[i].name, name))
      return &dsn_field_rules[i];
  return NULL;
}

gboolean
dsn_field_rules_check_name (const char *name, gboolean per_recipient, GError **error)
{
  gboolean token = name[0] != '\0' && strlen (name) <= 70;

  for (const char *p = name; *p; p++)
    token &= g_ascii_isalnum (*p) || *p == '-' || *p == '_';
  if (!token)
    {
      g_autofree char *shown = dsn_wire_make_safe (name, (gssize) MIN (strlen (name), 70));

      g_set_error (error, DSN_ERROR, DSN_ERROR_UNSAFE, "'%s' cannot be the name of a field", shown);
      return FALSE;
    }
  if (dsn_field_rules_find (name, per_recipient) || (g_ascii_strncasecmp (name, "X-", 2) == 0 && name[2]))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (extensions[i].per_recipient == per_recipient && !g_ascii_strcasecmp (extensions[i].name, name))
      return TRUE;
  g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX,
               "%s is no %s field of RFC 3464, and the name of an own one begins with X-", name,
               per_recipient ? "per-recipient" : "per-message");
  return FALSE;
}

/* G-606 */
gboolean
dsn_field_rules_check_safe (const char *name, const char *value, GError **error)
{
  const char *end;

  if (strlen (value) > VALUE_MAX)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_LIMIT, "%s is longer than %d bytes", name, VALUE_MAX);
      return FALSE;
    }
  if (dsn_wire_is_safe (value))
    return TRUE;
  for (const char *p = value; *p; p++)
    if ((guchar) *p < 0x20 && *p != '\t')
      {
        g_set_error (error, DSN_ERROR, DSN_ERROR_UNSAFE,
                     "%s holds a %s at byte %u, which could begin a field of its own", name,
                     *p == '\n' || *p == '\r' ? "line end" : "control character", (guint) (p - value));
        return FALSE;
      }
  if (!g_utf8_validate (value, -1, &end))
    g_set_error (error, DSN_ERROR, DSN_ERROR_UNSAFE, "%s is no UTF-8 at byte %u", name, (guint) (end - value));
  else
    g_set_error (error, DSN_ERROR, DSN_ERROR_UNSAFE, "%s holds a control character", name);
  return FALSE;
}

static char *
fail (GError **error, const char *name, const char *what)
{
  g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "%s: %s", name, what);
  return NULL;
}

/* The length of the type before the ";", 0 if there is none. */
gsize
dsn_field_rules_type_length (const char *value)
{
  gsize n = 0;

  while (g_ascii_isalnum (value[n]) || value[n] == '-' || value[n] == '_')
    n++;
  return value[n + strspn (value + n, " \t")] == ';' ? n : 0;
}

static const char *
behind_type (const char *value, gsize type)
{
  if (type == 0)
    return value;
  value = strchr (value, ';') + 1;
  return value + strspn (value, " \t");
}

static gboolean
is_host_name (const char *name, gsize length)
{
  gboolean dot = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (name[i]) && !strchr ("-._", name[i]))
        return FALSE;
      dot |= name[i] == '.' && i > 0 && i + 1 < length;
    }
  return dot && length <= 255;
}

/* "mx.example (192.0.2.1)" with the type that it has: dns for a qualified name or a domain literal (G-202). */
static char *
format_mta (const DsnFieldRule *rule, const char *value, GError **error)
{
  gsize type = dsn_field_rules_type_length (value);
  const char *name = behind_type (value, type);
  gsize length = strcspn (name, " \t(");
  const char *rest = name + length + strspn (name + length, " \t");
  g_autofree char *host = g_strndup (name, length);
  g_autofree char *kind = type ? g_strndup (value, type) : g_strdup (rule->type);

  if (length == 0)
    return fail (error, rule->name, "the name of a host is missing");
  if (!g_str_is_ascii (host))
    {
      g_autofree char *ascii = g_hostname_to_ascii (host);

      if (ascii == NULL)
        return fail (error, rule->name, "the name of the host cannot be written in ASCII");
      g_free (g_steal_pointer (&host));
      host = g_steal_pointer (&ascii);
    }
  if (kind == NULL)
    kind = g_strdup (is_host_name (host, strlen (host)) || host[0] == '[' ? "dns" : "x-local-hostname");
  return g_strconcat (kind, "; ", host, *rest ? " " : NULL, rest, NULL);
}

/* An address as the envelope had it, only its angle brackets taken off. */
char *
dsn_field_rules_format_address (const char *address)
{
  gsize type = dsn_field_rules_type_length (address);
  const char *value = behind_type (address, type);
  g_autofree char *bare = g_strstrip (g_strdup (value));
  gsize length = strlen (bare);

  if (length > 1 && bare[0] == '<' && bare[length - 1] == '>')
    {
      bare[length - 1] = '\0';
      memmove (bare, bare + 1, length - 1);
    }
  if (*bare == '\0')
    return NULL;
  if (type)
    return g_strdup_printf ("%.*s; %s", (int) type, address, bare);
  return g_strconcat (g_str_is_ascii (bare) ? "rfc822; " : "utf-8; ", bare, NULL);
}

static char *
format_address (const DsnFieldRule *rule, const char *value, GError **error)
{
  g_autofree char *address = dsn_field_rules_format_address (value);

  if (address == NULL)
    return fail (error, rule->name, "the address is empty");
  if (strlen (address) > ADDRESS_MAX)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_LIMIT, "%s: the address is longer than %d bytes", rule->name,
                   ADDRESS_MAX);
      return NULL;
    }
  return g_steal_pointer (&address);
}

static char *
format_envelope_id (const DsnFieldRule *rule, const char *value, GError **error)
{
  g_autofree char *xtext = dsn_encode_xtext (value);

  if (!dsn_check_envid (xtext, error))
    {
      g_prefix_error (error, "%s: ", rule->name);
      return NULL;
    }
  return g_strdup (value);
}

static char *
format_diagnostic (const DsnFieldRule *rule, const char *value, GError **error)
{
  gsize type = dsn_field_rules_type_length (value);
  const char *text = behind_type (value, type);

  if (*text == '\0')
    return fail (error, rule->name, "the text is missing");
  return type ? g_strdup_printf ("%.*s; %s", (int) type, value, text) : g_strconcat (rule->type, "; ", text, NULL);
}

static char *
format_status (const DsnFieldRule *rule, const char *value, GError **error)
{
  DsnStatus status;
  gsize n = dsn_status_read (value, strlen (value), &status);

  if (n == 0 || value[n] != '\0')
    return fail (error, rule->name, "a status is a class of 2, 4 or 5, a subject and a detail, as in 5.1.1");
  return g_strdup (value);
}

/* The field body for a value that dsn_field_rules_check_safe() has passed. */
char *
dsn_field_rules_format (const DsnFieldRule *rule, const char *value, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (value));
  char *result = NULL;
  DsnAction action;

  if (*trimmed == '\0')
    return fail (error, rule->name, "the value is empty");
  switch (rule->form)
    {
    case DSN_FORM_TEXT:
      return g_steal_pointer (&trimmed);
    case DSN_FORM_ENVELOPE_ID:
      return format_envelope_id (rule, trimmed, error);
    case DSN_FORM_MTA:
      return format_mta (rule, trimmed, error);
    case DSN_FORM_ADDRESS:
      return format_address (rule, trimmed, error);
    case DSN_FORM_STATUS:
      return format_status (rule, trimmed, error);
    case DSN_FORM_DIAGNOSTIC:
      return format_diagnostic (rule, trimmed, error);
    case DSN_FORM_DATE:
      result = dsn_date_normalise (trimmed);
      return result ? result
                    : fail (error, rule->name,
                            "no date of RFC 5322 or ISO 8601 with its zone, as in 'Sat, 21 Nov 2026 20:20:08 +0000'");
    case DSN_FORM_ACTION:
      if (dsn_action_from_string (trimmed, &action) && action != DSN_ACTION_NONE)
        return g_strdup (dsn_action_to_string (action));
      return fail (error, rule->name, "it is one of failed, delayed, delivered, relayed, expanded");
    }
  return NULL;
}
