import { AgentsCode } from './agents-code';
import { KubernetesObject } from '../api/kubernetes-object';
import { annotation, CAPABILITIES_ANNOTATION, DEPENDENCIES_ANNOTATION } from '../contract/capabilities';
import { Variable } from '../contract/contract';
import { LLMS_ANNOTATION } from '../contract/llm';
import { declaredCapabilities, declaredLlms, declaredRequirements } from '../source/declared';

/** Objects as they are, but for workloads of agents whose code is known: those record what the code declares. */
export function asDeclaredByCode(objects: readonly KubernetesObject[], { pairs }: AgentsCode): KubernetesObject[] {
  const recorded = new Map(
    pairs.map(({ agent: { owner, env }, facts }) => {
      const llms = declaredLlms(facts).filter(({ tools, everyTool }) => tools.length > 0 || everyTool);
      const annotations = Object.entries({
        ...owner.metadata.annotations,
        [CAPABILITIES_ANNOTATION]: annotation(declaredCapabilities(facts, env[Variable.AGENT_NAME] ?? '')),
        [DEPENDENCIES_ANNOTATION]: annotation(declaredRequirements(facts)),
        [LLMS_ANNOTATION]: llms.length > 0 ? JSON.stringify(llms) : undefined,
      }).filter((each): each is [string, string] => each[1] !== undefined);
      return [owner, { ...owner, metadata: { ...owner.metadata, annotations: Object.fromEntries(annotations) } }];
    }),
  );
  return objects.map((object) => recorded.get(object) ?? object);
}
