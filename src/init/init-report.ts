import { missingRequirements, PlannedAgent } from './planned-agents';
import { isValuesOf, ValuesFile } from './values-files';
import { printable } from '../base/neutral-text';
import { Requirement } from '../contract/capabilities';
import { labelOf } from '../source/source-json';

/** What `init` wrote, and for which agents. */
export interface Written {
  readonly planned: readonly PlannedAgent[];
  readonly valuesFiles: readonly ValuesFile[];
  /** Paths of the files. */
  readonly written: readonly string[];
  /** Paths of files that were there. */
  readonly kept: readonly string[];
  /** Commands that make manifests of the app. */
  readonly next: readonly string[];
}

/** The report of `init`: what was written, what is left to say, and what was not taken over. */
export function initReport({ planned, valuesFiles, written, kept, next }: Written): string {
  const lines = [
    `wrote ${written.join(', ')}`,
    '',
    ...planned.map(agentLine),
    ...section('Synthesis stops until main.ts says', openText(planned)),
    ...section('Not taken from values files', notTaken(planned, valuesFiles)),
    ...section('Kept as they are', kept),
    '',
    `Next: ${next.join(' && ')}`,
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** Whether synthesis stops until something is written into the app. */
export function isOpenApp(planned: readonly PlannedAgent[]): boolean {
  return openText(planned).length > 0;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function agentLine({ record, id, needsImage, values: { image } }: PlannedAgent): string {
  const mounted = 'its code is mounted, no image to build';
  return `${id}  ${record.path}  ${image ?? (needsImage === undefined ? mounted : 'an image of its own')}`;
}

function openText(planned: readonly PlannedAgent[]): string[] {
  const missing = missingRequirements(planned.map(({ record }) => record));
  const open = planned.flatMap(({ id, needsImage, record: { facts } }) => [
    ...(needsImage === undefined ? [] : [`the image of ${id}: ${needsImage}`]),
    ...facts.holes.map(({ what }) => `${what} of ${id}, by .complete({ … })`),
  ]);
  return [...open, ...missing.map((wanted) => `who offers ${wantedText(wanted)}, which none of these agents does`)];
}

function wantedText({ name, versionRange, tags = [], tagAlternatives = [] }: Requirement): string {
  // A tag that is only preferred is no reason.
  const required = tags.filter((tag) => !tag.startsWith('+'));
  const all = [...required, ...tagAlternatives.map((group) => group.join(' or '))];
  return `${name}${versionRange === undefined ? '' : ` ${versionRange}`}${all.length > 0 ? ` [${all.join(', ')}]` : ''}`;
}

function notTaken(planned: readonly PlannedAgent[], valuesFiles: readonly ValuesFile[]): string[] {
  const used = new Set(planned.map(({ valuesPath }) => valuesPath));
  const names = planned.map(({ record }) => labelOf(record)).join(', ');
  return [
    ...planned.flatMap(({ values: { notes } }) => notes),
    ...valuesFiles
      .filter(({ path }) => !used.has(path))
      .map((file) => {
        const agent = planned.find(({ record, isFolder }) => isValuesOf(file, record, isFolder));
        return agent
          ? `${file.path}: ${agent.valuesPath} was taken for ${agent.id}`
          : `${file.path}: it is of none of the agents ${names}`;
      }),
  ];
}
