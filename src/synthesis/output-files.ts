import { ApiObject, App, Chart, Names, YamlOutputType } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Synthesis } from './synthesis';
import { describe } from '../base/problem';

/** So many files are listed: they have one cause. */
const LISTED = 5;

const WAY_OUT = {
  [YamlOutputType.FILE_PER_RESOURCE]:
    'Take YamlOutputType.FILE_PER_CHART or FILE_PER_APP, or FOLDER_PER_CHART_FILE_PER_RESOURCE with a chart for each namespace',
  [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE]:
    'Give each namespace a chart of its own, with the agents of that namespace in it, or take YamlOutputType.FILE_PER_CHART or FILE_PER_APP',
};

type TypeWithObjectFiles = keyof typeof WAY_OUT;

/**
 * What is lost if an app writes a file for each object: cdk8s names such a file by kind and name, and not by namespace or API
 * group, so objects that differ in these alone overwrite each other.
 */
export function overwrittenFiles(root: IConstruct): string[] {
  const { yamlOutputType, outputFileExtension } = root as App;
  if (!(yamlOutputType in WAY_OUT)) {
    return [];
  }
  const type = yamlOutputType as TypeWithObjectFiles;
  const objects = root.node.findAll().filter((each): each is ApiObject => ApiObject.isApiObject(each));
  const files = new Map<string, string[]>();
  for (const object of objects) {
    const file = `${fileOf(object, type)}${outputFileExtension}`;
    files.set(file, [...(files.get(file) ?? []), object.node.path]);
  }
  const overwritten = [...files].filter(([, paths]) => paths.length > 1);
  if (overwritten.length === 0) {
    return [];
  }
  const listed = overwritten.slice(0, LISTED).map(([file, paths]) => `${file} is of ${paths.join(' and ')}`);
  if (overwritten.length > LISTED) {
    listed.push(`and so on, ${overwritten.length} files in all`);
  }
  return [
    describe({
      given: `YamlOutputType.${YamlOutputType[type]}, by which ${objects.length} objects would make ${files.size} files: ${listed.join('; ')}`,
      rule: 'cdk8s names the file of an object by its kind and name, without its namespace, and each would overwrite the one before',
      fix: WAY_OUT[type],
    }),
  ];
}

/** The file of an object as cdk8s' `App.synth` names it. Without folders the object's JSON decides, patches included. */
function fileOf(object: ApiObject, type: TypeWithObjectFiles): string {
  return type === YamlOutputType.FILE_PER_RESOURCE
    ? fileName(asWritten(object))
    : `${Names.toDnsLabel(Chart.of(object))}/${fileName(object)}`;
}

function fileName({
  kind,
  metadata,
}: {
  readonly kind: string;
  readonly metadata: { readonly name?: string };
}): string {
  return `${kind}.${metadata.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}

/** Only patched objects are rendered: it takes as long as synthesis. */
function asWritten(object: ApiObject): { kind: string; metadata: { name?: string } } {
  const { patches } = object as unknown as { patches?: unknown[] };
  try {
    const json = patches?.length === 0 ? object : Synthesis.of(object).render(object);
    return json.metadata ? json : object;
  } catch {
    return object; // whoever made it reports that it cannot be rendered
  }
}
