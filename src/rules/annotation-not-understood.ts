import { Fault, Rule } from './rule';
import { show } from '../base/problem';
import { similar } from '../base/similar';
import {
  CAPABILITIES_ANNOTATION,
  DEPENDENCIES_ANNOTATION,
  EXTERNAL_CAPABILITIES_ANNOTATION,
} from '../contract/capabilities';
import { ANNOTATION_PREFIX, IGNORE_ANNOTATION } from '../kubernetes/naming';
import { parseCapabilityList } from '../mesh/capability-annotations';

const LISTS = [CAPABILITIES_ANNOTATION, DEPENDENCIES_ANNOTATION, EXTERNAL_CAPABILITIES_ANNOTATION];

const OTHERS = [`${ANNOTATION_PREFIX}/agent-config-checksum`];

export const RULE: Rule = {
  id: 'annotation-not-understood',
  title: 'An annotation of the mesh is misspelt, or not in its form',
  severity: 'error',
  find: ({ objects }) =>
    objects.flatMap((object): Fault[] =>
      Object.entries<string>(object.metadata.annotations ?? {})
        .filter(
          ([key]) =>
            key.startsWith(`${ANNOTATION_PREFIX}/`) && !key.startsWith(IGNORE_ANNOTATION) && !OTHERS.includes(key),
        )
        .flatMap(([key, value]): Fault[] => {
          if (!LISTS.includes(key)) {
            const meant = similar(key, LISTS);
            return [
              {
                object,
                given: `annotation ${key}`,
                rule: `nothing reads an annotation of that name${meant ? ` (did you mean ${meant}?)` : ''}`,
                fix: `Spell it as docs/annotations.md does, or put a prefix of your own in front of it in place of ${ANNOTATION_PREFIX}`,
              },
            ];
          }
          return parseCapabilityList(value).problems.map((problem) => ({
            object,
            given: `annotation ${key} ${show(value.length > 80 ? `${value.slice(0, 77)}…` : value)}`,
            rule: `${problem}, so what it says is left out of every check and picture`,
            fix: 'Write a JSON list of names, such as ["weather_forecast"], or of maps with name, version or versionRange, tags and optional',
          }));
        }),
    ),
};
