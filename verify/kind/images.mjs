// The images of a folder's pods, a line each.
import { objectsIn, podTemplate } from '../manifests.mjs';

const containers = objectsIn(process.argv[2]).map(podTemplate).filter(Boolean)
  .flatMap(({ spec }) => [...spec.initContainers ?? [], ...spec.containers]);
console.log([...new Set(containers.map(({ image }) => image))].join('\n'));
