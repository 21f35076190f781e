import { SpecProblem } from './service-entry-ports';
import { FieldPath, fieldText } from '../api/field-path';
import { IstioHttpRoute } from '../api/istio';
import { show } from '../base/problem';

/** As Go reads a duration: numbers, each with its unit. */
const DURATION = /^\+?((\d+(\.\d*)?|\.\d+)(h|m|s|ms|us|µs|ns))+$/;

/** Durations of an HTTP route that Istio refuses: those without a unit, and none at all. */
export function durationProblems({ timeout, retries, fault }: IstioHttpRoute, at: FieldPath): SpecProblem[] {
  const durations: [FieldPath, string | undefined, boolean][] = [
    // A timeout of zero switches it off.
    [[...at, 'timeout'], timeout, true],
    [[...at, 'retries', 'perTryTimeout'], retries?.perTryTimeout, true],
    [[...at, 'fault', 'delay', 'fixedDelay'], fault?.delay?.fixedDelay, false],
  ];
  return durations.flatMap(([field, text, mayBeZero]): SpecProblem[] =>
    text === undefined || DURATION.test(text) || (mayBeZero && text === '0')
      ? []
      : [
          {
            field,
            given: `${fieldText(field)} ${show(text)}`,
            rule: 'Istio takes a number with its unit, such as 2.5s or 500ms',
            fix: /^\d+(\.\d+)?$/.test(text) ? `Write ${text}s, if these are seconds` : 'Write it so',
          },
        ],
  );
}
