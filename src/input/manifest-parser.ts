import { Document, isCollection, isMap, isSeq, LineCounter, Node, parseAllDocuments, visit } from 'yaml';
import { DocumentPositions } from './document-positions';
import { PlainPositions } from './plain-positions';
import { plainDocuments } from './plain-yaml';
import { repeatedKeys } from './repeated-keys';
import { YAML_OPTIONS } from './yaml-options';
import { FieldPath } from '../api/field-path';
import { LocatedObject, Source } from '../check/finding';
import { IdentifiedObject, hasIdentity } from '../kubernetes/object-identity';
import { RepeatedKey } from '../rules/key-written-twice';

/** An object, and the file and line that it starts on. */
export interface ParsedObject extends LocatedObject {
  readonly where: string;
  readonly file: string;
  readonly line: number;
  readonly source: Source;
}

/** What a file contains beside Kubernetes objects. */
export interface Rejected {
  readonly message: string;
  /** Whether it may have been meant as a manifest: it has a syntax error, or is a template. */
  readonly isManifest: boolean;
  /** Whether it is a template, which is something else until it is rendered. */
  readonly isTemplate?: boolean;
}

export interface ParsedManifests {
  readonly objects: ParsedObject[];
  readonly rejected: Rejected[];
}

/** The Kubernetes objects in the text of one YAML or JSON file. */
export function parseManifests(file: string, text: string): ParsedManifests {
  const parser = new ManifestParser(file);
  parser.parse(text);
  return parser;
}

const TEMPLATE = 'it looks like a template; render it first, such as with helm template';

class ManifestParser implements ParsedManifests {
  public readonly objects: ParsedObject[] = [];
  public readonly rejected: Rejected[] = [];
  private readonly lines = new LineCounter();

  constructor(private readonly file: string) {}

  public parse(text: string): void {
    if (text.includes('\0')) {
      this.reject(`${this.file}: not a text file`, false);
      return;
    }
    const plain = plainDocuments(text);
    if (plain === undefined || plain.some(({ value }) => isList(value))) {
      this.parseWhole(text);
      return;
    }
    for (const document of plain) {
      const { value, line } = document;
      if (isKubernetesObject(value)) {
        this.addObject(value, line, { positions: new PlainPositions(text, document), path: [] }, []);
      } else {
        this.rejectOther(line);
      }
    }
  }

  /** Whatever YAML it is. */
  private parseWhole(text: string): void {
    const mayBeTemplate = text.includes('{{');
    const documents = parseAllDocuments(text, { ...YAML_OPTIONS, lineCounter: this.lines });
    for (const document of Array.isArray(documents) ? documents : []) {
      const [error] = document.errors;
      if (error) {
        const message = error.message.replace('Maximum call stack size exceeded', 'nested too deeply');
        this.reject(
          `${this.place(error.pos[0])}: ${message}${mayBeTemplate ? ` (${TEMPLATE})` : ''}`,
          true,
          mayBeTemplate,
        );
        return; // after a syntax error, the rest cannot be trusted
      }
      const [start, , end] = document.range;
      this.addDocument(document, mayBeTemplate, new DocumentPositions(text, start, end, this.lines));
    }
  }

  private addDocument(document: Document, mayBeTemplate: boolean, positions: DocumentPositions): void {
    const { contents } = document;
    if (contents === null) {
      return;
    }
    const placeholder = mayBeTemplate ? placeholderIn(document) : undefined;
    if (placeholder !== undefined && isMap(contents) && contents.has('kind')) {
      this.reject(`${this.place(placeholder)}: ${TEMPLATE}`, true, true);
      return;
    }
    try {
      this.addNode(contents as Node, document.toJS(), { positions, path: [] });
    } catch (error) {
      this.reject(`${this.place(contents.range?.[0] ?? 0)}: ${(error as Error).message}`, true);
    }
  }

  private addNode(node: Node, value: unknown, place: NodePlace): void {
    if (value === null || value === undefined) {
      return;
    }
    if (isList(value)) {
      const items = isMap(node) ? node.get('items', true) : undefined;
      value.items.forEach((item, i) => {
        const itemNode = isSeq(items) ? items.items[i] : undefined;
        this.addNode(isCollection(itemNode) ? itemNode : node, itemOf(value, item), {
          ...place,
          path: [...place.path, 'items', i],
        });
      });
    } else if (isKubernetesObject(value)) {
      const repeated = repeatedKeys(node, (offset) => this.line(offset));
      this.addObject(value, this.line(node.range?.[0] ?? 0), place, repeated);
    } else {
      this.rejectOther(this.line(node.range?.[0] ?? 0));
    }
  }

  private addObject(value: NamedOrGenerated, line: number, place: NodePlace, keys: readonly RepeatedKey[]): void {
    const { file } = this;
    const { positions, path } = place;
    this.objects.push({
      object: named(value),
      file,
      line,
      where: `${file}:${line}`,
      source: { file, position: (field) => positions.position([...path, ...field]) },
      repeatedKeys: keys,
    });
  }

  private rejectOther(line: number): void {
    this.reject(`${this.file}:${line}: not a Kubernetes object: it needs apiVersion, kind and metadata.name`, false);
  }

  private reject(message: string, isManifest: boolean, isTemplate: boolean = false): void {
    this.rejected.push({ message, isManifest, isTemplate });
  }

  private place(offset: number): string {
    return `${this.file}:${this.line(offset)}`;
  }

  private line(offset: number): number {
    return this.lines.linePos(offset).line;
  }
}

/** Where a node is in its document. */
interface NodePlace {
  readonly positions: DocumentPositions | PlainPositions;
  readonly path: FieldPath;
}

/** Where a template has a placeholder: YAML takes {{ name }} for a map with a map as its key, which no manifest has. */
function placeholderIn(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Pair: (_, { key }) => {
      if (!isMap(key)) {
        return undefined;
      }
      found = key.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

type Fields = { readonly [field: string]: unknown };

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface List {
  readonly apiVersion: string;
  readonly kind: string;
  readonly items: unknown[];
}

function isList(value: unknown): value is List {
  return (
    isFields(value) &&
    typeof value.kind === 'string' &&
    value.kind.endsWith('List') &&
    typeof value.apiVersion === 'string' &&
    Array.isArray(value.items)
  );
}

/** The API server omits kind and apiVersion from the items of a typed list, such as a PodList. */
function itemOf({ apiVersion, kind }: List, item: unknown): unknown {
  return kind !== 'List' && isFields(item) && item.kind === undefined
    ? { apiVersion, kind: kind.slice(0, -'List'.length), ...item }
    : item;
}

/** An object that has a name, or the prefix of the name that the API server is to generate. */
interface NamedOrGenerated extends Fields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Fields & ({ readonly name: string } | { readonly generateName: string });
}

function isKubernetesObject(value: unknown): value is NamedOrGenerated {
  return (
    isFields(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isFields(value.metadata) &&
    typeof (value.metadata.name ?? value.metadata.generateName) === 'string'
  );
}

/** An object without a name is called by the prefix of its name. */
function named(object: NamedOrGenerated): IdentifiedObject {
  return hasIdentity(object)
    ? object
    : { ...object, metadata: { ...object.metadata, name: String(object.metadata.generateName) } };
}
