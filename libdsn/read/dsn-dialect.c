/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes a mail and a set of dialects; gives the dialect that it is written in.  The rule:
 *
 *   A dialect takes a mail if (1) at least `Need` of its Header lines hold, each against any field of that name in the mail's
 *   header or among the per-message fields of its delivery-status part; (2) one of its Start patterns, if it has any, takes a
 *   line of the notice; (3) there are recipients: a Recipient pattern takes a line between that one and the Stop line, or the
 *   delivery-status part names some, or, for a dialect without Recipient patterns, the general reader finds some.  A dialect that holds only in part does not count at all.  Of several that take the mail
 *   the first wins: users' files before the built-in ones, files by name, sections from top to bottom.
 *
 * Leaves alone: what the patterns find in the notice (dsn-dialect-apply.c).
 */
#include <string.h>
#include "read/dsn-dialect.h"

#define HEADER_BYTES  2000      /* of a field that patterns see */
#define LINE_BYTES    4000      /* of a line */
#define START_LINES   400       /* among which the Start line is looked for */

/* The fields of one name, folded. */
typedef struct {
  const char *name;             /* in the set of dialects */
  guint       first;            /* index in values */
  guint       n;
} Named;

struct _DsnDialectMail {
  DsnReading      *reading;
  guint            n_known;
  gboolean         patient;     /* count all Header lines that hold, even when there are enough */
  GArray          *names;       /* of Named: those that were asked for */
  GArray          *values;      /* of DsnFold */
  const DsnNotice *notice;      /* whose lines these are: */
  DsnFold         *lines;       /* raw NULL: not yet folded */
};

DsnDialectMail *
dsn_dialect_mail_new (DsnReading *reading, guint n_known, gboolean patient)
{
  DsnDialectMail *self = g_new0 (DsnDialectMail, 1);

  self->reading = reading;
  self->n_known = n_known;
  self->patient = patient;
  self->names = g_array_new (FALSE, FALSE, sizeof (Named));
  self->values = g_array_new (FALSE, FALSE, sizeof (DsnFold));
  return self;
}

void
dsn_dialect_mail_free (DsnDialectMail *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->names);
  g_array_unref (self->values);
  g_free (self->lines);
  g_free (self);
}

/* Folded in the arena, where it stays as long as the report. */
static DsnFold
fold_text (DsnDialectMail *self, const char *text, gsize length)
{
  DsnFold fold;

  dsn_fold_init (&fold, text, length, dsn_arena_alloc (self->reading->arena, length + 1), length + 1);
  return fold;
}

static void
add_value (DsnDialectMail *self, const char *value)
{
  DsnFold fold = fold_text (self, value, strnlen (value, HEADER_BYTES));

  g_array_append_val (self->values, fold);
}

/* The fields of a name in the mail's header and among the per-message fields of its delivery-status part. */
static Named
get_named (DsnDialectMail *self, const char *name)
{
  const DsnScan *scan = self->reading->scan;
  const DsnReport *report = self->reading->report;
  const DsnPart *root = &scan->parts[self->reading->root];
  gsize length = strlen (name);
  Named named = { name, self->values->len, 0 };

  for (guint i = 0; i < self->names->len; i++)
    if (g_array_index (self->names, Named, i).name == name)
      return g_array_index (self->names, Named, i);
  for (guint k = 0; k < root->n_fields; k++)
    {
      const DsnRawField *field = &scan->fields[root->first_field + k];
      DsnDefects ignored = 0;

      if (field->name.length == length && !g_ascii_strncasecmp ((const char *) scan->data + field->name.offset, name, length))
        add_value (self, dsn_decode_header (self->reading->arena, scan->data + field->value.offset, field->value.length, &ignored));
    }
  for (guint k = 0; k < report->n_fields; k++)
    if (!g_ascii_strcasecmp (report->fields[k].name, name))
      add_value (self, report->fields[k].value);
  named.n = self->values->len - named.first;
  g_array_append_val (self->names, named);
  return named;
}

/* Whether Header line @i of a dialect holds. */
static gboolean
header_holds (const DsnDialects *set, guint dialect, guint i, DsnDialectMail *mail)
{
  Named named = get_named (mail, dsn_dialects_get_field (set, dialect, i));
  DsnPatternMatch match;

  for (guint k = 0; k < named.n; k++)
    if (dsn_dialects_match (set, dialect, DSN_DIALECT_HEADER, i, &g_array_index (mail->values, DsnFold, named.first + k), &match))
      return TRUE;
  return FALSE;
}

