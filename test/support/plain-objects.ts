import { Manifest } from './manifests';

/* One good object of each kind, with the fields that tests change. */

const metadata = (name: string) => ({ name, namespace: 'mesh' });

const TEMPLATE = {
  metadata: { labels: { app: 'weather-agent' } },
  spec: {
    containers: [
      {
        name: 'agent',
        image: 'registry.example.com/weather-agent:1.4.2',
        ports: [{ name: 'http', containerPort: 8080 }],
        env: [{ name: 'A', value: '1' }],
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '256Mi' } },
        readinessProbe: { httpGet: { path: '/health', port: 'http' } },
        livenessProbe: { httpGet: { path: '/health', port: 8080 } },
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
    initContainers: [{ name: 'wait', image: 'busybox:1.35', command: ['true'] }],
    volumes: [{ name: 'data', emptyDir: {} }],
  },
};

const { volumes, ...podWithoutVolumes } = TEMPLATE.spec;

const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

const selector = { matchLabels: { app: 'weather-agent' } };

const JOB_SPEC = { template: { ...TEMPLATE, spec: { ...TEMPLATE.spec, restartPolicy: 'Never' } } };

/** By the names that tests give them. */
export const PLAIN: { readonly [name: string]: Manifest } = {
  dep: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...metadata('weather-agent'), labels: { app: 'weather-agent' } },
    spec: { replicas: 1, selector, template: TEMPLATE },
  },
  sts: {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadata('weather-agent'),
    spec: {
      replicas: 1,
      serviceName: 'weather-agent',
      selector,
      template: { ...TEMPLATE, spec: podWithoutVolumes },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: CLAIM }],
    },
  },
  ds: {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadata('weather-agent'),
    spec: { selector, template: TEMPLATE },
  },
  job: { apiVersion: 'batch/v1', kind: 'Job', metadata: metadata('once'), spec: JOB_SPEC },
  cron: {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadata('nightly'),
    spec: { schedule: '0 * * * *', jobTemplate: { spec: JOB_SPEC } },
  },
  pod: { apiVersion: 'v1', kind: 'Pod', metadata: metadata('one'), spec: { ...TEMPLATE.spec, volumes } },
  svc: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata('weather-agent'),
    spec: { selector: { app: 'weather-agent' }, ports: [{ name: 'http', port: 8080, targetPort: 'http' }] },
  },
  np: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata('weather-agent'),
    spec: {
      podSelector: selector,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'x' } } }], ports: [{ protocol: 'TCP', port: 8080 }] }],
      egress: [
        {
          to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
          ports: [{ protocol: 'TCP', port: 443 }],
        },
      ],
    },
  },
  ing: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: metadata('weather-agent'),
    spec: {
      rules: [
        {
          host: 'a.example.com',
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: 'weather-agent', port: { number: 8080 } } },
              },
            ],
          },
        },
      ],
    },
  },
  pdb: {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata('weather-agent'),
    spec: { maxUnavailable: 1, selector },
  },
  hpa: {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadata('weather-agent'),
    spec: {
      minReplicas: 1,
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'weather-agent' },
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      ],
    },
  },
  cm: { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('settings'), data: { KEY: 'v' } },
  sec: { apiVersion: 'v1', kind: 'Secret', metadata: metadata('key'), type: 'Opaque', stringData: { KEY: 'v' } },
  pvc: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: metadata('data'), spec: CLAIM },
};
