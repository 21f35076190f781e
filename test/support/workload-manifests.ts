import { Manifest } from './manifests';
import { expectSound } from './sound-faults';
import { checkFields } from '../../src/api/check-fields';
import { describeObject } from '../../src/api/kubernetes-object';
import { describe } from '../../src/base/problem';
import { Mesh } from '../../src/mesh/mesh';
import { Rule } from '../../src/rules/rule';
import { SourceRecord } from '../../src/source/source-json';

/** What one rule says of objects, a line each, as reports print it. */
export function said(rule: Rule, objects: Manifest[], sources: SourceRecord[] = []): string[] {
  const mesh = new Mesh(
    objects.map((each) => checkFields(each).object),
    { sources },
  );
  const faults = rule.find(mesh);
  expectSound(faults, mesh.objects, (repaired) => rule.find(new Mesh(repaired, { sources })));
  return faults.map((fault) => {
    // Annotations on it can switch the rule off, so it must be one of those that were given.
    expect(mesh.objects).toContain(fault.object);
    return `${describeObject(fault.object)}: ${describe(fault)}`;
  });
}

interface DeploymentOptions {
  readonly name?: string;
  readonly kind?: string;
  readonly metadata?: Manifest;
  /** Of the pod template. */
  readonly labels?: Manifest;
  /** Beside the template, and in it beside the containers. */
  readonly spec?: Manifest;
  readonly pod?: Manifest;
}

/** A Deployment of one container in namespace `mesh`, and whatever else is given. */
export function deployment(container: Manifest, more: DeploymentOptions = {}): Manifest {
  const { name = 'weather-agent', spec, pod, metadata, labels = { app: name }, kind = 'Deployment' } = more;
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'mesh', ...metadata },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'agent', image: 'registry.example.com/weather-agent:1.4.2', ...container }],
          ...pod,
        },
      },
      ...spec,
    },
  };
}

/** Any other object in namespace `mesh`. */
export function object(apiVersion: string, kind: string, name: string, more: Manifest = {}): Manifest {
  return { apiVersion, kind, ...more, metadata: { name, namespace: 'mesh', ...more.metadata } };
}
