/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes the body of a message/delivery-status or message/global-delivery-status part and gives the fields of the message and of
 * each recipient (RFC 3464 2.1, RFC 6533 6).  The form is "field: value" lines in blocks divided by empty lines; real
 * servers deviate: fields in any order, no empty line between blocks, empty lines within one, base64 from the second block on, replies
 * that were not folded.  A line is looked at before anything is trimmed from it, so that a reply that pretends to be a field
 * stays the continuation that it is (rule G-319).
 *
 * What goes where:
 *  - a block that names a recipient (Final-Recipient, Original-Recipient, Action or Status) is a recipient's; in a block that also
 *    has fields of the message those go to the message;
 *  - a block that names none belongs to the message if nothing came before it, else to the group before it;
 *  - a field that a group may hold once and holds already begins the next group if groups are not divided by empty lines.
 */
#include <string.h>
#include "model/dsn-address.h"
#include "read/dsn-fields.h"

#define BASE64_LINE 40          /* a line of so many base64 characters and nothing else is one */

typedef enum { FIELD_UNKNOWN, FIELD_MESSAGE, FIELD_RECIPIENT, FIELD_NAMING } FieldClass;

/* The rows of the table that name a recipient */
enum { ORIGINAL_RECIPIENT, FINAL_RECIPIENT, ACTION, STATUS };

static const struct { const char *name; FieldClass class; } known[] = {
  [ORIGINAL_RECIPIENT] = { "Original-Recipient", FIELD_NAMING },
  [FINAL_RECIPIENT]    = { "Final-Recipient",    FIELD_NAMING },
  [ACTION]             = { "Action",             FIELD_NAMING },
  [STATUS]             = { "Status",             FIELD_NAMING },
  { "Original-Envelope-Id",   FIELD_MESSAGE },
  { "Reporting-MTA",          FIELD_MESSAGE },
  { "DSN-Gateway",            FIELD_MESSAGE },
  { "Received-From-MTA",      FIELD_MESSAGE },
  { "Arrival-Date",           FIELD_MESSAGE },
  { "X-Postfix-Queue-ID",     FIELD_MESSAGE },
  { "X-Postfix-Sender",       FIELD_MESSAGE },
  { "X-Original-Message-ID",  FIELD_MESSAGE },
  { "X-PowerMTA-VirtualMTA",  FIELD_MESSAGE },
  { "Remote-MTA",             FIELD_RECIPIENT },
  { "Diagnostic-Code",        FIELD_RECIPIENT },
  { "Last-Attempt-Date",      FIELD_RECIPIENT },
  { "Final-Log-ID",           FIELD_RECIPIENT },
  { "Will-Retry-Until",       FIELD_RECIPIENT },
  { "X-Actual-Recipient",     FIELD_RECIPIENT },
  { "X-Supplementary-Info",   FIELD_RECIPIENT },
  { "X-Display-Name",         FIELD_RECIPIENT },
  { "X-PowerMTA-BounceCategory", FIELD_RECIPIENT },
};

/* One line or logical field of the body, as places in it. */
typedef struct {
  DsnSpan    name;
  DsnSpan    value;         /* to the end of the last continuation */
  int        known;         /* its row in known[], -1: none */
  FieldClass class;
} Item;

typedef struct {
  DsnReport       *report;
  const DsnBody   *body;
  const DsnLimits *limits;
  DsnRecipient    *current;     /* the group that is being filled, NULL while it is the message */
  gboolean         in_group;    /* the current block added to it already */
  const char      *of_message[G_N_ELEMENTS (known)];    /* first value of each known field of the message, ... */
  const char      *of_group[G_N_ELEMENTS (known)];      /* ... of the current group: looking through the fields costs too much */
  GArray          *block;       /* of Item */
  guint            depth;       /* 1 within an embedded base64 run */
} Reader;

static void read_block_lines (Reader *reader, const DsnBody *body);

static int
find_known (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (strlen (known[i].name) == length && !g_ascii_strncasecmp (known[i].name, name, length))
      return (int) i;
  return -1;
}

