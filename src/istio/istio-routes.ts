import { describe, show } from '../base/problem';
import { Capability } from '../contract/capabilities';

/** What routes need to know of an agent. */
export interface RoutedAgent {
  /** Where it stands in the app, for messages. */
  readonly path: string;
  readonly host: string;
  readonly port: number;
  readonly capabilities: Capability[];
}

/** Who answers requests for one capability. */
interface Sharing {
  readonly agent: RoutedAgent;
  readonly weight?: number;
}

/** The HTTP routes of a VirtualService: one for each capability, and a last one that matches whatever is left. */
export function capabilityRoutes(agents: RoutedAgent[], header: string, fallback?: RoutedAgent): object[] {
  return [
    ...[...byCapability(agents)].map(([name, sharing]) => ({
      match: [{ headers: { [header]: { exact: name } } }],
      route:
        sharing.length === 1
          ? [destination(sharing[0].agent)]
          : sharing.map(({ agent, weight }) => ({ ...destination(agent), weight: weight ?? 1 })),
    })),
    fallback
      ? { route: [destination(fallback)] }
      : // Without a last route Envoy answers 404 as well, and leaves the caller to guess why.
        {
          directResponse: {
            status: 404,
            body: { string: `No agent provides the capability that the header "${header}" asks for.\n` },
          },
        },
  ];
}

/** What keeps the routes from meaning what they say. */
export function routeProblems(agents: RoutedAgent[]): string[] {
  const mute = agents
    .filter(({ capabilities }) => capabilities.length === 0)
    .map(({ path }) =>
      describe({
        given: `agent ${path} without capabilities`,
        rule: 'requests are routed by capability, so no request would ever reach it',
        fix: 'Give it capabilities, name it as fallback, or leave it out of agents',
      }),
    );
  const unfair = [...byCapability(agents)].flatMap(([name, sharing]) => {
    const silent = sharing.filter(({ weight }) => weight === undefined);
    if (silent.length > 0 && silent.length < sharing.length) {
      return [
        describe({
          given: `capability ${show(name)} with a weight on some of its agents and none on ${silent.map(({ agent }) => agent.path).join(', ')}`,
          rule: 'weights are relative to each other, and there is nothing to compare the missing ones with',
          fix: `Give each of them one, addCapability(${show(name)}, { weight }), or none`,
        }),
      ];
    }
    return silent.length === 0 && sharing.every(({ weight }) => weight === 0)
      ? [
          describe({
            given: `capability ${show(name)} with weight 0 on every agent`,
            rule: 'Istio refuses a route that sends nothing anywhere',
            fix: 'Give one of them a weight above 0',
          }),
        ]
      : [];
  });
  return [...mute, ...unfair];
}

function destination({ host, port }: RoutedAgent): { destination: object } {
  // Without a port number a sidecar keeps the one that the caller used, and answers 503 where the Service has no such port.
  return { destination: { host, port: { number: port } } };
}

/** Capabilities in the order in which agents name them, each agent once. */
function byCapability(agents: RoutedAgent[]): Map<string, Sharing[]> {
  const found = new Map<string, Sharing[]>();
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
