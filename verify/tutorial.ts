// The mesh that docs/tutorial ends with, out of the blocks of the page: its manifests, and the policy beside them, into the folder $1.
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { removeTutorial, save, SavedFile, steps, tutorialFolder } from '../test/support/tutorial';

const CITY = 'city: str = "Oslo"';

const out = resolve(process.argv[2]);
const folder = tutorialFolder();
const files = steps.filter((step): step is SavedFile => 'path' in step);
// The mesh runner passes each tool a depth, and FastMCP refuses arguments that a tool does not have.
files.forEach(({ path, text }) => save(folder, { path, text: text.replace(CITY, `${CITY}, depth: int = 1`) }));
execFileSync(join(folder, 'node_modules', '.bin', 'tsx'), ['main.ts'], {
  cwd: folder,
  env: { ...process.env, CDK8S_OUTDIR: out },
  stdio: ['ignore', 'ignore', 'inherit'],
});
copyFileSync(join(folder, 'deny.yaml'), join(out, 'deny.yaml'));
removeTutorial(folder);
