/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The vocabulary: enumerations, flags and errors.  Each value has a nick ("user-unknown") that never changes meaning;
 * the `_to_string` functions give it, the `_from_string` functions take it.
 */
#pragma once

#include <dsn/dsn-macros.h>

G_BEGIN_DECLS

/**
 * DsnKind:
 * @DSN_KIND_ORDINARY: none of the others: a human should see it (RFC 3461 5.2.7.1)
 * @DSN_KIND_BOUNCE: a delivery failed
 * @DSN_KIND_DELAY: a delivery is late and still being tried
 * @DSN_KIND_SUCCESS: delivered, relayed or expanded
 * @DSN_KIND_COMPLAINT: an abuse or opt-out report (RFC 5965)
 * @DSN_KIND_AUTO_REPLY: an automatic answer (RFC 3834)
 * @DSN_KIND_RECEIPT: a disposition notification (RFC 8098)
 *
 * What a message is.
 */
typedef enum {
  DSN_KIND_ORDINARY,
  DSN_KIND_BOUNCE,
  DSN_KIND_DELAY,
  DSN_KIND_SUCCESS,
  DSN_KIND_COMPLAINT,
  DSN_KIND_AUTO_REPLY,
  DSN_KIND_RECEIPT,
  /*< private >*/
  DSN_KIND_LAST
} DsnKind;

/**
 * DsnAction:
 * @DSN_ACTION_NONE: not said
 * @DSN_ACTION_FAILED: given up
 * @DSN_ACTION_DELAYED: not yet delivered, still being tried
 * @DSN_ACTION_DELIVERED: delivered
 * @DSN_ACTION_RELAYED: handed to a system that sends no notifications
 * @DSN_ACTION_EXPANDED: handed to the members of an alias
 *
 * The Action of a recipient (RFC 3464 2.3.3).
 */
typedef enum {
  DSN_ACTION_NONE,
  DSN_ACTION_FAILED,
  DSN_ACTION_DELAYED,
  DSN_ACTION_DELIVERED,
  DSN_ACTION_RELAYED,
  DSN_ACTION_EXPANDED,
  /*< private >*/
  DSN_ACTION_LAST
} DsnAction;

/**
 * DsnReason:
 *
 * Why a delivery failed.  docs/reasons.md says of each what it is, what it is not and whose fault it is.
 */
typedef enum {
  DSN_REASON_UNSPECIFIED,
  DSN_REASON_USER_UNKNOWN,
  DSN_REASON_MAILBOX_FULL,
  DSN_REASON_MAILBOX_DISABLED,
  DSN_REASON_MOVED,
  DSN_REASON_FILTERED,
  DSN_REASON_DOMAIN_UNKNOWN,
  DSN_REASON_NOT_ACCEPTING_MAIL,
  DSN_REASON_MESSAGE_TOO_LARGE,
  DSN_REASON_CONTENT_REJECTED,
  DSN_REASON_SPAM,
  DSN_REASON_VIRUS,
  DSN_REASON_POLICY,
  DSN_REASON_AUTH_FAILURE,
  DSN_REASON_REPUTATION,
  DSN_REASON_NO_PTR,
  DSN_REASON_SENDER_REJECTED,
  DSN_REASON_RELAY_DENIED,
  DSN_REASON_RATE_LIMITED,
  DSN_REASON_TOO_MANY_CONNECTIONS,
  DSN_REASON_GREYLISTED,
  DSN_REASON_BLOCKED,
  DSN_REASON_NETWORK,
  DSN_REASON_EXPIRED,
  DSN_REASON_TLS_FAILURE,
  DSN_REASON_SYSTEM_ERROR,
  DSN_REASON_SYSTEM_FULL,
  DSN_REASON_MAILER_ERROR,
  DSN_REASON_PROTOCOL,
  DSN_REASON_NON_COMPLIANT,
  DSN_REASON_SUPPRESSED,
  DSN_REASON_DELIVERED,
  /*< private >*/
  DSN_REASON_LAST
} DsnReason;

