import { FoundAgent } from './agent-files';
import { printable } from '../../base/neutral-text';
import { SourceRequirement, SourceSelector } from '../../source/agent-facts';
import { Place } from '../../source/place';
import { labelOf, locationText, SourceRecord } from '../../source/source-json';

/** What agents declare, for people: a block for each. */
export function agentsText(agents: readonly FoundAgent[]): string {
  const holes = agents.reduce((sum, { record }) => sum + record.facts.holes.length, 0);
  const blocks = agents.map(({ record }) => `${blockOf(record)}\n`);
  const count = `${agents.length} agent${agents.length === 1 ? '' : 's'}`;
  const unread = holes === 0 ? 'all of the code was read' : `${holes} place${holes === 1 ? '' : 's'} could not be read`;
  return `${blocks.join('\n')}\n${count}, ${unread}\n`;
}

function blockOf(record: SourceRecord): string {
  const { language, isGateway, name, release, port, capabilities, requirements, llms, holes } = record.facts;
  const at = (place: Place) => locationText(record, place);
  const lines: [string, string, Place][] = [
    ...(release ? [['release', release.value, release.at] as [string, string, Place]] : []),
    ...(port ? [['port', `${port.value}, bound by the code`, port.at] as [string, string, Place]] : []),
    ...capabilities.map(({ name: offered, version, tags, taggedByName, at: place }): [string, string, Place] => [
      'offers',
      `${offered}${version === undefined ? '' : ` ${version}`}${tagsText([...(tags ?? []), ...(taggedByName ? ["the agent's name"] : [])])}`,
      place,
    ]),
    ...requirements.map((each): [string, string, Place] => ['needs', requirementText(each), each.at]),
    ...llms.map(({ provider, tools, everyTool, at: place }): [string, string, Place] => [
      'LLM',
      `${selectorText(provider, 'llm')}${everyTool ? ', every tool' : toolsText(tools)}`,
      place,
    ]),
    ...holes.map(({ what, why, at: place }): [string, string, Place] => ['not read', `${what}: ${why}`, place]),
  ];
  const title = `${labelOf(record)}${isGateway ? ' (gateway)' : ''}${!isGateway && name === undefined ? ' (no name)' : ''}`;
  const rows = lines.map(([kind, text, place]) => printable(`  ${kind.padEnd(8)}  ${text}  (${at(place)})`));
  return [printable(`${title}  ${record.path}  ${language}`), ...rows].join('\n');
}

function requirementText({ name, tags = [], tagAlternatives = [], versionRange, required }: SourceRequirement): string {
  const all = [...tags, ...tagAlternatives.map((group) => group.join(' or '))];
  return `${name}${versionRange === undefined ? '' : ` ${versionRange}`}${tagsText(all)}${required ? ', required' : ''}`;
}

function selectorText({ capability, tags = [], versionRange }: SourceSelector, otherwise: string): string {
  return `${capability ?? otherwise}${versionRange === undefined ? '' : ` ${versionRange}`}${tagsText(tags)}`;
}

function toolsText(tools: readonly SourceSelector[]): string {
  return tools.length === 0 ? '' : `, tools ${tools.map((tool) => selectorText(tool, '').trim()).join(', ')}`;
}

function tagsText(tags: readonly string[]): string {
  return tags.length === 0 ? '' : ` [${tags.join(', ')}]`;
}
