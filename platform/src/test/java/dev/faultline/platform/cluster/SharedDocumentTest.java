package dev.faultline.platform.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.InvalidValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedDocumentTest {

    private final MockCluster cluster = new MockCluster();
    private final SharedDocument document = cluster.document();

    @AfterEach
    void close() {
        document.close();
        cluster.close();
    }

    @Test
    void whatTheChartMakesIsEmptyAndIsWritten() {
        cluster.create(null);
        assertNull(document.read());
        assertEquals("first", document.change(before -> before == null ? "first" : "not the first"));
        assertEquals("first", document.read());
    }

    @Test
    void aChangeSeesTheNewestHoweverOftenOthersAreFaster() {
        cluster.create("0");
        List<String> seen = new ArrayList<>();
        String written = document.change(before -> {
            seen.add(String.valueOf(before));
            if (seen.size() <= 3) {
                cluster.write("other " + seen.size());
            }
            return before + " and mine";
        });
        assertEquals(List.of("0", "other 1", "other 2", "other 3"), seen);
        assertEquals("other 3 and mine", written);
        assertEquals("other 3 and mine", document.read());
    }

    @Test
    void itGivesUpWhenOthersAreAlwaysFaster() {
        cluster.create("0");
        List<String> seen = new ArrayList<>();
        ApiFailure failure = assertThrows(
                ApiFailure.class,
                () -> document.change(before -> {
                    seen.add(String.valueOf(before));
                    cluster.write("other " + seen.size());
                    return "mine";
                }));
        assertEquals(409, failure.code());
        assertEquals(10, seen.size());
        assertEquals("other 10", document.read());
    }

    @Test
    void aChangeThatThrowsWritesNothing() {
        cluster.create("0");
        assertThrows(
                InvalidValue.class,
                () -> document.change(before -> {
                    throw new InvalidValue("seed", "must be a number", "x");
                }));
        assertEquals("0", document.read());
    }

    @Test
    void withoutTheConfigMapItSaysWhichIsMissing() {
        ApiFailure failure = assertThrows(ApiFailure.class, document::read);
        assertEquals(404, failure.code());
        assertTrue(
                failure.getMessage().startsWith("can't get configmaps/plan in namespace test: there is no such object"),
                failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT"})
    void withoutPermissionItSaysWhichVerbIsMissing(String method) {
        cluster.create("0");
        cluster.forbid(method);
        ApiFailure failure = assertThrows(ApiFailure.class, () -> document.change(before -> "1"));
        String verb = method.equals("GET") ? "get" : "update";
        assertEquals(
                "may not " + verb
                        + " configmaps/plan in namespace test: the service account needs a Role with the verb "
                        + verb + " on configmaps, resourceNames [plan] "
                        + "(403: configmaps \"plan\" is forbidden: User \"sa\" cannot do that)",
                failure.getMessage());
    }

    @Test
    void withoutAServerItSaysThatThereIsNone() {
        cluster.goAway();
        ApiFailure failure = assertThrows(ApiFailure.class, document::read);
        assertEquals(0, failure.code());
        assertTrue(
                failure.getMessage().contains("the API server can't be reached (Connection refused"),
                failure::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Plan", "a/b", "../x", "-plan", "plan-"})
    void aNameThatNoConfigMapHasIsRefused(String name) {
        assertThrows(InvalidValue.class, () -> SharedDocument.here(name, "plan.json"));
    }
}
