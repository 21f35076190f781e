import { fieldOf, fieldText, valueAt } from '../../src/api/field-path';

const port = { port: 80 };
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: [{ port: 80 }, port] } };

test('a part is found by what it is, not by what it contains', () => {
  expect(fieldOf(service, port, 'port')).toEqual(['spec', 'ports', 1, 'port']);
});

test('the object itself has the empty path', () => {
  expect(fieldOf(service, service)).toEqual([]);
  expect(fieldOf(service, service, 'spec')).toEqual(['spec']);
});

test('a part that is missing, or belongs to another object, means the object as a whole', () => {
  expect(fieldOf(service, undefined, 'port')).toEqual([]);
  expect(fieldOf(service, { port: 80 }, 'port')).toEqual([]);
});

test('as text', () => {
  expect(fieldText(['spec', 'ports', 1, 'port'])).toBe('spec.ports[1].port');
  expect(fieldText(['metadata', 'labels', 'app.kubernetes.io/name'])).toBe('metadata.labels["app.kubernetes.io/name"]');
});

test('the value at a path', () => {
  expect(valueAt(service, ['spec', 'ports', 1])).toBe(port);
  expect(valueAt(service, ['spec', 'ports', 2, 'port'])).toBeUndefined();
  expect(valueAt(service, ['spec', 'constructor'])).toBeUndefined();
});
