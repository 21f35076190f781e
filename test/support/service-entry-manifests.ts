import { Manifest } from './manifests';
import { object } from './workload-manifests';

export const http = { number: 8080, name: 'http', protocol: 'HTTP' };

/** A ServiceEntry that Istio takes, but for what a test gives; undefined takes a field out. */
export const entry = (spec: Manifest) =>
  object('networking.istio.io/v1', 'ServiceEntry', 'agents', {
    spec: Object.fromEntries(
      Object.entries({ hosts: ['example.com'], ports: [http], resolution: 'DNS', ...spec }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
  });
