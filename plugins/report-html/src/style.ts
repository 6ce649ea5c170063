/** Style sheet of every report: light and dark, screen and print. Colours of plots are variables, so drawings follow. */
export const style = `
:root{color-scheme:light dark;
--paper:#fcfbf9;--surface:#fff;--ink:#1d2129;--soft:#5d6675;--faint:#8b93a1;--line:#e4e2dc;--grid:#eceae4;--axis:#b9b7af;
--link:#1f5fbf;--good:#14774a;--bad:#b42318;--good-wash:#eef7f1;--bad-wash:#fdf1ef;
--c0:#2f6bd8;--c1:#e0701a;--c2:#159a83;--c3:#8656d6;--c4:#d03a72;--c5:#8a7a10;--c6:#5b8fa8;--c7:#7a6a5c}
@media (prefers-color-scheme:dark){:root{
--paper:#14161b;--surface:#1b1e25;--ink:#e7e9ee;--soft:#a3abba;--faint:#7d8594;--line:#2c313b;--grid:#262a33;--axis:#4b5260;
--link:#8ab4ff;--good:#5ecb95;--bad:#ff8f80;--good-wash:#17271f;--bad-wash:#2e1d1c;
--c0:#74a5ff;--c1:#ff9d57;--c2:#4bcdb4;--c3:#b896ff;--c4:#ff7fa8;--c5:#d2bf4d;--c6:#8fc1d8;--c7:#bfae9f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.6 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans",sans-serif;
font-feature-settings:"kern","liga"}
.page{max-width:64rem;margin:0 auto;padding:3.5rem 1.5rem 4rem}
header{margin-bottom:2rem}
h1{margin:0;font-size:clamp(1.75rem,1.3rem + 2vw,2.5rem);line-height:1.15;font-weight:680;letter-spacing:-.022em;text-wrap:balance}
header p{margin:.65rem 0 0;font-size:1.125rem;line-height:1.5;color:var(--soft);max-width:46rem;white-space:pre-line}
nav ol{list-style:none;margin:0 0 .75rem;padding:.1rem 0;display:flex;flex-wrap:wrap;gap:.25rem 1.4rem;counter-reset:s;font-size:.9375rem}
nav li{counter-increment:s}
nav a{color:var(--soft);text-decoration:none;display:inline-block;padding:.15rem 0}
nav a::before{content:counter(s);color:var(--faint);font-variant-numeric:tabular-nums;margin-right:.55rem}
nav a:hover{color:var(--link)}
a:focus-visible,.table:focus-visible{outline:2px solid var(--link);outline-offset:3px;border-radius:3px}
section{padding-top:2rem;margin-top:2rem;border-top:1px solid var(--line);scroll-margin-top:0}
section:first-child{margin-top:0}
h2{margin:0 0 1.1rem;font-size:1.4rem;line-height:1.25;font-weight:650;letter-spacing:-.012em}
p{margin:0 0 1rem;max-width:44rem;white-space:pre-line;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.75rem;margin:0 0 1.6rem}
.fact{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem .85rem;min-width:0}
.fact.good{background:var(--good-wash);border-color:transparent}
.fact.bad{background:var(--bad-wash);border-color:transparent}
dt{font-size:.8125rem;line-height:1.35;color:var(--soft)}
dd{margin:.2rem 0 0;font-size:1.4rem;line-height:1.25;font-weight:620;letter-spacing:-.01em;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.long{grid-column:span 2}
.long dd{font-size:1rem;line-height:1.45;letter-spacing:0;font-weight:560}
.good dd{color:var(--good)}
.bad dd{color:var(--bad)}
.sign{font-size:.8em;margin-right:.35rem}
.table{margin:0 0 1.6rem;overflow-x:auto}
.tall{max-height:36rem;overflow-y:auto;border:1px solid var(--line);border-radius:10px;background:var(--surface)}
.tall thead th{position:sticky;top:0;background:var(--surface);box-shadow:inset 0 -1px 0 var(--axis)}
.tall caption{padding:.6rem .75rem 0}
table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.45}
caption{text-align:left;color:var(--soft);font-size:.9375rem;padding:0 0 .5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .85rem;unicode-bidi:isolate}
th:first-child,td:first-child{padding-left:.15rem}
th:last-child,td:last-child{padding-right:.15rem}
.tall th:first-child,.tall td:first-child{padding-left:.85rem}
.tall th:last-child,.tall td:last-child{padding-right:.85rem}
thead th{font-size:.8125rem;font-weight:560;color:var(--soft);white-space:nowrap;border-bottom:1px solid var(--axis);vertical-align:bottom}
tbody td{border-bottom:1px solid var(--line)}
tbody tr:last-child td{border-bottom:0}
tbody tr:hover td{background:color-mix(in srgb,var(--link) 5%,transparent)}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.none{color:var(--faint)}
figure{margin:0 0 1.6rem;padding:1.1rem 1.25rem 1.15rem;background:var(--surface);border:1px solid var(--line);border-radius:12px;min-width:0}
figcaption{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:.3rem 1.5rem;margin-bottom:.6rem}
h3{margin:0;font-size:1rem;line-height:1.35;font-weight:620}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;margin:0;padding:0;font-size:.8125rem;color:var(--soft)}
.legend i{display:inline-block;width:.7rem;height:.7rem;border-radius:3px;margin-right:.4rem;vertical-align:-.06rem}
.caption{margin:.55rem 0 0;font-size:.875rem;line-height:1.5;color:var(--soft)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 1rem;align-items:stretch}
.scroll{overflow-x:auto}
.narrow{display:none}
.narrow svg{max-width:30rem!important}
svg{display:block;width:100%;height:auto;font-family:inherit}
svg text{fill:var(--ink);font-size:12px}
svg .tick{fill:var(--soft);font-variant-numeric:tabular-nums}
svg .label{fill:var(--ink)}
svg .name{fill:var(--faint)}
svg .muted{fill:var(--faint)}
svg .value{fill:var(--soft);font-size:11px;font-variant-numeric:tabular-nums}
.grid{stroke:var(--grid)}
.axis{stroke:var(--axis)}
path.line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.dot{fill:var(--c);stroke:var(--surface);stroke-width:1.5}
rect.bar{fill:var(--c)}
.reference{stroke:var(--soft);stroke-width:1.25;stroke-dasharray:5 4}
svg .reference-label{fill:var(--soft);font-size:11px;font-weight:600;paint-order:stroke;stroke:var(--surface);stroke-width:4px;stroke-linejoin:round}
.edge{fill:none;stroke:var(--axis);stroke-width:1.4}
marker path{fill:var(--axis)}
.box{fill:var(--paper);stroke:var(--line)}
.mark{fill:var(--c)}
.node text.kind{font-size:10.5px;fill:var(--soft)}
.node text.label{font-size:13px;font-weight:500}
.node text.note{font-size:11px;fill:var(--soft)}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.8125rem;color:var(--faint)}
@media (min-width:76rem){
.with-contents{max-width:82rem;display:grid;grid-template-columns:11.5rem minmax(0,1fr);column-gap:3rem;grid-template-areas:"head head" "nav main" "nav foot"}
.with-contents header{grid-area:head}
.with-contents nav{grid-area:nav;position:sticky;top:2rem;align-self:start;max-height:calc(100vh - 4rem);overflow-y:auto}
.with-contents main{grid-area:main;min-width:0}
.with-contents footer{grid-area:foot}
.with-contents nav ol{display:block;padding-top:2rem;border-top:1px solid var(--line)}
.with-contents nav a{padding:.28rem 0;line-height:1.35}}
@media screen and (max-width:40rem){.wide{display:none}.narrow{display:block}}
@media (max-width:32rem){.page{padding:2rem 1rem 3rem}figure{padding:.9rem .9rem 1rem}.facts{grid-template-columns:repeat(auto-fill,minmax(min(100%,9.5rem),1fr))}dd{font-size:1.2rem}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{
:root{--paper:#fff;--surface:#fff;--ink:#111;--soft:#444;--faint:#666;--line:#d5d5d5;--grid:#e6e6e6;--axis:#999;--link:#111;
--good:#14774a;--bad:#b42318;--good-wash:#f3f8f5;--bad-wash:#fcf3f2;
--c0:#2f6bd8;--c1:#e0701a;--c2:#159a83;--c3:#8656d6;--c4:#d03a72;--c5:#8a7a10;--c6:#5b8fa8;--c7:#7a6a5c}
@page{margin:16mm 14mm}
body{font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.page{max-width:none;padding:0}
nav,footer{display:none}
section{break-before:auto}
h2,h3,figcaption,caption{break-after:avoid}
figure,.fact,tr,.table:not(.tall){break-inside:avoid}
.table,.tall{overflow:visible;max-height:none}
.tall thead th{position:static}
svg{min-width:0!important}}
`;
