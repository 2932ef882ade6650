package dev.faultline.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page for those who use no mouse, hear it read out, see little, or have a small screen. */
class AccessPageIT extends OnThePage {

    private static final String FAULTS =
            "{'rules':[{'name':'slow','delay':{'type':'lognormal','median':'20ms','p99':'90ms'},"
                    + "'aborts':[{'type':'status','status':503,'percentage':30},{'type':'reset','percentage':5}]}],'expiresIn':'5m'}";
    private static final Set<String> NAMED =
            Set.of("button", "link", "slider", "spinbutton", "textbox", "combobox", "img", "region", "progressbar");

    /** Text against what is behind it, and the edges of controls against what is around them. */
    private static final String CONTRASTS = """
            () => {
              const parse = (text) => {
                const srgb = /color\\(srgb ([^)]*)\\)/.exec(text);
                const parts = (srgb ? srgb[1] : text).match(/[\\d.]+/g).map(Number);
                const unit = srgb ? 255 : 1;
                return { rgb: parts.slice(0, 3).map((each) => each * unit), alpha: parts[3] ?? 1 };
              };
              const over = (top, bottom) => top.rgb.map((each, i) => each * top.alpha + bottom[i] * (1 - top.alpha));
              const ground = (element) => {
                if (!element) return [255, 255, 255];
                const colour = parse(getComputedStyle(element).backgroundColor);
                return colour.alpha === 1 ? colour.rgb : over(colour, ground(element.parentElement));
              };
              const light = (rgb) => {
                const [r, g, b] = rgb.map((each) => each / 255).map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
              const shown = (each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !each.closest(':disabled, .skip');
              const low = [];
              const judge = (element, colour, behind, least, what) => {
                const ratio = contrast(over(parse(colour), behind), behind);
                if (ratio < least) low.push(`${what} of ${element.tagName}.${element.className} "${(element.innerText ?? element.value ?? '').slice(0, 30)}" ${ratio.toFixed(2)}`);
              };
              let judged = 0;
              for (const each of document.querySelectorAll('body *')) {
                if (!shown(each) || each.closest('svg, canvas, .u-wrap')) continue;
                const style = getComputedStyle(each);
                const text = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
                const field = each.matches('input:not([type=range]), select, textarea');
                if (text || field) { judge(each, style.color, ground(each), 4.5, 'text'); judged++; }
                if (field && each.placeholder) judge(each, getComputedStyle(each, '::placeholder').color, ground(each), 4.5, 'placeholder');
                if (field || each.matches('button:not(.link)')) {
                  const filled = contrast(ground(each), ground(each.parentElement)) >= 3;
                  if (!filled) judge(each, style.borderTopColor, ground(each.parentElement), 3, 'edge');
                }
              }
              return judged < 50 ? ['only ' + judged + ' texts'] : low;
            }""";

    /** What has the focus: its words, and what is wrong with how that shows. */
    private static final String FOCUSED = """
            () => {
              const each = document.activeElement;
              if (each === document.body) return null;
              const style = getComputedStyle(each);
              const name = (each.labels?.[0]?.innerText ?? '') || each.getAttribute('aria-label') || each.innerText || each.id;
              const box = each.getBoundingClientRect();
              const bar = document.querySelector('fl-header').getBoundingClientRect();
              const faults = [];
              if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('no outline');
              if (!each.closest('fl-header, .skip') && (box.bottom > innerHeight + 1 || box.bottom < bar.bottom)) faults.push('out of sight');
              return { name: name.trim().split('\\n')[0], faults: faults.join() };
            }""";

    AccessPageIT() throws Exception {}

    @Test
    void theKeyboardAloneReachesAllOfIt() throws Exception {
        services().faults(FAULTS);
        OpenPage open = open();
        assertThat(open.slider("status 503")).isEnabled();
        assertThat(open.button("half-503")).isEnabled();
        Set<String> names = tabThrough(open);
        List<String> wanted = List.of(
                "Skip to the controls",
                "Stop all faults",
                "half-503",
                "of all requests go to the injector",
                "of these fail",
                "Try it now",
                "Run as an experiment",
                "As JSON and as commands",
                "Switch off",
                "status 503",
                "Share of the traffic for error-injector",
                "Requests per second",
                "Stop the load",
                "5 min",
                "Start");
        assertTrue(names.containsAll(wanted), () -> {
            List<String> missing = new ArrayList<>(wanted);
            missing.removeAll(names);
            return missing + " not in " + names;
        });
    }

