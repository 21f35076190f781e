import { checkFields } from '../../api/check-fields';
import { drawHtml } from '../../diagram/html/page';
import { drawMermaid } from '../../diagram/mermaid';
import { drawSvg } from '../../diagram/svg';
import { edgeReasons } from '../../graph/edge-reasons';
import { graphChanges } from '../../graph/graph-changes';
import { meshGraph } from '../../graph/mesh-graph';
import { ManifestFiles } from '../../input/manifest-files';
import { Mesh } from '../../mesh/mesh';
import { Options } from '../options';

/** The command `graph`: the mesh of manifests as a picture, or what changes since an older version. */
export async function graphCommand(files: ManifestFiles, options: Options, old?: ManifestFiles): Promise<string> {
  const { format } = options;
  const mesh = meshOf(files, options);
  const graph = old === undefined ? meshGraph(mesh) : graphChanges(meshOf(old, options), mesh);
  if (format === 'html') {
    // What changes is a matter of two versions, each with policies of its own.
    return drawHtml(graph, old === undefined ? edgeReasons(mesh, graph) : () => []);
  }
  return format === 'svg' ? drawSvg(graph) : drawMermaid(graph);
}

function meshOf({ objects }: ManifestFiles, { clusterDomain, namespace }: Options): Mesh {
  return new Mesh(
    objects.map(({ object }) => checkFields(object).object),
    { clusterDomain, defaultNamespace: namespace },
  );
}
