// The pods that the workloads of a folder make, as a list: Pod Security enforces on pods alone.
import { objectsIn, podTemplate } from '../manifests.mjs';

const items = objectsIn(process.argv[2]).filter(podTemplate).map((workload) => {
  const { metadata, spec } = podTemplate(workload);
  // As the controller of a StatefulSet does it.
  const claimed = (workload.spec.volumeClaimTemplates ?? []).map(({ metadata: { name } }) => (
    { name, persistentVolumeClaim: { claimName: `${name}-${workload.metadata.name}-0` } }));
  return {
    apiVersion: 'v1', kind: 'Pod', spec: { ...spec, volumes: [...spec.volumes ?? [], ...claimed] },
    metadata: { ...metadata, name: `${workload.metadata.name}-0`, namespace: workload.metadata.namespace },
  };
});
console.log(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
