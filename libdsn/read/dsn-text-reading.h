/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the files of the general reader share.
 */
#pragma once

#include "read/dsn-text.h"
#include "read/dsn-text-address.h"

/* A notice in the course of being read. */
typedef struct {
  DsnArena           *arena;
  const DsnNotice    *notice;
  const char         *text;           /* notice->text */
  char               *folded;         /* of the notice alone */
  GArray             *marks;          /* its words: see dsn_text_said() */
  DsnTextScan        *scan;
  GHashTable         *index;          /* address key -> index of the hit + 1; for look-up alone */
  guint8             *taken;          /* per line: belongs to the block of a hit */
} DsnTextReading;

/* All that is said in [start, end) of the notice. */
static inline DsnWords
dsn_text_said (const DsnTextReading *reading, gsize start, gsize end)
{
  return dsn_text_marked (reading->marks, start, end);
}

/* A line that begins with, or is about, one address. */
typedef enum {
  DSN_HEAD_NONE,
  DSN_HEAD_COLON,           /* "<address>:", text may follow */
  DSN_HEAD_ALONE,           /* nothing but the address */
  DSN_HEAD_REMARK,          /* "address (remark)", "address [remark]" */
  DSN_HEAD_DATED,           /* "address on Thu, 29 Apr ..." (Exchange) */
  DSN_HEAD_SPACED,          /* "address text" */
  DSN_HEAD_DOTS,            /* "550 5.1.1 <address>... text" (sendmail) */
  DSN_HEAD_LABEL,           /* "Recipient: address" */
  DSN_HEAD_WEAK_LABEL,      /* "To: address" */
  DSN_HEAD_BAD_LABEL,       /* "From: address" */
  DSN_HEAD_NAMED,           /* "Display Name <address>" */
} DsnHeadShape;

typedef struct {
  DsnHeadShape   shape;
  DsnTextAddress address;
  gsize          label_end;      /* of a label or prefix */
  gsize          text;           /* where text behind the address begins; the end of the line if there is none */
  gboolean       more;           /* further addresses follow on the line, separated by commas */
  guint          indent;
} DsnHead;

gboolean     dsn_text_read_head    (const DsnTextReading *reading, const DsnLine *line, DsnHead *head);
/* Whether the last word of [start, end) means a sender: what follows is no recipient. */
gboolean     dsn_text_announces_sender (const DsnTextReading *reading, gsize start, gsize end);
guint        dsn_text_block_end    (const DsnTextReading *reading, guint index, const DsnHead *head);

/* The hit for an address, made if there is none yet. */
DsnTextHit  *dsn_text_add_hit      (DsnTextReading *reading, gsize start, gsize end, DsnTextForm form, int score);

/* SMTP dialogues, one line after the other. */
typedef struct {
  gsize    host_start, host_end;
  gsize    rcpt_start, rcpt_end;         /* the address of an open RCPT */
  DsnStage stage;
  gboolean quit;
  gsize    reply_start, reply_end;       /* a reply that nobody has claimed */
  gboolean reply_open;                   /* its next line belongs to it */
  gboolean claimed;
} DsnTranscript;

/* Whether a line looks like a line of a dialogue, without taking it. */
gboolean     dsn_transcript_looks_like (const DsnTextReading *reading, const DsnLine *line);
void         dsn_transcript_end    (DsnTextReading *reading, DsnTranscript *self);
gboolean     dsn_transcript_line   (DsnTextReading *reading, DsnTranscript *self, const DsnLine *line, gboolean within);

/* What a piece of notice says once its context ("host x said:", "(in reply to RCPT TO command)") is taken off. */
typedef struct {
  gsize        start, end;       /* of what is left, in the unfolded text */
  const char  *remote_host;
  DsnStage     stage;
  gboolean     gave_up;
  const char  *expanded_from;
} DsnDiagnostic;

/* text[start, end) with every run of white space one blank, control bytes gone. */
char        *dsn_text_unfold       (DsnArena *arena, const char *text, gsize start, gsize end, gsize limit);
const char  *dsn_text_refine       (DsnArena *arena, const char *unfolded, DsnDiagnostic *found);

/* dsn-text-weigh.c */
void         dsn_text_find_common  (DsnTextReading *reading);
void         dsn_text_weigh        (DsnTextReading *reading, const DsnTextHints *hints);
