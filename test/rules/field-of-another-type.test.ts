import { check, CheckOptions } from '../../src/check/check';
import { faultOf, RULE } from '../../src/rules/field-of-another-type';
import { Manifest } from '../support/manifests';
import { deployment, object, said } from '../support/workload-manifests';

const messages = (given: Manifest, options?: CheckOptions) =>
  check([{ object: given }], options)
    .filter(({ rule }) => rule === RULE)
    .map(({ message }) => message);

const container = 'spec.template.spec.containers[0]';

test.each<[string, Manifest, string]>([
  [
    'a number for a text',
    deployment({ image: 7 }),
    `${container}.image is a number: the API server expects text there, and refuses the object. Put it in quotes, if that is what you mean.`,
  ],
  [
    'a text for a number',
    deployment({ ports: [{ containerPort: '8080' }] }),
    `${container}.ports[0].containerPort "8080": the API server expects a whole number there, and refuses the object. Give a whole number.`,
  ],
  [
    'a text for a list',
    deployment({ env: 'none' }),
    `${container}.env "none": the API server expects a list there, and refuses the object. Give a list.`,
  ],
  [
    'a text for a map',
    object('v1', 'Service', 'weather', { spec: { selector: 'weather' } }),
    'spec.selector "weather": the API server expects a map there, and refuses the object. Give a map.',
  ],
])('%s', (_, given, message) => {
  expect(messages(given)).toEqual([message]);
});

test('each field is a finding of its own', () => {
  expect(messages(deployment({ image: 7, env: 'none' }))).toHaveLength(2);
});

test('the value itself is not shown where it may be a secret', () => {
  expect(
    faultOf(deployment({}), {
      field: ['data', 'password'],
      path: 'data.password',
      given: 'is a number',
      wanted: 'text',
    }),
  ).toMatchObject({
    given: 'data.password is a number',
    fix: 'Put it in quotes, if that is what you mean',
  });
});

test('what has the type of the API, or is not read, is fine', () => {
  expect(messages(deployment({ image: 'agent:1', ports: [{ containerPort: 8080 }], anything: [7] }))).toEqual([]);
});

test('a run may be told to ignore it', () => {
  expect(messages(deployment({ image: 7 }), { ignore: ['field-of-another-type'] })).toEqual([]);
});

test('nothing is left to find once a run has taken such fields out', () => {
  expect(said(RULE, [deployment({ image: 7 })])).toEqual([]);
});
