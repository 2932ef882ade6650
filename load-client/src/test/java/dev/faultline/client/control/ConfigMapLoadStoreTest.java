package dev.faultline.client.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.cluster.MockCluster;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConfigMapLoadStoreTest {

    private static final ObjectMapper MAPPER = WireJson.mapper();
    private static final StrictReader JSON = new StrictReader(MAPPER);
    private static final String STOP = "stop";

    private final MockCluster cluster = new MockCluster();
    private final AskedTraffic traffic = new AskedTraffic();
    private final List<ConfigMapLoadStore> loads = new ArrayList<>();

    @AfterEach
    void close() {
        loads.forEach(ConfigMapLoadStore::close);
        cluster.close();
    }

    private static LoadPlan plan(int rate, String more) {
        String text = "{\"target\":\"http://localhost:1/\",\"rate\":" + rate + more + "}";
        return JSON.read(text.getBytes(StandardCharsets.UTF_8), LoadPlan.class);
    }

    private ConfigMapLoadStore begun(@Nullable LoadPlan configured) {
        ConfigMapLoadStore load =
                new ConfigMapLoadStore(new InMemoryLoadStore(traffic, configured), cluster.document(), JSON, MAPPER);
        loads.add(load);
        load.begin();
        return load;
    }

    private void assertNext(String expected) throws InterruptedException {
        String next = traffic.asked.poll(30, TimeUnit.SECONDS);
        assertNotNull(next, () -> "nothing more was asked for; expected " + expected);
        assertEquals(expected, next);
    }

    @Test
    void whatTheApiIsAskedForIsBegunAgainAfterARestart() throws InterruptedException {
        cluster.create(null);
        ConfigMapLoadStore load = begun(null);
        load.start(plan(5, ""));
        assertNext("5.0");
        load.close();
        begun(plan(7, ""));
        assertNext("5.0");
    }

    @Test
    void theSettingIsBegunWithAsLongAsNothingIsKeptAndIsNotKept() throws InterruptedException {
        cluster.create(null);
        ConfigMapLoadStore load = begun(plan(7, ""));
        assertNext("7.0");
        assertEquals("null", cluster.text());
        load.stop();
        assertNext(STOP);
        assertNext(STOP);
        begun(plan(7, ""));
        assertNext(STOP);
    }

    @Test
    void aLoadThatEndsByItselfIsNotBegunAgain() throws InterruptedException {
        cluster.create(null);
        ConfigMapLoadStore load = begun(null);
        load.start(plan(5, ",\"duration\":\"10s\""));
        assertNext("5.0");
        load.close();
        begun(null);
        cluster.write("{\"stopped\":true}");
        assertNext(STOP);
    }

    @Test
    void whatAnotherHandWritesTakesEffectUnlessItIsNoPlan() throws InterruptedException {
        cluster.create(null);
        begun(plan(7, ""));
        assertNext("7.0");
        cluster.write("{\"target\":\"http://localhost:1/\",\"rate\":8}");
        assertNext("8.0");
        cluster.write("{\"rate\":\"many\"}");
        cluster.write("{\"target\":\"http://localhost:1/\",\"rate\":9}");
        assertNext("9.0");
    }

    @Test
    void whatCantBeKeptChangesNothingButStopsNevertheless() throws InterruptedException {
        cluster.create(null);
        ConfigMapLoadStore load = begun(plan(7, ""));
        assertNext("7.0");
        cluster.goAway();
        StoreUnavailable failure = assertThrows(StoreUnavailable.class, () -> load.start(plan(8, "")));
        assertTrue(String.valueOf(failure.getMessage()).startsWith("nothing was changed: can't get configmaps/plan"));
        failure = assertThrows(StoreUnavailable.class, load::stop);
        assertTrue(String.valueOf(failure.getMessage()).startsWith("stopped; after a restart it would begin again"));
        assertNext(STOP);
    }

    @Test
    void whatThisProcessMayNotDoIsNotKept() {
        cluster.create(null);
        ConfigMapLoadStore load = begun(null);
        traffic.refuses = true;
        assertThrows(InvalidValue.class, () -> load.start(plan(8, "")));
        assertEquals("null", cluster.text());
    }
}
