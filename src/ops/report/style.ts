import { Markup } from "./markup.ts";

/** Two palettes, one measure. Contrast of text is 4.5 or more on every ground it stands on, in both. */
export const STYLE = new Markup(`
:root{--paper:#fcfbf8;--card:#fff;--ink:#1c2124;--soft:#566069;--rule:#e2dfd7;--faint:#f1efe9;--accent:#1d5c8f;
--pass:#23704a;--warn:#8a5700;--fail:#b3261e;--skipped:#667079;--pass-ground:#e9f4ed;--warn-ground:#fcf2dd;--fail-ground:#fcebe9;--skipped-ground:#eef0f1;
--area:#cfe0ee;--line:#2f74ab;--down:#b3541e;--up:#2f74ab;--measure:1120px;
--sans:-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#14181b;--card:#1b2024;--ink:#e8e6e1;--soft:#a4adb5;--rule:#333a40;--faint:#22282d;--accent:#8ec1ea;
--pass:#74c69a;--warn:#e6b450;--fail:#ff8f85;--skipped:#9aa4ac;--pass-ground:#18291f;--warn-ground:#2d2512;--fail-ground:#331b1a;--skipped-ground:#22282d;
--area:#24435c;--line:#6fb1e3;--down:#f0a070;--up:#6fb1e3}}
*{box-sizing:border-box}
html{font:16px/1.5 var(--sans);color:var(--ink);background:var(--paper);-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
header>div,main,footer{max-width:calc(var(--measure) + 4rem);margin:0 auto;padding:0 2rem}
header{border-bottom:1px solid var(--rule);background:var(--card)}
h1,h2{font-weight:650;line-height:1.15;letter-spacing:-.02em;margin:0}
h1{font-size:2.25rem}h2{font-size:1.375rem;margin-bottom:.75rem}h3{font-size:1rem;margin:0}
p{margin:0}a{color:var(--accent);text-underline-offset:.15em;text-decoration-thickness:1px}a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
code,.address{font-family:var(--mono);font-size:.875em}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.small,.aside,.since,.change,figcaption,caption,footer{font-size:.875rem;color:var(--soft)}
.aside,.since,.change{font-weight:400}.none{color:var(--soft)}.source{color:var(--soft);font-weight:400}
.mark{width:1em;height:1em;flex:none;vertical-align:-.14em;margin-right:.4em}
.pass>.mark,.mark.pass{color:var(--pass)}.warn>.mark,.mark.warn{color:var(--warn)}.fail>.mark,.mark.fail{color:var(--fail)}.mark.skipped{color:var(--skipped)}
.eyebrow{padding-top:2.25rem;color:var(--soft);font-size:.9375rem}.eyebrow strong{color:var(--ink);margin-right:.5em}
h1{margin:.25rem 0 1.25rem}
.status{display:flex;gap:.25rem;font-size:1.125rem;padding:.9rem 1.1rem;border-radius:8px;border:1px solid currentColor;max-width:60rem}
.status .mark{margin-top:.2em;width:1.25em;height:1.25em}.status p{color:var(--ink)}
.status.pass{background:var(--pass-ground);color:var(--pass)}.status.warn{background:var(--warn-ground);color:var(--warn)}.status.fail{background:var(--fail-ground);color:var(--fail)}.status.skipped{background:var(--skipped-ground);color:var(--skipped)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1rem 2rem;margin:1.75rem 0}
.figures dt{font-size:.875rem;color:var(--soft)}.figures dd{margin:0;font-size:1.5rem;line-height:1.3}.figures dd span{font-size:.875rem;color:var(--soft)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;list-style:none;margin:0;padding:0 0 1rem}nav a{display:inline-block;padding:.25rem 0;font-size:.9375rem}
section{padding:2.5rem 0 0}
.calm{display:flex;align-items:center}
.attention{list-style:none;margin:0;padding:0;border-top:1px solid var(--rule)}
.attention li{display:flex;gap:.5rem;padding:.9rem 0;border-bottom:1px solid var(--rule)}.attention .mark{margin-top:.2em;width:1.15em;height:1.15em}
.fix{margin-top:.25rem}.fix strong,dt{font-weight:600}
.rejected{border:1px solid var(--rule);border-left:4px solid var(--fail);border-radius:8px;background:var(--card);padding:1.1rem 1.25rem}.rejected+.rejected{margin-top:1rem}
.reason{margin:.5rem 0;max-width:60rem}
.rejected dl,.places{margin:.75rem 0 0;display:grid;gap:.4rem}.rejected dl div,.places div{display:grid;grid-template-columns:9.5rem 1fr;gap:1rem}.rejected dd,.places dd{margin:0}
.places{border-top:1px solid var(--rule);gap:0}.places div{padding:.5rem 0;border-bottom:1px solid var(--rule);grid-template-columns:14rem 1fr}.places a{display:inline-block;margin-right:1rem}.places dt,.rejected dt{color:var(--soft);font-weight:400}
.scroll{overflow-x:auto;margin-top:1rem}
table{border-collapse:collapse;width:100%;font-size:.875rem}caption{text-align:left;padding-bottom:.6rem}
th,td{text-align:left;padding:.4rem .7rem .4rem 0;border-bottom:1px solid var(--rule);vertical-align:baseline;font-weight:400}
thead th{font-size:.8125rem;color:var(--soft);border-bottom-color:var(--soft);white-space:nowrap}
tbody th{font-weight:600}.matrix tbody tr.first:not(:first-child)>*{border-top:1px solid var(--soft)}
th:last-child,td:last-child{padding-right:0}.number{text-align:right}.check{white-space:nowrap}
.matrix td{white-space:nowrap}
details{margin-top:1rem}summary{cursor:pointer;color:var(--accent);padding:.25rem 0}details table{margin-top:.75rem}section>table+.small,details+.small{margin-top:.75rem}.scroll td{white-space:nowrap}
.changed ul{margin:.35rem 0 .75rem;padding-left:1.1rem;font-size:.875rem}.changed h3{margin-top:.75rem;font-size:.9375rem}
.graph svg{display:block;max-width:100%;height:auto}.graph.narrow{display:none}.graph+.small,.graph.narrow+.small{margin-top:.75rem}
.frame{fill:var(--faint);stroke:var(--rule)}.box>rect:first-child{fill:var(--card);stroke:var(--rule)}.box.fail>rect:first-child{stroke:var(--fail)}.box.warn>rect:first-child{stroke:var(--warn)}
.graph text{fill:var(--ink);font-size:12px}.graph .flow{font:600 12px var(--mono)}.graph .subflow{font:11px var(--mono)}.graph .took{fill:var(--soft)}.graph .more{fill:var(--soft)}
.edge{fill:none;stroke:var(--soft);stroke-width:1.2}.tip{fill:var(--soft)}.track{fill:var(--rule)}.worked{fill:var(--line)}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(12rem,1fr));gap:1.25rem 1.75rem;margin-top:1rem}
figure{margin:0;min-width:0;display:grid;grid-row:span 3;grid-template-rows:subgrid;row-gap:.2rem}figcaption{color:var(--ink);font-weight:600;align-self:end}svg.rows{display:block;width:100%;height:auto;margin:.25rem 0;overflow:visible}
.area{fill:var(--area)}.line{fill:none;stroke:var(--line);stroke-width:1.5;stroke-linejoin:round}.dot{fill:var(--line)}.floor{stroke:var(--rule)}.cross{fill:none;stroke:var(--fail);stroke-width:2;stroke-linecap:round}
.moves{max-width:60rem}.moves td.bar,.moves th.bar{width:34%;vertical-align:middle;padding-left:1.25rem}svg.bar{display:block;width:100%;height:.9rem}.bar rect.up{fill:var(--up)}.bar rect.down{fill:var(--down)}.middle{stroke:var(--soft);vector-effect:non-scaling-stroke}strong.up{color:var(--up)}strong.down{color:var(--down)}
.depth-1{padding-left:1.25rem}.depth-2{padding-left:2.5rem}.depth-3{padding-left:3.75rem}
footer{padding-top:2.5rem;padding-bottom:3rem}
@media (max-width:1150px){.graph.wide{display:none}.graph.narrow{display:block}}
@media (max-width:1000px){
.reflow,.reflow caption{display:block}.reflow thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.reflow tbody{display:block}
.reflow tr{display:flex;flex-wrap:wrap;gap:.2rem 0;padding:.7rem 0;border-bottom:1px solid var(--rule)}
.reflow th,.reflow td{display:block;border:0;padding:0 1rem 0 0;text-align:left;white-space:normal}.reflow tbody th{flex:1 0 100%;font-size:1rem}
.reflow td::before{content:attr(data-head);display:block;font-size:.8125rem;color:var(--soft)}
.findings td:last-child{flex:1 0 100%}
.matrix tbody tr.first:not(:first-child)>*{border:0}.matrix tbody th{order:-2}.matrix td:last-child{order:-1}.matrix td:nth-child(-n+5){width:14%}.matrix td:nth-child(2){width:27%}.matrix td:nth-child(5){width:24%}.matrix td:last-child{width:21%}
.matrix td.check{font-size:.8125rem;color:var(--soft)}.matrix td.check>div{display:inline}.matrix td.check::before{display:inline;padding-right:.35em}.matrix td.check:has(.none){display:none}.matrix td.check .mark{margin-right:.25em}}
@media (max-width:600px){header>div,main,footer{padding-left:1rem;padding-right:1rem}.eyebrow{padding-top:1.25rem}h1{font-size:1.875rem}h2{font-size:1.4375rem}.status{font-size:1rem;padding:.75rem .8rem}
.figures{grid-template-columns:1fr 1fr;gap:.75rem 1rem;margin:1.25rem 0}.figures dd{font-size:1.25rem}.figures dd span{display:block;line-height:1.2}
.rejected{padding:.9rem 1rem}.rejected dl div,.places div{grid-template-columns:1fr;gap:0}.multiples{grid-template-columns:1fr 1fr;gap:1rem}section{padding-top:2rem}
.matrix td:last-child,.matrix td:nth-child(3){width:34%}.matrix td:nth-child(2){width:66%}.matrix td:nth-child(4){width:22%}.matrix td:nth-child(5){width:44%}.moves .bar{display:none}}
@media print{nav{display:none}details{display:block}}
`);
