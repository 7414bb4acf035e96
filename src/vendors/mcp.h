/* SPDX-License-Identifier: MIT */
/* mcp: which tools does the remote MCP server list for a tenant and an app? (streamable HTTP) */
#ifndef TOOLGAP_VENDORS_MCP_H
#define TOOLGAP_VENDORS_MCP_H

#include "vendors/probe.h"

/*
 * In:  app_slug, tenant*, oauth_app, account.T (pins that account when set and `pin` is "yes")
 * Per tenant, side by side: initialize → notifications/initialized → tools/list, all pages. Replies as one JSON object
 * or as an event stream; with or without mcp-session-id; mcp-protocol-version sent after the handshake; when initialize is refused as
 * an unknown method or version, tools/list is tried in the handshake-less form of revision 2026-07-28.
 * Facts: result listed|unknown · tool* "name\tdescription" (of the first tenant that listed, in the server's order)
 *        · mcp.T number of tools, or "unknown" · missing · detail · evidence*
 * Listing is not proof of a connection: accounts decide that.
 */
extern const struct probe_ops mcp_tools;

/* The JSON-RPC message in a reply body, from plain JSON or from the data: lines of an event stream; for tests. */
int mcp_message(const struct reply *r, struct buf *out);

#endif
