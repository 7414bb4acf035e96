// SPDX-License-Identifier: MIT
// peer-json: what node's JSON makes of the files that peer-files edited: lines on standard input, COUNT expected.
import { createInterface } from 'node:readline';

const entry = {
	type: 'http',
	url: 'https://remote.mcp.pipedream.net/v3',
	headers: {
		Authorization: 'Bearer ${PIPEDREAM_OAUTH_BEARER}',
		'x-pd-project-id': '${PIPEDREAM_PROJECT_ID}',
		'x-pd-app-slug': 'google_tag_manager',
	},
};
const parse = (s) => JSON.parse(s.replace(/^\uFEFF/, ''));
let files = 0, bad = 0;
const wrong = (why, line) => {
	if (bad++ < 5) console.log(`${why}: ${line.slice(0, 400)}`);
};
for await (const line of createInterface({ input: process.stdin })) {
	const { before, after, renamed, back } = JSON.parse(line);
	files++;
	const want = (name) => {
		const doc = parse(before);
		doc.mcpServers ??= {};
		doc.mcpServers[name] = entry;
		return JSON.stringify(doc);
	};
	try {
		// stringify keeps the order of the members, so that is compared, too
		if (JSON.stringify(parse(after)) !== want('pipedream-gtm-ascend')) wrong('put', line);
		if (JSON.stringify(parse(renamed)) !== want('pipedream-tagm-ascend')) wrong('renamed', line);
		if (back !== before) wrong('not given back', line);
	} catch (e) {
		wrong(e.message, line);
	}
}
console.log(`node ${process.version} JSON: ${files} files, ${bad} disagreements`);
process.exit(bad || files !== Number(process.argv[2]) ? 1 : 0);