/* Length of the field name that begins the line, 0 if the line is no field. */
static gsize
name_length (const char *line, gsize length, gsize *colon)
{
  gsize n = 0;

  while (n < length && n < 78 && line[n] > ' ' && line[n] < 0x7f && line[n] != ':')
    n++;
  *colon = n;
  while (*colon < length && (line[*colon] == ' ' || line[*colon] == '\t'))
    (*colon)++;
  if (n == 0 || *colon >= length || line[*colon] != ':')
    return 0;
  /* "550-5.1.1: ..." is a reply that nobody folded, and no name begins with a digit or a "<" */
  return g_ascii_isalpha (line[0]) ? n : 0;
}

static DsnSpan
place (const Reader *reader, DsnSpan span)
{
  return reader->body->exact ? (DsnSpan) { reader->body->base + span.offset, span.length } : DSN_SPAN_NONE;
}

static void
begin_group (Reader *reader)
{
  reader->current = NULL;
  reader->in_group = TRUE;
  memset (reader->of_group, 0, sizeof reader->of_group);
  if (reader->report->n_recipients >= reader->limits->recipients)
    {
      reader->report->defects |= DSN_DEFECT_LIMIT_RECIPIENTS;
      return;
    }
  reader->current = dsn_recipient_new (reader->report->arena);
  dsn_report_add_recipient (reader->report, reader->current);
}

/* May the field open the next group although no empty line came before it? */
static gboolean
opens_group (const Reader *reader, const Item *item)
{
  if (!reader->in_group || !reader->current || item->class != FIELD_NAMING || !reader->of_group[item->known] || item->known == STATUS)
    return FALSE;
  /* the same recipient twice is a repetition, not a group */
  return reader->of_group[FINAL_RECIPIENT] || reader->of_group[ORIGINAL_RECIPIENT];
}

/* The first value of each field is kept at hand. */
static void
note_value (const char **values, const Item *item, const char *value)
{
  if (item->known >= 0 && !values[item->known])
    values[item->known] = value;
}

/* There is room for so many fields in a group, and in the block of the message. */
static gboolean
has_room (Reader *reader, guint n_fields)
{
  if (n_fields < reader->limits->fields)
    return TRUE;
  reader->report->defects |= DSN_DEFECT_LIMIT_FIELDS;
  return FALSE;
}

static gboolean
has_raw_bytes (const guint8 *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (data[i] >= 0x80)
      return TRUE;
  return FALSE;
}

static void
add_item (Reader *reader, const Item *item, gboolean to_recipient)
{
  const guint8 *data = reader->body->data;
  DsnReport *report = reader->report;
  const char *name = dsn_decode_name (report->arena, data + item->name.offset, item->name.length);
  const char *value;
  gsize raw = item->value.length;
  DsnDefects defects = 0;

  if (raw > reader->limits->field_bytes)
    {
      raw = reader->limits->field_bytes;
      report->defects |= DSN_DEFECT_LIMIT_FIELD;
    }
  value = dsn_decode_value (report->arena, data + item->value.offset, raw, &defects);
  /* RFC 3464 2.1: 7-bit; what an encoding carried was no raw byte */
  if ((defects & DSN_DEFECT_BAD_CHARSET) || (reader->body->exact && !reader->body->utf8 && has_raw_bytes (data + item->value.offset, raw)))
    report->defects |= DSN_DEFECT_RAW_8BIT;
  report->defects |= defects & DSN_DEFECT_NUL;

  if (!to_recipient)
    {
      if (item->class == FIELD_MESSAGE && reader->of_message[item->known])
        report->defects |= DSN_DEFECT_REPEATED_FIELD;
      note_value (reader->of_message, item, value);
      if (has_room (reader, report->n_fields))
        dsn_report_add_field (report, name, value, place (reader, item->value));
      return;
    }
  if (opens_group (reader, item))
    {
      if (item->known != ACTION && !strcmp (reader->of_group[item->known], value))
        {
          report->defects |= DSN_DEFECT_REPEATED_FIELD;
          return;
        }
      report->defects |= DSN_DEFECT_NO_BLANK_GROUPS;
      begin_group (reader);
    }
  if (!reader->current)
    return;
  note_value (reader->of_group, item, value);
  if (has_room (reader, reader->current->n_fields))
    dsn_recipient_add_field (reader->current, name, value, place (reader, item->value));
}

