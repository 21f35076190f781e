import { App, Chart, ChartProps, Testing } from 'cdk8s';
/** An object as tests look into it, without types: each says what it expects there. */
export type Manifest = any;

/** A chart in an app of its own, in the namespace that most tests live in. */
export function meshChart(
  props: ChartProps = { namespace: 'mesh' },
  app: App = Testing.app(),
  id: string = 'test',
): Chart {
  return new Chart(app, id, props);
}

/** All objects of a chart, after every validation of its app. */
export function synth(chart: Chart): Manifest[] {
  return Testing.synth(chart);
}

/** All objects of the app that a chart is in. */
export function synthApp(chart: Chart): Manifest[] {
  return (App.of(chart) as App).charts.flatMap((each) => Testing.synth(each));
}

/** The one object of a kind and name; a test that finds none or two fails with what there is. */
export function find(objects: Manifest[], kind: string, name?: string, namespace?: string): Manifest {
  const found = objects.filter(
    (object) =>
      object.kind === kind &&
      (name === undefined || object.metadata.name === name) &&
      (namespace === undefined || object.metadata.namespace === namespace),
  );
  if (found.length !== 1) {
    const there = objects
      .map((object) => `${object.kind}/${object.metadata.namespace ?? '-'}/${object.metadata.name}`)
      .join('\n  ');
    throw new Error(`${found.length} objects ${kind} ${name ?? ''}, in:\n  ${there}`);
  }
  return found[0];
}

/** The pod template's spec of a workload. */
export function pod(workload: Manifest): Manifest {
  return workload.spec.template.spec;
}

/** The main container of a workload. */
export function container(workload: Manifest): Manifest {
  return pod(workload).containers[0];
}

/** The variables of a container, as a map from name to value or source. */
export function envOf(workload: Manifest): { [name: string]: any } {
  return Object.fromEntries(
    (container(workload).env ?? []).map((variable: any) => [variable.name, variable.value ?? variable.valueFrom]),
  );
}
