// SPDX-License-Identifier: MIT
// codex-status: makes `codex app-server` connect to its MCP servers and says how many tools each one has:
// codex-status.mjs CODEX [FOLDER]. With FOLDER a thread is started there, and its servers are asked: a project's file is read
// for a thread only. Without it those of the user's own file are.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const [program, folder] = process.argv.slice(2);
const child = spawn(program, ['app-server'], { stdio: ['pipe', 'pipe', 'ignore'] });
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
		if (folder) send({ id: 2, method: 'thread/start', params: { cwd: folder, ephemeral: true } });
		else send({ id: 3, method: 'mcpServerStatus/list', params: {} });
	} else if (m.error && (m.id === 2 || m.id === 3)) {
		end(1, JSON.stringify(m.error));
	} else if (m.id === 2) {
		send({ id: 3, method: 'mcpServerStatus/list', params: { threadId: m.result.thread.id } });
	} else if (m.id === 3) {
		end(0, m.result.data.map((s) => `${s.name}: ${Object.keys(s.tools ?? {}).length} tools`).join('\n'));
	}
});
send({ id: 1, method: 'initialize', params: { clientInfo: { name: 'check-clients', version: '1' } } });
