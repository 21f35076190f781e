import { Fault, MOST_RELATED, Rule } from './rule';
import { ObjectOf } from '../api/kinds';
import { describeObject } from '../api/kubernetes-object';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { ConfigKey, Variable } from '../contract/contract';
import { Mesh, MeshPod } from '../mesh/mesh';

/** The guide's limitation: "ExternalName services don't work with all discovery methods". */
export const RULE: Rule = {
  id: 'external-name-for-mesh',
  title: 'Agents register at, or advertise, an ExternalName Service',
  severity: 'error',
  find: (mesh) => {
    const aliases = new Map<ObjectOf<'Service'>, { registering: MeshPod[]; advertising: MeshPod[] }>();
    const note = (agent: MeshPod, place: ReturnType<Mesh['registryOf']>, what: 'registering' | 'advertising') => {
      const manifest = place?.found && 'service' in place.found ? place.found.service.manifest : undefined;
      if (manifest?.spec?.type === 'ExternalName') {
        const users = aliases.get(manifest) ?? { registering: [], advertising: [] };
        users[what].push(agent);
        aliases.set(manifest, users);
      }
    };
    for (const agent of mesh.agents) {
      note(agent, mesh.registryOf(agent), 'registering');
      note(agent, mesh.advertised(agent), 'advertising');
    }
    return [...aliases].map(([service, { registering, advertising }]): Fault => {
      const target = show(service.spec?.externalName);
      const [users, purpose, variable] =
        registering.length > 0
          ? [registering, 'to register', ConfigKey.REGISTRY_URL]
          : [advertising, 'to be called', Variable.HTTP_HOST];
      return {
        object: service,
        field: ['spec', 'type'],
        related: users.slice(0, MOST_RELATED).map(({ owner, main }) => ({
          object: owner,
          field: variableField(owner, main, variable),
        })),
        given: `type ExternalName, for ${target}`,
        rule:
          `${listText(users.map(({ owner }) => describeObject(owner)))} use${users.length === 1 ? 's' : ''} this name ${purpose} (${variable}), and it is an alias in the DNS ` +
          'without endpoints or ports: selectors, policies and service meshes do not see what is behind it',
        fix: `Let ${variable} name ${target} itself, or make this a Service with a selector or EndpointSlices`,
      };
    });
  },
};