/**
 * DsnFault:
 *
 * Who has to act.
 */
typedef enum {
  DSN_FAULT_UNKNOWN,
  DSN_FAULT_RECIPIENT,
  DSN_FAULT_SENDER,
  DSN_FAULT_CONTENT,
  DSN_FAULT_TRANSPORT,
  DSN_FAULT_RECEIVER,
  DSN_FAULT_NONE,
  /*< private >*/
  DSN_FAULT_LAST
} DsnFault;

/**
 * DsnBounceType:
 * @DSN_BOUNCE_TYPE_NONE: nothing failed
 * @DSN_BOUNCE_TYPE_HARD: the address itself is permanently unusable
 * @DSN_BOUNCE_TYPE_SOFT: everything else that failed
 */
typedef enum {
  DSN_BOUNCE_TYPE_NONE,
  DSN_BOUNCE_TYPE_HARD,
  DSN_BOUNCE_TYPE_SOFT,
  /*< private >*/
  DSN_BOUNCE_TYPE_LAST
} DsnBounceType;

/**
 * DsnAdvice:
 * @DSN_ADVICE_NONE: nothing to do
 * @DSN_ADVICE_REMOVE: take the address off the list
 * @DSN_ADVICE_COUNT: count it, and act when it goes on
 * @DSN_ADVICE_KEEP: keep the address: the recipient is not at fault
 *
 * What a list manager should do.
 */
typedef enum {
  DSN_ADVICE_NONE,
  DSN_ADVICE_REMOVE,
  DSN_ADVICE_COUNT,
  DSN_ADVICE_KEEP,
  /*< private >*/
  DSN_ADVICE_LAST
} DsnAdvice;

/**
 * DsnConfidence:
 *
 * How far a verdict can be trusted; docs/rules.md says what each level promises.
 */
typedef enum {
  DSN_CONFIDENCE_NONE,
  DSN_CONFIDENCE_LOW,
  DSN_CONFIDENCE_MEDIUM,
  DSN_CONFIDENCE_HIGH,
  /*< private >*/
  DSN_CONFIDENCE_LAST
} DsnConfidence;

/**
 * DsnStage:
 *
 * The SMTP command that a reply answers.  @DSN_STAGE_DOT is the end of the data.
 */
typedef enum {
  DSN_STAGE_UNKNOWN,
  DSN_STAGE_CONNECT,
  DSN_STAGE_HELO,
  DSN_STAGE_AUTH,
  DSN_STAGE_MAIL,
  DSN_STAGE_RCPT,
  DSN_STAGE_DATA,
  DSN_STAGE_DOT,
  /*< private >*/
  DSN_STAGE_LAST
} DsnStage;

/**
 * DsnConflicts:
 * @DSN_CONFLICT_STATUS_VS_REPLY_CLASS: the class of a status code and the first digit of the reply differ
 * @DSN_CONFLICT_STATUS_VS_TEXT_CODE: the Status field and the code in the text differ
 * @DSN_CONFLICT_ACTION_VS_STATUS: the Action and the class of the Status differ
 * @DSN_CONFLICT_MULTI_CODE: the bounce carries several reply codes
 * @DSN_CONFLICT_UNREGISTERED_CODE: the status code is not in the IANA registry
 * @DSN_CONFLICT_VENDOR_MEANING: a vendor uses the code for something else than the registry
 * @DSN_CONFLICT_FOLK_DIGITS: the status code is the reply code written with dots
 * @DSN_CONFLICT_NONSTANDARD_REPLY: no RFC knows the reply code
 *
 * Contradictions between the facts.  They are always reported and never silently resolved.
 */
