import { IConstruct } from 'constructs';
import { WorkloadIdentity } from './service';
import { describe, show } from '../base/problem';
import { COMPONENT_LABEL, NAME_LABEL } from '../kubernetes/naming';
import { MeshObject } from '../synthesis/mesh-object';
import { Synthesis } from '../synthesis/synthesis';

/** The places in an object where discovery reads a name or label, and what must stand there. */
interface Expectation {
  readonly where: string;
  readonly found: unknown;
  readonly wanted: string | undefined;
}

/**
 * The guide's critical pattern, checked on what is written: metadata.addLabel() and patches come after the
 * constructor, and both can part the Service's name from the label that the agent reads it from.
 */
export function keepCriticalPattern(
  scope: IConstruct,
  identity: WorkloadIdentity,
  workload: MeshObject,
  services: MeshObject[],
): void {
  Synthesis.of(scope).validate(scope, () => [
    ...broken(workload, identity, (json) => workloadExpectations(identity, json)),
    ...services.flatMap((service) =>
      broken(service, identity, (json) => serviceExpectations(identity, service.name, json)),
    ),
  ]);
}

/** Rendered only where a patch may have changed it: rendering costs what synthesis costs. */
function broken(
  object: MeshObject,
  { selector }: WorkloadIdentity,
  expectations: (json: any) => Expectation[],
): string[] {
  // A chart that is rendered alone validates the whole app: what nobody touched must cost next to nothing.
  if (!object.isPatched && Object.keys(selector).every((key) => object.metadata.getLabel(key) === selector[key])) {
    return [];
  }
  const json = object.isPatched ? rendered(object) : undefined;
  return expectations(json ?? { metadata: { labels: labelsOf(object) } })
    .filter(({ where, found, wanted }) => found !== wanted && (json || where.startsWith('metadata.labels')))
    .map(({ where, found, wanted }) =>
      describe({
        given: `${where} of ${object.kind} ${show(object.name)} is ${show(found)}`,
        rule: `it must be ${show(wanted)}: the Service's name, its selector and the label ${NAME_LABEL} on the pods agree, in one namespace, or agents cannot be found`,
        fix: 'Take back the label or patch; serviceName and namespace are props, and change all of them together',
      }),
    );
}

/** The object as it will be written. One that cannot be rendered says so itself. */
function rendered(object: MeshObject): any {
  try {
    return object.toJson();
  } catch {
    return undefined;
  }
}

function labelsOf(object: MeshObject): { [key: string]: unknown } {
  return {
    [NAME_LABEL]: object.metadata.getLabel(NAME_LABEL),
    [COMPONENT_LABEL]: object.metadata.getLabel(COMPONENT_LABEL),
  };
}

function workloadExpectations(identity: WorkloadIdentity, json: any): Expectation[] {
  return [
    { where: 'metadata.name', found: json.metadata?.name, wanted: identity.name },
    { where: 'metadata.namespace', found: json.metadata?.namespace, wanted: identity.namespace },
    ...labelExpectations('metadata.labels', json.metadata?.labels, identity),
    ...labelExpectations('spec.selector.matchLabels', json.spec?.selector?.matchLabels, identity),
    ...labelExpectations('spec.template.metadata.labels', json.spec?.template?.metadata?.labels, identity),
  ];
}

function serviceExpectations(identity: WorkloadIdentity, name: string, json: any): Expectation[] {
  return [
    { where: 'metadata.name', found: json.metadata?.name, wanted: name },
    { where: 'metadata.namespace', found: json.metadata?.namespace, wanted: identity.namespace },
    ...labelExpectations('metadata.labels', json.metadata?.labels, identity),
    ...labelExpectations('spec.selector', json.spec?.selector, identity),
  ];
}

function labelExpectations(where: string, labels: any, identity: WorkloadIdentity): Expectation[] {
  return Object.entries(identity.selector).map(([key, wanted]) => ({
    where: `${where}["${key}"]`,
    found: labels?.[key],
    wanted,
  }));
}
