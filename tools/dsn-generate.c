/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * `dsn generate`: writes a notification.
 *
 * Options that speak of a recipient belong to the --recipient before them; those before the first one are for all
 * that do not say otherwise.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include "dsn-generate.h"
#include "dsn-tool.h"

typedef struct {
  char *name;           /* of the option, without dashes */
  char *value;
} Given;

typedef struct {
  char   *address;      /* NULL: what holds for all */
  GArray *given;        /* of Given */
} Group;

static GPtrArray *groups;
static GArray *message_fields;

static char *opt_original, *opt_to, *opt_from, *opt_subject, *opt_return, *opt_mapping, *opt_reporting_mta, *opt_date,
  *opt_message_id;
static char *opt_boundary, *opt_seed, *opt_language, *opt_output, *opt_size_limit;
static gboolean opt_crlf, opt_seven_bit, opt_envelope, opt_quiet;

/* --- reading the command line --- */

static void
given_clear (Given *given)
{
  g_free (given->name);
  g_free (given->value);
}

static GArray *
given_new (void)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof (Given));

  g_array_set_clear_func (array, (GDestroyNotify) given_clear);
  return array;
}

static void
group_free (Group *group)
{
  g_free (group->address);
  g_array_unref (group->given);
  g_free (group);
}

static void
begin_group (const char *address)
{
  Group *group = g_new0 (Group, 1);

  group->address = g_strdup (address);
  group->given = given_new ();
  g_ptr_array_add (groups, group);
}

static gboolean
on_recipient (const char *option, const char *value, gpointer data, GError **error)
{
  begin_group (value);
  return TRUE;
}

static gboolean
on_recipient_option (const char *option, const char *value, gpointer data, GError **error)
{
  Group *group = g_ptr_array_index (groups, groups->len - 1);
  Given given = { g_strdup (option + strspn (option, "-")), g_strdup (value) };

  g_array_append_val (group->given, given);
  return TRUE;
}

static gboolean
on_message_option (const char *option, const char *value, gpointer data, GError **error)
{
  Given given = { g_strdup (option + strspn (option, "-")), g_strdup (value) };

  g_array_append_val (message_fields, given);
  return TRUE;
}

#define TEXT(name, place, arg, what) \
  { name, 0, 0, G_OPTION_ARG_FILENAME, place, what, arg }
#define MORE(name, place, arg, what) \
  { name, 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, place, what, arg }
#define SWITCH(name, place, what) \
  { name, 0, 0, G_OPTION_ARG_NONE, place, what, NULL }
#define CALL(name, call, arg, what) \
  { name, 0, G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, (gpointer) call, what, arg }
#define MORE_CALL(name, call, arg, what) \
  { name, 0, G_OPTION_FLAG_FILENAME | G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_CALLBACK, (gpointer) call, what, arg }
#define MORE_FLAG(name, call, what) \
  { name, 0, G_OPTION_FLAG_NO_ARG | G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_CALLBACK, (gpointer) call, what, NULL }