/* The first value of a key that takes lines[index], or -1. */
static int
line_holds (const DsnDialects *set, guint dialect, DsnDialectKey key, DsnDialectMail *mail, const DsnNotice *notice, guint index)
{
  const DsnLine *line = &notice->lines[index];
  DsnPatternMatch match;

  if (dsn_line_is_blank (line))
    return -1;
  if (mail->notice != notice)
    {
      g_free (mail->lines);
      mail->lines = g_new0 (DsnFold, notice->n_lines);
      mail->notice = notice;
    }
  if (mail->lines[index].raw == NULL)
    mail->lines[index] = fold_text (mail, notice->text + line->content, MIN (line->end - line->content, LINE_BYTES));
  return dsn_dialects_match_any (set, dialect, key, &mail->lines[index], &match);
}

static gboolean
has (const DsnDialects *set, guint dialect, DsnDialectKey key)
{
  return dsn_dialects_get_n_values (set, dialect, key) > 0;
}

/* The Start line; lines[n_lines] if there is none. */
static guint
find_start (const DsnDialects *set, guint dialect, DsnDialectMail *mail, const DsnNotice *notice, DsnDialectTrial *trial)
{
  guint limit = MIN (notice->n_lines, START_LINES);

  for (guint i = 0; i < limit; i++)
    {
      int which = line_holds (set, dialect, DSN_DIALECT_START, mail, notice, i);

      if (which >= 0)
        {
          trial->start = dsn_dialects_get_value (set, dialect, DSN_DIALECT_START, (guint) which);
          return i;
        }
    }
  return notice->n_lines;
}

/* The first line from match->first on that a Recipient pattern takes; match->end is set to the Stop line if that comes first. */
static gboolean
find_recipient (const DsnDialects *set, guint dialect, DsnDialectMail *mail, const DsnNotice *notice,
                DsnDialectMatch *match, DsnDialectTrial *trial)
{
  gboolean stops = has (set, dialect, DSN_DIALECT_STOP);

  for (guint i = match->first; i < match->end; i++)
    {
      int which;

      if (stops && i > match->first && line_holds (set, dialect, DSN_DIALECT_STOP, mail, notice, i) >= 0)
        {
          match->end = i;
          return FALSE;
        }
      which = line_holds (set, dialect, DSN_DIALECT_RECIPIENT, mail, notice, i);
      if (which >= 0)
        {
          trial->recipient = dsn_dialects_get_value (set, dialect, DSN_DIALECT_RECIPIENT, (guint) which);
          return TRUE;
        }
    }
  return FALSE;
}

void
dsn_dialect_try (const DsnDialects *set, guint dialect, DsnDialectMail *mail, const DsnNotice *notice,
                 DsnDialectMatch *match, DsnDialectTrial *trial)
{
  guint n_headers = dsn_dialects_get_n_values (set, dialect, DSN_DIALECT_HEADER), need = dsn_dialects_get_need (set, dialect);

  *trial = (DsnDialectTrial) { DSN_DIALECT_NO_HEADER };
  *match = (DsnDialectMatch) { set, dialect, 0, notice ? notice->n_lines : 0 };
  for (guint i = 0; i < n_headers && trial->n_headers + (n_headers - i) >= need; i++)
    {
      trial->n_headers += header_holds (set, dialect, i, mail);
      if (trial->n_headers >= need && !mail->patient)
        break;
    }
  if (trial->n_headers < need)
    return;
  trial->outcome = DSN_DIALECT_NO_START;
  if (has (set, dialect, DSN_DIALECT_START))
    {
      match->first = notice ? find_start (set, dialect, mail, notice, trial) : 0;
      if (trial->start == NULL)
        return;
    }
  trial->outcome = DSN_DIALECT_NO_RECIPIENT;
  if (mail->reading->fielded || (mail->n_known > 0 && !has (set, dialect, DSN_DIALECT_RECIPIENT)) ||
      (notice != NULL && find_recipient (set, dialect, mail, notice, match, trial)))
    trial->outcome = DSN_DIALECT_TAKES;
}

static gboolean
choose_from (const DsnDialects *set, DsnDialectMail *mail, const DsnNotice *notice, DsnDialectMatch *match)
{
  DsnDialectTrial trial;

  for (guint i = 0; i < dsn_dialects_get_n (set); i++)
    {
      dsn_dialect_try (set, i, mail, notice, match, &trial);
      if (trial.outcome == DSN_DIALECT_TAKES)
        return TRUE;
    }
  return FALSE;
}

