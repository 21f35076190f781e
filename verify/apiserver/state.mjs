// Reads objects as `kubectl get -o json` prints them, and writes what is to be compared, one line for each field.
// `content`: what a user wrote and the server's defaults. `versions`: the counters that move when anything changes.
import { readFileSync } from 'node:fs';

const given = readFileSync(0, 'utf8').trim();
const { items } = given ? JSON.parse(given) : { items: [] };
const stamped = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields'];

const lines = (items ?? [JSON.parse(given)]).flatMap((object) => {
  const { kind, metadata } = object;
  const name = `${kind}/${metadata.namespace}/${metadata.name}`;
  if (process.argv[2] === 'versions') {
    return [`${name} resourceVersion ${metadata.resourceVersion} generation ${metadata.generation}`];
  }
  delete object.status;
  stamped.forEach((key) => delete metadata[key]);
  // A Job's own id is also the label that it knows its pods by.
  for (const labels of [metadata.labels, object.spec?.selector?.matchLabels, object.spec?.template?.metadata?.labels]) {
    ['batch.kubernetes.io/controller-uid', 'controller-uid'].forEach((key) => delete labels?.[key]);
  }
  // Allocated anew at every installation, unless the Service is headless.
  if (object.spec?.clusterIP !== 'None') {
    delete object.spec?.clusterIP;
    delete object.spec?.clusterIPs;
  }
  return leaves(object).map(([path, value]) => `${name} ${path} = ${value}`);
});
console.log([...new Set(lines)].sort().join('\n'));

function leaves(value, path = '') {
  return value && typeof value === 'object' && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, child]) => leaves(child, `${path}/${key}`))
    : [[path, JSON.stringify(value)]];
}
