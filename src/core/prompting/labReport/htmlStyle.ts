/** Light and dark as the reader's system has it, black on white in print; pictures keep their white ground. */
export const reportStyle = `:root{color-scheme:light dark;--ink:#111;--soft:#555;--line:#ccc;--ground:#fff;--tint:#f3f1ec;--lack:#8a3b00;--link:#0b5cad}
@media (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--soft:#b0b0b0;--line:#4a4a4a;--ground:#1b1b1b;--tint:#262626;--lack:#f0a35e;--link:#7db7f0}}
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--ground:#fff;--tint:#fff;--lack:#8a3b00;--link:#000}nav{display:none}}
body{font:16px/1.55 Georgia,serif;color:var(--ink);background:var(--ground);max-width:62rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
h1,h2,h3,h4{line-height:1.25}h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}h4{margin:.9rem 0 .2rem;font-size:1em}
a{color:var(--link)}.by,.state,caption{color:var(--soft)}.care{border:1px solid var(--lack);padding:.5rem .8rem}
.state{font-weight:normal;font-style:italic;font-size:.9em}.mark{display:inline-block;width:1.2em}
ul{margin:.2rem 0;padding-left:1.4rem}article p{margin:.2rem 0 .2rem 1.4rem}.lack{color:var(--lack)}
.wide{overflow-x:auto}table{border-collapse:collapse;margin:.6rem 0 1.4rem;font-size:.92em}
caption{text-align:left;font-style:italic}th,td{border-bottom:1px solid var(--line);padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top;min-width:3.5em;max-width:34em;overflow-wrap:anywhere}
thead th{font-weight:bold;overflow-wrap:normal;vertical-align:bottom}tbody th{font-weight:normal;min-width:9em}.n{text-align:right}td.n{white-space:nowrap;font-variant-numeric:tabular-nums}
figure{margin:1rem 0}svg{max-width:100%;height:auto;border:1px solid var(--line)}
pre{font:13px/1.45 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;background:var(--tint);border:1px solid var(--line);padding:.5rem .7rem;margin:.3rem 0 .8rem}
mark{background:none;color:inherit;border-bottom:2px solid var(--lack);font-weight:bold}`;
