import { objectsIn } from '../manifests.mjs';

console.log(objectsIn(process.argv[2]).length);
