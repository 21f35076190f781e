import { CheckResult, ConfigurationResult } from './printer';
import { Ignore } from '../check/configuration';

/** What a configuration changed, and which of its entries can go; no lines if there is nothing to say. */
export function configurationLines(configuration: ConfigurationResult | undefined): string[] {
  if (configuration === undefined) {
    return [];
  }
  const { file, ignored, changed, unmatched } = configuration;
  const effects = [
    ...(ignored > 0 ? [`${findings(ignored)} left out`] : []),
    ...(changed > 0 ? [`${findings(changed)} of another severity`] : []),
  ];
  return [
    ...(effects.length > 0 ? [`By ${file}: ${effects.join(', ')}.`] : []),
    ...unmatched.map((each) => `${each.where}: this entry leaves nothing out any more: ${selectorsText(each)}`),
  ];
}

/** What is said below a report of its making. */
export function noteLines({ configuration, notes = [] }: CheckResult): string[] {
  return [...configurationLines(configuration), ...notes.map((each) => `${each}.`)];
}

function findings(number: number): string {
  return `${number} finding${number === 1 ? '' : 's'}`;
}

function selectorsText({ rules, path, namespace, kind, name }: Ignore): string {
  return Object.entries({ rule: rules?.join(', '), path, namespace, kind, name })
    .flatMap(([field, value]) => (value === undefined ? [] : [`${field} ${value}`]))
    .join(', ');
}
