// Runs netpol-analyzer, and reads its answers.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster } from '../../src/cluster/cluster';
import { End } from '../../src/cluster/policy-rules';
import { Pod } from '../../src/cluster/pods';

export const { NETPOLICY, NETPOLICY_VERSION, VERIFY_ROWS, WORK } = process.env as { [name: string]: string };

export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
export const LAST_PORT = 65535;

/** Open ports, by protocol: ranges from the first to the last. */
export type OpenPorts = Map<string, [number, number][]>;

/** What the tool prints. Never with --fail, which can give an empty answer and exit 0. */
export async function answer(...args: string[]): Promise<string> {
  const child = spawn(NETPOLICY, [...args, '--quiet']);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (status !== 0 || stderr.trim()) {
    throw new Error(`netpol-analyzer ${args.join(' ')}, exit ${status}: ${stderr}`);
  }
  return stdout;
}

/** Writes the objects of a cluster, and its namespaces with their labels, into a folder that the tool reads. */
export function write(cluster: Cluster, ...path: string[]): string {
  const folder = join(WORK, ...path);
  mkdirSync(folder, { recursive: true });
  const namespaces = [...cluster.namespaces].map(([name, labels]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels },
  }));
  const objects = cluster.objects.filter(({ kind }) => kind !== 'Namespace');
  // JSON is YAML of every version (of which `yes` is a string in some); the first line says that this is YAML.
  writeFileSync(
    join(folder, 'all.yaml'),
    [...namespaces, ...objects].map((object) => `---\n${JSON.stringify(object)}\n`).join(''),
  );
  return folder;
}

/** How the tool names a workload. */
export function peerOf({ namespace, owner }: Pod): string {
  return `${namespace}/${owner.metadata.name}[${owner.kind}]`;
}

/** "TCP 80,8080-8081,UDP 53", "All Connections" or "No Connections". */
export function parsePorts(conn: string): OpenPorts {
  if (conn === 'All Connections') {
    return new Map(PROTOCOLS.map((protocol) => [protocol, [[1, LAST_PORT]]]));
  }
  const found: OpenPorts = new Map();
  let protocol = '';
  for (const part of conn === 'No Connections' ? [] : conn.split(',')) {
    const [, named, low, high] = /^(?:([A-Z]+) ?)?(\d+)?(?:-(\d+))?$/.exec(part) ?? [];
    if (!named && !low) {
      throw new Error(`netpol-analyzer: cannot read ${conn}`);
    }
    protocol = named ?? protocol;
    const range: [number, number] = low ? [Number(low), Number(high ?? low)] : [1, LAST_PORT];
    found.set(protocol, [...(found.get(protocol) ?? []), range]);
  }
  return found;
}

export function isOpen(ports: OpenPorts, port: number, protocol: string): boolean {
  return ports.get(protocol)?.some(([low, high]) => low <= port && port <= high) ?? false;
}

/** An IPv4 address as a number. */
export function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The range of addresses that a name of the tool means; nothing for a workload. */
export function rangeOf(name: string): { readonly from: number; readonly to: number } | undefined {
  const [, from, to] = /^([\d.]+)-([\d.]+)$/.exec(name) ?? [];
  return to ? { from: number(from), to: number(to) } : undefined;
}

/** What the tool says of one cluster: the open ports between two ends. */
export class Connections {
  /** Ports from which an answer differs from the one before. */
  public readonly turns = new Set<number>();
  private readonly open = new Map<string, OpenPorts>();
  private readonly ranges = new Map<string, { readonly from: number; readonly to: number }>();

  constructor(rows: { src: string; dst: string; conn: string }[]) {
    for (const { src, dst, conn } of rows) {
      const ports = parsePorts(conn);
      [...ports.values()].flat().forEach(([low, high]) => this.turns.add(low).add(high + 1));
      this.open.set(`${src} ${dst}`, ports);
      for (const name of [src, dst]) {
        const range = rangeOf(name);
        if (range) {
          this.ranges.set(name, range);
        }
      }
    }
  }

  /** Whether a port is open between two ends. */
  public between(from: End, to: End): (port: number, protocol: string) => boolean {
    const found = this.names(from).flatMap((src) =>
      this.names(to).flatMap((dst) => this.open.get(`${src} ${dst}`) ?? []),
    );
    return (port, protocol) => found.some((open) => isOpen(open, port, protocol));
  }

  /** A workload is one peer; an address is in some of the ranges. */
  private names(end: End): string[] {
    if (typeof end !== 'string') {
      return [peerOf(end)];
    }
    const address = number(end);
    return [...this.ranges].filter(([, { from, to }]) => from <= address && address <= to).map(([name]) => name);
  }
}
