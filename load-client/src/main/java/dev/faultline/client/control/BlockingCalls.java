package dev.faultline.client.control;

import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.Excerpt;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Calls that wait for their answer. Threadsafe; never to be used from an event loop. */
final class BlockingCalls {

    private static final int QUOTED = 300;
    private static final int LONGEST_BODY = 1 << 20;

    /** These say to come again: 408 Request Timeout, 425 Too Early, 429 Too Many Requests. */
    private static final Set<Integer> COME_AGAIN = Set.of(408, 425, 429);

    private final WebClient client;
    private final int longest;

    BlockingCalls(WebClient client) {
        this(client, LONGEST_BODY);
    }

    /** @param longest the most bytes that an answer may have */
    BlockingCalls(WebClient client, int longest) {
        this.client = client;
        this.longest = longest;
    }

    /**
     * Returns the answer, whatever its status.
     *
     * @throws ControlFailed if there is none within the time, or one that is too long, or if nothing can be sent
     */
    HttpResponse<Buffer> call(
            String method, String url, Map<String, String> headers, @Nullable Buffer body, Duration timeout) {
        return call(method, url, null, headers, body, timeout);
    }

    /**
     * The same, of one of several processes behind the URL: its certificate is that of the URL's host.
     *
     * @param server where that process is; null for where the URL says
     */
    HttpResponse<Buffer> call(
            String method,
            String url,
            @Nullable SocketAddress server,
            Map<String, String> headers,
            @Nullable Buffer body,
            Duration timeout) {
        // There may be a secret in the query.
        String what = method + " " + url.replaceFirst("\\?.*", "?...");
        try {
            HttpMethod named = HttpMethod.valueOf(method);
            HttpRequest<Buffer> request = (server == null
                            ? client.requestAbs(named, url)
                            : client.requestAbs(named, server, url))
                    .timeout(timeout.toMillis())
                    .followRedirects(false)
                    .as(new BoundedBody(longest));
            headers.forEach(request::putHeader);
            var sent = body == null ? request.send() : request.sendBuffer(body);
            // The client's own time-out ends the call; the longer wait only guards against a lost answer.
            return sent.toCompletionStage().toCompletableFuture().get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ControlFailed(what + " failed: " + why(e.getCause() == null ? e : e.getCause()), false, e);
        } catch (TimeoutException e) {
            throw new ControlFailed(what + " failed: the answer did not end in time", false, e);
        } catch (IllegalArgumentException e) {
            // Its message quotes the header.
            throw new ControlFailed(what + " can't be sent: a header or the URL is malformed", true, null);
        } catch (IllegalStateException | RejectedExecutionException e) {
            // This process is ending and has closed its clients.
            throw new ControlFailed(what + " can't be sent any more: " + why(e), true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlFailed(what + " was interrupted", false, e);
        }
    }

    /** Returns where the process of that address is; URLs put brackets round the addresses of IPv6. */
    static SocketAddress server(URI address) {
        return SocketAddress.inetSocketAddress(
                address.getPort(), address.getHost().replaceAll("[\\[\\]]", ""));
    }

    private static String why(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof SSLException && failure.getCause() != null) {
            // The first only says that there is no TLS.
            return message + ": " + why(failure.getCause());
        }
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** Returns the complaint about an answer that is not fine: final if it is the call that is wrong. */
    static ControlFailed refused(String what, HttpResponse<Buffer> answer) {
        String said = answer.bodyAsString();
        String detail = said == null || said.isEmpty() ? "" : ": " + Excerpt.of(said, QUOTED);
        String complaint = what + " answered " + answer.statusCode() + detail;
        boolean isFinal = answer.statusCode() / 100 == 4 && !COME_AGAIN.contains(answer.statusCode());
        return isFinal ? new ControlFailed(complaint, true, null) : ControlFailed.notNow(complaint, null);
    }

    /**
     * A body up to a bound; a longer one fails its call. One for each call, confined to the event loop of that.
     *
     * @param most the bound in bytes
     */
    record BoundedBody(int most) implements BodyCodec<Buffer> {

        @Override
        public void create(Handler<AsyncResult<BodyStream<Buffer>>> handler) {
            handler.handle(Future.succeededFuture(new Kept(most)));
        }

        private static final class Kept implements BodyStream<Buffer> {

            private final int most;
            private final Promise<Buffer> whole = Promise.promise();
            private Buffer kept = Buffer.buffer();

            private Kept(int most) {
                this.most = most;
            }

            @Override
            public Future<Void> write(Buffer data) {
                if (kept.length() + data.length() > most) {
                    kept = Buffer.buffer();
                    String complaint = "the answer has more than " + most + " bytes";
                    whole.tryFail(complaint);
                    return Future.failedFuture(complaint);
                }
                kept.appendBuffer(data);
                return Future.succeededFuture();
            }

            @Override
            public void write(Buffer data, @Nullable Handler<AsyncResult<Void>> handler) {
                Future<Void> written = write(data);
                if (handler != null) {
                    written.onComplete(handler);
                }
            }

            @Override
            public void end(@Nullable Handler<AsyncResult<Void>> handler) {
                whole.tryComplete(kept);
                if (handler != null) {
                    handler.handle(Future.succeededFuture());
                }
            }

            @Override
            public void handle(Throwable failure) {
                whole.tryFail(failure);
            }

            @Override
            public Future<Buffer> result() {
                return whole.future();
            }

            @Override
            public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
                return this;
            }

            @Override
            public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
                return this;
            }

            @Override
            public boolean writeQueueFull() {
                return false;
            }

            @Override
            public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
                return this;
            }
        }
    }
}
