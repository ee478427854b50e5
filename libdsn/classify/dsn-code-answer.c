/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Answers a question about codes (rules M-20 to M-26).
 *
 * Takes a code or a whole reply line in any form that people write: 550, 5.1.1, "#5.1.1", "(#5.7.1)", "450-4.7.1 text",
 * "550 5.1.1 User unknown", "450/451 4.7.1".  Gives every meaning that the code tables hold, the registered ones first,
 * and remarks on what is odd.  550 is never turned into 5.5.0: each code is looked up as it stands.
 */
#include <string.h>
#include "classify/dsn-code-answer-private.h"
#include "model/dsn-text-private.h"

G_DEFINE_BOXED_TYPE (DsnCodeAnswer, dsn_code_answer, dsn_code_answer_ref, dsn_code_answer_unref)

static DsnCodeAsked *
add_asked (DsnCodeAnswer *self, guint reply, const DsnStatus *status)
{
  DsnCodeAsked *asked = &self->asked[self->n_asked];

  if (self->n_asked == DSN_CODE_ANSWER_CODES)
    return NULL;
  self->n_asked++;
  asked->reply = reply;
  if (status != NULL)
    asked->status = *status;
  asked->code = reply != 0 ? g_strdup_printf ("%03u", reply)
                           : g_strdup_printf ("%u.%u.%u", status->klass, status->subject, status->detail);
  return asked;
}

const DsnCodeAsked *
dsn_code_answer_find (const DsnCodeAnswer *self, gboolean reply)
{
  for (guint i = 0; i < self->n_asked; i++)
    if ((self->asked[i].reply != 0) == reply)
      return &self->asked[i];
  return NULL;
}

/* ---- reading the question */

static const char *
skip (const char *p, const char *marks)
{
  return p + strspn (p, marks);
}

/* Three digits that are not a piece of something longer: their number, 0 if there are none. */
static guint
read_reply (const char *p)
{
  if (!g_ascii_isdigit (p[0]) || !g_ascii_isdigit (p[1]) || !g_ascii_isdigit (p[2]) || p[0] == '0')
    return 0;
  if (g_ascii_isalnum (p[3]) || p[3] == '_' || (p[3] == '.' && g_ascii_isdigit (p[4])))
    return 0;
  return (guint) ((p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0'));
}

/* Three numbers with dots, with any first digit: their length, 0 if there are none. */
static gsize
read_dotted (const char *p, DsnStatus *status)
{
  char head[16];
  gsize n;

  if (!g_ascii_isdigit (p[0]))
    return 0;
  g_strlcpy (head, p, sizeof head);
  head[0] = '5';
  n = dsn_status_read (head, strlen (head), status);
  status->klass = (guint16) (p[0] - '0');
  return n;
}

/* A code that only folk lists know, standing free in a text: "SMTP Error 101, cannot open SMTP stream" (rule M-24). */
static guint
find_folk_reply (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      guint reply = p == text || strchr (" \t#:(", p[-1]) != NULL ? read_reply (p) : 0;

      if (reply != 0 && dsn_codes_find (DSN_CODE_LAYER_FOLK, FALSE, reply, NULL) != NULL)
        return reply;
    }
  return 0;
}

/* A text that does not begin with a code. */
static void
read_text (DsnCodeAnswer *self, const char *text)
{
  DsnStatus status = { 0, 0, 0 };
  DsnReplyFound found;
  guint folk;

  if (dsn_reply_scan (text, strlen (text), 0, &found))
    {
      add_asked (self, found.code, NULL);
      status = found.status;
    }
  else if ((folk = find_folk_reply (text)) != 0)
    add_asked (self, folk, NULL);
  if (dsn_status_is_set (&status) || dsn_status_find (text, -1, &status, NULL))
    add_asked (self, 0, &status);
  self->line = TRUE;
}

static void
read_question (DsnCodeAnswer *self)
{
  static const char opening[] = " \t\r\n\"'([{<#";
  static const char closing[] = " \t\r\n\"')]}>.,;:-";
  const char *p = skip (self->question, opening);
  DsnStatus status = { 0, 0, 0 };
  guint reply, n_replies = 0;
  gsize n;

  while ((reply = read_reply (p)) != 0)
    {
      add_asked (self, reply, NULL);
      n_replies++;
      p += 3;
      if (*p != '/')
        break;
      p = skip (p, "/ ");
    }
  p = n_replies > 0 ? skip (skip (p, " \t-:"), opening) : p;
  if ((n = read_dotted (p, &status)) > 0)
    {
      add_asked (self, 0, &status);
      p = skip (p + n, closing);
    }
  else if (n_replies == 0)
    {
      read_text (self, self->question);
      return;
    }
  else if (dsn_status_find (p, -1, &status, NULL))      /* "553 sorry, no relaying (#5.7.1)" */
    add_asked (self, 0, &status);
  self->line = n_replies < 2 && (*skip (p, closing) != '\0' || self->n_asked > 1);
}

/* ---- finding the meanings */

static gboolean
contains (const char *text, const char *word)
{
  gsize n = strlen (word);

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_strncasecmp (p, word, n) == 0)
      return TRUE;
  return FALSE;
}

