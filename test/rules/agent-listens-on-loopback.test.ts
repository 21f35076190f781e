import { RULE } from '../../src/rules/agent-listens-on-loopback';
import { agent, registry, said, variable } from '../support/mesh-manifests';

const bound = (host: string, pod?: object) => agent('news', undefined, { env: [variable('HOST', host)], pod });

test.each(['127.0.0.1', 'localhost', '::1'])('HOST %s', (host) => {
  expect(said(RULE, [bound(host)])).toEqual([
    `Deployment mesh/news: container "main": HOST "${host}": this is the address to listen on, and neither other agents nor the probes can reach a loopback address of the pod. Leave HOST out, or set it to 0.0.0.0.`,
  ]);
});

test('what it leaves alone', () => {
  const proxy = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] };
  expect(said(RULE, [bound('0.0.0.0')])).toEqual([]);
  expect(said(RULE, [bound('::')])).toEqual([]); // every interface, of both families
  expect(said(RULE, [bound('127.0.0.1', proxy)])).toEqual([]);
  expect(said(RULE, [registry({ env: [variable('HOST', '127.0.0.1')] })])).toEqual([]);
});
