/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of DsnReport and DsnRecipient, for the readers and writers that fill them.  A report is filled by one
 * owner and never changes once it is handed out.  All strings are valid UTF-8, live in the arena, and NULL means
 * absent while "" means empty.
 */
#pragma once

#include <dsn/dsn-report.h>
#include "model/dsn-arena.h"
#include "model/dsn-span.h"

#define DSN_PART_UNKNOWN G_MAXUINT

/* A field as it stands: name and unfolded value, and where it came from. */
typedef struct {
  const char *name;
  const char *value;
  DsnSpan     span;        /* in the message; length 0 where the part had to be decoded */
} DsnField;

/* Where a piece of evidence stands.  The order is the order of trust. */
typedef enum {
  DSN_SOURCE_NONE,
  DSN_SOURCE_DIAGNOSTIC_CODE,      /* the Diagnostic-Code of the group */
  DSN_SOURCE_SUPPLEMENTARY,        /* X-Supplementary-Info and its like */
  DSN_SOURCE_TEXT,                 /* the paragraph about this address in the notice */
  DSN_SOURCE_TRANSCRIPT,           /* an SMTP dialogue in the notice */
  DSN_SOURCE_STATUS,               /* the Status field, comment included */
  DSN_SOURCE_NOTICE,               /* the notice as a whole, tied to no address */
  DSN_SOURCE_WHOLE_NOTICE,         /* all of it, for want of anything better: no words of a server, codes of anybody */
  DSN_SOURCE_SUBJECT,
  DSN_SOURCE_INPUT,                /* a bare line handed in */
  DSN_SOURCE_LAST
} DsnSource;

const char *dsn_source_to_string (DsnSource source);

/* A text that tells why. */
typedef struct {
  DsnSource   source;
  const char *text;        /* unfolded, valid UTF-8 */
  guint       part;        /* index of the MIME part, DSN_PART_UNKNOWN if none */
  DsnSpan     span;        /* in the message; length 0 where the part had to be decoded */
} DsnEvidence;

/* One name under which the recipient is known, and who says so. */
typedef struct {
  const char *address;
  const char *source;      /* "Final-Recipient", "Original-Recipient", "X-Failed-Recipients", "text", "expanded-from", ... */
} DsnIdentity;

struct _DsnRecipient {
  gatomicrefcount ref_count;
  DsnArena *arena;

  const char *address;                 /* the one to report: domain in lower case */
  DsnTyped    original_recipient;      /* .verbatim NULL: absent; so for all DsnTyped here */
  DsnTyped    final_recipient;
  DsnAction   action;                  /* as stated */
  DsnStatus   status;                  /* as stated; klass 0: absent or unreadable */
  DsnTyped    remote_mta;
  DsnTyped    diagnostic_code;
  const char *last_attempt_date;
  const char *final_log_id;
  const char *will_retry_until;

  DsnField    *fields;      guint n_fields;      /* the whole group, in order, unknown ones too */
  DsnEvidence *evidence;    guint n_evidence;    /* best first */
  DsnIdentity *identities;  guint n_identities;

  DsnStage     stage;                  /* what the reply answered, where the bounce tells */
  const char  *remote_host;            /* the host that refused, from the text, where no Remote-MTA is */
  DsnConfidence certainty;             /* that it is a recipient; NONE: a field of the report says so */
  gboolean     gave_up;                /* the text says that it was tried until the time ran out */
};

struct _DsnReport {
  gatomicrefcount ref_count;
  DsnArena *arena;

  DsnKind     kind;
  const char *kind_evidence;           /* in a few words, why it is of this kind */
  const char *dialect;
  DsnDefects  defects;

  const char *original_envelope_id;    /* as it stands: Exim leaves the xtext in it, others undo it */
  DsnTyped    reporting_mta;
  DsnTyped    dsn_gateway;
  DsnTyped    received_from_mta;
  const char *arrival_date;
  DsnField   *fields;       guint n_fields;      /* the per-message block, in order */

  DsnRecipient **recipients; guint n_recipients;  /* a reference each */

  gboolean    has_original;
  DsnField   *original;     guint n_original;    /* header fields of the returned message, verbatim but unfolded */
};

DsnReport    *dsn_report_new             (void);
DsnRecipient *dsn_recipient_new          (DsnArena *arena);    /* refs the arena */

/* All strings handed in must live in the arena. */
void          dsn_report_add_field       (DsnReport *self, const char *name, const char *value, DsnSpan span);
void          dsn_report_add_recipient   (DsnReport *self, DsnRecipient *recipient);    /* takes the reference */
void          dsn_report_add_original    (DsnReport *self, const char *name, const char *value, DsnSpan span);
void          dsn_recipient_add_field    (DsnRecipient *self, const char *name, const char *value, DsnSpan span);
void          dsn_recipient_add_evidence (DsnRecipient *self, DsnSource source, const char *text, guint part, DsnSpan span);
void          dsn_recipient_add_identity (DsnRecipient *self, const char *address, const char *source);

const char   *dsn_fields_lookup          (const DsnField *fields, guint n_fields, const char *name);