/* The short help shows what is needed most; the manual has all of it. */
static const GOptionEntry entries[] = {
  CALL ("recipient", on_recipient, "ADDRESS", "a recipient; may be repeated"),
  CALL ("reply", on_recipient_option, "TEXT", "what the server replied"),
  CALL ("stage", on_recipient_option, "COMMAND", "what it replied to: connect, helo, mail, rcpt, data, dot"),
  CALL ("cause", on_recipient_option, "NAME", "what went wrong where no server replied: nxdomain, ..."),
  CALL ("action", on_recipient_option, "ACTION", "failed, delayed, delivered, relayed or expanded"),
  CALL ("status", on_recipient_option, "X.Y.Z", "the status, if it is not to follow from the reply"),
  CALL ("expired", on_recipient_option, "HOW", "given up for lack of time: last, 4.4.7 or 5"),
  CALL ("remote-mta", on_recipient_option, "HOST", "the server that replied"),
  TEXT ("original", &opt_original, "FILE", "the message that it is about, - for stdin"),
  TEXT ("return", &opt_return, "WHAT", "return it in 'full', or its 'headers'"),
  TEXT ("to", &opt_to, "ADDRESS", "its return path: to whom to write"),
  TEXT ("reporting-mta", &opt_reporting_mta, "HOST", "who reports (default: this host)"),
  TEXT ("mapping", &opt_mapping, "HOW", "status from the reply: mapped, strict or verbatim"),
  TEXT ("language", &opt_language, "TAG", "the language to write in (default: en)"),
  TEXT ("output", &opt_output, "FILE", "write to FILE, all of it or nothing"),
  SWITCH ("envelope", &opt_envelope, "print the envelope to send it with"),
  SWITCH ("crlf", &opt_crlf, "end lines with CR LF"),
  TEXT ("seed", &opt_seed, "N", "make date and ids from a number"),

  CALL ("original-recipient", on_recipient_option, "ADDRESS", "the recipient as the sender named it"),
  MORE_CALL ("orcpt", on_recipient_option, "XTEXT", "the same as in SMTP"),
  MORE_CALL ("diagnostic-code", on_recipient_option, "TEXT", "the field, if it is not to be the reply"),
  MORE_CALL ("last-attempt-date", on_recipient_option, "DATE", "when it was tried last"),
  MORE_CALL ("final-log-id", on_recipient_option, "TEXT", "the log id of the final server"),
  MORE_CALL ("will-retry-until", on_recipient_option, "DATE", "how long it will be tried"),
  MORE_CALL ("recipient-field", on_recipient_option, "NAME:VALUE", "another field of the recipient"),
  MORE_CALL ("notify", on_recipient_option, "LIST", "what the sender wants to be told, as in SMTP"),
  MORE_FLAG ("soft-bounce", on_recipient_option, "a final refusal is tried again on purpose"),
  MORE_FLAG ("confidential", on_recipient_option, "do not tell where the mail was forwarded to"),
  CALL ("envelope-id", on_message_option, "ID", "the envelope id that the sender gave"),
  MORE_CALL ("original-envelope-id", on_message_option, "ID", "the same"),
  MORE_CALL ("envid", on_message_option, "XTEXT", "the same as in SMTP"),
  MORE_CALL ("dsn-gateway", on_message_option, "HOST", "the gateway that translated it"),
  MORE_CALL ("received-from-mta", on_message_option, "HOST", "from whom the message came"),
  CALL ("arrival-date", on_message_option, "DATE", "when the message came"),
  MORE_CALL ("field", on_message_option, "NAME:VALUE", "another field of the message"),
  MORE ("from", &opt_from, "ADDRESS", "who is to be asked"),
  MORE ("subject", &opt_subject, "TEXT", "its subject"),
  MORE ("date", &opt_date, "DATE", "its date"),
  MORE ("message-id", &opt_message_id, "ID", "its Message-ID"),
  MORE ("boundary", &opt_boundary, "TEXT", "what divides its parts"),
  MORE ("size-limit", &opt_size_limit, "BYTES", "return only the header of a larger original"),
  { "7bit", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &opt_seven_bit, "the way back is 7-bit", NULL },
  { "quiet", 'q', G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &opt_quiet, "no notes on stderr", NULL },
  G_OPTION_ENTRY_NULL
};

static int
usage (const char *format, ...) G_GNUC_PRINTF (1, 2);

static int
usage (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return dsn_tool_usage_error ("generate", "%s", text);
}

/* --- from options to the builder --- */

/* "Name: value" */
static gboolean
split_field (const char *option, const char *text, char **name, char **value)
{
  const char *colon = strchr (text, ':');

  if (colon == NULL || colon == text)
    {
      usage ("--%s takes NAME:VALUE, as in 'X-Queue-ID: 42'", option);
      return FALSE;
    }
  *name = g_strstrip (g_strndup (text, (gsize) (colon - text)));
  *value = g_strstrip (g_strdup (colon + 1));
  return TRUE;
}

/* The last value given for an option. */
static const char *
find_own (const Group *group, const char *name)
{
  const char *value = NULL;

  for (guint i = 0; i < group->given->len; i++)
    if (g_str_equal (g_array_index (group->given, Given, i).name, name))
      value = g_array_index (group->given, Given, i).value ? g_array_index (group->given, Given, i).value : "";
  return value;
}

/* The recipient's own, else that for all.  A reply and a cause exclude each other, so an own one keeps the other
 * off, and an own cause what goes with a reply. */
