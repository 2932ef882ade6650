package dev.faultline.client.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.platform.cluster.Leadership;
import dev.faultline.platform.guard.ControlGuard;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a process that stands by has the leader do. Threadsafe; waits, so never to be used from an event loop. */
public final class LeaderCalls {

    /** The header of a call that is not to be passed on once more, should two take each other for the leader. */
    public static final String PASSED_ON = "X-Faultline-Passed-On";

    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final int OK = 200;

    private final BlockingCalls calls;
    private final Leadership leadership;
    private final ControlGuard guard;
    private final StrictReader json;
    private final @Nullable String service;

    /**
     * Calls leaders.
     *
     * @param guard of this process: the others have the same token
     * @param service whose name the certificates of all of them bear; null if each bears that of its address
     */
    public LeaderCalls(
            WebClient client, Leadership leadership, ControlGuard guard, StrictReader json, @Nullable String service) {
        this.calls = new BlockingCalls(client);
        this.leadership = leadership;
        this.guard = guard;
        this.json = json;
        this.service = service;
    }

    /**
     * What became of it at the leader.
     *
     * @param leader who that is, and where
     * @param experiments those that it had under way
     */
    public record Told(String leader, List<String> experiments) {

        /** Copies the list. */
        public Told {
            experiments = List.copyOf(experiments);
        }
    }

    /**
     * Presses the kill switch of the leader; takes four seconds at most.
     *
     * @return empty if there is no other one that leads
     * @throws ControlFailed if it can't be reached, or could not do everything
     */
    public Optional<Told> pressKillSwitch() {
        return leadership.isLeading() ? Optional.empty() : leadership.leader().map(this::press);
    }

    private Told press(Leadership.Candidate leader) {
        String token = guard.authorization();
        Map<String, String> headers = token == null
                ? Map.of(PASSED_ON, "true")
                : Map.of(PASSED_ON, "true", HttpHeaders.AUTHORIZATION.toString(), token);
        String url = leader.address() + "/api/kill-switch";
        HttpResponse<Buffer> answer = post(leader.address(), url, headers);
        if (answer.statusCode() != OK) {
            throw BlockingCalls.refused("POST " + url, answer);
        }
        List<String> experiments = new ArrayList<>();
        tree(url, answer).path("experiments").forEach(id -> experiments.add(id.asText()));
        return new Told(leader.toString(), experiments);
    }

    private HttpResponse<Buffer> post(String address, String url, Map<String, String> headers) {
        URI pod = URI.create(address);
        if (service == null || !"https".equals(pod.getScheme())) {
            return calls.call("POST", url, headers, null, TIMEOUT);
        }
        SocketAddress server = BlockingCalls.server(pod);
        String named = "https://" + service + ":" + pod.getPort() + url.substring(address.length());
        return calls.call("POST", named, server, headers, null, TIMEOUT);
    }

    private JsonNode tree(String url, HttpResponse<Buffer> answer) {
        try {
            Buffer body = answer.body();
            return json.tree(body == null ? new byte[0] : body.getBytes());
        } catch (InvalidValue e) {
            throw new ControlFailed("POST " + url + " was answered by no load-client: " + e.getMessage(), true, e);
        }
    }
}
