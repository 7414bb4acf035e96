/* SPDX-License-Identifier: MIT */
/* form: what is wrong with an entry by its own client's form, in words. */
#include "work/form.h"

#include "base/i18n.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static char *variable_says(const struct client *cl, const char *header, const char *server)
{
	char *form, *says;

	if (cl->variable) {
		form = mem_fmt(_("it reads %s"), cl->variable);
		says = strstr(form, "%s");
		if (says) { /* the hole of the client's syntax, not of a format */
			char *named = mem_fmt("%.*sNAME%s", (int)(says - form), form, says + 2);

			free(form);
			form = named;
		}
	} else if (cl->bearer_field && cl->env_headers_field) {
		form = mem_fmt(_("it takes variables by name, in %s and %s"), cl->bearer_field, cl->env_headers_field);
	} else {
		form = mem_str(_("it replaces none"));
	}
	says = mem_fmt(_("The header '%s' of '%s' names a variable in a syntax that %s does not replace: %s."), header,
		       server, cl->name, form);
	free(form);
	return says;
}

char *form_says_new(const struct client *cl, const char *server, enum client_fault k, const char *what)
{
	switch (k) {
	case FAULT_ADDRESS:
		return mem_fmt(_("The server '%s' has no address that %s may ask: it takes https, no password and no variable."), server, cl->name);
	case FAULT_MEMBER:
		return mem_fmt(_("The entry '%s' has the member '%s', which %s does not read: it belongs to another client's form, or is misspelt."),
			       server, what, cl->name);
	case FAULT_LACKS:
		return mem_fmt(_("The entry '%s' lacks the member '%s' as %s needs it."), server, what, cl->name);
	default:
		return variable_says(cl, what, server);
	}
}
