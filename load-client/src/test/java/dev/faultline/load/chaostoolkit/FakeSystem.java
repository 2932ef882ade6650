package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.load.experiment.HttpCall;
import dev.faultline.load.experiment.Time;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A system in which time passes when a run pauses. {@code POST /fault} breaks it, {@code DELETE /fault} heals it;
 * {@code GET /health} tells how it is.
 */
final class FakeSystem implements Exchange, ToolkitRun.Ledger {

    static final ToolkitReader READER = new ToolkitReader(new StrictReader(WireJson.strict(new YAMLFactory())));

    final List<String> calls = new ArrayList<>();
    final List<HttpCall> sent = new ArrayList<>();
    final List<String> ledger = new ArrayList<>();
    /** What is answered instead, by method and path. */
    final Map<String, Supplier<HttpAnswer>> answers = new TreeMap<>();

    private final TreeMap<Long, Runnable> events = new TreeMap<>();
    private long nowMillis;
    boolean broken;

    static ToolkitExperiment read(String yaml) {
        return READER.read(yaml.getBytes(StandardCharsets.UTF_8), Map.of(), name -> null);
    }

    static HttpAnswer answer(int status) {
        return new HttpAnswer(status, Map.of("Content-Type", "text/plain"), "body " + status);
    }

    static Supplier<HttpAnswer> refusing() {
        return () -> {
            throw new ControlFailed("GET http://s/health failed: Connection refused", false, null);
        };
    }

    ToolkitRun run(String yaml) {
        return new ToolkitRun("id", read(yaml), this, time(), this);
    }

    ToolkitRun inherited(String yaml) {
        return new ToolkitRun("id", read(yaml), this, time(), this).leftBehind();
    }

    Time time() {
        return new Time(this::instant, () -> nowMillis * 1_000_000, this::pause);
    }

    /** Lets something happen so many milliseconds after the start. */
    void at(long millis, Runnable event) {
        events.put(millis, event);
    }

    long nowMillis() {
        return nowMillis;
    }

    private Instant instant() {
        return Instant.ofEpochMilli(nowMillis);
    }

    private void pause(Duration duration, CompletableFuture<?> unless) {
        long end = nowMillis + duration.toMillis();
        while (nowMillis < end && !unless.isDone()) {
            nowMillis++;
            @Nullable Runnable event = events.remove(nowMillis);
            if (event != null) {
                event.run();
            }
        }
    }

    @Override
    public HttpAnswer ask(HttpCall call) {
        String what = call.method() + " " + call.url().path();
        calls.add(what);
        sent.add(call);
        if (answers.containsKey(what)) {
            return answers.get(what).get();
        }
        switch (what) {
            case "POST /fault" -> broken = true;
            case "DELETE /fault" -> broken = false;
            default -> {
                return answer(broken ? 503 : 200);
            }
        }
        return answer(200);
    }

    @Override
    public void check(HttpCall call) {
        if (call.url().host().equals("elsewhere")) {
            throw new InvalidValue("url", "must be allowed", call.url());
        }
    }

    @Override
    public void begin() {
        ledger.add("begin after " + calls);
    }

    @Override
    public void left(Set<Integer> rollbacks) {
        ledger.add("left " + rollbacks);
    }

    @Override
    public void finish() {
        ledger.add("finish");
    }
}
