/** An object without types, for what is not typed yet. */
export type Manifest = any;

export { describeObject } from './kubernetes-object';
