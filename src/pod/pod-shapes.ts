import { IConstruct } from 'constructs';
import { MeshWorkloadProps } from './pod-options';
import { checkShapes, Shape } from '../base/shapes';

const PROBE: Shape = { type: 'MeshProbe', member: '_render', example: 'MeshProbe.httpGet("/livez")' };

/** What options of pods must be before they are read. */
const SHAPES: { readonly [prop in keyof MeshWorkloadProps]: Shape } = {
  env: 'map',
  envFrom: { type: 'EnvFrom of cdk8s-plus-28', member: '_toKube', example: 'Env.fromConfigMap(map)', isList: true },
  liveness: PROBE,
  readiness: PROBE,
  startup: PROBE,
  labels: 'map',
  annotations: 'map',
  podAnnotations: 'map',
  podLabels: 'map',
  imagePullSecrets: 'list of maps',
  nodeSelector: 'map',
  volumes: 'list of maps',
  volumeMounts: 'list of maps',
  initContainers: 'list of maps',
  sidecars: 'list of maps',
  serviceAnnotations: 'map',
  service: 'map',
};

/**
 * Refuses options of another type.
 *
 * @param prefix put before the names in errors
 */
export function checkPodShapes(scope: IConstruct, options: object, prefix?: string): void {
  checkShapes(scope, options, SHAPES, prefix);
}
