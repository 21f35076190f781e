import { Fault, Rule } from './rule';
import { EnvVar } from '../api/pod-spec';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { variableField } from '../cluster/container-fields';
import { containerTitle } from '../cluster/containers';
import { dataKeys, findData, isFilledByController, keyReference, mayImport } from '../cluster/data-objects';
import { ConfigKey, Variable } from '../contract/contract';
import { MeshPod } from '../mesh/mesh';
import { notLookedAt, RegistryUrls, AGENT_IS_NEVER_FOUND } from '../mesh/registry-urls';

export const RULE: Rule = {
  id: 'agent-without-registry',
  title: 'An agent has no registry URL',
  severity: 'error',
  find: (mesh) => {
    const urls = new RegistryUrls(mesh);
    return mesh.agents
      .filter((agent) => !agent.env[ConfigKey.REGISTRY_URL] && !mayBeTold(mesh.cluster, agent))
      .map((agent): Fault => {
        const names = new Set([...Object.keys(agent.env), ...variablesOf(agent).map(({ name }) => name)]);
        const isEmpty = names.has(ConfigKey.REGISTRY_URL);
        const hasOtherVariables = names.has(Variable.REGISTRY_HOST) || names.has(Variable.REGISTRY_PORT);
        const url = urls.suggest(agent.namespace);
        return {
          object: agent.owner,
          field: variableField(agent.owner, agent.main, ConfigKey.REGISTRY_URL),
          given: `${containerTitle(agent.main)}: ${isEmpty ? `${ConfigKey.REGISTRY_URL} is empty` : `no ${ConfigKey.REGISTRY_URL}`}`,
          rule:
            "runtimes read the registry's address from this variable alone" +
            (hasOtherVariables ? `, and none reads ${Variable.REGISTRY_HOST} or ${Variable.REGISTRY_PORT}` : '') +
            `; ${AGENT_IS_NEVER_FOUND}${notLookedAt(mesh, [agent])}`,
          fix: `Set it to the registry's Service and port, ${url ? show(url) : 'such as "http://mcp-mesh-registry:8000"'}`,
        };
      });
  },
};

function variablesOf({ main }: MeshPod): EnvVar[] {
  return main.env ?? [];
}

/**
 * Whether the URL may come from something that these manifests do not contain, or another rule reports why it does not.
 */
function mayBeTold(cluster: Cluster, agent: MeshPod): boolean {
  const { main, namespace } = agent;
  const arguments_ = [...(main.command ?? []), ...(main.args ?? [])];
  return (
    arguments_.some((each) => each.includes(ConfigKey.REGISTRY_URL)) ||
    variablesOf(agent).some(
      (variable) => variable.name === ConfigKey.REGISTRY_URL && mayBeRead(cluster, namespace, variable),
    ) ||
    // envFrom cannot set a variable that env sets, even to an empty value.
    (agent.env[ConfigKey.REGISTRY_URL] === undefined &&
      (main.envFrom ?? []).some((source) => mayImport(cluster, namespace, source, ConfigKey.REGISTRY_URL)))
  );
}

function mayBeRead(cluster: Cluster, namespace: string, variable: EnvVar): boolean {
  const reference = keyReference(variable);
  if (reference === undefined) {
    return variable.valueFrom !== undefined;
  }
  const { key, optional } = reference;
  const map = findData(cluster, namespace, reference);
  return (
    map === undefined || isFilledByController(map) || (optional !== true && !dataKeys(map).some((each) => each === key))
  );
}
