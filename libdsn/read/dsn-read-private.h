/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the stages of reading share: the scan, the report that is being filled, and which part is which.
 */
#pragma once

#include "model/dsn-report-private.h"
#include "read/dsn-decode.h"
#include "model/dsn-text-private.h"
#include "rules/dsn-dialects.h"
#include "scan/dsn-scan.h"

typedef struct {
  const DsnScan  *scan;
  const DsnLimits *limits;
  DsnReport      *report;
  DsnArena       *arena;

  guint           root;          /* the message that is read: 0, or one that a relay wrapped whole */
  gboolean        about_us;      /* the text names one of our own addresses as the recipient, and no other */
  gboolean        says_failed;   /* some text has words of a failure or delay */
  gboolean        fielded;       /* the recipients come from RFC 3464 fields */

  /* indices in scan->parts, -1: there is none; parts within a returned message never count */
  int             status;        /* first message/delivery-status or message/global-delivery-status */
  int             feedback;      /* message/feedback-report */
  int             disposition;   /* message/disposition-notification */
  int             returned;      /* the returned message or its header */
  GArray         *texts;         /* of int: the human-readable parts, in order */
  GPtrArray      *notices;       /* of DsnNotice, in the arena: what was made of them */

  const DsnDialects *dialects;   /* the user's, NULL: none */
  GPtrArray      *trace;         /* of char *: what became of each dialect; NULL: nobody asks */
} DsnReading;

/* What the header of a message says about who wrote it: a mail system, an answering machine, a person (dsn-signs.c). */
typedef struct {
  int         bounce;          /* points for a notice of a mail system; see dsn-signs.c */
  gboolean    named;           /* sender, subject or a field of its own names a mail system or a failure */
  gboolean    daemon;          /* From is the address of a mail system */
  gboolean    auto_reply;      /* an answering machine says so */
  gboolean    talk;            /* from a list, a tracker, a forum */
  gboolean    delay_subject;   /* the subject speaks of a delay, not of a failure */
  gboolean    success_subject;
} DsnSigns;

/* Points from which on the text is read if it is sure of its recipients, from which on what it names is taken, and from which on
 * the message is a notice even if it names none. */
#define DSN_SIGNS_POSSIBLE 2
#define DSN_SIGNS_LIKELY  3
#define DSN_SIGNS_CERTAIN 6

/* A header field of the message at the root, decoded; NULL if it has none of that name. */
const char *dsn_reading_get_header (DsnReading *self, const char *name);

/* dsn-original.c */
void        dsn_original_read      (DsnReading *self);
void        dsn_original_read_text (DsnReading *self, const char *text, gsize length, gsize base);

/* dsn-kind.c: what the message is, once fields and text have been read */
void        dsn_kind_decide        (DsnReading *self, const DsnSigns *signs);

/* dsn-answer.c: the text of a message that is nothing else says that a machine answers */
gboolean    dsn_answer_read        (DsnReading *self);

/* dsn-complaint.c: fields and recipients of a complaint; FALSE if the message is none */
gboolean    dsn_complaint_read     (DsnReading *self);

void        dsn_signs_read         (DsnReading *self, DsnSigns *signs);

/* dsn-human.c */
void        dsn_human_read         (DsnReading *self, const DsnSigns *signs);
