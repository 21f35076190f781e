import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { show } from '../base/problem';
import { runningContainers } from '../cluster/container-ports';
import { containerTitle } from '../cluster/containers';
import { Pod } from '../cluster/pods';
import { containerPort } from '../cluster/services';
import {
  DASHBOARD_BASE_PATH,
  DASHBOARD_HEALTH_PATH,
  DASHBOARD_PORT,
  HEALTH_PATH,
  Variable,
} from '../contract/contract';
import { isGateway, ProbeField, PROBES } from '../mesh/agent-runtimes';
import { DASHBOARD_IMAGE, Mesh, MeshPod } from '../mesh/mesh';
import { shownVariable } from '../mesh/mesh-variables';
import { registryServer } from '../mesh/registry-server';
import { isLoopback } from '../references/named-hosts';

/** The kubelet asks from the node, by the scheme that the probe says, and takes every status but 2xx and 3xx for a failure. */
export const RULE: Rule = {
  id: 'probe-asks-elsewhere',
  title: 'A probe uses the wrong host, scheme or path',
  severity: 'error',
  find: (mesh) => [
    ...mesh.cluster.pods.flatMap(nodeProbes),
    ...mesh.registries.flatMap((registry) => [...registryPaths(registry), ...wrongSchemes(mesh, registry, 'registry')]),
    ...mesh.dashboards.flatMap((dashboard) => dashboardPaths(mesh, dashboard)),
    ...mesh.agents.filter(({ owner }) => !isGateway(owner)).flatMap((agent) => wrongSchemes(mesh, agent, 'agent')),
    ...mesh.agents.flatMap((agent) => grpcProbes(agent, mesh.portOf(agent), 'agent')),
    ...mesh.registries.flatMap((registry) => grpcProbes(registry, registryServer(registry).port?.value, 'registry')),
  ],
};

function consequence(probe: ProbeField): string {
  return probe === 'readinessProbe' ? 'the pod never gets ready' : 'the kubelet restarts the container again and again';
}

/** Pods with the node's network are on the node's loopback address. */
function nodeProbes(pod: Pod): Fault[] {
  return pod.spec.hostNetwork === true
    ? []
    : runningContainers(pod).flatMap(({ container, title }) =>
        PROBES.flatMap((probe): Fault[] => {
          const { httpGet, tcpSocket } = container[probe] ?? {};
          const action = httpGet ?? tcpSocket;
          const { host = '' } = action ?? {};
          return host === '' || !isLoopback(host)
            ? []
            : [
                {
                  object: pod.owner,
                  field: fieldOf(pod.owner, action, 'host'),
                  given: `${title}: ${probe} with host ${show(host)}`,
                  rule: `the kubelet asks from the node, so that is the node itself and not the pod; nothing answers for the pod there, and ${consequence(probe)}`,
                  fix: 'Remove host: without it, the kubelet asks the pod',
                },
              ];
        }),
      );
}

/** Agents and registries serve HTTP on their port. */
function grpcProbes({ owner, main }: MeshPod, port: number | undefined, what: 'agent' | 'registry'): Fault[] {
  return PROBES.flatMap((probe): Fault[] => {
    const { grpc } = main[probe] ?? {};
    return grpc === undefined || grpc.port !== port
      ? []
      : [
          {
            object: owner,
            field: fieldOf(owner, grpc),
            given: `${containerTitle(main)}: ${probe} by gRPC on port ${port}`,
            rule: `the ${what} answers HTTP there and no gRPC health checks, so ${consequence(probe)}`,
            fix: `Use httpGet with path ${HEALTH_PATH}`,
          },
        ];
  });
}

/** What the registry serves below; GET of anything else is a 404. */
const SERVED = /^\/($|\?|(health|agents|a2a\/agents|events|jobs|schemas|trace\/.*|proxy\/.*|admin\/.*)(\/|\?|$))/;

/** HTTP probes of the main container's own port. */
function ownProbes(pod: MeshPod, own: number | undefined) {
  return PROBES.flatMap((probe) => {
    const { httpGet } = pod.main[probe] ?? {};
    const asks = httpGet?.port === undefined || httpGet.host ? undefined : containerPort(pod, httpGet.port);
    return httpGet && asks !== undefined && asks === own ? [{ probe, httpGet }] : [];
  });
}

function registryPaths(registry: MeshPod): Fault[] {
  const port = registryServer(registry).port?.value;
  return ownProbes(registry, port).flatMap(({ probe, httpGet }): Fault[] => {
    const { path = '/' } = httpGet;
    return SERVED.test(path.startsWith('/') ? path : `/${path}`)
      ? []
      : [
          {
            object: registry.owner,
            field: fieldOf(registry.owner, httpGet, 'path'),
            given: `${containerTitle(registry.main)}: ${probe} asks ${show(path)}`,
            rule: `the registry answers 404 there, so ${consequence(probe)}`,
            fix: `Ask ${HEALTH_PATH}, which every release serves`,
          },
        ];
  });
}

