import { Processor } from './processor';
import { KubernetesObject } from '../../api/kubernetes-object';
import { Finding } from '../finding';

/** Sorts findings by the order of their objects, and those of one object by the ids of the rules. */
export function sortedByObjectAndRule(objects: KubernetesObject[]): Processor {
  const positions = new Map(objects.map((object, position) => [object, position]));
  const position = ({ object }: Finding) => positions.get(object)!;
  return (findings) =>
    [...findings].sort((one, other) => position(one) - position(other) || compareCodeUnits(one.rule.id, other.rule.id));
}

/** The order must not depend on a locale. */
function compareCodeUnits(one: string, other: string): number {
  return Number(one > other) - Number(one < other);
}
