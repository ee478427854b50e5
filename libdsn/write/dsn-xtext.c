/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The encodings of the SMTP parameters ENVID and ORCPT, both ways and for any input: xtext (RFC 3461 4, G-419) and
 * the three forms of a utf-8 address (RFC 6533 3, G-509 to G-511).  What comes out of a decoder never holds NUL, CR
 * or LF and is valid UTF-8.  The readers of mail are lenient on their own account (model/dsn-address.c); these say
 * what is wrong.
 */
#include <string.h>
#include <dsn/dsn-types.h>
#include <dsn/dsn-xtext.h>

static char *
fail (GError **error, const char *what, gsize at)
{
  g_set_error (error, DSN_ERROR, DSN_ERROR_SYNTAX, "%s at byte %" G_GSIZE_FORMAT, what, at);
  return NULL;
}

static gboolean
is_hex (char c, gboolean strict)
{
  return g_ascii_isxdigit (c) && !(strict && g_ascii_islower (c));
}

static gboolean
is_xchar (char c)
{
  return c > ' ' && c < 0x7f && c != '+' && c != '=';
}

static char *
finish (GString *out, GError **error)
{
  const char *end;

  if (g_utf8_validate (out->str, (gssize) out->len, &end))
    return g_string_free (out, FALSE);
  fail (error, "the decoded text is no UTF-8", (gsize) (end - out->str));
  g_string_free (out, TRUE);
  return NULL;
}

/**
 * dsn_encode_xtext:
 * @text: any text
 *
 * Encodes @text as xtext: what is no printable ASCII, "+" and "=" become "+" and two hexadecimal digits (RFC 3461 4).
 *
 * Returns: (transfer full): the xtext
 */
char *
dsn_encode_xtext (const char *text)
{
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_new (NULL);
  for (; *text; text++)
    if (is_xchar (*text))
      g_string_append_c (out, *text);
    else
      g_string_append_printf (out, "+%02X", (guchar) *text);
  return g_string_free (out, FALSE);
}

/**
 * dsn_decode_xtext:
 * @xtext: text in xtext
 * @strict: whether to refuse what the grammar does not allow: small hexadecimal digits, a "+" without digits, a bare
 *   "="
 * @error: return location for a #GError
 *
 * Decodes xtext (RFC 3461 4). NUL, CR and LF are refused in any case.
 *
 * Returns: (transfer full): the text, or %NULL with %DSN_ERROR_SYNTAX
 */
char *
dsn_decode_xtext (const char *xtext, gboolean strict, GError **error)
{
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (xtext != NULL, NULL);

  out = g_string_new (NULL);
  for (const char *p = xtext; *p; p++)
    {
      gboolean encoded = *p == '+' && is_hex (p[1], strict) && is_hex (p[2], strict);
      int value = encoded ? g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]) : (guchar) *p;

      if (value == 0 || value == '\r' || value == '\n')
        return fail (error, "NUL and line ends may not stand in xtext, not even encoded,", (gsize) (p - xtext));
      if (strict && !encoded && !is_xchar (*p))
        return fail (error, *p == '+' ? "in xtext '+' stands before two capital hexadecimal digits, but not"
                                      : "a character has to be encoded in xtext", (gsize) (p - xtext));
      g_string_append_c (out, (char) value);
      p += encoded ? 2 : 0;
    }
  return finish (g_steal_pointer (&out), error);
}

/**
 * dsn_encode_utf8_address:
 * @address: an address in UTF-8
 * @form: the form to write it in
 *
 * Writes an internationalised address in one of the forms of RFC 6533 3.
 *
 * Returns: (transfer full): the address in that form
 */
