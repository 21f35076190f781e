import { PageDocument, PageElement, PageWindow } from './dom';
import { PageEdge, PageNode } from './page-data';
import { PageTools, PictureArrow, PictureBox } from './picture';

/**
 * The page at work: a list with search, a picture of the whole mesh or of what is in focus, and a table of connections with what decides
 * about them. All text goes in as text, never as markup.
 *
 * The function is part of the page as its own text: it must not use anything but its arguments.
 */
export function runPage(document: PageDocument, window: PageWindow, { data, layout, draw }: PageTools): void {
  const FEW_BOXES = 60;
  /** Smaller, nobody reads the text: then the picture scrolls. */
  const SMALLEST = 0.6;
  const PAUSE = 200;

  let isZoomed = false;
  let timer = 0;

  const element = (id: string) => document.getElementById(id)!;
  const make = (name: string, text: string, attributes: { [name: string]: string } = {}): PageElement => {
    const made = document.createElement(name);
    made.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  const [search, zoom, picture, list, details] = ['search', 'zoom', 'picture', 'list', 'details'].map(element);

  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  // What is in none comes last.
  const namespaces = [...new Set(data.nodes.map(({ namespace }) => namespace))].sort((one, other) =>
    one === '' || other === '' ? other.length - one.length : one < other ? -1 : 1,
  );
  const canFold = namespaces.filter((namespace) => namespace !== '').length > 1;
  const folded = new Set(canFold && data.nodes.length > FEW_BOXES ? namespaces.filter((each) => each !== '') : []);

  const words = (node: PageNode) => [node.name, node.namespace, node.kind, ...node.lines].join(' ').toLowerCase();
  const texts = new Map(data.nodes.map((node) => [node.id, words(node)]));
  const query = () => search.value.trim().toLowerCase();
  const isFound = ({ id }: PageNode) => texts.get(id)!.includes(query());
  const focused = () => byId.get(window.location.hash.slice(1));

  const fold = (namespace: string) => {
    if (!folded.delete(namespace)) {
      folded.add(namespace);
    }
    window.location.hash = '';
    update();
  };

  const append = <T>(map: Map<string, T[]>, key: string, value: T) => {
    const known = map.get(key);
    if (known) {
      known.push(value);
    } else {
      map.set(key, [value]);
    }
  };

  // --- the list ---
  const byNamespace = new Map<string, PageNode[]>();
  data.nodes.forEach((node) => append(byNamespace, node.namespace, node));
  const rows = new Map<string, { readonly item: PageElement; readonly link: PageElement }>();
  const sections = namespaces.map((namespace, i) => {
    const nodes = byNamespace.get(namespace)!;
    const section = make('section', '');
    const head = make('div', '', { class: 'head' });
    head.append(make('h2', namespace === '' ? 'no namespace' : namespace));
    if (canFold && namespace !== '') {
      const button = make('button', 'Fold', { type: 'button', id: `fold-${i}` });
      button.setAttribute('aria-label', `Fold namespace ${namespace} in the picture`);
      button.addEventListener('click', () => fold(namespace));
      head.append(button);
    }
    const items = make('ul', '');
    nodes.forEach((node) => {
      const item = make('li', '');
      const link = make('a', node.name, { href: `#${node.id}`, class: `entry ${node.kind}` });
      link.append(make('small', [node.replicas, ...node.lines].filter((line) => line !== '').join(', ')));
      item.append(link);
      items.append(item);
      rows.set(node.id, { item, link });
    });
    section.append(head, items);
    list.append(section);
    return { namespace, nodes, section, position: i };
  });

  const updateList = () => {
    const focus = focused();
    let found = 0;
    sections.forEach(({ namespace, nodes, section, position }) => {
      nodes.forEach((node) => {
        const { item, link } = rows.get(node.id)!;
        item.hidden = !isFound(node);
        found += item.hidden ? 0 : 1;
        link.setAttribute('aria-current', String(node === focus));
      });
      section.hidden = !nodes.some(isFound);
      document.getElementById(`fold-${position}`)?.setAttribute('aria-pressed', String(folded.has(namespace)));
    });
    element('found').textContent = query() === '' ? '' : `${found} of ${data.nodes.length}`;
  };

  // --- the picture ---
  const boxOf = (node: PageNode) => (folded.has(node.namespace) && !focused() ? `in ${node.namespace}` : node.id);

  const updatePicture = () => {
    const focus = focused();
    const edges = data.edges.filter(({ from, to, isQuiet }) =>
      focus ? from === focus.id || to === focus.id : !isQuiet,
    );
    const near = new Set(edges.flatMap(({ from, to }) => [from, to]));
    const nodes = focus ? data.nodes.filter((node) => node === focus || near.has(node.id)) : data.nodes;
    const groups = new Map<string, PageNode[]>();
    nodes.forEach((node) => append(groups, boxOf(node), node));
    const isFaded = (all: readonly PageNode[]) => query() !== '' && !focus && !all.some(isFound);
    const boxes = [...groups].map(([id, all]): PictureBox => {
      const [first] = all;
      if (id !== first.id) {
        const agents = all.filter(({ kind }) => kind === 'agent').length;
        const others = all.length - agents;
        const lines = [`${agents} ${agents === 1 ? 'agent' : 'agents'}${others > 0 ? `, ${others} beside` : ''}`];
        const open = () => fold(first.namespace);
        return { id, href: '#', kind: 'folded', heading: first.namespace, lines, isFaded: isFaded(all), open };
      }
      const heading = `${first.name} ${first.replicas}`.trim();
      const kind = first === focus ? `${first.kind} focus` : first.kind;
      return { id, href: `#${id}`, kind, heading, lines: first.lines, isFaded: isFaded(all) };
    });
    const fadedBoxes = new Set(boxes.filter((box) => box.isFaded).map(({ id }) => id));
    const byEnds = new Map<string, PageEdge[]>();
    edges.forEach((edge) => {
      const key = JSON.stringify([boxOf(byId.get(edge.from)!), boxOf(byId.get(edge.to)!)]);
      append(byEnds, key, edge);
    });
    const arrows = [...byEnds].map(([key, all]): PictureArrow => {
      const [from, to]: string[] = JSON.parse(key);
      return { from, to, edges: all, isFaded: fadedBoxes.has(from) && fadedBoxes.has(to) };
    });
    const { width, height } = draw(document, picture, layout, boxes, arrows);
    if (!isZoomed) {
      const fitting = element('view').clientWidth / width;
      zoom.value = String(Math.round(100 * Math.min(1, Math.max(SMALLEST, fitting))));
    }
    const scale = Number(zoom.value) / 100;
    picture.style.transform = `scale(${scale})`;
    element('canvas').style.height = `${Math.ceil(height * scale)}px`;
    element('canvas').style.width = `${Math.ceil(width * scale)}px`;
    element('whole').hidden = !focus;
  };

  // --- the table ---
  const linkTo = (id: string) => {
    const cell = make('td', '');
    cell.append(make('a', byId.get(id)!.name, { href: `#${id}` }));
    return cell;
  };
  const row = (edge: PageEdge) => {
    const made = make('tr', '', { class: edge.style });
    const why = make('td', '');
    why.append(...edge.why.map((line) => make('div', line)));
    made.append(linkTo(edge.from), linkTo(edge.to), make('td', edge.text), why);
    return made;
  };
  const table = (caption: string, edges: readonly PageEdge[]) => {
    const made = make('table', '');
    const head = make('tr', '');
    head.append(...['From', 'To', 'What', 'Decided by'].map((title) => make('th', title, { scope: 'col' })));
    const [thead, tbody] = [make('thead', ''), make('tbody', '')];
    thead.append(head);
    tbody.append(...edges.map(row));
    made.append(make('caption', caption), thead, tbody);
    return made;
  };

  const updateDetails = () => {
    const focus = focused();
    if (focus) {
      const facts = [focus.kind, focus.namespace && `namespace ${focus.namespace}`, focus.replicas, ...focus.lines];
      const own = data.edges.filter(({ from, to }) => from === focus.id || to === focus.id);
      const text = facts.filter((fact) => fact !== '').join(' · ');
      const count = own.length === 1 ? '1 connection' : `${own.length} connections`;
      details.replaceChildren(make('h2', focus.name), make('p', text), table(count, own));
      return;
    }
    const wrong = data.edges.filter(({ style }) => style === 'blocked' || style === 'unmet');
    const changed = data.edges.filter(({ style }) => style === 'opened' || style === 'closed');
    const hint = make(
      'p',
      'Choose an agent, in the list or in the picture, to see its connections and what decides about them.',
    );
    details.replaceChildren(
      ...data.remarks.map((remark) => make('p', remark, { class: 'remark' })),
      ...(wrong.length > 0 ? [table('Blocked, or needed and not there', wrong)] : []),
      ...(changed.length > 0 ? [table('What changes', changed)] : []),
      hint,
    );
  };

  const update = () => {
    updateList();
    updatePicture();
    updateDetails();
  };

  search.addEventListener('input', () => {
    updateList();
    // A large picture takes a moment: not at each letter.
    window.clearTimeout(timer);
    timer = window.setTimeout(updatePicture, PAUSE);
  });
  search.addEventListener('keydown', ({ key }) => {
    const first = data.nodes.find(isFound);
    if (key === 'Enter' && first) {
      window.location.hash = first.id;
    }
  });
  zoom.addEventListener('input', () => {
    isZoomed = true;
    updatePicture();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && event.target !== search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape') {
      search.value = '';
      window.location.hash = '';
      update();
    }
  });
  element('whole').addEventListener('click', () => {
    window.location.hash = '';
  });
  window.addEventListener('hashchange', update);
  update();
}
