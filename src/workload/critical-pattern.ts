import { IConstruct } from 'constructs';
import { WorkloadIdentity } from './service';
import { portExpectations } from './service-port';
import { describe, show } from '../base/problem';
import { COMPONENT_LABEL, headlessName, NAME_LABEL } from '../kubernetes/naming';
import { MeshObject } from '../synthesis/mesh-object';
import { Synthesis } from '../synthesis/synthesis';

/** A field of an object that discovery depends on, with the value that it must have. */
export interface Expectation {
  readonly field: string;
  readonly actual: unknown;
  /** Undefined if the field must not be there. */
  readonly expected: unknown;
  /** Why, if it is not because of the labels and names that must agree. */
  readonly rule?: string;
}

const NAMES_AGREE = `the Service's name, its selector and the label ${NAME_LABEL} on the pods agree, in one namespace, or agents cannot be found`;
const POD_NAMES = 'the pods of a StatefulSet have names in DNS by its headless Service';

/**
 * The guide's critical pattern: a Service's name equals the label from which an agent reads it, and the Service leads to the port
 * that the agent advertises. It is checked on the objects as they are written, because metadata.addLabel() and patches come
 * after the constructor.
 */
export function validateCriticalPattern(
  scope: IConstruct,
  identity: WorkloadIdentity,
  workload: MeshObject,
  services: MeshObject[],
): void {
  Synthesis.of(scope).validate(scope, () => [
    ...violations(workload, identity, (json) => workloadExpectations(identity, json)),
    ...services.flatMap((service) => [
      ...violations(service, identity, (json) => serviceExpectations(identity, service.name, json)),
      ...portViolations(identity, workload, service),
    ]),
  ]);
}

/** Only patched objects are rendered for this: it takes as long as synthesis. */
function violations(
  object: MeshObject,
  { selector }: WorkloadIdentity,
  expectations: (json: any) => Expectation[],
): string[] {
  // Most objects are unchanged, and there may be thousands.
  if (!object.isPatched && Object.keys(selector).every((key) => object.metadata.getLabel(key) === selector[key])) {
    return [];
  }
  const json = object.isPatched ? tryRender(object) : undefined;
  return broken(
    object,
    expectations(json ?? { metadata: { labels: labelsOf(object) } }).filter(
      ({ field }) => json || field.startsWith('metadata.labels'),
    ),
  );
}

/** The port's name is the workload's, so a patch of either object may part the two. */
function portViolations(identity: WorkloadIdentity, workload: MeshObject, service: MeshObject): string[] {
  if (!workload.isPatched && !service.isPatched) {
    return [];
  }
  const [pods, json] = [tryRender(workload), tryRender(service)];
  return pods && json ? broken(service, portExpectations(identity.port, json, pods)) : [];
}

function broken(object: MeshObject, expectations: Expectation[]): string[] {
  return expectations
    .filter(({ actual, expected }) => actual !== expected)
    .map(({ field, actual, expected, rule }) =>
      describe({
        given: `${field} of ${object.kind} ${show(object.name)} is ${show(actual)}`,
        rule: `${expected === undefined ? 'it must not be there' : `it must be ${show(expected)}`}: ${rule ?? NAMES_AGREE}`,
        fix: rule
          ? 'Take back the patch; port is a prop, and changes all objects together'
          : 'Take back the label or patch; serviceName and namespace are props, and change all of them together',
      }),
    );
}

/** The object as it will be written. One that cannot be rendered has a validation of its own that reports it. */
function tryRender(object: MeshObject): any {
  try {
    return Synthesis.of(object).render(object);
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
    ...selectorExpectations('spec.selector.matchLabels', json.spec?.selector?.matchLabels, identity),
    {
      field: 'spec.selector.matchExpressions',
      actual: json.spec?.selector?.matchExpressions,
      expected: undefined,
    },
    ...labelExpectations('spec.template.metadata.labels', json.spec?.template?.metadata?.labels, identity),
    ...(json.kind === 'StatefulSet'
      ? [
          {
            field: 'spec.serviceName',
            actual: json.spec?.serviceName,
            expected: headlessName(identity.name),
            rule: POD_NAMES,
          },
        ]
      : []),
  ];
}

function serviceExpectations(identity: WorkloadIdentity, name: string, json: any): Expectation[] {
  return [
    { field: 'metadata.name', actual: json.metadata?.name, expected: name },
    { field: 'metadata.namespace', actual: json.metadata?.namespace, expected: identity.namespace },
    ...labelExpectations('metadata.labels', json.metadata?.labels, identity),
    ...selectorExpectations('spec.selector', json.spec?.selector, identity),
    ...serviceTypeExpectations(json.spec, name === headlessName(identity.name)),
  ];
}

function serviceTypeExpectations(spec: any, isHeadless: boolean): Expectation[] {
  return [
    ...(isHeadless ? [{ field: 'spec.clusterIP', actual: spec?.clusterIP, expected: 'None', rule: POD_NAMES }] : []),
    ...(spec?.type === 'ExternalName'
      ? [
          {
            field: 'spec.type',
            actual: spec.type,
            expected: undefined,
            rule: 'an ExternalName Service leads to no pods',
          },
        ]
      : []),
  ];
}

function labelExpectations(field: string, labels: any, { selector }: WorkloadIdentity): Expectation[] {
  return Object.entries(selector).map(([key, expected]) => ({
    field: `${field}["${key}"]`,
    actual: labels?.[key],
    expected,
  }));
}

/** A selector has these labels and no others: each further one takes pods away. */
function selectorExpectations(field: string, labels: any, identity: WorkloadIdentity): Expectation[] {
  const more = Object.keys(labels ?? {}).filter((key) => !(key in identity.selector));
  return [
    ...labelExpectations(field, labels, identity),
    ...more.map((key) => ({ field: `${field}["${key}"]`, actual: labels[key], expected: undefined })),
  ];
}
