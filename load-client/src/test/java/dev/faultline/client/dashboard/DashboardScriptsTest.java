package dev.faultline.client.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's modules that need no browser, as tables of what they return for what. JSON has single quotes here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class DashboardScriptsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JavaScript js = new JavaScript();
    private final Map<String, Value> modules = new HashMap<>();

    @AfterAll
    void end() {
        js.close();
    }

    // --- plan.js

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
        assertJson(
                "{'expiresIn':'5m','rules':[" + rule + "]}",
                call("plan.js", "planOf({ ...m.BLANK, ...arguments[0] })", change));
        assertJson(
                "{'rules':[" + rule + "]}",
                call("plan.js", "planOf({ ...m.BLANK, ...arguments[0], expiresIn: '' })", change));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|30 % status 503, 200ms delay for 50 % of the traffic",
                "{\"abort\":\"reset\",\"abortFields\":{},\"delay\":\"none\",\"share\":5}|30 % reset for 5 % of the traffic",
                "{\"percentage\":0,\"delay\":\"none\"}|nothing for 50 % of the traffic",
            })
    void aFormIsPutIntoWords(String change, String words) {
        assertText(words, call("plan.js", "formWords({ ...m.BLANK, ...arguments[0] })", change));
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
    void aPlanHasAnExpectation(String plan, String share, double success, double delayed) {
        JsonNode expected = call("plan.js", "expected(arguments[0], arguments[1])", plan, share);
        assertEquals(success, expected.get("success").asDouble(), 1e-9);
        assertEquals(delayed, expected.get("delayed").asDouble(), 1e-9);
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
    void otherPlansHaveNone(String plan) {
        assertJson("null", call("plan.js", "expected(arguments[0], 50)", plan));
    }

    @ParameterizedTest
    @CsvSource({
        "fixed, value, 200ms, 2s, false",
        "fixed, value, 2s, 2s, true",
        "uniform, max, 500ms, 2s, false",
        "uniform, max, 3s, 2s, true",
        "exponential, mean, 100ms, 2s, true",
        "exponential, mean, 100ms, '', false",
        "percentiles, 'points\":{\"50\":\"1ms\",\"100\":\"2s\"},\"x', '', 2s, true",
        "percentiles, 'points\":{\"50\":\"1ms\",\"100\":\"1s\"},\"x', '', 2s, false",
    })
    void aDelayBeyondTheTimeoutFailsRequests(String type, String field, String value, String timeout, boolean late) {
        String plan = "{'rules':[{'delay':{'type':'%s','%s':'%s'}}]}".formatted(type, field, value);
        String words = call("plan.js", "expectation(arguments[0], 50, arguments[1])", plan, "'" + timeout + "'")
                .asText();
        assertEquals(late, words.contains("at most 100.0 %") && words.contains("timeout of 2s fail"), words);
    }

    /** Of a learned plan, and of others whose rules hold at different times or for different requests. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{W,F10,D},{W,F50,D}|50|Expect a success rate from 75.0 % (b) to 95.0 % (a):"
                        + " which of its 2 rules holds depends on the time."
                        + " 50 % of the traffic goes to the injector. It delays requests, too.",
                "{M,F10},{F50}|100|Expect a success rate from 50.0 % (b) to 90.0 % (a):"
                        + " which of its 2 rules holds depends on the request."
                        + " 100 % of the traffic goes to the injector.",
                "{M,F10},{M,F50}|100|Expect a success rate from 50.0 % (b) to 90.0 % (a):"
                        + " which of its 2 rules holds depends on the request."
                        + " 100 % of the traffic goes to the injector. Requests that none of the rules matches succeed.",
                "{W,M,F10},{W,F0}|100|Expect a success rate from 90.0 % (a) to 100.0 % (b):"
                        + " which of its 2 rules holds depends on the time and the request."
                        + " 100 % of the traffic goes to the injector.",
                "{W},{W,L}|20|Expect a success rate of at most 100.0 % in each of its 2 rules."
                        + " 20 % of the traffic goes to the injector. It delays requests, too."
                        + " Those that take longer than the load's timeout of 2s fail.",
                "{W,L},{W}|0|Expect a success rate of 100.0 % in each of its 2 rules."
                        + " 0 % of the traffic goes to the injector.",
                "{F10},{F50}|50|What to expect depends on the requests and on timing.",
                "{W,F10},{'when':{'type':'flapping'}}|50|What to expect depends on the requests and on timing.",
                "{W,F10},null|50|What to expect depends on the requests and on timing.",
                "{W,F10},{W,'aborts':[{'type':'rate-limit'}]}|50|What to expect depends on the requests and on timing.",
            })
    void rulesThatHoldApartHaveARangeOfExpectations(String rules, String share, String words) {
        String plan = rules.replace("W", "'when':{'type':'window','from':'0s','to':'1s'}")
                .replace("M", "'match':{'path':'/a'}")
                .replaceAll("F(\\d+)", "'aborts':[{'type':'status','status':503,'percentage':$1}]")
                .replace("D", "'delay':{'type':'percentiles','points':{'100':'1s'}}")
                .replace("L", "'delay':{'type':'percentiles','points':{'100':'5s'}}");
        for (String name : List.of("a", "b")) {
            plan = plan.replaceFirst("\\{(?='when'|'match'|'aborts':\\[\\{'type':'status')", "<'name':'" + name + "',");
        }
        assertText(
                words,
                call(
                        "plan.js",
                        "expectation(arguments[0], arguments[1], '2s')",
                        "{'rules':[" + plan.replace('<', '{') + "]}",
                        share));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "0|5", "5|7.5", "10|10", "60|60", "99|100", "100|100",
            })
    void aDelayByPercentilesIsTheOneThatIsInjected(String percentile, double millis) {
        String points =
                "{'type':'percentiles','points':{'100':'100ms','0':'5ms','10':'10ms','90':'90ms','95':'100ms'}}";
        JsonNode at = call("plan.js", "delayAt(m.pointsOf(arguments[0]), arguments[1])", points, percentile);
        assertEquals(millis, at.asDouble(), 1e-9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'expiresIn':'90s','rules':[{'when':{'type':'window'}},{'when':{'type':'window'}}]}|90s",
                "{'rules':[{'when':{'type':'window'}},{'when':{'type':'window'}}]}|20s",
                "{'expiresIn':'90s','rules':[{}]}|20s",
                "{'rules':5}|20s",
            })
    void anExperimentLastsAsLongAsWhatIsPlayed(String plan, String hold) {
        assertText(hold, call("plan.js", "holdOf(arguments[0])", plan));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scopeWords|{}|''",
                "scopeWords|{\"match\":{\"path\":\"/a\"},\"when\":{\"type\":\"flapping\",\"period\":\"60s\"}}|path /a; flapping period 60s",
                "scopeWords|{\"match\":{\"headers\":{\"x\":{\"regex\":\"1.*\"},\"y\":{\"present\":false}}}}|headers x: regex 1.*, y: present false",
                "scopeWords|{\"match\":{\"methods\":[\"GET\",\"PUT\"],\"headers\":{\"x\":\"1\",\"y\":\"2\"}},\"when\":{\"type\":\"always\"}}|methods GET, PUT; headers x: 1, y: 2",
                "delayWords|{\"type\":\"fixed\",\"value\":\"200ms\"}|200ms",
                "delayWords|{\"type\":\"lognormal\",\"median\":\"80ms\",\"p99\":\"900ms\",\"percentage\":20}|lognormal, median 80ms, p99 900ms for 20 %",
                "delayWords|{\"type\":\"percentiles\",\"points\":{\"50\":\"20ms\"},\"percentage\":100}|percentiles, p50 20.0 ms",
                "delayWords|{\"type\":\"percentiles\",\"points\":{\"0\":\"10ms\",\"100\":\"1s\",\"50\":\"20ms\",\"80\":\"50ms\",\"90.5\":\"80ms\"}}|percentiles, p50 20.0 ms, p90 78.6 ms, p99 903 ms, at most 1000 ms",
                "delayWords|{\"type\":\"percentiles\",\"points\":{\"50\":\"soon\"}}|percentiles, points {\"50\":\"soon\"}",
                "delayWords|{\"type\":\"percentiles\",\"points\":{}}|percentiles, points {}",
                "abortWords|{\"type\":\"status\",\"status\":503,\"percentage\":30,\"body\":\"x\"}|status 503",
                "abortWords|{\"type\":\"drip\",\"bytesPerSecond\":10,\"size\":100,\"percentage\":1}|drip bytesPerSecond 10, size 100",
                "abortWords|{\"type\":\"reset\",\"percentage\":1}|reset",
            })
    void partsOfAPlanArePutIntoWords(String function, String part, String words) {
        assertText(words, call("plan.js", function + "(arguments[0])", part));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'rules':[{'aborts':[{'percentage':1}]}]}|0|true",
                "{'rules':[{'aborts':[{'percentage':0}]}]}|0|false",
                "{'rules':[{'name':'none'}]}|0|false",
                "{'rules':[{'delay':{}}],'expiresAt':'2026-01-01T00:00:00Z'}|1767225599999|true",
                "{'rules':[{'delay':{}}],'expiresAt':'2026-01-01T00:00:00Z'}|1767225600000|false",
            },
            quoteCharacter = '"')
    void aPlanInjectsUntilItExpires(String plan, String now, String injects) {
        assertJson(injects, call("plan.js", "injects(arguments[0], arguments[1])", plan, now));
    }

    @Test
    void aPlanIsChangedInOnePlace() {
        String plan = "{'expiresAt':'2026-01-01T00:00:00Z','seed':7,'rules':[{'name':'a'},"
                + "{'name':'b','aborts':[{'type':'reset','percentage':5},{'type':'close','percentage':20}]}]}";
        assertJson(
                plan.replace(":20", ":60"),
                call("plan.js", "withPercentage(arguments[0], { rule: 1, name: 'b', abort: 1 }, 60)", plan));
        assertJson(
                plan.replace("'expiresAt':'2026-01-01T00:00:00Z'", "'expiresIn':'5m'"),
                call("plan.js", "withExpiry(arguments[0], '5m')", plan));
        assertJson("95", call("plan.js", "maxPercentage(arguments[0].rules[1], 1)", plan));
        for (String other : List.of("{'rules':[]}", plan.replace("'b'", "'c'"), plan.replace("aborts", "none"))) {
            PolyglotException thrown = assertThrows(
                    PolyglotException.class,
                    () -> call("plan.js", "withPercentage(arguments[0], { rule: 1, name: 'b', abort: 1 }, 60)", other));
            assertTrue(
                    String.valueOf(thrown.getMessage()).contains("The plan has changed in the meantime."),
                    thrown::toString);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|A plan is a JSON object: {\"rules\": [ … ]}",
                "null|A plan is a JSON object: {\"rules\": [ … ]}",
                "{\"rules\":|Not valid JSON: ",
            })
    void aTextThatIsNoPlanSaysWhy(String text, String problem) {
        Value parse = module("plan.js").getMember("parsePlan");
        assertEquals("{}", parse.execute("{}").toString());
        PolyglotException thrown = assertThrows(PolyglotException.class, () -> parse.execute(text));
        assertTrue(String.valueOf(thrown.getMessage()).contains(problem), thrown::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "null|{'target':'http://a/','rate':200}",
                "{'target':'http://b/','concurrency':3,'duration':'5m'}|{'target':'http://b/','concurrency':3}",
            })
    void anExperimentTriesAPlanUnderTheLoadThatThereIs(String load, String expected) {
        String state = "{'load':%s,'target':'http://a/','split':{'injector':'i'}}".formatted(load);
        JsonNode experiment = call(
                "plan.js",
                "experimentOf({ title: 't', plan: { rules: [] }, share: 20, hypothesis: 'p99 < 1s', state: arguments[0] })",
                state);
        assertText("What if: t", experiment.get("title"));
        assertJson(expected, experiment.get("load"));
        assertJson("['p99 < 1s']", experiment.get("hypothesis"));
        assertJson("[{'faults':{'rules':[]}},{'split':{'i':20}},{'hold':'20s'}]", experiment.get("method"));
    }

    @Test
    void thePlanAndTheShareAreCommands() {
        String split = "{'weights':{'b':100,'i':0},'injector':'i'}";
        assertText("""
                curl -X PUT 'http://h/api/injector/faults' -H 'Content-Type: application/json' -d '{"a":"it'\\''s"}'
                curl -X PUT 'http://h/api/split' -H 'Content-Type: application/json' -d '{"weights":{"b":70,"i":30}}'""", call("plan.js", "commands('http://h/', { a: \"it's\" }, 30, arguments[0], false)", split));
        assertText(
                "curl -X PUT 'http://h/api/injector/faults' -H \"Authorization: Bearer $TOKEN\""
                        + " -H 'Content-Type: application/json' -d '{}'",
                call("plan.js", "commands('http://h/', {}, 30, null, true)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "it's", "''", "a \"b\" $HOME `ls` \\ \\n !x", "tab\tand\nline", "ünïcode €", "*?[a]{b}"
            })
    void aQuotedTextIsOneWordOfAShell(String text) throws IOException {
        String quoted = module("plan.js").getMember("quoted").execute(text).asString();
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s|' " + quoted).start();
        assertEquals(text + "|", new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    // --- learned.js

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}|{'content':'x'}",
                "{'step':'30s'}|{'content':'x','step':'30s','speed':1}",
                "{'step':' 30s ','speed':'10','by':'path'}|{'content':'x','by':'path','step':'30s','speed':10}",
                "{'step':'30s','speed':'fast'}|{'content':'x','step':'30s','speed':'fast'}",
                "{'step':'30s','speed':''}|{'content':'x','step':'30s'}",
                "{'speed':'10','service':'a','at':'latest'}|{'content':'x'}",
                "{'from':'prometheus','service':'load-client'}"
                        + "|{'prometheus':{'url':'http://127.0.0.1:9090','service':'load-client'},'for':'10m'}",
                "{'from':'prometheus','url':'http://p/','service':'a','namespace':'shop','at':'2026-11-24T20:15:00Z','for':'','step':'1m','speed':'0.5'}"
                        + "|{'prometheus':{'url':'http://p/','service':'a','namespace':'shop'},'at':'2026-11-24T20:15:00Z','step':'1m','speed':0.5}",
                "{'from':'prometheus','url':''}|{'prometheus':{'service':'load-client'},'for':'10m'}",
            })
    void theFieldsAreARequestToLearn(String change, String request) {
        assertJson(
                request,
                call(
                        "learned.js",
                        "requestOf({ ...m.UNASKED, ...arguments[0] },"
                                + " (arguments[0].from ?? 'file') === 'file' ? 'x' : undefined)",
                        change));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "null|Choose a file first.",
                "{'name':'a.log','size':0}|a.log is empty.",
                "{'name':'a.log','size':1000000}|null",
                "{'name':'a.log','size':12345678}|a.log has 12.3 MB, and this page sends at most 1 MB. The command load-client"
                        + " learn a.log reads it where it is and prints the plan, which you can paste below as JSON.",
                "{'name':'my log','size':2000000}|my log has 2.0 MB, and this page sends at most 1 MB. The command load-client"
                        + " learn 'my log' reads it where it is and prints the plan, which you can paste below as JSON.",
            })
    void aFileThatCannotBeSentSaysWhy(String file, String problem) {
        assertText(problem, call("learned.js", "refusal(arguments[0])", file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "learnedWords|{'requests':1,'plan':{'rules':[{}]}}|Learned from a.log: 1 request; one rule.",
                "learnedWords|{'requests':3000,'from':'2026-11-30T22:50:00.123456789Z','length':'5m','plan':{'rules':[{},{}]}}"
                        + "|Learned from a.log: 3\u202f000 requests in 5 min, from 2026-11-30T22:50:00Z; 2 rules.",
                "learnedWords|{'requests':9,'length':'250ms','plan':{'rules':[{}]}}"
                        + "|Learned from a.log: 9 requests in 250 ms; one rule.",
                "basisWords|{'rule':'learned','requests':12}|learned: 12 requests",
                "basisWords|{'rule':'step-3','offset':'1m','length':'30s','requests':1}|step-3, 1 min to 1 min 30 s: 1 request",
                "basisWords|{'rule':'route-1-cart','route':'/cart','requests':2}|route-1-cart, /cart: 2 requests",
                "sourceOf|{'source':'content (access log)'}|a.log (access log)",
            })
    void whatWasLearnedIsPutIntoWords(String function, String learned, String words) {
        assertText(words, call("learned.js", function + "(arguments[0], 'a.log')", learned));
    }

    @Test
    void aPlanToTryEnds() {
        assertJson(
                "{'expiresIn':'5m','rules':[]}",
                call("learned.js", "planToTry(arguments[0])", "{'plan':{'rules':[]}}"));
        String timeline = "{'expiresIn':'30s','rules':[]}";
        assertJson(timeline, call("learned.js", "planToTry(arguments[0])", "{'plan':" + timeline + "}"));
    }

    /** That which fails most, and of those that fail alike the slowest. */
    @ParameterizedTest
    @CsvSource({"10 20 5, 0 0 0, 1", "5 5 5, 1 3 2, 1", "0 0 0, 0 0 0, 0", "5 9 9, 9 1 2, 2"})
    void theWorstRuleIsShownFirst(String failing, String seconds, int worst) {
        String rules = "arguments[0].split(' ').map((percentage, i) => ({"
                + " aborts: [{ type: 'reset', percentage: Number(percentage) }],"
                + " delay: { type: 'percentiles', points: { 100: `${arguments[1].split(' ')[i]}s` } } }))";
        assertEquals(
                worst,
                call("learned.js", "worst({ rules: " + rules + " })", "'" + failing + "'", "'" + seconds + "'")
                        .asInt());
    }

    @Test
    void outcomesHaveTheirIntervals() {
        String basis =
                "{'outcomes':{'503':{'value':0.1,'low':0.05,'high':0.2},'200':{'value':0.9,'low':0.8,'high':0.99999}}}";
        assertJson(
                "[{'name':'200','share':'90.00 %','interval':'80.00 % to >99.99 %'},"
                        + "{'name':'503','share':'10.00 %','interval':'5.00 % to 20.00 %'}]",
                call("learned.js", "outcomes(arguments[0])", basis));
        assertJson("[]", call("learned.js", "outcomes(arguments[0])", "{'outcomes':{}}"));
        String many = "outcomes({ outcomes: Object.fromEntries(Array.from({ length: 10 }, (_, i) =>"
                + " [`s${i}`, { value: 0.1, low: 0, high: 1 }])) }).at(-1)";
        assertJson("{'name':'2 others','share':'20.00 %','interval':''}", call("learned.js", many));
    }

    /** Ten times less of what is left is as far to the right; three times as long is as far up. */
    @Test
    void theCurveStretchesTheTail() {
        String plan =
                "{'rules':[{'delay':{'type':'percentiles','points':{'0':'10ms','90':'10ms','99':'100ms','100':'100ms'}}},{}]}";
        String at = "(([curve, none]) => [curve.length, none.length, ...[0, 60, 120].map((i) => curve[i])])"
                + "(m.chartOf(arguments[0], arguments[1]).curves)";
        assertJson("[121,0,[0,0],[0.5,0],[1,1]]", evaluate("learned.js", at, plan, "[{'timed':100},{'timed':0}]"));
        String ticks = "(({ x, y }) => [x, y].map((all) => all.map(({ at, name }) => `${name} ${at.toFixed(2)}`)))"
                + "(m.chartOf(arguments[0], arguments[1]))";
        assertJson(
                "[['p0 0.00','p50 0.15','p90 0.50','p99 1.00'],['10 ms 0.00','30 ms 0.48','100 ms 1.00']]",
                evaluate("learned.js", ticks, plan, "[{'timed':100}]"));
        assertJson(
                "[['p0 0.00','p50 0.10','p90 0.33','p99 0.67','p99.9 1.00'],['10 ms 0.00','30 ms 0.48','100 ms 1.00']]",
                evaluate("learned.js", ticks, plan, "[{'timed':1000000}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'100':'20us'}|0.3 \u00b5s, 1 \u00b5s, 3 \u00b5s, 10 \u00b5s, 30 \u00b5s",
                "{'0':'20us','100':'20us'}|10 \u00b5s, 30 \u00b5s",
                "{'0':'1ms','100':'1ms'}|1 ms, 3 ms",
                "{'0':'200ms','100':'2s'}|100 ms, 300 ms, 1 s, 3 s",
                "{'0':'0s','100':'5m'}|3 s, 10 s, 30 s, 100 s, 300 s",
            })
    void theTimeAxisHoldsTheCurve(String points, String ticks) {
        String names = "chartOf({ rules: [{ delay: { type: 'percentiles', points: arguments[0] } }] },"
                + " [{ timed: 10 }]).y.map(({ name }) => name).join(', ')";
        assertText(ticks, call("learned.js", names, points));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'rules':[{}]}",
                "{'rules':[]}",
                "{'rules':[{'delay':{'type':'percentiles','points':{'100':'0s'}}}]}",
            })
    void withoutADelayThereIsNoCurve(String plan) {
        assertJson("null", call("learned.js", "chartOf(arguments[0], [])", plan));
    }

    // --- traffic.js

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
        assertJson(expected, call("traffic.js", "weightsFor(arguments[0], 'i', arguments[1])", weights, percentage));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'weights':{'b':75,'i':25},'injector':'i'}|25|true",
                "{'weights':{'b':75},'injector':'i'}|0|false",
                "{'weights':{'i':75},'injector':'i'}|100|false",
                "{'problem':'x'}|0|false",
                "null|0|false",
            })
    void theShareOfTheInjectorIsThatOfItsWeight(String split, String share, String steerable) {
        assertJson(share, call("traffic.js", "injectorShare(arguments[0])", split));
        assertJson(steerable, call("traffic.js", "isSteerable(arguments[0])", split));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'weights':{'b':60,'i':40},'injector':'i'}|b 0.6 2 1; i 0.4 1 0.5",
                "{'weights':{'b':1,'c':1,'i':2},'injector':'i'}|b 0.25 null null; c 0.25 null null; i 0.5 1 0.5",
                "{'problem':'x'}|the target null 2 1",
                "null|the target null 2 1",
            })
    void eachBackendHasItsShareAndItsFigures(String split, String expected) {
        String window = "{'seconds':5,'answered':{"
                + "'backend':{'samples':10,'share':0.6,'successRate':{'value':1},'latency':{'p95':3}},"
                + "'injector':{'samples':5,'share':0.4,'successRate':{'value':0.5},'latency':{'p95':9}}}}";
        String lines =
                ".map((each) => [each.name, each.share, each.rate, each.success].map(String).join(' ')).join('; ')";
        assertText(expected, call("traffic.js", "backends(arguments[0], arguments[1])" + lines, split, window));
    }

    /** Of several backends the mesh tells what each has answered. */
    @Test
    void theMeshTellsSeveralBackendsApart() {
        String window = "{'seconds':5,'answered':{'injector':{'samples':5,'share':0.25}},"
                + "'mesh':{'backends':{'b':{'samples':10,'share':0.5,'successRate':{'value':0.9}}}}}";
        String lines =
                ".map((each) => [each.name, each.rate, each.success, each.p95].map(String).join(' ')).join('; ')";
        assertText(
                "b 2 0.9 null; c 0 null null; i 1 null null",
                call(
                        "traffic.js",
                        "backends(arguments[0], arguments[1])" + lines,
                        "{'weights':{'b':1,'c':1,'i':2},'injector':'i'}",
                        window));
        assertJson("true", call("traffic.js", "isCounted(arguments[0])", window));
        assertJson("false", call("traffic.js", "isCounted(arguments[0])", "{'mesh':{'backends':{},'note':'x'}}"));
        assertJson("false", call("traffic.js", "isCounted(arguments[0])", "null"));
    }

    @Test
    void theRateSliderHasAStepForEveryRateThatItStopsAt() {
        String same = "Array.from({ length: m.LAST_RATE_STEP + 1 }, (_, step) => step)"
                + ".filter((step) => m.stepOf(m.rateAt(step)) !== step)";
        assertJson("[]", evaluate("traffic.js", same));
        assertJson("[1,5000]", evaluate("traffic.js", "[m.rateAt(0), m.rateAt(m.LAST_RATE_STEP)]"));
        assertJson("[1,200,5000]", evaluate("traffic.js", "[0.1, 199, 50000].map((rate) => m.rateAt(m.stepOf(rate)))"));
    }

    // --- format.js

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
        assertText(written, call("format.js", "percent(arguments[0], arguments[1])", share, digits));
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
        "1500\u00b5s, 1.5",
        "1500\u03bcs, 1.5",
        ".5s, 500",
        "1m.5s, 60500",
        "5., null",
        ".s, null",
        "10, null",
        "s, null",
        "-1s, null",
        "1s 2s, null",
        "PT, null",
    })
    void aDurationIsRead(String text, String millis) {
        assertJson(millis, call("format.js", "duration(arguments[0])", "'" + text + "'"));
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
        "counts, {}, –",
        "counts, '{\"503\": 40, \"200\": 1812}', '200: 1\u202f812, 503: 40'",
        "counts, '{\"1\":1,\"2\":1,\"3\":2,\"4\":2,\"5\":2,\"6\":2,\"7\":2,\"8\":2,\"9\":2,\"none\":5}', "
                + "'3: 2, 4: 2, 5: 2, 6: 2, 7: 2, 8: 2, 9: 2, none: 5, others: 2'",
        "short, '100.0 %', 100 %",
        "short, 20.0/s, 20/s",
    })
    void figuresAreWritten(String function, String value, String written) {
        String argument = function.equals("short") ? "'" + value + "'" : value;
        assertText(written, call("format.js", function + "(arguments[0])", argument));
    }

    // --- history.js

    @Test
    void secondsAreKeptInOrderForTenMinutes() {
        String added = "(() => { const h = new m.History(); let fresh = 0;"
                + " for (let i = 1; i <= 700; i++) fresh += h.addSecond(i * 1000, { samples: i });"
                + " return [fresh, h.addSecond(5_000, {}), h.addSecond(700_000, {}), h.seconds.length, h.seconds[0].ms,"
                + " h.newest, h.last(3_000).map((each) => each.samples), h.last(10_000_000).length]; })()";
        assertJson("[700,false,false,600,101000,700000,[698,699,700],600]", evaluate("history.js", added));
        assertJson(
                "[0,[]]",
                evaluate("history.js", "(() => { const h = new m.History(); return [h.newest, h.last(1)]; })()"));
    }

    @Test
    void theStateTellsTheClockARestartAndWhatRuns() {
        String told = "(() => { const h = new m.History(); const seen = [];"
                + " const set = (instance, time, experiments) =>"
                + " seen.push([h.setState({ instance, time, experiments }, 1_000), h.offset, h.running()?.id ?? null]);"
                + " set('a', 1_500, [{ id: 'x', state: 'done' }, { id: 'y', state: 'inject' }]);"
                + " set('a', 900, [{ id: 'x', state: 'done' }]); set('b', 1_000, undefined); return seen; })()";
        assertJson("[[false,500,'y'],[false,-100,null],[true,0,null]]", evaluate("history.js", told));
    }

    /** Otherwise nothing would be newer than what is known until the clock has caught up. */
    @Test
    void aClockThatWasSetBackDropsWhatIsAheadOfIt() {
        String kept = "(() => { const h = new m.History();"
                + " [10_000, 20_000, 30_000].forEach((ms) => h.addSecond(ms, {}));"
                + " h.setState({ time: 15_000 }, 0); return h.seconds.map((each) => each.ms); })()";
        assertJson("[10000,20000]", evaluate("history.js", kept));
    }

    // --- chart-data.js

    @Test
    void aGapInTimeIsAGapInTheCurve() {
        String series = "[{ of: (second) => second.a }, { of: (second) => second.b }]";
        String seconds =
                "[{'ms':1000,'seconds':1,'a':1,'b':2},{'ms':2000,'seconds':1,'a':3},{'ms':6000,'seconds':0.5,'a':0,'b':4}]";
        assertJson(
                "[[2,3,3,6.5],[1,3,null,0],[2,null,null,4]]",
                call("chart-data.js", "columns(" + series + ", arguments[0])", seconds));
    }

    @Test
    void aStackIsSummedUpAndDrawnFromTheTop() {
        assertJson(
                "[[1,2],[111,null],[11,null],[1,null]]",
                call("chart-data.js", "stacked(arguments[0])", "[[1,2],[1,null],[10,null],[100,null]]"));
    }

    @Test
    void whatIsOptionalIsShownWhenThereIsAny() {
        String names =
                "shownSeries([{ name: 'a', of: () => 0 }, { name: 'b', optional: true, of: (second) => second.b },"
                        + " { name: 'c', optional: true, of: () => null }], arguments[0]).map((each) => each.name)";
        assertJson("['a']", call("chart-data.js", names, "[{'b':0}]"));
        assertJson("['a','b']", call("chart-data.js", names, "[{'b':0},{'b':1}]"));
    }

    @Test
    void eachChartDrawsASecondAsTheApiTellsIt() {
        String second = "{'samples':10,'seconds':2,'rate':5,'planRate':6,'classes':{'ok':8,'shed':2},"
                + "'successRate':{'value':0.8,'low':0.5,'high':0.9},'latency':{'p50':1,'p95':2,'p99':3},"
                + "'answered':{'backend':{'share':0.8}}}";
        String drawn = "CHARTS.map((chart) => [chart.title, ...m.shownSeries(chart.series, [arguments[0]])"
                + ".map((each) => `${each.name} ${each.of(arguments[0])}`)].join(', '))";
        assertJson(
                "['Success rate, success 0.8, high 0.9, low 0.5','Latency, p50 1, p95 2, p99 3',"
                        + "'Request rate, requested 6, completed 5, shed 1','Who answered, backend 0.8, injector 0',"
                        + "'How requests ended, ok 4, shed 1']",
                call("chart-data.js", drawn, second));
    }

    /** A second in which nobody answered has no latency, and a hole in the curve. */
    @Test
    void withoutAnAnswerTheLatencyHasAGap() {
        String second = "{'ms':%d,'seconds':1,'samples':10,'latency':%s}";
        String seconds = "[" + second.formatted(1_000, "{'samples':10,'p50':1,'p95':2,'p99':3}") + ","
                + second.formatted(2_000, "{'samples':0}") + "]";
        String series = "columns(m.CHARTS.find((chart) => chart.title === 'Latency').series, arguments[0])";
        assertJson("[[2,3],[1,null],[2,null],[3,null]]", call("chart-data.js", series, seconds));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3000, 3000", "0.3, 0.3", "20, null", "500, null"})
    void aLogarithmicAxisHasTwoTicksADecade(String value, String written) {
        assertJson(written, call("chart-data.js", "logTick(arguments[0])", value));
    }

    @Test
    void phasesOfSeveralExperimentsAreSpans() {
        String phase = "{'kind':'phase','time':%d,'phase':{'experiment':'%s','state':'%s'%s}}";
        String marks = "[{'kind':'load','time':0,'text':'x'},"
                + phase.formatted(1, "a", "baseline", "") + ","
                + phase.formatted(2, "b", "inject", "") + ","
                + phase.formatted(5, "a", "inject", ",'level':'10%'") + ","
                + phase.formatted(7, "a", "done", ",'outcome':'pass'") + "]";
        String spans = "phases(arguments[0], 9).map((each) => `${each.name} ${each.state} ${each.from}-${each.to}`)";
        assertJson(
                "['baseline baseline 1-5','inject inject 2-9','inject at 10% inject 5-7']",
                call("chart-data.js", spans, marks));
    }

    // --- sse.js

    /** As the HTML standard defines them, whatever pieces the network makes of the text. */
    @Test
    void eventsAreTheSameHoweverTheTextIsCut() {
        String stream =
                "id: 7\nevent: stats\ndata: {\"a\":1}\n\n: a comment\r\n\r\ndata: one\r\ndata:two\r\rid\ndata\n\n"
                        + "event: none\n\ndata: ü€\nunknown: x\nretry: 5\n\ndata: unfinished";
        Value parse = module("sse.js").getMember("EventParser");
        Value differing = js.script("""
                (EventParser, text) => {
                  const parse = (...cuts) => {
                    const events = [];
                    const parser = new EventParser((event) => events.push(event));
                    [...cuts, text.length].reduce((from, to) => {
                      parser.push(text.slice(from, to));
                      return to;
                    }, 0);
                    return JSON.stringify(events);
                  };
                  const whole = parse();
                  const ways = [[...text].map((_, i) => i)];
                  for (let i = 0; i < text.length; i++) {
                    ways.push([i], [i, Math.min(i + 1, text.length)]);
                  }
                  return [whole, ...ways.map((cuts) => parse(...cuts)).filter((events) => events !== whole)];
                }""").execute(parse, stream);
        assertEquals(1, differing.getArraySize(), differing::toString);
        assertJson(
                "[{'type':'stats','data':'{\\'a\\':1}','id':'7'},{'type':'message','data':'one\\ntwo','id':'7'},"
                        + "{'type':'message','data':'','id':''},{'type':'message','data':'ü€','id':''}]",
                tree(differing.getArrayElement(0).asString()));
    }

    /** Calls a function of a module; {@code arguments} are JSON. Returns the result as JSON. */
    private JsonNode call(String module, String expression, String... arguments) {
        return evaluate(module, "m." + expression, arguments);
    }

    /** Evaluates an expression in which {@code m} is a module and {@code arguments} are values, given as JSON. */
    private JsonNode evaluate(String module, String expression, String... arguments) {
        Value function = js.script(
                "(m, ...texts) => { const values = texts.map((text) => JSON.parse(text)); return (function () {"
                        + " return JSON.stringify(" + expression.replace("arguments", "values")
                        + ") ?? 'null'; })(); }");
        Object[] all = new Object[arguments.length + 1];
        all[0] = module(module);
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = doubleQuoted(arguments[i]);
        }
        return tree(function.execute(all).asString());
    }

    private Value module(String name) {
        return modules.computeIfAbsent(
                name, file -> js.module(JavaScript.PAGE.resolve("dashboard").resolve(file)));
    }

    private static void assertJson(String expected, JsonNode actual) {
        assertEquals(tree(doubleQuoted(expected)), actual);
    }

    private static void assertText(String expected, JsonNode actual) {
        assertEquals(expected, actual.asText());
    }

    private static String doubleQuoted(String json) {
        return json.replace("\\'", "\\\"").replace('\'', '"');
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
