import { checkFields } from '../../api/check-fields';
import { drawMermaid } from '../../diagram/mermaid';
import { drawSvg } from '../../diagram/svg';
import { meshGraph } from '../../graph/mesh-graph';
import { ManifestFiles } from '../../input/manifest-files';
import { Mesh } from '../../mesh/mesh';
import { Options } from '../options';

/** The command `graph`: the mesh of manifests as a picture. */
export async function graphCommand({ objects }: ManifestFiles, options: Options): Promise<string> {
  const { format, clusterDomain, namespace } = options;
  const mesh = new Mesh(
    objects.map(({ object }) => checkFields(object).object),
    { clusterDomain, defaultNamespace: namespace },
  );
  const graph = meshGraph(mesh);
  return format === 'svg' ? drawSvg(graph) : drawMermaid(graph);
}
