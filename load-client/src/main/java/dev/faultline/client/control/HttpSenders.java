package dev.faultline.client.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.senders.Assignment;
import dev.faultline.load.senders.Progress;
import dev.faultline.load.senders.SenderLink;
import dev.faultline.platform.wire.Excerpt;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Asks senders over HTTP. Threadsafe; never blocks. */
public final class HttpSenders {

    /** What the address of a sender begins with that speaks TLS. */
    public static final String TLS = "https://";

    private static final Duration TIMEOUT = Duration.ofMillis(900);
    private static final int OK = 200;

    /** Of somebody who will say the same again: no right, no sender, another coordinator. */
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404, 409);

    /** Windows of half a minute, each some ten kilobytes, and the figures of recordings. */
    private static final int LONGEST_ANSWER = 8 << 20;

    private static final int QUOTED = 200;

    private final WebClient client;
    private final StrictReader json;
    private final ObjectMapper mapper;
    private final InjectorAccess access;
    private final Executor reading;

    /**
     * Creates it.
     *
     * @param access is shown to senders
     * @param reading reads the answers, which takes too long for an event loop
     */
    public HttpSenders(
            WebClient client, StrictReader json, ObjectMapper mapper, InjectorAccess access, Executor reading) {
        this.client = client;
        this.json = json;
        this.mapper = mapper;
        this.access = access;
        this.reading = reading;
    }

    /**
     * Returns the way to the sender at that host and port, by TLS if {@value #TLS} stands before them.
     *
     * @param service whose name the certificates of all senders bear; null if each bears that of its host
     */
    public SenderLink link(String address, @Nullable String service) {
        boolean tls = address.startsWith(TLS);
        String authority = tls ? address.substring(TLS.length()) : address;
        int colon = authority.lastIndexOf(':');
        String host = authority.substring(0, colon).replaceAll("[\\[\\]]", "");
        int port = Integer.parseInt(authority.substring(colon + 1));
        RequestOptions where = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setSsl(tls)
                .setHost(tls && service != null ? service : host)
                .setPort(port)
                .setURI("/api/sender");
        SocketAddress server = SocketAddress.inetSocketAddress(port, host);
        return wanted -> exchange(where, server, wanted);
    }

    private CompletableFuture<Progress> exchange(RequestOptions where, SocketAddress server, Assignment wanted) {
        HttpRequest<Buffer> request;
        Buffer body;
        try {
            body = Buffer.buffer(mapper.writeValueAsBytes(wanted));
            request = client.request(HttpMethod.POST, server, where)
                    .timeout(TIMEOUT.toMillis())
                    .followRedirects(false)
                    .putHeader("Content-Type", "application/json")
                    .as(new BlockingCalls.BoundedBody(LONGEST_ANSWER));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        String shown = access.authorization();
        if (shown != null) {
            request.putHeader("Authorization", shown);
        }
        return request.sendBuffer(body)
                .toCompletionStage()
                .toCompletableFuture()
                .thenApplyAsync(this::progress, reading);
    }

    private Progress progress(HttpResponse<Buffer> answer) {
        Buffer said = answer.bodyAsBuffer();
        byte[] bytes = said == null ? new byte[0] : said.getBytes();
        if (answer.statusCode() == OK) {
            try {
                return json.read(bytes, Progress.class);
            } catch (InvalidValue e) {
                throw new SenderLink.Refused("answers what is no progress: " + e.getMessage());
            }
        }
        String why = "answers " + answer.statusCode() + ": " + Excerpt.of(detail(bytes), QUOTED);
        throw REFUSALS.contains(answer.statusCode()) ? new SenderLink.Refused(why) : new IllegalStateException(why);
    }

    private String detail(byte[] problem) {
        try {
            return json.tree(problem).path("detail").asText();
        } catch (InvalidValue e) {
            return "nothing that can be read";
        }
    }
}
