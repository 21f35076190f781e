import { k8s } from 'cdk8s-plus-28';
import { HeadlessMeshAgent, HeadlessMeshAgentProps, MeshRegistry } from '../../src';
import { refusalOf } from '../support/agent-refusal';
import { find, meshChart, pod, synth } from '../support/manifests';

const image = 'registry.example.com/proxy:1.0.0';
const volumes = [{ name: 'files', emptyDir: {} }];
const sidecar = (container: Partial<k8s.Container>): Partial<HeadlessMeshAgentProps> => ({
  volumes,
  sidecars: [{ name: 'proxy', image, ...container }],
});

test.each<[string, Partial<HeadlessMeshAgentProps>, string]>([
  [
    "a mount at the library's path, spelt otherwise",
    {
      volumes,
      volumeMounts: [
        { name: 'files', mountPath: '/srv/./files' },
        { name: 'files', mountPath: '/srv//files/' },
      ],
    },
    'mounts: two at "/srv/files": one path of a container shows one volume, and the library mounts its own at "/tmp". Mount yours elsewhere.',
  ],
  [
    'two mounts of a sidecar at one path',
    sidecar({
      volumeMounts: [
        { name: 'files', mountPath: '/srv' },
        { name: 'files', mountPath: '/etc/../srv' },
      ],
    }),
    'mounts of container "proxy": two at "/srv": one path of a container shows one volume, however it is spelt. Mount one of them elsewhere.',
  ],
  [
    'a mount of a sidecar of no volume',
    sidecar({ volumeMounts: [{ name: 'other', mountPath: '/srv' }] }),
    'volumeMounts of container "proxy": "other" at "/srv": a mount names a volume of its pod, and this one has "tmp", "files". Add the volume to volumes, or correct the name.',
  ],
  [
    'a privileged container',
    { securityContext: { privileged: true } },
    'securityContext of container "agent" with privileged: true: the API server refuses it together with allowPrivilegeEscalation: false, the default of every container of the mesh. Leave it out, or also set allowPrivilegeEscalation: true.',
  ],
  [
    'a privileged sidecar',
    sidecar({ securityContext: { privileged: true, allowPrivilegeEscalation: false } }),
    'securityContext of container "proxy" with privileged: true: the API server refuses it together with allowPrivilegeEscalation: false, the default of every container of the mesh. Leave it out, or also set allowPrivilegeEscalation: true.',
  ],
  [
    'an init container that may do everything',
    { initContainers: [{ name: 'init', image, securityContext: { capabilities: { add: ['CAP_SYS_ADMIN'] } } }] },
    'securityContext of container "init" with the capability CAP_SYS_ADMIN: the API server refuses it together with allowPrivilegeEscalation: false, the default of every container of the mesh. Leave it out, or also set allowPrivilegeEscalation: true.',
  ],
  [
    "a sidecar on the agent's port",
    sidecar({ ports: [{ containerPort: 8080 }] }),
    'port 8080/TCP of container "proxy", which container "agent" has too: the containers of a pod share one network, so the second that listens on a port fails. Give one of them another port.',
  ],
  [
    "a native sidecar on the agent's port",
    { initContainers: [{ name: 'proxy', image, restartPolicy: 'Always', ports: [{ containerPort: 8080 }] }] },
    'port 8080/TCP of container "agent", which container "proxy" has too: the containers of a pod share one network, so the second that listens on a port fails. Give one of them another port.',
  ],
  [
    "a sidecar whose port has the agent's name",
    sidecar({ ports: [{ name: 'http', containerPort: 8081 }] }),
    'port "http" of container "proxy", a name that container "agent" uses too: Services find a port of the pod by its name, and two of one name are one too many. Give yours another name.',
  ],
  [
    'a label that is no text',
    { labels: { tier: 1 as unknown as string } },
    'labels["tier"] 1: it is text, and the API server refuses another type. Write it as text: "1".',
  ],
  [
    'a label that is unset',
    { labels: { tier: undefined as unknown as string } },
    'labels["tier"] (undefined): it is text, and the API server refuses another type. Give a text; look where it comes from, if that is a variable that may be unset.',
  ],
  [
    'an entry of the node selector that is no text',
    { nodeSelector: { gpu: true as unknown as string } },
    'nodeSelector["gpu"] true: it is text, and the API server refuses another type. Write it as text: "true".',
  ],
  [
    'an annotation that is no text',
    { podAnnotations: { 'example.com/scrape': { port: 1 } as unknown as string } },
    'podAnnotations["example.com/scrape"] {"port":1}: it is text, and the API server refuses another type. Write it as text.',
  ],
])('%s is refused', (_, props, message) => {
  expect(refusalOf(props)).toBe(`[mesh/a] ${message}`);
});

test.each<[string, Partial<HeadlessMeshAgentProps>]>([
  ['a privileged container that says so', { securityContext: { privileged: true, allowPrivilegeEscalation: true } }],
  ['one port by TCP and by UDP', sidecar({ ports: [{ containerPort: 8080, protocol: 'UDP' }] })],
  [
    'an init container that listens before the agent',
    { initContainers: [{ name: 'i', image, ports: [{ containerPort: 8080 }] }] },
  ],
  [
    'mounts of two paths',
    sidecar({
      volumeMounts: [
        { name: 'files', mountPath: '/a' },
        { name: 'files', mountPath: '/b' },
      ],
    }),
  ],
])('%s is taken', (_, props) => {
  expect(refusalOf(props)).toBeUndefined();
});

test('a sidecar\'s own security context leaves what "restricted" demands', () => {
  const chart = meshChart();
  const registry = new MeshRegistry(chart, 'registry');
  new HeadlessMeshAgent(chart, 'a', {
    registry,
    image,
    sidecars: [
      { name: 'reads', image, securityContext: { readOnlyRootFilesystem: true } },
      { name: 'binds', image, securityContext: { capabilities: { add: ['NET_BIND_SERVICE'] } } },
      { name: 'drops', image, securityContext: { allowPrivilegeEscalation: true, capabilities: { drop: ['KILL'] } } },
    ],
    initContainers: [{ name: 'init', image, securityContext: { runAsUser: 5 } }],
  });
  const { containers, initContainers } = pod(find(synth(chart), 'StatefulSet'));
  const contexts = Object.fromEntries(
    [...containers, ...initContainers].map(({ name, securityContext }) => [name, securityContext]),
  );
  expect(contexts).toMatchObject({
    reads: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    binds: { allowPrivilegeEscalation: false, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } },
    drops: { allowPrivilegeEscalation: true, capabilities: { drop: ['KILL'] } },
    init: { runAsUser: 5, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  });
});
