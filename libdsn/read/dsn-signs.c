/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Weighs header fields.  No field proves anything: a person may forward a bounce, a vacation program may use the null sender, a list may
 * discuss "Undelivered Mail".  So each sign gives or takes points, and the free text of a message is read for failed
 * recipients only if the points suffice.  The words are those that mail systems put into From and Subject, in the languages
 * in which they write; they are compared without regard to case, as beginnings unless a "*" stands in front.
 */
#include <string.h>
#include "read/dsn-read-private.h"

#define MAX_HEADER 1000       /* as much of a field is looked at, in bytes */
#define NAMED      3          /* points of one field that names a mail system or a failure */

typedef struct { const char *phrase; int points; } Weight;

/* From: of mail systems (anywhere in the field) */
static const Weight senders[] = {
  { "mailer-daemon", 4 }, { "mailerdaemon", 4 }, { "mail delivery sub", 4 }, { "mail delivery sys", 4 }, { "mail-daemon", 4 },
  { "maildaemon", 4 }, { "mail daemon", 4 }, { "mailer daemon", 4 }, { "mail deliver", 3 }, { "delivery system", 3 }, { "microsoftexchange", 3 },
  { "postmaster", 3 }, { "post_master", 3 }, { "mail administrator", 3 }, { "system administrator", 3 }, { "mail system", 3 }, { "mailsystem", 3 },
  { "undeliverable", 3 }, { "bounce", 2 }, { "non-delivery", 3 }, { "delivery-status", 3 }, { "mail transport agent", 3 },
  { "mailsweeper", 2 }, { "content-filter", 2 }, { "content filter", 2 }, { "internet mail", 2 }, { "mail gateway", 2 }, { "email gateway", 2 },
  { "smtp gateway", 2 }, { "auto-reply@", 0 }, { "e-mail security", 1 }, { "postoffice", 2 }, { "mail router", 3 }, { "mail server", 2 },
  { "administrator@", 1 }, { "noreply", 0 }, { "mmdf", 3 }, { "x400", 2 }, { "mta@", 3 }, { "amavis", 3 }, { "virus", 1 }, { "mdaemon", 3 },
};

