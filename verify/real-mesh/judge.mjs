// Reads what a run of an example reports: its findings, and whether the connections that were open are those that the
// workloads declare, pair by pair.
import { appendFileSync, readFileSync } from 'node:fs';
import { declared } from '../declared.mjs';
import { objectsIn } from '../manifests.mjs';

const { EXAMPLE, MANIFESTS, REPORT, RUNTIME, VERIFY_ROWS } = process.env;
const { rows, facts } = JSON.parse(readFileSync(REPORT, 'utf8'));
const { workloads, pairs } = declared(EXAMPLE, MANIFESTS);

/** The runner has one host of the internet, which listens on one port. */
const HOST = '9.9.9.9';
const PORT = 443;
const INTERNET = 'the internet';

const number = (address) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** A peer of a declared pair as the runner sees it: ranges of addresses are its host, if they hold it. */
function peer(name) {
  const [from, to] = /^[\d.]+-[\d.]+$/.test(name) ? name.split('-').map(number) : [];
  return to !== undefined && from <= number(HOST) && number(HOST) <= to ? INTERNET : name;
}

/** The workload of a pod "namespace/name", by the suffix that a controller gives a pod. */
function workloadOf(pod) {
  const suffix = /^(-[a-z0-9]+)?-[a-z0-9]+$/;
  const found = workloads
    .filter(({ namespace, short }) => pod.startsWith(`${namespace}/${short}-`) && suffix.test(pod.slice(`${namespace}/${short}`.length)))
    .sort((a, b) => b.short.length - a.short.length)[0];
  return pod === 'outside/run-mesh-internet' ? INTERNET : found?.name ?? pod;
}

/** What the runner tries: ports on which a pod listens, from pods that run on. A test of discovery is over by then. */
function wanted() {
  const tests = new Set(workloads.filter(({ component }) => component === 'test').map(({ name }) => name));
  const listens = new Map([...workloads.map(({ name, ports }) => [name, ports]), [INTERNET, [`TCP ${PORT}`]]]);
  return pairs
    .map(({ src, dst, port }) => ({ src, dst: peer(dst), port }))
    .filter(({ src, dst, port }) => !tests.has(src) && !asleep.includes(src) && !asleep.includes(dst) && listens.get(dst)?.includes(port))
    .map(({ src, dst, port }) => `${src} => ${dst} : ${port}`);
}

function opened() {
  return facts.open.map((line) => {
    const [, src, dst, port] = /^(.*) -> (.*):(\d+)$/.exec(line);
    return { src: workloadOf(src), dst: workloadOf(dst), port };
  }).filter(({ src, dst }) => src !== dst && !asleep.includes(src) && !asleep.includes(dst)).map(({ src, dst, port }) => `${src} => ${dst} : TCP ${port}`);
}

/** Workloads whose image the runner does not have: their pods sleep, so they listen on nothing, and call nobody. */
const asleep = rows
  .filter(({ detail }) => /image .* is not simulated: it sleeps/.test(detail))
  .map(({ subject }) => workloadOf(subject.split(' ')[0]));
const isAsleep = (subject) => asleep.some((name) => {
  const { namespace, short } = workloads.find((workload) => workload.name === name) ?? {};
  return subject.split(' ')[0] === `${namespace}/${short}` || workloadOf(subject.split(' ')[0]) === name;
});

const problems = rows.filter(({ verdict, subject }) => verdict === 'FAIL' && !isAsleep(subject)).map(({ check, subject, detail }) => `${check}: ${subject}: ${detail}`);
const want = new Set(wanted());
const closing = objectsIn(MANIFESTS).some(({ kind }) => kind === 'NetworkPolicy');
if (closing) {
  const have = new Set(opened());
  problems.push(
    ...[...want].filter((pair) => !have.has(pair)).map((pair) => `closed, though declared: ${pair}`),
    ...[...have].filter((pair) => !want.has(pair)).map((pair) => `open, though nobody declared it: ${pair}`),
  );
}
problems.forEach((problem) => console.log(`  real-mesh: ${EXAMPLE} on runtime ${RUNTIME}: ${problem}`));

const calls = rows.filter(({ check, verdict }) => check === 'call' && verdict === 'ok').length;
const registries = new Set(Object.values(facts.images).filter((what) => what.startsWith('registry ')));
appendFileSync(VERIFY_ROWS, `${[
  'MCP Mesh',
  `${[...registries].join(', ')}, runtime ${RUNTIME}`,
  `${EXAMPLE}: ${facts.agents.length} agents, ${calls} calls, ${closing ? `${want.size} open pairs` : 'no policies'}, ${Math.round(facts.seconds)} s`,
  problems.length ? `${problems.length} findings` : 'no finding',
].join('\t')}\n`);
process.exit(problems.length ? 1 : 0);
