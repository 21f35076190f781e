import * as fc from 'fast-check';
import { HeadlessMeshAgentProps } from '../../src';
import { refusalOf } from '../support/agent-refusal';

/*
 * Whatever text stands in a field with a closed set of values: what the API reference lists passes, and everything else is refused.
 * The lists are copied from the API reference of Kubernetes 1.28, not from the sources.
 */

type Props = Partial<HeadlessMeshAgentProps>;

const spread = (more: object): Props => ({
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', ...more }],
});
const volume = (source: object): Props => ({ volumes: [{ name: 'v', ...source }] });
const sidecar = (more: object): Props => ({ sidecars: [{ name: 's', image: 'a:1', ...more }] });

const FIELDS: { [field: string]: [(value: string) => Props, string[]] } = {
  'toleration effect': [
    (effect) => ({ tolerations: [{ key: 'a', operator: 'Exists', effect }] }),
    ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  ],
  'toleration operator': [(operator) => ({ tolerations: [{ key: 'a', operator }] }), ['Exists', 'Equal']],
  whenUnsatisfiable: [(whenUnsatisfiable) => spread({ whenUnsatisfiable }), ['DoNotSchedule', 'ScheduleAnyway']],
  nodeTaintsPolicy: [(nodeTaintsPolicy) => spread({ nodeTaintsPolicy }), ['Honor', 'Ignore']],
  fsGroupChangePolicy: [
    (fsGroupChangePolicy) => ({ podSecurityContext: { fsGroupChangePolicy } }),
    ['OnRootMismatch', 'Always'],
  ],
  'seccomp type': [
    (type) => ({ securityContext: { seccompProfile: { type } } }),
    ['RuntimeDefault', 'Localhost', 'Unconfined'],
  ],
  'hostPath type': [
    (type) => volume({ hostPath: { path: '/x', type } }),
    ['', 'DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'],
  ],
  volumeMode: [
    (volumeMode) => volume({ ephemeral: { volumeClaimTemplate: { spec: { volumeMode } } } }),
    ['Filesystem', 'Block'],
  ],
  'port protocol': [(protocol) => sidecar({ ports: [{ containerPort: 1, protocol }] }), ['TCP', 'UDP', 'SCTP']],
  terminationMessagePolicy: [
    (terminationMessagePolicy) => sidecar({ terminationMessagePolicy }),
    ['File', 'FallbackToLogsOnError'],
  ],
  serviceType: [(serviceType) => ({ serviceType: serviceType as never }), ['ClusterIP', 'NodePort', 'LoadBalancer']],
};

test.each(Object.entries(FIELDS))('%s', (_, [props, known]) => {
  const near = fc.constantFrom(
    ...known,
    ...known.map((value) => value.toLowerCase()),
    ...known.map((value) => `${value} `),
  );
  fc.assert(
    fc.property(fc.oneof(near, fc.string({ minLength: 1 })), (value) => {
      expect([value, refusalOf(props(value)) === undefined]).toEqual([value, known.includes(value)]);
    }),
    { seed: 20261127, numRuns: 25 },
  );
});
