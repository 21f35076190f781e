import { Fault, Rule } from './rule';
import { isKind } from '../api/kinds';
import { groupOf } from '../api/kubernetes-object';
import { isPatch } from '../cluster/applied-objects';
import { isWorkloadWithReplicas, templateOf } from '../cluster/pods';
import { selects } from '../cluster/selectors';

/** ValidatePodTemplateSpecForReplicaSet and its like: "selector does not match template labels". */
export const RULE: Rule = {
  id: 'workload-selector-differs',
  title: "A workload's selector is missing, or does not select its own pods",
  severity: 'error',
  find: ({ objects }) =>
    objects.flatMap((object): Fault[] => {
      const template = templateOf(object);
      const isOfApps = isWorkloadWithReplicas(object) || isKind(object, 'DaemonSet');
      if (
        groupOf(object) !== 'apps' ||
        object.apiVersion !== 'apps/v1' ||
        !isOfApps ||
        template === undefined ||
        isPatch(object)
      ) {
        return [];
      }
      const { selector } = (object as { spec?: { selector?: Parameters<typeof selects>[0] } }).spec ?? {};
      const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
      const labels = template.metadata?.labels ?? {};
      const text = (each: { readonly [key: string]: string }) =>
        Object.entries(each)
          .map(([key, value]) => `${key}=${value}`)
          .join(', ') || 'none';
      if (Object.keys(matchLabels).length + matchExpressions.length === 0) {
        return [
          {
            object,
            field: ['spec', 'selector'],
            given: 'no selector',
            rule: `a ${object.kind} has to say which pods are its own, and the API server refuses it`,
            fix: `Set spec.selector.matchLabels to labels of its template, which has ${text(labels)}`,
          },
        ];
      }
      return selects({ matchLabels, matchExpressions }, labels)
        ? []
        : [
            {
              object,
              field: ['spec', 'selector'],
              related: [{ object, field: ['spec', 'template', 'metadata', 'labels'] }],
              given: `selector ${matchExpressions.length > 0 ? 'with matchExpressions' : text(matchLabels)}`,
              rule: `the pods of its template are labelled ${text(labels)}, and the API server refuses a workload that does not select its own pods`,
              fix: 'Give the template these labels; the selector of a workload that runs cannot be changed',
            },
          ];
    }),
};