static const char *
find_given (const Group *group, const Group *all, const char *name)
{
  static const char * const of_reply[] = { "reply", "stage", "remote-mta", NULL };
  const char *own = find_own (group, name);

  if (own || (g_strv_contains (of_reply, name) && find_own (group, "cause"))
      || (g_str_equal (name, "cause") && find_own (group, "reply")))
    return own;
  return find_own (all, name);
}

static gboolean
set_stage (DsnBuilder *builder, guint recipient, const Group *group, const Group *all)
{
  static const char * const stages[] = { "connect", "helo", "auth", "mail", "rcpt", "data", "dot", NULL };
  const char *reply = find_given (group, all, "reply"), *stage = find_given (group, all, "stage");
  DsnStage value = DSN_STAGE_UNKNOWN;

  if (stage && (!g_strv_contains (stages, stage) || !dsn_stage_from_string (stage, &value)))
    {
      g_autofree char *text = dsn_tool_unknown ("stage", stage, stages);

      usage ("--stage: %s", text);
      return FALSE;
    }
  if (reply)
    dsn_builder_set_recipient_reply (builder, recipient, reply, value);
  return TRUE;
}

static gboolean
set_cause (DsnBuilder *builder, guint recipient, const char *nick)
{
  const char *nicks[DSN_CAUSE_LAST + 1] = { NULL };
  g_autofree char *text = NULL;
  DsnCause cause;

  for (guint i = 1; i < DSN_CAUSE_LAST; i++)
    nicks[i - 1] = dsn_cause_to_string ((DsnCause) i);
  if (g_strv_contains (nicks, nick) && dsn_cause_from_string (nick, &cause))
    {
      dsn_builder_set_recipient_cause (builder, recipient, cause);
      return TRUE;
    }
  text = dsn_tool_unknown ("cause", nick, nicks);
  usage ("--cause: %s", text);
  return FALSE;
}

static gboolean
set_expiry (DsnBuilder *builder, guint recipient, const char *how)
{
  DsnExpiry expiry = g_str_equal (how, "last") ? DSN_EXPIRY_LAST
                     : g_str_equal (how, "4.4.7") ? DSN_EXPIRY_TIMEOUT
                     : g_str_equal (how, "5") ? DSN_EXPIRY_PERMANENT : DSN_EXPIRY_NONE;

  if (expiry == DSN_EXPIRY_NONE)
    {
      usage (
        "--expired is 'last' (the status of the last attempt), '4.4.7' or '5' (that of the last attempt with class 5)");
      return FALSE;
    }
  dsn_builder_set_recipient_expiry (builder, recipient, expiry);
  return TRUE;
}

/* Options that are named as the field that they set. */
static const struct {
  const char *option;
  const char *field;
} recipient_fields[] = {
  { "original-recipient", "Original-Recipient" },
  { "action", "Action" },
  { "status", "Status" },
  { "remote-mta", "Remote-MTA" },
  { "diagnostic-code", "Diagnostic-Code" },
  { "last-attempt-date", "Last-Attempt-Date" },
  { "final-log-id", "Final-Log-ID" },
  { "will-retry-until", "Will-Retry-Until" },
}, fields[] = {
  { "envelope-id", "Original-Envelope-Id" },
  { "original-envelope-id", "Original-Envelope-Id" },
  { "dsn-gateway", "DSN-Gateway" },
  { "received-from-mta", "Received-From-MTA" },
  { "arrival-date", "Arrival-Date" },
};

static gboolean
set_own_fields (DsnBuilder *builder, guint recipient, const Group *group)
{
  for (guint i = 0; i < group->given->len; i++)
    {
      const Given *given = &g_array_index (group->given, Given, i);
      g_autofree char *name = NULL, *value = NULL;

      if (!g_str_equal (given->name, "recipient-field"))
        continue;
      if (!split_field (given->name, given->value, &name, &value))
        return FALSE;
      dsn_builder_set_recipient_field (builder, recipient, name, value);
    }
  return TRUE;
}

/* As it stands in SMTP: "rfc822;a+2Bb@example.com" */
static gboolean
set_orcpt (DsnBuilder *builder, guint recipient, const char *orcpt)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *type = NULL, *address = dsn_decode_orcpt (orcpt, &type, &error), *value = NULL;

  if (address == NULL)
    {
      usage ("--orcpt: %s", error->message);
      return FALSE;
    }
  value = g_strdup_printf ("%s;%s", type, address);
  dsn_builder_set_recipient_field (builder, recipient, "Original-Recipient", value);
  return TRUE;
}

