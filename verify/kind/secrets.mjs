// The Secrets that the pods of a folder must have and that are not in it, as a list with values that nobody guesses.
import { randomUUID } from 'node:crypto';
import { objectsIn, podTemplate } from '../manifests.mjs';

const objects = objectsIn(process.argv[2]);
const id = (namespace, name) => `${namespace}/${name}`;
const there = new Set(objects.filter(({ kind }) => kind === 'Secret').map(({ metadata: { namespace, name } }) => id(namespace, name)));

const secrets = new Map();
for (const object of objects.filter(podTemplate)) {
  const { namespace } = object.metadata;
  const { spec } = podTemplate(object);
  const keys = [...spec.initContainers ?? [], ...spec.containers].flatMap(({ env = [] }) => env)
    .map(({ valueFrom }) => valueFrom?.secretKeyRef).filter((key) => key && !key.optional && !there.has(id(namespace, key.name)));
  for (const { name, key } of keys) {
    const secret = secrets.get(id(namespace, name)) ?? { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData: {} };
    secret.stringData[key] = randomUUID();
    secrets.set(id(namespace, name), secret);
  }
}
console.log(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...secrets.values()] }));
