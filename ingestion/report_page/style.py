"""How the page looks: text and list side by side on a screen, one after the other on paper."""

STYLE = """
:root{--ink:#1f2328;--line:#d0d7de;--sure:#c6f0d0;--review:#ffe9a8;--other:#e6e8eb;
--masked:#e3d4f7;--told:#c62828}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;line-height:1.75;
font-family:"Noto Serif CJK SC","Source Han Serif SC","Songti SC","SimSun",serif}
header{padding:16px 24px 8px;border-bottom:1px solid var(--line)}
h1{font-size:1.25rem;margin:0 0 4px}
h2{font-size:1rem;margin:16px 0 6px}
.about{margin:4px 0;padding-left:1.2em;font-size:.9rem}
.legend{margin:6px 0;font-size:.85rem}
.legend span{display:inline-block;margin-right:14px;white-space:nowrap}
main{display:grid;grid-template-columns:minmax(0,11fr) minmax(0,10fr)}
article{padding:8px 24px 24px;font-size:1rem}
article p{margin:.5em 0;text-indent:2em;overflow-wrap:anywhere}
aside{padding:0 16px 24px;border-left:1px solid var(--line);font-size:.8rem;line-height:1.5;
font-family:"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
@media screen and (min-width:1000px){body{height:100vh;display:flex;flex-direction:column}
main{flex:1;min-height:0}article,aside{overflow-y:auto}}
@media screen and (max-width:999px){main{display:block}aside{border-left:0}}
a{color:inherit;text-decoration:none;white-space:nowrap}
mark{color:inherit;background:none;padding:1px 2px;border-radius:3px}
mark.sure{background:var(--sure)}
mark.review{background:var(--review)}
mark.other{background:var(--other)}
mark.masked{background:var(--masked)}
mark.told{outline:1.5px solid var(--told);outline-offset:0}
sup{font-size:.6em;color:#57606a;margin-left:1px;line-height:0}
:target mark,tr:target td{background:#fff3c4;box-shadow:0 0 0 2px #d4a72c}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border:1px solid var(--line);padding:2px 4px;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
th{background:#f6f8fa;position:sticky;top:0}
th:nth-child(1){width:6%}th:nth-child(2){width:13%}th:nth-child(3){width:17%}
th:nth-child(4){width:11%}th:nth-child(5){width:12%}th:nth-child(6){width:8%}
th:nth-child(7){width:9%}th:nth-child(8){width:8%}th:nth-child(9){width:16%}
.findings{padding-left:1.6em;margin:0}
.findings li{margin-bottom:4px}
.findings b{color:var(--told)}
.findings a{color:#0550ae}
@page{size:A4;margin:16mm 14mm}
@media print{body{font-size:10.5pt;line-height:1.6}main{display:block}
header{padding:0 0 6pt}article{padding:0;font-size:10.5pt}
aside{padding:0;border-left:0;font-size:7.5pt;break-before:page}
th{position:static}thead{display:table-header-group}tr,.findings li{break-inside:avoid}
mark{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""
