import { describe, show } from '../base/problem';
import { Capability } from '../contract/capabilities';

/** An agent that requests are routed to. */
export interface RoutedAgent {
  /** Path of its construct, for messages. */
  readonly path: string;
  readonly host: string;
  readonly port: number;
  readonly capabilities: Capability[];
}

/** An agent that answers requests for a capability, perhaps with its share of them. */
interface WeightedAgent {
  readonly agent: RoutedAgent;
  readonly weight?: number;
}

/** The HTTP routes of a VirtualService: one for each capability, and a last one for all other requests. */
export function capabilityRoutes(agents: RoutedAgent[], header: string, fallback?: RoutedAgent): object[] {
  const routes = [...byCapability(agents)].map(([name, providers]) => ({
    match: [{ headers: { [header]: { exact: name } } }],
    route: destinations(providers),
  }));
  return [...routes, fallback ? { route: [destination(fallback)] } : notFoundRoute(header)];
}

function destinations(providers: WeightedAgent[]): object[] {
  return providers.length === 1
    ? [destination(providers[0].agent)]
    : providers.map(({ agent, weight }) => ({ ...destination(agent), weight: weight ?? 1 }));
}

/** Without it Envoy answers 404 too, but does not say why. */
function notFoundRoute(header: string): object {
  const text = `No agent provides the capability that the header "${header}" asks for.\n`;
  return { directResponse: { status: 404, body: { string: text } } };
}

/** Problems of agents that no request would reach, and of weights that Istio refuses or that are incomplete. */
export function routeProblems(agents: RoutedAgent[]): string[] {
  const weightProblems = [...byCapability(agents)].flatMap(
    ([name, providers]) => incompleteWeights(name, providers) ?? zeroWeights(name, providers) ?? [],
  );
  return [...unreachableAgents(agents), ...weightProblems];
}

function unreachableAgents(agents: RoutedAgent[]): string[] {
  return agents
    .filter(({ capabilities }) => capabilities.length === 0)
    .map(({ path }) =>
      describe({
        given: `agent ${path} without capabilities`,
        rule: 'requests are routed by capability, so no request would ever reach it',
        fix: 'Give it capabilities, name it as fallback, or leave it out of agents',
      }),
    );
}

function incompleteWeights(capability: string, providers: WeightedAgent[]): string | undefined {
  const withoutWeight = providers.filter(({ weight }) => weight === undefined);
  if (withoutWeight.length === 0 || withoutWeight.length === providers.length) {
    return undefined;
  }
  return describe({
    given: `capability ${show(capability)} with a weight on some of its agents and none on ${withoutWeight.map(({ agent }) => agent.path).join(', ')}`,
    rule: 'weights are relative to each other, and there is nothing to compare the missing ones with',
    fix: `Give each of them one, addCapability(${show(capability)}, { weight }), or none`,
  });
}

function zeroWeights(capability: string, providers: WeightedAgent[]): string | undefined {
  return providers.every(({ weight }) => weight === 0)
    ? describe({
        given: `capability ${show(capability)} with weight 0 on every agent`,
        rule: 'Istio refuses a route that sends nothing anywhere',
        fix: 'Give one of them a weight above 0',
      })
    : undefined;
}

function destination({ host, port }: RoutedAgent): { destination: object } {
  // Without a port number a sidecar keeps the port that the caller used, and answers 503 if the Service has no such port.
  return { destination: { host, port: { number: port } } };
}

/** Capabilities in the order in which agents name them, each agent once. */
function byCapability(agents: RoutedAgent[]): Map<string, WeightedAgent[]> {
  const found = new Map<string, WeightedAgent[]>();
  for (const agent of agents) {
    for (const name of new Set(agent.capabilities.map((capability) => capability.name))) {
      const weights = agent.capabilities.flatMap((capability) =>
        capability.name === name ? (capability.weight ?? []) : [],
      );
      const weight = weights.length > 0 ? weights.reduce((sum, each) => sum + each, 0) : undefined;
      found.set(name, [...(found.get(name) ?? []), { agent, weight }]);
    }
  }
  return found;
}
