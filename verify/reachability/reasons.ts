// Asks netpol-analyzer, with --explain, and our `why` (src/why) about each ordered pair of workloads of the examples: whether each port is
// open, which policies close it, and which rule opens it.
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { answer, isOpen, NETPOLICY_VERSION, OpenPorts, parsePorts, peerOf, VERIFY_ROWS } from './netpol-analyzer';
import { describeObject, KubernetesObject } from '../../src/api/kubernetes-object';
import { Cluster } from '../../src/cluster/cluster';
import { declaredPorts } from '../../src/cluster/container-ports';
import { Pod } from '../../src/cluster/pods';
import { decisionsOf } from '../../src/why/decisions';
import { answersTo } from '../../src/why/answers';
import { readManifests } from '../../src/input/manifest-files';

const { EXAMPLES } = process.env as { [name: string]: string };

/** What the tool says of one direction of a connection. */
interface Direction {
  readonly isOpen: boolean;
  /** "ns/policy" of those that close it, or "ns/policy#N" of the rules that open it, the first rule being 1. */
  readonly by: string[];
}

/** What the tool says of some ports between two workloads. */
interface Explanation {
  readonly ports: OpenPorts;
  readonly isOpen: boolean;
  readonly egress: Direction;
  readonly ingress: Direction;
}

/** "TCP:[1-8079,8081-65535], UDP, SCTP" as the other commands of the tool have it. */
const portsOf = (text: string) => parsePorts(text.replace(/:\[([^\]]*)\]/g, ' $1').replaceAll(', ', ','));

/** The explanations by "from => to". */
function parse(text: string): Map<string, Explanation[]> {
  return new Map(
    text.split(/^-{20,}$/m).flatMap((block) => {
      const [, ends] = /^Connections between (.*):$/m.exec(block) ?? [];
      const parts = block.split(/^\t(?=(?:Allowed|Denied) )/m).slice(1);
      return ends ? [[ends, parts.map(explanation)] as const] : [];
    }),
  );
}

function explanation(part: string): Explanation {
  const [, verdict, ports] = /^(Allowed|Denied) (.*) due to/.exec(part) ?? [];
  if (ports === undefined) {
    throw new Error(`netpol-analyzer --explain: cannot read ${part}`);
  }
  const [before, after] = part.split(/^\t\tIngress/m);
  return { ports: portsOf(ports), isOpen: verdict === 'Allowed', egress: direction(before), ingress: direction(after) };
}

function direction(text: string): Direction {
  return {
    isOpen: / \(Allowed\)|^ \(Allowed\)/m.test(text),
    by: [...text.matchAll(/NetworkPolicy '([^']*)' (?:selects|allows connections by \w+ rule #(\d+))/g)].map(
      ([, policy, rule]) => (rule ? `${policy}#${rule}` : policy),
    ),
  };
}

let wrong = 0;
let pairs = 0;
let answers = 0;
const differs = (text: string) => {
  wrong++;
  if (wrong <= 20) {
    console.log(`  netpol-analyzer --explain: ${text}`);
  }
};

const nameOf = ({ metadata }: KubernetesObject) => `${metadata.namespace ?? 'default'}/${metadata.name}`;

function compare(example: string, cluster: Cluster, from: Pod, to: Pod, explained: Explanation[]): void {
  for (const { containerPort: port = 0, protocol = 'TCP' } of declaredPorts(to)) {
    const theirs = explained.find(({ ports }) => isOpen(ports, port, protocol));
    const [ours] = answersTo(cluster, { pod: from }, { pod: to }, { port, protocol });
    const text = `${example}: ${peerOf(from)} => ${peerOf(to)} : ${protocol} ${port}`;
    answers++;
    if (theirs?.isOpen !== ours.isOpen) {
      differs(`${text}: ${theirs?.isOpen ? 'open' : 'closed'}, why says ${ours.isOpen ? 'open' : 'closed'}`);
      continue;
    }
    const [egress, ingress] = decisionsOf(cluster, from, to, port, protocol);
    for (const [mine, other] of [
      [egress, theirs.egress],
      [ingress, theirs.ingress],
    ] as const) {
      const closing = mine.isOpen ? [] : mine.policies.map(nameOf);
      const opening = mine.by && `${nameOf(mine.by.policy)}#${Number(/\[(\d+)\]$/.exec(mine.by.rule)![1]) + 1}`;
      const isSame =
        mine.isOpen === other.isOpen &&
        (mine.isOpen
          ? opening === undefined
            ? other.by.length === 0
            : other.by.includes(opening)
          : `${closing.sort()}` === `${[...other.by].sort()}`);
      const said = mine.isOpen ? (mine.by ? describeObject(mine.by.policy) : 'by no policy') : closing.join(', ');
      if (!isSame) {
        differs(`${text}: ${mine.direction}: ${other.by.join(', ') || 'nothing'}; why says ${said}`);
      }
      if (mine.by && !ours.reason.includes(`${mine.direction.toLowerCase()} by ${said} ${mine.by.rule}`)) {
        differs(`${text}: the line of why does not name ${said}: ${ours.reason}`);
      }
    }
  }
}

async function main(): Promise<void> {
  for (const example of readdirSync(EXAMPLES)) {
    const folder = join(EXAMPLES, example, 'manifests');
    const objects = readManifests([folder]).objects.map(({ object }) => object);
    if (!objects.some(({ kind }) => kind === 'NetworkPolicy')) {
      continue; // nothing to explain
    }
    const cluster = new Cluster(objects, { pods: 'one' });
    const explained = parse(await answer('list', '--explain', '--dirpath', folder));
    for (const from of cluster.pods) {
      for (const to of cluster.pods.filter((pod) => pod !== from)) {
        pairs++;
        compare(example, cluster, from, to, explained.get(`${peerOf(from)} => ${peerOf(to)}`) ?? []);
      }
    }
  }
  appendFileSync(
    VERIFY_ROWS,
    `netpol-analyzer --explain\t${NETPOLICY_VERSION}\t${pairs} pairs of the examples, ${answers} ports\t` +
      `${wrong ? `${wrong} differ` : 'as why says, with the same policies and rules'}\n`,
  );
  process.exit(wrong ? 1 : 0);
}

void main();
