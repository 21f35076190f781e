import { Requirement } from '../capabilities';
import { Arrow, Box, BoxKind, MeshGraph } from './boxes';
import { inWords } from './words';

/** What both drawings show of a mesh: which words stand where, and which arrows are worth a line. */
export interface Picture {
  readonly title: string;
  readonly summary: string;
  readonly boxes: DrawnBox[];
  readonly arrows: DrawnArrow[];
  /** The namespaces to be framed; none where there is only one. */
  readonly namespaces: string[];
  readonly remarks: string[];
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
const FEW = 3;

export function picture({ boxes, arrows, remarks }: MeshGraph): Picture {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const agents = boxes.filter(({ kind }) => kind === 'agent').length;
  const registries = new Set(arrows.filter(({ kind }) => kind === 'registers').map(({ to }) => to).filter((id) => byId.get(id)!.kind === 'registry'));
  const counted = alike(arrows, agents, registries.size);
  const harmful = new Set(arrows.filter(isRequired).map(({ to }) => to));
  const drawn = arrows.filter((arrow) => !counted.has(arrow.to) || !isCommon(arrow));
  const namespaces = [...new Set(boxes.flatMap(({ namespace }) => namespace === undefined ? [] : [namespace]))].sort();
  return {
    title: `MCP Mesh: ${count(agents, 'agent')}, ${count(boxes.filter(({ kind }) => kind === 'registry').length, 'registry', 'registries')}`,
    summary: summary(arrows, byId),
    boxes: boxes.map((box): DrawnBox => ({
      id: box.id,
      kind: box.kind,
      namespace: box.namespace,
      heading: box.name,
      ...box.replicas === undefined ? {} : { times: `×${box.replicas}` },
      lines: linesOf(box, counted.get(box.id)),
      isHarmless: !harmful.has(box.id),
    })),
    arrows: drawn.map((arrow) => drawnArrow(arrow, byId.get(arrow.from)!, byId.get(arrow.to)!)),
    namespaces: namespaces.length > 1 ? namespaces : [],
    remarks,
  };
}

/** Arrows that most agents have: a line each would drown the picture. */
function isCommon({ kind, closed }: Arrow): boolean {
  return ['registers', 'reaches'].includes(kind) && closed.length === 0;
}

/** What boxes say in place of the arrows that all agents have. */
function alike(arrows: Arrow[], agents: number, registries: number): Map<string, string> {
  const counts = new Map<string, { kind: string; agents: number }>();
  for (const { kind, from, to } of arrows.filter(isCommon)) {
    if (from.startsWith('a')) {
      counts.set(to, { kind, agents: (counts.get(to)?.agents ?? 0) + 1 });
    }
  }
  const words = [...counts].flatMap(([id, found]): [string, string][] => {
    if (found.kind === 'registers') {
      return registries === 1 && id.startsWith('r') ? [[id, `${count(found.agents, 'agent registers', 'agents register')} here`]] : [];
    }
    return found.agents === agents && agents > FEW ? [[id, `open to all ${agents} agents`]] : [];
  });
  return new Map(words);
}

function linesOf(box: Box, instead: string | undefined): string[] {
  const { capabilities = [], details = [], ports = [] } = box;
  const offered = capabilities.map(inWords);
  const more = offered.length - CAPABILITIES_SHOWN;
  return [
    ...more > 1 ? [...offered.slice(0, CAPABILITIES_SHOWN), `and ${more} more`] : offered,
    ...details,
    ...ports.length ? [ports.join(', ')] : [],
    ...instead === undefined ? [] : [instead],
  ];
}

function drawnArrow(arrow: Arrow, from: Box, to: Box): DrawnArrow {
  const { kind, closed, asks } = arrow;
  const required = isRequired(arrow);
  const look: ArrowLook = closed.length ? 'closed' : to.kind === 'missing' && required ? 'unmet'
    : kind === 'needs' ? required ? 'required' : 'optional' : kind;
  const said = [
    ...closed.length ? [`blocked: ${closed.map((direction) => direction === 'Egress' ? `egress of ${from.name}` : `ingress of ${to.name}`).join(', ')}`] : [],
    ...newInArrow(asks, to),
  ];
  return { from: from.id, to: to.id, look, ...said.length ? { label: said.join(', ') } : {}, sentence: sentence(arrow, from, to) };
}

/** What the box at the end does not say already: which of its capabilities is meant, and that it is preferred to others. */
function newInArrow(asks: Requirement[], { capabilities = [] }: Box): string[] {
  const preferred = asks.some(({ name, tags = [] }) => tags.some((tag) => tag.startsWith('+')
    && capabilities.some((offered) => offered.name === name && offered.tags?.includes(tag.slice(1)))));
  return [
    ...capabilities.length > 1 ? [...new Set(asks.map(({ name }) => name))] : [],
    ...preferred ? ['preferred'] : [],
  ];
}

function isRequired({ kind, asks }: Arrow): boolean {
  return kind === 'registers' || asks.some(({ optional }) => optional !== true);
}

function sentence({ kind, closed, asks }: Arrow, from: Box, to: Box): string {
  const wants = asks.map((wanted) => `${inWords(wanted)}${wanted.optional === true ? ' (optional)' : ''}`).join(', ');
  const told = {
    needs: `${from.name} asks ${to.kind === 'missing' ? '' : `${to.name} `}for ${wants}${to.kind === 'missing' ? `: ${to.name}` : ''}`,
    registers: `${from.name} registers: ${to.name}`,
    reaches: `${from.name} may reach ${to.name}`,
    enters: `${from.name} leads to ${to.name}`,
  }[kind];
  return closed.length ? `${told} – closed by a NetworkPolicy over ${closed.map((direction) => direction === 'Egress' ? from.name : to.name).join(' and ')}` : told;
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
