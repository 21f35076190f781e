import { baselineText, parseBaseline, withoutKnown } from '../../src/check/baseline';
import { finding } from '../support/sample-findings';

const cause = finding('a-cause', 'error');
const follower = { ...finding('a-follower', 'warning'), cause };

test('a text of findings is read back', () => {
  const entries = parseBaseline(baselineText([follower, cause]));
  expect(entries.map(({ rule }) => rule)).toEqual(['a-cause', 'a-follower']);
  expect(withoutKnown([cause, follower], entries, {})).toEqual({ findings: [], known: 2, gone: [] });
});

test('the order of findings changes nothing in it', () => {
  expect(baselineText([follower, cause])).toBe(baselineText([cause, follower]));
});

test('a new finding whose cause is known is shown by itself', () => {
  const { findings } = withoutKnown([cause, follower], parseBaseline(baselineText([cause])), {});
  expect(findings).toEqual([{ ...follower, cause: undefined }]);
});

test('a known finding whose cause is new is not shown', () => {
  const { findings, known } = withoutKnown([cause, follower], parseBaseline(baselineText([follower])), {});
  expect([findings, known]).toEqual([[cause], 1]);
});
