// SPDX-License-Identifier: MIT
// codex-status: makes `codex app-server` connect to its MCP servers and says how many tools each one has.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const child = spawn(process.argv[2], ['app-server'], { stdio: ['pipe', 'pipe', 'ignore'] });
const send = (message) => child.stdin.write(JSON.stringify(message) + '\n');
const end = (code, text) => {
	console.log(text);
	child.kill();
	process.exit(code);
};
setTimeout(() => end(1, 'no answer within 60 s'), 60000);
child.on('error', (e) => end(1, e.message));
createInterface({ input: child.stdout }).on('line', (line) => {
	let m;
	try {
		m = JSON.parse(line);
	} catch {
		return;
	}
	if (m.id === 1) {
		send({ method: 'initialized' });
		send({ id: 2, method: 'mcpServerStatus/list', params: {} });
	} else if (m.id === 2 && m.error) {
		end(1, JSON.stringify(m.error));
	} else if (m.id === 2) {
		end(0, m.result.data.map((s) => `${s.name}: ${Object.keys(s.tools ?? {}).length} tools`).join('\n'));
	}
});
send({ id: 1, method: 'initialize', params: { clientInfo: { name: 'check-clients', version: '1' } } });
