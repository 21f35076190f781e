import { Manifest } from './manifests';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** A DNS-1123 label: names of Namespaces, containers and volumes. */
export function isLabel(name: unknown): boolean {
  return typeof name === 'string' && name.length <= 63 && LABEL.test(name);
}

/** A DNS-1123 subdomain: the names of most objects. */
export function isSubdomain(name: unknown): boolean {
  return typeof name === 'string' && name.length <= 253 && name.split('.').every((part) => LABEL.test(part));
}

/** A DNS-1035 label: the name of a Service. */
export function isServiceName(name: unknown): boolean {
  return isLabel(name) && /^[a-z]/.test(name as string);
}

/** IANA_SVC_NAME, the name of a container's port: 15 characters, a letter among them, no two hyphens in a row. */
export function isPortName(name: unknown): boolean {
  return (
    typeof name === 'string' && name.length <= 15 && LABEL.test(name) && /[a-z]/.test(name) && !name.includes('--')
  );
}

/** A key of a label or annotation, and the name of a resource. */
export function isQualifiedName(key: string): boolean {
  const [name, prefix, ...more] = key.split('/').reverse();
  return (
    more.length === 0 && name.length <= 63 && QUALIFIED.test(name) && (prefix === undefined || isSubdomain(prefix))
  );
}

export function isLabelValue(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 63 && (value === '' || QUALIFIED.test(value));
}

export function isPort(port: unknown): boolean {
  return Number.isInteger(port) && (port as number) >= 1 && (port as number) <= 65535;
}

/** The longest name of a StatefulSet whose pods still get their revision label (name, hyphen, hash of ten, within 63). */
const STATEFUL_SET_MAX = 52;

/** What is wrong with the names, labels and ports of an object outside its pods. */
export function nameProblems({ kind, metadata, spec, data }: Manifest): string[] {
  const found: string[] = [];
  const expect = (holds: boolean, what: string) => holds || found.push(what);
  const nameRule = kind === 'Service' ? isServiceName : kind === 'Namespace' ? isLabel : isSubdomain;
  expect(nameRule(metadata?.name), `.metadata.name: ${JSON.stringify(metadata?.name)}`);
  expect(
    kind !== 'StatefulSet' || metadata.name.length <= STATEFUL_SET_MAX,
    '.metadata.name: too long for a StatefulSet',
  );
  expect(
    metadata?.namespace === undefined || isLabel(metadata.namespace),
    `.metadata.namespace: ${JSON.stringify(metadata?.namespace)}`,
  );
  found.push(...labelProblems('.metadata', metadata));
  if (kind === 'Service') {
    for (const { name, port, targetPort, nodePort } of spec.ports ?? []) {
      expect(name === undefined ? spec.ports.length === 1 : isLabel(name), `.spec.ports: name ${JSON.stringify(name)}`);
      expect(isPort(port), `.spec.ports: port ${port}`);
      expect(
        targetPort === undefined || isPort(targetPort) || isPortName(targetPort),
        `.spec.ports: targetPort ${targetPort}`,
      );
      expect(nodePort === undefined || isPort(nodePort), `.spec.ports: nodePort ${nodePort}`);
    }
    expect(Object.values(spec.selector ?? {}).every(isLabelValue), '.spec.selector');
  }
  if (kind === 'NetworkPolicy') {
    for (const { port, endPort } of [...(spec.ingress ?? []), ...(spec.egress ?? [])].flatMap(
      (rule: Manifest) => rule.ports ?? [],
    )) {
      expect(port === undefined || isPort(port) || isPortName(port), `.spec: port ${port}`);
      expect(endPort === undefined || (isPort(endPort) && endPort >= port), `.spec: endPort ${endPort}`);
    }
  }
  if (kind === 'ConfigMap' || kind === 'Secret') {
    Object.keys(data ?? {}).forEach((key) =>
      expect(/^[-._a-zA-Z0-9]{1,253}$/.test(key), `.data: key ${JSON.stringify(key)}`),
    );
  }
  if (spec?.replicas !== undefined) {
    expect(spec.replicas >= 0, `.spec.replicas: ${spec.replicas}`);
  }
  const { storageClassName, resources } = kind === 'PersistentVolumeClaim' ? spec : ({} as Manifest);
  expect(
    !storageClassName || isSubdomain(storageClassName),
    `.spec.storageClassName: ${JSON.stringify(storageClassName)}`,
  );
  expect(!resources || !/^0\D*$/.test(String(resources.requests?.storage)), '.spec.resources.requests.storage: zero');
  return found;
}

/** Labels and annotations of an object or a pod template. */
export function labelProblems(path: string, { labels = {}, annotations = {} }: Manifest = {}): string[] {
  return [
    ...Object.keys({ ...labels, ...annotations })
      .filter((key) => !isQualifiedName(key))
      .map((key) => `${path}: key ${JSON.stringify(key)}`),
    ...Object.entries(labels)
      .filter(([, value]) => !isLabelValue(value))
      .map(([key, value]) => `${path}.labels["${key}"]: ${JSON.stringify(value)}`),
  ];
}
