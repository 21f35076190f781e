import { Processor } from './processor';
import { KubernetesObject } from '../../api/kubernetes-object';
import { groupBy } from '../../base/group-by';
import { Finding } from '../finding';

/** Sorts findings by the order of their objects, and those of one object by the ids of the rules. */
export function sortedByObjectAndRule(objects: KubernetesObject[]): Processor {
  const positions = new Map(objects.map((object, position) => [object, position]));
  const position = ({ object }: Finding) => positions.get(object)!;
  return (findings) =>
    [...findings].sort((one, other) => position(one) - position(other) || compareCodeUnits(one.rule.id, other.rule.id));
}

/** Puts the findings that follow from another one behind it, and leaves the order as it is otherwise. */
export const behindTheirCauses: Processor = (findings) => {
  const following = groupBy(
    findings.filter(({ cause }) => cause),
    ({ cause }) => cause,
  );
  const followersOf = new Map(following.map((group) => [group[0].cause, group]));
  return findings.filter(({ cause }) => !cause).flatMap((finding) => [finding, ...(followersOf.get(finding) ?? [])]);
};

/** The order must not depend on a locale. */
function compareCodeUnits(one: string, other: string): number {
  return Number(one > other) - Number(one < other);
}
