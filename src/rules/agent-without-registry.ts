import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { Cluster } from '../cluster/cluster';
import { isFilledByController, dataKeys } from '../cluster/config-map-data';
import { containerTitle } from '../cluster/containers';
import { Manifest } from '../cluster/manifest';
import { ConfigKey, Variable } from '../contract/contract';
import { MeshPod } from '../mesh/mesh';
import { RegistryUrls, AGENT_IS_NEVER_FOUND } from '../mesh/registry-urls';

export const RULE: Rule = {
  id: 'agent-without-registry',
  title: 'An agent is not told where its registry is',
  severity: 'error',
  find: (mesh) => {
    const services = new RegistryUrls(mesh);
    return mesh.agents
      .filter((agent) => !agent.env[ConfigKey.REGISTRY_URL] && !mayBeTold(mesh.cluster, agent))
      .map((agent): Fault => {
        const names = new Set([...Object.keys(agent.env), ...(agent.main.env ?? []).map(({ name }: Manifest) => name)]);
        const known = services.suggest(agent.namespace);
        return {
          object: agent.owner,
          given: `${containerTitle(agent.main)}: ${names.has(ConfigKey.REGISTRY_URL) ? `${ConfigKey.REGISTRY_URL} is empty` : `no ${ConfigKey.REGISTRY_URL}`}`,
          rule:
            "runtimes read the registry's address from this variable alone" +
            `${names.has(Variable.REGISTRY_HOST) || names.has(Variable.REGISTRY_PORT) ? `, and none reads ${Variable.REGISTRY_HOST} or ${Variable.REGISTRY_PORT}` : ''}; ${AGENT_IS_NEVER_FOUND}`,
          fix: `Set it to the registry's Service and port, ${known ? '' : 'such as '}${show(known ?? 'http://mcp-mesh-registry:8000')}`,
        };
      });
  },
};

/** Whether the URL may come from where these manifests do not show it, or another rule says why it does not come. */
function mayBeTold(cluster: Cluster, agent: MeshPod): boolean {
  const { main, namespace } = agent;
  const own: Manifest[] = (agent.main.env ?? []).filter(({ name }: Manifest) => name === ConfigKey.REGISTRY_URL);
  return (
    [...(main.command ?? []), ...(main.args ?? [])].some((each: string) => each.includes(ConfigKey.REGISTRY_URL)) ||
    own.some(({ valueFrom }) => {
      const [kind, ref] = valueFrom?.configMapKeyRef
        ? ['ConfigMap', valueFrom.configMapKeyRef]
        : ['Secret', valueFrom?.secretKeyRef];
      const map = ref && cluster.find(kind, namespace, ref.name);
      return (
        valueFrom !== undefined &&
        (map === undefined || isFilledByController(map) || (ref.optional !== true && !dataKeys(map).includes(ref.key)))
      );
    }) ||
    // What env sets to nothing, envFrom cannot set.
    (agent.env[ConfigKey.REGISTRY_URL] === undefined &&
      (main.envFrom ?? []).some(({ configMapRef, secretRef, prefix = '' }: Manifest) => {
        const map = configMapRef
          ? cluster.find('ConfigMap', namespace, configMapRef.name)
          : cluster.find('Secret', namespace, secretRef?.name);
        return ConfigKey.REGISTRY_URL.startsWith(prefix) && (map === undefined || isFilledByController(map));
      }))
  );
}
