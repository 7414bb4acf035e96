/* SPDX-License-Identifier: MIT */
/* cloudflare: texts into vectors (Workers AI), vectors into an index (Vectorize v2), and wait until they count. */
#ifndef TOOLGAP_VENDORS_CLOUDFLARE_H
#define TOOLGAP_VENDORS_CLOUDFLARE_H

#include "vendors/probe.h"

/*
 * Facts from Cloudflare's API description (developers.cloudflare.com/api, npm cloudflare 7.3), the
 * limits page of Vectorize and the source of wrangler 4.86.
 *
 * In:  index    capability_index when there is none · namespace, or none
 *      model    @cf/baai/bge-m3 when there is none · pooling mean|cls, for models that know it
 *      metric   cosine when there is none
 *      dry_run  "yes": look at the index, and say what would be done
 *      id* text* metadata*   one of each an entry, in the same order; metadata is a JSON object
 * Asks, one after the other:
 *      GET  /accounts/A/vectorize/v2/indexes/I       dimensions and metric, before anything is paid for
 *      POST /accounts/A/ai/run/MODEL                 {"text": [50 at most]}, all batches at once
 *      POST …/indexes/I/upsert                       NDJSON, 500 vectors at most; creates; only when
 *                                                    every vector is there and has the right dimensions
 *      GET  …/indexes/I/info                         until the last mutation is processed: after half a
 *                                                    second, then twice as long each time, CLOUDFLARE_POLLS times
 * An upsert that was cut off may be made again: the same id is the same vector.
 *
 * Facts: result ok        written, and the index has taken it in
 *               pending   written, and still being taken in when the patience was over
 *               refused   the index does not fit (dimensions, metric), or an entry cannot be sent: nothing was written
 *               dry       nothing was written, and the index fits
 *               unknown   nobody could say; "written" says how many vectors were sent off all the same
 *        entries written dimensions metric mutation vectors (in the index, afterwards)
 *        missing* · detail · evidence*
 */
#define CLOUDFLARE_INDEX "capability_index"
#define CLOUDFLARE_MODEL "@cf/baai/bge-m3"
#define CLOUDFLARE_POLLS 7
#define CLOUDFLARE_ID_MAX 64         /* bytes */
#define CLOUDFLARE_METADATA_MAX 10240
extern const struct probe_ops cloudflare_embed;

/*
 * What of the index lies nearest to a text.
 * In:  text · index, model, pooling, namespace as above · most (5; CLOUDFLARE_MATCHES at most)
 * Asks POST /accounts/A/ai/run/MODEL {"text": [TEXT]}, then POST …/indexes/I/query {"vector", "topK", "returnValues":
 *      false, "returnMetadata": "all"}. Neither makes anything.
 *
 * Facts: result ok · unknown
 *        match*  "ID\tSCORE\tVENDOR\tSLUG\tCAPABILITY\tTOOL\tDESCRIPTION", best first; the score in
 *                millionths (between −1,000,000 and 1,000,000 where the index measures by cosine); then fields of the
 *                metadata, "" where it has none
 *        missing* · detail · evidence*
 */
#define CLOUDFLARE_MATCHES 20 /* with metadata an index gives no more */
extern const struct probe_ops cloudflare_find;

#endif
