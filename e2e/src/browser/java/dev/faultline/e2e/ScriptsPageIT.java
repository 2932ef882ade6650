package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's scripts that know nothing of the page: tables of what they make of what. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScriptsPageIT {

    private static final String SITE = "http://127.0.0.1/";
    private static final Path FILES = Demo.ROOT.resolve("load-client/src/main/resources/META-INF/resources");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORM = "{'share':50,'percentage':30,'abort':'status','abortFields':{'status':'503'},"
            + "'delay':'fixed','delayFields':{'value':'200ms'},'when':'always','whenFields':{},'path':'','expiresIn':'5m'}";

    private final Chromium chromium = new Chromium();
    private final Page page = chromium.browser().newPage();

    ScriptsPageIT() {
        page.route(SITE + "**", route -> {
            String path = route.request().url().substring(SITE.length());
            route.fulfill(
                    path.isEmpty()
                            ? new Route.FulfillOptions().setBody("").setContentType("text/html")
                            : new Route.FulfillOptions()
                                    .setPath(FILES.resolve(path))
                                    .setContentType("text/javascript"));
        });
        Object unused = page.navigate(SITE);
    }

    @AfterAll
    void end() {
        chromium.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "as it begins|{}|{'name':'dashboard','delay':{'type':'fixed','value':'200ms'},"
                        + "'aborts':[{'percentage':30,'type':'status','status':503}]}",
                "no abort|{'percentage':0}|{'name':'dashboard','delay':{'type':'fixed','value':'200ms'}}",
                "no delay|{'delay':'none','delayFields':{}}|{'name':'dashboard','aborts':[{'percentage':30,'type':'status','status':503}]}",
                "neither|{'delay':'none','delayFields':{},'percentage':0}|{'name':'dashboard'}",
                "a path|{'percentage':0,'delay':'none','path':' /cart/** '}|{'name':'dashboard','match':{'path':'/cart/**'}}",
                "flapping|{'percentage':0,'delay':'none','when':'flapping','whenFields':{'period':'60s','outage':'15s'}}"
                        + "|{'name':'dashboard','when':{'type':'flapping','period':'60s','outage':'15s'}}",
                "a number|{'percentage':0,'delay':'pareto','delayFields':{'min':'50ms','shape':'1.5'}}"
                        + "|{'name':'dashboard','delay':{'type':'pareto','min':'50ms','shape':1.5}}",
                "no number|{'delay':'none','abortFields':{'status':'many'}}"
                        + "|{'name':'dashboard','aborts':[{'percentage':30,'type':'status','status':'many'}]}",
                "an empty field|{'delay':'none','abort':'drip','abortFields':{'bytesPerSecond':'10','size':''}}"
                        + "|{'name':'dashboard','aborts':[{'percentage':30,'type':'drip','bytesPerSecond':10}]}",
            })
    void aFormMeansAPlan(String name, String change, String rule) {
        String plan = "{'expiresIn':'5m','rules':[" + rule + "]}";
        same(plan, call("plan.js", "planOf({...a, ...b})", FORM, change));
        same("{'rules':[" + rule + "]}", call("plan.js", "planOf({...a, ...b, expiresIn: ''})", FORM, change));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'rules':[{'aborts':[{'type':'status','status':503,'percentage':30}],'delay':{'type':'fixed'}}]}|50|0.85|0.5",
                "{'rules':[{'aborts':[{'type':'status','status':404,'percentage':30}]}]}|50|1|0",
                "{'rules':[{'aborts':[{'type':'reset','percentage':10},{'type':'hang','percentage':20}]}]}|100|0.7|0",
                "{'rules':[{'delay':{'type':'fixed'}}]}|100|1|1",
                "{'rules':[{'delay':{'type':'fixed','percentage':10}}]}|50|1|0.05",
                "{'rules':[{'aborts':[{'type':'close','percentage':100}]}]}|100|0|0",
                "{'rules':[{'aborts':[{'type':'grpc-status','status':14,'percentage':50}]}]}|100|0.5|0",
            })
    void aPlanLetsExpect(String plan, double share, double success, double delayed) {
        String seen = call("plan.js", "[expected(a, b).success, expected(a, b).delayed]", plan, Double.toString(share));
        String[] values = seen.substring(1, seen.length() - 1).split(",", -1);
        assertEquals(success, Double.parseDouble(values[0]), 1e-9);
        assertEquals(delayed, Double.parseDouble(values[1]), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'rules':[]}",
                "{'rules':[{},{}]}",
                "{'rules':[{'match':{'path':'/a'},'aborts':[]}]}",
                "{'rules':[{'when':{'type':'flapping'}}]}",
                "{'rules':[{'aborts':[{'type':'rate-limit','percentage':100}]}]}",
                "{'rules':[{}],'otherwise':{'type':'respond','status':503}}",
                "{'rules':[{}],'otherwise':{'type':'forward','to':'http://a/'}}",
                "{}",
                "{'rules':5}",
                "{'rules':[null]}",
                "{'rules':[{'aborts':5}]}",
                "{'rules':[{'aborts':[{}]}]}",
                "{'rules':[{'aborts':[null]}]}",
            })
    void ofOtherPlansNothingIsPromised(String plan) {
        same("null", call("plan.js", "expected(a, 50)", plan, "0"));
    }

    @ParameterizedTest
    @CsvSource({
        "fixed, value, 200ms, 2s, false",
        "fixed, value, 2s, 2s, true",
        "uniform, max, 500ms, 2s, false",
        "uniform, max, 3s, 2s, true",
        "exponential, mean, 100ms, 2s, true",
        "exponential, mean, 100ms, '', false",
    })
    void aDelayThatCallersDoNotWaitForFailsThem(String type, String field, String value, String timeout, boolean late) {
        String plan = "{'rules':[{'delay':{'type':'%s','%s':'%s'}}]}".formatted(type, field, value);
        String sentence = call("plan.js", "expectation(a, 50, b)", plan, "'" + timeout + "'");
        assertEquals(late, sentence.contains("at most 100.0 %") && sentence.contains("timeout of 2s fail"), sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'b':100,'i':0}|40|{'b':60,'i':40}",
                "{'b':0,'i':100}|0|{'b':100,'i':0}",
                "{'b':0,'i':5}|100|{'b':0,'i':100}",
                "{'b':1,'i':1}|0.5|{'b':995000,'i':5000}",
                "{'b':3,'c':1,'i':0}|20|{'b':60,'c':20,'i':20}",
                "{'b':2,'c':1,'i':0}|20|{'b':533333,'c':266667,'i':200000}",
                "{'b':0,'c':0,'i':9}|50|{'b':25,'c':25,'i':50}",
                "{'i':7}|50|{'i':7}",
            })
    void weightsGiveTheInjectorItsShare(String weights, String percentage, String expected) {
        same(expected, call("plan.js", "weightsFor(a, 'i', b)", weights, percentage));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "it's", "''", "a \"b\" $HOME `ls` \\ \\n !x", "tab\tand\nline", "ünïcode €", "*?[a]{b}"
            })
    void aQuotedTextIsOneWordOfAShell(String text) throws Exception {
        String json = JSON.writeValueAsString(text);
        String quoted = (String)
                page.evaluate("async (a) => (await import('./dashboard/plan.js')).quoted(JSON.parse(a))", json);
        Tool.Result result = new Tool("bash").run("-c", "printf '%s|' " + quoted);
        assertEquals(text + "|", result.output());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 100.0 %",
        "0.99996, 1, >99.9 %",
        "0.99996, 2, >99.99 %",
        "0.99994, 2, 99.99 %",
        "0, 1, 0.0 %",
        "0.00001, 1, <0.1 %",
        "0.125, 0, 13 %",
        "0.5, 1, 50.0 %",
        "null, 1, –",
    })
    void aShareIsNeverRoundedToAllOrNothing(String share, String digits, String written) {
        same('"' + written + '"', call("format.js", "percent(a, b)", share, digits));
    }

    @ParameterizedTest
    @CsvSource({
        "80ms, 80",
        "1.5s, 1500",
        "1m30s, 90000",
        "PT10S, 10000",
        "PT1M0.5S, 60500",
        "P1DT1H, 90000000",
        "2h, 7200000",
        "500us, 0.5",
        "10, null",
        "s, null",
        "-1s, null",
        "1s 2s, null",
        "PT, null",
    })
    void aDurationIsRead(String text, String millis) {
        same(millis, call("format.js", "duration(a)", "\"" + text + "\"", "0"));
    }

    @ParameterizedTest
    @CsvSource({
        "span, 0, 0 s",
        "span, -5, 0 s",
        "span, 59499, 59 s",
        "span, 60000, 1 min",
        "span, 65000, 1 min 5 s",
        "span, 7380000, 2 h 3 min",
        "millis, 1.26, 1.3 ms",
        "millis, 99.4, 99.4 ms",
        "millis, 250.4, 250 ms",
        "millis, 12345, 12.3 s",
        "millis, null, –",
        "rate, 199.96, 200.0/s",
        "rate, 12345, 12\u202f345/s",
        "grouped, 1234567, 1\u202f234\u202f567",
        "grouped, 999, 999",
    })
    void figuresAreWritten(String function, String value, String written) {
        same('"' + written + '"', call("format.js", function + "(a)", value, "0"));
    }

    @Test
    void aRuleNamesWhatItIsFor() {
        same(
                "\"path /a; flapping period 60s\"",
                call(
                        "plan.js",
                        "scopeWords(a)",
                        "{'match':{'path':'/a'},'when':{'type':'flapping','period':'60s'}}",
                        "0"));
        same("true", call("plan.js", "injects(a, 0)", "{'rules':[{'aborts':[{'percentage':1}]}]}", "0"));
        same("false", call("plan.js", "injects(a, 0)", "{'rules':[{'aborts':[{'percentage':0}]}]}", "0"));
        same(
                "false",
                call(
                        "plan.js",
                        "injects(a, 1e13)",
                        "{'expiresAt':'2026-01-01T00:00:00Z','rules':[{'delay':{}}]}",
                        "0"));
    }

    /** As the HTML standard defines them, whatever pieces the network makes of the text. */
    @Test
    void eventsAreTheSameHoweverTheTextIsCut() {
        String stream =
                "\ufeffid: 7\nevent: stats\ndata: {\"a\":1}\n\n: a comment\r\n\r\ndata: one\r\ndata:two\r\rid\ndata\n\nevent: none\n\n"
                        + "data: ü€\nunknown: x\nretry: 5\n\ndata: unfinished";
        String expected = "[{\"type\":\"stats\",\"data\":\"{\\\"a\\\":1}\",\"id\":\"7\"},"
                + "{\"type\":\"message\",\"data\":\"one\\ntwo\",\"id\":\"7\"},"
                + "{\"type\":\"message\",\"data\":\"\",\"id\":\"\"},{\"type\":\"message\",\"data\":\"ü€\",\"id\":\"\"}]";
        Object differing = page.evaluate("""
                async ([stream, expected]) => {
                  const { EventParser } = await import('./dashboard/events.js');
                  const bytes = new TextEncoder().encode(stream);
                  const parse = (cuts) => {
                    const events = [];
                    const decoder = new TextDecoder();
                    const parser = new EventParser((event) => events.push(event));
                    [...cuts, bytes.length].reduce((from, to) => {
                      parser.push(decoder.decode(bytes.subarray(from, to), { stream: true }));
                      return to;
                    }, 0);
                    return JSON.stringify(events);
                  };
                  const ways = [[], [...bytes.keys()]];
                  bytes.forEach((_, i) => { ways.push([i]); ways.push([i, Math.min(i + 1, bytes.length)]); });
                  return ways.map((cuts) => [cuts, parse(cuts)]).filter(([, got]) => got !== expected).map(([cuts, got]) => cuts + ': ' + got).slice(0, 3);
                }""", List.of(stream, expected));
        assertEquals(List.of(), differing);
    }

    @Test
    void theShareOfTheInjectorIsThatOfItsWeight() {
        same("25", call("plan.js", "injectorShare(a)", "{'weights':{'b':75,'i':25},'injector':'i'}", "0"));
        same("0", call("plan.js", "injectorShare(a)", "{'problem':'x'}", "0"));
        same("0", call("plan.js", "injectorShare(a)", "null", "0"));
    }

    @Test
    void aLevelOfASweepIsAPhase() {
        String marks =
                "[{'kind':'phase','time':1,'text':'a: b: inject at 10'},{'kind':'phase','time':5,'text':'a: b: pass'}]";
        same("[['inject at 10','inject',1,5]]", call("marks.js", "phases(a, b).map(Object.values)", marks, "9"));
    }

    /** Evaluates an expression with the exports of a script and two values, written with single quotes, as JSON. */
    private String call(String script, String expression, String a, String b) {
        String function = "async ([a, b]) => { const module = await import('./dashboard/" + script + "');"
                + " return JSON.stringify(Function('m', 'a', 'b', 'with (m) { return " + expression.replace("'", "\\'")
                + "; }')(module, JSON.parse(a), JSON.parse(b))) ?? 'undefined'; }";
        return (String) page.evaluate(function, List.of(a.replace('\'', '"'), b.replace('\'', '"')));
    }

    private static void same(String expected, String actual) {
        try {
            assertEquals(JSON.readTree(expected.replace('\'', '"')), JSON.readTree(actual));
        } catch (JsonProcessingException e) {
            throw new AssertionError(actual, e);
        }
    }
}
