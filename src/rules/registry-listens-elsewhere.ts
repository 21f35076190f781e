import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { show } from '../base/problem';
import { runningContainers } from '../cluster/container-ports';
import { containerTitle } from '../cluster/containers';
import { containerPort, endpoints } from '../cluster/services';
import { BIND_ADDRESS, BIND_ADDRESS_IPV6, REGISTRY_BIND_ADDRESS_IPV6 } from '../contract/contract';
import { PROBES } from '../mesh/agent-runtimes';
import { Mesh, MeshPod } from '../mesh/mesh';
import { RegistryServer, registryServer } from '../mesh/registry-server';
import { isLoopback } from '../references/named-hosts';

export const RULE: Rule = {
  id: 'registry-listens-elsewhere',
  title: 'A registry listens on a different port or address than its Service and probes use',
  severity: 'error',
  find: (mesh) =>
    mesh.registries.flatMap((registry) => {
      const server = registryServer(registry);
      return [...loopback(registry, server), ...otherPort(mesh, registry, server)];
    }),
};

/** Every interface. */
const OPEN = new Set([BIND_ADDRESS, BIND_ADDRESS_IPV6, REGISTRY_BIND_ADDRESS_IPV6]);

function loopback(registry: MeshPod, { host }: RegistryServer): Fault[] {
  // A proxy in the same pod may forward to it.
  if (host === undefined || OPEN.has(host.value) || !isLoopback(host.value) || runningContainers(registry).length > 1) {
    return [];
  }
  const given = host.source.startsWith('no ')
    ? `arguments without --host, which means ${host.value}`
    : `${host.source} ${show(host.value)}`;
  return [
    {
      object: registry.owner,
      field: host.field,
      given: `${containerTitle(registry.main)}: ${given}`,
      rule: 'neither agents nor the probes can reach a loopback address of the pod. Arguments replace those of the image, --host 0.0.0.0 --port 8000',
      fix: 'Add --host and 0.0.0.0 to the arguments',
    },
  ];
}

function otherPort(mesh: Mesh, registry: MeshPod, { port }: RegistryServer): Fault[] {
  if (port === undefined) {
    return [];
  }
  const { main, owner, env } = registry;
  const listens = port.value;
  const others = runningContainers(registry).filter(({ container }) => container !== main);
  const isOpen = (number: number) =>
    number === listens ||
    number === Number(env.MCP_MESH_ADMIN_PORT) ||
    others.some(({ container }) => container.ports?.some((each) => each.containerPort === number) ?? true);
  const declared = (main.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  const rule = `the registry listens on ${listens}, by ${port.source}; it reads no other setting of its port, so connections to another are refused`;
  const related = [{ object: owner, field: port.field }];
  if (declared.length > 0 && !declared.some((each) => each.containerPort === listens)) {
    const [wrong] = declared;
    return wrong.containerPort === undefined || isOpen(wrong.containerPort)
      ? []
      : [
          {
            object: owner,
            field: fieldOf(owner, wrong, 'containerPort'),
            related,
            given: `${containerTitle(main)}: containerPort ${wrong.containerPort}`,
            rule,
            fix: `Write containerPort: ${listens}, or args: [--host, 0.0.0.0, --port, "${wrong.containerPort}"]`,
          },
        ];
  }
  const isClosed = (number: number | undefined): number is number =>
    number !== undefined &&
    !isOpen(number) &&
    (declared.length === 0 || declared.some((each) => each.containerPort === number));
  return [
    ...mesh.cluster.services
      .filter(({ pods }) => pods.includes(registry))
      .flatMap((service) =>
        service.ports.flatMap((each): Fault[] => {
          const end = endpoints(service, each.port ?? 0).find(({ pod }) => pod === registry)?.port;
          return (each.protocol ?? 'TCP') === 'TCP' && isClosed(end)
            ? [
                {
                  object: service.manifest,
                  field: fieldOf(service.manifest, each, each.targetPort ? 'targetPort' : 'port'),
                  related,
                  given: `port ${each.port} leads to ${end} of the registry`,
                  rule,
                  fix: `Write targetPort: ${listens}`,
                },
              ]
            : [];
        }),
      ),
    ...PROBES.flatMap((probe): Fault[] => {
      const { httpGet, tcpSocket } = main[probe] ?? {};
      const action = httpGet ?? tcpSocket;
      const asked = action?.port === undefined || action.host ? undefined : containerPort(registry, action.port);
      return isClosed(asked)
        ? [
            {
              object: owner,
              field: fieldOf(owner, action, 'port'),
              related,
              given: `${containerTitle(main)}: ${probe} on port ${show(action?.port)}`,
              rule,
              fix: `Ask port ${listens}`,
            },
          ]
        : [];
    }),
  ];
}
