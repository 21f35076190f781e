import type { Expectation } from './critical-pattern';

const PORT_ADVERTISED = 'agents advertise the port that they listen on, and callers use that number on the Service';

/** What must hold for callers of a Service's port to reach that port of the pods behind it. */
export function portExpectations(port: number, service: any, workload: any): Expectation[] {
  const ports = listOf(service.spec?.ports);
  // A number that was written as text has a rule of its own.
  const index = ports.findIndex((each) => Number(each?.port) === port);
  if (index < 0) {
    const actual = ports.map((each) => each?.port);
    return [{ field: 'spec.ports[*].port', actual, expected: port, rule: PORT_ADVERTISED }];
  }
  const { targetPort = port, protocol = 'TCP' } = ports[index];
  const target = typeof targetPort === 'number' ? targetPort : portNamed(targetPort, workload);
  return [
    { field: `spec.ports[${index}].protocol`, actual: protocol, expected: 'TCP', rule: PORT_ADVERTISED },
    {
      field: `the port of the pods to which spec.ports[${index}].targetPort leads`,
      actual: target,
      expected: port,
      rule: PORT_ADVERTISED,
    },
  ];
}

/** The number of a named port of a workload's containers. */
function portNamed(name: unknown, { spec }: any): number | undefined {
  const { containers, initContainers } = spec?.template?.spec ?? {};
  const ports = [...listOf(containers), ...listOf(initContainers)].flatMap((each) => listOf(each?.ports));
  return ports.find((each) => each?.name === name)?.containerPort;
}

function listOf(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}
