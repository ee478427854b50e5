/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writing notifications: delivery status notifications by RFC 3464, RFC 6522 and RFC 6533.
 */
#pragma once

#include <gio/gio.h>
#include <dsn/dsn-notify.h>
#include <dsn/dsn-report.h>

G_BEGIN_DECLS

/**
 * DsnProfile:
 * @DSN_PROFILE_MAPPED: a reply without enhanced code gets one from the reply, the stage and the text; a contradiction is mended
 * @DSN_PROFILE_STRICT: a reply without enhanced code gets X.0.0 (RFC 3461 6.3); a contradiction is refused
 * @DSN_PROFILE_VERBATIM: as strict, but a contradicting enhanced code is written as it was given
 *
 * How a reply becomes a status.
 */
typedef enum {
  DSN_PROFILE_MAPPED,
  DSN_PROFILE_STRICT,
  DSN_PROFILE_VERBATIM,
  /*< private >*/
  DSN_PROFILE_LAST
} DsnProfile;

/**
 * DsnReturn:
 * @DSN_RETURN_DEFAULT: the sender did not say: the whole message if something failed, else its headers
 * @DSN_RETURN_FULL: the whole message, where RFC 3461 4.3 lets it
 * @DSN_RETURN_HEADERS: its header fields
 *
 * How much of the original message is returned.
 */
typedef enum {
  DSN_RETURN_DEFAULT,
  DSN_RETURN_FULL,
  DSN_RETURN_HEADERS,
  /*< private >*/
  DSN_RETURN_LAST
} DsnReturn;

/**
 * DsnExpiry:
 * @DSN_EXPIRY_NONE: the time did not run out
 * @DSN_EXPIRY_LAST: it did; the status is that of the last attempt
 * @DSN_EXPIRY_TIMEOUT: it did; the status is 4.4.7
 * @DSN_EXPIRY_PERMANENT: it did; the status is that of the last attempt with class 5
 *
 * What to write when a message was given up because it could not be delivered in time.
 */
typedef enum {
  DSN_EXPIRY_NONE,
  DSN_EXPIRY_LAST,
  DSN_EXPIRY_TIMEOUT,
  DSN_EXPIRY_PERMANENT,
  /*< private >*/
  DSN_EXPIRY_LAST_VALUE
} DsnExpiry;

/**
 * DsnCause:
 * @DSN_CAUSE_NONE: there is a reply
 * @DSN_CAUSE_NO_DOMAIN: the domain does not exist
 * @DSN_CAUSE_NULL_MX: the domain says that it takes no mail (RFC 7505)
 * @DSN_CAUSE_NO_ADDRESS: the mail host has no address
 * @DSN_CAUSE_DNS_FAILURE: the DNS could not be asked
 * @DSN_CAUSE_REFUSED: the connection was refused
 * @DSN_CAUSE_CONNECT_TIMEOUT: nobody answered
 * @DSN_CAUSE_LOST: the connection broke
 * @DSN_CAUSE_TIMEOUT: the conversation timed out
 * @DSN_CAUSE_TLS: TLS is needed and was not offered or failed
 * @DSN_CAUSE_REQUIRETLS: the message demands TLS all the way (RFC 8689)
 * @DSN_CAUSE_LOOP: the message loops
 * @DSN_CAUSE_HOPS: too many hops
 * @DSN_CAUSE_SIZE: larger than the next server takes
 * @DSN_CAUSE_SMTPUTF8: the next server takes no internationalised mail
 * @DSN_CAUSE_8BIT: the next server takes no 8-bit mail and the message must not be changed
 * @DSN_CAUSE_EXPIRED: the time ran out
 * @DSN_CAUSE_NO_USER: no such user here
 * @DSN_CAUSE_QUOTA: the mailbox is full
 * @DSN_CAUSE_POLICY: refused by a rule
 * @DSN_CAUSE_VIRUS: malware was found
 * @DSN_CAUSE_CONFIG: this system is wrongly configured
 * @DSN_CAUSE_MOVED: the user has moved
 *
 * Why a delivery did not succeed where no server replied.
 */
typedef enum {
  DSN_CAUSE_NONE,
  DSN_CAUSE_NO_DOMAIN,
  DSN_CAUSE_NULL_MX,
  DSN_CAUSE_NO_ADDRESS,
  DSN_CAUSE_DNS_FAILURE,
  DSN_CAUSE_REFUSED,
  DSN_CAUSE_CONNECT_TIMEOUT,
  DSN_CAUSE_LOST,
  DSN_CAUSE_TIMEOUT,
  DSN_CAUSE_TLS,
  DSN_CAUSE_REQUIRETLS,
  DSN_CAUSE_LOOP,
  DSN_CAUSE_HOPS,
  DSN_CAUSE_SIZE,
  DSN_CAUSE_SMTPUTF8,
  DSN_CAUSE_8BIT,
  DSN_CAUSE_EXPIRED,
  DSN_CAUSE_NO_USER,
  DSN_CAUSE_QUOTA,
  DSN_CAUSE_POLICY,
  DSN_CAUSE_VIRUS,
  DSN_CAUSE_CONFIG,
  DSN_CAUSE_MOVED,
  /*< private >*/
  DSN_CAUSE_LAST
} DsnCause;

