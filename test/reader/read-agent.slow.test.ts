import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as fc from 'fast-check';
import { readAgent } from '../../src/reader/read-agent';

/*
 * One agent can be written in many ways that mean the same. However it is written, the same must be read: with other names for
 * the package, with constants, in other quotes, with decorators of others around, and with comments and strings that look like
 * declarations. Each property draws what the agent declares and how it is written.
 */

interface Tool {
  readonly capability: string;
  readonly tags: string[];
  readonly version?: string;
  readonly needs: { readonly name: string; readonly tags: string[]; readonly required: boolean }[];
}

interface Plan {
  readonly name: string;
  readonly tools: Tool[];
}

const text = fc.oneof(
  fc.constantFrom('weather', 'trip_planning', 'a-b', 'x.y'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((each) => !/[\0\r\u2028\u2029]/.test(each)),
);

const plans: fc.Arbitrary<Plan> = fc.record({
  name: text,
  tools: fc.array(
    fc.record(
      {
        capability: text,
        tags: fc.array(text, { maxLength: 3 }),
        version: fc.constantFrom('1.0.0', '2.1', 'latest'),
        needs: fc.array(fc.record({ name: text, tags: fc.array(text, { maxLength: 2 }), required: fc.boolean() }), {
          maxLength: 3,
        }),
      },
      { requiredKeys: ['capability', 'tags', 'needs'] },
    ),
    { minLength: 1, maxLength: 4 },
  ),
});

/** Choices of how something is written, one after the other. */
class Choices {
  private position = 0;

  constructor(private readonly drawn: readonly number[]) {}

  public of<T>(...options: T[]): T {
    this.position = (this.position + 1) % this.drawn.length;
    return options[this.drawn[this.position] % options.length];
  }
}

const choices = fc.array(fc.nat(997), { minLength: 30, maxLength: 60 });

/** A folder for the files of one test. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'written-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(file: string, code: string) {
  writeFileSync(join(folder, file), code);
  const { name, capabilities, requirements, holes } = readAgent({ root: folder, file });
  return {
    name: name?.value,
    capabilities: capabilities.map(({ at: _, ...each }) => each),
    requirements: requirements.map(({ at: _, ...each }) => each),
    holes,
  };
}

function declared({ name, tools }: Plan) {
  return {
    name,
    capabilities: tools.map(({ capability, tags, version }) => ({
      name: capability,
      ...(version === undefined ? {} : { version }),
      ...(tags.length > 0 ? { tags } : {}),
    })),
    requirements: tools.flatMap(({ needs }) =>
      needs.map((need) => ({
        name: need.name,
        ...(need.tags.length > 0 ? { tags: need.tags } : {}),
        ...(need.required ? { required: true } : {}),
      })),
    ),
    holes: [],
  };
}

describe('an agent in Python', () => {
  const escaped = (value: string, quote: string) =>
    value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replaceAll(quote, `\\${quote}`);

  function string(value: string, how: Choices): string {
    const half = Math.floor(value.length / 2);
    const isWhole = half === 0 || /[\ud800-\udfff]/.test(value);
    const quoted = (part: string, quote: string) => `${quote}${escaped(part, quote)}${quote}`;
    return how.of(
      quoted(value, '"'),
      quoted(value, "'"),
      // A text that ends with a quote would close three of them early.
      /["\\]$/.test(value) ? quoted(value, "'") : `"""${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"""`,
      isWhole ? quoted(value, '"') : `${quoted(value.slice(0, half), '"')} ${quoted(value.slice(half), "'")}`,
      isWhole ? quoted(value, '"') : `(${quoted(value.slice(0, half), "'")} + ${quoted(value.slice(half), '"')})`,
      `f${quoted(value, '"').replace(/\{/g, '{{').replace(/\}/g, '}}')}`,
      `"${[...value].map((letter) => `\\U${letter.codePointAt(0)!.toString(16).padStart(8, '0')}`).join('')}"`,
    );
  }

  function written({ name, tools }: Plan, how: Choices): string {
    const constants: string[] = [];
    const value = (code: string) => {
      const isConstant = how.of(true, false, false);
      if (isConstant) {
        constants.push(`C${constants.length}${how.of('', ': object')} = ${code}`);
      }
      return isConstant ? `C${constants.length - 1}` : code;
    };
    const list = (items: string[]) =>
      value(
        `[${items.join(how.of(', ', ',', ',\n    # "comment",\n    '))}${how.of('', items.length > 0 ? ',' : '')}]`,
      );
    const mesh = how.of('mesh', 'm', 'tool');
    const importing = how.of(
      `import mesh as ${mesh}`,
      `import os, mesh as ${mesh}`,
      `try:\n    import mesh as ${mesh}\nexcept ImportError:\n    ${mesh} = None`,
      `import mesh as first\n${mesh} = first`,
    );
    const other = () =>
      how.of('', '@app.tool()\n', '@logged\n@app.tool(name="mesh.tool")\n', '@retry(times=3) # @mesh.tool("x")\n');
    const noise = () =>
      how.of(
        '',
        '# @mesh.tool(capability="in_a_comment")\n',
        `"""\n@${mesh}.tool(capability="in_a_string")\ndef no(): pass\n"""\n`,
        `def helper(mesh, m, tool):\n    return mesh.tool(capability="shadowed"), m, tool\n`,
        'class Other:\n    def tool(self, **more): return self\n',
        'x = yield_ = [t for t in (1, 2)]\n',
      );
    const declarations = tools.map(({ capability, tags, version, needs }, i) => {
      const needed = needs.map((need) => {
        const fields = [
          `"capability": ${value(string(need.name, how))}`,
          `'tags': ${list(need.tags.map((tag) => string(tag, how)))}`,
        ];
        const all = [...fields, ...(need.required ? ['"required": True'] : [])];
        const isPlain = need.tags.length === 0 && !need.required;
        return isPlain
          ? how.of(string(need.name, how), `{${all.join(', ')}}`)
          : value(how.of(`{${all.join(', ')}}`, `{${all.reverse().join(',')}}`));
      });
      const name_ = value(string(capability, how));
      const options = [
        `tags=${list(tags.map((tag) => string(tag, how)))}`,
        `dependencies=${list(needed)}`,
        ...(version === undefined ? [] : [`version=${string(version, how)}`]),
        'timeout=30',
      ];
      const args = how.of(
        [name_, ...options],
        [`capability=${name_}`, ...options],
        [...options.reverse(), `capability=${name_}`],
      );
      const signature = how.of('def', 'async def');
      return `${noise()}${other()}@${mesh}.tool(${args.join(how.of(', ', ',\n        '))})\n${other()}${signature} tool_${i}(x: int = 1) -> str:\n    """@${mesh}.tool(capability="doc")"""\n    return "x"\n\n`;
    });
    const agent = `@${mesh}.agent(${how.of('', 'name=')}${value(string(name, how))}, http_port=9000)\nclass Agent:\n    pass\n`;
    const parts = how.of([...declarations, agent], [agent, ...declarations]).join(noise());
    return [importing, ...constants, '', parts].join('\n');
  }

  test('is read alike, however it is written', () => {
    fc.assert(
      fc.property(plans, choices, (plan, drawn) => {
        const code = written(plan, new Choices(drawn));
        expect({ code, ...read('agent.py', code) }).toEqual({ code, ...declared(plan) });
      }),
      { numRuns: 400 },
    );
  });

  test('has holes, and never less, if a part of it is only known when it runs', () => {
    fc.assert(
      fc.property(plans, choices, fc.nat(), (plan, drawn, at) => {
        const code = written(plan, new Choices(drawn));
        const values = [
          ...code.matchAll(/(?:tags|dependencies|capability|name)=(\[[^\]]*\]|C\d+|"(?:[^"\\\n]|\\.)*")(?=[,)])/g),
        ].filter(([all]) => !/in_a|doc|shadowed|mesh\.tool/.test(all));
        fc.pre(values.length > 0);
        const { index, 0: all, 1: value } = values[at % values.length];
        const changed = `${code.slice(0, index)}${all.replace(value, 'unknown()')}${code.slice(index + all.length)}`;
        expect({ changed, holes: read('agent.py', changed).holes }).not.toEqual({ changed, holes: [] });
      }),
      { numRuns: 200 },
    );
  });
});

describe('an agent in TypeScript', () => {
  function string(value: string, how: Choices): string {
    const json = JSON.stringify(value);
    const half = Math.floor(value.length / 2);
    const isWhole = half === 0 || /[\ud800-\udfff]/.test(value);
    return how.of(
      json,
      `'${json.slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`,
      `\`${value.replace(/[\\`$]/g, '\\$&')}\``,
      isWhole ? json : `${JSON.stringify(value.slice(0, half))} + ${JSON.stringify(value.slice(half))}`,
      isWhole ? json : `\`\${${JSON.stringify(value.slice(0, half))}}${value.slice(half).replace(/[\\`$]/g, '\\$&')}\``,
    );
  }

  function written({ name, tools }: Plan, how: Choices): string {
    const constants: string[] = [];
    const value = (code: string) => {
      const isConstant = how.of(true, false, false);
      if (isConstant) {
        constants.push(`const c${constants.length}${how.of('', ': any')} = ${code}${how.of('', ' as const')};`);
      }
      return isConstant ? `c${constants.length - 1}` : code;
    };
    const list = (items: string[]) => value(`[${items.join(how.of(', ', ', /* "comment", */ '))}]`);
    const mesh = how.of('mesh', 'm');
    const importing = how.of(
      `import { FastMCP, mesh as ${mesh} } from "@mcpmesh/sdk";`,
      `import { FastMCP } from '@mcpmesh/sdk';\nimport * as sdk from "@mcpmesh/sdk";\nconst ${mesh} = sdk.mesh;`,
      `const { FastMCP, mesh: ${mesh} } = require("@mcpmesh/sdk");`,
    );
    const noise = () =>
      how.of(
        '',
        '// agent.addTool({ name: "in_a_comment" });',
        'const no = `agent.addTool({ name: "in_a_template" })`;'.replace(
          'no',
          `no${constants.push('') && constants.length}`,
        ),
        'function helper(agent: { addTool(x: object): FastMCP }, mesh: Function) { return [agent, mesh]; }',
        'try { server.addTool({ name: "not_ours" }); } catch (e: any) { console.log(e); }',
      );
    const declarations = tools.map(({ capability, tags, version, needs }, i) => {
      const needed = needs.map((need) => {
        const fields = [
          `capability: ${value(string(need.name, how))}`,
          `"tags": ${list(need.tags.map((tag) => string(tag, how)))}`,
        ];
        const all = [...fields, ...(need.required ? ['required: true'] : [])].join(', ');
        return need.tags.length === 0 && !need.required
          ? how.of(string(need.name, how), `{ ${all} }`)
          : value(`{ ${all} }`);
      });
      const options = [
        `name: "tool_${i}"`,
        `capability: ${value(string(capability, how))}`,
        `tags: ${list(tags.map((tag) => string(tag, how)))}`,
        `dependencies: ${list(needed)}`,
        ...(version === undefined ? [] : [`version: ${string(version, how)}`]),
        'execute: async (args) => { try { return `${args}`; } catch (e: any) { return e!; } }',
      ];
      const argument = `{ ${options.join(how.of(', ', ',\n  '))} }`;
      return how.of(`agent.addTool(${argument});`, `agent\n  .addTool(${argument});`, `alias.addTool(${argument})`);
    });
    return [
      importing,
      'const server = new FastMCP({ name: "x" });',
      ...constants,
      `const agent = ${mesh}(server, { name: ${string(name, how)}, httpPort: 9000 });`,
      'const alias = agent;',
      ...declarations.flatMap((each) => [noise(), each]),
    ].join('\n');
  }

  test('is read alike, however it is written', () => {
    fc.assert(
      fc.property(plans, choices, (plan, drawn) => {
        const code = written(plan, new Choices(drawn));
        expect({ code, ...read('agent.ts', code) }).toEqual({ code, ...declared(plan) });
      }),
      { numRuns: 400 },
    );
  });
});
