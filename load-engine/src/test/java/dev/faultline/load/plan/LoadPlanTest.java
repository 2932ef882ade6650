package dev.faultline.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.faultline.load.schedule.NumberedRandom;
import dev.faultline.load.schedule.RateProfile;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LoadPlanTest {

    private static final ObjectMapper JSON = WireJson.mapper();
    private static final ObjectMapper YAML = WireJson.strict(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID)
            .build());
    private static final LoadLimits STANDARD =
            LoadLimits.of(50_000, List.of("localhost", "127.0.0.0/8", "[::1]", "service-names"));

    private static LoadPlan read(String json) {
        return new StrictReader(JSON).read(json.getBytes(StandardCharsets.UTF_8), LoadPlan.class);
    }

    private static LoadPlan loaded(String fields) {
        return read("{\"target\":\"http://a/\"," + fields + "}");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.faultline.load.plan.RefusedLoads#all")
    void refusesWhatIsNoPlanOrBeyondTheBounds(String document, String field) {
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> STANDARD.check(read(document)));
        assertEquals(field, refusal.field(), refusal.getMessage());
        assertFalse(refusal.rule().isBlank());
    }

    @Test
    void theSameFieldsAreNamedInYaml() {
        InvalidValue refusal = assertThrows(
                InvalidValue.class,
                () -> new StrictReader(YAML)
                        .read(
                                "target: http://a/\nstages: [{rate: 1, duration: 1s}, {rate: x, duration: 1s}]"
                                        .getBytes(StandardCharsets.UTF_8),
                                LoadPlan.class));
        assertEquals("stages[1].rate", refusal.field());
    }

    @Test
    void anUnknownFieldIsToldAllKnownOnes() {
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> loaded("\"rate\":1,\"rte\":1"));
        assertEquals(
                "is not known here; did you mean rate? known are: arrival, concurrency, connections, cookies, duration, feed,"
                        + " maxInFlight, protocol, rate, requests, requestsPerConnection, retries, seed, sessionResumption, stages, target, timeout",
                refusal.rule());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"seed\":1 | rate must be given, or else stages or concurrency, was nothing",
                "\"rate\":1,\"concurrency\":2 | rate must be the only one of rate, stages and concurrency; in a patch,"
                        + " null removes one, was rate and concurrency",
                "\"stages\":[{\"type\":\"x\"}] | stages[0].type must be one of the known types: burst, hold, ramp, steps,"
                        + " was x",
            })
    void theTextSaysWhatToDo(String fields, String text) {
        assertEquals(
                text, assertThrows(InvalidValue.class, () -> loaded(fields)).getMessage());
    }

    @Test
    void whatIsNotGivenIsPrinted() throws IOException {
        JsonNode printed = JSON.readTree(JSON.writeValueAsBytes(loaded("\"rate\":5,\"retries\":{}")));
        assertEquals(JSON.readTree("""
                        {"target":"http://a/","rate":5.0,"arrival":"constant",
                         "requests":[{"weight":1,"method":"GET","headers":{}}],
                         "protocol":"http1","connections":64,"maxInFlight":1024,"timeout":"10s",
                         "retries":{"limit":1,"budget":20,"backoff":"25ms","maxBackoff":"1s"}}"""), printed);
    }

    @Test
    void aRampBeginsWhereTheStageBeforeEnded() {
        LoadPlan plan = loaded(
                "\"stages\":[{\"type\":\"ramp\",\"to\":100,\"duration\":\"1s\"},"
                        + "{\"type\":\"ramp\",\"to\":50,\"duration\":\"1s\"},{\"rate\":7,\"duration\":\"1s\"},"
                        + "{\"type\":\"burst\",\"rate\":3,\"size\":5,\"every\":\"1s\",\"duration\":\"1s\"},"
                        + "{\"type\":\"ramp\",\"to\":50,\"duration\":\"1s\"},"
                        + "{\"type\":\"steps\",\"from\":9,\"to\":4,\"step\":3,\"every\":\"1s\"},"
                        + "{\"type\":\"ramp\",\"to\":0,\"duration\":\"1s\"},{\"type\":\"ramp\",\"from\":8,\"to\":0,\"duration\":\"1s\"}]");
        List<Stage> stages = plan.demand().stages();
        assertNotNull(stages);
        List<Double> from = stages.stream()
                .filter(stage -> stage instanceof Stage.Ramp)
                .map(stage -> ((Stage.Ramp) stage).from())
                .toList();
        assertEquals(List.of(0.0, 100.0, 3.0, 4.0, 8.0), from);
    }

    @Test
    void stagesAreTheirProfilesOneAfterTheOther() {
        LoadPlan plan = loaded(
                "\"stages\":[{\"type\":\"ramp\",\"to\":100,\"duration\":\"10s\"},{\"rate\":100,\"duration\":\"5s\"},"
                        + "{\"type\":\"burst\",\"size\":40,\"every\":\"2s\",\"duration\":\"5s\"},"
                        + "{\"type\":\"steps\",\"from\":10,\"to\":30,\"step\":10,\"every\":\"2s\"}]");
        RateProfile profile = plan.demand().profile(RateProfile.NEVER);
        assertEquals(26_000_000_000L, profile.lengthNanos());
        assertEquals(500, profile.areaAt(10_000_000_000L));
        assertEquals(1_000, profile.areaAt(15_000_000_000L));
        assertEquals(1_080, profile.areaAt(20_000_000_000L));
        assertEquals(1_200, profile.areaAt(RateProfile.NEVER));
        assertEquals(12_000_000_000L, plan.demand().profile(12_000_000_000L).lengthNanos());
    }

    @Test
    void aStagesPeakIsTheMostOfAnySecond() {
        LoadPlan plan =
                loaded("\"stages\":[{\"rate\":7,\"duration\":\"1s\"},{\"type\":\"ramp\",\"to\":3,\"duration\":\"1s\"},"
                        + "{\"type\":\"steps\",\"from\":9,\"to\":4,\"step\":3,\"every\":\"1s\"},"
                        + "{\"type\":\"burst\",\"rate\":3,\"size\":5,\"every\":\"300ms\",\"duration\":\"1s\"},"
                        + "{\"type\":\"burst\",\"size\":5,\"every\":\"10s\",\"duration\":\"10s\"}]");
        List<Stage> stages = plan.demand().stages();
        assertNotNull(stages);
        assertEquals(
                List.of(7.0, 7.0, 9.0, 23.0, 5.0),
                stages.stream().map(Stage::peakRate).toList());
    }

    @Test
    void whatIsPrintedIsReadAsTheSamePlan() throws IOException {
        RandomPlans plans = new RandomPlans(new SplittableRandom(1));
        for (int i = 0; i < 500; i++) {
            LoadPlan plan = plans.next();
            for (ObjectMapper mapper : List.of(JSON, YAML)) {
                byte[] printed = mapper.writeValueAsBytes(plan);
                LoadPlan read = new StrictReader(mapper).read(printed, LoadPlan.class);
                assertEquals(plan, read, () -> new String(printed, StandardCharsets.UTF_8));
                assertEquals(mapper.readTree(printed), mapper.readTree(mapper.writeValueAsBytes(read)));
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | []",
                "{'path':'/cart'} | []",
                "{'name':'cart'} | [cart]",
                "{},{} | [GET, GET]",
                "{'name':'cart'},{'path':'/cart?token=secret'} | [cart, GET /cart]",
                "{'method':'POST','path':'/a%22b'},{'path':'/a\"b\\\\c'} | [POST /a%22b, GET /a%22b%5Cc]",
            })
    void requestsOfAMixAreToldApartByNames(String requests, String names) {
        assertEquals(
                names,
                loaded("\"rate\":1,\"requests\":["
                                + requests.replace("\"", "\\\"").replace('\'', '"') + "]")
                        .names()
                        .toString());
    }

    @ParameterizedTest(name = "{0} is {1} a second")
    @CsvSource({
        "5/s, 5",
        "5/1s, 5",
        "100/1m, 1.6666666666666667",
        "100/m, 1.6666666666666667",
        "90/1.5m, 1",
        "3/500ms, 6",
        "36/h, 0.01",
        "0.5/s, 0.5",
        "' 7/s ', 7",
    })
    void aRateMayBeANumberInATime(String written, double perSecond) {
        assertEquals(perSecond, loaded("\"rate\":\"" + written + "\"").demand().rate());
        List<Stage> stages = loaded("\"stages\":[{\"rate\":\"" + written + "\",\"duration\":\"1s\"},"
                        + "{\"type\":\"ramp\",\"from\":\"" + written + "\",\"to\":\"" + written
                        + "\",\"duration\":\"1s\"},"
                        + "{\"type\":\"burst\",\"rate\":\"" + written
                        + "\",\"size\":5,\"every\":\"1s\",\"duration\":\"1s\"},"
                        + "{\"type\":\"steps\",\"from\":0,\"to\":\"" + written + "\",\"step\":\"" + written
                        + "\",\"every\":\"1s\"}]")
                .demand()
                .stages();
        assertNotNull(stages);
        assertEquals(new Stage.Hold(perSecond, Duration.ofSeconds(1)), stages.get(0));
        assertEquals(new Stage.Ramp(perSecond, perSecond, Duration.ofSeconds(1)), stages.get(1));
        assertEquals(new Stage.Burst(perSecond, 5, Duration.ofSeconds(1), Duration.ofSeconds(1)), stages.get(2));
        assertEquals(new Stage.Steps(0, perSecond, perSecond, Duration.ofSeconds(1)), stages.get(3));
    }

    @Test
    void aNameIsNoLongerThanAHundredCharacters() {
        List<String> names = loaded("\"rate\":1,\"protocol\":\"h2c\",\"requests\":[{\"path\":\"/" + "a".repeat(3_000)
                        + "\"},{\"grpc\":\"shop.Cart/Add\"}]")
                .names();
        assertEquals("GET /" + "a".repeat(93) + "..", names.get(0));
        assertEquals("shop.Cart/Add", names.get(1));
    }

    @Test
    void headersKeepTheirCaseAndOrder() {
        Map<String, String> headers = loaded(
                        "\"rate\":1,\"requests\":[{\"headers\":{\"X-b\":\"1\",\"host\":\"books\",\"a\":\"2\"}}]")
                .requests()
                .get(0)
                .headers();
        assertEquals("[X-b=1, host=books, a=2]", headers.entrySet().toString());
    }

    @ParameterizedTest(name = "{0} headers, a body of {1}: {2}")
    @CsvSource({"50, 1048576,", "51, 0, headers", "0, 1048577, body"})
    void headersAndBodiesAreBounded(int headers, int body, @Nullable String field) {
        Map<String, String> names =
                IntStream.range(0, headers).boxed().collect(Collectors.toMap(i -> "h" + i, i -> "v"));
        if (field == null) {
            assertEquals(headers, request(names, body).headers().size());
        } else {
            assertEquals(
                    field,
                    assertThrows(InvalidValue.class, () -> request(names, body)).field());
        }
    }

    private static RequestSpec request(Map<String, String> headers, int body) {
        return new RequestSpec(null, 1, "POST", null, headers, "x".repeat(body), null, null, null);
    }

    @Test
    void onlyAClosedLoopWarns() {
        assertNull(loaded("\"rate\":1").warning());
        assertNull(loaded("\"stages\":[{\"rate\":1,\"duration\":\"1s\"}]").warning());
        String warning = loaded("\"concurrency\":1").warning();
        assertTrue(warning != null && warning.contains("percentiles hide"));
    }

    @Test
    void aClosedLoopHasNoArrivals() {
        Demand closed = loaded("\"concurrency\":1").demand();
        assertNull(closed.arrival());
        assertThrows(IllegalStateException.class, () -> closed.profile(1));
        assertThrows(IllegalStateException.class, () -> closed.gaps(new NumberedRandom(1)));
    }

    @Test
    void everyStageHasAWireNameAndARowInTheReadme() throws IOException {
        JsonSubTypes.Type[] types =
                Stage.class.getAnnotation(JsonSubTypes.class).value();
        assertEquals(
                Set.of(Stage.class.getPermittedSubclasses()),
                Arrays.stream(types).map(JsonSubTypes.Type::value).collect(Collectors.toSet()));
        String readme = Files.readString(Path.of("README.md"));
        for (JsonSubTypes.Type type : types) {
            assertTrue(readme.contains("| `" + type.name() + "` |"), type.name());
        }
    }
}
