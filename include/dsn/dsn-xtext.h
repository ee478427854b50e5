/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The encodings of SMTP parameters: xtext (RFC 3461 4) and the forms of a utf-8 address (RFC 6533 3).
 */
#pragma once

#include <dsn/dsn-macros.h>

G_BEGIN_DECLS

#define DSN_ENVELOPE_ID_BYTES        100    /* an ENVID in xtext (RFC 3461 5.1) */
#define DSN_ORIGINAL_RECIPIENT_BYTES 500    /* an ORCPT with its type */

/**
 * DsnAddressForm:
 * @DSN_ADDRESS_FORM_XTEXT: utf-8-addr-xtext: ASCII alone, for ORCPT without SMTPUTF8 and for message/delivery-status
 * @DSN_ADDRESS_FORM_UNITEXT: utf-8-addr-unitext: UTF-8, for ORCPT with SMTPUTF8
 * @DSN_ADDRESS_FORM_PLAIN: utf-8-address: nothing encoded, for message/global-delivery-status
 *
 * How an internationalised address is written.
 */
typedef enum {
  DSN_ADDRESS_FORM_XTEXT,
  DSN_ADDRESS_FORM_UNITEXT,
  DSN_ADDRESS_FORM_PLAIN,
} DsnAddressForm;

DSN_API char     *dsn_encode_xtext              (const char *text);
DSN_API char     *dsn_decode_xtext              (const char *xtext, gboolean strict, GError **error);
DSN_API char     *dsn_encode_utf8_address       (const char *address, DsnAddressForm form);
DSN_API char     *dsn_decode_utf8_address       (const char *text, gboolean strict, GError **error);
DSN_API gboolean  dsn_check_envid               (const char *envid, GError **error);
DSN_API char     *dsn_decode_orcpt              (const char *orcpt, char **type, GError **error);

G_END_DECLS
