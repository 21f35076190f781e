import { execFile, spawnSync } from 'child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer, RequestListener, Server } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { Secret } from 'cdk8s-plus-28';
import { MeshDashboard, MeshDiscoveryTest, MeshRegistry, RegistryDatabase } from '../../src';
import { DISCOVERY_SCRIPT } from '../../src/discovery-test/discovery-script';
import { find, meshChart, synth } from '../support/manifests';

/*
 * The script runs, against small servers on loopback: by the system's shell, with stand-ins for busybox' applets, and by
 * busybox itself where it is installed. (It prefers its own applets to a PATH, so its nslookup, which would ask a real DNS
 * server, is replaced in the text.)
 */

const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-discovery-'));
const standIn = (applet: string) => join(folder, applet);
const servers: Server[] = [];

for (const applet of ['nslookup', 'nc', 'wget']) {
  writeFileSync(
    standIn(applet),
    `#!/bin/sh\nexec '${process.execPath}' '${join(__dirname, '..', 'support', 'busybox.mjs')}' ${applet} "$@"\n`,
  );
  chmodSync(standIn(applet), 0o755);
}

const hasBusybox = spawnSync('busybox', ['true']).status === 0;
const shells: [string, string[], string][] = [
  ["the system's sh", ['sh'], DISCOVERY_SCRIPT],
  ...(hasBusybox
    ? [
        ['busybox', ['busybox', 'sh'], DISCOVERY_SCRIPT.replace('run nslookup', `run ${standIn('nslookup')}`)] as [
          string,
          string[],
          string,
        ],
      ]
    : []),
];

jest.setTimeout(60_000);

