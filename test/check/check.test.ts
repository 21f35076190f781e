import { check } from '../../src/check/check';
import { Finding } from '../../src/check/finding';

const service = (name: string, port: unknown) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'mesh' },
  spec: { ports: [{ port }] },
});
const said = (findings: Finding[]) =>
  findings.map(({ rule, object, where }) => `${where} ${object.metadata.name} ${rule.id}`);

test('the objects of a List are checked one by one, and are where the List is', () => {
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    metadata: { name: 'list' },
    items: [
      service('a', '80'),
      { apiVersion: 'v1', kind: 'List', metadata: { name: 'inner' }, items: [service('b', '80'), 'no object'] },
    ],
  };
  expect(said(check([{ object: list, where: 'list.yaml:1' }]))).toEqual([
    'list.yaml:1 a field-of-another-type',
    'list.yaml:1 b field-of-another-type',
  ]);
});

test('a processor of the caller gets what is not ignored, before it is sorted', () => {
  const located = [service('a', '80'), service('b', '80')].map((object, i) => ({ object, where: `file:${i}` }));
  const seen: string[][] = [];
  const reverse = (findings: Finding[]) => {
    seen.push(said(findings));
    return [...findings].reverse();
  };
  const findings = check(located, { processors: [reverse], ignore: ['duplicate-identity'] });
  expect(said(findings)).toEqual(['file:0 a field-of-another-type', 'file:1 b field-of-another-type']);
  expect(seen).toEqual([said(findings)]);
  expect(check(located, { processors: [reverse], ignore: ['field-of-another-type'] })).toEqual([]);
});

test('only findings of the severity that is asked for, or a higher one', () => {
  const objects = [
    service('a', '80'),
    {
      ...service('b', 80),
      metadata: { name: 'b', namespace: 'mesh', annotations: { 'cdk8s-mcp-mesh/ignore-x': 'y' } },
    },
  ].map((object) => ({ object, where: 'f' }));
  expect(said(check(objects))).toEqual(['f a field-of-another-type', 'f b ignored-without-reason']);
  expect(said(check(objects, { severity: 'error' }))).toEqual(['f a field-of-another-type']);
});
