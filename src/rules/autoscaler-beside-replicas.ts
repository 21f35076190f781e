import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { isWorkloadWithReplicas } from '../cluster/pods';
import { scalersByTarget } from '../cluster/replicas';

export const RULE: Rule = {
  id: 'autoscaler-beside-replicas',
  title: 'An autoscaler and a manifest both set the number of replicas',
  severity: 'warning',
  find: ({ cluster }) =>
    [...scalersByTarget(cluster)].flatMap(([target, [scaler]]): Fault[] => {
      const replicas = isWorkloadWithReplicas(target) ? target.spec?.replicas : undefined;
      return replicas === undefined
        ? []
        : [
            {
              object: target,
              field: ['spec', 'replicas'],
              related: [{ object: scaler, field: ['spec', 'scaleTargetRef'] }],
              given: `replicas ${replicas}, and ${scaler.kind} ${show(scaler.metadata.name)}`,
              rule: 'each time that the manifest is applied, the number of pods goes back to that of the manifest, also under load, until the autoscaler changes it again',
              fix: 'Leave replicas out of the manifest',
            },
          ];
    }),
};
