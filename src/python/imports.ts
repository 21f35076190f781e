/** One import of Python. `import a, b` are two. */
export interface PythonImport {
  /** How many dots are in front: 0 for an absolute import. */
  readonly level: number;
  /** The dotted name, which is empty in `from . import x`. */
  readonly module: string;
  /** In `import a.b as c`. */
  readonly as?: string;
  /** In `from a import b as c`. */
  readonly members?: readonly { readonly name: string; readonly as: string }[];
  /** In `from a import *`. */
  readonly everything?: boolean;
}

const FROM = /^from\s*([.\s]*)([^\s().,]*(?:\s*\.\s*[^\s().,]+)*)\s*\bimport\b\s*\(?([^)]*)\)?\s*$/;

/** The imports of one statement. What is no import gives none. */
export function parseImport(statement: string): PythonImport[] {
  const text = statement
    .replace(/#[^\n]*/g, '')
    .replace(/\\\r?\n/g, ' ')
    .trim();
  const from = FROM.exec(text);
  if (from) {
    const [, dots, module, list] = from;
    const origin = { level: dots.replace(/\s/g, '').length, module: module.replace(/\s/g, '') };
    if (list.trim() === '*') {
      return [{ ...origin, everything: true }];
    }
    const members = named(list).map(({ name, as }) => ({ name, as: as ?? name }));
    return [{ ...origin, members }];
  }
  const plain = /^import\s+([\s\S]+)$/.exec(text);
  return plain ? named(plain[1]).map(({ name, as }) => ({ level: 0, module: name, ...(as ? { as } : {}) })) : [];
}

function named(list: string): { name: string; as?: string }[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [name, as] = entry.split(/\s+as\s+/);
      return { name: name.replace(/\s/g, ''), as };
    });
}