/* Does the block go on with the group before it, across an empty line that should not be there?  It names no address, and nothing that
 * the group has already. */
static gboolean
continues_group (const Reader *reader)
{
  if (!reader->current)
    return FALSE;
  for (guint i = 0; i < reader->block->len; i++)
    {
      const Item *item = &g_array_index (reader->block, Item, i);

      if (item->class == FIELD_MESSAGE)
        return FALSE;
      if (item->class == FIELD_NAMING
          && (item->known == FINAL_RECIPIENT || item->known == ORIGINAL_RECIPIENT || reader->of_group[item->known]))
        return FALSE;
    }
  return TRUE;
}

/* A block is complete: decide whose it is and hand its fields over. */
static void
end_block (Reader *reader)
{
  gboolean names_recipient = FALSE, has_message = FALSE;
  gboolean begun = FALSE;

  if (reader->block->len == 0)
    return;
  for (guint i = 0; i < reader->block->len; i++)
    {
      FieldClass class = g_array_index (reader->block, Item, i).class;

      names_recipient |= class == FIELD_NAMING;
      has_message |= class == FIELD_MESSAGE;
    }

  begun = continues_group (reader);
  reader->in_group = FALSE;
  for (guint i = 0; i < reader->block->len; i++)
    {
      const Item *item = &g_array_index (reader->block, Item, i);
      gboolean to_recipient;

      if (!names_recipient)
        to_recipient = reader->report->n_recipients > 0 && !has_message;
      else
        to_recipient = item->class == FIELD_NAMING || item->class == FIELD_RECIPIENT
                       || (item->class == FIELD_UNKNOWN && (begun || !has_message));
      if (to_recipient && names_recipient && !begun)
        {
          if (has_message)
            reader->report->defects |= DSN_DEFECT_NO_BLANK_GROUPS;
          begin_group (reader);
          begun = TRUE;
        }
      add_item (reader, item, to_recipient);
    }
  g_array_set_size (reader->block, 0);
}

static gboolean
is_base64_line (const guint8 *line, gsize length)
{
  if (length < BASE64_LINE)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (line[i]) && line[i] != '+' && line[i] != '/' && line[i] != '=')
      return FALSE;
  return TRUE;
}

/* Office 365 has written the first group plain and the others in base64: reads the run of base64 lines that begins at `from`. */
static gboolean
read_base64_run (Reader *reader, const DsnBody *body, gboolean cr_mode, gsize from, gsize *next)
{
  DsnScan scan = { .data = body->data, .size = body->size };
  DsnPart part = { .encoding = DSN_ENCODING_BASE64 };
  DsnBody inner;
  gsize at = from, end = from;
  DsnSpan line;

  while (dsn_scan_next_line (body->data, body->size, cr_mode, &at, &line)
         && (is_base64_line (body->data + line.offset, line.length) || (line.length && end > from && line.length < BASE64_LINE
             && !memchr (body->data + line.offset, ':', line.length) && !memchr (body->data + line.offset, ' ', line.length))))
    end = at;
  part.body = (DsnSpan) { from, end - from };
  dsn_decode_body (reader->report->arena, &scan, &part, reader->limits->report_bytes, &inner);
  if (inner.exact || !memchr (inner.data, ':', inner.size))
    return FALSE;

  reader->report->defects |= DSN_DEFECT_ENCODED_REPORT;
  end_block (reader);
  reader->depth++;
  read_block_lines (reader, &inner);
  reader->depth--;
  *next = end;
  return TRUE;
}

