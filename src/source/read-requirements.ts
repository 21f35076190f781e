import { SourceRequirement } from './agent-facts';
import { ArgumentReader } from './read-arguments';
import { KIND_NAMES, RecordValue, Value } from './value';

/** How a language or form sends requirements to the registry. */
export interface RequirementForm {
  /** Whether the capability's name alone is sent: tags and versions are dropped. */
  readonly nameAlone?: boolean;
}

/** Adds the requirements of a list: names, or objects with a name, tags, versions and `required`. */
export function addRequirements(reader: ArgumentReader, list: Value | undefined, form: RequirementForm = {}): void {
  for (const item of reader.items(list, 'the dependencies') ?? []) {
    const all = item.kind === 'list' && item.isView ? item.items : [item];
    all.forEach((each) => addRequirement(reader, each, form));
  }
}

/** Adds one requirement. */
export function addRequirement(reader: ArgumentReader, item: Value, form: RequirementForm = {}): void {
  if (item.kind === 'record') {
    addSelector(reader, item, form);
    return;
  }
  if (item.kind !== 'text') {
    const why =
      item.kind === 'unreadable'
        ? item.why
        : `it is ${KIND_NAMES[item.kind]}, and the runtime takes a string or an object with "capability"`;
    reader.hole(item, 'one of the dependencies', why);
    return;
  }
  const name = reader.text(item, 'one of the dependencies')!;
  reader.builder.requirements.push({ name, at: item.at });
}

function addSelector(reader: ArgumentReader, item: RecordValue, { nameAlone }: RequirementForm): void {
  const selector = readSelector(reader, item);
  if (!selector) {
    return;
  }
  if (selector.name === undefined) {
    reader.hole(item, 'one of the dependencies', 'it has no "capability", which the runtime refuses');
    return;
  }
  const { name, required } = selector;
  reader.builder.requirements.push({
    ...(nameAlone ? {} : selector),
    name,
    ...(required ? { required } : {}),
    at: item.at,
  });
}

/** What a selector asks for, and `undefined` if a part of it became a hole. */
export function readSelector(
  reader: ArgumentReader,
  { fields, rest }: RecordValue,
): (Omit<SourceRequirement, 'name' | 'at'> & { readonly name?: string }) | undefined {
  if (rest) {
    reader.hole(rest, 'a part of an object', rest.why);
    return undefined;
  }
  const name = reader.text(fields.get('capability'), 'the capability of a dependency');
  const tags = reader.tags(fields.get('tags'), 'the tags of a dependency');
  const versionRange = reader.text(fields.get('version'), 'the version of a dependency');
  const required = reader.flag(fields.get('required'), '"required" of a dependency');
  if (name === null || !tags || versionRange === null || required === null) {
    return undefined;
  }
  return {
    ...(name === undefined ? {} : { name }),
    ...(tags.tags.length > 0 ? { tags: tags.tags } : {}),
    ...(tags.alternatives.length > 0 ? { tagAlternatives: tags.alternatives } : {}),
    // A blank version is none, as the registry has it.
    ...(versionRange === undefined || versionRange.trim() === '' ? {} : { versionRange }),
    ...(required ? { required } : {}),
  };
}
