// SPDX-License-Identifier: MIT
// inject-check.mjs: the JSON and JavaScript that inject-make wrote, read by node. Prints "SINK NUMBER WHY" for what is broken.
import { readFileSync } from "node:fs";

const folder = process.argv[2];
const lines = (name) =>
	readFileSync(`${folder}/${name}`, "utf8").trimEnd().split("\n").map((line) => {
		const [number, rest] = line.split(" ");
		return { number, bytes: rest[0] === "=" ? Buffer.from(rest.slice(1), "hex") : null };
	});
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const text = (bytes) => {
	try {
		return strict.decode(bytes);
	} catch {
		return null;
	}
};
const want = lines("strings").map((s) => text(s.bytes));
const safe = lines("terminal").map((s) => text(s.bytes));
const broken = (sink, i, why) => console.log(`${sink} ${i} ${why}`);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function each(sink, check) {
	lines(sink).forEach((line, i) => {
		if (!line.bytes) return;
		const s = text(line.bytes);
		if (s === null) return broken(sink, i, "not UTF-8");
		try {
			const why = check(s, i);
			if (why) broken(sink, i, why);
		} catch (e) {
			broken(sink, i, e.message.replace(/\s+/g, " ").slice(0, 80));
		}
	});
}
// A string that was no UTF-8 comes back with U+FFFD in it; of such only the structure is held against anything.
const value = (got, i) => typeof got === "string" && (want[i] === null || got === want[i]);

each("json", (s, i) => {
	const o = JSON.parse(s);
	if (!same(Object.keys(o), ["before", "in", "after"]) || o.before !== 1 || o.after !== 2) return "other members";
	const k = Object.keys(o.in);
	return k.length === 1 && value(k[0], i) && value(Object.getOwnPropertyDescriptor(o.in, k[0]).value, i) ? "" : "another value";
});
each("jsonc", (s, i) => {
	const o = JSON.parse(s);
	if (!same(Object.keys(o), ["a", "servers", "z"]) || o.a !== 1 || !same(o.z, [1])) return "other members";
	const k = Object.keys(o.servers);
	if (k.length !== 2 || !same(o.servers.x, { url: "u" })) return "other servers";
	const name = k.find((x) => x !== "x"), entry = o.servers[name];
	if (!value(name, i) || !value(entry.value, i) || !same(Object.keys(entry), ["value", "map"])) return "another value";
	const m = Object.keys(entry.map);
	return m.length === 1 && value(m[0], i) && value(entry.map[m[0]], i) ? "" : "another map";
});
each("string", (s, i) => {
	const { x, y } = new Function(`let x, y; ${s}; return { x, y };`)();
	return y === 1 && x === safe[i] ? "" : "another value";
});
