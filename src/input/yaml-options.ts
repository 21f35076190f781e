import { DocumentOptions, ParseOptions, ScalarTag, SchemaOptions, Tags } from 'yaml';

/** For kubectl, as in YAML 1.1, these words are booleans, so they do not fit where the API wants a string. */
const YAML_1_1_BOOLEAN: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:[yY]|yes|Yes|YES|on|On|ON|[nN]|no|No|NO|off|Off|OFF)$/,
  resolve: (word) => /^(?:y|on)/i.test(word),
};

/** How manifests are read: as kubectl reads them. */
export const YAML_OPTIONS: ParseOptions & DocumentOptions & SchemaOptions = {
  merge: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'error',
  customTags: (tags: Tags): Tags => [...tags, YAML_1_1_BOOLEAN],
};
