import { IConstruct } from 'constructs';
import { WorkloadIdentity } from './service';
import { describe, show } from '../base/problem';
import { COMPONENT_LABEL, NAME_LABEL } from '../kubernetes/naming';
import { MeshObject } from '../synthesis/mesh-object';
import { Synthesis } from '../synthesis/synthesis';

/** A field of an object that discovery depends on, with the value that it must have. */
interface Expectation {
  readonly field: string;
  readonly actual: unknown;
  readonly expected: string | undefined;
}

/**
 * The guide's critical pattern: a Service's name equals the label from which an agent reads it. It is checked on the objects as they
 * are written, because metadata.addLabel() and patches come after the constructor.
 */
export function validateCriticalPattern(
  scope: IConstruct,
  identity: WorkloadIdentity,
  workload: MeshObject,
  services: MeshObject[],
): void {
  Synthesis.of(scope).validate(scope, () => [
    ...violations(workload, identity, (json) => workloadExpectations(identity, json)),
    ...services.flatMap((service) =>
      violations(service, identity, (json) => serviceExpectations(identity, service.name, json)),
    ),
  ]);
}

/** Only patched objects are rendered for this: it takes as long as synthesis. */
function violations(
  object: MeshObject,
  { selector }: WorkloadIdentity,
  expectations: (json: any) => Expectation[],
): string[] {
  // A chart that is rendered alone validates the whole app, so an unchanged object must take next to no time.
  if (!object.isPatched && Object.keys(selector).every((key) => object.metadata.getLabel(key) === selector[key])) {
    return [];
  }
  const json = object.isPatched ? tryRender(object) : undefined;
  return expectations(json ?? { metadata: { labels: labelsOf(object) } })
    .filter(({ field, actual, expected }) => actual !== expected && (json || field.startsWith('metadata.labels')))
    .map(({ field, actual, expected }) =>
      describe({
        given: `${field} of ${object.kind} ${show(object.name)} is ${show(actual)}`,
        rule: `it must be ${show(expected)}: the Service's name, its selector and the label ${NAME_LABEL} on the pods agree, in one namespace, or agents cannot be found`,
        fix: 'Take back the label or patch; serviceName and namespace are props, and change all of them together',
      }),
    );
}

/** The object as it will be written. One that cannot be rendered has a validation of its own that reports it. */
function tryRender(object: MeshObject): any {
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
    { field: 'metadata.name', actual: json.metadata?.name, expected: identity.name },
    { field: 'metadata.namespace', actual: json.metadata?.namespace, expected: identity.namespace },
    ...labelExpectations('metadata.labels', json.metadata?.labels, identity),
    ...labelExpectations('spec.selector.matchLabels', json.spec?.selector?.matchLabels, identity),
    ...labelExpectations('spec.template.metadata.labels', json.spec?.template?.metadata?.labels, identity),
  ];
}

function serviceExpectations(identity: WorkloadIdentity, name: string, json: any): Expectation[] {
  return [
    { field: 'metadata.name', actual: json.metadata?.name, expected: name },
    { field: 'metadata.namespace', actual: json.metadata?.namespace, expected: identity.namespace },
    ...labelExpectations('metadata.labels', json.metadata?.labels, identity),
    ...labelExpectations('spec.selector', json.spec?.selector, identity),
  ];
}

function labelExpectations(field: string, labels: any, identity: WorkloadIdentity): Expectation[] {
  return Object.entries(identity.selector).map(([key, expected]) => ({
    field: `${field}["${key}"]`,
    actual: labels?.[key],
    expected,
  }));
}
