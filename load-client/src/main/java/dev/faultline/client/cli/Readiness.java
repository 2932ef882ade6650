package dev.faultline.client.cli;

import dev.faultline.client.control.OutboundTls;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the services that an experiment needs. Never to be called from an event loop. */
@Singleton
class Readiness {

    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final Duration ONE_CALL = Duration.ofSeconds(2);

    private final OutboundTls calls;

    Readiness(OutboundTls calls) {
        this.calls = calls;
    }

    /**
     * Returns as soon as every URL answers 200.
     *
     * @throws TimeoutException naming the URL that did not within a minute
     * @throws InterruptedException if this process is told to end
     */
    void await(List<String> urls) throws TimeoutException, InterruptedException {
        try {
            WebClient client = calls.client();
            await(client, urls);
            client.close();
        } catch (IllegalStateException | RejectedExecutionException e) {
            // What is called with is closed when the application stops: by a signal, since nothing else ends it here.
            InterruptedException stopped = new InterruptedException("the application was stopped");
            stopped.initCause(e);
            throw stopped;
        }
    }

    private static void await(WebClient client, List<String> urls) throws TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + AT_MOST.toNanos();
        for (String url : urls) {
            while (!ready(client, url)) {
                // A signal stops the application under us; there is nothing to wait for any more.
                if (ApplicationLifecycleManager.isVmShuttingDown()) {
                    throw new InterruptedException("stopped by a signal");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new TimeoutException(url + " was not ready within " + AT_MOST.toSeconds() + "s");
                }
                TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
            }
        }
    }

    private static boolean ready(WebClient client, String url) throws InterruptedException {
        CompletableFuture<Boolean> ok = client.getAbs(url)
                .timeout(ONE_CALL.toMillis())
                .send()
                .map(HttpResponse::statusCode)
                .map(status -> status == 200)
                .otherwise(false)
                .toCompletionStage()
                .toCompletableFuture();
        try {
            // The client's own time-out ends the call; the longer wait is for a client that ends before its calls do.
            return ok.get(ONE_CALL.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("every failure is turned into false", e);
        }
    }
}