static void
read_block_lines (Reader *reader, const DsnBody *body)
{
  const DsnBody *outer = reader->body;
  gboolean cr_mode = !memchr (body->data, '\n', body->size) && memchr (body->data, '\r', body->size);
  gsize at = 0, start = 0, colon;
  DsnSpan line;

  reader->body = body;
  while (start = at, dsn_scan_next_line (body->data, body->size, cr_mode, &at, &line))
    {
      const char *text = (const char *) body->data + line.offset;
      Item *last = reader->block->len ? &g_array_index (reader->block, Item, reader->block->len - 1) : NULL;
      gsize n = line.length, blanks = 0;

      /* half an address is another address */
      if (body->cut && at >= body->size)
        break;
      while (blanks < n && (text[blanks] == ' ' || text[blanks] == '\t'))
        blanks++;
      if (blanks == n)
        {
          end_block (reader);
          continue;
        }
      if (blanks == 0 && (n = name_length (text, line.length, &colon)) > 0)
        {
          Item item = { { line.offset, n }, { line.offset + colon + 1, line.length - colon - 1 }, find_known (text, n), FIELD_UNKNOWN };

          if (item.known >= 0)
            item.class = known[item.known].class;
          g_array_append_val (reader->block, item);
          continue;
        }
      if (blanks == 0 && reader->depth == 0 && is_base64_line (body->data + line.offset, line.length)
          && read_base64_run (reader, body, cr_mode, start, &at))
        continue;
      /* a continuation, or a line that nobody folded */
      if (blanks == 0)
        reader->report->defects |= DSN_DEFECT_BAD_FIELD;
      if (last)
        last->value.length = dsn_span_end (line) - last->value.offset;
    }
  end_block (reader);
  reader->body = outer;
}

void
dsn_fields_read (DsnReport *report, const DsnBody *body, const DsnLimits *limits)
{
  g_autoptr (GArray) block = g_array_new (FALSE, FALSE, sizeof (Item));
  Reader reader = { .report = report, .body = body, .limits = limits, .block = block };
  guint fields = report->n_fields, recipients = report->n_recipients;

  for (gsize i = 0; i < G_N_ELEMENTS (known) && fields > 0; i++)
    reader.of_message[i] = dsn_fields_lookup (report->fields, fields, known[i].name);
  read_block_lines (&reader, body);
  if (report->n_fields == fields && report->n_recipients == recipients)
    report->defects |= DSN_DEFECT_EMPTY_REPORT;
}

static void
fill (DsnArena *arena, DsnTypedKind kind, const char *value, DsnTyped *typed)
{
  if (!typed->verbatim)
    dsn_typed_parse (arena, kind, value, typed);
}

void
dsn_fields_fill_report (DsnReport *report)
{
  for (guint i = 0; i < report->n_fields; i++)
    {
      const char *name = report->fields[i].name, *value = report->fields[i].value;

      if (!g_ascii_strcasecmp (name, "Reporting-MTA"))
        fill (report->arena, DSN_TYPED_MTA, value, &report->reporting_mta);
      else if (!g_ascii_strcasecmp (name, "DSN-Gateway"))
        fill (report->arena, DSN_TYPED_MTA, value, &report->dsn_gateway);
      else if (!g_ascii_strcasecmp (name, "Received-From-MTA"))
        fill (report->arena, DSN_TYPED_MTA, value, &report->received_from_mta);
      else if (!g_ascii_strcasecmp (name, "Arrival-Date") && !report->arrival_date)
        report->arrival_date = value;
      else if (!g_ascii_strcasecmp (name, "Original-Envelope-Id") && !report->original_envelope_id)
        report->original_envelope_id = value;
    }
}

/* RFC 3464 2.3.3; sendmail and others add a comment, others a sentence */
static DsnAction
read_action (const char *value)
{
  char word[16];
  gsize n = 0;
  DsnAction action = DSN_ACTION_NONE;

  while (*value == ' ' || *value == '"')
    value++;
  while (n + 1 < sizeof word && g_ascii_isalpha (value[n]))
    word[n] = value[n], n++;
  word[n] = '\0';
  if (!g_ascii_strcasecmp (word, "failure") || !g_ascii_strcasecmp (word, "fail"))
    return DSN_ACTION_FAILED;
  if (!g_ascii_strcasecmp (word, "delay"))
    return DSN_ACTION_DELAYED;
  return dsn_action_from_string (word, &action) ? action : DSN_ACTION_NONE;
}

