import { KubernetesObject } from '../api/kubernetes-object';
import { show } from '../base/problem';
import { parseRange, parseVersion } from '../base/versions';
import { Capability, Requirement } from '../contract/capabilities';

/** Entries of an annotation, and what is wrong with the rest of it. */
interface CapabilityList {
  readonly entries: (Capability & Requirement)[];
  readonly problems: string[];
}

/**
 * The entries of an annotation that this library writes (docs/annotations.md): a JSON list of names, or of objects
 * where there is more to say. Of an annotation that somebody else wrote, what can be read is taken.
 */
export function annotatedCapabilities<T extends Capability | Requirement>(
  { metadata }: Pick<KubernetesObject, 'metadata'>,
  annotation: string,
): T[] {
  const text = metadata.annotations?.[annotation];
  return (text === undefined ? [] : parseCapabilityList(text).entries) as unknown as T[];
}

/** Reads the text of such an annotation. */
export function parseCapabilityList(text: string): CapabilityList {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return { entries: [], problems: ['it is not valid JSON'] };
  }
  if (!Array.isArray(list)) {
    return { entries: [], problems: ['it is no list'] };
  }
  return entriesOf(list);
}

/** Reads the entries of such a list. */
export function entriesOf(list: unknown[]): CapabilityList {
  const read = list.map((each) => (typeof each === 'string' ? { name: each } : each)) as Written[];
  return { entries: read.filter(isUsable).map(withAlternatives), problems: list.flatMap(problemsOf) };
}

/** An entry as it is written, with alternatives as lists among the tags. */
type Written = Omit<Capability & Requirement, 'tags'> & { readonly tags?: (string | string[])[] };

function withAlternatives({ tags, ...entry }: Written): Capability & Requirement {
  if (tags === undefined) {
    return entry;
  }
  const tagAlternatives = tags.filter((tag) => Array.isArray(tag));
  return {
    ...entry,
    tags: tags.filter((tag) => typeof tag === 'string'),
    ...(tagAlternatives.length > 0 ? { tagAlternatives } : {}),
  };
}

/** The fields of an entry, and what each has to be. */
const FIELDS: { [field: string]: { readonly is: (value: unknown) => boolean; readonly wanted: string } } = {
  name: { is: (value) => typeof value === 'string' && value !== '', wanted: 'a name' },
  version: {
    is: (value) => typeof value === 'string' && parseVersion(value) !== undefined,
    wanted: 'a semantic version',
  },
  versionRange: {
    is: (value) => typeof value === 'string' && parseRange(value) !== undefined,
    wanted: 'a range of semantic versions',
  },
  tags: {
    is: (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string' || isTexts(tag)),
    wanted: 'a list of texts',
  },
  optional: { is: (value) => typeof value === 'boolean', wanted: 'true or false' },
};

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((tag) => typeof tag === 'string');
}

/** An entry that can be matched, whatever else it says. */
function isUsable(entry: Written | null): boolean {
  const each = entry as { [field: string]: unknown } | null;
  return (
    typeof each === 'object' &&
    each !== null &&
    FIELDS.name.is(each.name) &&
    ['version', 'versionRange', 'tags'].every((field) => each[field] === undefined || FIELDS[field].is(each[field]))
  );
}

function problemsOf(each: unknown): string[] {
  if (typeof each === 'string') {
    return each === '' ? ['a name is empty'] : [];
  }
  if (typeof each !== 'object' || each === null || Array.isArray(each)) {
    return [`${show(each)} is neither a name nor a map`];
  }
  return [
    ...(Object.hasOwn(each, 'name') ? [] : ['an entry has no name']),
    ...Object.entries(each).flatMap(([field, value]) => problemOfField(field, value) ?? []),
  ];
}

function problemOfField(field: string, value: unknown): string | undefined {
  if (!Object.hasOwn(FIELDS, field)) {
    return `there is no field ${show(field)}`;
  }
  return FIELDS[field].is(value) ? undefined : `${field} ${show(value)} is not ${FIELDS[field].wanted}`;
}
