package dev.faultline.platform.cluster;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DocumentWatchTest {

    private static final String FAILED = "failed";

    private final MockCluster cluster = new MockCluster();
    private final SharedDocument document = cluster.document();
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final DocumentWatch.Look look = () -> {
        try {
            seen.add(String.valueOf(document.read()));
        } catch (ApiFailure e) {
            seen.add(FAILED);
            throw e;
        }
    };

    private @Nullable DocumentWatch watch;

    @AfterEach
    void close() {
        if (watch != null) {
            watch.close();
        }
        document.close();
        cluster.close();
    }

    /** Takes what was seen until that is seen. */
    private void await(String text) throws InterruptedException {
        String next = "";
        while (!next.equals(text)) {
            next = seen.poll(30, TimeUnit.SECONDS);
            assertNotNull(next, "nothing was looked at any more before " + text);
        }
    }

    @Test
    void everyChangeIsSeen() throws InterruptedException {
        cluster.create(null);
        watch = DocumentWatch.start(document, look);
        await("null");
        cluster.write("1");
        await("1");
        cluster.write("2");
        await("2");
    }

    @Test
    void itGoesOnWhenTheConfigMapWasDeletedAndMadeAnew() throws InterruptedException {
        cluster.create("1");
        watch = DocumentWatch.start(document, look);
        await("1");
        cluster.delete();
        await(FAILED);
        cluster.create("2");
        await("2");
        cluster.write("3");
        await("3");
    }

    @Test
    void itGoesOnWhenTheServerWasAway() throws InterruptedException {
        cluster.create("1");
        watch = DocumentWatch.start(document, look);
        await("1");
        cluster.goAway();
        await(FAILED);
        cluster.comeBack();
        cluster.create("2");
        await("2");
        cluster.write("3");
        await("3");
    }

    @Test
    void aBugInALookEndsNoWatch() throws InterruptedException {
        cluster.create("1");
        BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        DocumentWatch.Look broken = () -> {
            calls.add("call");
            throw new IllegalStateException("a bug");
        };
        watch = DocumentWatch.start(document, broken);
        for (int i = 0; i < 3; i++) {
            assertNotNull(calls.poll(30, TimeUnit.SECONDS));
        }
        assertThrows(IllegalStateException.class, broken::look);
    }
}
