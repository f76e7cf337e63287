// Reads recorded_yaml.json and writes it anew with what npm `yaml` makes of its texts.
//   npm install yaml@2.9.1 && node record_yaml.mjs
// A document is {"value": …}, null where `yaml` finds an error; documents without content are left out, as Backstage does.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const file = new URL('./recorded_yaml.json', import.meta.url);
const ascii = (json) => json.replace(/[\u007f-\uffff]/g, (sign) => '\\u' + sign.charCodeAt(0).toString(16).padStart(4, '0'));

function read(document) {
  if (document.errors.length) return null;
  try {
    const value = document.toJSON();
    JSON.stringify(value); // an alias within its own anchor fails only here
    return { value };
  } catch {
    return null; // an alias without its anchor, a merge of something else than mappings
  }
}

function record({ text }) {
  const parsed = parseAllDocuments(text, { merge: true, logLevel: 'silent' });
  const documents = Array.isArray(parsed) ? parsed.map(read) : [];
  return { text, documents: documents.filter((document) => document === null || document.value !== null) };
}

const records = JSON.parse(readFileSync(file, 'utf8')).map(record);
writeFileSync(file, `[\n${records.map((each) => ascii(JSON.stringify(each))).join(',\n')}\n]\n`);
