// SPDX-License-Identifier: MIT
// wire: what the sandbox saw on its MCP route: wire.mjs ORIGIN PROJECT TENANT...; one line a fault, exit 1 with any.
const [origin, project, ...tenants] = process.argv.slice(2);
const seen = await (await fetch(origin + '/sandbox/requests')).json();
const mcp = seen.filter((r) => r.path === '/mcp/v3' && r.method === 'POST');
const faults = [];
const want = (tenant) => ({
	'x-pd-project-id': project,
	'x-pd-environment': 'production',
	'x-pd-external-user-id': tenant,
	'x-pd-app-slug': 'google_tag_manager',
});
for (const tenant of tenants) {
	const mine = mcp.filter((r) => r.values['x-pd-external-user-id'] === tenant);
	if (!mine.length) faults.push(`${tenant}: no request`);
	for (const r of mine) {
		if (r.bearer !== 'good') faults.push(`${tenant}: the bearer is ${r.bearer}`);
		for (const [name, value] of Object.entries(want(tenant)))
			if (r.values[name] !== value) faults.push(`${tenant}: ${name} is ${r.values[name]}`);
		for (const name of Object.keys(r.values))
			if (name.startsWith('x-pd-') && !(name in want(tenant))) faults.push(`${tenant}: ${name} was never written`);
	}
}
for (const r of mcp)
	for (const value of [...Object.values(r.values), r.path, r.query])
		if (/[${}]/.test(value)) faults.push(`left as it stands in the file: ${value}`);
for (const f of new Set(faults)) console.log(f);
if (!faults.length) console.log(`${mcp.length} requests, every header as it should be`);
process.exit(faults.length ? 1 : 0);
