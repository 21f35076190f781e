import { Fault, Rule } from './rule';
import { fieldOf } from '../api/field-path';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { containersOf } from '../cluster/containers';
import { Pod } from '../cluster/pods';
import { hostOfImage } from '../kubernetes/image-host';
import { COMPONENT_LABEL } from '../kubernetes/naming';
import { Mesh } from '../mesh/mesh';

/** The registries of images that are one and the same. */
const DOCKER_HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/** Kinds that test or prepare a mesh. */
const JOBS = ['Job', 'CronJob'];

export const RULE: Rule = {
  id: 'image-from-docker-hub',
  title: 'An image still comes from Docker Hub after the mesh moved to another registry',
  severity: 'warning',
  find: (mesh) => {
    const homes = registriesOfMesh(mesh);
    return homes.length === 0 || homes.includes(DOCKER_HUB[0])
      ? []
      : podsOfMesh(mesh).flatMap((pod) =>
          containersOf(pod)
            .filter(({ container: { image } }) => image && registryOf(image) === DOCKER_HUB[0])
            .map(({ container, container: { image }, title }): Fault => ({
              object: pod.owner,
              field: fieldOf(pod.owner, container, 'image'),
              given: `${title}: image ${show(image)}`,
              rule: `it comes from Docker Hub, while the registry and all agents come from ${listText(homes)}; if the nodes cannot reach Docker Hub, or reach its pull limit, the pod does not start`,
              fix: 'Copy the image too, and use the copy',
            })),
        );
  },
};

/** The registries of images that MCP Mesh's registry and all agents come from; none if its registry is not in the manifests. */
function registriesOfMesh({ registries, agents }: Mesh): string[] {
  const images = [...registries, ...agents].map(({ main }) => main.image ?? '');
  return registries.length === 0 ? [] : [...new Set(images.map(registryOf))].sort();
}

/** Agents and registries, and Jobs beside them that are labelled as part of a mesh, such as a discovery test. */
function podsOfMesh({ cluster, registries, agents }: Mesh): Pod[] {
  const jobs = cluster.pods.filter(({ owner, labels }) => JOBS.includes(owner.kind) && labels[COMPONENT_LABEL]);
  return [...registries, ...agents, ...jobs];
}

/** The first part of an image's name is a registry if it looks like a host. Otherwise the image is at Docker Hub. */
function registryOf(image: string): string {
  const host = hostOfImage(image);
  return host === undefined || DOCKER_HUB.includes(host) ? DOCKER_HUB[0] : host;
}