/* Subject: of notices about failures */
static const Weight subjects[] = {
  { "undeliver", 3 }, { "*undelivered mail", 3 }, { "*undelivered message", 3 }, { "*undeliverable", 3 }, { "*delivery status notif", 3 },
  { "failure notice", 4 }, { "*failure notice", 3 }, { "returned mail", 4 }, { "*returned mail", 3 }, { "*mail delivery fail", 3 },
  { "*delivery fail", 3 }, { "*delivery has failed", 3 }, { "*delivery error", 3 }, { "*delivery problem", 3 }, { "*delivery report", 2 },
  { "*could not be delivered", 3 }, { "*could not deliver", 3 }, { "*cannot be delivered", 3 }, { "*unable to deliver", 3 },
  { "*not delivered", 3 }, { "*non-delivery", 3 }, { "*nondeliver", 3 }, { "*non delivery", 3 }, { "*non delivered", 3 },
  { "*message not deliver", 3 }, { "*user unknown", 3 }, { "*unknown user", 3 }, { "*mail system error", 3 }, { "*returned to sender", 3 },
  { "*return to sender", 3 }, { "*returning message to sender", 4 }, { "*delivery notification", 2 }, { "*mail error", 2 },
  { "*error sending", 2 }, { "*could not send m", 3 }, { "*message status", 2 }, { "notice: mail delivery status", 4 }, { "*failed mail", 3 }, { "*mail failed", 3 },
  { "*mail failure", 3 }, { "*message delivery", 2 }, { "*bounced mail", 2 }, { "*bounce", 1 }, { "*mailbox full", 2 }, { "*quota", 1 },
  { "*rejected mail", 2 }, { "*rejected:", 2 }, { "*mail rejected", 2 }, { "*email blocked", 2 }, { "*message blocked", 2 }, { "*blocked by", 1 },
  { "*nicht zugestellt", 3 }, { "*unzustellbar", 3 }, { "*zustellung fehl", 3 }, { "*nicht zustellbar", 3 }, { "*zustellungs", 2 },
  { "*non remis", 3 }, { "*non distribu", 3 }, { "*non d\xc3\xa9livr", 3 }, { "*\xc3\xa9" "chec de la remise", 3 }, { "*\xc3\xa9" "chec d", 2 },
  { "*echec d", 2 }, { "*no se puede entregar", 3 }, { "*no se pudo entregar", 3 }, { "*no entregado", 3 }, { "*no se ha podido entregar", 3 },
  { "*error de entrega", 3 }, { "*non recapitabile", 3 }, { "*mancata consegna", 3 }, { "*mancato recapito", 3 }, { "*n\xc3\xa3o entreg", 3 },
  { "*n\xc3\xa3o foi entregue", 3 }, { "*falha na entrega", 3 }, { "*falha de entrega", 3 }, { "*onbestelbaar", 3 }, { "*niet bezorgd", 3 },
  { "*nie dostarczon", 3 }, { "*niedostarcz", 3 }, { "*nie mo\xc5\xbcna dostarczy", 3 }, { "*teslim edil", 3 }, { "*kan inte levereras", 3 },
  { "*\xd0\xbd\xd0\xb5\xd0\xb4\xd0\xbe\xd1\x81\xd1\x82\xd0\xb0\xd0\xb2\xd0\xbb\xd0\xb5\xd0\xbd", 3 },          /* недоставлен */
  { "*\xd0\xbd\xd0\xb5 \xd0\xb4\xd0\xbe\xd1\x81\xd1\x82\xd0\xb0\xd0\xb2\xd0\xbb\xd0\xb5\xd0\xbd", 3 },         /* не доставлен */
  { "*\xd0\xbd\xd0\xb5\xd0\xb2\xd0\xbe\xd0\xb7\xd0\xbc\xd0\xbe\xd0\xb6\xd0\xbd\xd0\xbe \xd0\xb4\xd0\xbe\xd1\x81\xd1\x82\xd0\xb0\xd0\xb2", 3 },
  { "*\xe9\x85\x8d\xe4\xbf\xa1\xe4\xb8\x8d\xe8\x83\xbd", 3 },                                             /* 配信不能 */
  { "*\xe9\x85\x8d\xe4\xbf\xa1\xe3\x81\xa7\xe3\x81\x8d\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93", 3 },          /* 配信できません */
  { "*\xe9\x80\x81\xe4\xbf\xa1\xe3\x81\xa7\xe3\x81\x8d\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93", 3 },          /* 送信できません */
  { "*\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc\xe3\x83\xa1\xe3\x83\xbc\xe3\x83\xab", 3 },                     /* エラーメール */
  { "*\xe9\x80\x80\xe4\xbf\xa1", 3 },                                                                      /* 退信 */
  { "*\xe9\x80\x80\xe4\xbb\xb6", 3 },                                                                      /* 退件 */
  { "*\xe6\x9c\xaa\xe9\x80\x81\xe8\xbe\xbe", 3 },                                                         /* 未送达 */
  { "*\xe6\x97\xa0\xe6\xb3\x95\xe6\x8a\x95\xe9\x80\x92", 3 },                                             /* 无法投递 */
  { "*\xe6\x8a\x95\xe9\x80\x92\xe5\xa4\xb1\xe8\xb4\xa5", 3 },                                             /* 投递失败 */
  { "*\xeb\xb0\x9c\xec\x86\xa1 \xec\x8b\xa4\xed\x8c\xa8", 3 },                                            /* 발송 실패 */
  { "*\xec\xa0\x84\xec\x86\xa1 \xec\x8b\xa4\xed\x8c\xa8", 3 },                                            /* 전송 실패 */
  { "*\xeb\xb0\x98\xec\x86\xa1", 2 },                                                                      /* 반송 */
};

static const char * const delays[] = {
  "*delay", "warning--could not", "*could not send mail for past", "*not yet delivered", "*not yet been delivered", "*still being retried", "*warning: message", "warning: could not send", "*verz\xc3\xb6gert", "*retard", "*retras", "*\xe9\x81\x85\xe5\xbb\xb6",
};

static const char * const successes[] = {
  "successful mail delivery", "return receipt", "*delivery status notification (success)", "*delivery status notification (relay)",
  "relayed:", "delivered:",
};

