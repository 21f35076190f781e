import { isMap, isScalar, isSeq, LineCounter, Node, parseDocument, YAMLMap } from 'yaml';
import { REASON, SELECTORS, SETTINGS, TOP_FIELDS } from './config-fields';
import { didYouMean } from '../base/did-you-mean';
import { show } from '../base/problem';
import { Configuration, Ignore, RuleSetting } from '../check/configuration';
import { RULE_IDS } from '../rules/rule-ids';

/** What is wrong with a configuration: a line for each fault, with its place. */
export class InvalidConfiguration extends Error {
  constructor(public readonly faults: string[]) {
    super(faults.join('\n'));
  }
}

/**
 * Reads the text of a configuration. Throws all that is wrong with it.
 *
 * @param file as messages name it
 * @param folder that patterns of paths are relative to
 */
export function parseConfig(text: string, file: string, folder: string): Configuration {
  return new ConfigParser(text, file).configuration(folder);
}

class ConfigParser {
  private readonly lines = new LineCounter();
  private readonly faults: string[] = [];

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {}

  public configuration(folder: string): Configuration {
    const document = parseDocument(this.text, { lineCounter: this.lines, prettyErrors: false, logLevel: 'error' });
    document.errors.forEach(({ message, pos }) => this.fault(pos[0], message));
    const { contents } = document;
    const fields =
      document.errors.length === 0 && contents !== null ? this.map(contents, 'a configuration') : undefined;
    fields && this.checkKeys(fields, Object.keys(TOP_FIELDS), 'a configuration');
    const configuration = {
      file: this.file,
      folder,
      rules: this.rules(fields?.get('rules', true)),
      ignore: this.ignore(fields?.get('ignore', true)),
    };
    if (this.faults.length > 0) {
      throw new InvalidConfiguration(this.faults);
    }
    return configuration;
  }

  private rules(node: unknown): Map<string, RuleSetting> {
    const rules = new Map<string, RuleSetting>();
    const map = isGiven(node) ? this.map(node, 'rules') : undefined;
    for (const { key, value } of map?.items ?? []) {
      const id = this.ruleId(key);
      const setting = SETTINGS.find((each) => isScalar(value) && each === value.value);
      if (setting === undefined) {
        this.fault(startOf(value) ?? startOf(key), `${show(id)}: it is ${SETTINGS.join(', ')}`);
      } else {
        rules.set(id, setting);
      }
    }
    return rules;
  }

  private ignore(node: unknown): Ignore[] {
    if (!isGiven(node)) {
      return [];
    }
    if (!isSeq(node)) {
      this.fault(startOf(node), 'ignore: it is a list');
      return [];
    }
    return node.items.flatMap((item) => {
      const map = this.map(item, 'an entry of ignore');
      return map ? [this.entry(map)] : [];
    });
  }

  private entry(map: YAMLMap): Ignore {
    this.checkKeys(map, [...Object.keys(SELECTORS), 'reason'], 'an entry of ignore');
    const text = (name: string) => this.textOf(map.get(name, true), name);
    const reason = text('reason');
    if (!map.has('reason')) {
      this.fault(startOf(map), `an entry of ignore has no reason. Add it (${lower(REASON)})`);
    }
    if (!Object.keys(SELECTORS).some((name) => map.has(name))) {
      this.fault(startOf(map), `an entry of ignore selects nothing. Name one of ${Object.keys(SELECTORS).join(', ')}`);
    }
    const rule = map.get('rule', true);
    const listed: unknown[] = isSeq(rule) ? rule.items : [rule];
    if (listed.length === 0) {
      this.fault(startOf(rule), 'rule: the list is empty');
    }
    return {
      rules: isGiven(rule) ? listed.map((each) => this.ruleId(each)) : undefined,
      path: text('path'),
      namespace: text('namespace'),
      kind: text('kind'),
      name: text('name'),
      reason: reason ?? '',
      where: this.place(startOf(map)),
    };
  }

  private ruleId(node: unknown): string {
    const id = isScalar(node) ? String(node.value) : '';
    if (!RULE_IDS.includes(id)) {
      this.fault(startOf(node), `there is no rule ${show(id)}${didYouMean(id, RULE_IDS)}`);
    }
    return id;
  }

  private textOf(node: unknown, name: string): string | undefined {
    if (node === undefined) {
      return undefined;
    }
    if (isScalar(node) && typeof node.value === 'string' && node.value.trim() !== '') {
      return node.value;
    }
    this.fault(startOf(node), `${name}: it is a text that is not empty`);
    return undefined;
  }

  private map(node: unknown, name: string): YAMLMap | undefined {
    if (isMap(node)) {
      return node;
    }
    this.fault(startOf(node), `${name}: it is a map`);
    return undefined;
  }

  private checkKeys(map: YAMLMap, known: string[], name: string): void {
    for (const { key } of map.items) {
      const word = isScalar(key) ? String(key.value) : '';
      if (!known.includes(word)) {
        this.fault(
          startOf(key),
          `${name} has no field ${show(word)}${didYouMean(word, known)}; it has ${known.join(', ')}`,
        );
      }
    }
  }

  private fault(offset: number | undefined, message: string): void {
    this.faults.push(`${this.place(offset)}: ${message}`);
  }

  private place(offset = 0): string {
    const { line, col } = this.lines.linePos(offset);
    return `${this.file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  }
}

/** A key without a value is as if it were left out. */
function isGiven(node: unknown): boolean {
  return node !== undefined && node !== null && !(isScalar(node) && node.value === null);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function lower(text: string): string {
  return `${text[0].toLowerCase()}${text.slice(1)}`;
}
