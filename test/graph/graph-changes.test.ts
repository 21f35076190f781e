import { commandLine } from '../support/command-line';
import { addFiles, removeFolders, workingFolder } from '../support/folder';
import { tripPlanner } from '../support/trip-planner-manifests';

/* The picture of a change: what opens, what closes, and nothing else. */

afterEach(removeFolders);

const policy = (pod: string, ports: string) => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${pod}, namespace: mesh }
spec: { podSelector: { matchLabels: { app: ${pod} } }, policyTypes: [Egress], egress: ${ports} }
`;
const pod = (name: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: mesh, labels: { app: ${name} } }
spec: { containers: [{ name: main, image: a:1, ports: [{ containerPort: 8080 }] }] }
`;
const mesh = (egress: string) => [pod('a'), pod('b'), policy('a', egress)].join('---');
const CLOSED = '[]';
const OPEN = '[{ to: [{ podSelector: { matchLabels: { app: b } } }], ports: [{ port: 8080 }] }]';
const INTERNET = '[{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }], ports: [{ port: 443 }] }]';

async function drawn(before: string, after: string, ...options: string[]): Promise<string> {
  workingFolder({ 'old.yaml': before, 'new.yaml': after });
  const { code, out } = await commandLine('graph', 'new.yaml', '--diff', 'old.yaml', ...options);
  expect(code).toBe(0);
  return out;
}

test('a connection that opens', async () => {
  const out = await drawn(mesh(CLOSED), mesh(OPEN));
  expect(out).toContain('  accTitle: MCP Mesh: what changes\n  accDescr: 1 connection opens, 0 connections close\n');
  expect(out).toContain('  n0 ==>|"TCP 8080, opened"| n1\n  linkStyle 0 stroke:#2da44e,stroke-width:3px\n');
});

test('one that closes, and one to the internet that opens', async () => {
  const out = await drawn(mesh(OPEN), mesh(INTERNET));
  expect(out).toContain('accDescr: 1 connection opens, 1 connection closes\n');
  expect(out).toMatch(/ {2}n0 -\.-x\|"TCP 8080, closed"\| n1\n/);
  expect(out).toMatch(/ {2}n0 ==>\|"TCP 443, opened"\| u\d\n/);
});

test('nothing', async () => {
  const out = await drawn(mesh(OPEN), mesh(OPEN));
  expect(out).toContain('accDescr: 0 connections open, 0 connections close\n');
  expect(out).toContain('t0["no connection opens or closes"]');
  expect(out).not.toContain('<b>');
});

test('a dependency that is new, and an agent that goes: only their ends are drawn', async () => {
  const before = tripPlanner();
  const after = before
    .split(/^---$/m)
    .filter((text) => !/kind: Deployment[^]*name: weather-agent\n {2}namespace/.test(text))
    .join('---');
  expect(after.length).toBeLessThan(before.length);
  const out = await drawn(before, after);
  expect(out).toMatch(/<b>weather-agent<\/b> ×1<br\/>.*<br\/>removed"/);
  expect(out).toMatch(/ -\.-x\|"[^"]*closed"\| /);
  expect(out).not.toContain('opened');
  expect(out).not.toContain('<b>user-prefs-agent</b>');
});

test('as SVG, with what the lines mean', async () => {
  const out = await drawn(mesh(OPEN), mesh(INTERNET), '--format', 'svg');
  expect(out).toMatch(/^<\?xml/);
  expect(out).toContain('>opens<');
  expect(out).toContain('>closes<');
  expect(out).toContain('<title>a may reach b on TCP 8080 (closed)</title>');
  const both = await drawn(mesh(OPEN), mesh(OPEN.replace('8080', '9090')), '--format', 'svg');
  expect(both).toContain('<title>a may reach b on TCP 8080 (closed); a may reach b on TCP 9090 (opened)</title>');
});

test('the old version can be read, or the exit code is 2', async () => {
  workingFolder({ 'new.yaml': mesh(OPEN) });
  expect(await commandLine('graph', 'new.yaml', '--diff', 'nope')).toMatchObject({
    code: 2,
    err: expect.stringContaining('nope: there is no such file or folder'),
  });
  addFiles({ 'old.yaml': mesh(OPEN) });
  expect((await commandLine('graph', 'new.yaml', '--diff', 'old.yaml', '--git', 'main')).err).toContain(
    '--diff and --git: give one of them',
  );
});
