import { fit } from '../../cluster/shape';
import { drawMermaid } from '../../diagram/mermaid';
import { drawSvg } from '../../diagram/svg';
import { meshGraph } from '../../graph/mesh-graph';
import { Mesh } from '../../mesh/mesh';
import { Options } from '../options';
import { Reading } from '../read-manifests';

/** The command `graph`: the mesh of manifests as a picture. */
export async function graphCommand(
  { objects }: Reading,
  { format, clusterDomain, namespace }: Options,
): Promise<string> {
  const graph = meshGraph(
    new Mesh(
      objects.map(({ object }) => fit(object).object),
      { clusterDomain, defaultNamespace: namespace },
    ),
  );
  return format === 'svg' ? drawSvg(graph) : drawMermaid(graph);
}
