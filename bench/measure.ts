import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Side, synthesise } from './sides';

/*
 * One measurement in a process of its own: `measure.js <side> <agents> <charts>`. Prints milliseconds of CPU time, which
 * other work on the machine moves less than the clock, and the process' peak of resident memory in MiB. The floor writes the plain objects of the side `mesh`, which it makes
 * before it measures, with the package that cdk8s writes YAML with.
 */
const [side, agents, charts] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-bench-'));

/** CPU time of this process so far, in milliseconds. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function floor(): number {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require('yaml');
  synthesise('mesh', agents, charts, outdir);
  const plain = readdirSync(outdir).map((file) =>
    yaml.parseAllDocuments(readFileSync(join(outdir, file), 'utf8')).map((each: any) => each.toJS()),
  );
  const start = cpu();
  plain.forEach((objects, i) =>
    writeFileSync(join(outdir, `floor-${i}.yaml`), objects.map((each: any) => yaml.stringify(each)).join('---\n')),
  );
  return cpu() - start;
}

function library(): number {
  const start = cpu();
  synthesise(side as Side, agents, charts, outdir);
  return cpu() - start;
}

try {
  const milliseconds = side === 'floor' ? floor() : library();
  console.log(JSON.stringify({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
