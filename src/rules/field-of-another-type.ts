import { Fault, Rule } from './rule';
import { Manifest } from '../cluster/manifest';
import { Misfit } from '../cluster/shape';

/** A run takes such fields out before the rules look at the objects, and reports them by `faultOf`; so this finds nothing by itself. */
export const RULE: Rule = {
  id: 'field-of-another-type',
  title: 'A field has another type than the API gives it',
  severity: 'error',
  find: () => [],
};

export function faultOf(object: Manifest, { path, given, wanted }: Misfit): Fault {
  return {
    object,
    given: `${path} ${given}`,
    rule: `the API server takes ${wanted} there, and refuses the object`,
    fix: wanted === 'text' ? 'Put it between quotes, if it is meant so' : `Give ${wanted}`,
  };
}
