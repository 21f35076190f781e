import { CapabilityChange, TagChange } from './capabilities';
import { Comparison } from './comparison';
import { ConnectionChange } from './connections';
import { rangesText } from './port-ranges';
import { printable } from '../base/neutral-text';
import { show } from '../base/problem';
import { Finding } from '../check/finding';
import { findingLine } from '../check/finding-text';

/** A part of a comparison: what it is about, and a line for each change. */
export interface Section {
  readonly title: string;
  readonly lines: string[];
}

/** The parts of a comparison that have changes. */
export function sectionsOf(comparison: Comparison): Section[] {
  const { introduced, fixed, connections, capabilities, immutable, workloads } = comparison;
  return [
    { title: 'Fields that no update may change', lines: immutable.map(({ text }) => text) },
    { title: 'Findings introduced', lines: introduced.map(lineOf) },
    { title: 'Findings fixed', lines: fixed.map(lineOf) },
    { title: 'Connections opened', lines: grouped(connections.opened, 'may now reach') },
    { title: 'Connections closed', lines: grouped(connections.closed, 'may no longer reach') },
    ...(connections.isPartial
      ? [{ title: 'Not compared', lines: ['too many pairs of workloads changed; their connections are not all above'] }]
      : []),
    { title: 'Capabilities gained', lines: capabilities.gained.map((each) => capabilityLine(each, 'first')) },
    { title: 'Capabilities lost', lines: capabilities.lost.map((each) => capabilityLine(each, 'last')) },
    { title: 'Capabilities with other tags', lines: capabilities.retagged.map(tagsLine) },
    { title: 'Workloads added', lines: workloads.added },
    { title: 'Workloads removed', lines: workloads.removed },
  ].filter(({ lines }) => lines.length > 0);
}

/** One line for what stays. */
export function unchangedText({ unchanged }: Comparison): string {
  return `${unchanged} finding${unchanged === 1 ? '' : 's'} unchanged`;
}

/** A comparison for people. */
export function comparisonText(comparison: Comparison): string {
  const blocks = sectionsOf(comparison).map(
    ({ title, lines }) => `${title}\n${lines.map((line) => `  ${printable(line)}\n`).join('')}\n`,
  );
  return `${blocks.join('')}${blocks.length === 0 ? 'nothing changed, ' : ''}${unchangedText(comparison)}\n`;
}

function lineOf(finding: Finding): string {
  return findingLine(finding);
}

/** One line for all ends that one end may reach on the same ports. */
function grouped(changes: ConnectionChange[], verb: string): string[] {
  const ends = new Map<string, string[]>();
  for (const { from, to, ports } of changes) {
    const key = JSON.stringify([from, rangesText(ports)]);
    ends.get(key)?.push(to) ?? ends.set(key, [to]);
  }
  return [...ends].map(([key, to]) => {
    const [from, ports] = JSON.parse(key) as [string, string];
    return `${from} ${verb} ${to.sort().join(', ')} on ${ports}`;
  });
}

function capabilityLine(change: CapabilityChange, word: 'first' | 'last'): string {
  const only = word === 'first' ? ' (no agent provided it before)' : ' (no agent provides it any more)';
  const tags = change.tags.length === 0 ? '' : ` (${change.tags.join(', ')})`;
  return `${offerText(change)}${tags} of ${change.agent}${change.isOnly ? only : ''}`;
}

function tagsLine(change: TagChange): string {
  const text = (tags: readonly string[]) => (tags.length === 0 ? 'none' : tags.join(', '));
  return `${offerText(change)} of ${change.agent}: ${text(change.tags)}, before ${text(change.oldTags)}`;
}

function offerText({ capability, version }: { readonly capability: string; readonly version?: string }): string {
  return `${show(capability)}${version === undefined ? '' : ` ${version}`}`;
}
