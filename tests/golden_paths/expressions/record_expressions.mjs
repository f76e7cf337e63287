// Reads recorded_expressions.json and writes it anew with what npm `nunjitsu`, Backstage's template engine, makes of its templates.
//   npm install nunjitsu@0.6.2 && node record_expressions.mjs
// A result is {"value": …}, {} where it is undefined, null where it fails. `kept` asks for the value, not its text.
import { readFileSync, writeFileSync } from 'node:fs';
import { createTemplateRenderer } from 'nunjitsu';

const file = new URL('./recorded_expressions.json', import.meta.url);
const ascii = (json) => json.replace(/[\u007f-\uffff]/g, (sign) => '\\u' + sign.charCodeAt(0).toString(16).padStart(4, '0'));
const at = (value, path) => path.split('.').reduce((inner, key) => inner?.[key], value);
const { contexts, records } = JSON.parse(readFileSync(file, 'utf8'));

function render({ source, context, kept = false, options = {} }) {
  const renderer = createTemplateRenderer({ allowRegexExecution: true, filters: { pick: at }, ...options });
  try {
    return { value: kept ? renderer.renderValue(source, contexts[context]) : renderer.render(source, contexts[context]) };
  } catch {
    return null;
  }
}

const written = records.map((each) => ({ ...each, result: render(each) }));
const lines = written.map((each) => ascii(JSON.stringify(each))).join(',\n');
writeFileSync(file, `{"contexts": ${ascii(JSON.stringify(contexts))},\n"records": [\n${lines}\n]}\n`);
