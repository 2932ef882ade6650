import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How late delays end, at a fixed rate whatever comes back (open loop). Runs on Netty from the built injector:
 * {@code java -cp 'error-injector/target/quarkus-app/lib/main/*' bench/Parked.java ...}; bench/parked.sh does it all.
 *
 * <p>{@code timers RATE DELAY_MS SECONDS}: without HTTP, timers of an event loop as the injector's parking sets them.
 *
 * <p>{@code http PORT RATE DELAY_MS SECONDS CONNECTIONS}: requests over h2c to an injector that delays by that much.
 *
 * <p>{@code hold PORT COUNT CONNECTIONS}: leaves that many requests open until standard input ends.
 */
public final class Parked {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int WARM_UP_SECONDS = 15;

    private Parked() {}

    /** See the class. */
    public static void main(String... args) throws Exception {
        EpollEventLoopGroup loops = new EpollEventLoopGroup(1);
        try {
            switch (args[0]) {
                case "timers" -> timers(loops.next(), number(args, 1), millis(args, 2), number(args, 3));
                case "http" -> http(loops, number(args, 1), number(args, 2), millis(args, 3), number(args, 4), number(args, 5));
                case "hold" -> hold(loops, number(args, 1), number(args, 2), number(args, 3));
                default -> throw new IllegalArgumentException(args[0]);
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static void timers(EventLoop loop, int rate, long delay, int seconds) throws InterruptedException {
        Lateness lateness = new Lateness(rate, delay, seconds);
        pace(rate, lateness.size(), (i, due) -> loop.execute(() -> {
            long start = System.nanoTime();
            loop.schedule(() -> lateness.ended(i, start, System.nanoTime()), delay, TimeUnit.NANOSECONDS);
        }));
        lateness.print("timer");
    }

    private static void http(EpollEventLoopGroup loops, int port, int rate, long delay, int seconds, int connections)
            throws InterruptedException {
        Lateness lateness = new Lateness(rate, delay, seconds);
        Client[] clients = new Client[connections];
        for (int i = 0; i < connections; i++) {
            clients[i] = new Client(loops, port, lateness.size() / connections + 1, lateness);
        }
        pace(rate, lateness.size(), (i, due) -> clients[i % connections].send(i));
        lateness.print(delay == 0 ? "round trip" : "request");
    }

    private static void hold(EpollEventLoopGroup loops, int port, int count, int connections) throws Exception {
        Client[] clients = new Client[connections];
        for (int i = 0; i < connections; i++) {
            clients[i] = new Client(loops, port, count / connections + 1, new Lateness(0, 0, 0));
        }
        System.out.println("connected");
        System.in.read();
        pace(10_000, count, (i, due) -> clients[i % connections].send(i));
        System.out.println("sent");
        while (System.in.read() >= 0) {}
    }

    private static int number(String[] args, int i) {
        return Integer.parseInt(args[i]);
    }

    private static long millis(String[] args, int i) {
        return TimeUnit.MILLISECONDS.toNanos(number(args, i));
    }

    private interface Shot {
        void fire(int i, long due);
    }

    /** Fires when each is due, from a thread of its own, so that the event loop's timers only serve what is measured. */
    private static void pace(int rate, int count, Shot shot) throws InterruptedException {
        Thread pacer = new Thread(() -> {
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long due = begin + (long) (i * 1e9 / rate);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                shot.fire(i, due);
            }
        });
        pacer.start();
        pacer.join();
    }

    /** How much longer than the delay everything took; written by the event loop only, until all have ended. */
    private static final class Lateness {

        private final int warmUp;
        private final long delay;
        private final long[] nanos;
        private final CountDownLatch open;

        Lateness(int rate, long delay, int seconds) {
            warmUp = rate * WARM_UP_SECONDS;
            this.delay = delay;
            nanos = new long[warmUp + rate * seconds];
            Arrays.fill(nanos, Long.MAX_VALUE);
            open = new CountDownLatch(nanos.length);
        }

        int size() {
            return nanos.length;
        }

        void ended(int i, long start, long now) {
            if (nanos.length > 0) {
                nanos[i] = now - start - delay;
                open.countDown();
            }
        }

        void print(String what) throws InterruptedException {
            if (!open.await(TimeUnit.NANOSECONDS.toSeconds(delay) + 10, TimeUnit.SECONDS)) {
                System.out.printf("%d did not end; they count as endless%n", open.getCount());
            }
            long[] sorted = Arrays.copyOfRange(nanos, warmUp, nanos.length);
            Arrays.sort(sorted);
            long early = Arrays.stream(sorted).filter(n -> n < 0).count();
            System.out.printf(
                    "%-10s  n %d  early %d  min %.3f  p50 %.3f  p90 %.3f  p99 %.3f  p99.9 %.3f  max %.3f ms%n",
                    what, sorted.length, early, at(sorted, 0), at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99),
                    at(sorted, 0.999), at(sorted, 1));
        }

        private static double at(long[] sorted, double share) {
            return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length))] / NANOS_PER_MILLI;
        }
    }

    /** One connection. Time runs from just before a request is written until its answer's headers are read. */
    private static final class Client extends Http2FrameAdapter {

        private static final Http2Headers REQUEST =
                new DefaultHttp2Headers().method("GET").scheme("http").authority("localhost").path("/");

        private final Lateness lateness;
        private final Channel channel;
        private final Http2ConnectionHandler handler;
        private final int[] request;
        private final long[] start;

        Client(EpollEventLoopGroup loops, int port, int requests, Lateness lateness) throws InterruptedException {
            this.lateness = lateness;
            // Streams of a client are odd, from 3 on.
            request = new int[requests + 2];
            start = new long[requests + 2];
            handler = new Http2ConnectionHandlerBuilder()
                    .frameListener(this)
                    .connection(new DefaultHttp2Connection(false, Integer.MAX_VALUE))
                    .build();
            channel = new Bootstrap()
                    .group(loops)
                    .channel(EpollSocketChannel.class)
                    .handler(handler)
                    .connect("127.0.0.1", port)
                    .sync()
                    .channel();
            // The server's settings, how many streams it takes among them, must be here before the first request.
            Thread.sleep(200);
        }

        void send(int i) {
            channel.eventLoop().execute(() -> {
                ChannelHandlerContext context = channel.pipeline().firstContext();
                int stream = handler.connection().local().incrementAndGetNextStreamId();
                request[stream / 2] = i;
                start[stream / 2] = System.nanoTime();
                handler.encoder().writeHeaders(context, stream, REQUEST, 0, true, context.newPromise());
                context.flush();
            });
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int stream,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end) {
            lateness.ended(request[stream / 2], start[stream / 2], System.nanoTime());
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean end) {
            lateness.ended(request[stream / 2], start[stream / 2], System.nanoTime());
        }
    }
}
