/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Dialects at work: which one a mail is written in, and what its patterns find in the notice.
 */
#pragma once

#include "read/dsn-read-private.h"
#include "read/dsn-text.h"
#include "rules/dsn-dialects.h"

/* A dialect that takes a mail. */
typedef struct {
  const DsnDialects *set;
  guint              dialect;
  guint              first;        /* the lines of the notice that it is about: from the Start line ... */
  guint              end;          /* ... to the Stop line, which does not count */
} DsnDialectMatch;

/* How far a dialect got with a mail. */
typedef enum {
  DSN_DIALECT_NO_HEADER,           /* fewer header fields hold than it needs */
  DSN_DIALECT_NO_START,            /* they do, but no line begins the notice */
  DSN_DIALECT_NO_RECIPIENT,        /* one does, but no recipient follows */
  DSN_DIALECT_TAKES                /* all hold */
} DsnDialectOutcome;

typedef struct {
  DsnDialectOutcome outcome;
  guint             n_headers;     /* of its Header lines hold */
  const char       *start;         /* the Start pattern that held, NULL if none */
  const char       *recipient;     /* the Recipient pattern that held first, NULL if none */
} DsnDialectTrial;

/* The header of a mail in the form in which patterns meet it. */
typedef struct _DsnDialectMail DsnDialectMail;

/* n_known: how many recipients fields or the general reader have found; patient: count all Header lines that hold, for people
 * who ask, instead of as many as are needed. */
DsnDialectMail *dsn_dialect_mail_new  (DsnReading *reading, guint n_known, gboolean patient);
void            dsn_dialect_mail_free (DsnDialectMail *self);

/* notice: NULL if the mail has no text. */
void            dsn_dialect_try       (const DsnDialects *set, guint dialect, DsnDialectMail *mail, const DsnNotice *notice,
                                       DsnDialectMatch *match, DsnDialectTrial *trial);

/* The first dialect that takes the mail, users' sets (NULL: none) before the built-in one. */
gboolean        dsn_dialect_choose    (const DsnDialects *user, DsnDialectMail *mail, const DsnNotice *notice, DsnDialectMatch *match);

/* Whether the header alone is what a dialect of the set asks for. */
gboolean        dsn_dialect_expected  (const DsnDialects *set, DsnDialectMail *mail);

/* A line about each dialect: what it took of the mail, or what it lacks. */
void            dsn_dialect_trace     (const DsnDialects *user, DsnDialectMail *mail, const DsnNotice *notice, GPtrArray *lines);

/* Lets the dialect's patterns decide who the recipients of a scanned notice are. */
void            dsn_dialect_apply     (const DsnDialectMatch *match, DsnArena *arena, const DsnNotice *notice, DsnTextScan *scan);

/* Runs the Examples and Counters of a set; adds `file:line: what` for each that fails.  TRUE if none does. */
gboolean        dsn_dialects_check    (const DsnDialects *set, GPtrArray *complaints);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnDialectMail, dsn_dialect_mail_free)
