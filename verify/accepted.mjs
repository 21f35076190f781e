// The lists of what a judge says and we leave as it is, each with the reason. They may not outlive what they excuse.
import { readFileSync } from 'node:fs';

/** `*` stands for any characters. */
const matches = (pattern, text) => new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.?+^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(text);

/**
 * Compares findings ({ tool, example, object, rule, message }) with a list of entries (the same keys,
 * patterns allowed, all by default, and `reason`). Prints what nobody accepted and what matches nothing. Returns
 * whether there was any of that, and what to say of one tool.
 */
export function accept(findings, listFile) {
  const entries = JSON.parse(readFileSync(listFile, 'utf8'));
  const used = new Set();
  const open = findings.filter((finding) => {
    const entry = entries.find((e) => ['tool', 'example', 'object', 'rule', 'message'].every((key) => matches(e[key] ?? '*', finding[key])));
    used.add(entry);
    return !entry;
  });
  open.forEach((f) => console.log(`  ${f.tool}: ${f.example}: ${f.object}: ${f.rule}: ${f.message}`));
  const idle = entries.filter((entry) => !used.has(entry) || !entry.reason);
  idle.forEach((entry) => console.log(`  ${listFile.split('/').slice(-2).join('/')}: excuses nothing, or gives no reason: ${JSON.stringify(entry)}`));
  const count = (list, tools) => list.filter(({ tool }) => tools.includes(tool)).length;
  return {
    clean: open.length + idle.length === 0,
    verdict: (...tools) => `${count(open, tools)} findings, ${count(findings, tools) - count(open, tools)} more accepted`,
  };
}