afterEach(() =>
  servers.splice(0).forEach((server) => {
    server.closeAllConnections();
    server.close();
  }),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server on a port of its own; gives its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering = (body: string, status: number = 200) => serve((_, response) => response.writeHead(status).end(body));

/** An address at which nobody listens. */
async function nobody(): Promise<string> {
  const address = await answering('');
  await new Promise((resolve) => servers.pop()!.close(resolve));
  return address;
}

describe.each(shells)('by %s', (_, [command, ...args], script) => {
  interface Outcome {
    readonly code: number;
    readonly lines: string[];
    readonly sum: string;
    readonly errors: string;
  }

  async function run(checks: string[], env: { [name: string]: string } = {}): Promise<Outcome> {
    writeFileSync(join(folder, 'test.sh'), script);
    writeFileSync(join(folder, 'checks'), checks.map((check) => `${check}\n`).join(''));
    return new Promise((resolve) => {
      const child = execFile(
        command,
        [...args, join(folder, 'test.sh'), join(folder, 'checks')],
        {
          env: {
            ITERATIONS: '2',
            TIMEOUT: '10',
            GRACE: '0',
            DEADLINE: '60',
            ...env,
            PATH: `${folder}${delimiter}${process.env.PATH}`,
          },
        },
        (__, out, errors) => {
          const lines = out.trimEnd().split('\n');
          resolve({
            code: child.exitCode!,
            lines: lines.slice(0, -1),
            sum: lines.at(-1)!.replace(/\d+ ms/, '… ms'),
            errors,
          });
        },
      );
    });
  }

  /** What the one line of one check says: its count, its object, and the reason where it failed. */
  async function verdict(check: string, env?: { [name: string]: string }): Promise<string> {
    const { code, lines, errors } = await run([check], env);
    expect(errors).toBe('');
    expect(lines).toHaveLength(1);
    const [, word, count, times, object] = /^(PASS|FAIL) +(\S+)((?: +(?:mean|p50|p99) +\S+ ms){3}) +(.*)$/.exec(
      lines[0],
    )!;
    expect(code).toBe(word === 'PASS' ? 0 : 1);
    expect(times).toMatch(
      count.startsWith('0/')
        ? /^ +mean +- ms +p50 +- ms +p99 +- ms$/
        : /^ +mean +\d+\.\d ms +p50 +\d*0 ms +p99 +\d*0 ms$/,
    );
    return `${word} ${count} ${object.replace(/ +/, ' ')}`;
  }

  test('a mesh that is well passes, with a line for each check in the order of the list', async () => {
    const agent = await answering('{"status":"healthy"}');
    const registry = await answering('{\n  "agents": [\n    { "id": "weather-1" }\n  ],\n  "count": 1\n}\n');
    const { code, lines, sum, errors } = await run(
      [
        'resolve localhost',
        `health http://${agent}/health`,
        `capability http://${registry}/agents?capabilities=weather`,
        `connect ${agent}`,
      ],
      { ITERATIONS: '3' },
    );
    expect(lines.map((line) => line.replace(/ +[\d.]+ ms/g, ' … ms'))).toEqual([
      'PASS       3/3  mean … ms  p50 … ms  p99 … ms  resolve     localhost',
      `PASS       3/3  mean … ms  p50 … ms  p99 … ms  health      http://${agent}/health`,
      `PASS       3/3  mean … ms  p50 … ms  p99 … ms  capability  http://${registry}/agents?capabilities=weather`,
      `PASS       3/3  mean … ms  p50 … ms  p99 … ms  connect     ${agent}`,
    ]);
    expect([code, sum, errors]).toEqual([0, 'PASS: 4 of 4 checks passed, 12 of 12 requests, in … ms', '']);
  });

  test('a dashboard passes under its base path, and fails as one that serves another', async () => {
    const chart = meshChart();
    const password = { secret: Secret.fromSecretName(chart, 'password', 'postgres'), key: 'password' };
    const database = RegistryDatabase.postgres({ host: 'db.example.com', user: 'mesh', password });
    const registry = new MeshRegistry(chart, 'registry', { database });
    new MeshDiscoveryTest(chart, 'test', { registry });
    new MeshDashboard(chart, 'dashboard', { registry });
    const { checks } = find(synth(chart), 'ConfigMap', 'mcp-mesh-discovery-test').data;
    const ofDashboard = checks.split('\n').filter((check: string) => check.includes('dashboard'));
    expect(ofDashboard).toHaveLength(2);
    const serving = (basePath: string) =>
      serve(({ url = '' }, response) => response.writeHead(url === `${basePath}/api/ui-health` ? 200 : 404).end());
    const verdicts = async (basePath: string) => {
      const address = await serving(basePath);
      const local = (check: string) =>
        check
          .replace('mcp-mesh-dashboard.mesh.svc.cluster.local:3080', address)
          .replace('mcp-mesh-dashboard.mesh.svc.cluster.local', 'localhost');
      const { code, lines } = await run(ofDashboard.map(local));
      return [code, ...lines.map((line) => line.slice(0, 4))];
    };
    expect(await verdicts('/ops/dashboard')).toEqual([0, 'PASS', 'PASS']);
    expect(await verdicts('')).toEqual([1, 'PASS', 'FAIL']);
  });

  test('one that fails is enough to fail, and the rest is still made', async () => {
    const agent = await answering('');
    const { code, lines, sum } = await run([`connect ${await nobody()}`, `connect ${agent}`]);
    expect(lines.map((line) => line.slice(0, 4))).toEqual(['FAIL', 'PASS']);
    expect([code, sum]).toEqual([1, 'FAIL: 1 of 2 checks passed, 2 of 4 requests, in … ms']);
  });

  test('asks for what it was told to ask', async () => {
    const asked: (string | undefined)[] = [];
    const address = await serve(({ method, url }, response) => {
      asked.push(`${method} ${url}`);
      response.end('{"agents":[{}]}');
    });
    await run([`health http://${address}/ready`, `capability http://${address}/agents?capabilities=a%2Fb`], {
      ITERATIONS: '2',
    });
    expect(asked).toEqual([
      'GET /ready',
      'GET /ready',
      'GET /agents?capabilities=a%2Fb',
      'GET /agents?capabilities=a%2Fb',
    ]);
  });

  describe('a name', () => {
    test.each([
      ['localhost', 'PASS 2/2 resolve localhost'],
      ['searched', 'PASS 2/2 resolve searched'], // found in one search domain, missing in another: nslookup exits with 1
      ['small', 'PASS 2/2 resolve small'], // as a nslookup prints it that was built small
      ['missing.mesh.svc.cluster.local', 'FAIL 0/2 resolve missing.mesh.svc.cluster.local (the name has no address)'],
    ])('%s', async (name, expected) => {
      expect(await verdict(`resolve ${name}`)).toBe(expected);
    });
  });

  describe('health', () => {
    test('of an agent that says it is unwell', async () => {
      const address = await answering('{"status":"unhealthy"}', 503);
      expect(await verdict(`health http://${address}/health`)).toBe(
        `FAIL 0/2 health http://${address}/health (server returned error: HTTP/1.1 503 Service Unavailable)`,
      );
    });

    test('where nobody listens', async () => {
      const address = await nobody();
      expect(await verdict(`health http://${address}/health`)).toBe(
        `FAIL 0/2 health http://${address}/health (can't connect to remote host (127.0.0.1): Connection refused)`,
      );
    });

    test('at a name that does not resolve', async () => {
      expect(await verdict('health http://missing.invalid:8080/health')).toMatch(
        /^FAIL 0\/2 health http:\/\/missing\.invalid:8080\/health \(bad address 'missing\.invalid(:8080)?'\)$/,
      );
    });

    test('that comes too late, without a word of the shell about what it ended', async () => {
      const address = await serve(() => {});
      expect(await verdict(`health http://${address}/health`, { TIMEOUT: '1' })).toBe(
        `FAIL 0/2 health http://${address}/health (no answer within 1 s)`,
      );
    });

    test('of an agent that hangs up', async () => {
      const address = await serve(({ socket }) => socket.destroy());
      expect(await verdict(`health http://${address}/health`)).toMatch(
        /^FAIL 0\/2 health \S+ \(error getting response/,
      );
    });

    test('now and then is counted, with the reason of the last failure', async () => {
      let asked = 0;
      const address = await serve((__, response) => response.writeHead(asked++ % 2 === 0 ? 200 : 500).end());
      expect(await verdict(`health http://${address}/`, { ITERATIONS: '4' })).toBe(
        `FAIL 2/4 health http://${address}/ (server returned error: HTTP/1.1 500 Internal Server Error)`,
      );
    });
  });

  describe('a capability', () => {
    test.each([
      ['{"agents":[{"id":"a"},{"id":"b"}],"count":2}', 200, 'PASS 2/2', ''],
      ['{"count":0,"agents": null}', 200, 'FAIL 0/2', ' (no agent provides it)'],
      ['{"agents": [ ]}', 200, 'FAIL 0/2', ' (no agent provides it)'],
      ['rubbish', 200, 'FAIL 0/2', ' (the answer is no list of agents)'],
      ['', 200, 'FAIL 0/2', ' (the answer is no list of agents)'],
      ['{"agents":[{"id":"cut off', 200, 'FAIL 0/2', ' (the answer is no list of agents)'],
      ['{"error":"\\"agents\\":[{"}', 200, 'FAIL 0/2', ' (the answer is no list of agents)'],
      ['<html>"agents":[{</html>', 200, 'FAIL 0/2', ' (the answer is no list of agents)'],
      ['{"agents":[{"id":"a"}]}', 500, 'FAIL 0/2', ' (server returned error: HTTP/1.1 500 Internal Server Error)'],
    ])('%s with %i', async (body, status, word, reason) => {
      const address = await answering(body, status);
      const url = `http://${address}/agents?capabilities=weather`;
      expect(await verdict(`capability ${url}`)).toBe(`${word} capability ${url}${reason}`);
    });
  });

  test('a port that nobody opened', async () => {
    const address = await nobody();
    expect(await verdict(`connect ${address}`)).toBe(
      `FAIL 0/2 connect ${address} (can't connect to remote host (127.0.0.1): Connection refused)`,
    );
  });

  test('what it does not know is not passed', async () => {
    expect(await verdict('ping localhost')).toBe('FAIL 0/2 ping localhost (no such check)');
  });

  test('a list without checks tests nothing, and does not pass', async () => {
    expect(await run([])).toMatchObject({
      code: 1,
      lines: [],
      sum: 'FAIL: 0 of 0 checks passed, 0 of 0 requests, in … ms',
    });
  });

  test('times are those of the tries: their mean, the median, and what 99 of 100 take at most', async () => {
    let asked = 0;
    const address = await serve((__, response) => void setTimeout(() => response.end(), asked++ === 2 ? 1500 : 0));
    const {
      lines: [line],
    } = await run([`health http://${address}/`], { ITERATIONS: '4' });
    const [mean, median, highest] = [...line.matchAll(/([\d.]+) ms/g)].map(([, time]) => Number(time));
    expect(median).toBeLessThan(1000);
    expect(highest).toBeGreaterThanOrEqual(1480); // two clocks, and steps of 10 ms
    expect(mean).toBeGreaterThanOrEqual(highest / 4);
    expect(mean).toBeLessThan(highest);
  });

  test('a mesh that comes up within the grace period passes, and what it refused until then does not count', async () => {
    const starting = async () => {
      let asked = 0;
      return serve((__, response) => response.writeHead(asked++ < 2 ? 503 : 200).end());
    };
    expect(await verdict(`health http://${await starting()}/`, { GRACE: '30' })).toMatch(/^PASS 2\/2 /);
    expect(await verdict(`health http://${await starting()}/`)).toMatch(/^FAIL 0\/2 /);
  });

  test('stops at its deadline, and reports what was not done as failed', async () => {
    const address = await serve((__, response) => void setTimeout(() => response.end(), 700));
    const { code, lines, sum } = await run([`health http://${address}/`, 'resolve localhost'], {
      ITERATIONS: '50',
      DEADLINE: '1',
    });
    expect(lines[0]).toMatch(/^FAIL +[12]\/50 .*\(not finished within 1 s\)$/);
    expect(lines[1]).toMatch(/^FAIL +0\/50 .*\(not finished within 1 s\)$/);
    expect([code, sum]).toEqual([
      1,
      expect.stringMatching(/^FAIL: 0 of 2 checks passed, ([12]) of \1 requests, in … ms$/),
    ]);
  });

  test.each([
    ['passed', 200, 0],
    ['failed', 500, 1],
  ])('when it has %s, it tells a sidecar to end, and exits as before', async (__, status, expected) => {
    const asked: string[] = [];
    const proxy = await serve(({ method, url }, response) => {
      asked.push(`${method} ${url}`);
      response.end('OK');
    });
    const agent = await answering('', status);
    const { code, errors } = await run([`health http://${agent}/`], { QUIT_PROXY: `http://${proxy}/quitquitquit` });
    expect(asked).toEqual(['POST /quitquitquit']);
    expect([code, errors]).toEqual([expected, '']);
  });
});
