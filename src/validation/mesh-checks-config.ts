import { refuseWith } from '../base/refusal';
import type { Configuration } from '../check/configuration';

/** A project's settings of the rules, in a file that the command line reads too: `.cdk8s-mcp-mesh.yaml`. */
export class MeshChecksConfig {
  /**
   * Reads a file.
   *
   * @param path path of the file, relative to the working directory
   * @throws all that is wrong with the file, each with its line and column
   */
  public static fromFile(path: string): MeshChecksConfig {
    try {
      return new MeshChecksConfig(loadConfig().readConfig(path));
    } catch (error) {
      refuseWith(`cdk8s-mcp-mesh: the configuration cannot be used:\n${(error as Error).message}`);
    }
  }

  private constructor(private readonly configuration: Configuration) {}

  /** Without its type: that is of the half that reads manifests, whose declarations are not in the package. @internal */
  public get _configuration(): object {
    return this.configuration;
  }
}

function loadConfig(): typeof import('../config/config-file') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it loads a parser of YAML, and the rules
  return require('../config/config-file');
}
