/*
 * How the kubelet makes the variables of a container.
 */

/** Linux starts no program with a longer variable (MAX_ARG_STRLEN). */
const LONGEST_VALUE = 128 * 1024;

/**
 * Expands `$(NAME)`; what is unknown stays as it is, and `$$` is one dollar, which is how `$$(NAME)` escapes. A text that would
 * get too long for a variable stays as it is.
 */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  const parts: string[] = [];
  const lastEnd = text.lastIndexOf(')');
  let length = 0;
  let read = 0;
  const add = (part: string) => {
    parts.push(part);
    length += part.length;
  };
  for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', read)) {
    add(text.slice(read, dollar));
    const next = text[dollar + 1];
    const end = next === '(' && dollar < lastEnd ? text.indexOf(')', dollar) : -1;
    if (end >= 0) {
      read = end + 1;
      add(lookup(text.slice(dollar + 2, end)) ?? text.slice(dollar, read));
    } else {
      read = dollar + (next === '$' ? 2 : 1);
      add('$');
    }
    if (length > LONGEST_VALUE) {
      return text;
    }
  }
  return `${parts.join('')}${text.slice(read)}`;
}

/** Names that the kubelet takes over from a ConfigMap or Secret; it skips the others, and says so in an event only. */
export function isVariableName(name: string): boolean {
  return /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) && name !== '.' && !name.startsWith('..');
}
