/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

/* Everything that is not marked with this stays hidden in the shared library. */
#ifndef DSN_API
#define DSN_API __attribute__ ((visibility ("default")))
#endif