typedef enum {
  DSN_CONFLICT_STATUS_VS_REPLY_CLASS = 1 << 0,
  DSN_CONFLICT_STATUS_VS_TEXT_CODE   = 1 << 1,
  DSN_CONFLICT_ACTION_VS_STATUS      = 1 << 2,
  DSN_CONFLICT_MULTI_CODE            = 1 << 3,
  DSN_CONFLICT_UNREGISTERED_CODE     = 1 << 4,
  DSN_CONFLICT_VENDOR_MEANING        = 1 << 5,
  DSN_CONFLICT_FOLK_DIGITS           = 1 << 6,
  DSN_CONFLICT_NONSTANDARD_REPLY     = 1 << 7,
} DsnConflicts;

/**
 * DsnDefects:
 *
 * What is wrong with the form of a message.  A defect never stops the reading; docs/json.md explains each nick.
 */
typedef enum {
  DSN_DEFECT_EMPTY             = 1 << 0,  /* no bytes, or blank ones only */
  DSN_DEFECT_TRUNCATED         = 1 << 1,  /* the message ends before its structure does */
  DSN_DEFECT_LIMIT_MESSAGE     = 1 << 2,  /* longer than the limit; the rest was not read */
  DSN_DEFECT_LIMIT_HEADER      = 1 << 3,  /* a header block over the limit of bytes */
  DSN_DEFECT_LIMIT_FIELD       = 1 << 4,  /* one field over the limit of bytes */
  DSN_DEFECT_LIMIT_FIELDS      = 1 << 5,  /* too many fields in a block */
  DSN_DEFECT_LIMIT_PARTS       = 1 << 6,  /* too many parts */
  DSN_DEFECT_LIMIT_DEPTH       = 1 << 7,  /* nested too deep */
  DSN_DEFECT_LIMIT_LINE        = 1 << 8,  /* a line over the limit */
  DSN_DEFECT_LIMIT_TEXT        = 1 << 9,  /* more text than is looked at */
  DSN_DEFECT_LIMIT_RECIPIENTS  = 1 << 10, /* more recipients than are reported */
  DSN_DEFECT_LIMIT_ADDRESS     = 1 << 11, /* an address field that was too dangerous to read */
  DSN_DEFECT_MALFORMED_HEADER  = 1 << 12, /* a header line that is no field */
  DSN_DEFECT_MISSING_BLANK     = 1 << 13, /* header and body not separated by an empty line */
  DSN_DEFECT_NO_BOUNDARY       = 1 << 14, /* a multipart without boundary parameter */
  DSN_DEFECT_BOUNDARY_MISSING  = 1 << 15, /* a multipart whose boundary never occurs */
  DSN_DEFECT_BOUNDARY_OPEN     = 1 << 16, /* a multipart without its closing boundary */
  DSN_DEFECT_BARE_CR           = 1 << 17, /* CR without LF within LF text */
  DSN_DEFECT_NUL               = 1 << 18, /* NUL bytes in a header or in text that was read */
  DSN_DEFECT_ENCODED_REPORT    = 1 << 19, /* a machine part in base64 or quoted-printable */
  DSN_DEFECT_BAD_ENCODING      = 1 << 20, /* a transfer encoding that does not decode */
  DSN_DEFECT_BAD_CHARSET       = 1 << 21, /* text that is not in the charset it claims */
  DSN_DEFECT_RAW_8BIT          = 1 << 22, /* raw 8-bit bytes where only 7-bit may be */
  DSN_DEFECT_NOT_REPORT        = 1 << 23, /* a machine part outside multipart/report */
  DSN_DEFECT_REPORT_TYPE       = 1 << 24, /* report-type missing or wrong */
  DSN_DEFECT_NO_BLANK_GROUPS   = 1 << 25, /* recipient groups not separated by empty lines */
  DSN_DEFECT_EMPTY_REPORT      = 1 << 26, /* a machine part without fields */
  DSN_DEFECT_MISSING_FIELD     = 1 << 27, /* a field that RFC 3464 demands is absent */
  DSN_DEFECT_REPEATED_FIELD    = 1 << 28, /* a field that may occur once occurs again */
  DSN_DEFECT_BAD_FIELD         = 1 << 29, /* a field whose value has not the form it must have */
} DsnDefects;

