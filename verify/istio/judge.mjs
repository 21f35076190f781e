// Compares what Istio found with what is explained, and fills in the table.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accept } from '../accepted.mjs';

const { ISTIO_VERSION, VERIFY_MANIFESTS, VERIFY_REPORT, VERIFY_ROWS } = process.env;
const { findings, analyzers, requests } = JSON.parse(readFileSync(VERIFY_REPORT, 'utf8'));
const { clean, verdict } = accept(findings ?? [], join(import.meta.dirname, 'explained.json'));

const read = `${VERIFY_MANIFESTS.split(':').filter(Boolean).length} sets of manifests`;
// A pseudo-version says when and which commit: the commit is enough.
const version = ISTIO_VERSION.replace(/^.*-/, '');
appendFileSync(VERIFY_ROWS, `Istio, validation and ${analyzers} analyzers\t${version}\t${read}\t${verdict('istioctl validate', 'istio analyzers')}\n`);
appendFileSync(VERIFY_ROWS, `istiod, routes\t${version}\t${requests} requests\t${(findings ?? []).some(({ tool }) => tool === 'istiod') ? 'see above' : 'each where it belongs'}\n`);
process.exit(clean && requests > 0 ? 0 : 1);
