import { show } from '../../src/base/problem';

test.each<[string, unknown, string]>([
  ['a password of a URL', 'postgres://user:hunter2@host/db', '"postgres://user:…@host/db"'],
  ['a password without a user', 'redis://:hunter2@host:6379', '"redis://:…@host:6379"'],
  ['each of several', ['a://u:p@h', 'b://u:q@h'], '["a://u:…@h","b://u:…@h"]'],
])('%s is not shown', (_, value, expected) => expect(show(value)).toBe(expected));

test.each<[string, unknown, string]>([
  ['a reference to a password', 'redis://:$(PASSWORD)@host', '"redis://:$(PASSWORD)@host"'],
  ['a URL with a port', 'http://host:8080/@x', '"http://host:8080/@x"'],
  ['an image with a digest', 'localhost:5000/a:1@sha256:00', '"localhost:5000/a:1@sha256:00"'],
  ['no value', undefined, '(undefined)'],
  ['no number', NaN, '(NaN)'],
])('%s is shown as it is', (_, value, expected) => expect(show(value)).toBe(expected));
