/* SPDX-License-Identifier: MIT */
/* cmd_doctor: what is wrong with the surroundings, said so that it can be mended. */
#include "base/i18n.h"
#include "base/json.h"
#include "ui/cmd.h"
#include "work/doctor.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0"
#endif

static void doctor_json(const struct ailments *a, struct buf *b)
{
	struct json_out j;
	size_t i;

	json_out_init(&j, b, 1);
	json_open(&j, NULL, '{');
	json_put(&j, "schema", "toolgap.doctor/1");
	json_put(&j, "version", PACKAGE_VERSION);
	json_open(&j, "checks", '[');
	for (i = 0; i < a->n; i++) {
		json_open(&j, NULL, '{');
		json_put(&j, "id", a->v[i].id);
		json_put(&j, "state", health_name(a->v[i].state));
		json_put(&j, "message", a->v[i].message);
		json_put(&j, "fix", a->v[i].fix);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
}

int cmd_doctor(const struct options *o, struct err *e)
{
	static const char *const mark[] = { "✓", "!", "✗" };
	struct house h;
	struct ailments a;
	struct buf b = BUF_INIT;
	size_t i, bad = 0;
	int code;

	if (o->words.n)
		return err_set(e, E_USAGE, _("toolgap doctor takes no further words; -C names the workspace.")), E_USAGE;
	if (house_open(&h, o, 1, e))
		return e->code;
	doctor_look(&h.ws, &h.env, o->offline ? NULL : h.http, &a);
	for (i = 0; i < a.n; i++)
		bad += a.v[i].state == HEALTH_BAD;
	if (o->json) {
		doctor_json(&a, &b);
	} else {
		buf_addf(&b, "toolgap %s\n", PACKAGE_VERSION);
		for (i = 0; i < a.n; i++) {
			if (o->quiet && a.v[i].state == HEALTH_OK)
				continue;
			buf_addf(&b, "%s %s\n", mark[a.v[i].state], a.v[i].message);
			if (a.v[i].fix && a.v[i].state != HEALTH_OK)
				buf_addf(&b, "    %s\n", a.v[i].fix);
		}
		if (bad)
			buf_addf(&b, ngettext("%zu thing needs mending.\n", "%zu things need mending.\n", bad),
				 bad);
		else
			buf_adds(&b, _("Nothing needs mending.\n"));
	}
	ailments_free(&a);
	house_close(&h);
	code = print_buf(&b, e);
	return code ? code : bad ? E_FAIL : E_OK;
}
