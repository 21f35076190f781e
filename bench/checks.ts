import { Side } from './sides';
import { Sample } from './sample';

/** A mesh that is checked, beside the same mesh unchecked. */
export interface CheckedMesh {
  readonly agents: number;
  readonly charts: number;
}

/*
 * What `MeshChecks` adds to a synthesis: strict policies, five dependencies an agent. Printed are both, the difference, and what the
 * difference grows to.
 */
const meshes: CheckedMesh[] = [
  { agents: 1_000, charts: 1 },
  { agents: 10_000, charts: 1 },
  { agents: 300, charts: 1 },
  { agents: 300, charts: 300 },
];

export type Measure = (sides: Side[], mesh: CheckedMesh) => { [side: string]: Sample };

/** Measures and prints the table of checks. */
export function printChecks(measure: Measure): void {
  const seconds = ({ milliseconds }: Sample) => `${(milliseconds / 1000).toFixed(2)} s`;
  console.log('| agents, 5 dependencies each | charts | synthesis | with checks | checks / synthesis | peak memory |');
  console.log('|---|---|---|---|---|---|');
  const added = meshes.map((mesh) => {
    const { strict, checked } = measure(['strict', 'checked'], mesh);
    const difference = checked.milliseconds - strict.milliseconds;
    console.log(
      `| ${[
        mesh.agents,
        mesh.charts,
        seconds(strict),
        seconds(checked),
        (difference / strict.milliseconds).toFixed(2),
        `${strict.megabytes.toFixed(0)} / ${checked.megabytes.toFixed(0)} MiB`,
      ].join(' | ')} |`,
    );
    return difference;
  });
  console.log(
    `\nChecks of 10,000 agents take ${(added[1] / added[0]).toFixed(1)} times as long as of 1,000; of 300 charts of one agent, ` +
      `${(added[3] / added[2]).toFixed(2)} times as long as of one chart of 300.`,
  );
}
