/* SPDX-License-Identifier: MIT */
/* jwt: when a token says that it ends. Nothing of it is kept, and nothing in it is believed but that. */
#ifndef TOOLGAP_BASE_JWT_H
#define TOOLGAP_BASE_JWT_H

/*
 * The number "exp" of a JSON Web Token's payload (seconds, UTC; RFC 7519), "Bearer " in front allowed; -1 where the text
 * is no such token, or has none. The signature is not looked at. What is decoded on the way is zeroed.
 */
long long jwt_ends(const char *token);

#endif
