/* SPDX-License-Identifier: MIT */
/* mcp_address: what of a registry entry's domain, address and headers can be offered to a person; pure. */
#ifndef TOOLGAP_VENDORS_MCP_ADDRESS_H
#define TOOLGAP_VENDORS_MCP_ADDRESS_H

#include "vendors/http_rules.h"

/* The label that a domain is registered under, from a namespace ("com.stripe", "uk.co.acme"), and the domain itself ("acme.co.uk");
   NULL when the namespace is a part of somebody's domain, and whose is not known. Both heap. */
char *mcp_label_new(const char *space, char **domain);

/* NAMESPACE/NAME of letters, digits, dots, hyphens and underscores, with one slash. */
int mcp_server_name(const char *s);

/*
 * The host that an address leads to: https at its usual port, a name of the DNS and no number, nothing of this machine or of
 * one's own network, no user info. "{…}" stands for something yet to be given; it may be a label of the host, and then
 * "{tenant}.stripe.com" is below stripe.com. 0, or -1 where such an address is not offered.
 */
int mcp_address_host(const char *url, char host[HTTP_HOST_MAX]);
int mcp_address_below(const char *host, const char *domain); /* the domain itself, or a host in it */

/* May an entry of ours carry this header? Not one that steers the connection itself, nor a value that ends its line. */
int mcp_header_fit(const char *name, const char *value);

#endif
