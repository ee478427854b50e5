/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The general reader: recipients and what became of them out of a notice of any server, and what is needed to join a notice
 * to recipients that are known already.
 */
#pragma once

#include <dsn/dsn-types.h>
#include "model/dsn-report-private.h"
#include "read/dsn-notice.h"
#include "read/dsn-text-words.h"

/* What the rest of the message tells; all members may be NULL. */
typedef struct {
  const char * const *never;       /* NULL-terminated: the notice's own To, From, Reply-To, Sender, Return-Path */
  const char * const *returned;    /* NULL-terminated: To, Cc and "Received: ... for" of the returned message */
  const char * const *failed;      /* NULL-terminated: X-Failed-Recipients and its like */
  const char         *domain;      /* of the notice's From: completes local parts that stand alone */
  const char         *subject;     /* of the notice, decoded */
  gboolean            certain;     /* the header leaves no doubt that it is one: a lone address will do */
} DsnTextHints;

/* How an address stands in the text. */
typedef enum {
  DSN_TEXT_FORM_SENTENCE,          /* within a sentence */
  DSN_TEXT_FORM_LABEL,             /* "Recipient: address" */
  DSN_TEXT_FORM_ALONE,             /* on a line of its own, or in a list */
  DSN_TEXT_FORM_HEAD,              /* "<address>:" and text behind it */
  DSN_TEXT_FORM_TRANSCRIPT,        /* in an SMTP dialogue */
  DSN_TEXT_FORM_FIELD,             /* only in X-Failed-Recipients or its like */
  DSN_TEXT_FORM_RETURNED           /* only in the returned message */
} DsnTextForm;

/* A piece of the notice, unfolded. */
typedef struct {
  const char *text;                /* NULL: none */
  DsnSpan     span;                /* in the message */
} DsnTextPiece;

/* What the notice says of one address. */
typedef struct {
  const char  *address;            /* as it stands, without brackets */
  DsnTextForm  form;
  int          score;              /* how much speaks for its being a recipient; see dsn-text.c */
  DsnAction    action;
  DsnTextPiece text;               /* the diagnostic in the paragraph about it */
  DsnTextPiece transcript;         /* the reply in an SMTP dialogue */
  const char  *remote_host;
  DsnStage     stage;
  gboolean     gave_up;
  const char  *expanded_from;
  guint        first_line;         /* the lines that are about it; last_line < first_line: none */
  guint        last_line;
} DsnTextHit;

/* What a notice says. */
typedef struct {
  GArray      *hits;               /* of DsnTextHit, in the order of the text */
  DsnTextPiece common;             /* a diagnostic that names no address */
  DsnTextPiece whole;              /* the notice, cut to a few KiB, for want of anything better */
  const char  *remote_host;        /* of the common diagnostic */
  DsnStage     stage;
  DsnWords     words;              /* all that is said anywhere in it */
  DsnAction    action;             /* of the notice as a whole */
  gboolean     gave_up;
  gboolean     about_us;           /* it names one of our own addresses as the recipient */
  gboolean     has_reply;          /* an SMTP reply or a status code stands in it */
} DsnTextScan;

#define DSN_TEXT_SCORE_ACCEPT  4   /* from here on a hit counts as a recipient */
#define DSN_TEXT_SCORE_SURE    6

DsnTextScan *dsn_text_scan      (DsnArena *arena, const DsnNotice *notice, const DsnTextHints *hints);
void         dsn_text_scan_free (DsnTextScan *self);

/* How many hits are believed. */
guint        dsn_text_count     (const DsnTextScan *self);
/* Adds what is believed as recipients.  Returns the best score, 0 if there is none. */
int          dsn_text_take      (const DsnTextScan *self, DsnArena *arena, guint part, GPtrArray *recipients);
/* The general reader alone: both in one. */
int          dsn_text_read      (DsnArena *arena, const DsnNotice *notice, const DsnTextHints *hints, GPtrArray *recipients);

/* The facts of a hit as facts of a recipient. */
void         dsn_text_apply     (DsnRecipient *recipient, const DsnTextScan *scan, const DsnTextHit *hit, guint part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnTextScan, dsn_text_scan_free)
