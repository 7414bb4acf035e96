/* SPDX-License-Identifier: MIT */
/* mcp_registry: does the provider run an MCP server of its own? The official MCP registry, v0.1. */
#ifndef TOOLGAP_VENDORS_MCP_REGISTRY_H
#define TOOLGAP_VENDORS_MCP_REGISTRY_H

#include "vendors/probe.h"

/*
 * Facts from the registry's own description (modelcontextprotocol/registry, docs/reference/api, 2026). Reading needs no
 * key. `search` is a part of the name only, so slugs are searched for, joined in each way; all pages of each.
 *
 * In:  provider slug*
 * Asks GET /v0.1/servers?search=…&version=latest&limit=100 per spelling, at once.
 * Only servers that are active (a server without a status is) and remote count; those that run on one's own machine are
 * counted, no more. A name is NAMESPACE/NAME. A namespace was proved when it was published: a domain by DNS or HTTP,
 * io.github.USER by a GitHub account and nothing else. So a server is
 *   official     the namespace, read backwards, is a domain whose own label is the provider's folded name ("com.stripe",
 *                "uk.co.acme"), or the beginning of it with the rest in the server's name ("com.google/tag-manager"). That
 *                this domain is the provider's is for a person to judge, so it is shown
 *                and it runs at a host of that domain
 *   third party  such a namespace with a server elsewhere; or the provider's folded name stands in the server's name, under any other namespace
 * and none of ours else.
 *
 * Facts: result official|third-party|absent|unknown (unknown: nothing official, and some question without a good answer)
 *        server* "NAME\tTITLE\tWHY": official ones, or where there is none those of third parties; MCP_SERVERS at most
 *        url.NAME version.NAME by.NAME (the domain, or who published it) · header.NAME* "HEADER\tKIND\tTEXT"
 *          kind text: TEXT is the value; secret: TEXT is what stands before the reference ("Bearer ")
 *        domain (of official ones: all their domains) · detail · evidence*
 * All of it is remote text and passed text_safe; which addresses and headers are offered, mcp_address.h says.
 */
#define MCP_SERVERS 8

extern const struct probe_ops mcp_registry;

/*
 * The one that was chosen, from those facts: url, name, title, version, by, header*, result ready|variables (variables: the
 * address holds "{…}", and a person must give the whole) |unknown. Pure.
 */
void mcp_registry_chosen(const struct kv *in, struct kv *facts);

#endif
