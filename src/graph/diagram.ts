import { Arrow, Box, BoxKind, MeshGraph } from './graph-builder';
import { inWords, printable, short } from './label-text';
import { columns } from './rank-count';
import { Requirement } from '../contract/capabilities';

/** What both drawings show of a mesh: which words stand where, and which arrows are worth a line. */
export interface Picture {
  readonly title: string;
  readonly summary: string;
  readonly boxes: DrawnBox[];
  readonly arrows: DrawnArrow[];
  /** The namespaces to be framed; none where there is only one. */
  readonly namespaces: string[];
  readonly remarks: string[];
  /** More arrows than eyes can follow from one column to the next, or more columns than a page is wide. */
  readonly isDense: boolean;
}

export interface DrawnBox {
  readonly id: string;
  readonly kind: BoxKind;
  readonly namespace?: string;
  readonly heading: string;
  /** Behind the heading: how many pods there are, such as "×3". */
  readonly times?: string;
  readonly lines: string[];
  /** Nobody is in trouble for want of it. */
  readonly isHarmless: boolean;
}

/** How an arrow is drawn: by what it says, or in red because policies close it or nobody is at its end. */
export type ArrowLook = 'required' | 'optional' | 'registers' | 'reaches' | 'enters' | 'closed' | 'unmet';

export interface DrawnArrow {
  readonly from: string;
  readonly to: string;
  readonly look: ArrowLook;
  readonly label?: string;
  /** The whole of it as a sentence. */
  readonly sentence: string;
}

/** So many capabilities are named in a box; the rest is counted. */
const CAPABILITIES_SHOWN = 6;

/** Where all agents do the same, a line in the box says so, unless they are so few that arrows say it as well. */
const FEW_AGENTS = 3;

/** So many arrows can be followed anywhere; beyond, it depends on how many there are for each box. */
const FEW_ARROWS = 80;
const ARROWS_FOR_A_BOX = 2.5;
const MOST_COLUMNS = 16;

export function picture({ boxes, arrows, remarks }: MeshGraph): Picture {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const instead = wordsForArrows(arrows, byId);
  const drawn = arrows.filter((arrow) => !instead.has(arrow.to) || !isPlain(arrow));
  const harmful = new Set(arrows.filter(isRequired).map(({ to }) => to));
  const namespaces = [
    ...new Set(boxes.flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace]))),
  ].sort();
  const number = (kind: BoxKind) => boxes.filter((box) => box.kind === kind).length;
  return {
    title: `MCP Mesh: ${count(number('agent'), 'agent')}, ${count(number('registry'), 'registry', 'registries')}`,
    summary: summary(arrows, byId),
    boxes: boxes.map((box): DrawnBox => ({
      id: box.id,
      kind: box.kind,
      ...(box.namespace === undefined ? {} : { namespace: box.namespace }),
      heading: short(box.name),
      ...(box.replicas === undefined ? {} : { times: `×${box.replicas}` }),
      lines: linesOf(box, instead.get(box.id)).map((line) => short(line)),
      isHarmless: !harmful.has(box.id),
    })),
    arrows: drawn.map((arrow) => drawnArrow(arrow, byId.get(arrow.from)!, byId.get(arrow.to)!)),
    namespaces: namespaces.length > 1 ? namespaces : [],
    remarks: remarks.map(printable),
    isDense:
      (drawn.length > FEW_ARROWS && drawn.length > ARROWS_FOR_A_BOX * boxes.length) ||
      columns([...byId.keys()], drawn) > MOST_COLUMNS,
  };
}

/** An arrow of which many agents may have one each, and which is as it should be. */
function isPlain({ kind, closed }: Arrow): boolean {
  return (kind === 'registers' || kind === 'reaches') && closed.length === 0;
}

