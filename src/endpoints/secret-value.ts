import { SecretValue } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { refuse } from '../base/problem';

/** A key of a Secret. JavaScript and Python let users pass a text instead. */
export function checkSecretValue(scope: IConstruct, what: string, value: SecretValue): SecretValue {
  if (!value?.secret?.name || !value.key) {
    refuse(scope, {
      given: `${what} without a Secret`,
      rule: 'it is a key of a Secret, and never a text in the manifest',
      fix: 'Give { secret: Secret.fromSecretName(chart, id, name), key }',
    });
  }
  return value;
}
