import { Fault, Rule } from './rule';
import { MistypedField } from '../api/check-fields';
import { KubernetesObject } from '../api/kubernetes-object';

/**
 * A check removes such fields before the rules run, and reports them by `faultOf`. So this rule finds nothing itself.
 */
export const RULE: Rule = {
  id: 'field-of-another-type',
  title: 'A field has the wrong type',
  severity: 'error',
  find: () => [],
};

export function faultOf(object: KubernetesObject, { path, field, given, wanted }: MistypedField): Fault {
  return {
    object,
    field,
    given: `${path} ${given}`,
    rule: `the API server expects ${wanted} there, and refuses the object`,
    fix: wanted === 'text' ? 'Put it in quotes, if that is what you mean' : `Give ${wanted}`,
  };
}