static gboolean
set_notify (DsnBuilder *builder, guint recipient, const char *text)
{
  g_autoptr (GError) error = NULL;
  DsnNotify notify;

  if (!dsn_notify_parse (text, &notify, &error))
    {
      usage ("--notify: %s", error->message);
      return FALSE;
    }
  dsn_builder_set_recipient_notify (builder, recipient, notify);
  return TRUE;
}

static gboolean
add_recipient (DsnBuilder *builder, const Group *group, const Group *all)
{
  guint recipient = dsn_builder_add_recipient (builder, group->address);
  const char *cause = find_given (group, all, "cause"), *expired = find_given (group, all, "expired");
  const char *orcpt = find_given (group, all, "orcpt"), *notify = find_given (group, all, "notify");
  DsnRecipientFlags flags = DSN_RECIPIENT_FLAGS_NONE;

  if (!set_own_fields (builder, recipient, all) || !set_own_fields (builder, recipient, group)
      || !set_stage (builder, recipient, group, all)
      || (cause && !set_cause (builder, recipient, cause))
      || (expired && !set_expiry (builder, recipient, expired)))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (recipient_fields); i++)
    {
      const char *value = find_given (group, all, recipient_fields[i].option);

      if (value)
        dsn_builder_set_recipient_field (builder, recipient, recipient_fields[i].field, value);
    }
  if ((orcpt && !set_orcpt (builder, recipient, orcpt)) || (notify && !set_notify (builder, recipient, notify)))
    return FALSE;
  if (find_given (group, all, "soft-bounce"))
    flags |= DSN_RECIPIENT_SOFT_BOUNCE;
  if (find_given (group, all, "confidential"))
    flags |= DSN_RECIPIENT_CONFIDENTIAL;
  dsn_builder_set_recipient_flags (builder, recipient, flags);
  return TRUE;
}

static gboolean
set_message_fields (DsnBuilder *builder)
{
  for (guint i = 0; i < message_fields->len; i++)
    {
      const Given *given = &g_array_index (message_fields, Given, i);
      g_autofree char *name = NULL, *value = NULL;

      for (guint j = 0; j < G_N_ELEMENTS (fields); j++)
        if (g_str_equal (fields[j].option, given->name))
          dsn_builder_set_field (builder, fields[j].field, given->value);
      if (g_str_equal (given->name, "envid"))
        {
          g_autoptr (GError) error = NULL;

          value = dsn_decode_xtext (given->value, FALSE, &error);
          if (value == NULL)
            {
              usage ("--envid: %s", error->message);
              return FALSE;
            }
          dsn_builder_set_field (builder, "Original-Envelope-Id", value);
        }
      else if (g_str_equal (given->name, "field"))
        {
          if (!split_field ("field", given->value, &name, &value))
            return FALSE;
          dsn_builder_set_field (builder, name, value);
        }
    }
  return TRUE;
}

static gboolean
read_number (const char *option, const char *text, guint64 *number)
{
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, number, NULL))
    return TRUE;
  usage ("--%s takes a number, not '%s'", option, text);
  return FALSE;
}

static gboolean
set_return (DsnBuilder *builder)
{
  DsnReturn what = DSN_RETURN_DEFAULT;
  guint64 limit = 0;

  if (opt_return && g_str_equal (opt_return, "full"))
    what = DSN_RETURN_FULL;
  else if (opt_return && (g_str_equal (opt_return, "headers") || g_str_equal (opt_return, "hdrs")))
    what = DSN_RETURN_HEADERS;
  else if (opt_return)
    {
      usage ("--return is 'full' or 'headers', not '%s'", opt_return);
      return FALSE;
    }
  if (opt_size_limit && !read_number ("size-limit", opt_size_limit, &limit))
    return FALSE;
  dsn_builder_set_return (builder, what, limit);
  return TRUE;
}

static gboolean
set_mapping (DsnBuilder *builder)
{
  DsnProfile profile = DSN_PROFILE_MAPPED;

  if (opt_mapping && !dsn_profile_from_string (opt_mapping, &profile))
    {
      usage ("--mapping is 'mapped', 'strict' or 'verbatim', not '%s'", opt_mapping);
      return FALSE;
    }
  dsn_builder_set_profile (builder, profile);
  return TRUE;
}