/** What the dashboard answers outside of its base path is 404, and below `/api` it serves these; for the rest it sends its page. */
const DASHBOARD_API =
  /^\/api\/(ui-health|health|agents|jobs|schemas|events|events\/history|traces\/live|trace\/.+)(\/|\?|$)/;

function dashboardPaths(mesh: Mesh, dashboard: MeshPod): Fault[] {
  const base = basePathOf(mesh, dashboard);
  return base === undefined
    ? []
    : ownProbes(dashboard, dashboardPort(mesh, dashboard)).flatMap(({ probe, httpGet }): Fault[] => {
        const { path = '/' } = httpGet;
        const [, below] = path === base || path.startsWith(base) ? ['', path.slice(base.length) || '/'] : [];
        const isServed = below !== undefined && (!/^\/api(\/|$)/.test(below) || DASHBOARD_API.test(below));
        return isServed
          ? []
          : [
              {
                object: dashboard.owner,
                field: fieldOf(dashboard.owner, httpGet, 'path'),
                given: `${containerTitle(dashboard.main)}: ${probe} asks ${show(path)}`,
                rule: `the dashboard answers 404 there${below === undefined ? `, because it serves ${base} alone` : ''}, so ${consequence(probe)}`,
                fix: `Ask ${base}${DASHBOARD_HEALTH_PATH}`,
              },
            ];
      });
}

/** Without a slash at the end, and empty for the root; nothing if it is not known. */
function basePathOf(mesh: Mesh, dashboard: MeshPod): string | undefined {
  const told = shownVariable(mesh, dashboard, Variable.UI_BASE_PATH);
  const isMade = dashboard.env[Variable.UI_BASE_PATH] !== undefined;
  if (told === undefined || told.includes('$(')) {
    return undefined;
  }
  if (!isMade) {
    return DASHBOARD_IMAGE.test(dashboard.main.image ?? '') ? DASHBOARD_BASE_PATH : undefined;
  }
  const path = told.replace(/\/+$/, '');
  return path === '' || path.startsWith('/') ? path : `/${path}`;
}

/** The image's own arguments say 3080, and flags win over the variable. */
function dashboardPort(mesh: Mesh, pod: MeshPod): number | undefined {
  const { command = [], args = [] } = pod.main;
  const words = [...command, ...args].join(' ');
  const [, flag] = /(?:^|\s)(?:--port|-p)(?:=|\s+)(\d+)/.exec(words) ?? [];
  const told = words === '' ? '' : shownVariable(mesh, pod, Variable.UI_PORT);
  return flag ? Number(flag) : told === undefined ? undefined : Number(told || DASHBOARD_PORT);
}

const MODE = 'MCP_MESH_TLS_MODE';

/** The mode of TLS, if the manifests show it. Off is the default. */
function tlsMode(mesh: Mesh, pod: MeshPod): string | undefined {
  const mode = shownVariable(mesh, pod, MODE)?.toLowerCase();
  return mode === '' ? 'off' : mode;
}

function wrongSchemes(mesh: Mesh, pod: MeshPod, what: 'agent' | 'registry'): Fault[] {
  const mode = tlsMode(mesh, pod);
  const port = what === 'registry' ? registryServer(pod).port?.value : mesh.portOf(pod);
  // A proxy beside it may end TLS, or begin it.
  if (mode === undefined || runningContainers(pod).length > 1) {
    return [];
  }
  return ownProbes(pod, port).flatMap(({ probe, httpGet }): Fault[] => {
    const { scheme = 'HTTP' } = httpGet;
    const problem = schemeProblem(scheme, mode, what);
    return problem === undefined
      ? []
      : [
          {
            object: pod.owner,
            field: fieldOf(pod.owner, httpGet, ...(httpGet.scheme === undefined ? [] : ['scheme'])),
            given: `${containerTitle(pod.main)}: ${probe} by ${scheme}, and ${MODE} ${mode}`,
            rule: `${problem}, so ${consequence(probe)}`,
            fix: mode === 'off' ? 'Remove scheme' : 'Ask by tcpSocket, which needs no certificate',
          },
        ];
  });
}

function schemeProblem(scheme: string, mode: string, what: 'agent' | 'registry'): string | undefined {
  if (scheme === 'HTTPS' && mode === 'off') {
    return `the ${what} speaks plain HTTP`;
  }
  if (mode !== 'auto' && mode !== 'strict') {
    return undefined;
  }
  if (scheme === 'HTTP') {
    return `the ${what} speaks TLS, and answers 400 to plain HTTP`;
  }
  return what === 'agent' || mode === 'strict'
    ? `the ${what} demands a client's certificate, which the kubelet does not have`
    : undefined;
}
