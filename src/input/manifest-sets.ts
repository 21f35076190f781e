import { dirname, relative, resolve, sep } from 'path';
import { ParsedObject } from './manifest-parser';
import { describeObject, groupOf } from '../api/kubernetes-object';
import { append } from '../base/append';
import { groupBy } from '../base/group-by';

/** Objects that are together on one cluster. */
export interface ManifestSet {
  /** The folder; none if everything is one set. */
  readonly name?: string;
  readonly objects: ParsedObject[];
}

/** An object, and the folder by which it was named; none if its file was named. */
export interface ReadObject extends ParsedObject {
  readonly root?: string;
}

/** A folder is an environment if this share of what it defines is defined by folders beside it, too. */
const ALIKE = 0.5;

/**
 * The sets in which objects are checked. Folders that are given side by side are one each, and so are folders within a folder that define
 * the same objects, such as staging/ and production/. What is beside them, such as a file, is in each.
 */
export function manifestSets(objects: readonly ReadObject[]): ManifestSet[] {
  const roots = [...new Set(objects.flatMap(({ root }) => root ?? []))];
  const beside = objects.filter(({ root }) => root === undefined);
  const sets = roots.flatMap((root) => {
    const own = objects.filter((each) => each.root === root);
    return environmentsIn(root, own);
  });
  return sets.length < 2
    ? [{ objects: [...objects] }]
    : sets.map(({ name, objects: own }) => ({ name, objects: [...own, ...beside] }));
}

/** The environments below a folder; the folder itself if there are none. */
function environmentsIn(folder: string, objects: ParsedObject[]): ManifestSet[] {
  const whole = [{ name: folder, objects }];
  const children = groupBy(objects, ({ file }) => childOf(folder, file));
  const folders = children.flatMap((own): ManifestSet[] => {
    const child = childOf(folder, own[0].file);
    return child === undefined ? [] : [{ name: `${folder.replace(/\/+$/, '')}/${child}`, objects: own }];
  });
  const alike = environmentsAmong(folders);
  // Only one folder may have environments below it: of several, nobody could say which belong together.
  const split = alike.length > 0 ? alike : splitOf(folders);
  if (split.length < 2) {
    return whole;
  }
  const taken = new Set(split.flatMap(({ objects: own }) => own));
  const shared = objects.filter((each) => !taken.has(each));
  return split.map(({ name, objects: own }) => ({ name, objects: [...own, ...shared] }));
}

function splitOf(folders: ManifestSet[]): ManifestSet[] {
  const below = folders.map(({ name, objects }) => environmentsIn(name!, objects)).filter(({ length }) => length > 1);
  return below.length === 1 ? below[0] : [];
}

/** The folder directly below another one that holds a file; none if the file is in the folder itself. */
function childOf(folder: string, file: string): string | undefined {
  const names = relative(resolve(folder), dirname(resolve(file))).split(sep);
  return names[0] === '' || names[0] === '..' ? undefined : names[0];
}

/** The folders that mostly define what others define, and those others. */
function environmentsAmong(folders: ManifestSet[]): ManifestSet[] {
  const defining = new Map<string, ManifestSet[]>();
  const identities = new Map(folders.map((each) => [each, identitiesOf(each)]));
  identities.forEach((own, folder) => own.forEach((identity) => append(defining, identity, folder)));
  const common = (folder: ManifestSet) => [...identities.get(folder)!].filter((each) => defining.get(each)!.length > 1);
  const alike = folders.filter((each) => {
    const { length } = common(each);
    return length > 0 && length >= identities.get(each)!.size * ALIKE;
  });
  const found = new Set(alike.flatMap((each) => [each, ...common(each).flatMap((one) => defining.get(one)!)]));
  return folders.filter((each) => found.has(each));
}

/** What identifies the objects of a folder. Each folder may make the namespace that it is for. */
function identitiesOf({ objects }: ManifestSet): Set<string> {
  return new Set(
    objects
      .filter(({ object }) => object.kind !== 'Namespace')
      .map(({ object }) => `${groupOf(object)} ${describeObject(object)}`),
  );
}
