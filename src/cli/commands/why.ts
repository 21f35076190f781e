import { checkFields } from '../../api/check-fields';
import { neutralJson, printable } from '../../base/neutral-text';
import { Cluster } from '../../cluster/cluster';
import { ManifestFiles } from '../../input/manifest-files';
import { UnusableInput } from '../../input/unusable-input';
import { answersTo, answerText, AskedPort } from '../../why/answers';
import { namedEnd, Unanswerable } from '../../why/ends';
import { Options } from '../options';

/** What the command line asks: the two ends, a port, and the manifests that decide. */
export interface Question {
  readonly from: string;
  readonly to: string;
  readonly port?: AskedPort;
  readonly paths: string[];
}

/** Reads `A B [port] <file|folder|->...`. */
export function questionOf([from, to, ...rest]: string[]): Question {
  if (from === undefined || to === undefined) {
    throw new UnusableInput(
      'name two ends: why <from> <to> [port] <file|folder|->..., such as why mesh/a mesh/b 8080 manifests/',
    );
  }
  const [, number, protocol = 'tcp'] = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/i.exec(rest[0] ?? '') ?? [];
  return number === undefined
    ? { from, to, paths: rest }
    : { from, to, port: { port: Number(number), protocol: protocol.toUpperCase() }, paths: rest.slice(1) };
}

/** The command `why`: whether one end may reach another, and the policy and rule that decide. */
export function whyCommand({ objects }: ManifestFiles, { from, to, port }: Question, options: Options) {
  const { clusterDomain, namespace, format } = options;
  const cluster = new Cluster(
    objects.map(({ object }) => checkFields(object).object),
    { clusterDomain, defaultNamespace: namespace, pods: 'one' },
  );
  const answers = attempt(() => answersTo(cluster, namedEnd(cluster, from), namedEnd(cluster, to), port));
  return {
    report:
      format === 'json'
        ? `${neutralJson(answers)}\n`
        : answers.map((each) => `${printable(answerText(each))}\n`).join(''),
    isOpen: answers.every(({ isOpen }) => isOpen),
  };
}

function attempt<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Unanswerable) {
      throw new UnusableInput(printable(error.message));
    }
    throw error;
  }
}