/* Subject: of answering machines */
static const char * const answers[] = {
  "auto:", "auto-reply", "*autoreply", "*auto reply", "*auto-reply", "*automatic reply", "*automated reply", "*auto response", "*autoresponse",
  "*auto-response", "*automated response", "*out of office", "*out of the office", "*out-of-office", "*on vacation", "*away from my mail",
  "*abwesenheit", "*automatische antwort", "*r\xc3\xa9ponse automatique", "*absence du bureau", "*absent du bureau", "*respuesta autom",
  "*fuera de la oficina", "*risposta automatica", "*fuori sede", "*resposta autom", "*automatisch antwoord", "*afwezig", "*automatyczna odpowied",
  "*autosvar", "*automaattinen vastaus", "*otomatik", "*\xd0\xb0\xd0\xb2\xd1\x82\xd0\xbe\xd0\xbe\xd1\x82\xd0\xb2\xd0\xb5\xd1\x82",
  "*\xe8\x87\xaa\xe5\x8b\x95\xe8\xbf\x94\xe4\xbf\xa1", "*\xe8\x87\xaa\xe5\x8a\xa8\xe5\x9b\x9e\xe5\xa4\x8d", "*\xe8\x87\xaa\xe5\x8b\x95\xe5\xbf\x9c\xe7\xad\x94",
  "abwesend", "*automatick\xc3\xa1 odpov", "*automatikus v\xc3\xa1lasz", "*r\xc4\x83spuns automat", "*autorespuesta", "*r\xc3\xa9ponse auto",
  "*automatisk svar", "*automatiskt svar", "*nieobecno\xc5\x9b", "*balasan otomatis", "*no longer works", "*no longer with", "*waitlisted",
  "*\xeb\xb6\x80\xec\x9e\xac\xec\xa4\x91", "*\xe4\xb8\x8d\xe5\x9c\xa8\xe9\x80\x9a\xe7\x9f\xa5", "*\xec\x9e\x90\xeb\x8f\x99 \xec\x9d\x91\xeb\x8b\xb5",
};

static gboolean
matches (const char *folded, const char *phrase)
{
  return phrase[0] == '*' ? strstr (folded, phrase + 1) != NULL : g_str_has_prefix (folded, phrase);
}

static gboolean
matches_any (const char *folded, const char * const *phrases, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (matches (folded, phrases[i]))
      return TRUE;
  return FALSE;
}

static char *
fold_header (DsnReading *self, const char *name)
{
  const char *value = dsn_reading_get_header (self, name);

  gsize length;

  if (!value)
    return NULL;
  length = MIN (strlen (value), MAX_HEADER);
  for (gsize i = 0; i < length; i++)
    if ((guchar) value[i] >= 0x80)
      return g_utf8_strdown (value, (gssize) length);
  return g_ascii_strdown (value, (gssize) length);
}

/* The address itself, not the name beside it, which anybody may choose. */
static gboolean
is_daemon (DsnReading *self)
{
  static const char * const locals[] = { "mailer-daemon", "mailerdaemon", "maildaemon", "mail-daemon", "postmaster", "post_master", "microsoftexchange" };
  g_autofree char *from = fold_header (self, "From");
  const char *at = from ? strrchr (from, '@') : NULL, *begin;

  if (!from || !*from)
    return TRUE;
  for (begin = at ? at : from; at && begin > from && !strchr (" <\"(,;:", begin[-1]); begin--)
    ;
  for (gsize i = 0; i < G_N_ELEMENTS (locals); i++)
    if (g_str_has_prefix (begin, locals[i]))
      return TRUE;
  return FALSE;
}

static int
weigh_sender (DsnReading *self)
{
  static const char * const names[] = { "From", "Sender", "Return-Path" };
  int best = 0;

  for (gsize n = 0; n < G_N_ELEMENTS (names); n++)
    {
      g_autofree char *from = fold_header (self, names[n]);

      for (gsize i = 0; from && i < G_N_ELEMENTS (senders); i++)
        if (strstr (from, senders[i].phrase))
          best = MAX (best, senders[i].points - (n > 0));
      if (n == 0 && (!from || !*from || g_str_equal (from, "<>")))
        best = MAX (best, 2);
      if (n == 2 && from && g_str_has_prefix (from, "<>"))
        best += 2;
    }
  return best;
}

static int
weigh_subject (const char *folded)
{
  int best = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (matches (folded, subjects[i].phrase))
      best = MAX (best, subjects[i].points);
  return best;
}

/* Answers and forwarded mail of people keep the subject of what they are about. */
static gboolean
is_answer (const char *folded)
{
  static const char * const prefixes[] = { "re:", "re[", "aw:", "antw:", "sv:", "fwd:", "fw:", "wg:", "tr:", "rv:", "i:", "res:", "enc:", "vs:", "odp:" };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (folded, prefixes[i]))
      return TRUE;
  return FALSE;
}

/* Fields of what writes about bounces: trackers, forums, the administration of mailing lists.  A name that ends in "-" is the begin of one. */
static gboolean
is_talk (DsnReading *self)
{
  static const char * const names[] = {
    "List-Id", "List-Post", "List-Unsubscribe", "X-List-Administrivia", "X-Mailman-Version", "X-Bugzilla-", "X-GitHub-", "X-GitLab-", "X-Redmine-",
    "X-JIRA-", "X-Trac-", "X-Mantis-", "X-Launchpad-", "X-Phabricator-", "X-Gerrit-", "X-Debian-PR-", "RT-Ticket", "X-OTRS-", "X-Zendesk-",
    "X-Discourse-", "X-Cron-Env", "X-Sentry-",
  };
  const DsnPart *root = &self->scan->parts[self->root];

  for (guint i = 0; i < root->n_fields; i++)
    {
      const DsnRawField *field = &self->scan->fields[root->first_field + i];
      const char *name = (const char *) self->scan->data + field->name.offset;

      for (gsize k = 0; k < G_N_ELEMENTS (names); k++)
        {
          gsize length = strlen (names[k]);

          if (field->name.length >= length && !g_ascii_strncasecmp (name, names[k], length)
              && (field->name.length == length || names[k][length - 1] == '-'))
            return TRUE;
        }
    }
  return FALSE;
}

