import { REASON, SELECTORS, SETTINGS, TOP_FIELDS } from '../src/config/config-fields';

/* The JSON schema of `.cdk8s-mcp-mesh.yaml`, made from the rules and from what the reader of the file takes. */

interface Row {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
}

/** The schema's text. Editors show its descriptions, and complete what they list. */
export function configSchema(rules: readonly Row[]): string {
  const rule = { enum: rules.map(({ id }) => id) };
  const text = (description: string) => ({ description, type: 'string', pattern: '\\S' });
  const selectors = Object.entries(SELECTORS).map(([name, description]) =>
    name === 'rule'
      ? [name, { description, anyOf: [rule, { type: 'array', items: rule, minItems: 1 }] }]
      : [name, text(description)],
  );
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of cdk8s-mcp-mesh check, MeshChecks and MeshValidation',
    type: ['object', 'null'],
    additionalProperties: false,
    properties: {
      rules: {
        description: TOP_FIELDS.rules,
        type: ['object', 'null'],
        additionalProperties: false,
        properties: Object.fromEntries(
          rules.map(({ id, title, severity }) => [id, { description: title, enum: SETTINGS, default: severity }]),
        ),
      },
      ignore: {
        description: TOP_FIELDS.ignore,
        type: ['array', 'null'],
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['reason'],
          minProperties: 2,
          properties: { ...Object.fromEntries(selectors), reason: text(REASON) },
        },
      },
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
