import { Options } from './options';
import { printable } from '../base/neutral-text';
import { AppliedConfiguration } from '../check/processors/configured';
import { foundConfig, readConfig } from '../config/config-file';
import { InvalidConfiguration } from '../config/parse-config';
import { UnusableInput } from '../input/unusable-input';

/** The configuration that the command line names, or that is found; none if there is none, or none is wanted. */
export function configurationOf({ config, noConfig, namespace }: Options): AppliedConfiguration | undefined {
  if (config !== undefined && noConfig) {
    throw new UnusableInput('--config and --no-config: give one of them');
  }
  const path = config ?? (noConfig ? undefined : foundConfig());
  if (path === undefined) {
    return undefined;
  }
  try {
    return new AppliedConfiguration(readConfig(path), namespace);
  } catch (error) {
    throw new UnusableInput(
      error instanceof InvalidConfiguration
        ? `the configuration cannot be used:\n${error.faults.map((each) => `  ${printable(each)}`).join('\n')}`
        : `${config === undefined ? '' : '--config '}${printable(path)}: ${(error as Error).message}`,
    );
  }
}
