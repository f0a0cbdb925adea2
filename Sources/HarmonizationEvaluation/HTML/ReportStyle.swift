/// The look of all reports; follows the reader's light or dark setting and prints well.
let reportStyle: StaticString = """
  :root { color-scheme: light dark; --page: #fcfcfb; --card: #ffffff; --ink: #14140f; --soft: #5d5c57; --line: #e2e1dc;
    --grid: #ecebe6; --ours: #2a6fd0; --ours-soft: #2a6fd033; --theirs: #b5652a; --good: #1c7a3e; --bad: #b3261e; }
  @media (prefers-color-scheme: dark) {
    :root { --page: #161615; --card: #1f1f1d; --ink: #f0efea; --soft: #aaa8a0; --line: #363632; --grid: #2b2b28;
      --ours: #6ba6f5; --ours-soft: #6ba6f533; --theirs: #e0955a; --good: #63c285; --bad: #f28b82; } }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI",
    Roboto, "DejaVu Sans", sans-serif; }
  main { max-width: 1060px; margin: 0 auto; padding: 32px 24px 64px; }
  h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
  h2 { font-size: 18px; margin: 40px 0 8px; }
  h3 { font-size: 14px; margin: 0 0 8px; overflow-wrap: anywhere; }
  p { margin: 0 0 12px; }
  .lead, .note, figcaption { color: var(--soft); }
  .note { font-size: 13px; max-width: 75ch; }
  .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 24px 0 0; }
  .tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
  .tile .name { color: var(--soft); font-size: 13px; }
  .tile .value { font-size: 26px; font-weight: 600; line-height: 1.25; }
  .tile .detail { font-size: 13px; color: var(--soft); }
  .good { color: var(--good); } .bad { color: var(--bad); }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
  th, td { padding: 6px 10px; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
  th { color: var(--soft); font-weight: 500; font-size: 13px; }
  th:first-child, td:first-child { text-align: left; padding-left: 0; }
  tr.sum td { font-weight: 600; }
  .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(440px, 1fr)); gap: 16px; }
  @media (max-width: 520px) { .plots { grid-template-columns: 1fr; } }
  figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
  svg { display: block; width: 100%; max-width: 520px; height: auto; }
  .scroll + figure { margin-top: 16px; }
  svg text { fill: var(--soft); font: 11px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
  .legend { display: flex; gap: 16px; font-size: 13px; color: var(--soft); margin: 0 0 6px; }
  .legend span::before { content: ""; display: inline-block; width: 12px; height: 3px; margin: 0 6px 3px 0;
    background: var(--swatch); border-radius: 2px; }
  .legend .ours { --swatch: var(--ours); } .legend .theirs { --swatch: var(--theirs); }
  .grid { stroke: var(--grid); } .axis { stroke: var(--line); } .zero { stroke: var(--soft); stroke-dasharray: 3 3; }
  .bar { fill: var(--ours-soft); stroke: var(--ours); stroke-width: 1.5; }
  .step { fill: none; stroke: var(--theirs); stroke-width: 1.5; }
  .dot { fill: var(--ours); fill-opacity: 0.45; }
  .range { stroke: var(--ours); stroke-width: 2; stroke-linecap: round; } .mean { fill: var(--ours); }
  .case { margin: 0 0 14px; }
  .strip { display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px; }
  .strip img { width: 100%; height: auto; display: block; border-radius: 4px; background: var(--grid); }
  .strip div { font-size: 12px; color: var(--soft); }
  @media (max-width: 600px) { .strip { grid-template-columns: repeat(2, 1fr); } }
  details { margin: 12px 0; } summary { cursor: pointer; color: var(--soft); }
  @media print { figure, .tile { break-inside: avoid; } }

  """
