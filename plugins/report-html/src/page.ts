import type { Report } from '@penstock/core/contracts';
import { blocks } from './blocks.ts';
import { Markup, markup } from './markup.ts';
import { style } from './style.ts';

/** The whole document. It loads nothing and runs no script, which its content security policy states. */
export function page({ title, subtitle, sections }: Report): Markup {
  const links = sections.map(
    (section, index) => markup`<li><a href="#section-${index + 1}">${section.title}</a></li>\n`,
  );
  const contents = markup`<nav aria-label="Contents"><ol>\n${links}</ol></nav>`;
  const bodies = sections.map(
    (section, index) => markup`<section id="section-${index + 1}">
<h2>${section.title}</h2>
${blocks(section.blocks)}
</section>
`,
  );
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="Penstock">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<div class="page${sections.length > 1 ? ' with-contents' : ''}">
<header><h1>${title}</h1>${subtitle === undefined ? undefined : markup`<p>${subtitle}</p>`}</header>
${sections.length > 1 ? contents : undefined}
<main>
${bodies}</main>
<footer>Made by Penstock. This file needs no network.</footer>
</div>
</body>
</html>
`;
}
