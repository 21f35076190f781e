import { createHash } from 'crypto';
import { layout } from './layout';
import { PageData, pageData } from './page-data';
import { runPage } from './page-script';
import { PAGE_STYLE } from './page-style';
import { draw } from './picture';
import { EdgeReasons } from '../../graph/edge-reasons';
import { MeshGraph } from '../../graph/graph-model';
import { EdgeStyle } from '../diagram-edge';
import { MEANINGS } from '../legend';
import { escapeXml } from '../svg-text';

/** The mesh as a page that asks for no other file: with search, a focus on one agent, and what decides about each connection. */
export function drawHtml(graph: MeshGraph, reasons: EdgeReasons): string {
  const data = pageData(graph, reasons);
  const script = scriptOf();
  // Only this style and this script may run, and nothing may be loaded, whatever the manifests hold.
  const policy = `default-src 'none'; style-src '${hash(PAGE_STYLE)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(data.title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header><h1>${escapeXml(data.title)}</h1><p>${escapeXml(data.summary)}</p></header>
<nav aria-label="Agents and others">
<label for="search">Search: name, capability, namespace (press /)</label>
<input id="search" type="search" autocomplete="off">
<p id="found" role="status"></p>
<div id="list"></div>
</nav>
<main>
<div class="tools">
<button id="whole" type="button" hidden>Show the whole mesh (Esc)</button>
<label>Zoom <input id="zoom" type="range" min="20" max="150" value="100" step="5"></label>
</div>
<div id="view" tabindex="0" role="region" aria-label="Picture of the mesh. The list and the table hold the same in words.">
<div id="canvas" aria-hidden="true"><div id="picture"></div></div>
</div>
<div class="legend">${legend(data)}</div>
<section id="details" aria-live="polite"></section>
<noscript><p>The picture and the list need JavaScript. It is in this file.</p></noscript>
</main>
<script id="data" type="application/json">${jsonInHtml(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** The functions of the page as their own text. Under other names they would not find each other, so they are handed over. */
function scriptOf(): string {
  return `'use strict';(${runPage.toString()})(document, window, {
data: JSON.parse(document.getElementById('data').textContent),
layout: ${layout.toString()},
draw: ${draw.toString()}
});`;
}

/** JSON that ends no script and starts no comment of HTML. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function legend({ edges }: PageData): string {
  const used = new Set(edges.map(({ style }) => style));
  return (Object.keys(MEANINGS) as EdgeStyle[])
    .filter((style) => used.has(style))
    .map((style) => {
      const line = '<path class="line" d="M0,6 h24"/><path class="head" d="M24,2 L32,6 L24,10 z"/>';
      return `<span><svg width="32" height="12" aria-hidden="true"><g class="arrow ${style}">${line}</g></svg>${MEANINGS[style]}</span>`;
    })
    .join('');
}
