package dev.faultline.injector.decide;

import dev.faultline.bench.Nanoseconds;
import dev.faultline.injector.fault.ActionFactory;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What a plan decides about a request that only the last of its rules matches. */
public class DecisionBenchmark extends Nanoseconds {

    /** How many rules the plan has. */
    @Param({"1", "10", "100"})
    public int rules;

    /** What they match by. */
    @Param
    public By by;

    /** Whether chance has a say in the one that matches. */
    @Param
    public Faults faults;

    private Decider<String> decider;
    private RequestFacts request;

    /** How a rule says which requests it is for. */
    public enum By {
        /** Looked up, for all rules together. */
        PATH,
        /** Tried one by one; patterns begin differently. */
        PREFIX,
        /** Tried one by one; all patterns begin as the path does. */
        PATTERN,
        /** Looked up as the path is, among the headers of the request. */
        HEADER;

        private String match(int rule) {
            return switch (this) {
                case PATH -> "'path':'/shop/orders-" + rule + "'";
                case PREFIX -> "'path':'/orders-" + rule + "/**'";
                case PATTERN -> "'path':'/shop/*/orders-" + rule + "/**'";
                case HEADER -> "'headers':{'x-tenant':'tenant-" + rule + "'}";
            };
        }

        private RequestFacts request(int rule) {
            return switch (this) {
                case PATH -> new Request("/shop/orders-" + rule, Map.of());
                case PREFIX -> new Request("/orders-" + rule + "/items/17", Map.of());
                case PATTERN -> new Request("/shop/acme/orders-" + rule + "/items/17", Map.of());
                case HEADER -> new Request("/shop/orders", Map.of("x-tenant", "tenant-" + rule));
            };
        }
    }

    /** What a rule does. */
    public enum Faults {
        /** The same to every request. */
        ALL("'aborts':[{'type':'status','percentage':100,'status':503}]"),
        /** One draw for three aborts and one for the delay, which is drawn itself. */
        SHARES("'delay':{'type':'lognormal','median':'20ms','p99':'200ms','percentage':20},"
                + "'aborts':[{'type':'status','percentage':5,'status':503},{'type':'status','percentage':2.5,'status':500},"
                + "{'type':'reset','percentage':0.1}]");

        private final String json;

        Faults(String json) {
            this.json = json;
        }
    }

    private record Request(String path, Map<String, String> headers) implements RequestFacts {

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String host() {
            return "shop.example:8080";
        }

        @Override
        public List<String> headers(String name) {
            String value = headers.get(name);
            return value == null ? List.of() : List.of(value);
        }

        @Override
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        @Override
        public List<String> parameters(String name) {
            return List.of();
        }

        @Override
        public boolean isGrpc() {
            return false;
        }
    }

    @Setup
    public void prepare() {
        String each = IntStream.rangeClosed(1, rules)
                .mapToObj(rule -> "{'match':{" + by.match(rule) + "}," + faults.json + "}")
                .collect(Collectors.joining(","));
        String json = "{'seed':" + SEED + ",'rules':[" + each + "]}";
        FaultPlan plan = new PlanJson()
                .read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .acceptedAt(Instant.EPOCH);
        decider = new Decider<>(
                plan, SEED, new Decider.Environment<>(InstantSource.system(), names(), new Counters(), null));
        request = by.request(rules);
    }

    /** Actions are prepared with the plan, and not part of a decision. */
    @SuppressWarnings("unchecked")
    private static ActionFactory<String> names() {
        return (ActionFactory<String>) Proxy.newProxyInstance(
                ActionFactory.class.getClassLoader(),
                new Class<?>[] {ActionFactory.class},
                (proxy, method, arguments) -> method.getName());
    }

    @Benchmark
    public Decision<String> decide() {
        return decider.decide(request);
    }
}