gboolean
dsn_dialect_choose (const DsnDialects *user, DsnDialectMail *mail, const DsnNotice *notice, DsnDialectMatch *match)
{
  return (user != NULL && choose_from (user, mail, notice, match)) || choose_from (dsn_dialects_get_builtin (), mail, notice, match);
}

gboolean
dsn_dialect_expected (const DsnDialects *set, DsnDialectMail *mail)
{
  DsnDialectMatch match;
  DsnDialectTrial trial;

  for (guint i = 0; set != NULL && i < dsn_dialects_get_n (set); i++)
    {
      dsn_dialect_try (set, i, mail, NULL, &match, &trial);
      if (trial.outcome > DSN_DIALECT_NO_HEADER && trial.n_headers > 0)
        return TRUE;
    }
  return FALSE;
}

static char *
describe (const DsnDialects *set, guint dialect, const DsnDialectTrial *trial)
{
  GString *out = g_string_new (dsn_dialects_get_name (set, dialect));

  g_string_append_printf (out, "  (%s): %u of %u header lines hold, %u needed", dsn_dialects_get_origin (set, dialect), trial->n_headers,
                          dsn_dialects_get_n_values (set, dialect, DSN_DIALECT_HEADER), dsn_dialects_get_need (set, dialect));
  if (trial->outcome == DSN_DIALECT_NO_START)
    g_string_append (out, "; no line begins the notice");
  if (trial->start != NULL)
    g_string_append_printf (out, "; begins with '%s'", trial->start);
  if (trial->outcome == DSN_DIALECT_NO_RECIPIENT)
    g_string_append (out, "; no recipient");
  if (trial->recipient != NULL)
    g_string_append_printf (out, "; recipients by '%s'", trial->recipient);
  if (trial->outcome == DSN_DIALECT_TAKES)
    g_string_append (out, "; takes the mail");
  return g_string_free (out, FALSE);
}

static void
trace_set (const DsnDialects *set, DsnDialectMail *mail, const DsnNotice *notice, GPtrArray *lines)
{
  DsnDialectMatch match;
  DsnDialectTrial trial;

  for (guint i = 0; set != NULL && i < dsn_dialects_get_n (set); i++)
    {
      dsn_dialect_try (set, i, mail, notice, &match, &trial);
      g_ptr_array_add (lines, describe (set, i, &trial));
    }
}

void
dsn_dialect_trace (const DsnDialects *user, DsnDialectMail *mail, const DsnNotice *notice, GPtrArray *lines)
{
  trace_set (user, mail, notice, lines);
  trace_set (dsn_dialects_get_builtin (), mail, notice, lines);
}

/* Whether a pattern of the dialect takes a line that stands in the file. */
static gboolean
takes_line (const DsnDialects *set, guint dialect, const char *text)
{
  static const DsnDialectKey keys[] = { DSN_DIALECT_START, DSN_DIALECT_RECIPIENT };
  char scratch[DSN_FOLD_STACK];
  g_auto(DsnFold) fold = { 0 };
  DsnPatternMatch match;

  dsn_fold_init (&fold, text, strlen (text), scratch, sizeof scratch);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (dsn_dialects_match_any (set, dialect, keys[i], &fold, &match) >= 0)
      return TRUE;
  return FALSE;
}

static void
check_lines (const DsnDialects *set, guint dialect, DsnDialectKey key, gboolean wanted, GPtrArray *complaints)
{
  const char *origin = dsn_dialects_get_origin (set, dialect);
  const char *colon = strrchr (origin, ':');

  for (guint i = 0; i < dsn_dialects_get_n_values (set, dialect, key); i++)
    {
      const char *line = dsn_dialects_get_value (set, dialect, key, i);

      if (takes_line (set, dialect, line) != wanted)
        g_ptr_array_add (complaints, g_strdup_printf ("%.*s:%u: [%s] %s the line '%s'", (int) (colon ? colon - origin : (gssize) strlen (origin)),
                                                      origin, dsn_dialects_get_line (set, dialect, key, i),
                                                      dsn_dialects_get_name (set, dialect), wanted ? "does not take" : "takes", line));
    }
}

gboolean
dsn_dialects_check (const DsnDialects *set, GPtrArray *complaints)
{
  guint before = complaints->len;

  for (guint i = 0; i < dsn_dialects_get_n (set); i++)
    {
      check_lines (set, i, DSN_DIALECT_EXAMPLE, TRUE, complaints);
      check_lines (set, i, DSN_DIALECT_COUNTER, FALSE, complaints);
    }
  return complaints->len == before;
}
