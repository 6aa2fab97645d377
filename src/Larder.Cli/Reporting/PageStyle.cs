namespace Larder.Cli.Reporting;

/// <summary>The page's style: one column on a phone, dark where the reader's device is, black on white on paper. It has no character that XML escapes, and names nothing outside of the page.</summary>
internal static class PageStyle
{
    public const string Css =
        """
        :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#57606a;--line:#d0d7de;--fill:#0b62a8;--pass:#1a6b37;--warn:#8a5300;--fail:#b42318}
        @media (prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#e6e8ea;--soft:#a9b1b9;--line:#3b434b;--fill:#6cb4ee;--pass:#7bd498;--warn:#f0b45a;--fail:#ff8f86}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:75rem;padding:1rem;background:var(--bg);color:var(--fg);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
        h1,h2,h3,h4{line-height:1.25;margin:1.5em 0 .5em}h1{margin-top:0}h2{border-bottom:1px solid var(--line)}
        a{color:var(--fill)}nav ul{padding-left:1.2rem}
        .soft,caption,figcaption{color:var(--soft)}
        .scroll{overflow-x:auto;margin:1rem 0}
        table{border-collapse:collapse;width:100%;font-size:.9rem;overflow-wrap:normal}
        caption{text-align:left;padding:.25rem 0}
        th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--line);unicode-bidi:isolate;max-width:28rem;overflow-wrap:anywhere;min-width:4.5rem}
        th{font-weight:600}
        .mark{font-weight:600;white-space:nowrap}.pass{color:var(--pass)}.warn,.not_evaluated{color:var(--warn)}.fail,.error,.drift{color:var(--fail)}
        .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));gap:1rem}
        figure{margin:0;padding:.75rem;border:1px solid var(--line);border-radius:.4rem}
        figure h4{margin:0}figure p{margin:.25rem 0;font-size:.9rem}
        svg{display:block;width:100%;height:auto}
        svg text{fill:var(--soft);font:11px system-ui,sans-serif}
        .bar{fill:var(--fill)}.axis{stroke:var(--line);fill:none}.series{stroke:var(--fill);fill:none;stroke-width:1.5;stroke-linecap:round}
        .limit{stroke:var(--fail);stroke-dasharray:5 4;fill:none}.dot{stroke:var(--fail);fill:none;stroke-width:6;stroke-linecap:round}
        @media print{:root{color-scheme:light;--bg:#fff;--fg:#000;--soft:#444;--line:#999;--fill:#0b62a8;--pass:#1a6b37;--warn:#8a5300;--fail:#b42318}
        body{max-width:none;padding:0;font-size:10pt}nav{display:none}section.source{break-before:page}figure,tr{break-inside:avoid}h2,h3,h4,caption{break-after:avoid}.scroll{overflow:visible}th,td{min-width:0}thead{display:table-header-group}}
        """;
}
