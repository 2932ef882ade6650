package dev.faultline.load.report.html;

/**
 * The style sheet. The colours are Okabe's and Ito's, which colour-blind people can tell apart, darkened or lightened to
 * three to one against their ground; text has four and a half and more.
 */
final class Style {

    private static final String LIGHT = """
            --ground:#fbfaf8;--card:#fff;--ink:#1c2430;--quiet:#566072;--rule:#dfe1e6;--grid:#e9ebef;
            --s1:#0067a5;--s2:#c25100;--s3:#00805c;--s4:#a0457a;--s5:#5b6472;--s6:#9a6a00;
            --good:#00664a;--good-ground:#e3f3ec;--bad:#a33a00;--bad-ground:#fcebe1;
            --open:#765000;--open-ground:#fbf2da;--none:#4a5263;--none-ground:#eceef2;
            --shade:#8b95a71f;--inject:#c2510017;--breaks:#c2510033;
            """;

    private static final String DARK = """
            --ground:#12151b;--card:#191d25;--ink:#e7eaf0;--quiet:#a2abbb;--rule:#2f3643;--grid:#262c37;
            --s1:#5ab4ee;--s2:#f3935a;--s3:#45c9a0;--s4:#e294c2;--s5:#a3abb9;--s6:#e2b450;
            --good:#68d7ad;--good-ground:#123329;--bad:#ffa274;--bad-ground:#3d2215;
            --open:#f2c766;--open-ground:#372b10;--none:#bcc4d1;--none-ground:#272d39;
            --shade:#8b95a729;--inject:#f3935a26;--breaks:#f3935a4d;
            """;

    private static final String PAGE = """
            *{box-sizing:border-box}
            body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",
            Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
            header,main,footer{max-width:62rem;margin:0 auto;padding:0 1.25rem}
            header{padding-top:3rem}
            .outcome{display:inline-flex;align-items:center;gap:.55rem;margin:0;padding:.3rem .95rem .3rem .4rem;
            border-radius:2rem;background:var(--tint);color:var(--tone);text-transform:uppercase;letter-spacing:.08em;
            font-size:.9rem}
            .sign{display:grid;place-items:center;width:1.6rem;height:1.6rem;border-radius:50%;background:var(--tone);
            color:var(--card);font-weight:700;letter-spacing:0}
            .good{--tone:var(--good);--tint:var(--good-ground)}.bad{--tone:var(--bad);--tint:var(--bad-ground)}
            .open{--tone:var(--open);--tint:var(--open-ground)}.none{--tone:var(--none);--tint:var(--none-ground)}
            h1{margin:1rem 0 .5rem;font-size:clamp(1.55rem,1.1rem + 2vw,2.3rem);line-height:1.2;letter-spacing:-.015em;
            font-weight:650}
            .reason{margin:0 0 1.75rem;padding-left:.9rem;border-left:.25rem solid var(--tone);font-size:1.1rem}
            dl{display:grid;gap:.6rem;margin:0}
            dl div{display:grid;grid-template-columns:8rem 1fr;gap:.25rem 1rem}
            dt{color:var(--quiet)}dd{margin:0;max-width:44rem;white-space:pre-line}
            section{margin-top:3.25rem}
            h2{margin:0 0 1rem;padding-bottom:.45rem;border-bottom:1px solid var(--rule);font-size:1.3rem;font-weight:650;
            letter-spacing:-.01em}
            h3{margin:0;font-size:1rem;font-weight:600}
            .lead{margin:0 0 1.25rem;font-size:1.1rem}
            .quiet{color:var(--quiet)}p.quiet{margin:.25rem 0 1.25rem;font-size:.9rem}
            .warning{margin:.75rem 0 0;padding:.6rem .9rem;border-radius:.5rem;background:var(--open-ground);
            color:var(--open)}
            .scroll{overflow-x:auto}
            table{width:100%;border-collapse:collapse;white-space:nowrap}
            th,td{padding:.45rem .9rem;border-bottom:1px solid var(--rule);text-align:right}
            th:first-child,td:first-child{padding-left:0;text-align:left}
            th:last-child,td:last-child{padding-right:0}
            thead th{font-weight:600}tbody th{color:var(--quiet);font-weight:400}
            tr.quiet td{color:var(--quiet);font-size:.9rem}
            th{overflow-wrap:normal}.levels thead th{white-space:normal;vertical-align:bottom}
            .levels th,.levels td{padding:.45rem .35rem}
            .levels th:first-child{padding-left:0}.levels th:last-child,.levels td:last-child{padding-right:0}
            .levels td,.levels tbody th{vertical-align:top}td small{font-size:.74rem}
            .chip{display:inline-block;padding:.05rem .6rem;border-radius:1rem;background:var(--tint);color:var(--tone);
            font-size:.85rem;font-weight:600;white-space:nowrap}
            .checks{margin:.25rem 0 1.5rem;padding:0;list-style:none}
            .checks li{display:grid;grid-template-columns:8rem 1fr;gap:.2rem 1rem;padding:.5rem 0;
            border-bottom:1px solid var(--rule)}
            .checks .chip{justify-self:start;align-self:start}
            pre{margin:0;padding:1.1rem 1.25rem;overflow-x:auto;border:1px solid var(--rule);border-radius:.6rem;
            background:var(--card);font:.85rem/1.6 ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:normal}
            footer{margin-top:3.25rem;padding-bottom:3rem;color:var(--quiet);font-size:.85rem}footer p{margin:.2rem 0}
            :focus-visible{outline:2px solid var(--s1);outline-offset:2px}
            """;

