import { isLabel, isPort, isPortName, isQualifiedName, isSubdomain, labelProblems, nameProblems } from './api-names';
import { Manifest } from './manifests';
import { amount } from './quantity';
import { selects } from '../../src/cluster/selectors';
import { isVariableName } from '../../src/kubernetes/expansion';

/** What is wrong with the pods that a workload makes (or that an object is): what its parts are called, and call each other. */
export function podProblems({ kind, metadata, spec }: Manifest): string[] {
  const template = kind === 'Pod' ? { metadata, spec } : spec?.template;
  if (!template?.spec?.containers) {
    return kind === 'Deployment' || kind === 'StatefulSet' ? ['.spec.template: no containers'] : [];
  }
  const pod = template.spec;
  const claims: Manifest[] = kind === 'StatefulSet' ? (spec.volumeClaimTemplates ?? []) : [];
  const volumes: string[] = [
    ...(pod.volumes ?? []).map(({ name }: Manifest) => name),
    ...claims.map((claim) => claim.metadata.name),
  ];
  const containers: Manifest[] = [...(pod.initContainers ?? []), ...pod.containers];
  return [
    ...labelProblems('.spec.template.metadata', template.metadata),
    ...(kind === 'Pod' || !spec.selector || selects(spec.selector, template.metadata?.labels ?? {})
      ? []
      : ['.spec.selector: does not select its own pods']),
    ...claims.flatMap((claim) =>
      nameProblems({ ...claim, kind: 'PersistentVolumeClaim' }).map((found) => `.spec.volumeClaimTemplates${found}`),
    ),
    ...volumes.filter((name) => !isLabel(name)).map((name) => `.volumes: name ${JSON.stringify(name)}`),
    ...repeated(pod.volumes ?? [], 'name').map((name) => `.volumes: two named ${name}`),
    ...containers.filter(({ name }) => !isLabel(name)).map(({ name }) => `.containers: name ${JSON.stringify(name)}`),
    ...repeated(containers, 'name').map((name) => `.containers: two named ${name}`),
    ...containers.flatMap((container) =>
      containerProblems(container, volumes).map((found) => `.${container.name}${found}`),
    ),
    ...(pod.serviceAccountName === undefined || isSubdomain(pod.serviceAccountName) ? [] : ['.serviceAccountName']),
    ...((pod.terminationGracePeriodSeconds ?? 0) >= 0 ? [] : ['.terminationGracePeriodSeconds: negative']),
  ];
}

function containerProblems(container: Manifest, volumes: string[]): string[] {
  const { image, ports = [], env = [], volumeMounts = [], resources = {} } = container;
  const names = ports.filter(({ name }: Manifest) => name).map(({ name }: Manifest) => name);
  const probed = ['livenessProbe', 'readinessProbe', 'startupProbe'].map(
    (probe) => (container[probe]?.httpGet ?? container[probe]?.tcpSocket)?.port,
  );
  const { limits = {}, requests = {} } = resources;
  return [
    ...(image && image === image.trim() ? [] : ['.image: none']),
    ...ports
      .filter(({ containerPort }: Manifest) => !isPort(containerPort))
      .map(({ containerPort }: Manifest) => `.ports: ${containerPort}`),
    ...names.filter((name: string) => !isPortName(name)).map((name: string) => `.ports: name ${JSON.stringify(name)}`),
    ...repeated(ports, 'name').map((name) => `.ports: two named ${name}`),
    // An unknown name is accepted, and the probe fails for ever.
    ...probed
      .filter((port) => typeof port === 'string' && !names.includes(port))
      .map((port) => `: a probe asks the port ${port}, which it does not have`),
    ...env
      .filter(({ name }: Manifest) => !isVariableName(name))
      .map(({ name }: Manifest) => `.env: name ${JSON.stringify(name)}`),
    ...env
      .filter(({ value, valueFrom }: Manifest) => value && valueFrom)
      .map(({ name }: Manifest) => `.env: ${name} has a value and a source`),
    ...volumeMounts
      .filter(({ name }: Manifest) => !volumes.includes(name))
      .map(({ name }: Manifest) => `.volumeMounts: no volume ${name}`),
    ...volumeMounts
      .filter(({ mountPath }: Manifest) => !mountPath || mountPath.includes(':'))
      .map((mount: Manifest) => `.volumeMounts: path ${mount.mountPath}`),
    ...repeated(volumeMounts, 'mountPath').map((path) => `.volumeMounts: two at ${path}`),
    ...Object.keys({ ...limits, ...requests })
      .filter((name) => !isQualifiedName(name))
      .map((name) => `.resources: ${JSON.stringify(name)}`),
    ...Object.keys(requests)
      .filter((name) => name in limits && amount(requests[name])! > amount(limits[name])!)
      .map((name) => `.resources: requests ${name} above its limit`),
  ];
}

/** Values of a field that stand there more than once. */
function repeated(list: Manifest[], field: string): string[] {
  const values = list.map((each) => each[field]).filter((value) => value !== undefined);
  return values.filter((value, i) => values.indexOf(value) < i);
}
