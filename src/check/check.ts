import { Finding, findingOf, LocatedObject, Places, UnnumberedFinding } from './finding';
import { withIds } from './finding-id';
import { listItems } from './list-items';
import { linkedToCauses } from './processors/causes';
import { AppliedConfiguration } from './processors/configured';
import { withoutIgnoredByAnnotation } from './processors/ignored-by-annotation';
import { withoutIgnoredRules } from './processors/ignored-by-option';
import { processed, Processor } from './processors/processor';
import { atLeast } from './processors/severity';
import { behindTheirCauses, sortedByObjectAndRule } from './processors/sort';
import { checkFields, MistypedField } from '../api/check-fields';
import { groupOf, KubernetesObject } from '../api/kubernetes-object';
import { Mesh, MeshOptions } from '../mesh/mesh';
import { ALL_RULES } from '../rules/all-rules';
import { faultOf, RULE as fieldOfAnotherType } from '../rules/field-of-another-type';
import { faultOf as faultOfKey, RULE as keyWrittenTwice } from '../rules/key-written-twice';
import { Severity } from '../rules/rule';

/** What a check leaves out, and what it cannot know from the manifests. */
export interface CheckOptions extends MeshOptions {
  /** Ids of rules that are switched off for all objects. */
  readonly ignore?: string[];
  /** What the project has decided about rules; it counts what it changes. */
  readonly configuration?: AppliedConfiguration;
  /** The least severe findings to report; all by default. */
  readonly severity?: Severity;
  /** What tells these objects from others that are checked in the same run, if there are any: ids of findings differ by it. */
  readonly scope?: string;
  /** Steps of the caller's own, which run before findings are sorted. */
  readonly processors?: Processor[];
}

/** An object with the types that the API gives it, and what had another type. */
interface TypedObject {
  readonly object: KubernetesObject;
  readonly mistyped: MistypedField[];
  readonly located: LocatedObject;
}

/**
 * Checks objects as they would be together on one cluster. Nothing is changed. Findings come in the order of the objects, and
 * for one object by the rules' ids.
 *
 * The stages: split lists, fit to types, run the rules, then the processors one after the other. Findings that follow from
 * another one come behind it.
 */
export function check(located: LocatedObject[], options: CheckOptions = {}): Finding[] {
  const typed = located.flatMap(listItems).map((each) => ({ ...checkFields(each.object), located: each }));
  const given = typed.map(({ object }) => object);
  const objects = inOrderOfNames(given, options.defaultNamespace);
  return processed(runRules(typed, objects, options), [
    withoutIgnoredRules(options.ignore ?? []),
    withoutIgnoredByAnnotation,
    ...(options.configuration ? [options.configuration.processor] : []),
    atLeast(options.severity ?? 'warning'),
    ...(options.processors ?? []),
    sortedByObjectAndRule(given),
    linkedToCauses(objects, (repaired) => rulesOf(new Mesh(repaired, options), new Places())),
    behindTheirCauses,
  ]);
}

function runRules(typed: TypedObject[], objects: KubernetesObject[], options: CheckOptions): Finding[] {
  const places = new Places();
  typed.forEach(({ object, located }) => places.add(object, located));
  const mesh = new Mesh(objects, options);
  return withIds(options.scope, [
    ...typed.flatMap(({ object, mistyped }) =>
      mistyped.map((field) => findingOf(fieldOfAnotherType, faultOf(object, field), places)),
    ),
    ...typed.flatMap(({ object, located }) =>
      (located.repeatedKeys ?? []).map((key) => findingOf(keyWrittenTwice, faultOfKey(object, key), places)),
    ),
    ...rulesOf(mesh, places),
  ]);
}

/**
 * Objects as rules see them, so that what they say does not depend on the order of files: the one that is named as an example, or first in
 * a list. Those of one identity stay in their order, because the last one is applied last.
 */
function inOrderOfNames(objects: KubernetesObject[], defaultNamespace: string = 'default'): KubernetesObject[] {
  return objects
    .map((object) => ({ object, key: sortKey(object, defaultNamespace) }))
    .sort((one, other) => Number(one.key > other.key) - Number(one.key < other.key))
    .map(({ object }) => object);
}

function sortKey(object: KubernetesObject, defaultNamespace: string): string {
  const { kind, metadata } = object;
  return [kind, groupOf(object), metadata.namespace ?? defaultNamespace, metadata.name].join('\n');
}

function rulesOf(mesh: Mesh, places: Places): UnnumberedFinding[] {
  return ALL_RULES.flatMap((rule) => rule.find(mesh).map((fault) => findingOf(rule, fault, places)));
}
