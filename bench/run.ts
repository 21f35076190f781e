import { spawnSync } from 'child_process';
import { join } from 'path';
import { CheckedMesh, printChecks } from './checks';
import { printCommandLine } from './command-line';
import { Sample } from './sample';
import { Side } from './sides';

/*
 * What the library costs, beside what the same work costs without it, in one run: machines are noisy, and only
 * ratios of interleaved runs mean something. `npm run bench`, or `npm run bench -- <runs>` for a quick look; `npm run bench -- 7 checks`
 * measures only what the checks add; `library` and `command-line` are the other parts.
 */
const runs = Number(process.argv[2] ?? 7);
const part = process.argv[3];
const sides = ['mesh', 'kube', 'plus', 'floor'] as const;
const sizes = [
  [10, 1],
  [100, 1],
  [1_000, 1],
  [10_000, 1],
  [1_000, 10],
];

function child(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    cwd: join(__dirname, '..', '..'),
  });
  if (status !== 0) {
    throw new Error(`${args.join(' ')}: ${stderr}`);
  }
  return stdout;
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function measure(measured: readonly (Side | 'floor')[], { agents, charts }: CheckedMesh): { [side: string]: Sample } {
  const samples: { [side: string]: Sample[] } = {};
  for (let run = 0; run < runs; run++) {
    for (const side of measured) {
      (samples[side] ??= []).push(
        JSON.parse(child(join(__dirname, 'measure.js'), side, String(agents), String(charts))),
      );
    }
  }
  return Object.fromEntries(
    measured.map((side) => [
      side,
      {
        milliseconds: median(samples[side].map(({ milliseconds }) => milliseconds)),
        megabytes: median(samples[side].map(({ megabytes }) => megabytes)),
      },
    ]),
  );
}

/** Milliseconds to require the packages, the median of 15 alternating runs. */
function requiring(): { peers: number; library: number } {
  const time = (modules: string[]) =>
    Number(
      child(
        '-e',
        `const s = process.hrtime.bigint(); ${modules.map((name) => `require('${name}');`).join('')} console.log(Number(process.hrtime.bigint() - s) / 1e6)`,
      ),
    );
  const peers = ['cdk8s', 'cdk8s-plus-28', 'constructs'];
  const pairs = Array.from({ length: 15 }, () => [time(peers), time([...peers, 'cdk8s-mcp-mesh'])]);
  return { peers: median(pairs.map(([each]) => each)), library: median(pairs.map(([, each]) => each)) };
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

function printLibrary(): void {
  console.log(
    '| agents | charts | this library | Kube* by hand (a) | cdk8s-plus-28 (b) | yaml alone (c) | library / (a) | library / (c) | peak memory, library / (a) |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  const results = sizes.map(([agents, charts]) => {
    const { mesh, kube, plus, floor } = measure(sides, { agents, charts });
    console.log(
      `| ${[
        agents,
        charts,
        ...[mesh, kube, plus, floor].map(({ milliseconds }) => seconds(milliseconds)),
        (mesh.milliseconds / kube.milliseconds).toFixed(2),
        (mesh.milliseconds / floor.milliseconds).toFixed(2),
        `${mesh.megabytes.toFixed(0)} / ${kube.megabytes.toFixed(0)} MiB`,
      ].join(' | ')} |`,
    );
    return mesh.milliseconds;
  });
  const { peers, library } = requiring();
  console.log(`\n10,000 agents take ${(results[3] / results[2]).toFixed(1)} times as long as 1,000.`);
  console.log(
    `Requiring the library on top of its peers: ${peers.toFixed(0)} ms → ${library.toFixed(0)} ms (+${((library / peers - 1) * 100).toFixed(1)}%, median of 15).`,
  );
}

if (part === undefined || part === 'library') {
  printLibrary();
  console.log();
}
if (part === undefined || part === 'checks') {
  printChecks(measure);
  console.log();
}
if (part === undefined || part === 'command-line') {
  printCommandLine(runs);
}
