/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of DsnLogLine, for its readers and for the judge.
 */
#pragma once

#include <dsn/dsn-log-line.h>
#include "model/dsn-report-private.h"

typedef enum {
  DSN_LOG_BARE,        /* no log line: a reply or another text alone */
  DSN_LOG_REPLY,       /* a reply that was given or got, of which nobody knows what became */
  DSN_LOG_OUTCOME,     /* what became of a delivery */
  DSN_LOG_OTHER,       /* a log line that tells of no delivery */
} DsnLogEvent;

struct _DsnLogLine {
  gatomicrefcount ref_count;
  DsnArena     *arena;
  const char   *text;             /* the line, valid UTF-8 */
  const char   *format;           /* NULL: none that we know */
  DsnLogEvent   event;
  DsnRecipient *recipient;        /* .action of a reply: delayed if it was a temporary one */
};

/* A line in the course of being read. */
typedef struct {
  DsnLogLine   *line;
  DsnArena     *arena;
  DsnRecipient *recipient;
  const char   *body;             /* the line behind date, host and program */
  gboolean      stamped;          /* it began with a date */
  gboolean      tagged;           /* there was a program's name */
} DsnLogReader;

/* Fills in everything but the text. */
void        dsn_log_line_read   (DsnLogLine *self);

/* One form each; whether the line is of it. */
gboolean    dsn_log_read_pairs            (DsnLogReader *self);
gboolean    dsn_log_read_postfix_refusal  (DsnLogReader *self);
gboolean    dsn_log_read_exim             (DsnLogReader *self);
gboolean    dsn_log_read_exim_refusal     (DsnLogReader *self);
gboolean    dsn_log_read_qmail            (DsnLogReader *self);
gboolean    dsn_log_read_sendmail_remark  (DsnLogReader *self);

/* The command at p: "RCPT", "check_rcpt", "END-OF-MESSAGE". */
DsnStage    dsn_log_find_stage  (const char *p);
const char *dsn_log_skip_blanks (const char *p);
/* Takes the id of the message in the queue, "4f1abc2: "; the place behind it, or p. */
const char *dsn_log_read_queue_id (DsnLogReader *self, const char *p);
/* The first such character that is neither quoted nor escaped, or the end of the text. */
const char *dsn_log_find_close  (const char *p, char close);

/* Facts: each takes a piece of the line. */
void        dsn_log_set_event   (DsnLogReader *self, const char *format, DsnLogEvent event, DsnAction action);
void        dsn_log_set_address (DsnLogReader *self, const char *p, gsize length);
void        dsn_log_set_remote  (DsnLogReader *self, const char *p, gsize length);
void        dsn_log_set_text    (DsnLogReader *self, const char *p, gsize length);
void        dsn_log_add_text    (DsnLogReader *self, const char *cause, DsnSpan span);
void        dsn_log_add_field   (DsnLogReader *self, const char *key, gsize key_length, const char *value,
                                 gsize length);
