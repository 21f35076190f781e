// The namespaces that the objects of a folder live in.
import { objectsIn } from '../manifests.mjs';

console.log([...new Set(objectsIn(process.argv[2]).map(({ metadata }) => metadata.namespace).filter(Boolean))].join(' '));
