import { Fault, Rule } from './rule';
import { policyRules, RULE_FIELDS } from '../cluster/policy-rules';

export const RULE: Rule = {
  id: 'policy-rules-without-type',
  title: 'A NetworkPolicy has rules for a direction that its policyTypes leave out',
  severity: 'warning',
  find: ({ cluster }) =>
    cluster.all('NetworkPolicy').flatMap((policy) =>
      (['Ingress', 'Egress'] as const).flatMap((direction): Fault[] => {
        const { policyTypes = [] } = policy.spec ?? {};
        const { rules } = RULE_FIELDS[direction];
        return policyTypes.length === 0 ||
          policyTypes.includes(direction) ||
          policyRules(policy, direction).length === 0
          ? []
          : [
              {
                object: policy,
                field: ['spec', rules],
                related: [{ object: policy, field: ['spec', 'policyTypes'] }],
                given: `rules under ${rules}, and policyTypes [${policyTypes.join(', ')}]`,
                rule: `without ${direction} among the types, the policy is not about ${rules}: these rules do nothing, and the pods stay open in this direction`,
                fix: `Add ${direction} to policyTypes, or remove ${rules}`,
              },
            ];
      }),
    ),
};
