package dev.faultline.load.send;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bytes that requests carry, from the plan or from files that the service may read. Threadsafe; reads files. */
public final class Bodies {

    private static final long MOST = 1 << 20;
    private static final int GRPC_PREFIX = 5;

    private final Optional<Path> directory;

    /** @param directory the only place that files are read from; without it there are none */
    public Bodies(Optional<Path> directory) {
        this.directory = directory.map(path -> path.toAbsolutePath().normalize());
    }

    /**
     * Returns the kinds of requests of the plan, with their bodies.
     *
     * @throws InvalidValue naming the request whose file can't be sent
     */
    List<Kind> kinds(LoadPlan plan) {
        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i < plan.requests().size(); i++) {
            RequestSpec spec = plan.requests().get(i);
            try {
                kinds.add(new Kind(plan, spec, content(spec)));
            } catch (InvalidValue e) {
                throw e.within("requests[" + i + "]");
            }
        }
        return List.copyOf(kinds);
    }

    private @Nullable Buffer content(RequestSpec spec) {
        byte[] bytes = null;
        if (spec.bodyFile() != null) {
            bytes = read(spec.bodyFile());
        } else if (spec.body() != null) {
            bytes = spec.body().getBytes(StandardCharsets.UTF_8);
        }
        if (spec.grpc() != null) {
            return framed(bytes == null ? new byte[0] : bytes);
        }
        return bytes == null ? null : Buffer.buffer(bytes);
    }

    private byte[] read(String file) {
        Path allowed = directory.orElseThrow(
                () -> new InvalidValue("bodyFile", "needs a directory: set faultline.load.bodies", '"' + file + '"'));
        Path path = allowed.resolve(file).normalize();
        Require.that(path.startsWith(allowed), "bodyFile", "must lie under faultline.load.bodies", '"' + file + '"');
        try {
            // A link may lead out of the directory though its name does not.
            Path real = path.toRealPath();
            Require.that(
                    real.startsWith(allowed.toRealPath()),
                    "bodyFile",
                    "must lie under faultline.load.bodies",
                    '"' + file + '"');
            Require.that(Files.size(real) <= MOST, "bodyFile", "must be at most 1 MiB", Files.size(real));
            return Files.readAllBytes(real);
        } catch (IOException e) {
            throw new InvalidValue("bodyFile", "must be a file that can be read", '"' + file + '"', e);
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
