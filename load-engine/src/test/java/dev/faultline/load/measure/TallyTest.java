package dev.faultline.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TallyTest {

    private static final long MILLI = 1_000_000;

    private static AttemptTimestamps lasting(long intended, long dispatched, long connected, long ended) {
        AttemptTimestamps instants = new AttemptTimestamps(intended * MILLI, dispatched * MILLI);
        instants.connected(connected * MILLI);
        instants.firstByte(ended * MILLI);
        instants.ended(ended * MILLI);
        return instants;
    }

    @Test
    void latencyCountsFromTheIntendedTime() {
        Tally tally = new Tally();
        tally.record(lasting(100, 103, 110, 150), Result.answered(200, false, false, false));
        assertEquals(50, tally.select(Scope.ATTEMPTS).latency().max(), 0.05);
        assertEquals(40, tally.service().max(), 0.05);
        assertEquals(3, tally.lag().max(), 0.05);
    }

    @Test
    void withoutAConnectionServiceCountsFromTheDispatch() {
        AttemptTimestamps instants = new AttemptTimestamps(0, 2 * MILLI);
        instants.ended(10 * MILLI);
        assertEquals(8 * MILLI, instants.serviceNanos());
    }

    @ParameterizedTest(name = "status {0} with marks {1}: {2}, {3}, success {4}")
    @CsvSource({
        "200, none, OK, BACKEND, true",
        "304, none, OK, BACKEND, true",
        "404, none, HTTP_4XX, BACKEND, true",
        "429, none, HTTP_4XX, BACKEND, true",
        "500, none, HTTP_5XX, BACKEND, false",
        "503, none, HTTP_5XX, BACKEND, false",
        "599, none, HTTP_5XX, BACKEND, false",
        "600, none, HTTP_5XX, BACKEND, false",
        "99, none, HTTP_5XX, BACKEND, false",
        "99, by+fault, INJECTED, INJECTOR, false",
        "200, by, OK, INJECTOR, true",
        "500, by+fault, INJECTED, INJECTOR, false",
        "200, by+fault, INJECTED, INJECTOR, true",
        "404, by+fault, INJECTED, INJECTOR, true",
        "504, proxy, PROXY, PROXY, false",
    })
    void anAnswerHasOneClassOneAnswererAndLinkerdsSuccess(
            int status, String marks, ResultClass resultClass, Answerer answerer, boolean success) {
        assertEquals(
                new Result(resultClass, answerer, success, false, status, null),
                Result.answered(status, marks.startsWith("by"), marks.endsWith("fault"), marks.equals("proxy")));
    }

    @Test
    void anAnswerThatEndsEarlyStaysWithWhoBeganIt() {
        Result result = Result.answered(200, true, true, false).truncated();
        assertEquals(new Result(ResultClass.TRUNCATED, Answerer.INJECTOR, false, false, 200, null), result);
    }

    @Test
    void answersAreCountedByStatusFromTheirHeadOn() {
        Tally tally = new Tally();
        for (int status : new int[] {503, 200, 99, 200, 599, 1_000, -7, 999, 600, 0}) {
            tally.record(lasting(0, 0, 1, 2), Result.answered(status, false, false, false));
        }
        tally.record(
                lasting(0, 0, 1, 2), Result.answered(206, true, true, false).truncated());
        tally.record(lasting(0, 0, 1, 2), Result.late(404));
        tally.record(lasting(0, 0, 1, 2), Result.unanswered(ResultClass.TIMEOUT));
        String expected = "{0=1, 99=1, 200=2, 206=1, 404=1, 503=1, 599=1, 600=1, 999=1, other=2}";
        for (Tally each : List.of(tally, tally.packed(), tally.copy())) {
            assertEquals(expected, each.statuses().toString());
        }
        tally.reset();
        assertEquals(Map.of(), tally.statuses());
    }

    @ParameterizedTest(name = "{0} that is not as expected: {1}")
    @CsvSource({
        "ok,       UNEXPECTED, true",
        "http-4xx, UNEXPECTED, true",
        "http-5xx, UNEXPECTED, false",
        // Marks say why.
        "injected, INJECTED,   true",
        "proxy,    PROXY,      false",
    })
    void anAnswerThatIsNotAsExpectedIsNoSuccess(String before, ResultClass resultClass, boolean wasSuccess) {
        int status = before.equals("http-4xx") ? 404 : wasSuccess ? 200 : 503;
        Result answer =
                Result.answered(status, before.equals("injected"), before.equals("injected"), before.equals("proxy"));
        assertEquals(before, answer.resultClass().wire());
        Result result = answer.notAsExpected();
        assertEquals(new Result(resultClass, answer.answerer(), false, wasSuccess, status, null), result);
        Tally tally = new Tally();
        tally.record(lasting(0, 0, 1, 2), result);
        tally.request(2 * MILLI, result);
        Tally sum = tally.copy();
        sum.add(tally.packed());
        assertEquals(Map.of(resultClass, 2L), sum.classes());
        assertEquals(0, sum.succeeded(Scope.ATTEMPTS));
        assertEquals(0, sum.succeeded(Scope.REQUESTS));
        assertEquals(0, sum.succeeded(new Scope.By(answer.answerer())));
        assertEquals(0, sum.succeeded(answer.answerer()));
        assertEquals(wasSuccess ? 2 : 0, sum.unexpected(answer.answerer()));
        sum.subtract(tally);
        assertEquals(wasSuccess ? 1 : 0, sum.unexpected(answer.answerer()));
    }

    @Test
    void statusesThatAreSubtractedAreGone() {
        SplittableRandom random = new SplittableRandom(9);
        Tally sum = new Tally();
        List<Tally> parts = new ArrayList<>();
        for (int part = 0; part < 20; part++) {
            Tally one = new Tally();
            for (int i = random.nextInt(100); i > 0; i--) {
                one.record(lasting(0, 0, 1, 2), Result.answered(random.nextInt(1_100), false, false, false));
            }
            parts.add(one.packed());
            sum.add(one);
        }
        Tally last = parts.remove(parts.size() - 1);
        parts.forEach(sum::subtract);
        assertEquals(last.statuses(), sum.statuses());
        sum.subtract(last);
        assertEquals(Map.of(), sum.statuses());
    }

    @ParameterizedTest(name = "grpc-status {0}: {1}, {2}, success {3}")
    @CsvSource({
        "0, OK, OK, true",
        "5, NOT_FOUND, HTTP_4XX, true",
        "16, UNAUTHENTICATED, HTTP_4XX, true",
        "2, UNKNOWN, HTTP_5XX, false",
        "4, DEADLINE_EXCEEDED, HTTP_5XX, false",
        "13, INTERNAL, HTTP_5XX, false",
        "14, UNAVAILABLE, HTTP_5XX, false",
        "15, DATA_LOSS, HTTP_5XX, false",
        "17, OTHER, HTTP_4XX, true",
        "014, OTHER, HTTP_4XX, true",
        "'', OTHER, HTTP_4XX, true",
        ", NONE, HTTP_5XX, false",
    })
    void anAnswerToAGrpcCallIsCountedByItsOwnStatusToo(
            @Nullable String header, GrpcStatus status, ResultClass resultClass, boolean success) {
        Result result = Result.answered(200, false, false, false).withGrpc(header);
        assertEquals(new Result(resultClass, Answerer.BACKEND, success, false, 200, status), result);
        Tally tally = new Tally();
        tally.record(lasting(0, 0, 1, 2), result);
        Tally sum = tally.copy();
        sum.add(tally.packed());
        assertEquals(Map.of(status, 2L), sum.grpcStatuses());
        assertEquals(Map.of("200", 2L), sum.statuses());
        sum.subtract(tally);
        sum.subtract(tally);
        assertEquals(Map.of(), sum.grpcStatuses());
    }

    @Test
    void attemptsAreCountedByTheNameOfTheirRequestToo() {
        SplittableRandom random = new SplittableRandom(11);
        List<String> names = List.of("cart", "checkout", "GET /");
        Tally whole = new Tally();
        Tally sum = new Tally();
        List<Tally> parts = new ArrayList<>();
        for (int part = 0; part < 10; part++) {
            Tally one = new Tally();
            for (int i = 0; i < 200; i++) {
                AttemptTimestamps instants = lasting(0, 0, 1, 2 + random.nextInt(2_000));
                Result result = random.nextInt(10) == 0
                        ? Result.unanswered(ResultClass.RESET)
                        : Result.answered(random.nextBoolean() ? 200 : 503, false, false, false);
                String name = names.get(random.nextInt(part < 5 ? 2 : 3));
                one.record(instants, result, name);
                whole.record(instants, result, name);
            }
            parts.add(one.packed());
            sum.add(part % 2 == 0 ? one : one.packed());
        }
        for (Tally each : List.of(sum, sum.packed(), sum.copy())) {
            assertEquals("[GET /, cart, checkout]", each.names().toString());
            long sent = 0;
            long succeeded = 0;
            for (String name : names) {
                Scope scope = new Scope.Named(name);
                assertEquals(
                        whole.select(scope).latency().figures(),
                        each.select(scope).latency().figures());
                assertEquals(
                        whole.select(scope).unanswered(), each.select(scope).unanswered());
                assertEquals(whole.classes(name), each.classes(name));
                assertEquals(whole.statuses(name), each.statuses(name));
                assertEquals(each.count(scope), each.select(scope).samples());
                assertEquals(each.succeeded(scope), each.select(scope).succeeded());
                sent += each.count(scope);
                succeeded += each.succeeded(scope);
            }
            assertEquals(each.sent(), sent);
            assertEquals(each.succeeded(Scope.ATTEMPTS), succeeded);
        }
        parts.subList(5, 10).forEach(sum::subtract);
        assertEquals("[cart, checkout]", sum.names().toString());
        parts.subList(0, 5).forEach(sum::subtract);
        assertEquals(Set.of(), sum.names());
        assertEquals(0, sum.select(new Scope.Named("cart")).samples());
        whole.reset();
        assertEquals(Set.of(), whole.names());
    }

    @Test
    void timesByNameAreRightWithinOnePercent() {
        Tally tally = new Tally();
        for (int i = 1; i <= 1_000; i++) {
            tally.record(lasting(0, 0, 0, i), Result.answered(200, false, false, false), "cart");
        }
        Latencies latency = tally.select(new Scope.Named("cart")).latency();
        for (int percent = 1; percent < 100; percent++) {
            assertEquals(10 * percent, latency.percentile(percent), 0.1 * percent);
        }
    }

    @Test
    void shedArrivalsAreCountedButNotSent() {
        Tally tally = new Tally();
        tally.shed(ShedReason.FULL);
        assertEquals(0, tally.sent());
        assertEquals(Map.of(ResultClass.SHED, 1L), tally.classes());
    }

    @Test
    void theSumOfPartsIsTheWhole() {
        SplittableRandom random = new SplittableRandom(7);
        Tally whole = new Tally();
        Tally sum = new Tally();
        for (int part = 0; part < 10; part++) {
            Tally one = new Tally();
            for (int i = 0; i < 1_000; i++) {
                AttemptTimestamps instants = lasting(0, random.nextInt(3), 5, 6 + random.nextInt(5_000));
                Result result = random.nextInt(10) == 0
                        ? Result.unanswered(ResultClass.REFUSED)
                        : Result.answered(200 + random.nextInt(400), random.nextBoolean(), false, false);
                one.record(instants, result);
                whole.record(instants, result);
            }
            sum.add(part % 2 == 0 ? one : one.packed());
        }
        assertEquals(whole.classes(), sum.classes());
        assertEquals(whole.statuses(), sum.statuses());
        assertEquals(whole.succeeded(Scope.ATTEMPTS), sum.succeeded(Scope.ATTEMPTS));
        assertEquals(
                whole.select(Scope.ATTEMPTS).latency().figures(),
                sum.select(Scope.ATTEMPTS).latency().figures());
        assertEquals(
                whole.select(new Scope.By(Answerer.INJECTOR)).latency().figures(),
                sum.select(new Scope.By(Answerer.INJECTOR)).latency().figures());
    }

    @Test
    void ofNothingThereAreNoFigures() throws IOException {
        Latencies none = new Tally().select(Scope.ATTEMPTS).latency();
        assertEquals(new Latencies.Figures(0, null, null, null, null, null, null, null), none.figures());
        assertEquals("{\"samples\":0}", new ObjectMapper().writeValueAsString(none.figures()));
        assertEquals(0, none.min());
        assertEquals(0, none.sum());
    }

    /** Each class but shed, which is never recorded, as an attempt of 7 ms. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SHED")
    void onlyAnswersHaveALatency(ResultClass resultClass) {
        Result result = new Result(
                resultClass, resultClass.usually(), resultClass == ResultClass.OK, false, Result.NO_STATUS, null);
        Tally tally = new Tally();
        tally.record(lasting(0, 0, 1, 7), result);
        tally.request(7 * MILLI, result);
        int answered = resultClass.isAnswer() ? 1 : 0;
        List<Scope> scopes =
                List.of(Scope.ATTEMPTS, Scope.REQUESTS, new Scope.In(resultClass), new Scope.By(resultClass.usually()));
        for (Tally each : List.of(tally, tally.packed(), tally.copy())) {
            for (Scope scope : scopes) {
                assertEquals(1, each.count(scope), scope::toString);
                assertEquals(1, each.select(scope).samples(), scope::toString);
                assertEquals(answered, each.select(scope).latency().count(), scope::toString);
                assertEquals(1 - answered, each.select(scope).unanswered(), scope::toString);
            }
            assertEquals(answered, each.service().count());
            assertEquals(1, each.lag().count());
            assertEquals(7, each.times(resultClass).max(), 0.01);
        }
        Tally less = tally.copy();
        less.subtract(tally);
        assertEquals(0, less.count(Scope.REQUESTS));
        assertEquals(0, less.select(Scope.REQUESTS).unanswered());
        tally.reset();
        assertEquals(0, tally.count(Scope.REQUESTS));
    }

    @Test
    void whatWasNeverSentGotNoAnswer() {
        Tally tally = new Tally();
        tally.shed(ShedReason.FULL);
        tally.shed(ShedReason.LATE);
        for (Scope scope : List.of(Scope.ATTEMPTS, Scope.REQUESTS, Scope.SHED)) {
            assertEquals(2, tally.select(scope).unanswered(), scope::toString);
            assertEquals(0, tally.select(scope).samples(), scope::toString);
        }
        assertEquals(0, tally.select(new Scope.By(Answerer.NOBODY)).unanswered());
        assertEquals(0, tally.select(new Scope.In(ResultClass.TIMEOUT)).unanswered());
    }

    @Test
    void ranksAreOrderStatistics() {
        Tally tally = new Tally();
        for (int i = 1; i <= 100; i++) {
            tally.record(lasting(0, 0, 0, i), Result.answered(200, false, false, false));
        }
        for (int rank = 1; rank <= 100; rank++) {
            assertEquals(rank, tally.select(Scope.ATTEMPTS).latency().atRank(rank), rank * 0.001, "rank " + rank);
        }
    }

    @Test
    void windowsForgetTheOldest() {
        WindowHistory windows = new WindowHistory(3);
        for (int i = 0; i < 5; i++) {
            Tally tally = new Tally();
            tally.record(lasting(0, 0, 0, i + 1), Result.answered(200, false, false, false));
            windows.add(new Window(Instant.EPOCH, i * 1_000L * MILLI, (i + 1) * 1_000L * MILLI, tally.packed()));
        }
        Duration minute = Duration.ofMinutes(1);
        assertEquals(3, windows.over(minute, 5_000 * MILLI).tally().sent());
        assertEquals(3.0, windows.over(minute, 5_000 * MILLI).seconds());
        assertEquals(
                1, windows.over(Duration.ofMillis(500), 5_000 * MILLI).tally().sent());
        assertEquals(0, windows.over(minute, 65_000 * MILLI).tally().sent());
        assertEquals(0.0, windows.over(minute, 65_000 * MILLI).seconds());
    }
}