    private static final String CHARTS = """
            figure{margin:0 0 2.25rem}
            figcaption{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;align-items:baseline;justify-content:space-between;
            margin-bottom:.4rem}
            .legend{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin:0;padding:0;list-style:none;font-size:.85rem;
            color:var(--quiet)}
            .legend li{display:flex;align-items:center;gap:.4rem}
            .swatch{width:1.75rem;height:.5rem}
            .frame{padding:0 .4rem 1.7rem 3.7rem;font-size:.78rem;color:var(--quiet)}
            .bands{position:relative;height:1.35rem;line-height:1.35rem}
            .bands span{position:absolute;overflow:hidden;padding-left:.3rem;white-space:nowrap;text-overflow:ellipsis}
            .plot{position:relative;height:clamp(9rem,22vw,12.5rem)}
            .plot>svg{position:absolute;width:100%;height:100%;overflow:visible}
            .plot span{position:absolute;line-height:1;white-space:nowrap}
            .up{right:100%;margin-right:.55rem;transform:translateY(-50%)}
            .across{top:100%;margin-top:.5rem;transform:translateX(-50%)}.across.last{transform:translateX(-85%)}
            path{fill:none;vector-effect:non-scaling-stroke}
            .grid{stroke:var(--grid);stroke-width:1}
            .line{stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round}
            .area{fill:currentColor;fill-opacity:.13;stroke:none}
            .s1{stroke:var(--s1);color:var(--s1)}.s2{stroke:var(--s2);color:var(--s2)}
            .s3{stroke:var(--s3);color:var(--s3)}.s4{stroke:var(--s4);color:var(--s4)}
            .s5{stroke:var(--s5);color:var(--s5)}
            .dashed{stroke-dasharray:7 4}.dotted{stroke-dasharray:1.5 3.5}
            .whisker{stroke:var(--ink);stroke-width:1.25;opacity:.55}
            .band{fill:none}.warmup,.rollback,.done,.broken{fill:var(--shade)}.inject{fill:var(--inject)}
            .breaks{fill:var(--breaks)}
            .dot{display:grid;place-items:center;width:1.3rem;height:1.3rem;border:2px solid var(--ground);
            border-radius:50%;transform:translate(-50%,-50%);background:var(--tone);color:var(--card);font-weight:700}
            .bars{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1.75rem 2.25rem}
            .name{margin:.9rem 0 .35rem;color:var(--quiet);font-size:.85rem}
            .bar{display:flex;gap:2px;height:1.1rem;overflow:hidden;border-radius:.3rem}
            .part{display:block;flex:0 0 2px;background-color:var(--c)}
            .key{width:.8rem;height:.8rem;border-radius:.2rem;align-self:center}
            .parts{margin:.4rem 0 0;padding:0;list-style:none;font-size:.9rem}
            .parts li{display:grid;grid-template-columns:.8rem 1fr auto 4.5rem;gap:.6rem}
            .figure{text-align:right}
            .p1{--c:var(--s1)}.p2{--c:var(--s2)}.p3{--c:var(--s4)}.p4{--c:var(--s3)}.p5{--c:var(--s5)}.p6{--c:var(--s6)}
            .p2,.p3{background-image:repeating-linear-gradient(135deg,transparent 0 4px,#fff6 4px 6px)}
            .p4,.p6{background-image:repeating-linear-gradient(45deg,transparent 0 3px,#fff5 3px 4px)}
            """;

    private static final String NARROW = """
            @media(max-width:40rem){header{padding-top:1.75rem}
            dl div,.checks li{grid-template-columns:1fr}section{margin-top:2.5rem}.frame{padding-left:3.3rem}
            th,td{padding:.4rem .6rem}
            .phases{white-space:normal;font-size:.87rem}.phases th,.phases td{padding:.4rem .3rem}
            .phases th:first-child,.phases td:first-child{padding-left:0}.spare{display:none}}
            @media print{body{background:#fff;font-size:10pt}header{padding-top:0}section{margin-top:1.5rem}
            figure,tr,.checks li,.bars>div{break-inside:avoid}h2,h3{break-after:avoid}pre{white-space:pre-wrap}
            .scroll{overflow:visible}table{font-size:8.5pt}th,td{padding:.3rem .4rem}
            *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
            """;

    /** All of it; on paper it is light. */
    static final String SHEET = ":root{color-scheme:light dark;" + LIGHT
            + "}\n@media screen and (prefers-color-scheme:dark){:root{" + DARK + "}}\n" + PAGE + CHARTS + NARROW;

    private Style() {}
}
