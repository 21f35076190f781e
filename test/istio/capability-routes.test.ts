import { capabilityRoutes, RoutedAgent, routeProblems } from '../../src/istio/capability-routes';

const agent = (name: string, capabilities: [name: string, weight?: number][]): RoutedAgent => ({
  path: `mesh/${name}`,
  host: `${name}.mesh.svc.cluster.local`,
  port: 8080,
  capabilities: capabilities.map(([capability, weight]) => ({ name: capability, weight })),
});
const to = (name: string, weight?: number) => ({
  destination: { host: `${name}.mesh.svc.cluster.local`, port: { number: 8080 } },
  ...(weight === undefined ? {} : { weight }),
});
/** The destinations of each capability, in the order of the routes. */
const routes = (...agents: RoutedAgent[]) =>
  (capabilityRoutes(agents, 'capability') as any[])
    .filter(({ match }) => match)
    .map(({ match, route }) => [match[0].headers.capability.exact, route]);

describe('the route of a capability', () => {
  test('that one agent has leads there, whatever its weight: it has nobody to share with', () => {
    expect(routes(agent('one', [['forecast', 0]]))).toStrictEqual([['forecast', [to('one')]]]);
    expect(routes(agent('one', [['forecast']]))).toStrictEqual([['forecast', [to('one')]]]);
  });

  test('keeps a weight of 0, which sends nothing to an agent that is there all the same', () => {
    expect(routes(agent('old', [['forecast', 0]]), agent('new', [['forecast', 100]]))).toStrictEqual([
      ['forecast', [to('old', 0), to('new', 100)]],
    ]);
  });

  test('without weights is shared equally', () => {
    expect(routes(agent('one', [['forecast']]), agent('other', [['forecast']]))).toStrictEqual([
      ['forecast', [to('one', 1), to('other', 1)]],
    ]);
  });

  test('that an agent has in two versions has the sum of their weights', () => {
    const both = agent('both', [
      ['forecast', 30],
      ['tides', 7],
      ['forecast', 20],
    ]);
    expect(routes(both, agent('one', [['forecast', 50]]))).toStrictEqual([
      ['forecast', [to('both', 50), to('one', 50)]],
      ['tides', [to('both')]],
    ]);
  });

  test('is matched by the header that was asked for', () => {
    expect(capabilityRoutes([agent('one', [['forecast']])], 'x-wanted')[0]).toStrictEqual({
      match: [{ headers: { 'x-wanted': { exact: 'forecast' } } }],
      route: [to('one')],
    });
  });
});

test('the last route has no condition: the fallback, or a 404 that names the header', () => {
  expect(capabilityRoutes([], 'x-wanted', agent('rest', []))).toStrictEqual([{ route: [to('rest')] }]);
  expect(capabilityRoutes([], 'x-wanted')).toStrictEqual([
    {
      directResponse: {
        status: 404,
        body: { string: 'No agent provides the capability that the header "x-wanted" asks for.\n' },
      },
    },
  ]);
});

describe('problems of routes', () => {
  test.each<[string, RoutedAgent[]]>([
    ['one agent with weight 0', [agent('one', [['forecast', 1]])]],
    ['weight 0 on one of two', [agent('one', [['forecast', 0]]), agent('other', [['forecast', 1]])]],
    ['weights on all', [agent('one', [['forecast', 2]]), agent('other', [['forecast', 1]])]],
    ['weights on none', [agent('one', [['forecast']]), agent('other', [['forecast']])]],
  ])('%s: none', (_, agents) => {
    expect(routeProblems(agents)).toEqual([]);
  });

  test('an agent without capabilities', () => {
    expect(routeProblems([agent('mute', []), agent('one', [['forecast']])])).toEqual([
      'agent mesh/mute without capabilities: requests are routed by capability, so no request would ever reach it. ' +
        'Give it capabilities, name it as fallback, or leave it out of agents.',
    ]);
  });

  test('weights on some of those that share a capability', () => {
    const agents = [agent('a', [['forecast', 1]]), agent('b', [['forecast']]), agent('c', [['forecast']])];
    expect(routeProblems(agents)).toEqual([
      'capability "forecast" with a weight on some of its agents and none on mesh/b, mesh/c: weights are relative to each other, ' +
        'and there is nothing to compare the missing ones with. Give each of them one, addCapability("forecast", { weight }), or none.',
    ]);
  });

  test('weight 0 on all of them', () => {
    expect(routeProblems([agent('a', [['forecast', 0]]), agent('b', [['forecast', 0]])])).toEqual([
      'capability "forecast" with weight 0 on every agent: Istio refuses a route that sends nothing anywhere. ' +
        'Give one of them a weight above 0.',
    ]);
  });
});