static void
read_status (DsnReport *report, DsnRecipient *recipient, const DsnField *field, guint part)
{
  gsize at = 0;

  if (dsn_status_parse (field->value, &recipient->status))
    {
      /* "5.0.0 (permanent failure)": the comment is a text like any other */
      const char *rest = field->value + strspn (field->value, " 0123456789.");

      if (strlen (rest) > 3)
        dsn_recipient_add_evidence (recipient, DSN_SOURCE_STATUS, field->value, part, field->span);
      return;
    }
  report->defects |= DSN_DEFECT_BAD_FIELD;
  if (!dsn_status_find (field->value, -1, &recipient->status, &at))
    recipient->status.klass = 0;
  if (strlen (field->value) > 5)
    dsn_recipient_add_evidence (recipient, DSN_SOURCE_STATUS, field->value, part, field->span);
}

/* The first plausible address in the order of who should know best: the server's own word, then the sender's, then comments. */
static void
choose_address (DsnReport *report, DsnRecipient *recipient)
{
  const char *actual = dsn_recipient_lookup_field (recipient, "X-Actual-Recipient");
  DsnTyped typed = { NULL, NULL, NULL, NULL };
  const char *names[3] = { recipient->final_recipient.value, recipient->original_recipient.value, NULL };
  static const char * const sources[3] = { "Final-Recipient", "Original-Recipient", "X-Actual-Recipient" };

  if (actual)
    {
      dsn_typed_parse (report->arena, DSN_TYPED_ADDRESS, actual, &typed);
      names[2] = typed.value;
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i] && *names[i])
      {
        dsn_recipient_add_identity (recipient, names[i], sources[i]);
        if (!recipient->address && dsn_address_is_plausible (names[i]))
          recipient->address = names[i];
      }
  /* nothing that looks like an address: what Final-Recipient says all the same, a local user for instance */
  for (guint i = 0; i < 2 && !recipient->address; i++)
    if (names[i] && *names[i])
      recipient->address = names[i];
}

void
dsn_fields_fill_recipient (DsnReport *report, DsnRecipient *recipient, guint part)
{
  for (guint i = 0; i < recipient->n_fields; i++)
    {
      const DsnField *field = &recipient->fields[i];
      const char *name = field->name;

      if (!g_ascii_strcasecmp (name, "Final-Recipient"))
        fill (report->arena, DSN_TYPED_ADDRESS, field->value, &recipient->final_recipient);
      else if (!g_ascii_strcasecmp (name, "Original-Recipient"))
        fill (report->arena, DSN_TYPED_ORIGINAL, field->value, &recipient->original_recipient);
      else if (!g_ascii_strcasecmp (name, "Action"))
        recipient->action = recipient->action ? recipient->action : read_action (field->value);
      else if (!g_ascii_strcasecmp (name, "Status") && !dsn_status_is_set (&recipient->status))
        read_status (report, recipient, field, part);
      else if (!g_ascii_strcasecmp (name, "Remote-MTA"))
        fill (report->arena, DSN_TYPED_MTA, field->value, &recipient->remote_mta);
      else if (!g_ascii_strcasecmp (name, "Diagnostic-Code"))
        {
          DsnTyped typed = { NULL, NULL, NULL, NULL };

          dsn_typed_parse (report->arena, DSN_TYPED_DIAGNOSTIC, field->value, &typed);
          if (!recipient->diagnostic_code.verbatim)
            recipient->diagnostic_code = typed;
          if (*typed.value)
            dsn_recipient_add_evidence (recipient, DSN_SOURCE_DIAGNOSTIC_CODE, typed.value, part, field->span);
        }
      else if (!g_ascii_strcasecmp (name, "X-Supplementary-Info") && *field->value)
        dsn_recipient_add_evidence (recipient, DSN_SOURCE_SUPPLEMENTARY, field->value, part, field->span);
      else if (!g_ascii_strcasecmp (name, "Last-Attempt-Date") && !recipient->last_attempt_date)
        recipient->last_attempt_date = field->value;
      else if (!g_ascii_strcasecmp (name, "Final-Log-ID") && !recipient->final_log_id)
        recipient->final_log_id = field->value;
      else if (!g_ascii_strcasecmp (name, "Will-Retry-Until") && !recipient->will_retry_until)
        recipient->will_retry_until = field->value;
    }
  choose_address (report, recipient);
  if (!recipient->final_recipient.verbatim || !recipient->action || !dsn_recipient_lookup_field (recipient, "Status"))
    report->defects |= DSN_DEFECT_MISSING_FIELD;
}