static int
weigh_others (DsnReading *self)
{
  const DsnPart *root = &self->scan->parts[0];
  g_autofree char *submitted = fold_header (self, "Auto-Submitted");
  g_autofree char *precedence = fold_header (self, "Precedence");
  int points = 0;

  if (dsn_reading_get_header (self, "X-Failed-Recipients"))
    points += 4;
  if (dsn_reading_get_header (self, "X-MS-Exchange-Message-Is-Ndr") || dsn_reading_get_header (self, "X-MS-Exchange-Generated-Message-Source"))
    points += 2;
  if (root->media == DSN_MEDIA_MULTIPART_REPORT)
    points += 2;
  if (submitted && !g_str_has_prefix (submitted, "no"))
    points += 1;
  if (is_talk (self))
    points -= 4;
  if (precedence && g_str_has_prefix (precedence, "list"))
    points -= 3;
  if (dsn_reading_get_header (self, "User-Agent") || dsn_reading_get_header (self, "X-Originating-IP"))
    points -= 1;
  return points;
}

static gboolean
is_auto_reply (DsnReading *self, const char *subject)
{
  g_autofree char *submitted = fold_header (self, "Auto-Submitted");
  g_autofree char *precedence = fold_header (self, "Precedence");
  const char *autoreply = dsn_reading_get_header (self, "X-Autoreply");
  static const char * const fields[] = { "X-Autorespond", "X-Autoreply-From", "X-Auto-Reply", "X-Autoresponder", "X-Vacation", "X-Mail-Autoreply",
                                         "X-Delivery-Agent-Autoreply" };

  /* RFC 3834 5 */
  if (submitted && g_str_has_prefix (submitted, "auto-replied"))
    return TRUE;
  if (autoreply && g_ascii_strcasecmp (autoreply, "no"))
    return TRUE;
  if (precedence && (g_str_has_prefix (precedence, "auto_reply") || g_str_has_prefix (precedence, "auto-reply")))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (dsn_reading_get_header (self, fields[i]))
      return TRUE;
  if (dsn_reading_get_header (self, "X-Auto-Response-Suppress") && submitted && g_str_has_prefix (submitted, "auto-generated"))
    return TRUE;
  return matches_any (subject, answers, G_N_ELEMENTS (answers));
}

static gboolean
has_name (DsnReading *self)
{
  const char *from = dsn_reading_get_header (self, "From");

  return from && strpbrk (from, "<(") && from[0] != '<';
}

/* What an answer's "Re:", or the name of a ticket or list, takes off: little where nothing but the subject says so, much where somebody with a name answers a mail of ours and
 * nothing says that a machine does it, nothing where the daemon does. */
static int
weigh_answer (DsnReading *self, const char *folded, gboolean daemon)
{
  g_autofree char *path = fold_header (self, "Return-Path");

  /* "[Ticket#1] ...", "[list] ..." */
  if (folded[0] == '[' && !daemon)
    return 2;
  if (!is_answer (folded) || (daemon && !has_name (self)))
    return 0;
  if (has_name (self) && dsn_reading_get_header (self, "In-Reply-To") && !dsn_reading_get_header (self, "Auto-Submitted")
      && !(path && g_str_has_prefix (path, "<>")) && self->scan->parts[self->root].media != DSN_MEDIA_MULTIPART_REPORT)
    return 5;
  return 2;
}

void
dsn_signs_read (DsnReading *self, DsnSigns *signs)
{
  g_autofree char *subject = fold_header (self, "Subject");
  const char *folded = subject ? subject : "";
  int sender = weigh_sender (self), about = weigh_subject (folded), others = weigh_others (self);

  /* a subject alone may be anybody's */
  signs->named = sender >= NAMED || others >= NAMED || (about >= NAMED && (sender > 0 || others > 0));
  signs->daemon = is_daemon (self);
  signs->bounce = sender + about + others - weigh_answer (self, folded, signs->daemon);
  signs->talk = is_talk (self);
  signs->auto_reply = is_auto_reply (self, folded);
  signs->delay_subject = matches_any (folded, delays, G_N_ELEMENTS (delays));
  signs->success_subject = matches_any (folded, successes, G_N_ELEMENTS (successes));
}
