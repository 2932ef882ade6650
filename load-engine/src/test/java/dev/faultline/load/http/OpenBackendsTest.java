package dev.faultline.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.http.ConnectionPool.OpenBackends;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenBackendsTest {

    private static final SocketAddress ONE = SocketAddress.inetSocketAddress(1, "h");
    private static final SocketAddress OTHER = SocketAddress.inetSocketAddress(2, "h");

    private final OpenBackends backends = new OpenBackends(100);

    @ParameterizedTest(name = "one open from 10 to 20, another from 30 to 40: any since {0} is {1}")
    @CsvSource({"0, true", "20, true", "35, true", "40, true", "41, false"})
    void aConnectionCountsForWhomeverWaitedWhileItWasOpen(long since, boolean any) {
        backends.opened(ONE, 10);
        backends.closed(ONE, 20);
        backends.opened(ONE, 30);
        assertTrue(backends.anySince(ONE, 1_000), "it is open");
        backends.closed(ONE, 40);
        assertEquals(any, backends.anySince(ONE, since));
    }

    @Test
    void theLastOfSeveralCounts() {
        backends.opened(ONE, 0);
        backends.opened(ONE, 0);
        backends.closed(ONE, 10);
        assertTrue(backends.anySince(ONE, 50));
        backends.closed(ONE, 60);
        assertFalse(backends.anySince(ONE, 61));
    }

    @Test
    void backendsDoNotCountForEachOther() {
        backends.opened(ONE, 0);
        assertFalse(backends.anySince(OTHER, 0));
        backends.closed(OTHER, 10);
        assertFalse(backends.anySince(OTHER, 0));
    }

    @Test
    void whatNobodyCanAskAboutAnyMoreIsForgotten() {
        for (int port = 1; port <= 1_000; port++) {
            SocketAddress next = SocketAddress.inetSocketAddress(port, "h");
            backends.opened(next, 1_000L * port);
            backends.closed(next, 1_000L * port + 1);
        }
        assertEquals(1, backends.size());
    }
}