    /** Returns the names of all that gets the focus; each must show that it has it. */
    private static Set<String> tabThrough(OpenPage open) {
        Set<String> names = new LinkedHashSet<>();
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            open.page().keyboard().press("Tab");
            Object focused = open.page().evaluate(FOCUSED);
            if (focused == null) {
                break;
            }
            Map<?, ?> told = (Map<?, ?>) focused;
            names.add(String.valueOf(told.get("name")));
            if (!"".equals(told.get("faults"))) {
                faults.add(told.toString());
            }
        }
        assertEquals(List.of(), faults);
        return names;
    }

    @Test
    void theKeyboardAloneStopsAndStartsFaults() throws Exception {
        services().faults(FAULTS);
        services().weight(30);
        OpenPage open = open();
        assertThat(open.part("Faults in force")).containsText("Faults are on");
        open.page().keyboard().press("Tab");
        open.page().keyboard().press("Tab");
        assertThat(open.kill()).isFocused();
        open.page().keyboard().press("Enter");
        assertThat(open.part("Faults in force")).containsText("No faults");
        assertThat(open.kill()).isFocused();
        open.button("Try it now").focus();
        open.page().keyboard().press("Space");
        assertThat(open.part("Faults in force")).containsText("Faults are on");
    }

    /** As a screen reader is told: by the browser's own tree. */
    @Test
    void whateverCanBeUsedOrSeenHasAName() throws Exception {
        services().faults(FAULTS);
        OpenPage open = open();
        assertThat(open.slider("status 503")).isEnabled();
        open.page().getByText("As JSON and as commands").click();
        open.page().getByText("Write your own").click();
        JsonObject tree = open.context().newCDPSession(open.page()).send("Accessibility.getFullAXTree");
        List<String> nameless = new ArrayList<>();
        int seen = 0;
        for (JsonElement element : tree.getAsJsonArray("nodes")) {
            JsonObject node = element.getAsJsonObject();
            String role =
                    node.has("role") ? node.getAsJsonObject("role").get("value").getAsString() : "";
            if (!node.get("ignored").getAsBoolean() && NAMED.contains(role.toLowerCase(Locale.ROOT))) {
                seen++;
                if (!node.has("name")
                        || node.getAsJsonObject("name")
                                .get("value")
                                .getAsString()
                                .isBlank()) {
                    nameless.add(node.toString());
                }
            }
        }
        assertEquals(List.of(), nameless);
        assertTrue(seen > 40, "only " + seen);
        for (var chart : open.part("The last minutes").getByRole(AriaRole.IMG).all()) {
            assertThat(chart).hasAttribute("aria-label", Pattern.compile(", the last 2 minutes; now .*\\d"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void allTextCanBeRead(ColorScheme scheme) throws Exception {
        services().faults(FAULTS);
        services().weight(30);
        OpenPage open =
                open(new Browser.NewContextOptions().setViewportSize(1440, 900).setColorScheme(scheme));
        assertThat(open.slider("status 503")).isEnabled();
        open.page().getByText("As JSON and as commands").click();
        open.page().getByText("Write your own").click();
        open.until(() -> open.success() < 99);
        assertEquals(List.of(), open.page().evaluate(CONTRASTS));
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 375, 768, 1024})
    void nothingScrollsSideways(int width) throws Exception {
        services().faults(FAULTS);
        services().weight(30);
        OpenPage open = open(new Browser.NewContextOptions().setViewportSize(width, 812));
        assertThat(open.slider("status 503")).isEnabled();
        open.page().getByText("As JSON and as commands").click();
        open.settle();
        Object wide = open.page()
                .evaluate("[...document.querySelectorAll('body *')]"
                        + ".filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5"
                        + " && each.checkVisibility() && !each.closest('.canvas, pre'))"
                        + ".map((each) => each.tagName + '.' + each.className).slice(0, 5)");
        assertEquals(List.of(), wide);
        assertEquals(width, open.page().evaluate("document.documentElement.scrollWidth"));
        assertThat(open.kill()).isInViewport();
    }

    @ParameterizedTest
    @ValueSource(ints = {375, 1440})
    void nothingJumps(int width) throws Exception {
        OpenPage open = open(new Browser.NewContextOptions().setViewportSize(width, 900));
        assertThat(open.button("half-503")).isVisible();
        open.settle();
        open.page()
                .evaluate("window.shifts = []; new PerformanceObserver((list) => window.shifts.push("
                        + "...list.getEntries().map((each) => ({ value: each.value, of: each.sources.map(({ node }) =>"
                        + " (node?.outerHTML ?? String(node)).slice(0, 80)) })))).observe({ type: 'layout-shift' })");
        open.settle();
        services().faults(FAULTS);
        services().weight(50);
        open.settle();
        Object shifts = open.page().evaluate("JSON.stringify(window.shifts)");
        Number sum = (Number) open.page().evaluate("window.shifts.reduce((all, each) => all + each.value, 0)");
        assertTrue(sum.doubleValue() < 0.05, () -> sum + " " + shifts);
    }
}
