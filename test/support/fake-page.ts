import { runInNewContext } from 'vm';
import { PageDocument, PageElement, PageEvent, PageWindow } from '../../src/diagram/html/dom';

type Listener = (event: PageEvent) => void;

/** An element of a browser, as far as the page's script uses one. It has no way to make markup of text. */
export class FakeElement implements PageElement {
  public hidden = false;
  public value = '';
  public readonly style: { [property: string]: string } = {};
  public readonly clientWidth = 1000;
  public readonly attributes = new Map<string, string>();
  public readonly children: (FakeElement | string)[] = [];
  private readonly listeners = new Map<string, Listener[]>();

  constructor(
    public readonly name: string,
    private readonly page: FakePage,
  ) {}

  public get textContent(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('');
  }

  public set textContent(text: string) {
    this.children.splice(0, this.children.length, text);
  }

  public setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
    if (name === 'id') {
      this.page.ids.set(value, this);
    }
  }

  public append(...children: (PageElement | string)[]): void {
    this.children.push(...(children as (FakeElement | string)[]));
  }

  public replaceChildren(...children: (PageElement | string)[]): void {
    this.children.splice(0, this.children.length, ...(children as (FakeElement | string)[]));
  }

  public addEventListener(event: string, listener: Listener): void {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  public focus(): void {
    this.page.focused = this;
  }

  public fire(event: string, key: string = ''): void {
    this.listeners.get(event)?.forEach((listener) => listener({ key, target: this, preventDefault: () => {} }));
  }

  /** This element and all below it that are shown, in order. */
  public all(): FakeElement[] {
    const below = this.children.flatMap((child) => (typeof child === 'string' || child.hidden ? [] : child.all()));
    return [this, ...below];
  }

  /** What is shown with a class. */
  public withClass(wanted: string): FakeElement[] {
    return this.all().filter(({ attributes }) => (attributes.get('class') ?? '').split(' ').includes(wanted));
  }

  /** What is shown with a name. */
  public named(wanted: string): FakeElement[] {
    return this.all().filter(({ name }) => name === wanted);
  }
}

/** A browser with a page that `drawHtml` made, its script at work. */
export class FakePage implements PageDocument {
  public readonly ids = new Map<string, FakeElement>();
  public focused?: FakeElement;
  private readonly root = new FakeElement('document', this);
  private readonly outside = new FakeElement('window', this);
  private hash = '';

  constructor(html: string) {
    [...html.matchAll(/<(\w+) id="([\w-]+)"[^>]*>/g)].forEach(([, name, id]) =>
      this.ids.set(id, new FakeElement(name, this)),
    );
    this.ids.get('zoom')!.value = '100';
    const [data, script] = [...html.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, text]) => text);
    this.ids.get('data')!.textContent = data;
    const window: PageWindow = {
      location: Object.defineProperty({ hash: '' }, 'hash', {
        get: () => this.hash,
        set: (hash: string) => this.goTo(hash),
      }),
      setTimeout: (run) => {
        run();
        return 1;
      },
      clearTimeout: () => {},
      addEventListener: (event, listener) => this.outside.addEventListener(event, listener),
    };
    // A context of its own: the script has nothing of ours but what it is given.
    runInNewContext(script, { document: this, window });
  }

  public createElement(name: string): FakeElement {
    return new FakeElement(name, this);
  }

  public createElementNS(_: string, name: string): FakeElement {
    return new FakeElement(name, this);
  }

  public getElementById(id: string): FakeElement | null {
    return this.ids.get(id) ?? null;
  }

  public addEventListener(event: string, listener: Listener): void {
    this.root.addEventListener(event, listener);
  }

  /** A part of the page by its id. */
  public part(id: string): FakeElement {
    return this.ids.get(id)!;
  }

  public press(key: string): void {
    this.root.fire('keydown', key);
  }

  /** Follows a link to a part of the page. */
  public goTo(hash: string): void {
    const next = hash === '' || hash.startsWith('#') ? hash : `#${hash}`;
    if (next !== this.hash) {
      this.hash = next;
      this.outside.fire('hashchange');
    }
  }

  public type(text: string): void {
    this.part('search').value = text;
    this.part('search').fire('input');
  }

  /** The headings of the boxes in the picture. */
  public boxes(): string[] {
    return this.part('picture')
      .withClass('box')
      .map((box) => box.named('b')[0].textContent);
  }

  /** The names in the list. */
  public entries(): string[] {
    return this.part('list')
      .withClass('entry')
      .map(({ children }) => String(children[0]));
  }

  /** The rows of the table, cell by cell. */
  public rows(): string[][] {
    return this.part('details')
      .named('tr')
      .map((row) => row.named('td').map((cell) => cell.textContent))
      .filter((cells) => cells.length > 0);
  }
}
