package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttackOptionsTest {

    private static final ObjectMapper JSON = WireJson.mapper();

    @TempDir
    Path files;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate 5 | /rate | 5.0",
                "--rate 90/1.5m | /rate | 1.0",
                "--stages 60/1m:1s,5/s..600/m:2s | /stages/0/rate | 1.0",
                "--stages 60/1m:1s,5/s..600/m:2s | /stages/1/from | 5.0",
                "--stages 60/1m:1s,5/s..600/m:2s | /stages/1/to | 10.0",
                "--stages ..600/m:2s | /stages/0/to | 10.0",
                "--rate 0.5 --arrival poisson | /arrival | poisson",
                "--rate 5 --duration 90s | /duration | 90s",
                "--rate 5 --seed -7 | /seed | -7",
                "--rate 5 --shard 1/2 | /seed | 0",
                "--rate 5 --shard 1/2 --seed 7 | /seed | 7",
                "--concurrency 3 | /concurrency | 3",
                "--stages 5:1s,5..9:2s | /stages/1/to | 9.0",
                "--rate 5 --protocol h2c --grpc a.B/C | /requests/0/grpc | a.B/C",
                "--rate 5 --connections 7 | /connections | 7",
                "--rate 5 --requests-per-connection 7 | /requestsPerConnection | 7",
                "--rate 5 --max-in-flight 7 | /maxInFlight | 7",
                "--rate 5 --timeout 2s | /timeout | 2s",
                "--rate 5 --cookies | /cookies | true",
                "--rate 5 | /cookies | ''",
                "--rate 5 --method PUT | /requests/0/method | PUT",
                "--rate 5 --body text | /requests/0/body | text",
                "--rate 5 --header a:b:c | /requests/0/headers/a | b:c",
                "--rate 5 -H a:b:c -H d:e | /requests/0/headers/d | e",
                "--rate 5 -X PUT | /requests/0/method | PUT",
                "--rate 5 -d a=1 | /requests/0/method | POST",
                "--rate 5 -d a=1 -d b=2 | /requests/0/body | a=1&b=2",
                "--rate 5 --data a=1 -X PUT | /requests/0/method | PUT",
                "--rate 5 -d a=1 | /requests/0/headers/content-type | application/x-www-form-urlencoded",
                "--rate 5 -d {} -H Content-Type:application/json | /requests/0/headers/content-type | ''",
                "--rate 5 -d {} -H Content-Type:application/json | /requests/0/headers/Content-Type | application/json",
                "--rate 5 --retries 2 | /retries/limit | 2",
                "--rate 5 --retries 2 --retry-budget 12.5% | /retries/budget | 12.5",
                "--rate 5 --retries 2 --retry-budget 10 | /retries/budget | 10",
                "--rate 5 --retries 2 --backoff 5ms | /retries/backoff | 5ms",
                "--rate 5 --retries 2 --max-backoff 5s | /retries/maxBackoff | 5s",
                "--rate 5 --retries 0 | /retries | ''",
            })
    void everyOptionOfAPlanSetsItsField(String arguments, String field, String value) throws IOException {
        assertEquals(value, plan("--target http://a/ " + arguments).at(field).asText());
    }

    @Test
    void optionsOverrideTheFile() throws IOException {
        String file = file("{target: 'http://a/', stages: [{rate: 1, duration: 1s}], connections: 3, timeout: 3s,"
                + " retries: {limit: 3, backoff: 3s, maxBackoff: 3s}, requests: [{path: /x}, {path: /y}]}");
        JsonNode plan = plan("--plan " + file + " --rate 5 --timeout 4s --retries 4 --method PUT");
        assertTrue(plan.at("/stages").isMissingNode());
        assertEquals("4s", plan.get("timeout").asText());
        assertEquals(3, plan.get("connections").asInt());
        assertEquals(4, plan.at("/retries/limit").asInt());
        assertEquals("3s", plan.at("/retries/backoff").asText());
        assertEquals(1, plan.get("requests").size());
        assertEquals("PUT", plan.at("/requests/0/method").asText());
        assertTrue(plan("--plan " + file + " --retries 0").at("/retries").isMissingNode());
    }

    @Test
    void aBackoffIsForTheRetriesOfTheFileToo() throws IOException {
        String file = file("{target: 'http://a/', rate: 1, retries: {limit: 3}}");
        assertEquals(
                "5ms",
                plan("--plan " + file + " --backoff 5ms").at("/retries/backoff").asText());
        String without = file("{target: 'http://a/', rate: 1, retries: null}");
        assertThrows(InvalidValue.class, () -> plan("--plan " + without + " --backoff 5ms"));
    }

    @Test
    void theBodysFileIsNamedWithinItsDirectory() throws IOException {
        String body = file("{}");
        assertEquals(
                "plan.yaml",
                plan("--target http://a/ --rate 5 --body-file " + body)
                        .at("/requests/0/bodyFile")
                        .asText());
    }

    @Test
    void aFeedFillsWhatTheTargetRefersTo() throws IOException {
        String csv = file("id\n1\n");
        JsonNode plan = plan("--target http://a:81/x/#{id}?y=#{id} --rate 5 --feed-order random --feed " + csv);
        assertEquals("http://a:81/", plan.get("target").asText());
        assertEquals("/x/#{id}?y=#{id}", plan.at("/requests/0/path").asText());
        assertEquals("plan.yaml", plan.at("/feed/file").asText());
        assertEquals("random", plan.at("/feed/order").asText());
        Path other = Files.createDirectory(files.resolve("other"));
        Files.writeString(other.resolve("body"), "#{id}");
        AttackOptions apart = Options.parse(
                List.of("--feed", csv, "--body-file", other.resolve("body").toString()));
        assertEquals(
                "--feed", assertThrows(InvalidValue.class, apart.load::bodies).field());
        assertEquals(
                Optional.of(files.toAbsolutePath().normalize()),
                Options.parse(List.of("--feed", csv)).load.bodies());
    }

    @Test
    void dataComesFromFilesWithoutItsLineBreaksAsInCurl() throws IOException {
        String data =
                Files.writeString(files.resolve("data"), "a=1\r\n&b=\u00fc\n").toString();
        JsonNode plan = plan("--target http://a/ --rate 5 -d @" + data + " -d c=3");
        assertEquals("a=1&b=\u00fc&c=3", plan.at("/requests/0/body").asText());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-d a --body b | --body must not be given besides --data (-d), which is the body too",
                "-d a --body-file FILE | --body-file must not be given besides --data",
                "-d a --protocol h2c --grpc a.B/C | --grpc must not be given besides --data",
                "-d @FILE.gone | --data must name a file that can be read behind its @, was \"@FILE.gone\"",
                "-d @ | --data must name a file that can be read behind its @",
                "-d @FILE | --data must name a file of UTF-8 text; --body-file sends any bytes",
                "-H secret | --header must be written as NAME: VALUE, was",
                "-X CONNECT | --method must not be CONNECT",
                "--shard 3/2 | --shard must be I/N",
                "--start-at noon | --start-at must be an instant such as",
                "--abort-on-fail | --abort-on-fail must come with a --threshold",
                "--threshold p95ofrequestcart<5 | --threshold must",
            })
    void whatDoesNotGoTogetherIsToldWhy(String arguments, String complaint) throws IOException {
        String file = Files.write(files.resolve("bytes"), new byte[] {'a', (byte) 0xff})
                .toString();
        InvalidValue refused =
                assertThrows(InvalidValue.class, () -> order("--rate 5 " + arguments.replace("FILE", file)));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith(complaint.replace("FILE", file)), message);
        assertFalse(message.contains("secret"), message);
    }

    @Test
    void aThresholdOnARequestNamesOneOfThePlan() throws IOException {
        String file = file("{target: 'http://a/', rate: 1, requests: [{name: cart}, {path: /x}]}");
        List<String> arguments =
                new ArrayList<>(List.of("--plan", file, "--threshold", "p95 of request \"GET /x\" < 1s"));
        assertEquals(1, Options.parse(arguments).order().thresholds().size());
        arguments.set(3, "p95 of request checkout < 1s");
        InvalidValue refused =
                assertThrows(InvalidValue.class, () -> Options.parse(arguments).order());
        assertEquals("must name a request of the plan: cart, GET /x", refused.rule());
    }

    @Test
    void aClosedLoopTakesNoArrivalFromTheFile() throws IOException {
        String file = file("{target: 'http://a/', rate: 1, arrival: poisson}");
        assertEquals(
                2,
                plan("--plan " + file + " --concurrency 2").get("concurrency").asInt());
    }

    @Test
    void aPlanInJsonIsReadAsJson() throws IOException {
        String path = "/" + "a".repeat(2_000);
        String file = file("{\n\t\"target\": \"http:\\/\\/a\\/\",\t\"rate\": 5, \"requests\": [{\"path\": \"" + path
                + "\", \"body\": \"\u007f\"}]\n}");
        JsonNode plan = plan("--plan " + file);
        assertEquals("http://a/", plan.get("target").asText());
        assertEquals(path, plan.at("/requests/0/path").asText());
        assertEquals("\u007f", plan.at("/requests/0/body").asText());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{rate: 5, target: 'http://a/', connections: 0} | --timeout 1s | PLAN: connections must be from 1 to",
                "{rate: 5, target: 'http://a/', connections: 0} | --connections -1 | --connections must be from 1 to",
                "{rate: 5} | --timeout 1s | PLAN: target must be given",
                "{rate: 5, target: 'http://a/', nonsense: 1} | --timeout 1s | PLAN: nonsense is not known here",
                "{rate: 5, target: 'http://a/', requests: [{method: 'A B'}]} | --timeout 1s | PLAN: requests[0].method",
                "[] | --timeout 1s | PLAN must be an object, was array",
                "'{' | --timeout 1s | PLAN must be well formed",
                "{target: 'http://a/', rate: 5, requests: [{headers: {X: &t a}}, {body: *t}]} | --timeout 1s | PLAN must be well"
                        + " formed, was broken at line 1, column 72: aliases such as *t are not taken",
            })
    void whatIsWrongIsLookedForWhereItIs(String file, String arguments, String complaint) throws IOException {
        String name = file(file);
        InvalidValue refused = assertThrows(InvalidValue.class, () -> plan("--plan " + name + " " + arguments));
        assertTrue(
                String.valueOf(refused.getMessage()).startsWith(complaint.replace("PLAN", name)), refused::getMessage);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate 5 | --target must be given",
                "--target http://a/ | --rate must be given",
                "--target ftp://a/ --rate 5 | --target must begin with http:// or https://, not ftp://",
                "--target http://a/ --rate 5 --requests-per-connection 0 | --requests-per-connection must be from",
                "--target http://a/ --rate 5 --retries 11 | --retries must be from 1 to 10",
                "--target http://a/ --rate 5 --retries 1 --backoff 2m | --backoff must be from",
                "--target http://a/ --rate 5 --retries 1 --retry-budget many% | --retry-budget must be a number",
                "--target http://a/ --rate 5 --retry-budget 5% | --retry-budget must come with --retries",
                "--target http://a/ --rate 5 --backoff 5ms | --backoff must come with --retries",
                "--target http://a/ --rate 5 --max-backoff 5s | --max-backoff must come with --retries",
                "--target http://a/ --rate 5 --body-file /no/where.json | --body-file must be a file that can be read,"
                        + " was \"/no/where.json\"",
                "--target http://a/ --rate 5 --body-file / | --body-file must be a file that can be read",
                "--target http://a/ --rate 10 --concurrency 3 | --concurrency must not be given besides --rate",
                "--target http://a/ --rate 10 --stages 5:1s | --stages must not be given besides --rate",
                "--target http://a/ --stages 5:1s --concurrency 3 | --concurrency must not be given besides --stages",
                "--target http://a/ --rate 0.0009 | --rate must be from 0.001 to 1000000, was 0.0009",
                "--target http://a/ --rate 5 --connections 2147483648 | --connections must be a whole number from"
                        + " -2147483648 to 2147483647, was 2147483648",
                "--target http://a/ --rate 5 --grpc a.B/C | --protocol must be h2c for gRPC, was http1",
                "--target http://a/ --rate 5 --method A(B | --method must be a method",
                "--target http://a/ --rate 5 --header Bearer=abc | --header must be written as NAME: VALUE, was a value that",
                "--target http://a/ --rate 5 --header a:\u00e4 | --header must be printable ASCII in one line, at most 4000"
                        + " long, was a value that is not shown",
                "--target http://a/ --rate 5 --header a:1 --header a:2 | --header must be given once",
                "--target http://a/ --rate 5 --grpc nothing | --grpc must be SERVICE/METHOD",
                "--target http://a/ --stages 2000000:1s | --stages must be from 0 to 1000000",
                "--target http://a/ --rate 5 --warmup soon | --warmup must be a duration",
                "--target http://a/ --rate 5 --log-interval 1ms | --log-interval must be from 1s to 10m",
                "--target http://a/ --rate 5 --threshold p99 | --threshold must be a threshold",
            })
    void complaintsNameTheOption(String arguments, String complaint) {
        InvalidValue refused = assertThrows(InvalidValue.class, () -> plan(arguments));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(complaint), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p99 < baseline", "p99 < control", "p99 < 300ms over 30s", "p99 < many"})
    void aThresholdSpeaksOfTheWholeRun(String threshold) {
        AttackOptions options =
                Options.parse(List.of("--target", "http://a/", "--rate", "1", "--threshold", threshold));
        InvalidValue refused = assertThrows(InvalidValue.class, options::order);
        assertEquals("--threshold", refused.field());
        assertEquals('"' + threshold + '"', refused.value());
    }

    @Test
    void headersMayHoldSpaces() {
        AttackOptions options = Options.parse(
                List.of("--target", "http://a/", "--rate", "1", "--header", "A:  b c ", "--header", "D:"));
        var headers = options.order().plan().requests().get(0).headers();
        assertEquals(Map.of("A", "b c", "D", ""), headers);
    }

    @ParameterizedTest(name = "{0} lasts {1}")
    @CsvSource({
        "--rate 5 --duration 3s, PT3S",
        "--rate 5, ",
        "'--stages 5:3s,6:4s', PT7S",
        "'--stages 5:3s,6:4s --duration 5s', PT5S",
        "'--stages 5:3s,6:4s --duration 1h', PT7S",
    })
    void theLengthIsKnownWhereThereIsOne(String arguments, Duration length) {
        assertEquals(Optional.ofNullable(length), order(arguments).length());
    }

    @Test
    void theWarmUpIsWhatTheLoadBeginsWith() {
        var warmup = order("--stages 5..9:1s --duration 1s --timeout 3s").warmupPlan();
        assertEquals(5.0, warmup.demand().rate());
        assertEquals(null, warmup.duration());
        assertEquals(Duration.ofSeconds(3), warmup.timeout());
        assertEquals(3, order("--concurrency 3").warmupPlan().demand().concurrency());
        assertThrows(InvalidValue.class, () -> order("--stages 0..9:1s").warmupPlan());
    }

    @Test
    void settingsAreThoseThatWereAskedFor() {
        AttackOptions.ProcessSettings process = Options.parse(
                        List.of("--max-lag", "1s", "--max-rate", "9", "--allow-target", "a", "--allow-target", "b"))
                .process;
        var settings = process.settings(name -> Optional.empty());
        assertEquals("PT1S", settings.get("faultline.load.max-lag"));
        assertEquals("9", settings.get("faultline.load.max-rate"));
        String allowed = String.valueOf(settings.get("faultline.load.allowed-targets"));
        assertTrue(allowed.startsWith("localhost,127.0.0.0/8,") && allowed.endsWith(",a,b"), allowed);
        assertEquals("c,a,b", process.settings(name -> Optional.of("c")).get("faultline.load.allowed-targets"));
        assertTrue(new AttackOptions.ProcessSettings()
                .settings(name -> Optional.of("c"))
                .isEmpty());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--max-lag abc | --max-lag must be a duration such as 80ms, 1.5s, 10m or PT10M, was \"abc\"",
                "--max-lag 0 | --max-lag must be from 1ms to 1d, was 0s",
                "--max-rate abc | --max-rate must be a number of arrivals a second, or such as 5/s or 100/1m, was \"abc\"",
                "--max-rate 2000000 | --max-rate must be from 0.001 to 1000000, was 2000000",
                "--allow-target ??? | --allow-target must be service-names, a name such as",
            })
    void complaintsAboutSettingsNameTheOptionToo(String arguments, String complaint) {
        AttackOptions.ProcessSettings process = Options.parse(List.of(arguments.split(" "))).process;
        InvalidValue refused = assertThrows(InvalidValue.class, () -> process.settings(name -> Optional.empty()));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(complaint), refused::getMessage);
    }

    private static Attack.Order order(String arguments) {
        List<String> all = new ArrayList<>(List.of("--target", "http://a/"));
        all.addAll(List.of(arguments.split(" ")));
        return Options.parse(all).order();
    }

    private static JsonNode plan(String arguments) {
        return JSON.valueToTree(
                Options.parse(List.of(arguments.split(" "))).order().plan());
    }

    private String file(String content) throws IOException {
        return Files.writeString(files.resolve("plan.yaml"), content).toString();
    }
}