/* Do words of the question, or the host, speak for this vendor's reading? */
static gboolean
is_recognized (const DsnCodeAnswer *self, const DsnCodeEntry *entry)
{
  for (guint i = 0; entry->tokens != NULL && i + 1 < entry->tokens->len; i++)
    if (contains (self->question, g_ptr_array_index (entry->tokens, i)))
      return TRUE;
  for (guint i = 0; entry->hosts != NULL && i + 1 < entry->hosts->len; i++)
    {
      const char *domain = skip (g_ptr_array_index (entry->hosts, i), "*.");

      if (contains (self->question, domain) || (self->remote != NULL && contains (self->remote, domain)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_official (const DsnCodeAsked *asked)
{
  return asked->reply != 0 ? dsn_codes_is_standard_reply (asked->reply)
                           : dsn_code_is_class (asked->status.klass) && dsn_codes_is_registered (&asked->status);
}

gboolean
dsn_code_has_same_digits (const DsnCodeAsked *reply, const DsnCodeAsked *status)
{
  return reply != NULL && status != NULL && status->status.subject < 10 && status->status.detail < 10
    && reply->reply == status->status.klass * 100u + status->status.subject * 10u + status->status.detail;
}

/* A whole reply speaks for itself: what its words do not support is left out. */
static gboolean
is_of_use (const DsnCodeAnswer *self, const DsnCodeAsked *asked, const DsnCodeEntry *entry, gboolean recognized)
{
  if (!self->line || !is_official (asked))
    return TRUE;
  if (entry->layer == DSN_CODE_LAYER_VENDOR)
    return recognized || (entry->tokens == NULL && entry->hosts == NULL);
  if (entry->layer == DSN_CODE_LAYER_FOLK)
    return asked->reply == 0 && (dsn_code_answer_find (self, TRUE) == NULL || dsn_code_has_same_digits (dsn_code_answer_find (self, TRUE), asked));
  return TRUE;
}

/* Is it the code itself that the entry names, or only a range around it? */
static gboolean
names_code (const DsnCodeEntry *entry, const DsnCodeAsked *asked)
{
  for (guint i = 0; i < entry->patterns->len; i++)
    {
      const DsnCodePattern *p = &g_array_index (entry->patterns, DsnCodePattern, i);

      if (p->first == p->last && p->first == (asked->reply != 0 ? asked->reply : asked->status.detail))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_entry (const DsnCodeAnswer *self, const DsnCodeEntry *entry)
{
  for (guint i = 0; i < self->infos->len; i++)
    if (dsn_code_info_get_entry (g_ptr_array_index (self->infos, i)) == entry)
      return TRUE;
  return FALSE;
}

static void
add_info (DsnCodeAnswer *self, const DsnCodeAsked *asked, const DsnCodeEntry *entry, DsnCodeMatch match)
{
  g_ptr_array_add (self->infos, dsn_code_info_new (entry, asked->code, match, is_recognized (self, entry)));
  self->known |= match == DSN_CODE_MATCH_EXACT;
}

static guint
add_layer (DsnCodeAnswer *self, const DsnCodeAsked *asked, DsnCodeLayer layer)
{
  const GPtrArray *entries = dsn_codes_get_entries ();
  guint n = 0;

  if (layer == DSN_CODE_LAYER_REGISTERED && asked->reply == 0 && !dsn_code_is_class (asked->status.klass))
    return 0;
  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);

      if (entry->layer != layer || entry->place || has_entry (self, entry)
          || !dsn_code_entry_takes (entry, asked->reply, asked->reply == 0 ? &asked->status : NULL)
          || !is_of_use (self, asked, entry, is_recognized (self, entry)))
        continue;
      if (n > 0 && !names_code (entry, asked))
        continue;
      add_info (self, asked, entry, DSN_CODE_MATCH_EXACT);
      n++;
    }
  return n;
}

/* RFC 3463 2, RFC 5321 4.2.1: an unknown detail is read by its subject, an unknown subject or reply by its class. */
static void
add_fallback (DsnCodeAnswer *self, const DsnCodeAsked *asked)
{
  DsnStatus status = { asked->status.klass, asked->status.subject, 0 };
  const DsnCodeEntry *entry;

  if (asked->reply != 0)
    {
      entry = dsn_codes_find (DSN_CODE_LAYER_REGISTERED, TRUE, asked->reply, NULL);
      if (entry != NULL)
        add_info (self, asked, entry, DSN_CODE_MATCH_CLASS);
      return;
    }
  if (!dsn_code_is_class (status.klass))
    return;
  entry = dsn_codes_find (DSN_CODE_LAYER_REGISTERED, FALSE, 0, &status);
  if (entry != NULL && status.subject != 0)
    {
      add_info (self, asked, entry, DSN_CODE_MATCH_SUBJECT);
      return;
    }
  status.subject = 0;
  entry = dsn_codes_find (DSN_CODE_LAYER_REGISTERED, FALSE, 0, &status);
  if (entry != NULL)
    add_info (self, asked, entry, DSN_CODE_MATCH_CLASS);
}

static void
name_place (DsnCodeAsked *asked)
{
  DsnStatus klass = { asked->status.klass, DSN_CODE_ANY, 0 };
  DsnStatus subject = { DSN_CODE_ANY, asked->status.subject, 0 };
  gboolean enhanced = asked->reply == 0;
  const DsnCodeEntry *a = dsn_codes_find (DSN_CODE_LAYER_REGISTERED, TRUE, asked->reply, enhanced ? &klass : NULL);
  const DsnCodeEntry *b = enhanced ? dsn_codes_find (DSN_CODE_LAYER_REGISTERED, TRUE, 0, &subject) : NULL;

  if (a != NULL)
    asked->place = g_strdup_printf (b != NULL ? "%s; %s" : "%s", a->title, b != NULL ? b->title : NULL);
}

static void
add_infos (DsnCodeAnswer *self)
{
  guint exact[DSN_CODE_ANSWER_CODES] = { 0 };

  for (guint layer = 0; layer < DSN_CODE_LAYER_LAST; layer++)
    for (guint i = 0; i < self->n_asked; i++)
      {
        DsnCodeAsked *asked = &self->asked[i];
        guint n = add_layer (self, asked, (DsnCodeLayer) layer);

        if (layer == DSN_CODE_LAYER_REGISTERED && n == 0)
          add_fallback (self, asked);
        exact[i] += n;
      }
  for (guint i = 0; i < self->n_asked; i++)
    {
      DsnCodeAsked *asked = &self->asked[i];

      name_place (asked);
      if (asked->reply != 0)
        asked->kind = dsn_codes_is_standard_reply (asked->reply) || exact[i] == 0 ? DSN_CODE_KIND_REPLY : DSN_CODE_KIND_FOLK;
      else if (dsn_code_is_class (asked->status.klass))
        asked->kind = DSN_CODE_KIND_ENHANCED;
      else
        asked->kind = exact[i] > 0 ? DSN_CODE_KIND_FOLK : DSN_CODE_KIND_NONE;
      if (asked->reply != 0 && (asked->reply < 200 || asked->reply > 599) && exact[i] == 0)
        asked->kind = DSN_CODE_KIND_NONE;
    }
}

/**
 * dsn_code_answer_new:
 * @question: a code or a whole reply, in any form
 * @remote: (nullable): the host that gave the reply, which may tell the vendor
 *
 * Looks up all codes in @question.  There is always an answer; where no code is found or nobody knows it, the remarks say so.
 *
 * Returns: (transfer full): the answer
 */
DsnCodeAnswer *
dsn_code_answer_new (const char *question, const char *remote)
{
  DsnCodeAnswer *self;

  g_return_val_if_fail (question != NULL, NULL);

  self = g_new0 (DsnCodeAnswer, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->question = g_strdup (question);
  self->remote = g_strdup (remote);
  self->infos = g_ptr_array_new_with_free_func ((GDestroyNotify) dsn_code_info_unref);
  self->remarks = g_ptr_array_new_with_free_func (g_free);
  read_question (self);
  add_infos (self);
  dsn_code_answer_remark (self);
  return self;
}

/**
 * dsn_code_answer_ref:
 * @self: an answer
 *
 * Returns: (transfer full): the same with one more reference
 */
DsnCodeAnswer *
dsn_code_answer_ref (DsnCodeAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * dsn_code_answer_unref:
 * @self: (transfer full): an answer
 *
 * Gives up a reference.
 */
void
dsn_code_answer_unref (DsnCodeAnswer *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < self->n_asked; i++)
    {
      g_free (self->asked[i].code);
      g_free (self->asked[i].place);
    }
  g_ptr_array_unref (self->infos);
  g_ptr_array_unref (self->remarks);
  g_free (self->question);
  g_free (self->remote);
  g_free (self);
}

/**
 * dsn_code_answer_is_known:
 * @self: an answer
 *
 * Returns: whether any list knows one of the codes; FALSE if all that can be said comes from its subject or class
 */
gboolean
dsn_code_answer_is_known (const DsnCodeAnswer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->known;
}

/**
 * dsn_code_answer_is_reply_line:
 * @self: an answer
 *
 * Returns: whether the question was a whole reply, which can be judged, and not a mere code
 */
gboolean
dsn_code_answer_is_reply_line (const DsnCodeAnswer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->line;
}

/**
 * dsn_code_answer_get_n_codes:
 * @self: an answer
 *
 * Returns: how many codes were found in the question
 */
guint
dsn_code_answer_get_n_codes (const DsnCodeAnswer *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_asked;
}

/**
 * dsn_code_answer_get_code:
 * @self: an answer
 * @i: which code
 * @kind: (out) (optional): what it was taken for
 * @place: (out) (optional) (nullable): what its class and subject say, "permanent failure; addresses"
 *
 * Returns: (transfer none): the code, "550" or "5.1.1"
 */
const char *
dsn_code_answer_get_code (const DsnCodeAnswer *self, guint i, DsnCodeKind *kind, const char **place)
{
  g_return_val_if_fail (self != NULL && i < self->n_asked, NULL);

  if (kind != NULL)
    *kind = self->asked[i].kind;
  if (place != NULL)
    *place = self->asked[i].place;
  return self->asked[i].code;
}

/**
 * dsn_code_answer_get_n_infos:
 * @self: an answer
 *
 * Returns: how many meanings there are
 */
guint
dsn_code_answer_get_n_infos (const DsnCodeAnswer *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->infos->len;
}

/**
 * dsn_code_answer_get_info:
 * @self: an answer
 * @i: which meaning; they are in the order of the layers
 *
 * Returns: (transfer none): a meaning of one of the codes
 */
DsnCodeInfo *
dsn_code_answer_get_info (const DsnCodeAnswer *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->infos->len, NULL);
  return g_ptr_array_index (self->infos, i);
}

/**
 * dsn_code_answer_get_n_remarks:
 * @self: an answer
 *
 * Returns: how many remarks there are
 */
guint
dsn_code_answer_get_n_remarks (const DsnCodeAnswer *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->remarks->len;
}

/**
 * dsn_code_answer_get_remark:
 * @self: an answer
 * @i: which remark
 *
 * Returns: (transfer none): a sentence about what is odd in the question
 */
const char *
dsn_code_answer_get_remark (const DsnCodeAnswer *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->remarks->len, NULL);
  return g_ptr_array_index (self->remarks, i);
}
