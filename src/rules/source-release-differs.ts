import { unservedProbes } from './probe-path-not-served';
import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { show } from '../base/problem';
import { parseRelease, Runtime, RUNTIME_ANNOTATION } from '../contract/runtimes';
import { isGateway, runtimeOf, runtimeText } from '../mesh/agent-runtimes';
import { CodedAgent, inCode } from '../mesh/agents-code';
import { Mesh } from '../mesh/mesh';

export const RULE: Rule = {
  id: 'source-release-differs',
  title: "An agent's Dockerfile uses a different release than its manifest was written for",
  severity: 'error',
  find: (mesh) => mesh.code.pairs.flatMap((coded) => faultsOf(mesh, coded)),
};

function faultsOf(mesh: Mesh, { agent, record, facts: { language, release } }: CodedAgent): Fault[] {
  const parsed = release && parseRelease(release.value);
  if (!parsed) {
    return [];
  }
  const own: Runtime = { language, release: parsed };
  const recorded = runtimeOf(agent);
  const place = inCode(record, release.at);
  if (recorded === undefined) {
    // Of an image that tells nothing, the Dockerfile does.
    const probes = isGateway(agent.owner) ? [] : unservedProbes(mesh, agent, own);
    return probes.map((fault) => ({ ...fault, rule: `${place} has ${runtimeText(own)}: ${fault.rule}` }));
  }
  // A tag of two parts is any patch of its line.
  const isSame = recorded.release.every((part, i) => !Number.isFinite(part) || part === parsed[i]);
  return isSame && recorded.language === language
    ? []
    : [
        {
          object: agent.owner,
          field:
            agent.owner.metadata.annotations?.[RUNTIME_ANNOTATION] === undefined
              ? fieldOf(agent.owner, agent.main, 'image')
              : ['metadata', 'annotations', RUNTIME_ANNOTATION],
          given: `${runtimeText(recorded)}, by image ${show(agent.main.image ?? '')} or annotation`,
          rule: `${place} has ${runtimeText(own)}, and the probes were written for the other`,
          fix: 'Generate the manifests again from the code, or build the image from the release that they have',
        },
      ];
}
