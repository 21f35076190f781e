import { ArgumentReader } from './read-arguments';
import { Value } from './value';

/** What the runtime adds to a declaration. */
export interface Additions {
  /** It registers the capability once for each of these lists of further tags. */
  readonly variants?: readonly (readonly string[])[];
  /** It adds the agent's own name to the tags. */
  readonly taggedByName?: boolean;
}

/**
 * Adds the capability that a declaration offers.
 *
 * @param name its name, or what there is instead
 * @param more what the runtime adds
 */
export function addCapability(reader: ArgumentReader, name: Value | undefined, more: Additions = {}): void {
  const { builder, declaration } = reader;
  const capability = reader.text(name, 'the capability');
  const version = reader.text(reader.argument('version'), 'the version');
  const tags = reader.texts(reader.argument('tags'), 'the tags');
  if (typeof capability !== 'string' || version === null || tags === null) {
    return;
  }
  for (const variant of more.variants ?? [[]]) {
    const all = [...tags, ...variant];
    builder.capabilities.push({
      name: capability,
      ...(version === undefined ? {} : { version }),
      ...(all.length > 0 ? { tags: all } : {}),
      ...(more.taggedByName ? { taggedByName: true } : {}),
      at: declaration.at,
    });
  }
}