static gboolean
set_original (DsnBuilder *builder, int *status)
{
  g_autoptr (GError) error = NULL;
  gboolean is_stdin = g_strcmp0 (opt_original, "-") == 0, good;
  int fd;

  if (opt_original == NULL)
    return TRUE;
  fd = is_stdin ? dsn_generate_spool_stdin (&error) : g_open (opt_original, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    {
      *status = usage ("--original: %s: %s", opt_original, error ? error->message : g_strerror (errno));
      return FALSE;
    }
  good = dsn_builder_set_original_fd (builder, fd, &error);
  close (fd);
  if (!good)
    *status = usage ("--original: %s: %s", opt_original, error->message);
  return good;
}

static gboolean
configure (DsnBuilder *builder, int *status)
{
  const Group *all = g_ptr_array_index (groups, 0);
  guint64 seed;

  *status = DSN_EXIT_USAGE;
  for (guint i = 1; i < groups->len; i++)
    if (!add_recipient (builder, g_ptr_array_index (groups, i), all))
      return FALSE;
  if (!set_message_fields (builder) || !set_return (builder) || !set_mapping (builder)
      || !set_original (builder, status))
    return FALSE;
  if (opt_seed)
    {
      if (!read_number ("seed", opt_seed, &seed))
        return FALSE;
      dsn_builder_set_seed (builder, seed);
    }
  dsn_builder_set_return_path (builder, opt_to);
  dsn_builder_set_from (builder, opt_from);
  dsn_builder_set_subject (builder, opt_subject);
  dsn_builder_set_date (builder, opt_date);
  dsn_builder_set_message_id (builder, opt_message_id);
  dsn_builder_set_boundary (builder, opt_boundary);
  dsn_builder_set_language (builder, opt_language);
  dsn_builder_set_flags (builder, (opt_crlf ? DSN_BUILDER_CRLF : 0) | (opt_seven_bit ? DSN_BUILDER_SEVEN_BIT : 0));
  return TRUE;
}

/* --- output --- */

static int
fail (const GError *error)
{
  if (g_error_matches (error, DSN_ERROR, DSN_ERROR_SUPPRESSED))
    {
      dsn_tool_error ("generate", "not written: %s", error->message);
      return DSN_EXIT_FOUND;
    }
  if (error->domain == DSN_ERROR)
    return dsn_tool_usage_error ("generate", "%s", error->message);
  /* a reader that has gone wanted no more */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    return DSN_EXIT_OK;
  dsn_tool_error ("generate", "cannot write the output: %s", error->message);
  return DSN_EXIT_OUTPUT;
}

static int
write_result (DsnBuilder *builder)
{
  g_autoptr (DsnReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) notes = NULL;

  report = dsn_builder_build (builder, &error);
  if (report == NULL)
    return fail (error);
  notes = dsn_builder_dup_notes (builder);
  for (guint i = 0; notes[i] && !opt_quiet; i++)
    dsn_tool_error ("generate", "note: %s", notes[i]);
  if (opt_output && !dsn_generate_write_file (builder, opt_output, &error))
    return fail (error);
  if (opt_envelope)
    {
      g_autofree char *envelope = dsn_builder_dup_envelope (builder, &error);

      fputs (envelope, stdout);
    }
  else if (opt_output == NULL && !dsn_generate_write_stdout (builder, &error))
    return fail (error);
  return DSN_EXIT_OK;
}

int
dsn_cmd_generate (int argc, char **argv)
{
  g_autoptr (DsnBuilder) builder = NULL;
  int status;

  groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);
  message_fields = given_new ();
  begin_group (NULL);
  if (!dsn_tool_parse_options ("generate", entries, &argc, &argv, &status))
    return status;
  if (argc > 1)
    return usage ("'%s' is no option; recipients are given by --recipient", argv[1]);
  if (groups->len == 1)
    return usage ("there is no --recipient to report about");
  builder = dsn_builder_new (opt_reporting_mta ? opt_reporting_mta : g_get_host_name ());
  return configure (builder, &status) ? write_result (builder) : status;
}
