// Runs kube-score and kubesec with their default rules, one example at a time: a policy of one example must not stand
// in for what another lacks.
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { accept } from '../accepted.mjs';
import { examplesIn, files, objects } from '../manifests.mjs';

const { EXAMPLES, KUBE_SCORE, KUBE_SCORE_VERSION, KUBESEC, KUBESEC_VERSION, VERIFY_ROWS } = process.env;
const here = import.meta.dirname;

// Both exit with a failure where they find something; only what cannot be read as their JSON is an error of theirs.
function run(tool, args) {
  const { stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`${tool} ${args.join(' ')}: no JSON on its output. It said: ${stderr}`);
  }
}

// kube-score: grade 10 is fine, 5 a warning, 1 critical.
const kubeScore = (example, paths) => run(KUBE_SCORE, ['score', '--output-format', 'json', ...paths])
  .flatMap(({ object_name: name, checks }) => checks
    .filter(({ grade, skipped }) => grade < 10 && !skipped)
    .flatMap(({ check, comments }) => (comments ?? [{ path: '', summary: check.name }]).map(({ path, summary }) => ({
      tool: 'kube-score', example, object: name.replace(/^([^/]+)\/.*\/([^/]+)$/, '$1/$2'), rule: check.id, message: `${path ? `${path}: ` : ''}${summary}`,
    }))));

// kubesec: downloads schemas unless told where they are. One that allows everything: the API server checks the schema.
const kubesec = (example, path) => run(KUBESEC, ['scan', '--schema-location', join(here, 'any-schema.json'), path])
  .flatMap(({ object, valid, message, scoring }) => [
    ...(valid ? [] : [{ id: 'Invalid', reason: message }]), ...(scoring?.critical ?? []), ...(scoring?.advise ?? []),
  ].map(({ id, reason }) => ({ tool: 'kubesec', example, object: object.replace(/\.[^.]+$/, ''), rule: id, message: reason })));

const folders = examplesIn(EXAMPLES);
const all = folders.flatMap(([, folder]) => files(folder));
const read = `${all.flatMap(objects).length} objects of ${folders.length} examples`;
const found = folders.flatMap(([name, folder]) => [...kubeScore(name, files(folder)), ...files(folder).flatMap((file) => kubesec(name, file))]);

const { clean, verdict } = accept(found, join(here, 'accepted.json'));
for (const [tool, version] of [['kube-score', KUBE_SCORE_VERSION], ['kubesec', KUBESEC_VERSION]]) {
  appendFileSync(VERIFY_ROWS, `${tool}\t${version}\t${read}\t${verdict(tool)}\n`);
}
process.exit(clean ? 0 : 1);
