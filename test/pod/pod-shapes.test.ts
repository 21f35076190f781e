import { HeadlessMeshAgentProps } from '../../src';
import { refusalOf } from '../support/agent-refusal';

/* A text in place of what a prop is, as a caller without types may pass it. */

const MAP = 'it is a map. Write { … }.';
const MAPS = 'it is a list of maps. Write [{ … }].';
const PROBE = 'it is a MeshProbe. Write MeshProbe.httpGet("/livez").';

test.each<[keyof HeadlessMeshAgentProps, string]>([
  ['env', MAP],
  ['envFrom', 'it is a list, and each entry is an EnvFrom of cdk8s-plus-28. Write [Env.fromConfigMap(map)].'],
  ['liveness', PROBE],
  ['readiness', PROBE],
  ['startup', PROBE],
  ['labels', MAP],
  ['annotations', MAP],
  ['podAnnotations', MAP],
  ['podLabels', MAP],
  ['imagePullSecrets', MAPS],
  ['nodeSelector', MAP],
  ['volumes', MAPS],
  ['volumeMounts', MAPS],
  ['initContainers', MAPS],
  ['sidecars', MAPS],
  ['serviceAnnotations', MAP],
  ['service', MAP],
])('%s is no text', (prop, rule) => {
  expect(refusalOf({ [prop]: 'text' })).toBe(`[mesh/a] ${prop} "text": ${rule}`);
});
