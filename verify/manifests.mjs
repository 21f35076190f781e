// Reads the synthesised manifests of the examples, for the judges.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** The examples that have manifests: each one's name and the folder of its manifests. */
export const examplesIn = (root) => readdirSync(root).map((name) => [name, join(root, name, 'manifests')]).filter(([, folder]) => existsSync(folder));

/** The YAML files of a folder, in the order in which cdk8s numbers them. */
export const files = (folder) => readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort().map((file) => join(folder, file));

/** The objects of one file. */
export const objects = (file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS()).filter(Boolean);

/** The objects of all files of a folder. */
export const objectsIn = (folder) => files(folder).flatMap(objects);

/** What a workload makes pods of. */
export const podTemplate = (object) => object.spec?.jobTemplate?.spec?.template ?? object.spec?.template;