char *
dsn_encode_utf8_address (const char *address, DsnAddressForm form)
{
  GString *out;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (g_utf8_validate (address, -1, NULL), NULL);

  if (form == DSN_ADDRESS_FORM_PLAIN)
    return g_strdup (address);
  out = g_string_new (NULL);
  for (const char *p = address; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c <= ' ' || c == '\\' || c == '+' || c == '=' || c == 0x7f || (c > 0x7f && form == DSN_ADDRESS_FORM_XTEXT))
        g_string_append_printf (out, "\\x{%02X}", c);
      else
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

/* The value of "\x{HEX}" at p and how long it is; 0 if it is none. */
static gsize
read_embedded (const char *p, gboolean strict, gunichar *value)
{
  gsize digits = 0;

  if (strncmp (p, "\\x{", 3))
    return 0;
  for (*value = 0; digits < 7 && is_hex (p[3 + digits], strict); digits++)
    *value = *value * 16 + (gunichar) g_ascii_xdigit_value (p[3 + digits]);
  if (digits < 1 || digits > 6 || p[3 + digits] != '}' || !g_unichar_validate (*value))
    return 0;
  if (strict
      && (digits < 2 || (digits > 2 && p[3] == '0')
          || (*value < 0x80 && *value > ' ' && !strchr ("+=\\\x7f", (int) *value))))
    return 0;
  return digits + 4;
}

/**
 * dsn_decode_utf8_address:
 * @text: an address in any of the forms of RFC 6533 3
 * @strict: whether to refuse what the grammar does not allow
 * @error: return location for a #GError
 *
 * Undoes "\x{HEX}". NUL, CR and LF are refused in any case; with @strict also small hexadecimal digits, superfluous
 * zeros, characters that need no encoding and a bare "\", "+" or "=". RFC 6533 3 wants an ORCPT that is not valid to
 * be copied as it is.
 *
 * Returns: (transfer full): the address, or %NULL with %DSN_ERROR_SYNTAX
 */
char *
dsn_decode_utf8_address (const char *text, gboolean strict, GError **error)
{
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_new (NULL);
  for (const char *p = text; *p;)
    {
      gunichar value = (guchar) *p;
      gsize n = read_embedded (p, strict, &value);

      if (n == 0)
        value = (guchar) *p;
      if (value == 0 || value == '\r' || value == '\n')
        return fail (error, "NUL and line ends may not stand in an address, not even encoded,", (gsize) (p - text));
      if (strict && n == 0 && strchr ("\\+= ", *p))
        return fail (error, "a character has to be written as \\x{HEX} in an address", (gsize) (p - text));
      if (n)
        g_string_append_unichar (out, value);
      else
        g_string_append_c (out, *p);
      p += n ? n : 1;
    }
  return finish (g_steal_pointer (&out), error);
}

/**
 * dsn_check_envid:
 * @envid: the ENVID parameter as it stands in SMTP
 * @error: return location for a #GError
 *
 * Checks an ENVID: xtext of at most 100 characters that decodes to printable ASCII (RFC 3461 4.4, 5.1).
 *
 * Returns: whether it is one; %FALSE with %DSN_ERROR_SYNTAX or %DSN_ERROR_LIMIT
 */
gboolean
dsn_check_envid (const char *envid, GError **error)
{
  g_autofree char *decoded = NULL;

  g_return_val_if_fail (envid != NULL, FALSE);

  if (strlen (envid) > DSN_ENVELOPE_ID_BYTES)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_LIMIT, "an envelope id has at most %d characters",
                   DSN_ENVELOPE_ID_BYTES);
      return FALSE;
    }
  decoded = dsn_decode_xtext (envid, TRUE, error);
  if (decoded == NULL)
    return FALSE;
  for (const char *p = decoded; *p; p++)
    if (*p < ' ' || *p > '~')
      return fail (error, "an envelope id is printable ASCII, but not", (gsize) (p - decoded)) != NULL;
  return TRUE;
}

/**
 * dsn_decode_orcpt:
 * @orcpt: the ORCPT parameter as it stands in SMTP: a type, ";" and the encoded address
 * @type: (out) (optional): the type, such as "rfc822" or "utf-8"
 * @error: return location for a #GError
 *
 * Decodes an ORCPT (RFC 3461 4.2, RFC 6533 3). A utf-8 address that is not valid is given as it stands, as RFC 6533 3
 * wants.
 *
 * Returns: (transfer full): the address, or %NULL with %DSN_ERROR_SYNTAX or %DSN_ERROR_LIMIT
 */
char *
dsn_decode_orcpt (const char *orcpt, char **type, GError **error)
{
  const char *semicolon;
  g_autofree char *name = NULL, *address = NULL;

  g_return_val_if_fail (orcpt != NULL, NULL);

  if (strlen (orcpt) > DSN_ORIGINAL_RECIPIENT_BYTES)
    {
      g_set_error (error, DSN_ERROR, DSN_ERROR_LIMIT, "an original recipient has at most %d characters",
                   DSN_ORIGINAL_RECIPIENT_BYTES);
      return NULL;
    }
  semicolon = strchr (orcpt, ';');
  if (semicolon == NULL || semicolon == orcpt || semicolon[1] == '\0')
    return fail (error, "an original recipient is a type, ';' and an address, as in rfc822;user@example.com, but not",
                 0);
  name = g_strndup (orcpt, (gsize) (semicolon - orcpt));
  for (const char *p = name; *p; p++)
    if (!g_ascii_isalnum (*p) && *p != '-')
      return fail (error, "the type of an original recipient is made of letters, digits and '-', but not",
                   (gsize) (p - name));

  if (!g_ascii_strcasecmp (name, "utf-8"))
    {
      address = dsn_decode_utf8_address (semicolon + 1, TRUE, NULL);
      if (address == NULL && g_utf8_validate (semicolon + 1, -1, NULL) && !strpbrk (semicolon + 1, "\r\n"))
        address = g_strdup (semicolon + 1);
    }
  else
    address = dsn_decode_xtext (semicolon + 1, FALSE, error);
  if (address == NULL)
    return error && *error ? NULL : fail (error, "an original recipient is not valid", (gsize) (semicolon + 1 - orcpt));
  if (type)
    *type = g_steal_pointer (&name);
  return g_steal_pointer (&address);
}
