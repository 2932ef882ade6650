package dev.faultline.client.wiring;

import dev.faultline.client.LoadConfig;
import dev.faultline.client.control.OutboundTls;
import dev.faultline.client.control.PrometheusCalls;
import dev.faultline.learn.plan.Learner;
import dev.faultline.load.plan.LoadLimits;
import dev.faultline.platform.guard.ControlGuard;
import dev.faultline.platform.wire.InvalidValue;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Wires learning: whom it may ask, and which files it may read. */
@Dependent
class LearningProducer {

    private final LoadConfig.LearnConfig config;

    LearningProducer(LoadConfig config) {
        this.config = config.learn();
    }

    @Produces
    @Singleton
    Learner learner(OutboundTls calls, LoadLimits limits) {
        ControlGuard shown = ControlGuard.of("faultline.learn", Optional.empty(), config.tokenFile());
        PrometheusCalls prometheus = new PrometheusCalls(
                calls.client(),
                config.prometheus().orElse(null),
                url -> limits.checkHost("prometheus.url", url.getHost()),
                shown::authorization);
        return new Learner(prometheus, this::open, InstantSource.system());
    }

    /** Links do not lead out of the directory. */
    private InputStream open(String name) throws IOException {
        Path directory = config.files()
                .orElseThrow(() -> new InvalidValue(
                        "file",
                        "must not be given: no files are learned from (the setting faultline.learn.files)",
                        name));
        try {
            Path root = directory.toRealPath();
            Path file = root.resolve(name).toRealPath();
            if (!file.startsWith(root)) {
                throw new InvalidValue(
                        "file", "must be below the directory of faultline.learn.files", '"' + name + '"');
            }
            if (!Files.isRegularFile(file)) {
                throw new InvalidValue("file", "must be a file", '"' + name + '"');
            }
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new InvalidValue("file", "must be there", '"' + name + '"', e);
        } catch (InvalidPathException e) {
            throw new InvalidValue("file", "must be the name of a file", '"' + name + '"', e);
        }
    }
}
