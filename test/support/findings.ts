import { Manifest } from './manifests';
import { describeObject } from '../../src/api/kubernetes-object';
import { check } from '../../src/check/check';

/** What the rules find, a line for each. */
export const findingsIn = (objects: Manifest[], clusterDomain?: string) =>
  check(
    objects.map((object) => ({ object })),
    { clusterDomain },
  ).map(({ rule, object, message }) => `${rule.severity} ${rule.id}: ${describeObject(object)}: ${message}`);
