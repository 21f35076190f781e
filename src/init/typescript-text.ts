import { printable } from '../base/neutral-text';

/** A text as a literal of TypeScript. */
export function quoted(text: string): string {
  return /^[\w ./@:,+=*()[\]{}$%&#!?<>|;~^-]*$/.test(text) ? `'${text}'` : JSON.stringify(text);
}

/** What is said in a comment, on one line. */
export function comment(text: string): string {
  return `// ${printable(text)}`;
}

/** A value of JSON as a literal, on one line. */
export function literal(value: unknown): string {
  if (typeof value === 'string') {
    return quoted(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => `${property(key)}: ${literal(each)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return JSON.stringify(value) ?? 'undefined';
}

/** The name of a property, in quotes if it needs them. */
export function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : quoted(name);
}

/** A name as a variable, `llm-keys` as `llmKeys`. */
export function camelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word, i) => (i === 0 ? word : word[0].toUpperCase() + word.slice(1))).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `_${joined}`;
}