/** What boxes say in place of the arrows that all agents have: a line each would drown the picture. */
function wordsForArrows(arrows: Arrow[], byId: Map<string, Box>): Map<string, string> {
  const agents = [...byId.values()].filter(({ kind }) => kind === 'agent').length;
  const registries = new Set(
    arrows.filter(({ kind, to }) => kind === 'registers' && byId.get(to)!.kind === 'registry').map(({ to }) => to),
  );
  const counts = new Map<string, number>();
  for (const { to } of arrows.filter((arrow) => isPlain(arrow) && byId.get(arrow.from)!.kind === 'agent')) {
    counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return new Map(
    [...counts].flatMap(([id, callers]): [string, string][] => {
      if (registries.has(id)) {
        return registries.size === 1 ? [[id, `${count(callers, 'agent registers', 'agents register')} here`]] : [];
      }
      return callers === agents && agents > FEW_AGENTS ? [[id, `open to all ${agents} agents`]] : [];
    }),
  );
}

function linesOf({ capabilities = [], details = [], ports = [] }: Box, instead: string | undefined): string[] {
  const offered = capabilities.map(inWords);
  const more = offered.length - CAPABILITIES_SHOWN;
  return [
    ...(more > 1 ? [...offered.slice(0, CAPABILITIES_SHOWN), `and ${more} more`] : offered),
    ...details,
    ...(ports.length ? [ports.join(', ')] : []),
    ...(instead === undefined ? [] : [instead]),
  ];
}

function drawnArrow(arrow: Arrow, from: Box, to: Box): DrawnArrow {
  const { kind, closed, asks } = arrow;
  const isNeeded = isRequired(arrow);
  const said = [...unsaid(asks, to), ...(closed.length ? [`blocked: ${closed.join(' and ').toLowerCase()}`] : [])];
  return {
    from: from.id,
    to: to.id,
    look: closed.length
      ? 'closed'
      : to.kind === 'missing' && isNeeded
        ? 'unmet'
        : kind !== 'needs'
          ? kind
          : isNeeded
            ? 'required'
            : 'optional',
    ...(said.length ? { label: short(said.join(', '), 96) } : {}),
    sentence: sentence(arrow, from, to),
  };
}

/** What the box at the end does not say already: which of its capabilities is meant, and that it is preferred to others. */
function unsaid(asks: Requirement[], { capabilities = [] }: Box): string[] {
  const isPreferred = asks.some(({ name, tags = [] }) =>
    tags.some(
      (tag) =>
        tag.startsWith('+') &&
        capabilities.some((offered) => offered.name === name && offered.tags?.includes(tag.slice(1))),
    ),
  );
  return [
    ...(capabilities.length > 1 ? new Set(asks.map(({ name }) => name)) : []),
    ...(isPreferred ? ['preferred'] : []),
  ];
}

/** Whether there is something wrong where nobody is at the arrow's end. */
function isRequired({ kind, asks }: Arrow): boolean {
  return kind === 'registers' || asks.some(({ optional }) => optional !== true);
}

function sentence({ kind, closed, asks }: Arrow, from: Box, to: Box): string {
  const wants = asks.map((wanted) => `${inWords(wanted)}${wanted.optional === true ? ' (optional)' : ''}`).join(', ');
  const told = {
    needs: to.kind === 'missing' ? `${from.name}: ${to.name}` : `${from.name} asks ${to.name} for ${wants}`,
    registers: to.kind === 'missing' ? `${from.name}: ${to.name}` : `${from.name} registers with ${to.name}`,
    reaches: `${from.name} may reach ${to.name}`,
    enters: `${from.name} leads to ${to.name}`,
  }[kind];
  const ends = closed.map((direction) => (direction === 'Egress' ? from.name : to.name));
  return printable(
    closed.length ? `${told}, but the NetworkPolicies over ${ends.join(' and ')} do not allow it` : told,
  );
}

function summary(arrows: Arrow[], byId: Map<string, Box>): string {
  const needs = arrows.filter(({ kind, to }) => kind === 'needs' && byId.get(to)!.kind !== 'missing').length;
  const unmet = arrows.filter((arrow) => byId.get(arrow.to)!.kind === 'missing' && isRequired(arrow)).length;
  const closed = arrows.filter((arrow) => arrow.closed.length > 0).length;
  return [count(needs, 'dependency', 'dependencies'), `${unmet} unmet`, `${closed} blocked by policy`].join(', ');
}

function count(number: number, one: string, several: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}
