// SPDX-License-Identifier: MIT
// schema: a JSON document from standard input against a schema, with ajv: schema.mjs FOLDER-OF-AJV SCHEMA.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(process.argv[2] + '/');
const schema = JSON.parse(readFileSync(process.argv[3], 'utf8'));
const draft = String(schema.$schema ?? '');
const Ajv = draft.includes('2020-12') ? require('ajv/dist/2020') : require('ajv');
const ajv = new (Ajv.default ?? Ajv)({ strict: false, allErrors: true, validateFormats: false, logger: false });
const valid = ajv.compile(schema);
const text = readFileSync(0, 'utf8');
// comments and trailing commas away; texts stay as they are
const plain = text.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(?=\s*[}\]])/g, (m, s) => s ?? '');
if (!valid(JSON.parse(plain))) {
	for (const e of valid.errors.slice(0, 5)) console.log(`${e.instancePath || '/'}: ${e.message}`);
	process.exit(1);
}
console.log('valid');
