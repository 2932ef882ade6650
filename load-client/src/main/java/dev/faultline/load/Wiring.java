package dev.faultline.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.faultline.load.experiment.ExperimentReader;
import dev.faultline.load.experiment.Experiments;
import dev.faultline.load.injector.InjectorControl;
import dev.faultline.load.measure.Books;
import dev.faultline.load.measure.Totals;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.ReportWriter;
import dev.faultline.load.send.Generator;
import dev.faultline.load.split.Backend;
import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.load.split.Route;
import dev.faultline.load.split.RouteManifest;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts the parts together; the only place that knows configuration, chance and the system's clock. */
@Dependent
class Wiring {

    private static final Path DEFAULT_MANIFEST = Path.of("linkerd", "http-route.yaml");
    private static final int WINDOWS_KEPT = 600;

    private final LoadConfig config;

    Wiring(LoadConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    ObjectMapper mapper() {
        return WireJson.mapper();
    }

    @Produces
    @Singleton
    StrictReader json(ObjectMapper mapper) {
        return new StrictReader(mapper);
    }

    @Produces
    @Singleton
    ExperimentReader experimentReader() {
        return new ExperimentReader(yaml());
    }

    @Produces
    @Singleton
    Windows windows() {
        return new Windows(WINDOWS_KEPT);
    }

    @Produces
    @Singleton
    Totals totals() {
        return new Totals();
    }

    @Produces
    @Singleton
    Splits splits() {
        Path manifest = config.split().manifest().orElse(DEFAULT_MANIFEST);
        if (config.split().manifest().isEmpty() && !Files.exists(manifest)) {
            return new Splits(null);
        }
        try {
            Route route = new RouteManifest(yaml()).read(Files.readAllBytes(manifest));
            return new Splits(
                    new EmbeddedSplit(route, addresses(), config.injector().service(), new SplittableRandom()));
        } catch (InvalidValue e) {
            throw new ConfigurationException("faultline.split.manifest: " + manifest + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ConfigurationException("faultline.split.manifest: " + manifest + " can't be read (" + e + ")");
        }
    }

    @Produces
    @Singleton
    Generator generator(Vertx vertx, Splits splits, Windows windows, Totals totals) {
        Books books = new Books(windows, totals);
        return new Generator(
                vertx,
                splits.embedded().orElse(null),
                new SplittableRandom(),
                config.load().maxLag(),
                books);
    }

    @Produces
    @Singleton
    ReportWriter reports(ObjectMapper mapper) {
        return new ReportWriter(config.reports().directory(), mapper);
    }

    @Produces
    @Singleton
    Experiments experiments(Vertx vertx, Generator generator, Splits splits, StrictReader json, ReportWriter reports) {
        String control = config.injector()
                .control()
                .orElse(
                        splits.embedded().isPresent()
                                ? "http://127.0.0.1:9002"
                                : "http://" + config.injector().service() + ":9000");
        InjectorControl faults = new InjectorControl(WebClient.create(vertx), json, control);
        return new Experiments(
                generator, splits.embedded().orElse(null), faults, result -> reports.write(Report.of(result)));
    }

    private Map<String, Backend> addresses() {
        return config.split().addresses().stream()
                .map(address -> Backend.parse("faultline.split.addresses", address))
                .collect(Collectors.toMap(Backend::name, Function.identity(), (first, second) -> second));
    }

    private static StrictReader yaml() {
        return new StrictReader(WireJson.strict(new YAMLFactory()));
    }
}
