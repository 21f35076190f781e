import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'dep',
    [['spec/template/spec/restartPolicy', 'Never']],
    [
      'spec.template.spec.restartPolicy "Never": pods of this kind run for ever: restartPolicy is Always. Remove it, or make a Job.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/restartPolicy', 'always']],
    [
      'spec.template.spec.restartPolicy "always": restartPolicy must be Always, OnFailure or Never. Write Always, OnFailure or Never.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/dnsPolicy', 'Cluster']],
    [
      'spec.template.spec.dnsPolicy "Cluster": dnsPolicy must be ClusterFirst, ClusterFirstWithHostNet, Default or None. Write ClusterFirst, ClusterFirstWithHostNet, Default or None.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/dnsPolicy', 'None']],
    [
      'no spec.template.spec.dnsConfig.nameservers: with dnsPolicy None a pod has nameservers of its own. Give them, or remove dnsPolicy.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/dnsConfig', { nameservers: ['dns'] }]],
    ['spec.template.spec.dnsConfig.nameservers[0] "dns": it is an IP address. Write the address, not a name.'],
  ],
  [
    'dep',
    [['spec/template/spec/hostAliases', [{ ip: 'x', hostnames: ['a'] }]]],
    ['spec.template.spec.hostAliases[0].ip "x": it is an IP address. Write the address, not a name.'],
  ],
  [
    'dep',
    [['spec/template/spec/nodeSelector', { a: 'b c' }]],
    [
      "spec.template.spec.nodeSelector.a \"b c\": the value of a label has at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends. Shorten or respell it; free text belongs into an annotation.",
    ],
  ],
  [
    'dep',
    [['spec/template/spec/serviceAccountName', 'My_SA']],
    [
      "spec.template.spec.serviceAccountName \"My_SA\": it is a DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part. Rename it.",
    ],
  ],
  [
    'dep',
    [['spec/template/spec/hostname', 'A_b']],
    [
      'spec.template.spec.hostname "A_b": it is a DNS-1123 label: at most 63 lower-case letters, digits and \'-\', with a letter or digit at both ends. Rename it.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/activeDeadlineSeconds', 5]],
    [
      'spec.template.spec.activeDeadlineSeconds 5: pods of this kind run for ever, without a deadline. Remove it, or make a Job.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/tolerations', [{ key: 'a', operator: 'Exists', value: 'b' }]]],
    [
      'spec.template.spec.tolerations[0].value "b": operator Exists has no value. Remove the value, or write operator: Equal.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/tolerations', [{ key: 'a', effect: 'NoRun' }]]],
    [
      'spec.template.spec.tolerations[0].effect "NoRun": an effect must be NoSchedule, PreferNoSchedule or NoExecute. Write NoSchedule, PreferNoSchedule or NoExecute.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/tolerations', [{ value: 'x' }]]],
    ['a toleration without a key: a toleration without a key has operator: Exists. Name the key of the taint.'],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/tolerations',
        [{ key: 'a', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 5 }],
      ],
    ],
    [
      'spec.template.spec.tolerations[0].tolerationSeconds 5: tolerationSeconds is for effect NoExecute. Remove it, or set the effect.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/topologySpreadConstraints', [{ maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }]]],
    [
      'no spec.template.spec.topologySpreadConstraints[0].topologyKey: a spread has a topologyKey. Give one such as kubernetes.io/hostname.',
    ],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/topologySpreadConstraints',
        [{ maxSkew: 0, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' }],
      ],
    ],
    [
      'spec.template.spec.topologySpreadConstraints[0].maxSkew 0: the number must be 1 or more. Give a number 1 or more.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/topologySpreadConstraints', [{ maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'Maybe' }]]],
    [
      'spec.template.spec.topologySpreadConstraints[0].whenUnsatisfiable "Maybe": whenUnsatisfiable must be DoNotSchedule or ScheduleAnyway. Write DoNotSchedule or ScheduleAnyway.',
    ],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/affinity',
        {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101, podAffinityTerm: { topologyKey: 'a' } }],
          },
        },
      ],
    ],
    [
      'spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight 101: the number must be from 1 to 100. Give a number from 1 to 100.',
    ],
  ],
  [
    'dep',
    [
      [
        'spec/template/spec/affinity',
        { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: {} }] } },
      ],
    ],
    [
      'no spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: a term of an affinity has a topologyKey. Give one such as kubernetes.io/hostname.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/securityContext', { fsGroup: -1 }]],
    ['spec.template.spec.securityContext.fsGroup -1: the number must be 0 or more. Give a number 0 or more.'],
  ],
  [
    'sts',
    [['spec/template/spec/restartPolicy', 'OnFailure']],
    [
      'spec.template.spec.restartPolicy "OnFailure": pods of this kind run for ever: restartPolicy is Always. Remove it, or make a Job.',
    ],
  ],
  [
    'ds',
    [['spec/template/spec/restartPolicy', 'Never']],
    [
      'spec.template.spec.restartPolicy "Never": pods of this kind run for ever: restartPolicy is Always. Remove it, or make a Job.',
    ],
  ],
  [
    'job',
    [['spec/template/spec/restartPolicy', undefined]],
    [
      'no spec.template.spec.restartPolicy: the pods of a Job end: restartPolicy is OnFailure or Never, and Always if it is missing. Write restartPolicy: OnFailure.',
    ],
  ],
  [
    'job',
    [['spec/template/spec/restartPolicy', 'Always']],
    [
      'spec.template.spec.restartPolicy "Always": the pods of a Job end: restartPolicy is OnFailure or Never, and Always if it is missing. Write restartPolicy: OnFailure.',
    ],
  ],
  [
    'cron',
    [['spec/jobTemplate/spec/template/spec/restartPolicy', undefined]],
    [
      'no spec.jobTemplate.spec.template.spec.restartPolicy: the pods of a Job end: restartPolicy is OnFailure or Never, and Always if it is missing. Write restartPolicy: OnFailure.',
    ],
  ],
  [
    'pod',
    [['spec/restartPolicy', 'never']],
    ['spec.restartPolicy "never": restartPolicy must be Always, OnFailure or Never. Write Always, OnFailure or Never.'],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([
  ['dep', [['spec/template/spec/tolerations', [{ operator: 'Exists' }]]]],
  ['dep', [['spec/template/spec/terminationGracePeriodSeconds', -5]]],
  ['dep', [['spec/template/spec/priority', 5]]],
  ['pod', [['spec/restartPolicy', 'Never']]],
])('%s with %j is taken', (object, edits) => expect(refused(PLAIN[object], ...edits)).toEqual([]));
