import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { Capability, CAPABILITIES_ANNOTATION } from '../contract/capabilities';
import { Variable } from '../contract/contract';
import { CodedAgent, entryText, inCode } from '../mesh/agents-code';
import { isConsumer } from '../mesh/mesh';
import { declarationText, Difference, differences } from '../mesh/recorded-differences';
import { declaredCapabilities } from '../source/declared';

export const RULE: Rule = {
  id: 'source-capability-differs',
  title: "An agent's code provides other capabilities than its manifest records",
  severity: 'error',
  find: (mesh) =>
    mesh.code.pairs.flatMap((coded) => {
      if (isConsumer(coded.agent)) {
        return []; // what its code offers, nobody can call
      }
      const declared = declaredCapabilities(coded.facts, coded.agent.env[Variable.AGENT_NAME] ?? '');
      return differences(coded, 'capabilities', mesh.capabilitiesOf(coded.agent), declared).map((difference) => ({
        object: coded.agent.owner,
        field: ['metadata', 'annotations', CAPABILITIES_ANNOTATION],
        ...problemOf(coded, difference),
      }));
    }),
};

const FIX = 'Generate the manifests again from the code';

function problemOf(
  { record, facts }: CodedAgent,
  { recorded, declared }: Difference<Capability>,
): Omit<Fault, 'object'> {
  if (!declared) {
    return {
      given: `${CAPABILITIES_ANNOTATION} has ${show(recorded!.name)}`,
      rule: `the code (${entryText(record)}) does not offer it, so that agents which require it get nothing`,
      fix: `${FIX}, or offer it there`,
    };
  }
  const { at } = facts.capabilities.find(({ name }) => name === declared.name)!;
  return {
    given: recorded
      ? `${CAPABILITIES_ANNOTATION} has ${declarationText(recorded)}`
      : `${CAPABILITIES_ANNOTATION} does not have ${show(declared.name)}`,
    rule: `${inCode(record, at)} offers ${declarationText(declared)}, but the policies and checks were made without this capability`,
    fix: FIX,
  };
}
