/** As much of a browser as the page's script uses: the library is compiled without the types of one. */
export interface PageElement {
  textContent: string | null;
  hidden: boolean;
  value: string;
  readonly style: { [property: string]: string };
  readonly clientWidth: number;
  setAttribute(name: string, value: string): void;
  append(...children: (PageElement | string)[]): void;
  replaceChildren(...children: (PageElement | string)[]): void;
  addEventListener(event: string, listener: (event: PageEvent) => void): void;
  focus(): void;
}

export interface PageEvent {
  readonly key: string;
  readonly target: unknown;
  preventDefault(): void;
}

export interface PageDocument {
  createElement(name: string): PageElement;
  createElementNS(namespace: string, name: string): PageElement;
  getElementById(id: string): PageElement | null;
  addEventListener(event: string, listener: (event: PageEvent) => void): void;
}

export interface PageWindow {
  readonly location: { hash: string };
  setTimeout(run: () => void, milliseconds: number): number;
  clearTimeout(timer: number): void;
  addEventListener(event: string, listener: (event: PageEvent) => void): void;
}
