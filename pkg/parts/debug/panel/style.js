/** The panel beside the window; over it where there is no room beside. */
export const css = `
.dbg{position:absolute;z-index:3;inset:0;display:flex;flex-direction:column;border-radius:inherit;background:var(--_surface);color:var(--_text);font-size:14px;line-height:1.45;overflow:clip}
.dbg *{box-sizing:border-box}
.dbg>div{display:flex;flex-direction:column;flex:1;min-block-size:0}
@media (min-width:900px) and (min-height:421px){
:host(:not([mode=inline],[mode=fullscreen])) .dbg{position:fixed;inset-block:auto calc(var(--_size) + 14px + env(safe-area-inset-bottom,0px));inset-inline:auto calc(min(var(--parlour-width,392px),100vw - 40px) + 12px);margin:var(--parlour-offset,20px);inline-size:min(620px,100vw - min(var(--parlour-width,392px),100vw - 40px) - 72px);block-size:min(var(--parlour-height,640px),100dvh - var(--_size) - 58px);border-radius:var(--_radius);box-shadow:var(--_shadow)}
:host([position=start]:not([mode=inline],[mode=fullscreen])) .dbg{inset-inline:calc(min(var(--parlour-width,392px),100vw - 40px) + 12px) auto}
:host([mode=fullscreen]) .dbg{inset-inline-end:auto;inline-size:50%;border-inline-end:1px solid var(--_line)}
}
.dbg .head{flex:none;display:flex;align-items:center;gap:8px;padding-block:12px 0;padding-inline:16px 10px}
.dbg h3{flex:1;margin:0;font-size:16px;font-weight:650}
.dbg h4{margin:16px 0 6px;font-size:14px;font-weight:650}
.dbg p{margin:0 0 8px;color:var(--_muted)}
.dbg .shut{display:grid;place-items:center;inline-size:44px;block-size:44px;padding:0;border:0;border-radius:50%;background:none;color:var(--_muted);font-size:24px;line-height:1}
.dbg .shut:hover{background:var(--_soft);color:var(--_text)}
.dbg .tabs{flex:none;display:flex;padding-inline:12px;border-block-end:1px solid var(--_line);overflow-x:auto}
.dbg .tabs button{flex:none;min-block-size:44px;padding:8px 10px;border:0;border-block-end:3px solid transparent;background:none;color:var(--_muted)}
.dbg .tabs button:hover{color:var(--_text)}
.dbg .tabs button[aria-selected=true]{border-color:var(--_edge);color:var(--_text);font-weight:600}
.dbg .tabs button:focus-visible,.dbg .sheet-of:focus-visible{outline-offset:-3px}
.dbg .sheet-of{flex:1;min-block-size:0;overflow:auto;padding:12px 16px 20px}
.dbg .bar{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin-block-end:8px}
.dbg .bar .count{flex:1;margin:0}
.dbg .do{min-block-size:36px;padding:4px 14px;border:1.5px solid var(--_field);border-radius:18px;background:none;color:var(--_text);font-weight:500}
.dbg .do:hover{background:var(--_soft)}
@media (pointer:coarse){.dbg .do{min-block-size:44px}}
.dbg :is(input:not([type=checkbox]),select){min-block-size:36px;min-inline-size:0;padding:4px 10px;border:1.5px solid var(--_field);border-radius:10px;background:var(--_surface);color:var(--_text);font:inherit}
@media (pointer:coarse){.dbg :is(input:not([type=checkbox]),select){min-block-size:44px;font-size:16px}}
.dbg table{inline-size:100%;border-collapse:collapse;table-layout:fixed}
.dbg th{padding:6px;color:var(--_muted);font-size:12px;font-weight:500;text-align:start}
.dbg td{padding:6px;border-block-start:1px solid var(--_line);vertical-align:top;overflow-wrap:anywhere}
.dbg .log th:nth-child(1){inline-size:6em}.dbg .log th:nth-child(2){inline-size:4.6em}.dbg .log th:nth-child(4){inline-size:4.6em}.dbg .log th:nth-child(5){inline-size:4.6em}
.dbg .log td:nth-child(n+4):not(.more),.dbg .log th:nth-child(n+4){text-align:end}
.dbg .log td:not(:nth-child(3),.more){font-size:13px;font-variant-numeric:tabular-nums;line-height:28px;white-space:nowrap}
.dbg .row{display:block;inline-size:100%;min-block-size:28px;padding:2px 6px;border:0;border-radius:6px;background:none;text-align:start;text-decoration:underline;text-decoration-color:var(--_field);text-underline-offset:3px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.dbg .row:hover,.dbg .row[aria-expanded=true]{background:var(--_soft)}
@media (pointer:coarse){.dbg .row{min-block-size:44px}}
.dbg .of-stream .row{padding-inline-start:18px}
.dbg .bad{color:var(--_danger);font-weight:600}
.dbg .more{padding:4px 6px 16px}
.dbg dl{display:grid;grid-template-columns:fit-content(45%) 1fr;gap:2px 12px;margin:0;font:12.5px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
.dbg dl+:is(.tree,pre){margin-block-start:8px}.dbg .more pre:first-of-type{margin-block-start:8px}
.dbg dt{color:var(--_muted)}.dbg dd{margin:0}
.dbg .tree,.dbg pre{margin:0;padding:8px 10px;border:1px solid var(--_line);border-radius:10px;background:var(--_soft);font:12.5px/1.6 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
.dbg pre{max-block-size:240px;overflow:auto}
.dbg .tree details>:not(summary){margin-inline-start:18px}
.dbg summary{min-block-size:24px;cursor:pointer}
.dbg .key{color:var(--_muted)}
.dbg .found{border-radius:4px;background:var(--_surface);box-shadow:0 0 0 2px var(--_edge)}
.dbg .checks{margin:0;padding:0;list-style:none}
.dbg .checks li{display:grid;grid-template-columns:1.6em 1fr;align-items:baseline;padding:7px 0;border-block-start:1px solid var(--_line);animation:none}
.dbg .checks b{font-weight:600}
.dbg .checks .said{grid-column:2;color:var(--_muted);overflow-wrap:anywhere}
.dbg .mark{font-weight:700}
.dbg [data-state=good] .mark{color:var(--_good)}.dbg [data-state=bad] :is(.mark,.said){color:var(--_danger)}
.dbg .fields{display:grid;grid-template-columns:minmax(9em,14em) minmax(0,1fr);gap:10px 12px;align-items:center}
.dbg .fields input[type=checkbox]{inline-size:22px;block-size:22px;margin:0;accent-color:var(--_accent)}
.dbg .fields input[type=number]{max-inline-size:9em}
.dbg .fields .wide{grid-column:1/-1}
.dbg .add{display:flex;flex-wrap:wrap;gap:8px}.dbg .add input{flex:1 1 8em}
.dbg .heads{margin:0 0 8px;padding:0;list-style:none}
.dbg .heads li{display:flex;align-items:center;gap:8px;padding:2px 0;animation:none}
.dbg .heads span{flex:1;font:12.5px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
.dbg [dir=rtl] :is(h3,h4,p,b,label,th,.said){unicode-bidi:plaintext;text-align:end}
.dbg [dir=rtl] .log th:nth-child(n+4){text-align:start}
.dbg [dir=rtl] table:not(.log) td{text-align:end}
.probe{position:absolute;inline-size:0;block-size:0;overflow:hidden}
.probe-text{color:var(--_text);background:var(--_surface)}
.probe-muted{color:var(--_muted);background:var(--_surface)}
.probe-header{color:var(--parlour-header-text,var(--_text));background:var(--parlour-header-bg,var(--_surface))}
.probe-bot{color:var(--parlour-bubble-bot-text,var(--_text));background:var(--parlour-bubble-bot-bg,var(--_soft))}
.probe-visitor{color:var(--parlour-bubble-visitor-text,var(--_on-accent));background:var(--parlour-bubble-visitor-bg,var(--_accent))}
.probe-choice{color:var(--parlour-choice-text,var(--_text));background:var(--parlour-choice-bg,var(--_surface))}
.probe-composer{color:var(--parlour-composer-text,var(--_text));background:var(--parlour-composer-bg,var(--_surface))}
.probe-accent{color:var(--_on-accent);background:var(--_accent)}
.probe-danger{color:var(--_danger);background:var(--_surface)}
.probe-link{color:var(--parlour-link,var(--_text));background:var(--_surface)}
.probe-edge{color:var(--_edge);background:var(--_surface)}
.probe-field{color:var(--_field);background:var(--_surface)}
@media (forced-colors:active){.dbg{border:1px solid CanvasText}.dbg .tabs button[aria-selected=true]{border-color:Highlight}.dbg .found{outline:2px solid Highlight}}
@media print{.dbg{display:none}}
`;
