import { truncated } from './label-text';
import { printable } from '../base/neutral-text';
import { Requirement } from '../contract/capabilities';
import { Why } from '../edges/edge';
import { capabilityLabel } from '../graph/capability-label';
import { Change, GraphEdge, GraphNode } from '../graph/graph-model';

/** How an edge is drawn: by its kind, or in red because policies block it or nothing is at its end. */
export type EdgeStyle =
  Change | 'required' | 'optional' | 'registration' | 'outbound' | 'inbound' | 'blocked' | 'unmet';

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly style: EdgeStyle;
  readonly label?: string;
  /** The whole of it as a sentence. */
  readonly tooltip: string;
}

const MAX_LABEL = 96;

/** Reasons that the nodes do not show: a requirement is known by the capability that it names. */
const WHY_LABELS: { [why in Why]?: string } = { 'llm-tool': 'LLM tools', calls: 'by address' };

export function diagramEdge(edge: GraphEdge, from: GraphNode, to: GraphNode): DiagramEdge {
  const { blocked, requirements, whys, change, ports } = edge;
  const labels = [
    ...requirementLabels(requirements, to),
    ...whys.flatMap((why) => WHY_LABELS[why] ?? []),
    ...(ports === undefined ? [] : [ports]),
    ...(change === undefined ? [] : [change]),
    ...(blocked.length ? [`blocked: ${blocked.join(' and ').toLowerCase()}`] : []),
  ];
  return {
    from: from.id,
    to: to.id,
    style: styleOf(edge, to),
    ...(labels.length ? { label: truncated(labels.join(', '), MAX_LABEL) } : {}),
    tooltip: tooltipOf(edge, from, to),
  };
}

/** Whether something breaks if nothing is at the edge's end. */
export function isRequired({ kind, requirements, whys }: GraphEdge): boolean {
  return kind === 'registration' || whys.includes('calls') || requirements.some(({ optional }) => optional !== true);
}

function styleOf(edge: GraphEdge, to: GraphNode): EdgeStyle {
  if (edge.change !== undefined) {
    return edge.change;
  }
  if (edge.blocked.length > 0) {
    return 'blocked';
  }
  if (to.kind === 'missing' && isRequired(edge)) {
    return 'unmet';
  }
  if (edge.kind !== 'dependency') {
    return edge.kind === 'connection' ? 'outbound' : edge.kind;
  }
  return isRequired(edge) ? 'required' : 'optional';
}

/**
 * What the node at the end does not say already: which of its capabilities is meant, and that it is preferred to
 * others.
 */
function requirementLabels(requirements: Requirement[], { capabilities = [] }: GraphNode): string[] {
  const isPreferred = requirements.some(({ name, tags = [] }) =>
    tags.some(
      (tag) =>
        tag.startsWith('+') &&
        capabilities.some((offered) => offered.name === name && offered.tags?.includes(tag.slice(1))),
    ),
  );
  return [
    ...(capabilities.length > 1 ? new Set(requirements.map(({ name }) => name)) : []),
    ...(isPreferred ? ['preferred'] : []),
  ];
}

function tooltipOf(
  { kind, blocked, requirements, whys, change, ports }: GraphEdge,
  from: GraphNode,
  to: GraphNode,
): string {
  const required = requirements
    .map((each) => `${capabilityLabel(each)}${each.optional === true ? ' (optional)' : ''}`)
    .join(', ');
  const sentence = {
    dependency: to.kind === 'missing' ? `${from.name}: ${to.name}` : callText(from.name, to.name, required, whys),
    registration: to.kind === 'missing' ? `${from.name}: ${to.name}` : `${from.name} registers with ${to.name}`,
    outbound: `${from.name} may reach ${to.name}`,
    inbound: `${from.name} leads to ${to.name}`,
    connection: `${from.name} may reach ${to.name}${ports === undefined ? '' : ` on ${ports}`}`,
  }[kind];
  if (change !== undefined) {
    return printable(`${sentence} (${change})`);
  }
  const blocking = blocked.map((direction) => (direction === 'Egress' ? from.name : to.name));
  return printable(
    blocked.length === 0
      ? sentence
      : `${sentence}, but the NetworkPolicies over ${blocking.join(' and ')} do not allow it`,
  );
}

/** "planner asks weather for forecast, and calls it for an LLM". */
function callText(from: string, to: string, required: string, whys: Why[]): string {
  const calls = [
    ...(required ? [`asks ${to} for ${required}`] : []),
    ...(whys.includes('llm-tool') ? [`calls tools of ${to} for an LLM`] : []),
    ...(whys.includes('calls') ? [`calls ${to} by its address`] : []),
  ];
  return `${from} ${calls.join(', and ')}`;
}
