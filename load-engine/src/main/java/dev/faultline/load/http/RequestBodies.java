package dev.faultline.load.http;

import dev.faultline.load.plan.Feed;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.schedule.NumberedRandom;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Prepares requests with their bodies, from the plan or from files that the service may read. Threadsafe; blocks on
 * files.
 */
public final class RequestBodies {

    private static final int MOST = 1 << 20;
    private static final int GRPC_PREFIX = 5;

    private final Optional<Path> directory;

    /** @param directory the only place that files are read from; if empty there are none */
    public RequestBodies(Optional<Path> directory) {
        this.directory = directory.map(path -> path.toAbsolutePath().normalize());
    }

    /**
     * Returns the requests of the plan, ready to be sent.
     *
     * @throws InvalidValue naming the request whose file can't be sent, or which is routed nowhere
     */
    List<PreparedRequest> prepare(LoadPlan plan, Destination destination) {
        FeedRows rows = plan.feed() == null ? null : rows(plan.feed());
        SplittableRandom random = plan.seed() == null ? new SplittableRandom() : new SplittableRandom(~plan.seed());
        NumberedRandom draws = new NumberedRandom(random.nextLong());
        List<PreparedRequest> prepared = new ArrayList<>();
        for (int i = 0; i < plan.requests().size(); i++) {
            RequestSpec spec = plan.requests().get(i);
            try {
                prepared.add(new PreparedRequest(plan, spec, content(spec), destination, rows, draws));
            } catch (InvalidValue e) {
                throw e.within("requests[" + i + "]");
            }
        }
        return List.copyOf(prepared);
    }

    private FeedRows rows(Feed feed) {
        try {
            return FeedRows.read(feed.order(), read("file", feed.file(), FeedRows.MOST_BYTES));
        } catch (InvalidValue e) {
            throw e.within("feed");
        }
    }

    private @Nullable Buffer content(RequestSpec spec) {
        byte[] bytes = null;
        if (spec.bodyFile() != null) {
            bytes = read("bodyFile", spec.bodyFile(), MOST);
        } else if (spec.body() != null) {
            bytes = spec.body().getBytes(StandardCharsets.UTF_8);
        }
        if (spec.grpc() != null) {
            return framed(bytes == null ? new byte[0] : bytes);
        }
        return bytes == null ? null : Buffer.buffer(bytes);
    }

    private byte[] read(String field, String file, int most) {
        Path allowed = directory.orElseThrow(
                () -> new InvalidValue(field, "needs a directory: set faultline.load.bodies", '"' + file + '"'));
        Path path = allowed.resolve(file).normalize();
        Require.that(path.startsWith(allowed), field, "must lie under faultline.load.bodies", '"' + file + '"');
        try {
            // A link may lead out of the directory though its name does not.
            Path real = path.toRealPath();
            Require.that(
                    real.startsWith(allowed.toRealPath()),
                    field,
                    "must lie under faultline.load.bodies",
                    '"' + file + '"');
            Require.that(Files.size(real) <= most, field, "must be at most " + (most >> 20) + " MiB", Files.size(real));
            return Files.readAllBytes(real);
        } catch (IOException e) {
            throw new InvalidValue(field, "must be a file that can be read", '"' + file + '"', e);
        }
    }

    /** Returns a message as gRPC frames it: not compressed, its length, its bytes. */
    private static Buffer framed(byte[] message) {
        return Buffer.buffer(GRPC_PREFIX + message.length)
                .appendByte((byte) 0)
                .appendInt(message.length)
                .appendBytes(message);
    }
}
