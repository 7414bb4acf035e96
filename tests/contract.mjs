// SPDX-License-Identifier: MIT
// contract.mjs: asks Prism, a mock that validates, what the sandbox was asked; one line a request: valid, older or wrong.
// node contract.mjs REQUESTS.json COMPOSIO.json PIPEDREAM.yaml, with CONTRACT_DIR naming where Prism is installed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';

const [requestsFile, composio, pipedream] = process.argv.slice(2);
const prism = join(process.env.CONTRACT_DIR, 'node_modules/.bin/prism');

// Newer than the descriptions at hand: seen in the vendor's own SDK (3.1.6), documented there, and not in the file yet.
const newer = [
	[/^GET \/v1\/connect\/[^/]+\/oauth_apps$/, 'oauth_apps is newer than the description'],
];

// In a query, a list that may be null is a list: the mock would not take "a=1" for one otherwise.
function plain(spec) {
	for (const path of Object.values(spec.paths))
		for (const op of Object.values(path))
			for (const p of op?.parameters ?? []) if (p.in === 'query' && p.schema?.type === 'array') delete p.schema.nullable;
	return spec;
}

// The description's entry for a path, templates filled in: the one with the fewest of them.
function entry(spec, path) {
	const parts = path.split('/');
	const fits = Object.keys(spec.paths).filter((t) => {
		const own = t.split('/');
		return own.length === parts.length && own.every((s, i) => /^\{.*\}$/.test(s) || s === parts[i]);
	});
	fits.sort((a, b) => a.split('{').length - b.split('{').length);
	return spec.paths[fits[0]];
}

// Names in a query that the description does not know: no validator minds them, and a vendor ignores them silently.
function strangers(spec, r, path) {
	const here = entry(spec, path);
	const op = here?.[r.method.toLowerCase()];
	const resolve = (p) => (p.$ref ? p.$ref.split('/').slice(1).reduce((at, k) => at[k], spec) : p);
	const known = [...(here?.parameters ?? []), ...(op?.parameters ?? [])].map(resolve).filter((p) => p.in === 'query').map((p) => p.name);
	return [...new Set(new URLSearchParams(r.query).keys())].filter((n) => !known.includes(n));
}

const freePort = () =>
	new Promise((done) => {
		const s = createServer().listen(0, '127.0.0.1', () => {
			const { port } = s.address();
			s.close(() => done(port));
		});
	});

async function mock(spec) {
	const port = await freePort();
	const child = spawn(prism, ['mock', '--errors', '-h', '127.0.0.1', '-p', String(port), spec], { stdio: 'ignore' });
	for (let i = 0; i < 300; i++) {
		try {
			await fetch(`http://127.0.0.1:${port}/`);
			return { port, child };
		} catch {
			await new Promise((r) => setTimeout(r, 100));
		}
	}
	child.kill();
	throw new Error(`Prism does not start with ${spec}`);
}

// What a request is: method, path and the names of its query, once each, is enough of a name for people.
function title(vendor, r) {
	const names = [...new URLSearchParams(r.query).keys()];
	const body = r.body && r.body.trim().startsWith('{') ? Object.keys(JSON.parse(r.body)) : [];
	return `${vendor}: ${r.method} ${r.path}${names.length ? '?' + names.join('&') : ''}${body.length ? ' {' + body.join(', ') + '}' : ''}`;
}

async function judge(server, r, path, credential) {
	const headers = { ...r.values, ...credential };
	for (const drop of ['host', 'content-length', 'connection', 'user-agent']) delete headers[drop];
	const res = await fetch(`http://127.0.0.1:${server.port}${path}${r.query ? '?' + r.query : ''}`, {
		method: r.method,
		headers,
		body: r.body && r.method !== 'GET' ? r.body : undefined,
		redirect: 'manual',
	});
	const text = await res.text();
	const violations = JSON.parse(res.headers.get('sl-violations') || '[]').filter((v) => v.location?.[0] === 'request');
	if (violations.length) return violations.map((v) => `${v.location.join('.')}: ${v.message}`).join('; ');
	if ((res.headers.get('content-type') || '').includes('problem+json')) {
		const p = JSON.parse(text);
		// the mock's own trouble with making an answer is none of the request's
		if (/VIOLATIONS$/.test(p.type) && !JSON.stringify(p.validation || []).includes('"request"')) return '';
		return `${p.title || p.type}: ${JSON.stringify(p.validation || p.detail || '')}`.slice(0, 400);
	}
	return '';
}

const all = JSON.parse(readFileSync(requestsFile, 'utf8'));
const dir = mkdtempSync(join(tmpdir(), 'contract-'));
const yaml = createRequire(join(process.env.CONTRACT_DIR, 'x'))('js-yaml');
const specs = {
	composio: plain(JSON.parse(readFileSync(composio, 'utf8'))),
	pipedream: plain(yaml.load(readFileSync(pipedream, 'utf8'), { schema: yaml.JSON_SCHEMA })),
};
for (const [vendor, spec] of Object.entries(specs)) writeFileSync(join(dir, `${vendor}.json`), JSON.stringify(spec));
const servers = { composio: await mock(join(dir, 'composio.json')), pipedream: await mock(join(dir, 'pipedream.json')) };
const seen = new Set();
try {
	for (const r of all) {
		const vendor = r.path.split('/')[1];
		if (!servers[vendor]) continue;
		const path = r.path.slice(vendor.length + 1);
		const name = title(vendor, r);
		const key = name + ' ' + Object.keys(r.values).sort().join(' ');
		if (seen.has(key)) continue;
		seen.add(key);
		const credential = vendor === 'composio' ? { 'x-api-key': 'ak_x' } : path === '/v1/oauth/token' ? {} : { authorization: 'Bearer x' };
		const odd = strangers(specs[vendor], r, path);
		const why = (await judge(servers[vendor], r, path, credential)) || (odd.length ? `not in the description: ${odd.join(', ')}` : '');
		const older = newer.find(([p]) => p.test(`${r.method} ${path}`));
		if (!why) console.log(`valid\t${name}\t`);
		else if (older) console.log(`older\t${name}\t${older[1]}`);
		else console.log(`wrong\t${name}\t${why}`);
	}
} finally {
	for (const s of Object.values(servers)) s.child.kill();
	rmSync(dir, { recursive: true });
}
