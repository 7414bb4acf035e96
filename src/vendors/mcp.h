/* SPDX-License-Identifier: MIT */
/* mcp: which tools does the remote MCP server list for a tenant and an app? (streamable HTTP) */
#ifndef TOOLGAP_VENDORS_MCP_H
#define TOOLGAP_VENDORS_MCP_H

#include "vendors/probe.h"

/*
 * In:  app_slug, tenant*, oauth_app, account.T (pins that account when set and `pin` is "yes")
 * Per tenant, side by side: initialize → notifications/initialized → tools/list, all pages. Replies
 * as one JSON object or as an event stream, which need not end behind the answer; with or without mcp-session-id; mcp-protocol-version
 * sent after the handshake; when initialize is refused as an unknown method or version, tools/list
 * is tried in the handshake-less form of revision 2026-07-28.
 *
 * Tools are those named "APP_SLUG-…"; the server's helpers count only when there is none of these.
 * Names are [A-Za-z0-9_.-]{1,128}; others are left out.
 *
 * Facts: result listed (by every tenant)|unknown
 *        tool*  "name\tdescription", of the first tenant that listed, in the server's order
 *        mcp.T  number of tools, or "unknown"
 *        missing* · detail · evidence*
 * Listing is not proof of a connection: accounts decide that.
 */
extern const struct probe_ops mcp_tools;

/*
 * The JSON-RPC answer to request `id` in a reply body: plain JSON, a batch, or the data: lines of
 * an event stream, which may hold other messages before it. An error without an id counts as well:
 * so a server answers what it could not read. 0 and the parsed document with the message in it
 * (*doc is to be freed), or -1.
 */
struct json;
int mcp_message(const struct reply *r, long id, struct json **doc, const struct json **message);

/* An http_enough: the answer to request call.expects, complete in a stream that may stay open. 0: a note, which gets none. */
http_enough mcp_enough;

/* For mcp.c: a JSON-RPC error in one clause (the server's own words stay out: they could repeat a token), and whether it
   says that method or revision is unknown there. */
void mcp_refused(const struct json *error, char *why, size_t size);
int mcp_unspoken(const struct json *error);

#endif
