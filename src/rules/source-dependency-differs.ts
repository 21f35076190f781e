import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { DEPENDENCIES_ANNOTATION, Requirement } from '../contract/capabilities';
import { CodedAgent, entryText, inCode } from '../mesh/agents-code';
import { declarationText, Difference, differences } from '../mesh/recorded-differences';
import { declaredLlms, declaredRequirements } from '../source/declared';
import { Place } from '../source/place';

export const RULE: Rule = {
  id: 'source-dependency-differs',
  title: "An agent's code has other dependencies than its manifest records",
  severity: 'error',
  find: (mesh) =>
    mesh.code.pairs.flatMap((coded) => {
      const recorded = mesh.dependenciesOf(coded.agent).map(({ wanted }) => wanted);
      // A use of an LLM asks for its provider.
      const kind = coded.facts.holes.some(({ open }) => open.includes('llms')) ? 'llms' : 'requirements';
      return differences(coded, kind, recorded, declaredRequirements(coded.facts)).map((difference) => ({
        object: coded.agent.owner,
        field: ['metadata', 'annotations', DEPENDENCIES_ANNOTATION],
        ...problemOf(coded, difference),
      }));
    }),
};

const FIX = 'Generate the manifests again from the code';

function problemOf(coded: CodedAgent, { recorded, declared }: Difference<Requirement>): Omit<Fault, 'object'> {
  if (!declared) {
    return {
      given: `${DEPENDENCIES_ANNOTATION} has ${show(recorded!.name)}`,
      rule: `the code (${entryText(coded.record)}) does not ask for it, so that policies open more than is needed`,
      fix: `${FIX}, or ask for it there`,
    };
  }
  return {
    given: recorded
      ? `${DEPENDENCIES_ANNOTATION} has ${declarationText(recorded)}`
      : `${DEPENDENCIES_ANNOTATION} does not have ${show(declared.name)}`,
    rule: `${inCode(coded.record, placeOf(coded, declared))} asks for ${declarationText(declared)}, and policies may keep the agent from it`,
    fix: FIX,
  };
}

function placeOf({ facts }: CodedAgent, { name }: Requirement): Place {
  const own = facts.requirements.find((each) => each.name === name);
  const llm = declaredLlms(facts).findIndex(({ provider }) => provider.name === name);
  return own?.at ?? facts.llms[llm].at;
}
