/** The colors of a kind of box, for a light and a dark theme. */
const STYLE = `
:root{color-scheme:light dark;--back:#fff;--text:#1f2328;--soft:#59636e;--line:#d1d9e0;--link:#0969da;--error:#cf222e;
--agent:#ddf4ff;--agent-line:#0969da;--registry:#fbefff;--registry-line:#8250df;--neighbour:#fff8c5;--neighbour-line:#9a6700;
--outside:#f6f8fa;--outside-line:#6e7781;--entrance:#dafbe1;--entrance-line:#1a7f37;--missing:#ffebe9;--arrow:#424a53;--faint:#8c959f}
@media (prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--soft:#9198a1;--line:#3d444d;--link:#58a6ff;--error:#ff7b72;
--agent:#0c2d4f;--agent-line:#58a6ff;--registry:#2d1b4e;--registry-line:#bc8cff;--neighbour:#3a2d05;--neighbour-line:#d29922;
--outside:#1c2128;--outside-line:#9198a1;--entrance:#0f3019;--entrance-line:#56d364;--missing:#4a1513;--arrow:#b1bac4;--faint:#7d8590}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--back);color:var(--text);font:14px/1.45 system-ui,sans-serif;display:grid;
grid-template:auto 1fr/minmax(210px,290px) minmax(0,1fr);height:100vh}
header{grid-column:1/3;padding:8px 16px;border-bottom:1px solid var(--line);display:flex;flex-wrap:wrap;gap:4px 20px;align-items:center}
h1{font-size:16px;margin:0}header p{margin:0;color:var(--soft)}
nav{overflow:auto;padding:12px 16px;border-right:1px solid var(--line)}
main{overflow:auto;padding:12px 16px;min-width:0}
label{display:block;color:var(--soft)}
input[type=search]{width:100%;font:inherit;padding:4px 8px;background:var(--back);color:inherit;border:1px solid var(--faint);border-radius:6px}
.tools{display:flex;gap:16px;align-items:center;min-height:30px}.tools label{display:flex;gap:6px;align-items:center}
button{font:inherit;padding:1px 10px;border:1px solid var(--faint);border-radius:6px;background:var(--outside);color:inherit;cursor:pointer}
button[aria-pressed=true]{background:var(--link);color:var(--back);border-color:var(--link)}
.head{display:flex;justify-content:space-between;align-items:center;gap:8px;margin-top:12px}
h2{font-size:14px;margin:0;overflow-wrap:anywhere}
ul{list-style:none;margin:4px 0;padding:0}
a{color:var(--link)}
.entry{display:block;padding:2px 6px;border-left:3px solid var(--faint);color:inherit;text-decoration:none;overflow-wrap:anywhere}
.entry:hover{background:var(--outside)}.entry[aria-current=true]{background:var(--agent);font-weight:600}
.entry small{display:block;color:var(--soft);font-weight:400}
.entry.agent{border-color:var(--agent-line)}.entry.registry,.entry.dashboard{border-color:var(--registry-line)}
.entry.neighbour{border-color:var(--neighbour-line)}.entry.entrance{border-color:var(--entrance-line)}.entry.missing{border-color:var(--error)}
#view{overflow:auto;border:1px solid var(--line);border-radius:6px;max-height:70vh}
#canvas{overflow:hidden;position:relative}
#picture{position:absolute;left:12px;top:12px;transform-origin:0 0}
#picture svg{position:absolute;left:-60px;top:0;overflow:visible}
.box{position:absolute;display:block;padding:5px 10px;overflow:hidden;border:1.5px solid var(--outside-line);border-radius:6px;
background:var(--outside);color:var(--text);text-decoration:none;font-size:12px;line-height:15px}
.box b,.box span{display:block;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.box span{color:var(--soft)}
.box:hover{outline:2px solid var(--link)}.box.focus{outline:3px solid var(--link)}
.box.agent{background:var(--agent);border-color:var(--agent-line)}
.box.registry,.box.dashboard{background:var(--registry);border-color:var(--registry-line)}
.box.neighbour{background:var(--neighbour);border-color:var(--neighbour-line)}
.box.entrance{background:var(--entrance);border-color:var(--entrance-line)}
.box.missing{background:var(--missing);border-color:var(--error);border-style:dashed}.box.outside{border-style:dashed}
.box.folded{border-width:3px;border-style:double}
.faded{opacity:.2}.arrow.faded{opacity:.03}.dense .arrow{opacity:.08}.dense .arrow.faded{opacity:.02}.arrow.lit,.dense .arrow.lit,
.dense .arrow:hover{opacity:1}.arrow.lit .line{stroke-width:2.5;stroke:var(--link)}
.arrow path{fill:none;stroke:var(--arrow);stroke-width:1.2}.arrow .hit{stroke:transparent;stroke-width:10}
.arrow .head{fill:var(--arrow);stroke:none}
.arrow text{font-size:10.5px;fill:var(--soft);stroke:var(--back);stroke-width:3px;paint-order:stroke}
.arrow:hover .line{stroke-width:3}
.arrow.optional .line{stroke-dasharray:5 3}.arrow.registration .line{stroke:var(--faint);stroke-dasharray:1 4}
.arrow.registration .head{fill:var(--faint)}
.arrow.outbound .line{stroke:var(--neighbour-line)}.arrow.outbound .head{fill:var(--neighbour-line)}
.arrow.inbound .line,.arrow.opened .line{stroke:var(--entrance-line);stroke-width:2}
.arrow.inbound .head,.arrow.opened .head{fill:var(--entrance-line)}
.arrow.blocked .line,.arrow.unmet .line,.arrow.closed .line{stroke:var(--error);stroke-width:2}
.arrow.closed .line{stroke-dasharray:5 3}
.arrow.blocked .head,.arrow.unmet .head,.arrow.closed .head{fill:var(--error)}
.arrow.blocked text,.arrow.unmet text{fill:var(--error)}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;color:var(--soft);font-size:12px;margin:6px 0 14px;padding:0}
.legend svg{vertical-align:middle;margin-right:5px}
table{border-collapse:collapse;width:100%;margin:8px 0;table-layout:fixed}th:nth-child(-n+2){width:17%}th:nth-child(3){width:28%}caption{text-align:left;font-weight:600;padding:4px 0}
th,td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
td:nth-child(4){color:var(--soft)}tr.blocked td:nth-child(3),tr.unmet td:nth-child(3){color:var(--error)}
.remark{color:var(--neighbour-line)}
:focus-visible{outline:2px solid var(--link);outline-offset:1px}
@media (max-width:720px){body{display:block;height:auto}nav{border-right:0;border-bottom:1px solid var(--line);max-height:38vh}
table,caption,thead,tbody,tr,td{display:block}thead{display:none}td{border:0;padding:1px 0}tr{border-top:1px solid var(--line);padding:6px 0}}
`;

/** The style of the page, without line ends. */
export const PAGE_STYLE = STYLE.replace(/\n/g, '');
