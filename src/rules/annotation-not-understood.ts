import { Fault, Rule } from './rule';
import { closestWord } from '../base/closest-word';
import { show } from '../base/problem';
import {
  CAPABILITIES_ANNOTATION,
  DEPENDENCIES_ANNOTATION,
  EXTERNAL_CAPABILITIES_ANNOTATION,
} from '../contract/capabilities';
import { NEWEST_RUNTIME } from '../contract/contract';
import { LLMS_ANNOTATION } from '../contract/llm';
import { CACHE_ANNOTATION, CALLS_ANNOTATION, CONNECT_REPLICAS_ANNOTATION } from '../contract/recorded-calls';
import { CONSUMER_ANNOTATION, GATEWAY_ANNOTATION, RUNTIME_ANNOTATION } from '../contract/runtimes';
import { ANNOTATION_PREFIX, IGNORE_ANNOTATION } from '../kubernetes/naming';
import { readRuntime } from '../mesh/agent-runtimes';
import { readCallees, readLlms } from '../mesh/call-annotations';
import { parseCapabilityList } from '../mesh/capability-annotations';
import { readCache } from '../mesh/redis-servers';

/** What is wrong with the text of an annotation, and the form that it has. */
interface Form {
  readonly problems: (text: string) => string[];
  readonly fix: string;
}

const ENTRIES: Form = {
  problems: (text) => parseCapabilityList(text).problems,
  fix: 'Write a JSON list of names, such as ["weather_forecast"], or of maps with name, version or versionRange, tags and optional',
};

const YES_OR_NO: Form = {
  problems: (text) => (['true', 'false'].includes(text) ? [] : ['it is neither "true" nor "false"']),
  fix: 'Write "true" or "false", or leave it out',
};

const FORMS: { [annotation: string]: Form } = {
  [CAPABILITIES_ANNOTATION]: ENTRIES,
  [DEPENDENCIES_ANNOTATION]: ENTRIES,
  [EXTERNAL_CAPABILITIES_ANNOTATION]: ENTRIES,
  [LLMS_ANNOTATION]: {
    problems: (text) => readLlms(text).problems,
    fix: 'Write a JSON list of maps, such as [{"provider":{"name":"llm"},"tools":[{"name":"flight_search"}]}]',
  },
  [CALLS_ANNOTATION]: {
    problems: (text) => readCallees(text).problems,
    fix: 'Write a JSON list of Services, such as [{"name":"data-processor","namespace":"mesh"}]',
  },
  [CACHE_ANNOTATION]: {
    problems: (text) => (readCache(text) ? [] : ['it is no host and port']),
    fix: 'Write host and port, such as redis.data.svc.cluster.local:6379',
  },
  [CONNECT_REPLICAS_ANNOTATION]: YES_OR_NO,
  [CONSUMER_ANNOTATION]: YES_OR_NO,
  [GATEWAY_ANNOTATION]: YES_OR_NO,
  [RUNTIME_ANNOTATION]: {
    problems: (text) => (readRuntime(text) ? [] : ['it is no runtime and its release']),
    fix: `Write python, typescript or java and major.minor.patch, such as "python ${NEWEST_RUNTIME}"`,
  },
};

const OTHERS = [`${ANNOTATION_PREFIX}/agent-config-checksum`];

export const RULE: Rule = {
  id: 'annotation-not-understood',
  title: 'A mesh annotation is misspelt or malformed',
  severity: 'error',
  find: ({ objects }) =>
    objects.flatMap((object): Fault[] =>
      Object.entries(object.metadata.annotations ?? {})
        .filter(
          ([key]) =>
            key.startsWith(`${ANNOTATION_PREFIX}/`) && !key.startsWith(IGNORE_ANNOTATION) && !OTHERS.includes(key),
        )
        .flatMap(([key, value]): Fault[] => {
          if (!Object.hasOwn(FORMS, key)) {
            const meant = similarAnnotation(key);
            return [
              {
                object,
                field: ['metadata', 'annotations', key],
                given: `annotation ${key}`,
                rule: `nothing reads an annotation with that name${meant ? ` (did you mean ${meant}?)` : ''}`,
                fix: `Spell it as docs/annotations.md does, or use your own prefix instead of ${ANNOTATION_PREFIX}`,
              },
            ];
          }
          const { problems, fix } = FORMS[key];
          return problems(value).map((problem) => ({
            object,
            field: ['metadata', 'annotations', key],
            given: `annotation ${key} ${show(value.length > 80 ? `${value.slice(0, 77)}…` : value)}`,
            rule: `${problem}, so checks and diagrams ignore it`,
            fix,
          }));
        }),
    ),
};

/** The annotation of the mesh whose name is nearest. All have the same prefix, which must not make them alike. */
function similarAnnotation(key: string): string | undefined {
  const nameOf = (annotation: string) => annotation.slice(ANNOTATION_PREFIX.length);
  const name = closestWord(nameOf(key), Object.keys(FORMS).map(nameOf));
  return name === undefined ? undefined : `${ANNOTATION_PREFIX}${name}`;
}