/**
 * DsnParseFlags:
 * @DSN_PARSE_FLAGS_NONE: nothing special
 * @DSN_PARSE_FLAGS_DROP_PAGES: the bytes are a private read-only mapping of a file; pages that were read are given back, so that
 *   memory does not grow with the message. Never set it for other memory: its contents would be lost
 * @DSN_PARSE_FLAGS_PREFER_ORIGINAL: take the Original-Recipient for the address of a recipient where there is one: what the sender wrote,
 *   before aliases and forwards; without it the Final-Recipient, which is what failed
 *
 * How to read a message.
 */
typedef enum {
  DSN_PARSE_FLAGS_NONE       = 0,
  DSN_PARSE_FLAGS_DROP_PAGES = 1 << 0,
  DSN_PARSE_FLAGS_PREFER_ORIGINAL = 1 << 1,
} DsnParseFlags;

/**
 * DsnError:
 * @DSN_ERROR_IO: a file could not be read or written
 * @DSN_ERROR_SYNTAX: a rule file, code or address is not written as it must be
 * @DSN_ERROR_LIMIT: something is over a limit
 * @DSN_ERROR_UNSAFE: a value that would break the message (line ends, NUL) was refused
 * @DSN_ERROR_MISSING: something that is needed was not given
 * @DSN_ERROR_CONFLICT: two given things contradict each other
 * @DSN_ERROR_SUPPRESSED: by the RFCs this notification must not be sent
 *
 * Errors of the domain %DSN_ERROR.
 */
typedef enum {
  DSN_ERROR_IO,
  DSN_ERROR_SYNTAX,
  DSN_ERROR_LIMIT,
  DSN_ERROR_UNSAFE,
  DSN_ERROR_MISSING,
  DSN_ERROR_CONFLICT,
  DSN_ERROR_SUPPRESSED,
} DsnError;

#define DSN_ERROR (dsn_error_quark ())
DSN_API GQuark         dsn_error_quark            (void);

DSN_API const char    *dsn_kind_to_string         (DsnKind kind);
DSN_API gboolean       dsn_kind_from_string       (const char *nick, DsnKind *kind);
DSN_API const char    *dsn_action_to_string       (DsnAction action);
DSN_API gboolean       dsn_action_from_string     (const char *nick, DsnAction *action);
DSN_API const char    *dsn_reason_to_string       (DsnReason reason);
DSN_API gboolean       dsn_reason_from_string     (const char *nick, DsnReason *reason);
DSN_API DsnFault       dsn_reason_get_fault       (DsnReason reason);
DSN_API const char    *dsn_fault_to_string        (DsnFault fault);
DSN_API gboolean       dsn_fault_from_string      (const char *nick, DsnFault *fault);
DSN_API const char    *dsn_bounce_type_to_string  (DsnBounceType type);
DSN_API gboolean       dsn_bounce_type_from_string (const char *nick, DsnBounceType *type);
DSN_API const char    *dsn_advice_to_string       (DsnAdvice advice);
DSN_API gboolean       dsn_advice_from_string     (const char *nick, DsnAdvice *advice);
DSN_API const char    *dsn_confidence_to_string   (DsnConfidence confidence);
DSN_API gboolean       dsn_confidence_from_string (const char *nick, DsnConfidence *confidence);
DSN_API const char    *dsn_stage_to_string        (DsnStage stage);
DSN_API gboolean       dsn_stage_from_string      (const char *nick, DsnStage *stage);
DSN_API const char    *dsn_conflict_to_string     (DsnConflicts conflict);
DSN_API const char    *dsn_defect_to_string       (DsnDefects defect);

G_END_DECLS