/**
 * DsnRecipientFlags:
 * @DSN_RECIPIENT_FLAGS_NONE: nothing special
 * @DSN_RECIPIENT_SOFT_BOUNCE: a permanent refusal is tried again on purpose, so that a delay may be reported for it
 * @DSN_RECIPIENT_CONFIDENTIAL: where the mail was forwarded to must not be told (RFC 3464 4.2)
 *
 * What is special about a recipient.
 */
typedef enum {
  DSN_RECIPIENT_FLAGS_NONE   = 0,
  DSN_RECIPIENT_SOFT_BOUNCE  = 1 << 0,
  DSN_RECIPIENT_CONFIDENTIAL = 1 << 1,
} DsnRecipientFlags;

/**
 * DsnBuilderFlags:
 * @DSN_BUILDER_FLAGS_NONE: nothing special
 * @DSN_BUILDER_CRLF: lines end with CR LF, as they do on the wire, and not with LF alone
 * @DSN_BUILDER_SEVEN_BIT: the way back takes 7-bit messages only
 *
 * How to write a notification.
 */
typedef enum {
  DSN_BUILDER_FLAGS_NONE = 0,
  DSN_BUILDER_CRLF       = 1 << 0,
  DSN_BUILDER_SEVEN_BIT  = 1 << 1,
} DsnBuilderFlags;

#define DSN_TYPE_BUILDER (dsn_builder_get_type ())
DSN_API G_DECLARE_FINAL_TYPE (DsnBuilder, dsn_builder, DSN, BUILDER, GObject)

DSN_API DsnBuilder *dsn_builder_new                  (const char *reporting_mta);

/* what is reported */
DSN_API void        dsn_builder_set_field            (DsnBuilder *self, const char *name, const char *value);
DSN_API guint       dsn_builder_add_recipient        (DsnBuilder *self, const char *address);
DSN_API void        dsn_builder_set_recipient_field  (DsnBuilder *self, guint recipient, const char *name, const char *value);
DSN_API void        dsn_builder_set_recipient_reply  (DsnBuilder *self, guint recipient, const char *reply, DsnStage stage);
DSN_API void        dsn_builder_set_recipient_cause  (DsnBuilder *self, guint recipient, DsnCause cause);
DSN_API void        dsn_builder_set_recipient_expiry (DsnBuilder *self, guint recipient, DsnExpiry expiry);
DSN_API void        dsn_builder_set_recipient_flags  (DsnBuilder *self, guint recipient, DsnRecipientFlags flags);
DSN_API void        dsn_builder_set_recipient_notify (DsnBuilder *self, guint recipient, DsnNotify notify);
DSN_API void        dsn_builder_set_profile          (DsnBuilder *self, DsnProfile profile);

/* the message that it is about */
DSN_API void        dsn_builder_set_original         (DsnBuilder *self, GBytes *message);
DSN_API gboolean    dsn_builder_set_original_fd      (DsnBuilder *self, int fd, GError **error);
DSN_API void        dsn_builder_set_return           (DsnBuilder *self, DsnReturn what, guint64 size_limit);
DSN_API void        dsn_builder_set_return_path      (DsnBuilder *self, const char *address);

/* the notification itself */
DSN_API void        dsn_builder_set_from             (DsnBuilder *self, const char *address);
DSN_API void        dsn_builder_set_subject          (DsnBuilder *self, const char *subject);
DSN_API void        dsn_builder_set_date             (DsnBuilder *self, const char *date);
DSN_API void        dsn_builder_set_message_id       (DsnBuilder *self, const char *message_id);
DSN_API void        dsn_builder_set_boundary         (DsnBuilder *self, const char *boundary);
DSN_API void        dsn_builder_set_seed             (DsnBuilder *self, guint64 seed);
DSN_API void        dsn_builder_set_language         (DsnBuilder *self, const char *language);
DSN_API void        dsn_builder_set_flags            (DsnBuilder *self, DsnBuilderFlags flags);

/* the result */
DSN_API DsnReport  *dsn_builder_build                (DsnBuilder *self, GError **error);
DSN_API gboolean    dsn_builder_write                (DsnBuilder *self, GOutputStream *stream, GCancellable *cancellable,
                                                      GError **error);
DSN_API GBytes     *dsn_builder_to_bytes             (DsnBuilder *self, GError **error);
DSN_API char       *dsn_builder_dup_envelope         (DsnBuilder *self, GError **error);
DSN_API char      **dsn_builder_dup_notes            (DsnBuilder *self);

DSN_API const char *dsn_profile_to_string            (DsnProfile profile);
DSN_API gboolean    dsn_profile_from_string          (const char *nick, DsnProfile *profile);
DSN_API const char *dsn_cause_to_string              (DsnCause cause);
DSN_API gboolean    dsn_cause_from_string            (const char *nick, DsnCause *cause);

G_END_DECLS
